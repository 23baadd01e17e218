"""core: what a consult came to."""

from __future__ import annotations

from alembic import op

revision = "2026_12_03_40_consults"
down_revision = "2026_12_03_30_blocked_senders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "alter table core.segment add column came_to text "
        "check (came_to in ('consulted', 'conferenced', 'transferred'))"
    )
