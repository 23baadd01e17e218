"""interactions: for how long work was parked while something more urgent interrupted it."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_11_parking"
down_revision = "2026_11_23_10_replay"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table core.segment add column parked_seconds double precision not null default 0")
