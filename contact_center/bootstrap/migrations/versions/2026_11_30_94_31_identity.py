"""crm: what is asked to verify somebody, and what waits for it; core: the contact in which they were verified."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_94_31_identity"
down_revision = "2026_11_30_94_30_consent"
branch_labels = None
depends_on = None

TABLES = """
create table crm.identity_policy (
  tenant_id uuid primary key, questions text[] not null, needed int not null check (needed between 1 and 5),
  locked text[] not null, attempts int not null check (attempts between 1 and 20),
  lock_minutes int not null check (lock_minutes between 1 and 1440), changed_at timestamptz not null);
create table crm.identity_check (
  tenant_id uuid not null, id uuid not null, customer_id uuid not null, interaction_id uuid not null,
  question text not null, passed boolean not null, agent_id uuid not null, at timestamptz not null,
  undone_at timestamptz,
  primary key (tenant_id, id));
create index identity_check_customer on crm.identity_check (tenant_id, customer_id, at);
create index identity_check_interaction on crm.identity_check (tenant_id, interaction_id, at);
create table crm.identity_code (
  tenant_id uuid not null, id uuid not null, customer_id uuid not null, interaction_id uuid not null,
  address_id uuid not null, channel text not null, message_id uuid, attempts int not null default 0,
  sent_by uuid not null, sent_at timestamptz not null, expires_at timestamptz not null, used_at timestamptz,
  primary key (tenant_id, id));
create index identity_code_customer on crm.identity_code (tenant_id, customer_id, sent_at);
-- Null where an edit of before this column is taken back.
alter table crm.customer_affiliation add column may_change_data boolean default false;
"""
# Somebody is verified for one contact: the verification ends with it.
CONTACT = "alter table core.conversation add column identity_contact uuid"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(CONTACT)
    op.execute(PROTECT)
