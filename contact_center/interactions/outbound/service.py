"""A conversation that begins with us: by one function, in one unit of work, through the one door out.

Conversation, work, first message and attempt are written together or not at all. It is asked whether the customer may
be written to for this purpose; the message goes into the outbox like any answer; the agent has the work in hand until
it is written, which counts against their places as what they take up themselves does. What the customer answers finds
this conversation and its agent as after any other message of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.interactions import sanitised, store
from contact_center.interactions.delivery import files
from contact_center.interactions.delivery.domain import StoredFile
from contact_center.interactions.domain import Conversation, Interaction
from contact_center.interactions.errors import AlreadySent, EmptyMessage
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.intake import store as intake_store
from contact_center.interactions.outbound import attempt_store
from contact_center.interactions.outbound import store as outbound_store
from contact_center.interactions.outbound.domain import MARKETING, ContactAttempt, names_refusal
from contact_center.interactions.outbound.errors import (
    CannotStart,
    ConversationGoesOn,
    NoSuchContact,
    NotReachable,
    NotYourChannel,
    NotYourQueue,
    RefusalMissing,
)
from contact_center.interactions.ports import LetterBy, Ports
from contact_center.interactions.reading import colleague_queries
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.scheduled.domain import WasBefore
from contact_center.interactions.work import closing, new_drafts, sending, signing, waiting
from contact_center.interactions.work.eligibility import facts_of
from contact_center.interactions.work.messages import add_message, lock_conversation
from contact_center.interactions.work.replies import AfterReply
from contact_center.interactions.work.rights import at_hand
from contact_center.interactions.work.sending import CONTACT, MAIL_ADDRESS, as_addresses
from contact_center.interactions.work.signing import LetterEnd
from contact_center.kernel.contracts.channels import Address, AddressKind, Capabilities, ChannelAccount, Recipients
from contact_center.kernel.contracts.interactions import (
    Claim,
    ConversationOpened,
    EntryPlan,
    EntryRequest,
    Identified,
    Identity,
    InteractionStarted,
    ParkReason,
    State,
)
from contact_center.kernel.ids import (
    AgentId,
    ConversationId,
    CustomerId,
    InteractionId,
    MessageId,
    QueueId,
    TenantId,
    new_id,
)
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

LONGEST_SUBJECT = 500
STARTED = Phrase(HistoryCode.STARTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRequest:
    """What somebody wants to begin."""

    account: ChannelAccount
    """By which mailbox or number it goes out."""
    to: str
    """An address as people write it."""
    text: str
    client_key: str
    """The same key again begins nothing, and returns what was begun."""
    to_name: str | None = None
    customer: CustomerId | None = None
    """Who it is, where that is known; else it is looked up by the address."""
    subject: str | None = None
    html: str | None = None
    language: str | None = None
    copies: Sequence[str] = ()
    blind_copies: Sequence[str] = ()
    attached: Sequence[StoredFile] = ()
    purpose: str = CONTACT
    queue: QueueId | None = None
    """Where its answers go should its agent be away; else as routing has it for the account."""
    then: AfterReply = AfterReply.WAIT
    signed: bool = True
    """With the signature of its queue, where the channel has letters."""
    quotes: str = ""
    """How the part of the text begins that is passed on; the signature goes above it."""
    case: UUID | None = None
    """The case to which its caller links it; kept so that it can be written anew with everything."""
    held: bool = False
    """It waits in its outbox for as long as it can be taken back."""
    send_at: datetime | None = None
    """It waits until this time."""


@dataclass(frozen=True, slots=True)
class Started:
    conversation_id: ConversationId
    interaction_id: InteractionId
    message_id: MessageId
    attempt_id: UUID
    repeated: bool = False
    """It was begun before under this key."""


async def start(work: UnitOfWork, ports: Ports, wanted: StartRequest, agent: AgentId, author_name: str) -> Started:
    """Begins a conversation by writing first.

    Raises `CannotStart`, `NotReachable` and what the channel refuses of a message, `NotThen`, `NotYourChannel`,
    `NotYourQueue`, `NoSuchContact`, `RefusalMissing` where marketing names no way to refuse it, `MayNotSend` as the
    class that says why, `ConversationGoesOn` naming the open work on a channel without subjects, and `AlreadySent`
    where the key began something else.
    """
    capabilities = ports.adapters[wanted.account.channel].capabilities
    text = sanitised.text(wanted.text).strip()
    to = await _address(work, capabilities, wanted)
    if not text and not wanted.attached:
        raise EmptyMessage(field="text")
    if wanted.purpose == MARKETING and not names_refusal(text):
        raise RefusalMissing(field="text")
    await intake_store.hold_contacts(work, [to.value])
    work.correlation_id = work.correlation_id or new_id()
    known = await attempt_store.under_key(work, wanted.client_key)
    if known is not None:
        return begun_before(known, to.value, text)
    if not await colleague_queries.takes(work, work.tenant_id, agent, wanted.account.channel):
        raise NotYourChannel(wanted.account.channel)
    if wanted.queue is not None and wanted.queue not in await ports.planner.serves(work, work.tenant_id, agent):
        raise NotYourQueue(wanted.queue, field="queue")
    who = await identified(work, ports, wanted, to)
    [entry] = await ports.planner.plan(work, [entry_request(capabilities, wanted, who, text)])
    conversation = await conversation_with(work, capabilities, wanted, to, who)
    recipients = conversation.participants.reply(as_addresses(wanted.copies), as_addresses(wanted.blind_copies))
    decision = await sending.check(work, ports, conversation, recipients, text, wanted.purpose)
    interaction = await begin_in_hand(work, capabilities, wanted, conversation, who, entry, agent)
    hold = None
    if wanted.held or wanted.send_at:
        hold = await scheduled.hold_for(work, ports, wanted.account.channel, wanted.send_at)
    end = await _end(work, ports, wanted, entry, who, (agent, author_name), text)
    written = await add_message(
        work, conversation, interaction, direction="out", author=("agent", agent, author_name), text=text,
        html=wanted.html, client_key=wanted.client_key, recipients=recipients,
        planned=hold is not None and hold.planned, end=end,
    )  # fmt: skip
    await files.attach(work, written.message_id, wanted.attached, ports.blobs)
    row, segment = await at_hand(work, interaction, agent)
    attempt = new_id()
    await attempt_store.insert(
        work, attempt, row, written.message_id, to, purpose=wanted.purpose, decision=decision, agent=agent,
        client_key=wanted.client_key, at=wanted.send_at or work.now,
    )  # fmt: skip
    if hold is None:
        sending.flush(work, conversation.id)
    else:
        await scheduled.hold(
            work, written.message_id, row, WasBefore.NOT_BEGUN, hold, _chosen(wanted, row), signed=wanted.signed
        )
    await new_drafts.sent(work, agent, wanted.client_key)
    if wanted.then is AfterReply.CLOSE:
        await closing.close_at_hand(work, ports, row, segment, agent, None)
    else:
        await waiting.wait(work, row, segment, agent, waiting.ANSWERED, put_by=ParkReason.ANSWERED)
    return Started(ConversationId(conversation.id), interaction, written.message_id, attempt)


async def _end(
    work: UnitOfWork,
    ports: Ports,
    wanted: StartRequest,
    entry: EntryPlan,
    who: Identified,
    author: tuple[UUID, str],
    text: str,
) -> LetterEnd:
    if not wanted.signed:
        return LetterEnd()
    quoted = text.find(wanted.quotes) if wanted.quotes else -1
    return await signing.end_of(
        work, ports, wanted.account.channel,
        LetterBy(queue=entry.queue_id, language=wanted.language, agent=author[1], agent_id=author[0],
                 customer=who.customer_id, case=wanted.case),
        quoted_from=quoted if quoted >= 0 else None,
    )  # fmt: skip


def _chosen(wanted: StartRequest, row: Interaction) -> dict[str, str]:
    """What its page has again should it be taken back."""
    ids = {
        "customer": wanted.customer or row.customer_id, "account": wanted.account.id, "queue": wanted.queue,
        "case": wanted.case,
    }  # fmt: skip
    return {name: str(id) for name, id in ids.items() if id} | {"purpose": wanted.purpose}


async def tell(
    work: UnitOfWork,
    ports: Ports,
    wanted: StartRequest,
    to: Address,
    *,
    author: tuple[UUID, str] | None,
    meta: dict[str, str],
    purpose: str = sending.REPLY,
) -> MessageId:
    """A message that a customer has asked for, to an address of theirs, and no work: nobody waits for an answer to it.

    `author`: who of ours sends it; None: the product by itself. `purpose`: consent for another is asked now, and once
    more before it goes out.
    It joins the open conversation of that address where the channel has one. Raises what the channel refuses.
    """
    capabilities = ports.adapters[wanted.account.channel].capabilities
    await intake_store.hold_contacts(work, [to.value])
    work.correlation_id = work.correlation_id or new_id()
    single = not capabilities.subject
    there = (
        await outbound_store.open_conversation(work, work.tenant_id, wanted.account.id, to.value) if single else None
    )
    if there is not None:
        conversation = await lock_conversation(work, there.id)
    else:
        who = Identified(wanted.customer, Identity.CLAIMED)
        conversation = await _opened(work, capabilities, wanted, to, who)
    recipients = Recipients((to,))
    await sending.check(work, ports, conversation, recipients, wanted.text, purpose)
    written = await add_message(
        work, conversation, None, direction="out", author=("agent", *author) if author else ("system", None, None),
        text=wanted.text, client_key=wanted.client_key, recipients=recipients,
        meta=meta if author else {**meta, "automatic": True, "purpose": purpose},
    )  # fmt: skip
    await files.attach(work, written.message_id, wanted.attached, ports.blobs)
    sending.flush(work, conversation.id)
    return written.message_id


async def attempts(reader: Reader, tenant: UUID, interaction: UUID) -> list[ContactAttempt]:
    """In the order of trying; none for work that a customer began."""
    return await attempt_store.of_interaction(reader, tenant, interaction)


def begun_before(known: attempt_store.AttemptUnderKey, to: str, text: str) -> Started:
    if (known.address, known.text) != (to, text):
        raise AlreadySent(known.conversation_id)
    return Started(
        ConversationId(known.conversation_id), InteractionId(known.interaction_id), MessageId(known.message_id),
        known.attempt_id, repeated=True,
    )  # fmt: skip


async def _address(work: UnitOfWork, capabilities: Capabilities, wanted: StartRequest) -> Address:
    """In the one form in which it is kept. Raises `CannotStart` and `NotReachable`."""
    if capabilities.reaches is None:
        raise CannotStart(wanted.account.channel, field="account")
    name = sanitised.text(wanted.to_name or "").strip() or None
    return await address(work, work.tenant_id, capabilities.reaches, wanted.to, name)


async def address(reader: Reader, tenant: TenantId, kind: AddressKind, typed: str, name: str | None = None) -> Address:
    """What somebody typed, in the one form in which addresses are kept. Raises `NotReachable`."""
    value = typed.strip()
    if kind is AddressKind.PHONE:
        number = telephones.e164(value, await directory.phone_region(reader, tenant))
        if number is None:
            raise NotReachable(value, field="to")
        return Address(AddressKind.PHONE, number, name)
    if not MAIL_ADDRESS.fullmatch(value) or not value.isprintable():
        raise NotReachable(value, field="to")
    return Address(kind, value.lower(), name)


async def going_on(reader: Reader, tenant: TenantId, account: UUID, to: Address) -> InteractionId | None:
    """The open work of the one conversation that an address has by this account, on a channel without subjects."""
    there = await outbound_store.open_conversation(reader, tenant, account, to.value)
    return InteractionId(there.interaction_id) if there is not None and there.interaction_id is not None else None


async def identified(work: UnitOfWork, ports: Ports, wanted: StartRequest, to: Address) -> Identified:
    """The customer that was chosen, else whose address it is; an address nobody has becomes a customer's."""
    if wanted.customer is None:
        [found] = await ports.customers.identify(work, [Claim(to, None, wanted.language)])
        return found
    chosen = await ports.customers.known(work, wanted.customer)
    if chosen is None:
        raise NoSuchContact(wanted.customer, field="customer")
    return Identified(chosen, Identity.CLAIMED)


