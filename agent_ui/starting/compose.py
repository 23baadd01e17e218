"""Reads whom somebody may mean who writes first, and what follows from whom they choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from agent_ui.compose import customer as beside
from agent_ui.compose import signing
from agent_ui.compose.cases import actor_of
from agent_ui.compose.lens import Lens, can
from agent_ui.compose.reply import COUNTED_SMS
from agent_ui.starting import addressing
from agent_ui.starting.views import (
    CaseOfMessage,
    ConsentLine,
    ForwardedFile,
    GoingOn,
    NewMessageView,
    SenderChoice,
    WayView,
)
from agent_ui.views import CustomerChoice, OpenMatter
from agent_ui.words import consent as consent_words
from agent_ui.words import labels
from contact_center.directory import service as directory
from contact_center.interactions.domain import AccountRow
from contact_center.interactions.errors import NotForYou
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import (
    colleague_queries,
    conversation_queries,
    file_queries,
    held_queries,
    message_queries,
)
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.work import new_drafts
from contact_center.interactions.work.domain import NewDraftContent
from contact_center.interactions.work.rights import Act, Rights
from contact_center.interactions.work.sending import CONTACT
from contact_center.kernel.contracts.channels import Address, Capabilities
from contact_center.kernel.contracts.interactions import State
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import service as cases
from crm_core.cases.errors import NoSuchCase
from crm_core.cases.numbers import short
from crm_core.consent import service as consent
from crm_core.consent.domain import SendPurpose
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from routing.policy import administration as routing


class NoSuchMessage(NotFound):
    """There is no such message here that could be passed on."""


MATTERS = 3
PAST = 12


@dataclass(frozen=True, slots=True)
class ChosenWay:
    """What somebody has chosen so far."""

    to: str = ""
    customer: UUID | None = None
    account: UUID | None = None
    queue: str = ""
    purpose: str = CONTACT
    case: UUID | None = None
    """To which it is going to belong."""


async def way(reader: Reader, lens: Lens, ports: Ports, accounts: Sequence[AccountRow], wanted: ChosenWay) -> WayView:
    """What follows from an addressee: who it is, by which mailbox or number it can go, and whether it may."""
    meant = await addressing.meant(reader, lens, wanted.to, wanted.customer)
    to = meant.address if meant else None
    if meant is None or to is None:
        hint = lens.words.gettext("Choose somebody from the list, or write an e-mail address or a telephone number.")
        return WayView(
            "" if wanted.to.startswith(addressing.BY_ID) else wanted.to, problem=hint if wanted.to.strip() else None
        )
    known = await customers.candidates(reader, lens.tenant, to.kind, to.value)
    chosen = await _chosen(reader, lens, known, wanted.customer)
    shown = lens.words.phone(meant.shown)
    choices = () if chosen else tuple(_choice(one) for one in known)
    usable = [row for row in accounts if row.active and can(ports.adapters, row.channel).reaches is to.kind]
    senders = await _senders(reader, lens, usable, wanted.account)
    customer = CustomerId(chosen.id) if chosen else None
    who = chosen.name if chosen else None
    if not senders:
        problem = _no_sender(lens, to, any_account=bool(usable))
        others = await addressing.others(reader, lens, chosen, to)
        return WayView(meant.to, shown, who, customer, problem=problem, others=others)
    sender = next(one for one in senders if one.chosen)
    capabilities = can(ports.adapters, sender.channel)
    row = next(row for row in usable if row.id == sender.id)
    going_on = await _going_on(reader, lens, row, capabilities, to)
    queue = UUID(wanted.queue) if wanted.queue else row.queue_id
    return WayView(
        meant.to, shown, who, customer, not known, choices,
        await addressing.others(reader, lens, chosen, to), None, senders,
        await _queues(reader, lens, ports), wanted.queue, consent_words.purposes(lens.words), wanted.purpose,
        await _consent(reader, lens, to, sender.channel, wanted.purpose), going_on,
        await _open_matters(reader, lens, chosen) if going_on is None else (), sender.channel,
        capabilities.subject, capabilities.copies,
        capabilities.max_attachment_bytes if capabilities.attachments else 0, capabilities.max_length,
        COUNTED_SMS if capabilities.segments else None,
        await signing.signature(reader, lens, capabilities, queue=queue, customer=customer, case=wanted.case),
    )  # fmt: skip


async def _chosen(reader: Reader, lens: Lens, known: Sequence[Customer], customer: UUID | None) -> Customer | None:
    """Whoever was chosen, else the only one who has the address."""
    if customer is not None:
        return (await customers.several(reader, lens.tenant, [customer])).get(customer)
    return known[0] if len(known) == 1 else None


def _choice(one: Customer) -> CustomerChoice:
    return CustomerChoice(CustomerId(one.id), one.name, one.organisation_name or one.job)


async def _senders(
    reader: Reader, lens: Lens, usable: Sequence[AccountRow], wanted: UUID | None
) -> tuple[SenderChoice, ...]:
    """Mailboxes and numbers of channels that the reader has places for."""
    channels = {row.channel for row in usable}
    own = [one for one in channels if await colleague_queries.takes(reader, lens.tenant, lens.agent, one)]
    ours = [row for row in usable if row.channel in own]
    first = next((row.id for row in ours if row.id == wanted), ours[0].id if ours else None)
    return tuple(SenderChoice(row.id, row.channel, row.name, row.address, row.id == first) for row in ours)


def _no_sender(lens: Lens, to: Address, *, any_account: bool) -> str:
    channel = labels.channel(lens.words, addressing.reached(lens)[to.kind])
    if any_account:
        text = lens.words.gettext("You have no places for %(channel)s; an administrator can give you some.")
    else:
        text = lens.words.gettext("No mailbox or number is connected from which %(channel)s could be sent.")
    return text % {"channel": channel}


async def _queues(reader: Reader, lens: Lens, ports: Ports) -> tuple[tuple[str, str], ...]:
    """Those that the reader serves; nothing chosen leaves it to routing."""
    own = await ports.planner.serves(reader, lens.tenant, lens.agent)
    names = await routing.queue_names(reader, lens.tenant)
    return tuple((str(id), name) for id, name in names.items() if id in own)


async def _consent(reader: Reader, lens: Lens, to: Address, channel: str, purpose: str) -> ConsentLine:
    """As it stands now; it is asked again in the transaction that sends."""
    decision = await consent.decision(reader, lens.tenant, to, channel, SendPurpose(purpose))
    decided = await consent.standing(reader, lens.tenant, [(to.kind, to.value)])
    found = next((one for one in decided if one.change_id == decision.record), None)
    by = {found.recorded_by} if found is not None and found.recorded_by else set()
    names = await directory.names(reader, lens.tenant, by)
    return ConsentLine(consent_words.standing(lens.words, decision, found, names), decision.allowed)


async def _going_on(
    reader: Reader, lens: Lens, account: AccountRow, capabilities: Capabilities, to: Address
) -> GoingOn | None:
    if capabilities.subject:
        return None
    there = await outbound.going_on(reader, lens.tenant, account.id, to)
    if there is None:
        return None
    href = f"/console?c={there}" if there in await lens.rights.readable(reader, [there]) else None
    header = await conversation_queries.header(reader, lens.tenant, there)
    owner = header.owner_agent_id if header else None
    if owner == lens.agent:
        return GoingOn(lens.words.gettext("You are already writing with them here."), href)
    if owner is not None:
        name = (await directory.names(reader, lens.tenant, {owner})).get(owner, "")
        return GoingOn(lens.words.gettext("%(who)s is already writing with them here.", who=name), href)
    return GoingOn(lens.words.gettext("They have written here already; it waits in its queue."), href)


async def _open_matters(reader: Reader, lens: Lens, chosen: Customer | None) -> tuple[OpenMatter, ...]:
    """What is open with this customer on whatever channel, the newest first."""
    if chosen is None:
        return ()
    past = await beside.past_of(reader, lens, chosen.id, limit=PAST)
    rows = [row for row in past.rows if row.state != State.CLOSED][:MATTERS]
    return tuple(beside.matter(lens.words, row, row.interaction_id in past.readable) for row in rows)


@dataclass(frozen=True, slots=True)
class _Passed:
    subject: str
    text: str
    files: tuple[ForwardedFile, ...]


async def _forwarded(reader: Reader, lens: Lens, id: UUID) -> _Passed:
    """What is passed on of a message: its words below a head that says whose they are, and its files."""
    message = await readable_message(reader, lens.rights, lens.tenant, id)
    assert message.interaction_id is not None
    header = await conversation_queries.header(reader, lens.tenant, message.interaction_id)
    subject = message.subject or (header.subject if header else None) or ""
    sender = message.author_name or message.meta.get("from") or (header.contact_value if header else "")
    words = lens.words
    at = message.at.astimezone(words.zone)
    head = (
        signing.forwarded_head(words), words.gettext("From: %(who)s", who=sender),
        words.gettext("Sent: %(time)s", time=f"{words.long_date(at.date())} {words.clock(at)}"),
        words.gettext("Subject: %(subject)s", subject=subject),
    )  # fmt: skip
    files = await file_queries.attachments(reader, lens.tenant, [id])
    return _Passed(
        subject if subject.lower().startswith("fwd:") else f"Fwd: {subject}".rstrip(),
        "\n\n\n" + "\n".join(head) + f"\n\n{message.text}",
        tuple(ForwardedFile(one.id, one.name, one.size) for one in files if one.blob_key is not None),
    )


async def readable_message(reader: Reader, rights: Rights, tenant: UUID, id: UUID) -> MessageRow:
    """Raises `NoSuchMessage`, and `NotForYou` where the reader may not read its work."""
    found = await message_queries.messages_by_id(reader, tenant, [id])
    if not found or found[0].interaction_id is None or found[0].direction not in ("in", "out"):
        raise NoSuchMessage(id)
    await rights.require(reader, found[0].interaction_id, Act.READ)
    return found[0]


@dataclass(frozen=True, slots=True)
class Beginning:
    """From where the page was opened."""

    way: ChosenWay = ChosenWay()
    case: UUID | None = None
    forward: UUID | None = None
    """The message that is passed on."""
    again: UUID | None = None
    """What was begun, and taken back before it was sent."""

    @property
    def name(self) -> str:
        """Under which its draft is kept."""
        if self.again is not None:
            return new_drafts.again(self.again)
        ids = {"forward": self.forward, "case": self.case, "customer": self.way.customer}
        told = next((f"{what}-{id}" for what, id in ids.items() if id is not None), None)
        if told is None and self.way.to.strip():
            told = f"to-{sha256(self.way.to.strip().lower().encode()).hexdigest()[:32]}"
        return told or "blank"


async def new_message(
    reader: Reader,
    lens: Lens,
    ports: Ports,
    accounts: Sequence[AccountRow],
    begun: Beginning,
    calls_off: str | None = None,
) -> NewMessageView:
    """The page, begun from a customer, an address, a case, a message to be passed on, or nothing at all; with what its
    reader has written there before.

    Raises `NoSuchMessage`, and what reading it would.
    """
    kept = await new_drafts.of(reader, lens.tenant, lens.agent, begun.name)
    content = kept.content if kept is not None else await _fresh(reader, lens, begun)
    belongs, files = None, await _files(reader, lens, begun)
    if content.case:
        belongs = await _case(reader, lens, UUID(content.case))
    customer = UUID(content.customer) if content.customer else None
    person = (await customers.several(reader, lens.tenant, [customer])).get(customer) if customer else None
    to = content.to or (await addressing.first_address(reader, lens, person) if person is not None else "")
    wanted = ChosenWay(
        to, person.id if person else None, UUID(content.account) if content.account else None, content.queue,
        content.purpose or CONTACT, UUID(content.case) if content.case else None,
    )  # fmt: skip
    view = await way(reader, lens, ports, accounts, wanted)
    if person is not None and not to:
        text = lens.words.gettext(
            "%(who)s has no e-mail address and no telephone number; add one on their page.", who=person.name
        )
        view = replace(view, customer=CustomerId(person.id), problem=text)
    return NewMessageView(
        client_key=kept.client_key if kept else str(new_id()),
        begins=begun.name,
        keeps=f"new:{lens.agent}:{begun.name}",
        way=view,
        writing=kept.writing if kept else None,
        kept_at=kept.kept_at if kept else None,
        typed=view.shown or to.removeprefix(addressing.BY_ID),
        to_name=content.to_name or (person.name if person else ""),
        subject=content.subject,
        text=content.text,
        forward=begun.forward,
        files=files,
        again=begun.again,
        cc=content.cc,
        bcc=content.bcc,
        case=belongs,
        signed=content.signed,
        calls=any(one.media for one in lens.words.channels.values()),
        calls_off=calls_off,
    )


async def _case(reader: Reader, lens: Lens, id: UUID) -> CaseOfMessage | None:
    """None: it is not for the reader any more."""
    try:
        found = (await cases.detail(reader, lens.tenant, id, actor_of(lens))).case
    except NoSuchCase:
        return None
    return CaseOfMessage(found.id, short(found.number), found.title)


async def _fresh(reader: Reader, lens: Lens, begun: Beginning) -> NewDraftContent:
    """What stands on the page before anything is written."""
    if begun.forward is not None:
        passed = await _forwarded(reader, lens, begun.forward)
        return NewDraftContent(subject=passed.subject, text=passed.text)
    customer, subject = begun.way.customer, ""
    if begun.case is not None:
        found = (await cases.detail(reader, lens.tenant, begun.case, actor_of(lens))).case
        customer = customer or found.customer_id
        subject = f"{found.title} ({short(found.number)})"
    return NewDraftContent(to=begun.way.to, customer=str(customer or ""), subject=subject, case=str(begun.case or ""))


async def _files(reader: Reader, lens: Lens, begun: Beginning) -> tuple[ForwardedFile, ...]:
    """Those of the message that is passed on, or of what was taken back."""
    if begun.forward is not None:
        return (await _forwarded(reader, lens, begun.forward)).files
    if begun.again is None:
        return ()
    tried = await outbound.attempts(reader, lens.tenant, begun.again)
    header = await conversation_queries.header(reader, lens.tenant, begun.again)
    if header is None or not tried or tried[-1].agent_id != lens.agent:
        raise NotForYou(begun.again)
    found = await held_queries.draft_files(reader, lens.tenant, lens.agent, header.conversation_id)
    return tuple(ForwardedFile(one.id, one.name, one.size) for one in found)
