"""What becomes of the work when something happens to a call; in the transaction that stores the call."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog

from channels.voice import message_store
from channels.voice.domain import (
    Abandoned,
    AgentLost,
    Call,
    ColleagueGone,
    Conferenced,
    Dropped,
    Ended,
    EndedBy,
    HandedOver,
    MediaBack,
    MessageLeft,
    MessageReady,
    NotReached,
    OurMessageLeft,
    OutsideAnswered,
    OutsideBroughtIn,
    OutsideGone,
    OutsideReturned,
    Parting,
    PausedTooLong,
    Phase,
    PickedUp,
    RecordingGoesOn,
    RecordingPaused,
    RecordingReady,
    RecordingStarted,
    SentOutside,
    WorkEffect,
)
from contact_center.directory.service import audit
from contact_center.interactions import store as interactions
from contact_center.interactions.domain import Segment
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.intake import voicemail
from contact_center.interactions.outbound import calls as calls_out
from contact_center.interactions.outbound import outside
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import agent_leaving, closing, consulting, customer_leaving, holding, secrecy
from contact_center.kernel.contracts.interactions import CallChanged, Outcome, SegmentState, State
from contact_center.kernel.ids import AgentId, CallId, InteractionId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

log = structlog.get_logger()

MESSAGE_LEFT = "message_left"
"""Why a call ended whose customer left a message."""
WITH_CUSTOMER = (SegmentState.CONNECTED, SegmentState.HELD)


async def at_work(reader: Reader, tenant: UUID, interaction_id: UUID) -> Segment | None:
    """The segment of the agent who has this work in hand; the database allows one."""
    for segment in await interactions.open_segments(reader, tenant, interaction_id):
        if segment.purpose == "work" and segment.phase in WITH_CUSTOMER:
            return segment
    return None


async def apply(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, before: Call, effect: WorkEffect
) -> dict[str, Any]:
    """Does it, and returns what changes in the call's row. Work that is over already stays as it is."""
    match effect:
        case PickedUp() | NotReached():
            return await _called_out(work, ports, interaction_id, effect)
        case Abandoned() | Dropped() | Ended() | MessageLeft() | OurMessageLeft():
            return await _over_with(work, ports, interaction_id, before, effect)
        case RecordingStarted():
            return {"recording_started_at": work.now}
        case RecordingPaused() | RecordingGoesOn() | PausedTooLong():
            await _paused(work, interaction_id, before, effect)
        case RecordingReady(key):
            return {"recording_key": key}
        case MessageReady(key):
            await message_store.kept(work, before.id, key)
            await _say_kept(work, before.id)
        case AgentLost(agent):
            await lose_agent(work, interaction_id, agent)
        case ColleagueGone() | Conferenced() | HandedOver():
            await _consulted(work, ports, interaction_id, effect)
        case OutsideAnswered() | OutsideGone() | OutsideBroughtIn() | SentOutside() | OutsideReturned():
            await _outside(work, ports, interaction_id, effect)
        case MediaBack(side, seconds):
            row = await interactions.lock_interaction(work, interaction_id)
            if row.state != State.CLOSED:
                args = {"side": side.value, "seconds": round(seconds)}
                await interactions.note(work, row, Phrase(HistoryCode.CALL_INTERRUPTED, args))
    return {}


async def _over_with(
    work: UnitOfWork,
    ports: Ports,
    interaction_id: UUID,
    before: Call,
    effect: Abandoned | Dropped | Ended | MessageLeft | OurMessageLeft,
) -> dict[str, Any]:
    if before.pause is not None:
        await secrecy.over(work, interaction_id)
    if before.out is not None and before.out.answered_at is not None:
        await calls_out.talked(work, interaction_id, (work.now - before.out.answered_at).total_seconds())
    match effect:
        case Abandoned():
            why = Phrase(HistoryCode.CALL_LEFT_PARKED) if before.phase is Phase.PARKED else None
            await customer_leaving.customer_left(work, ports, interaction_id, Outcome.ABANDONED, why=why)
            return _over(work, "abandoned")
        case Dropped(reason):
            await customer_leaving.customer_left(work, ports, interaction_id, Outcome.DROPPED)
            return _over(work, reason)
        case MessageLeft(seconds, queue):
            work_of = await voicemail.left(work, ports, interaction_id, before.id, seconds=seconds, queue=queue)
            await message_store.left(work, before.id, work_of, seconds)
            return _over(work, MESSAGE_LEFT)
        case OurMessageLeft():
            await calls_out.message_left(work, ports, interaction_id)
            return _over(work, calls_out.MESSAGE_LEFT)
        case Ended(by):
            await _end(work, ports, interaction_id, before, by)
            return _over(work, by.value)


