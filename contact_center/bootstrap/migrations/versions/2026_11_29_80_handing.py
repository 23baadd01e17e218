"""interactions: who handed work on and to whom, and why it is put by; both are looked for by time."""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_80_handing"
down_revision = "2026_11_29_71_shared_files"
branch_labels = None
depends_on = None

STATEMENTS = (
    "alter table core.interaction add column if not exists handed_by_agent_id uuid, "
    "add column if not exists handed_to_agent_id uuid, add column if not exists handed_until timestamptz, "
    "add column if not exists parked_why text",
    "create index if not exists interaction_parked on core.interaction (tenant_id, parked_until) "
    "where state = 'waiting' and parked_until is not null",
    "create index if not exists interaction_handed on core.interaction (tenant_id, handed_until) "
    "where state = 'queued' and handed_to_agent_id is not null",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for statement in STATEMENTS:
        op.execute(statement)
