"""core: what came and went last of a channel account."""

from __future__ import annotations

from alembic import op

revision = "2026_12_04_80_z_account_health"
down_revision = "2026_12_04_80_people_acts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "create index message_of_account on core.message (tenant_id, channel_account_id, direction, at desc) "
        "where direction in ('in', 'out')"
    )
