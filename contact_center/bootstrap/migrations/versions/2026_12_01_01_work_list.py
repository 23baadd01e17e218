"""core: conversations have tags, all work is listed by age, and what was done with many at once can be taken back."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_01_01_work_list"
down_revision = "2026_11_30_93_import"
branch_labels = None
depends_on = None

LISTED = """
alter table core.conversation add column tags text[] not null default '{}';
create index conversation_tags on core.conversation using gin (tags) where tags <> '{}';
create index interaction_listed on core.interaction (tenant_id, created_at, id);

create table core.bulk_act (
  tenant_id uuid not null, id uuid not null, user_id uuid not null, kind text not null, at timestamptz not null,
  items jsonb not null,
  primary key (tenant_id, id));
create index bulk_act_user on core.bulk_act (tenant_id, user_id, at);
comment on column core.bulk_act.items is 'what takes each piece back: ids, as its kind reads them';
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(LISTED)
    op.execute(PROTECT)
