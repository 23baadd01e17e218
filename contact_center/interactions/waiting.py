"""Work that waits with its agent: for its customer, or until a time. It uses no place meanwhile (D31).

Written work waits by itself once it is answered: the place is free for other work at once. What comes back, by
the customer's next message or by the time, goes to the same agent for a while if they are present, else to the
queue, as a new turn with a wait of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from contact_center.interactions import queueing, reading, store
from contact_center.interactions.domain import Interaction, Segment, held_seconds
from contact_center.interactions.errors import NotAnswered, NotATime
from contact_center.interactions.ports import Ports
from contact_center.interactions.rights import at_hand
from contact_center.kernel.contracts.interactions import (
    InteractionWaiting,
    InteractionWorking,
    PutBy,
    QueuedBecause,
    Reason,
    SegmentConnected,
    SegmentState,
    State,
)
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, QueueId, SegmentId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

FOR_CUSTOMER = "waiting for the customer"
LONGEST = timedelta(days=60)
"""For so long work can be put by."""
KEPT_FOR = timedelta(hours=16)
"""What an agent keeps at sign-out goes to its queue after this, should they not be back."""
OWN = "own work"
"""In `overridden_by` of work an agent takes up again: nobody else's place is used for it."""


async def put_by(work: UnitOfWork, interaction_id: UUID, agent: AgentId, until: datetime | None) -> None:
    """Until a time, or until the customer writes, whichever is first; None: until the customer writes.

    Raises `NotAnswered` without a time where the customer waits for us, and `NotATime` for the past or for more
    than `LONGEST`.
    """
    row, segment = await at_hand(work, interaction_id, agent)
    if until is None and await reading.unanswered(work, work.tenant_id, row.conversation_id):
        raise NotAnswered(field="until")
    if until is not None and not work.now < until <= work.now + LONGEST:
        raise NotATime(until.isoformat(), field="until")
    why = f"put_by:{until.isoformat()}" if until else FOR_CUSTOMER
    await wait(work, row, segment, agent, why, until=until, put_by=PutBy.AGENT)


async def wait(
    work: UnitOfWork,
    row: Interaction,
    segment: Segment | None,
    agent: AgentId,
    why: str = FOR_CUSTOMER,
    *,
    until: datetime | None = None,
    put_by: PutBy = PutBy.AGENT,
) -> None:
    """Waits with this agent from now on, or goes on waiting on other terms. `why` is for its history."""
    columns = {"parked_until": until, "parked_why": put_by.value if until else None}
    if segment is None:
        await store.note(work, row, why)
        await store.update_interaction(work, row.id, **columns)
    else:
        await store.move(
            work, row, State.WAITING, why, waiting_since=work.now, owner_agent_id=agent,
            **columns, **queueing.NOT_HANDED,
        )  # fmt: skip
        held = held_seconds(segment, work.now)
        await queueing.finish_segment(work, segment, Reason.COMPLETED, hold_seconds=held, held_at=None)
    work.record(
        InteractionWaiting(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            agent_id=agent,
            until=until,
        )
    )


async def begin(work: UnitOfWork, row: Interaction, agent: AgentId, why: str) -> SegmentId:
    """In this agent's hand by their own doing, without an offer."""
    segment = SegmentId(new_id())
    await store.insert_segment(work, segment, row, agent, purpose="work", overridden_by=OWN)
    await store.update_segment(work, segment, state=SegmentState.CONNECTED.value, connected_at=work.now)
    await store.move(
        work, row, State.WORKING, why, owner_agent_id=agent, answered_at=row.answered_at or work.now,
        outcome=None, closed_at=None, **queueing.NOT_WAITING, **queueing.NOT_HANDED,
    )  # fmt: skip
    interaction, conversation = InteractionId(row.id), ConversationId(row.conversation_id)
    work.record(SegmentConnected(segment_id=segment, interaction_id=interaction, agent_id=agent))
    work.record(
        InteractionWorking(interaction_id=interaction, conversation_id=conversation, segment_id=segment, agent_id=agent)
    )
    return segment


async def over(reader: Reader, tenant: UUID, now: datetime) -> list[UUID]:
    """Interactions whose time is over (index interaction_parked)."""
    rows = await reader.dicts(
        "select id from core.interaction where tenant_id = %s and state = 'waiting' and parked_until <= %s "
        "order by parked_until, id limit 100",
        [tenant, now],
    )
    return [row["id"] for row in rows]


async def wake(work: UnitOfWork, ports: Ports, interaction_id: UUID) -> None:
    """Its time is over: to its agent for a while if they are present, else to the queue."""
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.WAITING or row.parked_until is None or row.parked_until > work.now:
        return

    turn = await ports.planner.turn(work, QueueId(row.queue_id) if row.queue_id else None, row.tier)
    preferred = (row.owner_agent_id, work.now + queueing.PREFERRED_FOR) if row.owner_agent_id else None
    await queueing.next_turn(work, row, turn, preferred=preferred, because=QueuedBecause.WOKEN)


async def agent_is_back(work: UnitOfWork, agent: AgentId) -> None:
    """What was put by because the agent left has its time now (index interaction_owner)."""
    await work.execute(
        "update core.interaction set parked_until = %s where tenant_id = %s and owner_agent_id = %s "
        "and state = 'waiting' and parked_why = any(%s) and parked_until > %s",
        [work.now, work.tenant_id, agent, [PutBy.BREAK.value, PutBy.SIGN_OUT.value], work.now],
    )
