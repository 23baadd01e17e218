"""core: who is called into a conversation by a note."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_40_mentions"
down_revision = "2026_12_02_30_put_back"
branch_labels = None
depends_on = None

MENTION = """
create table core.mention (
  tenant_id uuid not null, id uuid not null, conversation_id uuid not null, interaction_id uuid not null,
  message_id uuid not null, user_id uuid not null, by_id uuid not null, at timestamptz not null, seen_at timestamptz,
  primary key (tenant_id, id));
create index mention_unseen on core.mention (tenant_id, user_id, at desc) where seen_at is null;
create index mention_user on core.mention (tenant_id, user_id, at desc);
create index mention_conversation on core.mention (tenant_id, conversation_id, user_id);
create unique index mention_message on core.mention (tenant_id, message_id, user_id)
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(MENTION)
    op.execute(PROTECT)
