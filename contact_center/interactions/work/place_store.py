"""Where an interaction stands, kept as a document so that a step which is taken back can put it there again."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.errors import NoSuchInteraction
from contact_center.platform.unit_of_work import Reader

COLUMNS: Final = (
    "queue_id", "priority", "skills", "queued_at", "at_head", "preferred_agent_id", "preferred_until",
    "owner_agent_id", "handed_by_agent_id", "handed_to_agent_id", "handed_until", "sl_started_at", "sl_seconds",
    "sl_percent", "sl_due_at", "shut", "answered_at", "waiting_since", "parked_until", "parked_why",
)  # fmt: skip
"""What a move, a hand-over or a return to the queue changes; ages and counts are no part of it."""
_NAMES = ", ".join(COLUMNS)


async def kept(reader: Reader, tenant: UUID, interaction: UUID) -> dict[str, Any]:
    """Its place as a document: ids, times and numbers, no personal data. Raises `NoSuchInteraction`."""
    rows = await reader.dicts(
        f"select to_jsonb(p) as place from (select {_NAMES} from core.interaction where tenant_id = %s and id = %s) p",
        [tenant, interaction],
    )
    if not rows:
        raise NoSuchInteraction(interaction)
    place: dict[str, Any] = rows[0]["place"]
    return place


async def columns(reader: Reader, place: dict[str, Any]) -> dict[str, Any]:
    """A kept place as columns of `store.move`."""
    rows = await reader.dicts(f"select {_NAMES} from jsonb_populate_record(null::core.interaction, %s)", [Jsonb(place)])
    return rows[0]
