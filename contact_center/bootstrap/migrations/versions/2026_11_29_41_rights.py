"""core: who may read work is asked by its conversation; who read what is asked by its subject."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_41_rights"
down_revision = "2026_11_29_40_parked"
branch_labels = None
depends_on = None

INDEXES = (
    "create index if not exists interaction_conversation on core.interaction (tenant_id, conversation_id, created_at)",
    "create index if not exists audit_subject on core.audit (tenant_id, subject, at)",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for statement in INDEXES:
        op.execute(statement)
