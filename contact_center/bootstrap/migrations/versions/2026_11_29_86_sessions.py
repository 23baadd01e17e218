"""core: sessions end when nobody is there, and are told apart; links that open an account once."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_29_86_sessions"
down_revision = "2026_11_29_85_drafts"
branch_labels = None
depends_on = None

SESSIONS = """
alter table core.session add column if not exists idle interval;
alter table core.session add column if not exists seen_at timestamptz;
alter table core.session add column if not exists address text;
create index if not exists session_of_user on core.session (tenant_id, user_id, created_at);
create index if not exists user_account_login on core.user_account (login);
create index if not exists user_account_email on core.user_account (lower(email)) where email is not null;
create table core.account_key (
  tenant_id uuid not null, id uuid not null, user_id uuid not null,
  purpose text not null check (purpose in ('invitation', 'reset')), secret_hash bytea not null,
  created_at timestamptz not null, expires_at timestamptz not null, used_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references core.user_account (tenant_id, id) on delete cascade);
create index account_key_user on core.account_key (tenant_id, user_id) where used_at is null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(SESSIONS)
    op.execute(PROTECT)
