"""crm: how customers are asked to rate what we did, and their ratings."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_01_30_care"
down_revision = "2026_12_01_20_sending"
branch_labels = None
depends_on = None

TABLES = """
create table crm.care_setting (
  tenant_id uuid not null, channel text not null, asks boolean not null,
  kind text not null check (kind in ('csat', 'ces', 'nps')), question jsonb not null,
  cap_days int not null check (cap_days between 1 and 365),
  delay_minutes int not null check (delay_minutes between 0 and 1440), changed_at timestamptz not null,
  primary key (tenant_id, channel));
create table crm.rating (
  tenant_id uuid not null, id uuid not null, interaction_id uuid not null, conversation_id uuid not null,
  customer_id uuid, channel text not null, queue_id uuid, agent_id uuid,
  kind text not null check (kind in ('csat', 'ces', 'nps')), question text not null, language text,
  token_hash text, asked_at timestamptz not null, expires_at timestamptz not null,
  score int check (score between 0 and 10), bad boolean, comment text not null default '',
  answered_at timestamptz, task_id uuid,
  primary key (tenant_id, id));
create unique index rating_interaction on crm.rating (tenant_id, interaction_id);
create index rating_token on crm.rating (token_hash) where token_hash is not null;
create index rating_conversation on crm.rating (tenant_id, conversation_id, asked_at);
create index rating_customer on crm.rating (tenant_id, customer_id, asked_at);
create index rating_asked on crm.rating (tenant_id, asked_at);
create index rating_answered on crm.rating (tenant_id, answered_at, id) where answered_at is not null;
create index rating_agent on crm.rating (tenant_id, agent_id, asked_at);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
