"""Intake's pure part: what was looked up, and what follows from it.

`look` (SQL) gathers a `ArrivalContext` for each inbound message, `decide` turns the batch into `ArrivalPlan`s, `write`
(SQL) stores them. Nothing here touches a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.kernel.contracts.channels import Capabilities, ChannelAccount, Delivery, InboundMessage, RawEnvelope
from contact_center.kernel.contracts.interactions import EntryPlan, Identified, Identity, State
from contact_center.kernel.ids import new_id
from contact_center.kernel.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Arrival:
    """One envelope that was understood."""

    raw: RawEnvelope
    message: InboundMessage
    capabilities: Capabilities
    blob_keys: tuple[str, ...] = ()

    @property
    def account(self) -> ChannelAccount:
        return self.raw.account

    @property
    def single(self) -> bool:
        """The channel has no subjects: one open conversation per account and address (D31)."""
        return not self.capabilities.subject

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which its thread may be known: what it answers, else itself, come by another way before."""
        return (*self.message.thread_keys, *self.message.own_keys)


@dataclass(frozen=True, slots=True)
class ArrivalContext:
    """What the database knows about one arrival."""

    n: int
    seen_message_id: UUID | None
    seen_conversation_id: UUID | None
    seen_position: int | None
    seen: bool
    conversation_id: UUID | None
    contact_value: str | None
    customer_id: UUID | None
    identity: str | None
    last_position: int | None
    last_message_at: datetime | None
    correlation_id: UUID | None
    interaction_id: UUID | None
    interaction_state: str | None
    known_to_it: bool = False
    """Its writer has written in this conversation before, or was written to in it."""
    blocked: bool = False
    """What this contact sends on the channel is spam; see `interactions.blocking`."""


@dataclass(slots=True)
class ThreadState:
    """A conversation as the batch leaves it."""

    id: UUID
    customer_id: UUID | None
    identity: Identity
    contact_value: str
    last_position: int
    correlation_id: UUID
    new: bool
    interaction_id: UUID | None = None
    interaction_state: State | None = None
    last_message_at: datetime | None = None
    replaces: UUID | None = None
    """An older conversation of the same contact that fell silent; it is closed."""


