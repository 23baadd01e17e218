"""Work that waits with its agent: for its customer, or until a time. It uses no place meanwhile (D31).

Written work waits by itself once it is answered: the place is free for other work at once. What comes back, by
the customer's next message or by the time, goes to the same agent for a while if they are present, else to the
queue, as a new turn with a wait of its own. In a dialogue it does not even ring: the next message to an answer is
back in the agent's hand at once, if they are there and have a place for it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment, held_seconds
from contact_center.interactions.errors import NotAnswered, NotATime, TooManyWaiting
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import service as presence
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work import queries, queueing, waiting_rules
from contact_center.interactions.work.messages import lock_conversation_of
from contact_center.interactions.work.rights import at_hand
from contact_center.kernel.contracts.interactions import (
    InteractionWaiting,
    InteractionWorking,
    ParkReason,
    QueuedBecause,
    Reason,
    SegmentConnected,
    SegmentState,
    State,
)
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, QueueId, SegmentId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

FOR_CUSTOMER = Phrase(HistoryCode.FOR_CUSTOMER)
SILENT = Phrase(HistoryCode.SILENT)
LONGEST = timedelta(days=60)
"""For so long work can be put by."""
DIALOGUE = timedelta(minutes=30)
"""So long after an answer the next message is part of the same dialogue."""
KEPT_FOR = timedelta(hours=16)
"""What an agent keeps at sign-out goes to its queue after this, should they not be back."""
RETURNED = Phrase(HistoryCode.RETURNED_TO_AGENT)
ANSWERED = Phrase(HistoryCode.ANSWERED)
"""In the history: the next turn of a dialogue, and an answer in it. They go without saying."""
OWN = "own work"
"""In `overridden_by` of work an agent takes up again: nobody else's place is used for it."""


async def put_by(work: UnitOfWork, interaction_id: UUID, agent: AgentId, until: datetime | None) -> None:
    """Until a time, or until the customer writes, whichever is first; None: until the customer writes.

    Raises `NotAnswered` without a time where the customer waits for us, `TooManyWaiting` without one where as much as
    may be waits for customers, and `NotATime` for the past or for more than `LONGEST`.
    """
    row, segment = await at_hand(work, interaction_id, agent)
    if until is None and await conversation_queries.unanswered(work, work.tenant_id, row.conversation_id):
        raise NotAnswered(field="until")
    if until is None and segment is not None and not await waiting_rules.has_room(work, agent):
        raise TooManyWaiting(field="until")
    if until is not None and not work.now < until <= work.now + LONGEST:
        raise NotATime(until.isoformat(), field="until")
    why = Phrase(HistoryCode.PARKED, {"until": until.isoformat()}) if until else FOR_CUSTOMER
    await wait(work, row, segment, agent, why, until=until, put_by=ParkReason.AGENT)


