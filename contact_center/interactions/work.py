"""What an agent does with work in hand: answer, note, hold, hand on, wait, close, wrap up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions import files, queueing, reading, storable, store
from contact_center.interactions.domain import Interaction, Segment, ending, segment_step
from contact_center.interactions.errors import (
    CannotWrite,
    DispositionNeeded,
    EmptyMessage,
    IllegalTransition,
    MayNotSend,
    MessageTooLong,
    NoCopiesHere,
    NoSuchColleague,
    NotYourWork,
    TooManyCopies,
)
from contact_center.interactions.files import File
from contact_center.interactions.ports import Ports
from contact_center.interactions.rights import in_hand
from contact_center.kernel.contracts.channels import Address, AddressKind, Delivery
from contact_center.kernel.contracts.interactions import (
    EntryRequest,
    InteractionWaiting,
    MessageWritten,
    Outcome,
    QueuedBecause,
    Reason,
    SegmentHeld,
    SegmentResumed,
    SegmentState,
    SegmentWrapping,
    State,
    WrapMode,
)
from contact_center.kernel.ids import (
    AgentId,
    ConversationId,
    InteractionId,
    MessageId,
    QueueId,
    SegmentId,
    new_id,
)
from contact_center.platform.unit_of_work import UnitOfWork

FLUSH = "interactions.flush_outbox"
MOST_COPIES = 50


class Then(StrEnum):
    """What happens to the interaction once the answer is on its way."""

    STAY = "stay"
    WAIT = "wait"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Written:
    message_id: MessageId
    position: int


@dataclass(frozen=True, slots=True)
class _Conversation:
    id: UUID
    channel: str
    channel_account_id: UUID
    contact_kind: str
    contact_value: str
    contact_name: str | None
    last_position: int
    last_out: int
    state: str


async def reply(
    work: UnitOfWork,
    ports: Ports,
    interaction_id: UUID,
    agent: AgentId,
    author_name: str,
    text: str,
    *,
    client_key: str,
    then: Then = Then.STAY,
    html: str | None = None,
    attached: Sequence[File] = (),
    copies: Sequence[str] = (),
) -> Written:
    """Writes an answer; the outbox delivers it in the order of writing.

    `client_key` makes it idempotent: the same key again returns the message already written. `copies` are
    addresses that get it too (Cc), where the channel can do that.
    """
    text = storable.text(text).strip()
    if not text and not attached:
        raise EmptyMessage
    conversation = await _lock_conversation_of(work, interaction_id)
    repeated = await _already_written(work, conversation.id, client_key)
    if repeated is not None:
        return repeated
    row, segment = await in_hand(work, interaction_id, agent)
    await _check_sendable(work, ports, conversation, text)
    others = await _check_copies(work, ports, conversation, copies)
    written = await add_message(
        work,
        conversation,
        row.id,
        direction="out",
        author=("agent", agent, author_name),
        text=text,
        html=html,
        client_key=client_key,
        meta={"cc": others} if others else None,
    )
    await files.attach(work, written.message_id, attached, ports.blobs)
    await store.update_interaction(
        work,
        row.id,
        first_replied_at=row.first_replied_at or work.now,
        next_reply_due_at=None,
    )
    await work.execute(
        "delete from core.draft where tenant_id = %s and agent_id = %s and conversation_id = %s",
        [work.tenant_id, agent, conversation.id],
    )
    work.defer(
        FLUSH,
        lock=f"outbox:{conversation.id}",
        tenant_id=str(work.tenant_id),
        conversation_id=str(conversation.id),
    )
    if then is Then.WAIT:
        await _wait(work, row, segment)
    elif then is Then.CLOSE:
        await _close(work, ports, row, segment, None)
    return written


async def note(
    work: UnitOfWork, interaction_id: UUID, author: AgentId, author_name: str, text: str, *, client_key: str
) -> Written:
    """A note for colleagues; customers never see it. Anybody who may see the interaction may write one."""
    text = storable.text(text).strip()
    if not text:
        raise EmptyMessage
    conversation = await _lock_conversation_of(work, interaction_id)
    repeated = await _already_written(work, conversation.id, client_key)
    if repeated is not None:
        return repeated
    return await add_message(
        work,
        conversation,
        interaction_id,
        direction="note",
        author=("agent", author, author_name),
        text=text,
        client_key=client_key,
    )


async def _check_sendable(work: UnitOfWork, ports: Ports, conversation: _Conversation, text: str) -> None:
    capabilities = ports.adapters[conversation.channel].capabilities
    if not capabilities.text:
        raise CannotWrite(conversation.channel)
    if capabilities.session and conversation.state == "closed":
        raise CannotWrite("the customer has ended this conversation")
    if capabilities.max_length and len(text) > capabilities.max_length:
        raise MessageTooLong(f"{len(text)} of at most {capabilities.max_length} characters", field="text")
    address = Address(AddressKind(conversation.contact_kind), conversation.contact_value)
    refusal = await ports.consent.may_send(work, address, conversation.channel, "reply")
    if refusal is not None:
        raise MayNotSend(refusal)


async def _check_copies(
    work: UnitOfWork, ports: Ports, conversation: _Conversation, copies: Sequence[str]
) -> list[str]:
    """Who else gets it, each once. Raises `NoCopiesHere`, and `MayNotSend` for who must not be written to."""
    others = [each for each in dict.fromkeys(one.strip().lower() for one in copies) if each]
    others = [each for each in others if each != conversation.contact_value]
    if others and not ports.adapters[conversation.channel].capabilities.copies:
        raise NoCopiesHere(conversation.channel, field="copies")
    if len(others) > MOST_COPIES:
        raise TooManyCopies(f"{len(others)} of at most {MOST_COPIES}", field="copies")
    for each in others:
        address = Address(AddressKind(conversation.contact_kind), each)
        refusal = await ports.consent.may_send(work, address, conversation.channel, "reply")
        if refusal is not None:
            raise MayNotSend(f"{each}: {refusal}")
    return others


async def add_message(
    work: UnitOfWork,
    conversation: _Conversation,
    interaction_id: UUID | None,
    *,
    direction: str,
    author: tuple[str, UUID | None, str | None],
    text: str,
    html: str | None = None,
    client_key: str | None = None,
    meta: dict[str, Any] | None = None,
) -> Written:
    """Appends at the next position of a conversation whose row is locked."""
    out = direction == "out"
    position = conversation.last_position + 1
    id = MessageId(new_id())
    await work.execute(
        "insert into core.message (tenant_id, id, conversation_id, position, interaction_id, channel_account_id, "
        "direction, author_kind, author_id, author_name, text, html, meta, at, client_key, out_number, delivery, "
        "delivery_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, id, conversation.id, position, interaction_id, conversation.channel_account_id, direction,
            author[0], author[1], author[2], text, html, Jsonb(meta or {}), work.now, client_key,
            conversation.last_out + 1 if out else None, int(Delivery.PENDING) if out else None,
            work.now if out else None,
        ],
    )  # fmt: skip
    await store.update_conversation(
        work,
        conversation.id,
        last_position=position,
        last_out=conversation.last_out + (1 if out else 0),
        last_message_at=work.now,
    )
    work.record(
        MessageWritten(
            conversation_id=ConversationId(conversation.id),
            interaction_id=InteractionId(interaction_id) if interaction_id else None,
            message_id=id,
            message_position=position,
            direction=direction,
            agent_id=AgentId(author[1]) if author[0] == "agent" and author[1] else None,
        )
    )
    return Written(id, position)


async def lock_conversation(work: UnitOfWork, conversation_id: UUID) -> _Conversation:
    found = await work.one(
        _Conversation,
        "select id, channel, channel_account_id, contact_kind, contact_value, contact_name, last_position, last_out, "
        "state from core.conversation where tenant_id = %s and id = %s for update",
        [work.tenant_id, conversation_id],
    )
    assert found is not None
    return found


async def _lock_conversation_of(work: UnitOfWork, interaction_id: UUID) -> _Conversation:
    row = await store.interaction(work, work.tenant_id, interaction_id)
    return await lock_conversation(work, row.conversation_id)


async def _already_written(work: UnitOfWork, conversation_id: UUID, client_key: str) -> Written | None:
    rows = await work.dicts(
        "select id, position from core.message where tenant_id = %s and conversation_id = %s and client_key = %s",
        [work.tenant_id, conversation_id, client_key],
    )
    return Written(MessageId(rows[0]["id"]), rows[0]["position"]) if rows else None


async def hold(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> SegmentId:
    row, segment = await in_hand(work, interaction_id, agent)
    segment_step(segment.phase, SegmentState.HELD)
    await store.update_segment(work, segment.id, state=SegmentState.HELD.value, held_at=work.now)
    work.record(SegmentHeld(segment_id=SegmentId(segment.id), interaction_id=InteractionId(row.id), agent_id=agent))
    return SegmentId(segment.id)


async def resume(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> SegmentId:
    row, segment = await in_hand(work, interaction_id, agent)
    segment_step(segment.phase, SegmentState.CONNECTED)
    await store.update_segment(
        work,
        segment.id,
        state=SegmentState.CONNECTED.value,
        held_at=None,
        hold_seconds=_held(segment, work.now),
    )
    work.record(SegmentResumed(segment_id=SegmentId(segment.id), interaction_id=InteractionId(row.id), agent_id=agent))
    return SegmentId(segment.id)


def _held(segment: Segment, now: datetime) -> float:
    return segment.hold_seconds + ((now - segment.held_at).total_seconds() if segment.held_at else 0.0)


async def wait_for_customer(
    work: UnitOfWork, interaction_id: UUID, agent: AgentId, *, why: str = "waiting for the customer"
) -> None:
    """Nothing to do until the customer writes: the place becomes free for other work. `why` is for its history."""
    row, segment = await in_hand(work, interaction_id, agent)
    await _wait(work, row, segment, why)


async def _wait(work: UnitOfWork, row: Interaction, segment: Segment, why: str = "waiting for the customer") -> None:
    await store.move(
        work,
        row,
        State.WAITING,
        why,
        waiting_since=work.now,
        owner_agent_id=segment.agent_id,
    )
    await queueing.finish_segment(work, segment, Reason.COMPLETED, hold_seconds=_held(segment, work.now))
    work.record(
        InteractionWaiting(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            agent_id=AgentId(segment.agent_id),
        )
    )


async def take_up(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> None:
    """An agent takes up again what waits for the customer (to write once more, or to close it)."""
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.WAITING or row.owner_agent_id != agent:
        raise NotYourWork(interaction_id)
    from contact_center.interactions import offers  # noqa: PLC0415 - offers needs queueing, too

    await queueing.back_to_queue(work, row, QueuedBecause.RETURNED)
    segment = await offers.offer(work, interaction_id, agent, expires_at=work.now, overridden_by="own work")
    await offers.accept(work, segment, agent)


async def close(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, *, disposition: str | None = None
) -> None:
    await _lock_conversation_of(work, interaction_id)
    row = await store.lock_interaction(work, interaction_id)
    if row.state == State.WAITING and row.owner_agent_id == agent:
        await queueing.close(work, row, Outcome.COMPLETED, "closed by the agent")
        return
    row, segment = await in_hand(work, interaction_id, agent)
    await _close(work, ports, row, segment, disposition)


async def _close(work: UnitOfWork, ports: Ports, row: Interaction, segment: Segment, disposition: str | None) -> None:
    if disposition is not None:
        await store.update_interaction(work, row.id, disposition=disposition)
    await queueing.close(work, row, Outcome.COMPLETED, "closed by the agent")
    await leave(work, ports, segment, Reason.COMPLETED, disposition=disposition)


async def leave(
    work: UnitOfWork, ports: Ports, segment: Segment, reason: Reason, *, disposition: str | None = None
) -> None:
    """The agent is no longer with the customer: after-contact work if the queue wants it, else done."""
    rule = await ports.planner.wrap_rule(work, QueueId(segment.queue_id) if segment.queue_id else None, segment.channel)
    end = ending(rule, answered=segment.connected_at is not None, now=work.now)
    held = _held(segment, work.now)
    if end.state is SegmentState.DONE:
        await queueing.finish_segment(work, segment, reason, hold_seconds=held, held_at=None, disposition=disposition)
        return
    await store.update_segment(
        work,
        segment.id,
        state=SegmentState.WRAPPING.value,
        wrapping_at=work.now,
        wrap_until=end.wrap_until,
        wrap_mode=rule.mode.value,
        leaving=reason.value,
        hold_seconds=held,
        held_at=None,
        disposition=disposition,
    )
    work.record(
        SegmentWrapping(
            segment_id=SegmentId(segment.id),
            interaction_id=InteractionId(segment.interaction_id),
            agent_id=AgentId(segment.agent_id),
            until=end.wrap_until,
        )
    )


async def wrap_up(
    work: UnitOfWork,
    segment_id: SegmentId,
    agent: AgentId,
    *,
    disposition: str | None,
    timed_out: bool = False,
) -> None:
    """Ends after-contact work. Mandatory queues want a disposition, except when the time ran out."""
    row, segment = await store.lock_segment(work, segment_id)
    if segment.agent_id != agent:
        raise NotYourWork(segment_id)
    if segment.phase is not SegmentState.WRAPPING:
        raise IllegalTransition(f"segment {segment.state}")
    chosen = disposition or segment.disposition
    if segment.wrap_mode == WrapMode.MANDATORY and not chosen and not timed_out:
        raise DispositionNeeded(field="disposition")
    if chosen and row.disposition is None:
        await store.update_interaction(work, row.id, disposition=chosen)
    await queueing.finish_segment(
        work,
        segment,
        Reason(segment.leaving or Reason.COMPLETED),
        disposition=chosen or "timed out" * timed_out or None,
    )


async def transfer_to_queue(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, queue: QueueId
) -> None:
    row, segment = await in_hand(work, interaction_id, agent)
    request = EntryRequest(
        row.channel, row.tier, None, row.language, None, queue_id=queue, interaction_id=InteractionId(row.id)
    )
    plan = (await ports.planner.plan(work, [request]))[0]
    await leave(work, ports, segment, Reason.TRANSFERRED)
    await queueing.move_to_queue(work, row, plan, QueuedBecause.TRANSFERRED)


async def transfer_to_agent(work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, to: AgentId) -> None:
    """A blind transfer: offered to the colleague for 20 s, then to the queue from its head (D31).

    Raises `NoSuchColleague` for somebody who does not work here or takes nothing of this channel.
    """
    row, segment = await in_hand(work, interaction_id, agent)
    if not await reading.takes(work, work.tenant_id, to, row.channel):
        raise NoSuchColleague(to, field="to")
    await leave(work, ports, segment, Reason.TRANSFERRED)
    await queueing.back_to_queue(
        work,
        row,
        QueuedBecause.TRANSFERRED,
        at_head=True,
        preferred=(to, work.now + queueing.BLIND_TRANSFER_FOR),
    )


async def lose_agent(work: UnitOfWork, segment: Segment) -> None:
    """The agent is gone: live work goes to the head of its queue, deferred work stays the agent's."""
    row = await store.lock_interaction(work, segment.interaction_id)
    if segment.phase is SegmentState.WRAPPING:
        await queueing.finish_segment(work, segment, Reason(segment.leaving or Reason.COMPLETED))
        return
    await queueing.finish_segment(work, segment, Reason.LOST, hold_seconds=_held(segment, work.now))
    if row.state == State.WORKING and segment.purpose == "work":
        await queueing.back_to_queue(work, row, QueuedBecause.AGENT_LOST, at_head=True)


