"""An agent's own work by when it was done: their day, and their days before."""

from __future__ import annotations

from alembic import op

revision = "2026_12_04_05_agent_day"
down_revision = "2026_12_03_70_day_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create index segment_of_agent on core.segment (tenant_id, agent_id, done_at) where state = 'done'")


def downgrade() -> None:
    op.execute("drop index core.segment_of_agent")