def entry_request(capabilities: Capabilities, wanted: StartRequest, who: Identified, text: str) -> EntryRequest:
    return EntryRequest(
        channel=wanted.account.channel, tier=capabilities.tier, account_queue_id=wanted.account.queue_id,
        language=wanted.language, customer_id=who.customer_id, queue_id=wanted.queue, subject=wanted.subject, text=text,
    )  # fmt: skip


async def conversation_with(
    work: UnitOfWork, capabilities: Capabilities, wanted: StartRequest, to: Address, who: Identified
) -> Conversation:
    """A new one, its row locked; without subjects the open one of this address, if nobody works in it."""
    single = not capabilities.subject
    there = (
        await outbound_store.open_conversation(work, work.tenant_id, wanted.account.id, to.value) if single else None
    )
    if there is not None and there.interaction_id is not None:
        raise ConversationGoesOn(there.interaction_id, field="to")
    if there is not None:
        return await lock_conversation(work, there.id)
    return await _opened(work, capabilities, wanted, to, who)


async def _opened(
    work: UnitOfWork, capabilities: Capabilities, wanted: StartRequest, to: Address, who: Identified
) -> Conversation:
    single = not capabilities.subject
    made = ConversationId(new_id())
    subject = sanitised.text(wanted.subject or "").strip()[:LONGEST_SUBJECT] or None
    await outbound_store.insert_conversation(
        work,
        {
            "tenant_id": work.tenant_id, "id": made, "channel": wanted.account.channel,
            "channel_account_id": wanted.account.id, "contact_kind": to.kind.value, "contact_value": to.value,
            "contact_name": to.name, "customer_id": who.customer_id, "identity": who.identity.value,
            "identity_at": work.now, "subject": None if single else subject, "language": wanted.language,
            "single": single, "opened_at": work.now, "correlation_id": work.correlation_id,
        },
    )  # fmt: skip
    customer = CustomerId(who.customer_id) if who.customer_id else None
    work.record(ConversationOpened(conversation_id=made, channel=wanted.account.channel, customer_id=customer))
    return await lock_conversation(work, made)


