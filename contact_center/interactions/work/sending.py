"""What may go out, and to whom: asked for every message a person writes, an answer or a first word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from contact_center.interactions.domain import Conversation
from contact_center.interactions.errors import (
    CannotWrite,
    ConsentWithdrawn,
    CustomerObjected,
    MayNotSend,
    MessageTooLong,
    NoConsent,
    NoCopiesHere,
    NotAMailAddress,
    TooManyCopies,
    UnfilledPlace,
)
from contact_center.interactions.ports import Ports
from contact_center.interactions.recipients import emails
from contact_center.kernel.contracts.channels import Address, Recipients
from contact_center.kernel.contracts.consent import ConsentReason, SendDecision
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork

FLUSH = "interactions.flush_outbox"
LET_GO = "interactions.let_go"
MOST_COPIES = 50
_PLACE = re.compile(r"\{\{\s*[a-z_]{1,30}\.[a-z_]{1,30}\s*\}\}")
"""A variable of a snippet that nobody has filled, such as `{{order.number}}`: never sent to a customer."""
MAIL_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,255}")
REPLY = "reply"
CONTACT = "contact"
"""A person writes first, about what the customer has with us: allowed unless they have objected (D31)."""
SERVICE = "service"
"""A machine tells what the customer has with us: likewise."""
REFUSALS: Mapping[ConsentReason, type[MayNotSend]] = {
    ConsentReason.OBJECTION: CustomerObjected,
    ConsentReason.WITHDRAWAL: ConsentWithdrawn,
    ConsentReason.NO_CONSENT: NoConsent,
}


def as_addresses(given: Iterable[str]) -> tuple[Address, ...]:
    """Addresses as people type them, each once."""
    return emails(each for each in dict.fromkeys(one.strip().lower() for one in given) if each)


async def check(
    work: UnitOfWork, ports: Ports, conversation: Conversation, recipients: Recipients, text: str, purpose: str = REPLY
) -> SendDecision:
    """By what the first of them may be written to.

    Raises `UnfilledPlace`, `CannotWrite`, `MessageTooLong`, `NoCopiesHere`, `NotAMailAddress` and `TooManyCopies` for
    what cannot be sent like this, and `MayNotSend` where somebody among the recipients must not be written to for this
    purpose."""
    capabilities = ports.adapters[conversation.channel].capabilities
    if not capabilities.text:
        raise CannotWrite(conversation.channel)
    if capabilities.session and conversation.state == "closed":
        raise CannotWrite(Phrase("customer_ended_conversation"))
    if capabilities.max_length and len(text) > capabilities.max_length:
        raise MessageTooLong(
            Phrase("characters_of_at_most", {"n": len(text), "most": capabilities.max_length}), field="text"
        )
    place = _PLACE.search(text)
    if place is not None:
        raise UnfilledPlace(place[0][:60], field="text")
    first, *others = recipients.everybody
    own = conversation.participants.customer.address.value
    if first.value != own and not capabilities.copies:
        raise NoCopiesHere(conversation.channel, field="to")
    for each in recipients.to:
        if each.value != own:  # whoever writes says so for the first time: they are asked for as when one begins
            _check_mail(each, "to")
            await allowed(work, ports, each, conversation.channel, CONTACT, name=each.value)
    decision = await allowed(work, ports, first, conversation.channel, purpose)
    if others and not capabilities.copies:
        raise NoCopiesHere(conversation.channel, field="copies")
    if len(others) > MOST_COPIES:
        raise TooManyCopies(Phrase("of_at_most", {"n": len(others), "most": MOST_COPIES}), field="copies")
    for each in others:
        _check_mail(each, "copies")
        await allowed(work, ports, each, conversation.channel, purpose, name=each.value)
    return decision


def _check_mail(one: Address, field: str) -> None:
    if not MAIL_ADDRESS.fullmatch(one.value) or not one.value.isprintable():
        raise NotAMailAddress(one.value, field=field)


async def allowed(
    work: UnitOfWork, ports: Ports, address: Address, channel: str, purpose: str, *, name: str | None = None
) -> SendDecision:
    """Raises `MayNotSend`, as the class that says why and with `name` as what it is about."""
    decision = await ports.consent.may_send(work, address, channel, purpose)
    if not decision.allowed:
        raise REFUSALS[decision.reason](name)
    return decision


def flush(work: UnitOfWork, conversation: UUID) -> None:
    """The outbox of this conversation is to be sent, once what was written is committed."""
    work.defer(FLUSH, lock=f"outbox:{conversation}", tenant_id=str(work.tenant_id), conversation_id=str(conversation))


def let_go_at(work: UnitOfWork, message: UUID, at: datetime) -> None:
    """A job of its own, without the lock of the outbox: what goes out sooner does not wait for it."""
    work.defer(LET_GO, after=at, tenant_id=str(work.tenant_id), message_id=str(message))
