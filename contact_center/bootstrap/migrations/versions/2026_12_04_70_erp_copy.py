"""erp: a copy of the ERP's records, what changed of them when, and how far each feed has come."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_04_70_erp_copy"
down_revision = "2026_12_04_60_visitors_invited"
branch_labels = None
depends_on = None

TABLES = """
create table erp.record (
  tenant_id uuid not null, source text not null, entity text not null, external_id text not null,
  account text not null default '', number text not null, letters text not null, digits text not null,
  label text not null default '', names text[] not null default '{}', links text[] not null default '{}',
  product text not null default '', day date, body jsonb not null, watched jsonb not null, digest text not null,
  read_at timestamptz not null, deleted_at timestamptz,
  primary key (tenant_id, source, entity, external_id)) with (fillfactor = 80);
create index record_account on erp.record (tenant_id, source, account, entity, day desc nulls last)
  where account <> '';
create index record_digits on erp.record (tenant_id, digits) where digits <> '';
create index record_product on erp.record (tenant_id, source, product) where product <> '';
create index record_names on erp.record using gin (names) where names <> '{}';
create index record_links on erp.record using gin (links) where links <> '{}';

create table erp.record_change (
  tenant_id uuid not null, source text not null, entity text not null, external_id text not null,
  at timestamptz not null, before jsonb, after jsonb,
  primary key (tenant_id, source, entity, external_id, at));
create index record_change_at on erp.record_change (tenant_id, at);

create table erp.feed (
  tenant_id uuid not null, source text not null, entity text not null, cursor jsonb,
  copied_at timestamptz, rows_read bigint not null default 0, rows_there bigint not null default 0,
  agreed_at timestamptz, changed_at text, failing_since timestamptz, trouble text,
  reconciled_at timestamptz, removed bigint not null default 0, refused_to_remove bigint not null default 0,
  busy_until timestamptz,
  primary key (tenant_id, source, entity));

create table erp.withheld (
  tenant_id uuid not null, source text not null, account text not null,
  primary key (tenant_id, source, account));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
