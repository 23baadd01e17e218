"""measures: the manifest of the warehouse, and indexes by which its facts are read by day."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_06_60_warehouse"
down_revision = "2026_12_06_50_sign_on"
branch_labels = None
depends_on = None

TABLES = """
create table measures.fact_load (
  tenant_id uuid not null, fact text not null, serial bigint not null default 0, position bigint not null default 0,
  learned_at timestamptz, fresh_at timestamptz, reading_from date, reading_day date, reading_upto date,
  reading_since timestamptz, read_at timestamptz, check_asked_at timestamptz, checked_at timestamptz,
  complete_from timestamptz,
  primary key (tenant_id, fact));
create table measures.fact_pending (
  tenant_id uuid not null, fact text not null, subject uuid not null, position bigint not null,
  primary key (tenant_id, fact, subject));
create index fact_pending_position on measures.fact_pending (tenant_id, fact, position);
create table measures.fact_file (
  tenant_id uuid not null, id uuid not null, fact text not null, month date not null, key text not null,
  rows int not null, bytes bigint not null, learned_from timestamptz not null, learned_upto timestamptz not null,
  merged boolean not null, retired_at timestamptz, primary key (tenant_id, id));
create index fact_file_month on measures.fact_file (tenant_id, fact, month) where retired_at is null;
create index fact_file_retired on measures.fact_file (retired_at) where retired_at is not null;
create table measures.fact_check (
  tenant_id uuid not null, fact text not null, day date not null, checked_at timestamptz not null, owned int not null,
  loaded int not null, missing int not null, surplus int not null, changed int not null, named uuid[] not null,
  primary key (tenant_id, fact, day));
create table measures.fact_customer (
  tenant_id uuid not null, customer_id uuid not null, key uuid, primary key (tenant_id, customer_id));
"""
INDEXES = (
    "create index if not exists entry_entered on measures.entry (tenant_id, entered_at)",
    "create index if not exists agent_state_since on measures.agent_state (tenant_id, since)",
    "create index if not exists segment_offered_at on core.segment (tenant_id, offered_at)",
    "create index if not exists message_at on core.message (tenant_id, at)",
    "create index if not exists case_opened on crm.case (tenant_id, opened_at)",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
    for index in INDEXES:
        op.execute(index)
