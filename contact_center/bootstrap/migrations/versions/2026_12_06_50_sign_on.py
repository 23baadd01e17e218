"""core: the provider through which an organisation signs in, and whom its subjects stand for."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_06_50_sign_on"
down_revision = "2026_12_06_50_second_factors"
branch_labels = None
depends_on = None

TABLES = """
create table core.sign_in_provider (
  tenant_id uuid not null primary key, name text not null, issuer text not null, client_id text not null,
  secret bytea, claim text not null, rules jsonb not null, makes_people boolean not null,
  only_matched boolean not null, trusts_email boolean not null, local_for text not null, active boolean not null,
  changed_at timestamptz not null);
create table core.sign_in_identity (
  tenant_id uuid not null, issuer text not null, subject text not null, user_id uuid not null,
  linked_at timestamptz not null, primary key (tenant_id, issuer, subject));
create index sign_in_identity_of on core.sign_in_identity (tenant_id, user_id);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
