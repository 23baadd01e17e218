"""voice: when a call is due, and whether its media is as decided."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_04_voice"
down_revision = "2026_11_23_03_measures"
branch_labels = None
depends_on = None

CALL = """
alter table channels.call
  add column version int not null default 1,
  add column settled int not null default 0,
  add column changed_at timestamptz not null default now(),
  add column due_at timestamptz;
create index call_due on channels.call (tenant_id, due_at) where due_at is not null;
create index call_unsettled on channels.call (tenant_id, changed_at) where settled < version;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(CALL)
