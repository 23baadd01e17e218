"""crm: tasks and promises; places for their work for everybody who takes work."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_70_tasks"
down_revision = "2026_11_30_53_profiles"
branch_labels = None
depends_on = None

TASKS = """
create table crm.task (
  tenant_id uuid not null, id uuid not null, subject text not null, note text not null default '',
  state text not null check (state in ('open', 'done', 'cancelled', 'missed')),
  owner_id uuid, queue_id uuid, check (owner_id is not null or queue_id is not null),
  due_at timestamptz not null, timed boolean not null, promised boolean not null,
  remind_at timestamptz, reminded_at timestamptz, next_at timestamptz,
  customer_id uuid, conversation_id uuid, links jsonb not null default '[]',
  interaction_id uuid, missed_at timestamptz, ended_at timestamptz, ended_by uuid,
  created_at timestamptz not null, created_by uuid, client_key text, history_number int not null default 1,
  primary key (tenant_id, id));
create unique index task_interaction on crm.task (tenant_id, interaction_id) where interaction_id is not null;
create unique index task_client_key on crm.task (tenant_id, created_by, client_key) where client_key is not null;
create index task_next on crm.task (tenant_id, next_at) where next_at is not null;
create index task_owner on crm.task (tenant_id, owner_id, due_at) where state in ('open', 'missed');
create index task_queue on crm.task (tenant_id, queue_id, due_at) where state in ('open', 'missed');
create index task_customer on crm.task (tenant_id, customer_id, due_at);
create index task_ended on crm.task (tenant_id, ended_by, ended_at) where ended_at is not null;
comment on column crm.task.next_at is 'when time alone changes it next: a reminder, its due time, a broken promise';
comment on column crm.task.timed is 'an hour was named; else it is due by the end of a day';

create table crm.task_history (
  tenant_id uuid not null, task_id uuid not null, number int not null, at timestamptz not null, actor text not null,
  code text not null, args jsonb not null default '{}',
  primary key (tenant_id, task_id, number),
  foreign key (tenant_id, task_id) references crm.task (tenant_id, id) on delete cascade);
"""
PLACES = """
insert into core.agent_load (tenant_id, agent_id, channel, used, capacity)
  select tenant_id, agent_id, 'task', 0, 2 from core.agent_load where channel = '*' on conflict do nothing;
update routing.agent_profile set capacity = capacity || '{"task": 2}' where not capacity ? 'task';
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TASKS)
    op.execute(PLACES)
    op.execute(PROTECT)
