"""A chat that begins with us: a customer who has a page of ours open is invited, and accepts or declines.

The agent has the chat in hand from the invitation on, which counts against their places. It is outbound work with an
attempt, asked for consent as any other. Whoever writes back has accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.interactions import sanitised, store
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.domain import Interaction
from contact_center.interactions.errors import AtCapacity, EmptyMessage
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.intake import store as intake_store
from contact_center.interactions.outbound import attempt_store, invitation_store
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.errors import NoInvitation, NoSuchContact, NotOnSite, NotYourChannel
from contact_center.interactions.outbound.invitation_store import ChatInvitation
from contact_center.interactions.outbound.service import Started, StartRequest
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import service as presence
from contact_center.interactions.presence import store as presence_store
from contact_center.interactions.presence import visitors
from contact_center.interactions.reading import colleague_queries, site_queries
from contact_center.interactions.work import queueing, sending
from contact_center.interactions.work.messages import add_message, lock_conversation
from contact_center.interactions.work.rights import at_hand
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, Recipients
from contact_center.kernel.contracts.interactions import (
    ChatInvitationAnswered,
    ChatInvited,
    Identified,
    Identity,
    Outcome,
    Reason,
    State,
)
from contact_center.kernel.ids import AgentId, ConversationId, CustomerId, InteractionId, TenantId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

TASK: Final = "interactions.invitation_over"
STANDS_FOR: Final = timedelta(minutes=2)


class InvitationAnswer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody wants to say to a customer who is on the site."""

    customer: CustomerId
    text: str
    client_key: str
    """The same key again invites nobody, and returns what was begun."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceOnSite:
    """Where a customer can be invited now."""

    account: ChannelAccount
    visitor: Address


async def place_of(
    reader: Reader, tenant: TenantId, ports: Ports, accounts: ChannelAccounts, customer: UUID
) -> PlaceOnSite:
    """Raises `NotOnSite`: nobody who chatted or called as this customer has a page with the chat open."""
    known = await site_queries.visitors_of(reader, tenant, customer)
    for account_id, visitor in await visitors.here(reader, tenant, list(known)):
        account = await accounts.load(reader, tenant, account_id)
        can = ports.adapters[account.channel].capabilities
        if can.session and can.text:
            return PlaceOnSite(account, Address(AddressKind.WEB, visitor, known[visitor]))
    raise NotOnSite(field="customer")


async def invite(
    work: UnitOfWork, ports: Ports, accounts: ChannelAccounts, wanted: Invitation, agent: AgentId, author_name: str
) -> Started:
    """Raises `EmptyMessage`, `NoSuchContact`, `NotOnSite`, `NotYourChannel`, `NotAvailable`, `AtCapacity`,
    `ConversationGoesOn`, what the channel refuses of a message, and `MayNotSend` as the class that says why."""
    text = sanitised.text(wanted.text).strip()
    if not text:
        raise EmptyMessage(field="text")
    customer = await ports.customers.known(work, wanted.customer)
    if customer is None:
        raise NoSuchContact(wanted.customer, field="customer")
    work.correlation_id = work.correlation_id or new_id()
    known = await attempt_store.under_key(work, wanted.client_key)
    if known is not None:
        return outbound.begun_before(known, known.address, text)
    place = await place_of(work, work.tenant_id, ports, accounts, customer)
    await intake_store.hold_contacts(work, [place.visitor.value])
    await _has_room(work, agent, place.account.channel)
    request = StartRequest(
        account=place.account, to=place.visitor.value, text=text, client_key=wanted.client_key, customer=customer,
        language=wanted.language,
    )  # fmt: skip
    return await _begin(work, ports, request, place.visitor, Identified(customer, Identity.CLAIMED), agent, author_name)


async def _has_room(work: UnitOfWork, agent: AgentId, channel: str) -> None:
    if not await colleague_queries.takes(work, work.tenant_id, agent, channel):
        raise NotYourChannel(channel)
    await presence.require_available(work, agent)
    places = await presence_store.places(work, agent, lock=True)
    if any(used >= capacity for name, (used, capacity) in places.items() if name in (channel, "*")):
        raise AtCapacity(agent)


async def _begin(
    work: UnitOfWork, ports: Ports, request: StartRequest, to: Address, who: Identified, agent: AgentId, author: str
) -> Started:
    capabilities = ports.adapters[request.account.channel].capabilities
    [entry] = await ports.planner.plan(work, [outbound.entry_request(capabilities, request, who, request.text)])
    conversation = await outbound.conversation_with(work, capabilities, request, to, who)
    recipients = Recipients((to,))
    decision = await sending.check(work, ports, conversation, recipients, request.text, sending.CONTACT)
    interaction = await outbound.begin_in_hand(work, capabilities, request, conversation, who, entry, agent)
    written = await add_message(
        work, conversation, interaction, direction="out", author=("agent", agent, author), text=request.text,
        client_key=request.client_key, recipients=recipients,
    )  # fmt: skip
    row, _ = await at_hand(work, interaction, agent)
    attempt = new_id()
    await attempt_store.insert(
        work, attempt, row, written.message_id, to, purpose=sending.CONTACT, decision=decision, agent=agent,
        client_key=request.client_key, at=work.now,
    )  # fmt: skip
    sending.flush(work, conversation.id)
    until = work.now + STANDS_FOR
    await invitation_store.insert(work, ChatInvitation(interaction, conversation.id, agent, until))
    work.defer(
        TASK, lock=f"invitation {interaction}", after=until, tenant_id=str(work.tenant_id),
        conversation_id=str(conversation.id),
    )  # fmt: skip
    work.record(
        ChatInvited(
            interaction_id=interaction, conversation_id=ConversationId(conversation.id), agent_id=agent, until=until
        )
    )
    return Started(ConversationId(conversation.id), interaction, written.message_id, attempt)


async def open_in(reader: Reader, tenant: UUID, conversation: UUID) -> ChatInvitation | None:
    """The invitation that waits for its visitor's answer."""
    return await invitation_store.open_in(reader, tenant, conversation)


