"""core: announcements of supervisors, and agents' requests for help."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_05_floor"
down_revision = "2026_12_04_80_z_account_health"
branch_labels = None
depends_on = None

ANNOUNCEMENT = """
create table core.announcement (
  tenant_id uuid not null, id uuid not null, by_id uuid not null, at timestamptz not null, text text not null,
  urgent boolean not null, audience text not null check (audience in ('everyone', 'team', 'queue', 'people')),
  audience_name text not null, expires_at timestamptz not null, taken_back_at timestamptz,
  primary key (tenant_id, id));
create index announcement_at on core.announcement (tenant_id, at desc, id desc);
create table core.announcement_reader (
  tenant_id uuid not null, announcement_id uuid not null, user_id uuid not null, seen_at timestamptz,
  primary key (tenant_id, announcement_id, user_id));
create index announcement_unread on core.announcement_reader (tenant_id, user_id) where seen_at is null
"""
HELP_REQUEST = """
create table core.help_request (
  tenant_id uuid not null, id uuid not null, agent_id uuid not null, interaction_id uuid, text text not null,
  at timestamptz not null, taken_by uuid, taken_at timestamptz, ended_at timestamptz, ended_by uuid,
  primary key (tenant_id, id));
create unique index help_request_open on core.help_request (tenant_id, agent_id) where ended_at is null;
create index help_request_interaction on core.help_request (tenant_id, interaction_id)
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(ANNOUNCEMENT)
    op.execute(HELP_REQUEST)
    op.execute(PROTECT)
