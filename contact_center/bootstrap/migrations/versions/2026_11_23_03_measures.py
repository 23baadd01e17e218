"""measures: clocks, kinds and log positions of entries; activity of agents; indexes for the wallboard."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_03_measures"
down_revision = "2026_11_23_02_jobs"
branch_labels = None
depends_on = None

ENTRY = """
alter table measures.entry
  add column kind text not null default 'first' check (kind in ('first', 'transferred', 'next')),
  add column sl_started_at timestamptz,
  add column position bigint not null default 0;
create index entry_left on measures.entry (tenant_id, left_at) where left_at is not null;
"""

AGENT_STATE = """
alter table measures.agent_state
  add column activity text not null default 'idle' check (activity in ('idle', 'alerting', 'working', 'wrapping')),
  add column segments jsonb not null default '{}',
  add column position bigint not null default 0;
create unique index agent_state_current on measures.agent_state (tenant_id, agent_id) where until is null;
create index agent_state_until on measures.agent_state (tenant_id, until) where until is not null;
"""

TROUBLE = """
create index message_failed on core.message (tenant_id, delivery_at) where delivery >= 50;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for part in (ENTRY, AGENT_STATE, TROUBLE):
        op.execute(part)
