"""What happened to an interaction, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.interactions.history import of_text
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class InteractionHistoryRow:
    at: datetime
    from_state: str | None
    to_state: str
    actor: str
    code: str | None = None
    """Of `interactions.history`; None in a row of an older version whose text was never a form of one."""
    args: Mapping[str, Any] = field(default_factory=dict)
    why: str | None = None
    """The text of such a row."""
    segment_id: UUID | None = None
    """Of an agent who began to work: the offer that gave it to them, where the router explained it."""


async def history(reader: Reader, tenant: UUID, interaction: UUID) -> Sequence[InteractionHistoryRow]:
    return await reader.once((history, tenant, interaction), lambda: _history(reader, tenant, interaction))


async def _history(reader: Reader, tenant: UUID, interaction: UUID) -> Sequence[InteractionHistoryRow]:
    rows = await reader.many(
        InteractionHistoryRow,
        # Index segment_interaction.
        "select h.at, h.from_state, h.to_state, h.actor, h.code, h.args, h.why, "
        "case when h.to_state = 'working' and h.from_state is distinct from 'working' then (select s.id "
        "from core.segment s where s.tenant_id = h.tenant_id and s.interaction_id = h.interaction_id "
        "and s.offered_at <= h.at and h.actor = 'user:' || s.agent_id and s.explanation is not null "
        "and s.purpose = 'work' order by s.offered_at desc limit 1) end as segment_id from core.interaction_history h "
        "where h.tenant_id = %s and h.interaction_id = %s order by h.number",
        [tenant, interaction],
    )
    return tuple(_coded(row) for row in rows)


def _coded(row: InteractionHistoryRow) -> InteractionHistoryRow:
    """Also of an older version, whose text is read as the code it stood for."""
    said = of_text(row.why) if row.code is None and row.why is not None else None
    return row if said is None else replace(row, code=said.code, args=said.args)
