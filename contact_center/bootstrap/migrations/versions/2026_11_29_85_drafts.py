"""core: drafts of an answer and of a note apart, with the key they will be sent under and their latest writing."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_85_drafts"
down_revision = "2026_11_29_80_handing"
branch_labels = None
depends_on = None

DRAFTS = """
alter table core.draft
  add column kind text not null default 'reply' check (kind in ('reply', 'note')),
  add column client_key text not null default '',
  add column writing uuid not null default gen_random_uuid();
alter table core.draft drop constraint draft_pkey, add primary key (tenant_id, agent_id, conversation_id, kind);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(DRAFTS)
