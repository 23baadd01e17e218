"""crm: names in parts, addresses with use and validity, affiliations, notes, the history of each; own fields."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_53_profiles"
down_revision = "2026_11_30_51_recipients"
branch_labels = None
depends_on = None

CUSTOMER = """
alter table crm.customer
  add column family_name text, add column given_name text, add column form_of_address text,
  add column owner_id uuid, add column segment text, add column tags text[] not null default '{}',
  add column fields jsonb not null default '{}', add column version integer not null default 1;
create index customer_tags on crm.customer using gin (tags);
"""
# Existing rows get an id each: volatile, so the table is written once; addresses are few beside messages.
ADDRESS = """
alter table crm.customer_address
  add column id uuid not null default gen_random_uuid(), add column use text,
  add column valid_from timestamptz, add column valid_until timestamptz;
create unique index customer_address_id on crm.customer_address (tenant_id, id);
"""
POSTAL = """
create table crm.customer_postal (
  tenant_id uuid not null, id uuid not null, customer_id uuid not null, use text, country text not null,
  postal_code text not null, region text not null, city text not null, street text not null, extra text not null,
  recipient text not null, search text not null, valid_from timestamptz, valid_until timestamptz,
  created_at timestamptz not null, primary key (tenant_id, id));
create index customer_postal_customer on crm.customer_postal (tenant_id, customer_id);
"""
# What is written in `organisation_id` and `job` of a person stays there and is the first affiliation.
AFFILIATION = """
create table crm.customer_affiliation (
  tenant_id uuid not null, id uuid not null, customer_id uuid not null, organisation_id uuid not null,
  job text, may_order boolean not null, order_limit text, may_get_invoices boolean not null,
  valid_from timestamptz, valid_until timestamptz, created_at timestamptz not null, primary key (tenant_id, id));
create index customer_affiliation_customer on crm.customer_affiliation (tenant_id, customer_id);
create index customer_affiliation_organisation on crm.customer_affiliation (tenant_id, organisation_id);
insert into crm.customer_affiliation (tenant_id, id, customer_id, organisation_id, job, may_order, may_get_invoices,
    created_at)
  select tenant_id, gen_random_uuid(), id, organisation_id, job, false, false, created_at from crm.customer
  where kind = 'person' and organisation_id is not null and erased_at is null;
"""
NOTE = """
create table crm.customer_note (
  tenant_id uuid not null, id uuid not null, customer_id uuid not null, text text not null,
  warning boolean not null, author_id uuid, valid_until timestamptz, created_at timestamptz not null,
  primary key (tenant_id, id));
create index customer_note_customer on crm.customer_note (tenant_id, customer_id, created_at);
insert into crm.customer_note (tenant_id, id, customer_id, text, warning, created_at)
  select tenant_id, gen_random_uuid(), id, note, false, created_at from crm.customer where note <> '';
"""
CHANGE = """
create table crm.customer_change (
  tenant_id uuid not null, id uuid not null, edit_id uuid not null, customer_id uuid not null, field text not null,
  item uuid, before jsonb, after jsonb, actor text not null, origin text not null, reference uuid,
  at timestamptz not null, undone_at timestamptz, primary key (tenant_id, id));
create index customer_change_customer on crm.customer_change (tenant_id, customer_id, at, id);
create index customer_change_edit on crm.customer_change (tenant_id, edit_id);
"""
FIELDS = """
create table core.field_definition (
  tenant_id uuid not null, id uuid not null, subject text not null, code text not null, name text not null,
  kind text not null, choices text[] not null, position integer not null, created_at timestamptz not null,
  retired_at timestamptz, primary key (tenant_id, id));
create unique index field_definition_code on core.field_definition (tenant_id, subject, code);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for statement in (CUSTOMER, ADDRESS, POSTAL, AFFILIATION, NOTE, CHANGE, FIELDS):
        op.execute(statement)
    op.execute(PROTECT)