async def _paused(
    work: UnitOfWork, interaction_id: UUID, before: Call, effect: RecordingPaused | RecordingGoesOn | PausedTooLong
) -> None:
    match effect:
        case RecordingPaused():
            await secrecy.begin(work, interaction_id)
            await audit(work, "recording paused", f"call:{before.id}", interaction=str(interaction_id))
        case RecordingGoesOn(seconds):
            await secrecy.over(work, interaction_id)
            args = {"interaction": str(interaction_id), "seconds": str(round(seconds))}
            await audit(work, "recording goes on", f"call:{before.id}", **args)
        case PausedTooLong():
            log.warning("a recording is paused for long", call_id=str(before.id))


async def _called_out(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, effect: PickedUp | NotReached
) -> dict[str, Any]:
    if isinstance(effect, PickedUp):
        await calls_out.picked_up(work, interaction_id)
        return {}
    await calls_out.not_reached(work, ports, interaction_id, effect.result, effect.code)
    return _over(work, effect.result.value)


async def _consulted(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, effect: ColleagueGone | Conferenced | HandedOver
) -> None:
    match effect:
        case ColleagueGone(colleague, how, back):
            await consulting.over(work, interaction_id, colleague, how.value, lost=how is Parting.LOST)
            if back:
                await _talk_again(work, interaction_id)
        case Conferenced(colleagues):
            await consulting.joined(work, interaction_id, colleagues)
            await _talk_again(work, interaction_id)
        case HandedOver(agent, to, lost):
            await consulting.hand_over(work, ports, interaction_id, agent, to, lost=lost)


async def _outside(
    work: UnitOfWork,
    ports: Ports,
    interaction_id: UUID,
    effect: OutsideAnswered | OutsideGone | OutsideBroughtIn | SentOutside | OutsideReturned,
) -> None:
    match effect:
        case OutsideAnswered(attempt):
            await outside.answered(work, attempt)
        case OutsideGone(party, _, result, code, back):
            await outside.over(work, interaction_id, party.attempt, result, code, party.answered_at)
            if back:
                await _talk_again(work, interaction_id)
        case OutsideBroughtIn(attempt):
            await outside.brought_in(work, interaction_id, attempt)
            await _talk_again(work, interaction_id)
        case SentOutside(agent, attempt, _, lost):
            await outside.sent(work, ports, interaction_id, attempt, agent, lost=lost)
        case OutsideReturned(party, result):
            await outside.returned(work, interaction_id, party.attempt, party.asked_by, result)


async def _talk_again(work: UnitOfWork, interaction_id: UUID) -> None:
    """The customer is with their agent, and not on hold any more."""
    segment = await at_work(work, work.tenant_id, interaction_id)
    if segment is not None and segment.phase is SegmentState.HELD:
        await holding.resume(work, interaction_id, AgentId(segment.agent_id))


async def _say_kept(work: UnitOfWork, call: CallId) -> None:
    """Whoever has the message open sees that it can be heard now."""
    row = await message_store.of_call(work, work.tenant_id, call)
    if row is not None and row.interaction_id is not None:
        work.record(CallChanged(call_id=call, interaction_id=InteractionId(row.interaction_id), what="message_kept"))


def _over(work: UnitOfWork, reason: str) -> dict[str, Any]:
    return {"ended_at": work.now, "end_reason": reason}


async def lose_agent(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> bool:
    """To the head of the queue; False if this agent has handed the work on already."""
    segment = await at_work(work, work.tenant_id, interaction_id)
    if segment is None or segment.agent_id != agent:
        return False
    await agent_leaving.lose_agent(work, segment)
    return True


async def _end(work: UnitOfWork, ports: Ports, interaction_id: UUID, before: Call, by: EndedBy) -> None:
    row = await interactions.interaction(work, work.tenant_id, interaction_id)
    if row.state == State.CLOSED:
        return
    segment = await at_work(work, work.tenant_id, interaction_id)
    if by is EndedBy.AGENT and segment is not None:
        await closing.close(work, ports, interaction_id, AgentId(segment.agent_id))
        return
    parked = before.phase is Phase.PARKED and by in (EndedBy.CUSTOMER, EndedBy.CUSTOMER_LOST)
    why = Phrase(HistoryCode.CALL_LEFT_PARKED) if parked else None
    await customer_leaving.customer_left(work, ports, interaction_id, _outcome(before, by), why=why)


def _outcome(before: Call, by: EndedBy) -> Outcome:
    if by is EndedBy.CUSTOMER_LOST:
        return Outcome.DROPPED
    return Outcome.ABANDONED if before.unattended and by is not EndedBy.AGENT else Outcome.COMPLETED
