"""core: endpoints that are told what happens, what is to be told to each, and each try."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_07_50_webhooks"
down_revision = "2026_12_07_40_act_limits"
branch_labels = None
depends_on = None

TABLES = """
create table core.webhook (
  tenant_id uuid not null, id uuid not null, name text not null, url text not null, kinds text[] not null,
  whole boolean not null, state text not null check (state in ('active', 'off', 'failed')), after bigint not null,
  secret bytea not null, former_secret bytea, former_until timestamptz, created_by uuid not null,
  created_at timestamptz not null, changed_at timestamptz not null, failing_since timestamptz, taken_at timestamptz,
  primary key (tenant_id, id));
create table core.webhook_delivery (
  tenant_id uuid not null, webhook_id uuid not null, id uuid not null, position bigint not null, kind text not null,
  subject uuid not null, body text not null, made_at timestamptz not null,
  state text not null check (state in ('waiting', 'taken', 'given_up')), tries int not null default 0,
  next_at timestamptz not null, taken_at timestamptz, primary key (tenant_id, webhook_id, id));
create index webhook_delivery_waiting on core.webhook_delivery (tenant_id, webhook_id, position)
  where state = 'waiting';
create index webhook_delivery_subject on core.webhook_delivery (tenant_id, webhook_id, subject, position)
  where state = 'waiting';
create index webhook_delivery_given_up on core.webhook_delivery (tenant_id, webhook_id) where state = 'given_up';
create index webhook_delivery_made on core.webhook_delivery (made_at);
create table core.webhook_attempt (
  tenant_id uuid not null, webhook_id uuid not null, delivery_id uuid not null, n int not null,
  at timestamptz not null, took_ms int not null, status int, trouble text, answer text not null,
  primary key (tenant_id, webhook_id, delivery_id, n));
create index webhook_attempt_at on core.webhook_attempt (at);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
