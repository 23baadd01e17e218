"""core: a row of history is a code with its arguments, and so is what kept a message; the text of older rows stays."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_29_99_history_codes"
down_revision = "2026_11_29_98_audit"
branch_labels = None
depends_on = None

CODES = """
alter table core.interaction_history add column if not exists code text;
alter table core.interaction_history add column if not exists args jsonb not null default '{}';
alter table core.interaction_history alter column why drop not null;
alter table core.message add column if not exists failure jsonb;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(CODES)
    op.execute(PROTECT)
