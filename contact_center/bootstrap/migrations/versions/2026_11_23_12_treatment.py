"""core: waiting work whose customers a rule treats differently is found at once."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_12_treatment"
down_revision = "2026_11_23_13_voicemail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "create index interaction_treated on core.interaction (tenant_id) "
        "where state = 'queued' and facts ? 'treatment'"
    )
