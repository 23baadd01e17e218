"""core: keys by which programs call the API."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_50_z_api_keys"
down_revision = "2026_12_05_50_privacy"
branch_labels = None
depends_on = None

TABLE = """
create table core.api_key (
  tenant_id uuid not null, id uuid not null, name text not null, user_id uuid not null, scopes text[] not null,
  per_minute int not null check (per_minute > 0), created_by uuid not null, created_at timestamptz not null,
  expires_at timestamptz not null, revoked_at timestamptz, used_at timestamptz, used_from text,
  secret_hash bytea not null, primary key (tenant_id, id));
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLE)
    op.execute(PROTECT)
