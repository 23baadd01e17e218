"""channels: what a caller hears before an agent, by version; calls in a flow; callers who are blocked."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_04_40_call_flows"
down_revision = "2026_12_04_30_calls_out"
branch_labels = None
depends_on = None

TABLES = """
create table channels.call_flow (
  tenant_id uuid not null, id uuid not null, name text not null, draft jsonb, edits int not null default 0,
  published int not null default 0, changed_at timestamptz not null, changed_by text not null,
  primary key (tenant_id, id));
create unique index call_flow_name on channels.call_flow (tenant_id, lower(name));
create table channels.call_flow_version (
  tenant_id uuid not null, flow_id uuid not null, version int not null check (version > 0), content jsonb not null,
  note text not null default '', published_at timestamptz not null, published_by text not null,
  primary key (tenant_id, flow_id, version));
create table channels.call_flow_account (
  tenant_id uuid not null, account_id uuid not null, flow_id uuid not null, changed_at timestamptz not null,
  changed_by text not null, primary key (tenant_id, account_id));
create table channels.call_flow_sound (
  tenant_id uuid not null, id uuid not null, flow_id uuid not null, blob_key text not null,
  content_type text not null, bytes int not null, added_at timestamptz not null, added_by text not null,
  primary key (tenant_id, id));
create table channels.call_flow_run (
  tenant_id uuid not null, id uuid not null, account_id uuid not null, flow_id uuid, version int,
  caller_kind text not null, caller_value text not null, kept jsonb, turn int not null default 0,
  began_at timestamptz not null, changed_at timestamptz not null, ended_at timestamptz, outcome text,
  closed boolean not null default false, call_id uuid, conversation_id uuid,
  primary key (tenant_id, id));
create index call_flow_run_began on channels.call_flow_run (tenant_id, began_at);
create index call_flow_run_open on channels.call_flow_run (tenant_id, changed_at) where ended_at is null;
create index call_flow_run_over on channels.call_flow_run (tenant_id, ended_at)
  where kept is not null and call_id is null;
create index call_flow_run_call on channels.call_flow_run (tenant_id, call_id) where call_id is not null;
create table channels.caller_block (
  tenant_id uuid not null, id uuid not null, caller_kind text not null, caller_value text not null,
  conversation_id uuid not null, call_id uuid not null, blocked_at timestamptz not null, blocked_by uuid not null,
  primary key (tenant_id, id));
create unique index caller_block_of on channels.caller_block (tenant_id, caller_kind, caller_value)
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
