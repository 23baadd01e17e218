"""routing: versions of the policy, its draft, tenant-wide settings, and the rules that were applied."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_23_08_policy"
down_revision = "2026_11_23_09_flow"
branch_labels = None
depends_on = None

POLICY = """
alter table routing.policy_head add column if not exists settings jsonb not null default '{}';

create table routing.policy_version (
  tenant_id uuid not null, version bigint not null, at timestamptz not null, author text not null,
  source text not null check (source in ('edit', 'draft', 'import', 'rollback')), note text not null default '',
  restores bigint, document jsonb not null,
  primary key (tenant_id, version));

create table routing.policy_draft (
  tenant_id uuid primary key, revision int not null, based_on bigint not null, at timestamptz not null,
  author text not null, document jsonb not null);

alter table core.interaction add column rules jsonb not null default '[]';
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(POLICY)
    op.execute(PROTECT)
