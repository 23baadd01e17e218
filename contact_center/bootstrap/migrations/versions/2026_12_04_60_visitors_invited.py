"""core: invitations to a chat, which visitors accept or decline."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_04_60_visitors_invited"
down_revision = "2026_12_04_60_mail_import"
branch_labels = None
depends_on = None

TABLES = """
create table core.chat_invitation (
  tenant_id uuid not null, interaction_id uuid not null, conversation_id uuid not null, agent_id uuid not null,
  state text not null check (state in ('open', 'accepted', 'declined', 'unanswered')),
  at timestamptz not null, until timestamptz not null, answered_at timestamptz,
  primary key (tenant_id, interaction_id),
  foreign key (tenant_id, conversation_id) references core.conversation (tenant_id, id) on delete cascade);
create index chat_invitation_open on core.chat_invitation (tenant_id, conversation_id) where state = 'open';

alter table core.attempt drop constraint attempt_result_check;
alter table core.attempt add constraint attempt_result_check check (result in ('sent', 'delivered', 'undelivered',
  'failed', 'answered', 'declined', 'busy', 'no_answer', 'machine', 'cancelled')) not valid;
alter table core.attempt validate constraint attempt_result_check;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TABLES)
    op.execute(PROTECT)
