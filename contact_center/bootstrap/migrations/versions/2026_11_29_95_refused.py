"""routing: a study that was refused keeps a code and what it is about; what older versions said stays in `problem`."""

from __future__ import annotations

from alembic import op

from contact_center.bootstrap.migrations.protect import PROTECT

revision = "2026_11_29_95_refused"
down_revision = "2026_11_29_91_undo"
branch_labels = None
depends_on = None

REFUSED = "alter table routing.study add column if not exists refused jsonb;"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(REFUSED)
    op.execute(PROTECT)
