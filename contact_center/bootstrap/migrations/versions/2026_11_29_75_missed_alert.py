"""core: whether so many offers in a row were missed that the policy wants a supervisor to know."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_75_missed_alert"
down_revision = "2026_11_29_86_sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table core.presence add column missed_alert boolean not null default false")
