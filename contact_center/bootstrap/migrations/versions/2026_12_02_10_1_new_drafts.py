"""core: what somebody is writing who begins a conversation is kept, as there is no conversation yet to keep it by."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_02_10_1_new_drafts"
down_revision = "2026_12_01_30_care"
branch_labels = None
depends_on = None

DRAFTS = """
create table core.new_draft (
  tenant_id uuid not null, agent_id uuid not null, begins text not null, customer_id uuid, address text not null,
  content jsonb not null, client_key text not null, writing uuid not null, kept_at timestamptz not null,
  primary key (tenant_id, agent_id, begins));
create index new_draft_kept on core.new_draft (tenant_id, kept_at);
comment on column core.new_draft.begins is 'from where its page was opened: blank, or what and which'
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(DRAFTS)
    op.execute(PROTECT)
