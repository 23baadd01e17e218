"""core: a parked event says what went wrong, and how often it was tried."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_40_parked"
down_revision = "2026_11_23_12_treatment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "alter table core.event_parked add column error text, add column tried_at timestamptz, "
        "add column attempts int not null default 1"
    )
