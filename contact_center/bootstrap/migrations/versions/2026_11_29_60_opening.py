"""Waits run in opening hours: when work is due by its service level, and when its queue is shut meanwhile.

Rows of before keep the clock they had: the target after the clock's start, no shut spans.
"""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_29_60_opening"
down_revision = "2026_11_29_42_documents"
branch_labels = None
depends_on = None

OPENING = """
alter table core.interaction
  add column shut bigint[] not null default '{}',
  add column sl_due_at timestamptz,
  add column waited_seconds double precision;
alter table measures.entry
  add column shut bigint[] not null default '{}',
  add column sl_due_at timestamptz;
update core.interaction set sl_due_at = sl_started_at + make_interval(secs => sl_seconds) where state = 'queued';
update measures.entry set sl_due_at = sl_started_at + make_interval(secs => sl_seconds) where left_at is null;
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(OPENING)
    op.execute(PROTECT)
