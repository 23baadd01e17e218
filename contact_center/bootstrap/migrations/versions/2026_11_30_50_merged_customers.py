"""crm: customers that turned out to be one. A merge is an alias; no row of any room is rewritten."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_30_50_merged_customers"
down_revision = "2026_11_29_99_work_info"
branch_labels = None
depends_on = None

MERGES = """
create table crm.customer_merge (
  tenant_id uuid not null, id uuid not null, survivor_id uuid not null, absorbed_id uuid not null,
  kept jsonb not null default '{}', taken jsonb not null default '{}',
  at timestamptz not null, by_actor text not null, ended_at timestamptz, ended_by text,
  check (survivor_id <> absorbed_id),
  primary key (tenant_id, id));
create unique index customer_merge_standing on crm.customer_merge (tenant_id, absorbed_id) where ended_at is null;
create index customer_merge_survivor on crm.customer_merge (tenant_id, survivor_id, at);
comment on column crm.customer_merge.kept is 'what the survivor''s fields held before';
comment on column crm.customer_merge.taken is 'what they were given of the other';

create table crm.customer_alias (
  tenant_id uuid not null, customer_id uuid not null, canonical_id uuid not null,
  check (customer_id <> canonical_id),
  primary key (tenant_id, customer_id));
create index customer_alias_canonical on crm.customer_alias (tenant_id, canonical_id);
"""
PUBLISHED = """
create view crm.alias_info with (security_invoker = true) as
  select tenant_id, customer_id, canonical_id from crm.customer_alias;
grant select on crm.alias_info to cc_app, cc_system;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(MERGES)
    op.execute(PROTECT)
    op.execute(PUBLISHED)
