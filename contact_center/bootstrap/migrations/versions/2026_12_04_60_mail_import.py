"""core: old mail brought from mbox files: what was read, what would happen, what happened, how it goes back."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_04_60_mail_import"
down_revision = "2026_12_04_40_call_flows"
branch_labels = None
depends_on = None

TABLES = """
create table core.mail_import (
  tenant_id uuid not null, id uuid not null, channel_account_id uuid not null, file_names text[] not null,
  state text not null check (state in ('reading', 'read', 'checking', 'checked', 'running', 'done', 'undoing',
    'undone')),
  item_count int not null, next_place int not null default 1, created_by uuid not null,
  created_at timestamptz not null, ended_at timestamptz,
  primary key (tenant_id, id));
create index mail_import_at on core.mail_import (tenant_id, created_at);

create table core.mail_import_item (
  tenant_id uuid not null, import_id uuid not null, n int not null, place int not null, size int not null, raw bytea,
  at timestamptz, writer text, writer_name text, answer_to text, named text[] not null default '{}', subject text,
  own_key text, thread_keys text[] not null default '{}', provider_id text, automatic boolean not null default false,
  outcome text check (outcome in ('new', 'same', 'left_out', 'refused')), refusal jsonb, contact text,
  direction text check (direction in ('in', 'out')), conversation_id uuid, message_id uuid,
  made_customer uuid,
  primary key (tenant_id, import_id, n));
create index mail_import_item_place on core.mail_import_item (tenant_id, import_id, place);
create index mail_import_item_outcome on core.mail_import_item (tenant_id, import_id, outcome, place);
create index mail_import_item_message on core.mail_import_item (tenant_id, message_id) where message_id is not null;

create table core.mail_import_address (
  tenant_id uuid not null, import_id uuid not null, address text not null, name text, mails int not null,
  role text not null check (role in ('ours', 'customer', 'left_out')), means text,
  primary key (tenant_id, import_id, address));
create index mail_import_address_mails on core.mail_import_address (tenant_id, import_id, mails desc, address);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