async def answer(work: UnitOfWork, conversation: UUID, said: InvitationAnswer) -> None:
    """The visitor's word, or that there was none. Raises `NoInvitation` where none is open."""
    await lock_conversation(work, conversation)
    found = await invitation_store.open_in(work, work.tenant_id, conversation)
    if found is None or not await invitation_store.end(work, found.interaction_id, said.value):
        raise NoInvitation(conversation)
    results = {InvitationAnswer.ACCEPTED: "answered", InvitationAnswer.DECLINED: "declined"}
    await invitation_store.set_result(work, found.interaction_id, results.get(said, "no_answer"))
    row = await store.lock_interaction(work, found.interaction_id)
    if said is InvitationAnswer.ACCEPTED:
        await store.note(work, row, Phrase(HistoryCode.INVITATION_ACCEPTED))
    elif row.state != State.CLOSED:
        await _close(work, row, Outcome.DECLINED if said is InvitationAnswer.DECLINED else Outcome.UNANSWERED)
    work.record(
        ChatInvitationAnswered(
            interaction_id=InteractionId(row.id), conversation_id=ConversationId(conversation), answer=said.value
        )
    )


async def _close(work: UnitOfWork, row: Interaction, outcome: Outcome) -> None:
    """Nobody spoke: there is nothing to wrap up."""
    await queueing.close(work, row, outcome, Phrase(HistoryCode.INVITATION_OVER))
    for segment in await store.open_segments(work, work.tenant_id, row.id):
        await queueing.finish_segment(work, segment, Reason.COMPLETED, held_at=None)


async def over(work: UnitOfWork, conversation: UUID) -> None:
    """Its time is over; nothing happens where it was answered."""
    found = await invitation_store.open_in(work, work.tenant_id, conversation)
    if found is not None and found.until <= work.now:
        await answer(work, conversation, InvitationAnswer.UNANSWERED)
