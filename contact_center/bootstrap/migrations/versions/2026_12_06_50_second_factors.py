"""core: second factors and their recovery codes."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_06_50_second_factors"
down_revision = "2026_12_06_40_back_office"
branch_labels = None
depends_on = None

TABLES = """
create table core.second_factor (
  tenant_id uuid not null, user_id uuid not null, secret bytea not null, begun_at timestamptz not null,
  confirmed_at timestamptz, last_step bigint not null, wrong int not null, wrong_since timestamptz,
  primary key (tenant_id, user_id));
create table core.recovery_code (
  tenant_id uuid not null, id uuid not null, user_id uuid not null, code_hash bytea not null,
  made_at timestamptz not null, used_at timestamptz, primary key (tenant_id, id));
create index recovery_code_of on core.recovery_code (tenant_id, user_id);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
