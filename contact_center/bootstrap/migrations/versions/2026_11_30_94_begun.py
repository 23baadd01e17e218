"""core: what we began is counted by when it began."""

from __future__ import annotations

from alembic import op

revision = "2026_11_30_94_begun"
down_revision = "2026_11_30_94_31_identity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("create index if not exists attempt_begun on core.attempt (tenant_id, scheduled_at) where number = 1")