async def give_back(work: UnitOfWork, segment: Segment) -> None:
    """Returns work to its queue when its agent leaves; a wrap-up is finished as it stands."""
    row = await store.lock_interaction(work, segment.interaction_id)
    if segment.phase is SegmentState.WRAPPING:
        await queueing.finish_segment(work, segment, Reason(segment.leaving or Reason.COMPLETED))
    elif segment.phase is SegmentState.ALERTING:
        await queueing.finish_segment(work, segment, Reason.REJECTED)
    else:
        await queueing.finish_segment(work, segment, Reason.TRANSFERRED, hold_seconds=_held(segment, work.now))
        await queueing.back_to_queue(work, row, QueuedBecause.RETURNED, at_head=True)


async def abandon(work: UnitOfWork, interaction_id: UUID, *, left_at: datetime | None = None) -> bool:
    """The customer left before anybody answered; True if there was something to abandon.

    `left_at`: when they did, where that becomes certain only later (a visitor whose page fell silent); None: now.
    """
    await _lock_conversation_of(work, interaction_id)
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.QUEUED or keeps_place(row):
        return False
    await queueing.close(work, row, Outcome.ABANDONED, "the customer left", left_at=left_at)
    return True


def keeps_place(row: Interaction) -> bool:
    """The customer asked to be called back: leaving is no abandoning (D31)."""
    return bool(row.facts.get("callback"))


async def resume_if_held(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> None:
    """The agent has this work; taken from hold if it is there. Raises `NotYourWork`."""
    _, segment = await in_hand(work, interaction_id, agent)
    if segment.phase is SegmentState.HELD:
        await resume(work, interaction_id, agent)


async def customer_left(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, outcome: Outcome, *, left_at: datetime | None = None
) -> None:
    """The customer (or our media) ended a live session that may have an agent in it. `left_at` as in `abandon`."""
    await _lock_conversation_of(work, interaction_id)
    row = await store.lock_interaction(work, interaction_id)
    if row.state == State.CLOSED or keeps_place(row):
        return
    if row.state == State.QUEUED and row.answered_at is None and outcome is Outcome.COMPLETED:
        outcome = Outcome.ABANDONED
    segments = await store.open_segments(work, work.tenant_id, interaction_id)
    why = "the customer left" if outcome is not Outcome.DROPPED else "media lost"
    await queueing.close(work, row, outcome, why, left_at=left_at)
    for segment in segments:
        if segment.phase in (SegmentState.CONNECTED, SegmentState.HELD):
            await leave(work, ports, segment, Reason.COMPLETED)
