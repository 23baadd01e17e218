"""Who owns which table: the room whose `personal.py` declares it (decision 0032).

A room is a folder; only its stores may name its tables. There is no other list: declaring a table is owning it, its
erasure and its metadata. A test on the live catalogue holds that every table is declared, once.
"""

from __future__ import annotations

from contact_center.bootstrap.registry import OWNERS

OWNER: dict[str, str] = {table.name: room.replace(".", "/") for room, tables in OWNERS.items() for table in tables}
"""Each table and the folder of its room."""

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
        "core.work_reason",
        "crm.alias_info",
        "crm.case_info",
        "crm.task_info",
        "routing.agent_queues",
        "routing.queue_info",
        "routing.reserved_places",
    }
)
"""Views that an owner publishes: any room's stores may read them."""

SCHEMAS = ("core", "measures", "channels", "routing", "crm", "erp", "jobs")
