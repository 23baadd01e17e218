"""core: a draft of an answer knows who is to get it as well."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_99_kept_copies"
down_revision = "2026_11_29_99_history_codes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table core.draft add column copies text[]")
