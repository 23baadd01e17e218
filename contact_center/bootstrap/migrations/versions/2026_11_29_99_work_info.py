"""core: what its owners publish of their tables, as views that any room's stores may read.

They run with the rights of who asks (`security_invoker`), so row-level security holds as on the tables.
"""

from __future__ import annotations

from alembic import op

revision = "2026_11_29_99_work_info"
down_revision = "2026_11_29_99_named_files"
branch_labels = None
depends_on = None

VIEWS = {
    "core.work_info": (
        "core.interaction",
        "tenant_id, id, conversation_id, customer_id, channel_account_id, queue_id, channel, tier, direction, state, "
        "outcome, subject, language, created_at, queued_at, ranked_at, closed_at, sl_started_at, weight, priority, "
        "skills, at_head, due_at, preferred_agent_id, preferred_until, handed_by_agent_id, handed_to_agent_id, facts, "
        "rules",
    ),
    "core.segment_info": (
        "core.segment",
        "tenant_id, id, interaction_id, agent_id, channel, tier, weight, purpose, state, reason, offered_at, "
        "expires_at, wrap_until, parked_at, done_at, policy_version, read_position, overridden_by, explanation",
    ),
    "core.conversation_info": (
        "core.conversation",
        "tenant_id, id, customer_id, identity, contact_kind, contact_value",
    ),
    "core.message_info": ("core.message", "tenant_id, interaction_id, position, direction, text"),
    "core.account_info": ("core.channel_account", "tenant_id, id, name, queue_id, active"),
    "core.presence_info": (
        "core.presence",
        "tenant_id, agent_id, state, next_state, idle_since, missed, unreachable_since",
    ),
    "core.agent_places": ("core.agent_load", "tenant_id, agent_id, channel, capacity"),
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for view, (table, columns) in VIEWS.items():
        op.execute(f"create view {view} with (security_invoker = true) as select {columns} from {table}")
        op.execute(f"grant select on {view} to cc_app, cc_system")
