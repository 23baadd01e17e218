"""core: why a delivery is in quarantine is a code with its arguments; the text of older rows stays."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_73_quarantine_codes"
down_revision = "2026_11_30_72_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table core.envelope add column if not exists refusal jsonb")
    op.execute(PROTECT)
