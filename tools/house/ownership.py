"""Who owns which table: the one room whose stores may name it (design D33).

A room is a folder; its longest prefix counts. A test on the live catalogue holds that every table stands here, once.
"""

from __future__ import annotations

from pathlib import PurePosixPath

OWNERS: dict[str, tuple[str, ...]] = {
    "contact_center/platform": (
        "core.event",
        "core.event_cursor",
        "core.event_head",
        "core.event_parked",
        "core.process",
    ),
    "contact_center/directory": (
        "core.account_key",
        "core.audit",
        "core.session",
        "core.tenant",
        "core.user_account",
    ),
    "contact_center/interactions": (
        "core.agent_connection",
        "core.agent_load",
        "core.attachment",
        "core.channel_account",
        "core.conversation",
        "core.disposition",
        "core.draft",
        "core.envelope",
        "core.interaction",
        "core.interaction_history",
        "core.interaction_record",
        "core.message",
        "core.presence",
        "core.segment",
        "core.thread_key",
        "core.visitor_line",
    ),
    "contact_center/measures": ("measures.agent_state", "measures.entry"),
    "channels/email": ("channels.mail_cursor",),
    "channels/sms": ("channels.missed_cursor",),
    "channels/voice": ("channels.call", "channels.voicemail"),
    "routing": (
        "routing.agent_profile",
        "routing.callback",
        "routing.policy_draft",
        "routing.policy_head",
        "routing.policy_version",
        "routing.queue",
        "routing.shard",
        "routing.study",
        "routing.undo",
        "routing.unserved",
        "routing.wait",
    ),
    "crm_core/consent": ("crm.consent", "crm.consent_change"),
    "crm_core/customers": ("crm.customer", "crm.customer_address", "crm.customer_alias", "crm.customer_merge"),
    "erp_link": ("erp.account_map", "erp.document", "erp.fact_block", "erp.system"),
}
PUBLISHED: frozenset[str] = frozenset(
    {
        "core.account_info",
        "core.agent_places",
        "core.conversation_info",
        "core.message_info",
        "core.organisation",
        "core.person",
        "core.presence_info",
        "core.segment_info",
        "core.work_info",
        "crm.alias_info",
        "routing.agent_queues",
        "routing.queue_info",
        "routing.reserved_places",
    }
)
"""Views that an owner publishes: any room's stores may read them."""

SCHEMAS = ("core", "measures", "channels", "routing", "crm", "erp", "jobs")
OWNER: dict[str, str] = {table: room for room, tables in OWNERS.items() for table in tables}


def within(path: PurePosixPath, room: str) -> bool:
    """Whether a file stands in a room, or in the package that the room is a part of and speaks for (`personal.py`)."""
    return path.is_relative_to(room) or (path.name == "personal.py" and PurePosixPath(room).is_relative_to(path.parent))
