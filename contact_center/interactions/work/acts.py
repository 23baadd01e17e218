"""What an agent does with work at hand: answer, note, hold, hand on, close, wrap up.

How work waits is in `waiting`, how it is opened again in `reopening`, what breaks do to it in `breaks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.interactions import sanitised, store
from contact_center.interactions.delivery import files
from contact_center.interactions.delivery.files import File
from contact_center.interactions.domain import Interaction, Segment, ending, held_seconds, segment_step
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
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import queries as reading
from contact_center.interactions.work import drafts, handover, queueing, waiting
from contact_center.interactions.work.messages import (
    Conversation,
    Written,
    add_message,
    already_written,
    lock_conversation_of,
)
from contact_center.interactions.work.rights import at_hand, in_hand
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.interactions import (
    EntryRequest,
    Outcome,
    PutBy,
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
    InteractionId,
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
    """In hand, where the customer sits at the other end; else it waits for them."""
    WAIT = "wait"
    CLOSE = "close"


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
    draft: UUID | None = None,
) -> Written:
    """Writes an answer; the outbox delivers it in the order of writing.

    Where the customer does not sit at the other end, what is answered waits for them: its place is free at once.
    `client_key` makes it idempotent: the same key again returns the message already written. `copies` are
    addresses that get it too (Cc), where the channel can do that.
    Raises `AlreadySent` where the key has sent another text. `draft` is the writing it was made from, if any.
    """
    text = sanitised.text(text).strip()
    if not text and not attached:
        raise EmptyMessage
    conversation = await lock_conversation_of(work, interaction_id)
    repeated = await already_written(work, conversation.id, client_key, text)
    if repeated is not None:
        return repeated
    row, segment = await at_hand(work, interaction_id, agent)
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
    await drafts.sent(work, agent, conversation.id, client_key, draft)
    work.defer(
        FLUSH,
        lock=f"outbox:{conversation.id}",
        tenant_id=str(work.tenant_id),
        conversation_id=str(conversation.id),
    )
    if then is Then.CLOSE:
        await _close(work, ports, row, segment, agent, None)
    elif then is Then.WAIT:
        await waiting.wait(work, row, segment, agent)
    elif segment is None or not ports.adapters[row.channel].capabilities.session:
        await waiting.wait(work, row, segment, agent, waiting.ANSWERED, put_by=PutBy.ANSWERED)
    return written


async def note(
    work: UnitOfWork,
    interaction_id: UUID,
    author: AgentId,
    author_name: str,
    text: str,
    *,
    client_key: str,
    draft: UUID | None = None,
) -> Written:
    """A note for colleagues; customers never see it. Anybody who may see the interaction may write one."""
    text = sanitised.text(text).strip()
    if not text:
        raise EmptyMessage
    conversation = await lock_conversation_of(work, interaction_id)
    repeated = await already_written(work, conversation.id, client_key, text)
    if repeated is not None:
        return repeated
    await drafts.sent(work, author, conversation.id, client_key, draft)
    return await add_message(
        work,
        conversation,
        interaction_id,
        direction="note",
        author=("agent", author, author_name),
        text=text,
        client_key=client_key,
    )


async def _check_sendable(work: UnitOfWork, ports: Ports, conversation: Conversation, text: str) -> None:
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


async def _check_copies(work: UnitOfWork, ports: Ports, conversation: Conversation, copies: Sequence[str]) -> list[str]:
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
        hold_seconds=held_seconds(segment, work.now),
    )
    work.record(SegmentResumed(segment_id=SegmentId(segment.id), interaction_id=InteractionId(row.id), agent_id=agent))
    return SegmentId(segment.id)


async def wait_for_customer(
    work: UnitOfWork, interaction_id: UUID, agent: AgentId, *, why: str = waiting.FOR_CUSTOMER
) -> None:
    """Nothing to do until the customer writes: the place becomes free for other work. `why` is for its history."""
    row, segment = await at_hand(work, interaction_id, agent)
    if segment is not None:
        await waiting.wait(work, row, segment, agent, why)


async def take_up(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> None:
    """What waits with this agent is in hand again, beyond the limit of places if need be."""
    row, segment = await at_hand(work, interaction_id, agent)
    if segment is None:
        await waiting.begin(work, row, agent, "taken_up")


async def close(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, *, disposition: str | None = None
) -> None:
    """The matter is done. After-contact work follows where the queue wants it, whether or not it was in hand."""
    await lock_conversation_of(work, interaction_id)
    row, segment = await at_hand(work, interaction_id, agent)
    await _close(work, ports, row, segment, agent, disposition)


async def _close(
    work: UnitOfWork, ports: Ports, row: Interaction, segment: Segment | None, agent: AgentId, disposition: str | None
) -> None:
    if disposition is not None:
        await store.update_interaction(work, row.id, disposition=disposition)
    segment = segment or await _for_wrap_up(work, ports, row, agent)
    await queueing.close(work, row, Outcome.COMPLETED, queueing.BY_AGENT)
    if segment is not None:
        await leave(work, ports, segment, Reason.COMPLETED, disposition=disposition)


async def _for_wrap_up(work: UnitOfWork, ports: Ports, row: Interaction, agent: AgentId) -> Segment | None:
    """What waited is in nobody's hand: a part of this agent's in which to wrap it up, if its queue wants that."""
    rule = await ports.planner.wrap_rule(work, QueueId(row.queue_id) if row.queue_id else None, row.channel)
    if rule.mode is WrapMode.NONE:
        return None
    id = SegmentId(new_id())
    await store.insert_segment(work, id, row, agent, purpose="work", overridden_by=waiting.OWN)
    await store.update_segment(work, id, state=SegmentState.CONNECTED.value, connected_at=work.now)
    return next(one for one in await store.open_segments(work, work.tenant_id, row.id) if one.id == id)


async def leave(
    work: UnitOfWork, ports: Ports, segment: Segment, reason: Reason, *, disposition: str | None = None
) -> None:
    """The agent is no longer with the customer: after-contact work if the queue wants it, else done."""
    rule = await ports.planner.wrap_rule(work, QueueId(segment.queue_id) if segment.queue_id else None, segment.channel)
    end = ending(rule, answered=segment.connected_at is not None, now=work.now)
    held = held_seconds(segment, work.now)
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
    """Not to this agent again for a while, unless nobody else can take it."""
    row, segment = await at_hand(work, interaction_id, agent)
    request = EntryRequest(
        row.channel, row.tier, None, row.language, None, queue_id=queue, interaction_id=InteractionId(row.id)
    )
    plan = (await ports.planner.plan(work, [request]))[0]
    if segment is not None:
        await leave(work, ports, segment, Reason.TRANSFERRED)
    await queueing.move_to_queue(work, row, plan, QueuedBecause.TRANSFERRED, handed_by=agent)


async def transfer_to_agent(work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, to: AgentId) -> None:
    """A blind transfer: offered to the colleague for 20 s, then to whoever sent it, then to the queue (D31).

    Raises `NoSuchColleague` for somebody who does not work here or takes nothing of this channel.
    """
    row, segment = await at_hand(work, interaction_id, agent)
    if not await reading.takes(work, work.tenant_id, to, row.channel):
        raise NoSuchColleague(to, field="to")
    if segment is not None:
        await leave(work, ports, segment, Reason.TRANSFERRED)
    await handover.hand_to(work, row, agent, to)


async def lose_agent(work: UnitOfWork, segment: Segment) -> None:
    """The agent is gone: live work goes to the head of its queue, deferred work stays the agent's."""
    row = await store.lock_interaction(work, segment.interaction_id)
    if segment.phase is SegmentState.WRAPPING:
        await queueing.finish_segment(work, segment, Reason(segment.leaving or Reason.COMPLETED))
        return
    await queueing.finish_segment(work, segment, Reason.LOST, hold_seconds=held_seconds(segment, work.now))
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
        await queueing.finish_segment(work, segment, Reason.TRANSFERRED, hold_seconds=held_seconds(segment, work.now))
        await queueing.back_to_queue(work, row, QueuedBecause.RETURNED, at_head=True)


async def abandon(work: UnitOfWork, interaction_id: UUID, *, left_at: datetime | None = None) -> bool:
    """The customer left before anybody answered; True if there was something to abandon.

    `left_at`: when they did, where that becomes certain only later (a visitor whose page fell silent); None: now.
    """
    await lock_conversation_of(work, interaction_id)
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
    await lock_conversation_of(work, interaction_id)
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