@dataclass(frozen=True, slots=True)
class ArrivalPlan:
    """What is to be stored for one arrival."""

    arrival: Arrival
    thread: ThreadState
    message_id: UUID
    position: int
    interaction_id: UUID | None
    opens: EntryPlan | None
    """Set when a new interaction begins."""
    automatic: bool
    wakes: bool
    """The interaction waited for the customer; now it is to be queued again."""
    spam: bool = False

    @property
    def over(self) -> bool:
        """What it opens is closed at once: nobody has to answer."""
        return self.automatic or self.spam


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a delivery; the same for the first and for every repetition."""

    message_id: UUID | None
    conversation_id: UUID | None
    position: int | None
    quarantined: Phrase | None = None
    repeated: bool = False


@dataclass(slots=True)
class IntakeDecision:
    plans: list[ArrivalPlan] = field(default_factory=list)
    receipts: dict[int, Receipt] = field(default_factory=dict)


def decide(
    arrivals: list[Arrival],
    found: list[ArrivalContext],
    identified: list[Identified],
    entries: list[EntryPlan],
    *,
    now: datetime,
    silence: timedelta,
) -> IntakeDecision:
    """The whole batch in order: who belongs to which conversation, and which opens new work.

    Later arrivals of the batch see what earlier ones began, so ten quick messages become one
    conversation and one interaction.
    """
    decided = IntakeDecision()
    begun: dict[tuple[UUID, str], ThreadState] = {}
    threads: dict[UUID, ThreadState] = {}
    keys: dict[tuple[UUID, str], ThreadState] = {}
    taken: dict[tuple[UUID, str], int] = {}
    for n, (arrival, facts, who, entry) in enumerate(zip(arrivals, found, identified, entries, strict=True)):
        if facts.seen:
            decided.receipts[n] = Receipt(
                facts.seen_message_id, facts.seen_conversation_id, facts.seen_position, repeated=True
            )
            continue
        once = (arrival.account.id, arrival.message.provider_id)
        if once in taken:
            first = decided.receipts[taken[once]]
            decided.receipts[n] = Receipt(first.message_id, first.conversation_id, first.position, repeated=True)
            continue
        taken[once] = n
        thread = _thread(arrival, facts, who, threads, begun, keys, now=now, silence=silence)
        plan = _plan(arrival, thread, entry, now, blocked=facts.blocked)
        decided.plans.append(plan)
        decided.receipts[n] = Receipt(plan.message_id, thread.id, plan.position)
        for key in arrival.message.own_keys:
            keys[arrival.account.id, key] = thread
    return decided


def _thread(
    arrival: Arrival,
    facts: ArrivalContext,
    who: Identified,
    threads: dict[UUID, ThreadState],
    begun: dict[tuple[UUID, str], ThreadState],
    keys: dict[tuple[UUID, str], ThreadState],
    *,
    now: datetime,
    silence: timedelta,
) -> ThreadState:
    contact = arrival.message.contact.value
    if facts.conversation_id is not None and facts.conversation_id in threads:
        return threads[facts.conversation_id]
    if arrival.single and (arrival.account.id, contact) in begun:
        return begun[arrival.account.id, contact]
    in_batch = next(
        (keys[arrival.account.id, key] for key in arrival.keys if (arrival.account.id, key) in keys),
        None,
    )
    if in_batch is not None and _takes_part(in_batch.contact_value, in_batch.customer_id, arrival, who):
        return in_batch
    known = _known(arrival, facts, who, now=now, silence=silence)
    if known is not None:
        threads[known.id] = known
        return known
    fresh = ThreadState(
        id=new_id(),
        customer_id=who.customer_id,
        identity=who.identity,
        contact_value=contact,
        last_position=0,
        correlation_id=new_id(),
        new=True,
        replaces=facts.conversation_id if arrival.single else None,
    )
    threads[fresh.id] = fresh
    if arrival.single:
        begun[arrival.account.id, contact] = fresh
    return fresh


def _known(
    arrival: Arrival, facts: ArrivalContext, who: Identified, *, now: datetime, silence: timedelta
) -> ThreadState | None:
    if facts.conversation_id is None:
        return None
    assert facts.contact_value is not None
    assert facts.correlation_id is not None
    takes_part = facts.known_to_it or _takes_part(facts.contact_value, facts.customer_id, arrival, who)
    if not takes_part:
        return None
    quiet = facts.last_message_at is not None and now - facts.last_message_at > silence
    if arrival.single and quiet and facts.interaction_id is None:
        return None
    return ThreadState(
        id=facts.conversation_id,
        customer_id=facts.customer_id,
        identity=Identity(facts.identity or Identity.UNKNOWN),
        contact_value=facts.contact_value,
        last_position=facts.last_position or 0,
        correlation_id=facts.correlation_id,
        new=False,
        interaction_id=facts.interaction_id,
        interaction_state=State(facts.interaction_state) if facts.interaction_state else None,
        last_message_at=facts.last_message_at,
    )


def _takes_part(contact: str, customer: UUID | None, arrival: Arrival, who: Identified) -> bool:
    """A stranger who quotes a reference does not get into somebody else's thread; a report on our mail does."""
    message = arrival.message
    if contact in (message.contact.value, message.sender.value) or message.reports:
        return True
    return customer is not None and who.means(customer)


def _plan(
    arrival: Arrival, thread: ThreadState, entry: EntryPlan, now: datetime, *, blocked: bool = False
) -> ArrivalPlan:
    """Where work of a blocked sender is open all the same, somebody took it up: what they write belongs to it."""
    thread.last_position += 1
    thread.last_message_at = now
    machine = arrival.message.automatic and not _undelivered(arrival, thread)
    automatic = machine or arrival.message.wish is not None
    spam = blocked and not automatic and thread.interaction_id is None
    opens = None
    wakes = False
    if thread.interaction_id is None:
        thread.interaction_id = new_id()
        opens = entry
        interaction = thread.interaction_id
        if automatic or spam:
            thread.interaction_id = None
        else:
            thread.interaction_state = State.QUEUED
    else:
        interaction = thread.interaction_id
        wakes = thread.interaction_state is State.WAITING and not automatic
        if wakes:
            thread.interaction_state = State.QUEUED
    return ArrivalPlan(
        arrival=arrival,
        thread=thread,
        message_id=new_id(),
        position=thread.last_position,
        interaction_id=interaction,
        opens=opens,
        automatic=automatic,
        wakes=wakes,
        spam=spam,
    )


def _undelivered(arrival: Arrival, thread: ThreadState) -> bool:
    """Our answer never arrived: somebody has to find another way."""
    failed = any(said.state is Delivery.UNDELIVERED for said in arrival.message.reports)
    return failed and not thread.new
