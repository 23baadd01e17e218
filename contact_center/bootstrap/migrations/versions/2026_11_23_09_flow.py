"""routing: what happened to work while it waited, callbacks, and tenant-wide settings such as calendars."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_23_09_flow"
down_revision = "2026_11_23_07_missed"
branch_labels = None
depends_on = None

FLOW = """
alter table routing.policy_head add column if not exists settings jsonb not null default '{}';

create table routing.wait (
  tenant_id uuid not null, interaction_id uuid not null, queue_id uuid not null, started_at timestamptz not null,
  steps jsonb not null default '[]', groups jsonb not null default '[]', callback_offered_at timestamptz,
  announced_until timestamptz, announced_position int, announced_at timestamptz,
  primary key (tenant_id, interaction_id),
  foreign key (tenant_id, interaction_id) references core.interaction (tenant_id, id) on delete cascade);

create table routing.callback (
  tenant_id uuid not null, interaction_id uuid not null, number text not null, name text,
  requested_at timestamptz not null, promised_until timestamptz not null,
  state text not null check (state in ('waiting', 'reached', 'given_up', 'cancelled')),
  attempts jsonb not null default '[]', next_at timestamptz, alerted_at timestamptz, ended_at timestamptz,
  primary key (tenant_id, interaction_id),
  foreign key (tenant_id, interaction_id) references core.interaction (tenant_id, id) on delete cascade);
create unique index callback_one_per_number on routing.callback (tenant_id, number) where state = 'waiting';
create index callback_due on routing.callback (tenant_id, next_at) where state = 'waiting' and next_at is not null;
create index callback_promised on routing.callback (tenant_id, promised_until)
  where state = 'waiting' and alerted_at is null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(FLOW)
    op.execute(PROTECT)
