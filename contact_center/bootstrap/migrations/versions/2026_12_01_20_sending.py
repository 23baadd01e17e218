"""core: a message may wait in its outbox for its time; what is taken back in that time keeps its files as a draft."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_01_20_sending"
down_revision = "2026_12_01_10_knowledge"
branch_labels = None
depends_on = None

HELD = """
alter table core.message add column if not exists goes_at timestamptz, add column if not exists held jsonb;
create index if not exists message_held on core.message (tenant_id, author_id, goes_at) where held is not null;
comment on column core.message.goes_at is 'when it was to leave; null: at once';
comment on column core.message.held is 'what the work was like before; null once its outbox may send it';
create table core.draft_file (
  tenant_id uuid not null, id uuid not null, agent_id uuid not null, conversation_id uuid not null, name text not null,
  content_type text not null, size bigint not null, blob_key text not null,
  primary key (tenant_id, id));
create index draft_file_of on core.draft_file (tenant_id, agent_id, conversation_id);
create index draft_file_blob on core.draft_file (tenant_id, blob_key)
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(HELD)
    op.execute(PROTECT)
