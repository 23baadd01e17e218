"""crm: the customer's own door: codes asked for, and who is signed in."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_30_door"
down_revision = "2026_12_02_20_quality"
branch_labels = None
depends_on = None

TABLES = """
alter table crm.identity_policy add column own_door boolean not null default false;
create table crm.door_knock (
  tenant_id uuid not null, id uuid not null, kind text not null check (kind in ('email', 'phone')),
  value text not null, language text not null, asked_at timestamptz not null, expires_at timestamptz not null,
  attempts int not null default 0, customer_id uuid, message_id uuid, used_at timestamptz,
  primary key (tenant_id, id));
create index door_knock_address on crm.door_knock (tenant_id, kind, value, asked_at);
create index door_knock_asked on crm.door_knock (asked_at);
create table crm.door_stay (
  tenant_id uuid not null, id uuid not null, token_hash text not null, customer_id uuid not null,
  kind text not null, value text not null, begun_at timestamptz not null, seen_at timestamptz not null,
  expires_at timestamptz not null, ended_at timestamptz,
  primary key (tenant_id, id));
create unique index door_stay_token on crm.door_stay (tenant_id, token_hash);
create index door_stay_customer on crm.door_stay (tenant_id, customer_id) where ended_at is null;
create index door_stay_expires on crm.door_stay (expires_at);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
