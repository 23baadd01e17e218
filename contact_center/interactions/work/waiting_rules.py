"""How much may wait for customers: the organisation's choice, so that it cannot all come back to an agent at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import settings
from contact_center.interactions.work import queries
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

SETTING: Final = "waiting"
FEWEST: Final = 5
MOST: Final = 500
LONGEST_SILENCE: Final = 120
"""Minutes."""


class NotAWaitingRule(Invalid):
    """`most` is a whole number from 5 to 500, `silent_minutes` one from 0 to 120."""


@dataclass(frozen=True, slots=True)
class WaitingRule:
    most: int = 50
    """So many answered conversations may wait for their customers with one agent; what is answered beyond stays in
    hand."""
    silent_minutes: int = 10
    """A chat that was answered holds its place until it was silent for so long; 0: until it is closed."""


async def rule(reader: Reader, tenant: UUID) -> WaitingRule:
    kept = (await settings.of_tenant(reader, tenant)).get(SETTING)
    return WaitingRule(int(kept["most"]), int(kept["silent_minutes"])) if isinstance(kept, dict) else WaitingRule()


async def set_rule(work: UnitOfWork, most: int, silent_minutes: int) -> None:
    """Raises `NotAWaitingRule`."""
    if not FEWEST <= most <= MOST:
        raise NotAWaitingRule(field="most")
    if not 0 <= silent_minutes <= LONGEST_SILENCE:
        raise NotAWaitingRule(field="silent_minutes")
    await settings.change(work, SETTING, {"most": most, "silent_minutes": silent_minutes})
    await directory.audit(work, "waiting changed", "tenant", most=most, silent_minutes=silent_minutes)


async def has_room(work: UnitOfWork, agent: AgentId) -> bool:
    """Whether one more may wait for its customer with this agent. Fewer than anybody can choose need no look at the
    rule."""
    waiting = await queries.count_for_customers(work, work.tenant_id, agent)
    return waiting < FEWEST or waiting < (await rule(work, work.tenant_id)).most


async def silent(reader: Reader, tenant: UUID, now: datetime, channels: list[str]) -> list[UUID]:
    """Answered chats on these channels in which nobody has said anything for as long as the rule says."""
    minutes = (await rule(reader, tenant)).silent_minutes
    return await queries.silent(reader, tenant, now - timedelta(minutes=minutes), channels) if minutes else []
