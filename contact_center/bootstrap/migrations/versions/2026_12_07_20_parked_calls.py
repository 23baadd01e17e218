"""core: an agent's part in a call can end by parking it."""

from __future__ import annotations

from alembic import op

revision = "2026_12_07_20_parked_calls"
down_revision = "2026_12_07_10_opens_next"
branch_labels = None
depends_on = None

CONSTRAINTS = """
alter table core.segment drop constraint segment_reason_check;
alter table core.segment add constraint segment_reason_check check (reason in ('completed', 'transferred', 'parked',
  'rejected', 'timed_out', 'rescinded', 'lost')) not valid;
alter table core.segment validate constraint segment_reason_check;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(CONSTRAINTS)
