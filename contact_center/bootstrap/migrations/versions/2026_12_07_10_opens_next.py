"""directory: who wants the next piece of work opened when one is done."""

from __future__ import annotations

from alembic import op

revision = "2026_12_07_10_opens_next"
down_revision = "2026_12_06_60_warehouse"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table core.user_account add column if not exists opens_next boolean not null default false")


def downgrade() -> None:
    op.execute("alter table core.user_account drop column opens_next")
