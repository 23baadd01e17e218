"""core: requests about personal data, legal holds, and how long what is kept."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_50_privacy"
down_revision = "2026_12_05_50_dispositions"
branch_labels = None
depends_on = None

TABLES = """
create table core.privacy_request (
  tenant_id uuid not null, id uuid not null, customer_id uuid not null,
  kind text not null check (kind in ('access', 'correction', 'erasure')), note text not null default '',
  came_on date not null, due_on date not null, noted_by uuid not null,
  outcome text check (outcome in ('done', 'refused')), answer text not null default '', ended_at timestamptz,
  ended_by uuid, primary key (tenant_id, id));
create index privacy_request_open on core.privacy_request (tenant_id, due_on) where outcome is null;
create index privacy_request_customer on core.privacy_request (tenant_id, customer_id);
create table core.legal_hold (
  tenant_id uuid not null, id uuid not null, customer_id uuid, why text not null, set_by uuid not null,
  set_at timestamptz not null, lifted_at timestamptz, lifted_by uuid, primary key (tenant_id, id));
create table core.retention_rule (
  tenant_id uuid not null, kind text not null, days int not null check (days > 0), changed_at timestamptz not null,
  primary key (tenant_id, kind));
create table core.retention_run (
  tenant_id uuid not null, id uuid not null, kind text not null, before timestamptz not null,
  began_at timestamptz not null, ended_at timestamptz, erased bigint not null, primary key (tenant_id, id));
create index retention_run_at on core.retention_run (tenant_id, kind, began_at desc);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
