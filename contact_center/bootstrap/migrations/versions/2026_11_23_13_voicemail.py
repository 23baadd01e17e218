"""voice: messages that callers left."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_23_13_voicemail"
down_revision = "2026_11_23_11_parking"
branch_labels = None
depends_on = None

VOICEMAIL = """
create table channels.voicemail (
  tenant_id uuid not null, call_id uuid not null, conversation_id uuid not null, interaction_id uuid,
  seconds int, left_at timestamptz, recording_key text, erased_at timestamptz,
  primary key (tenant_id, call_id));
create unique index voicemail_work on channels.voicemail (tenant_id, interaction_id);
create index voicemail_conversation on channels.voicemail (tenant_id, conversation_id);
create index voicemail_kept on channels.voicemail (tenant_id, left_at) where recording_key is not null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(VOICEMAIL)
    op.execute(PROTECT)
