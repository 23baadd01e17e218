"""What a break does to the mails and messages an agent has open: the organisation's choice (`OnBreak`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import settings
from contact_center.interactions import store
from contact_center.interactions.domain import Segment
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.work import agent_leaving, waiting
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import OnBreak, ParkReason, SegmentState
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import AgentId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

SETTING = "open_work_on_break"
LONGEST_MINUTES = 24 * 60


class NotABreakRule(Invalid):
    """`on_break` is keep, park or queue; `minutes` is a whole number from 1 to 1440."""


@dataclass(frozen=True, slots=True)
class BreakRule:
    do: OnBreak = OnBreak.KEEP
    minutes: int = 60
    """For `PARK`: after this it goes to its queue, should the agent not be back."""


async def rule(reader: Reader, tenant: UUID) -> BreakRule:
    kept = (await settings.of_tenant(reader, tenant)).get(SETTING)
    return BreakRule(OnBreak(kept["do"]), int(kept["minutes"])) if isinstance(kept, dict) else BreakRule()


async def set_rule(work: UnitOfWork, do: str, minutes: int) -> None:
    """Raises `NotABreakRule`."""
    if do not in set(OnBreak) or not 1 <= minutes <= LONGEST_MINUTES:
        raise NotABreakRule(field="on_break" if do not in set(OnBreak) else "minutes")
    await settings.change(work, SETTING, {"do": do, "minutes": minutes})
    await directory.audit(work, "breaks changed", "tenant", do=do, minutes=minutes)


async def put_down(work: UnitOfWork, agent: AgentId) -> None:
    """The agent's break begins. Wrap-ups stay theirs, whatever the rule; so does live work, if there is any."""
    chosen = await rule(work, work.tenant_id)
    if chosen.do is OnBreak.KEEP:
        return
    for segment in await store.agent_segments(work, work.tenant_id, agent):
        if _is_put_down(segment):
            await _put_down(work, segment.id, agent, chosen)


async def _put_down(work: UnitOfWork, id: UUID, agent: AgentId, chosen: BreakRule) -> None:
    row, segment = await store.lock_segment(work, id)
    if not _is_put_down(segment):
        return
    if chosen.do is OnBreak.QUEUE:
        await agent_leaving.give_back(work, segment)
        return
    until = work.now + timedelta(minutes=chosen.minutes)
    await waiting.wait(
        work, row, segment, agent, Phrase(HistoryCode.PARKED_FOR_BREAK), until=until, put_by=ParkReason.BREAK
    )


def _is_put_down(segment: Segment) -> bool:
    in_hand = segment.phase in (SegmentState.CONNECTED, SegmentState.HELD)
    return in_hand and segment.tier != Tier.LIVE and segment.purpose == "work"
