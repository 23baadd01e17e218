"""A customer's own cases as they see them, and their answers, which come in by the one door like any message.

What colleagues write for one another (titles, notes, causes, resolutions) is never shown, nor a case of a confidential
type, nor what was said between others in a thread they are part of.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import outside_queries
from contact_center.interactions.reading.outside_queries import ReadableConversation
from contact_center.interactions.recipients import from_stored
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, InboundMessage, RawEnvelope
from contact_center.kernel.ids import ChannelAccountId, ConversationId, TenantId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.cases import following, linking, listing, numbers
from crm_core.cases import service as cases
from crm_core.cases.domain import Case, CaseLink, CaseLinkKind
from crm_core.cases.errors import NotACaseNumber
from crm_core.cases.linking import LinkTo
from crm_core.cases.listing import CaseFilter
from crm_core.cases.model import CaseType
from crm_core.cases.permissions import Actor
from crm_core.door.domain import SaidInMatter, is_between_us, reply_of
from crm_core.door.errors import NoSuchMatter
from crm_core.door.service import Guest

MOST: Final = 50
"""Cases on the page, and messages of one."""
LONGEST_SHOWN: Final = 4_000
NOBODY: Final = Actor(UUID(int=0), Role.AGENT)
"""Sees of cases what everybody here may see: nothing of a confidential type."""
SHOWN: Final = (CaseLinkKind.ORDER, CaseLinkKind.INVOICE, CaseLinkKind.DELIVERY, CaseLinkKind.PRODUCT)
PROVEN: Final = "own-door"
"""How the sender of an answer is known: they are signed in."""
WRITTEN_AT: Final = "written_at"
"""In what is kept of a message: it was written on a page of ours."""


@dataclass(frozen=True, slots=True)
class OwnMatter:
    case: Case
    type: CaseType
    about: tuple[CaseLink, ...]
    said: tuple[SaidInMatter, ...]
    """What they and we have written to one another, in order."""
    goes_to: ReadableConversation | None
    """The conversation an answer continues; None: a new one with the address they signed in by."""


async def listed(reader: Reader, tenant: UUID, who: Guest) -> list[tuple[Case, CaseType]]:
    """What is open first, then what was changed last; what went into another case is that case."""
    assert who.ids
    found = await listing.latest(reader, tenant, CaseFilter(customers=who.ids), NOBODY, limit=2 * MOST)
    kept = [one for one in found if one.merged_into is None]
    types = await cases.types(reader, tenant)
    ordered = sorted(kept, key=lambda one: not one.is_open)[:MOST]
    return [(one, types[one.type]) for one in ordered if one.type in types]


async def matter(reader: Reader, tenant: UUID, who: Guest, number: str, ports: Ports) -> OwnMatter:
    """Raises `NoSuchMatter`: for a case of somebody else as for one that there is not."""
    case, type = await _theirs(reader, tenant, who, number)
    links = await linking.links_of(reader, tenant, case.id)
    refs = [UUID(one.ref) for one in links if one.kind == CaseLinkKind.CONVERSATION]
    found = await outside_queries.of_customers(reader, tenant, refs, who.ids)
    said = await outside_queries.readable(reader, tenant, [one.id for one in found], 2 * MOST)
    contacts = {one.id: one.contact_value for one in found}
    readable = [
        SaidInMatter(one.id, one.inbound, one.author_name, one.text[:LONGEST_SHOWN], one.at)
        for one in said
        if is_between_us(
            inbound=one.inbound, writer=one.writer, contact=contacts[one.conversation_id],
            readers={to.value for to in from_stored(one.recipients).everybody} if one.recipients else set(),
            theirs={*who.values, *(one.contact_value for one in found if one.contact_kind == AddressKind.WEB)},
        )
    ]  # fmt: skip
    open_to = [one for one in found if _takes_answers(one, who, ports)]
    return OwnMatter(
        case, type, tuple(one for one in links if one.kind in SHOWN), tuple(readable[-MOST:]),
        max(open_to, key=lambda one: one.last_message_at, default=None),
    )  # fmt: skip


async def _theirs(reader: Reader, tenant: UUID, who: Guest, number: str) -> tuple[Case, CaseType]:
    try:
        id = await cases.find(reader, tenant, number)
    except NotACaseNumber:
        raise NoSuchMatter from None
    types = await cases.types(reader, tenant)
    while id is not None:
        found = await listing.visible(reader, tenant, [id], NOBODY)
        case = found[0] if found else None
        if case is None or case.customer_id not in who.ids or case.type not in types:
            raise NoSuchMatter
        if case.merged_into is None:
            return case, types[case.type]
        id = case.merged_into
    raise NoSuchMatter


def _takes_answers(one: ReadableConversation, who: Guest, ports: Ports) -> bool:
    """By writing alone, and at an address that is theirs today: nobody who is not there is called or chatted to."""
    adapter = ports.adapters.get(one.channel)
    can = adapter.capabilities if adapter is not None else None
    return (
        can is not None and can.text and not can.session and can.reaches is not None and one.contact_value in who.values
    )


async def answer(
    database: Database,
    intake: Intake,
    accounts: ChannelAccounts,
    ports: Ports,
    who: Guest,
    number: str,
    text: str,
    *,
    key: str,
    subject: Callable[[str], str],
    tenant: TenantId,
    own: ChannelAccount | None,
) -> None:
    """What they answer is a message of the case's conversation, and waits in its queue like any other. The same `key`
    writes once.

    `subject`: of a new conversation about the case with this number. `own`: by which of ours the address is reached
    that they signed in with. Raises `NoSuchMatter`, `ReplyMissing`.
    """
    said = reply_of(text)
    async with database.read(tenant) as reader:
        found = await matter(reader, tenant, who, number, ports)
    account = await accounts.get(ChannelAccountId(found.goes_to.channel_account_id)) if found.goes_to else None
    goes_to = found.goes_to if account is not None else None
    account = account or own
    if account is None:
        raise NoSuchMatter
    sender = who.address
    if goes_to is not None:
        sender = Address(AddressKind(goes_to.contact_kind), goes_to.contact_value, who.customer.name)
    can = ports.adapters[account.channel].capabilities
    message = InboundMessage(
        provider_id=f"door:{who.stay.id}:{key}", sender=sender, text=said, sent_at=database.clock.now(),
        subject=subject(numbers.quoted(found.case.number)) if can.subject else None, language=who.customer.language,
        conversation_id=ConversationId(goes_to.id) if goes_to is not None else None,
        sender_verified=PROVEN if sender.value == who.stay.value else None, meta={WRITTEN_AT: PROVEN},
    )  # fmt: skip
    body = json.dumps({"case": found.case.number, "text": said}, ensure_ascii=False).encode()
    receipt = await intake.take_understood(
        RawEnvelope(account, message.provider_id, database.clock.now(), "application/json", body), message
    )
    if receipt.conversation_id is None or (goes_to is not None and receipt.conversation_id == goes_to.id):
        return
    conversation = receipt.conversation_id

    async def join(work: UnitOfWork) -> None:
        await linking.link(work, found.case.id, None, LinkTo(CaseLinkKind.CONVERSATION, str(conversation)))
        await following.customer_wrote(work, found.case.id, work.now)

    await database.run(tenant, join, actor="customer")
