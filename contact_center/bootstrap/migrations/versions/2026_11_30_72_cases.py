"""crm: cases with their clocks, links, watchers and history; known incidents. core: approvals by a second person."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_72_cases"
down_revision = "2026_11_30_71_attempts"
branch_labels = None
depends_on = None

TABLES = """
create table crm.case_type (
  tenant_id uuid not null, code text not null, definition jsonb not null, changed_at timestamptz not null,
  primary key (tenant_id, code));
create table crm.case_counter (tenant_id uuid primary key, last bigint not null);
create table crm.case (
  tenant_id uuid not null, id uuid not null, number bigint not null, type text not null,
  state text not null check (state in ('new', 'open', 'waiting', 'resolved', 'closed')), sub_state text,
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')), reason text,
  title text not null, wants text not null default '', told text not null default '',
  customer_id uuid, owner_id uuid, contract text, fields jsonb not null default '{}',
  cause text, remedy text, resolution text not null default '',
  cost numeric(18, 2), currency text, cost_note text not null default '',
  wait_for text check (wait_for in ('customer', 'colleague', 'erp', 'date')), wait_note text not null default '',
  waiting_since timestamptz, wake_at timestamptz, opened_at timestamptz not null,
  opened_by text not null, changed_at timestamptz not null,
  resolved_at timestamptz, closed_at timestamptz, due_at timestamptz, due_kind text,
  parent_id uuid, follows_id uuid, merged_into uuid, is_incident boolean not null default false,
  version integer not null default 1, shut jsonb not null default '[]', request_key text, request_hash text,
  undo jsonb,
  primary key (tenant_id, id),
  check ((state = 'waiting') = (wait_for is not null)));
create unique index case_number on crm.case (tenant_id, number);
create unique index case_request on crm.case (tenant_id, request_key) where request_key is not null;
create index case_board on crm.case (tenant_id, state, due_at, id);
create index case_owner on crm.case (tenant_id, owner_id, state);
create index case_customer on crm.case (tenant_id, customer_id, opened_at);
create index case_parent on crm.case (tenant_id, parent_id) where parent_id is not null;
create index case_wakes on crm.case (wake_at) where wake_at is not null;
create index case_opened on crm.case (tenant_id, opened_at);
create table crm.case_clock (
  tenant_id uuid not null, case_id uuid not null,
  kind text not null check (kind in ('first_answer', 'solve', 'statutory')),
  started_at timestamptz not null, goal integer not null check (goal > 0), still jsonb not null default '[]',
  still_since timestamptz, ended_at timestamptz, deadline timestamptz,
  primary key (tenant_id, case_id, kind),
  foreign key (tenant_id, case_id) references crm.case (tenant_id, id) on delete cascade);
create table crm.case_link (
  tenant_id uuid not null, case_id uuid not null, kind text not null, ref text not null,
  label text not null default '', source text not null default '', linked_at timestamptz not null,
  primary key (tenant_id, case_id, kind, ref),
  foreign key (tenant_id, case_id) references crm.case (tenant_id, id) on delete cascade);
create index case_link_ref on crm.case_link (tenant_id, kind, ref);
create table crm.case_watcher (
  tenant_id uuid not null, case_id uuid not null, user_id uuid not null,
  primary key (tenant_id, case_id, user_id),
  foreign key (tenant_id, case_id) references crm.case (tenant_id, id) on delete cascade);
create table crm.case_change (
  tenant_id uuid not null, case_id uuid not null, n integer not null, at timestamptz not null, actor text not null,
  code text not null, args jsonb not null default '{}',
  primary key (tenant_id, case_id, n),
  foreign key (tenant_id, case_id) references crm.case (tenant_id, id) on delete cascade);
create table crm.incident (
  tenant_id uuid not null, case_id uuid not null, words jsonb not null default '[]',
  products jsonb not null default '[]', lots jsonb not null default '[]', advice text not null default '',
  announcement jsonb not null default '{}', announced boolean not null default false, expected_at timestamptz,
  declared_at timestamptz not null, declared_by text not null, ended_at timestamptz,
  primary key (tenant_id, case_id),
  foreign key (tenant_id, case_id) references crm.case (tenant_id, id) on delete cascade);
create index incident_now on crm.incident (tenant_id, declared_at) where ended_at is null;
create table crm.incident_update (
  tenant_id uuid not null, id uuid not null, case_id uuid not null, at timestamptz not null, actor text not null,
  texts jsonb not null, outcomes jsonb not null default '{}',
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references crm.case (tenant_id, id) on delete cascade);
create table crm.incident_refusal (
  tenant_id uuid not null, incident_id uuid not null, ref text not null, at timestamptz not null, actor text not null,
  primary key (tenant_id, incident_id, ref),
  foreign key (tenant_id, incident_id) references crm.case (tenant_id, id) on delete cascade);
create table core.approval (
  tenant_id uuid not null, id uuid not null, subject text not null, kind text not null, amount numeric(18, 2),
  currency text, why text not null, asked_by uuid not null, asked_at timestamptz not null,
  verdict text check (verdict in ('approved', 'refused', 'withdrawn')), decided_by uuid, decided_at timestamptz,
  reason text not null default '',
  primary key (tenant_id, id), check ((verdict is null) = (decided_at is null)));
create index approval_subject on core.approval (tenant_id, subject, asked_at);
create index approval_open on core.approval (tenant_id, asked_at) where verdict is null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
