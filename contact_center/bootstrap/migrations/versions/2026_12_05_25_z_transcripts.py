"""voice: what was said on calls, as text."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_12_05_25_z_transcripts"
down_revision = "2026_12_05_25_recording_pauses"
branch_labels = None
depends_on = None

TRANSCRIPT = """
create table channels.transcript (
  tenant_id uuid not null, call_id uuid not null, interaction_id uuid not null, conversation_id uuid not null,
  state text not null, tries int not null default 0, due_at timestamptz, lines jsonb not null default '[]',
  model text not null default '', made_at timestamptz,
  primary key (tenant_id, call_id));
create index transcript_due on channels.transcript (due_at) where due_at is not null;
create index transcript_conversation on channels.transcript (tenant_id, conversation_id);
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(TRANSCRIPT)
    op.execute(PROTECT)
