"""core: conversations have tags, all work is listed by age, and what was done with many at once can be taken back."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_01_01_work_list"
down_revision = "2026_11_30_95_snippets"
branch_labels = None
depends_on = None

LISTED = """
create table core.conversation_tag (
  tenant_id uuid not null, conversation_id uuid not null, tag text not null,
  primary key (tenant_id, conversation_id, tag),
  foreign key (tenant_id, conversation_id) references core.conversation (tenant_id, id) on delete cascade);
create index conversation_tag_tag on core.conversation_tag (tenant_id, tag, conversation_id);

create index interaction_listed on core.interaction (tenant_id, created_at, id);
create function core.reply_due(next timestamptz, first timestamptz, replied timestamptz) returns timestamptz
language sql immutable parallel safe
return coalesce(next, case when replied is null then first end, timestamptz '9999-01-01 00:00:00+00');
comment on function core.reply_due is 'when the next answer is due; the year 9999 where nothing is promised';
create index interaction_due on core.interaction
  (tenant_id, core.reply_due(next_reply_due_at, first_reply_due_at, first_replied_at), created_at, id)
  where state <> 'closed';

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