async def take_up(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> None:
    """What waits with this agent is in hand again, beyond the limit of places if need be."""
    row, segment = await at_hand(work, interaction_id, agent)
    if segment is None:
        await begin(work, row, agent, Phrase(HistoryCode.TAKEN_UP))


async def wait_for_customer(
    work: UnitOfWork, interaction_id: UUID, agent: AgentId, *, why: Phrase = FOR_CUSTOMER
) -> None:
    """Nothing to do until the customer writes: the place becomes free for other work. `why` is for its history."""
    row, segment = await at_hand(work, interaction_id, agent)
    if segment is not None:
        await wait(work, row, segment, agent, why)


async def wait(
    work: UnitOfWork,
    row: Interaction,
    segment: Segment | None,
    agent: AgentId,
    why: Phrase = FOR_CUSTOMER,
    *,
    until: datetime | None = None,
    put_by: ParkReason = ParkReason.AGENT,
) -> None:
    """Waits with this agent from now on, or goes on waiting on other terms. `why` is for its history."""
    known = until is not None or put_by is ParkReason.ANSWERED
    columns = {"parked_until": until, "parked_why": put_by.value if known else None}
    if segment is None:
        await store.note(work, row, why)
        await store.update_interaction(work, row.id, waiting_since=work.now, **columns)
    else:
        await store.move(
            work, row, State.WAITING, why, waiting_since=work.now, owner_agent_id=agent,
            **columns, **queueing.NOT_HANDED,
        )  # fmt: skip
        held = held_seconds(segment, work.now)
        ended = Reason.PARKED if put_by is ParkReason.CALL else Reason.COMPLETED
        await queueing.finish_segment(work, segment, ended, hold_seconds=held, held_at=None)
    work.record(
        InteractionWaiting(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            agent_id=agent,
            until=until,
        )
    )


async def fall_silent(work: UnitOfWork, interaction_id: UUID, channels: list[str]) -> None:
    """An answered chat in which nobody said anything for as long as the rule says waits for its customer: its place is
    free.

    Their next message brings it back as in any dialogue. Nothing happens where somebody wrote or left meanwhile, or
    where as much as may be waits with its agent.
    """
    await lock_conversation_of(work, interaction_id)
    row = await store.lock_interaction(work, interaction_id)
    if interaction_id not in await waiting_rules.silent(work, work.tenant_id, work.now, channels):
        return
    segments = await store.open_segments(work, work.tenant_id, interaction_id)
    segment = next((one for one in segments if one.purpose == "work" and one.phase is SegmentState.CONNECTED), None)
    if segment is None or not await waiting_rules.has_room(work, AgentId(segment.agent_id)):
        return
    await wait(work, row, segment, AgentId(segment.agent_id), SILENT, put_by=ParkReason.ANSWERED)


async def begin(
    work: UnitOfWork, row: Interaction, agent: AgentId, why: Phrase, *, overridden_by: str | None = OWN
) -> SegmentId:
    """In this agent's hand without an offer; by their own doing also beyond their places."""
    segment = SegmentId(new_id())
    await store.insert_segment(work, segment, row, agent, purpose="work", overridden_by=overridden_by)
    await store.update_segment(work, segment, state=SegmentState.CONNECTED.value, connected_at=work.now)
    await store.move(
        work, row, State.WORKING, why, owner_agent_id=agent, answered_at=row.answered_at or work.now,
        outcome=None, closed_at=None, preferred_agent_id=None, preferred_until=None, at_head=False,
        **queueing.NOT_WAITING, **queueing.NOT_HANDED,
    )  # fmt: skip
    interaction, conversation = InteractionId(row.id), ConversationId(row.conversation_id)
    work.record(SegmentConnected(segment_id=segment, interaction_id=interaction, agent_id=agent))
    work.record(
        InteractionWorking(interaction_id=interaction, conversation_id=conversation, segment_id=segment, agent_id=agent)
    )
    return segment


async def customer_wrote(work: UnitOfWork, ports: Ports, row: Interaction) -> None:
    """The customer wrote again: to the agent who knows the matter for a while, else to the queue."""
    await _back(work, ports, row, QueuedBecause.CUSTOMER_WROTE)
    began = row.waiting_since
    if (
        row.parked_why != ParkReason.ANSWERED
        or row.owner_agent_id is None
        or began is None
        or work.now - began > DIALOGUE
    ):
        return
    agent = AgentId(row.owner_agent_id)
    found = await presence.get(work, work.tenant_id, agent)
    if found is None or not presence.is_available(found):
        return
    with suppress(psycopg.errors.CheckViolation):  # no free place: it waits for one in the queue
        async with work.connection.transaction():
            queued = await store.interaction(work, work.tenant_id, row.id)
            await begin(work, queued, agent, RETURNED, overridden_by=None)


async def over(reader: Reader, tenant: UUID, now: datetime) -> list[UUID]:
    """Interactions whose time is over."""
    return await queries.waited_until(reader, tenant, now)


async def wake(work: UnitOfWork, ports: Ports, interaction_id: UUID) -> None:
    """Its time is over: to its agent for a while if they are present, else to the queue."""
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.WAITING or row.parked_until is None or row.parked_until > work.now:
        return
    if row.parked_why == ParkReason.CALL:
        await _call_back(work, row)
        return
    await _back(work, ports, row, QueuedBecause.WOKEN)


async def _call_back(work: UnitOfWork, row: Interaction) -> None:
    """A call that nobody picked up: first to whoever parked it, then to its queue, with the place it had there."""
    preferred = (row.owner_agent_id, work.now + queueing.BLIND_TRANSFER_FOR) if row.owner_agent_id else None
    await queueing.back_to_queue(work, row, QueuedBecause.PARK_OVER, preferred=preferred)


async def _back(work: UnitOfWork, ports: Ports, row: Interaction, because: QueuedBecause) -> None:
    turn = await ports.planner.turn(work, QueueId(row.queue_id) if row.queue_id else None, row.tier)
    preferred = (row.owner_agent_id, work.now + queueing.PREFERRED_FOR) if row.owner_agent_id else None
    await queueing.next_turn(work, row, turn, preferred=preferred, because=because)


async def agent_is_back(work: UnitOfWork, agent: AgentId) -> None:
    """What was put by because the agent left has its time now."""
    await store.end_waits(work, agent, [ParkReason.BREAK.value, ParkReason.SIGN_OUT.value])
