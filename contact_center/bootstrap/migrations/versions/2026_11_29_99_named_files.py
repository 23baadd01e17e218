"""channels: who names a file is looked up, not searched: erasing and sweeping ask it of every file."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_99_named_files"
down_revision = "2026_11_29_99_kept_copies"
branch_labels = None
depends_on = None

INDEXES = """
create index call_recording on channels.call (tenant_id, recording_key) where recording_key is not null;
create index voicemail_recording on channels.voicemail (tenant_id, recording_key) where recording_key is not null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(INDEXES)