async def begin_in_hand(
    work: UnitOfWork,
    capabilities: Capabilities,
    wanted: StartRequest,
    conversation: Conversation,
    who: Identified,
    entry: EntryPlan,
    agent: AgentId,
    *,
    why: Phrase = STARTED,
    also: Mapping[str, Any] | None = None,
) -> InteractionId:
    """In the agent's hand. It was in no queue, and nobody was promised anything; its queue is for the answers."""
    made = InteractionId(new_id())
    await store.insert_interaction(
        work,
        {
            "tenant_id": work.tenant_id, "id": made, "conversation_id": conversation.id,
            "channel": wanted.account.channel, "channel_account_id": wanted.account.id, "tier": capabilities.tier.value,
            "direction": "outbound", "state": State.SCHEDULED.value, "customer_id": who.customer_id,
            "subject": sanitised.text(wanted.subject or "").strip()[:LONGEST_SUBJECT] or None,
            "language": wanted.language, "queue_id": entry.queue_id, "priority": entry.priority,
            "skills": Jsonb(dict(entry.skills)), "weight": capabilities.capacity_weight, "created_at": work.now,
            "first_replied_at": work.now, "sl_seconds": entry.sl_seconds, "sl_percent": entry.sl_percent,
            "correlation_id": work.correlation_id, "history_number": 1, "rules": Jsonb(list(entry.rules)),
            "facts": Jsonb(facts_of(entry)), **(also or {}),
        },
        why=why,
    )  # fmt: skip
    work.record(
        InteractionStarted(
            interaction_id=made, conversation_id=ConversationId(conversation.id), agent_id=agent,
            customer_id=CustomerId(who.customer_id) if who.customer_id else None, queue_id=entry.queue_id,
            channel=wanted.account.channel, tier=capabilities.tier.value, weight=capabilities.capacity_weight,
        )
    )  # fmt: skip
    await waiting.begin(work, await store.interaction(work, work.tenant_id, made), agent, why)
    return made
