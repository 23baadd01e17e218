"""Who it is, what they have with us, and what the ERP says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from agent_ui.compose import cases, ratings, tasks
from agent_ui.compose.identity import identity_view, is_new
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import Facts
from agent_ui.views import (
    CustomerChoice,
    CustomerView,
    ErpFacts,
    Fact,
    HistoryLine,
    IdentityState,
    IdentityView,
    OpenMatter,
    SourceAge,
    Tab,
    Tone,
)
from agent_ui.words import consent as consents
from agent_ui.words import customers as said
from agent_ui.words import identity as proofs
from agent_ui.words.history import closed
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.labels import job as job_name
from agent_ui.words.labels import short_channel
from agent_ui.words.languages import Words
from agent_ui.words.records import NOT_VERIFIED, erp_reason
from contact_center.interactions.reading import timeline_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.reading.timeline_queries import TimelineRow
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.contracts.erp import Block, Freshness
from contact_center.kernel.contracts.interactions import Identity, State
from contact_center.kernel.ids import CustomerId, InteractionId
from contact_center.platform.unit_of_work import Reader
from crm_core.consent import service as consent
from crm_core.consent.domain import Consent, ConsentPurpose, ConsentState
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer, CustomerAddress
from crm_core.customers.errors import NoSuchCustomer
from crm_core.customers.profile import service as profile
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked
from erp_link.domain import FactsTrouble

T = TypeVar("T")
HISTORY = 30
_BLANK: Block[Any] = Block("ERP", Freshness.UNAVAILABLE, None, (), FactsTrouble.NOT_CONNECTED)
_NOTHING = ErpFacts(_BLANK, _BLANK, _BLANK, _BLANK)


@dataclass(frozen=True, slots=True)
class Past:
    """Other contacts of a customer, the newest first, and which of them the reader may open."""

    rows: list[TimelineRow]
    readable: frozenset[UUID]


async def past_of(reader: Reader, lens: Lens, customer: UUID, *, but: UUID | None = None, limit: int = HISTORY) -> Past:
    everywhere = await customers.aliases(reader, lens.tenant, customer)
    rows = await timeline_queries.timeline(reader, lens.tenant, everywhere, but=but, limit=limit)
    return Past(rows, await lens.rights.readable(reader, [row.interaction_id for row in rows]))


async def past_beside(reader: Reader, lens: Lens, header: Header) -> Past | None:
    """Asked once for a page that shows both thread and card; None where nothing of anybody's past may show."""
    if header.customer_id is None or header.identity == Identity.AMBIGUOUS:
        return None
    return await past_of(reader, lens, header.customer_id, but=header.interaction_id)


async def beside(reader: Reader, lens: Lens, header: Header, who: str, past: Past | None = None) -> CustomerView:
    """The customer of an interaction, as sure as we are; without ERP facts (see `with_erp`).

    `past` is theirs if it is known already.
    """
    if header.identity == Identity.AMBIGUOUS:
        return await _several(reader, lens, header)
    interaction = InteractionId(header.interaction_id)
    told = (header.identity, header.identity_how, header.identity_at)
    identity = identity_view(lens.words, *told)
    if header.customer_id is None:
        claims = _claims(lens, header)
        own = await cases.section(
            reader, lens, None, conversation=header.conversation_id, interaction=header.interaction_id
        )
        return CustomerView(who, identity, interaction, facts=claims, cases=own)
    try:
        known = await of_customer(reader, lens, CustomerId(header.customer_id), but=header.interaction_id, past=past)
        person = await customers.customer(reader, lens.tenant, CustomerId(header.customer_id))
    except NoSuchCustomer:
        return CustomerView(who, identity, interaction)
    identity = identity_view(lens.words, *told, new=is_new(person, header.opened_at))
    own = await cases.section(
        reader, lens, CustomerId(person.id), conversation=header.conversation_id, interaction=header.interaction_id
    )
    return replace(known, identity=identity, interaction=interaction, cases=own)


async def with_cases(reader: Reader, lens: Lens, view: CustomerView) -> CustomerView:
    """For the page about one customer."""
    return replace(view, cases=await cases.section(reader, lens, view.customer))


def _claims(lens: Lens, header: Header) -> tuple[Fact, ...]:
    if header.contact_kind == AddressKind.WEB:
        return ()
    return (Fact(lens.words.gettext("Contact addresses"), header.contact_value),)


async def _several(reader: Reader, lens: Lens, header: Header) -> CustomerView:
    """Several share the address: the agent picks, and nothing of any of them shows before (D31)."""
    found = await customers.candidates(reader, lens.tenant, header.contact_kind, header.contact_value)
    return CustomerView(
        name=header.contact_value,
        identity=IdentityView(IdentityState.SEVERAL),
        interaction=InteractionId(header.interaction_id),
        choices=tuple(CustomerChoice(CustomerId(one.id), one.name, one.organisation_name or one.job) for one in found),
        shared_address=header.contact_value,
    )


async def of_customer(
    reader: Reader,
    lens: Lens,
    customer: CustomerId,
    *,
    but: UUID | None = None,
    tab: Tab = Tab.NOW,
    past: Past | None = None,
) -> CustomerView:
    """Raises `NoSuchCustomer`."""
    known = await customers.customer(reader, lens.tenant, customer)
    addresses = await customers.addresses(reader, lens.tenant, customer)
    past = past or await past_of(reader, lens, customer, but=but)
    hidden = await identity.guarded(reader, lens.rights.who, known.id)
    decided = await consent.standing(reader, lens.tenant, [(one.kind, one.value) for one in addresses])
    shown = [replace(one, value=masked(one.value)) for one in addresses] if Guarded.ADDRESSES in hidden else addresses
    notes = await profile.notes(reader, lens.tenant, await customers.aliases(reader, lens.tenant, customer))
    return CustomerView(
        name=known.name,
        identity=proof_of(lens.words, addresses),
        customer=CustomerId(known.id),
        role=_role(lens.words, known),
        addressed=said.addressed(lens.words, known),
        warnings=tuple(one.text for one in notes if one.warning),
        tags=tuple(known.tags),
        facts=(*_facts(lens.words, known, shown, _opted_out(decided)), *await _may(reader, lens, known)),
        locked=tuple(proofs.waits(lens.words, one) for one in Guarded if one in hidden),
        hidden=frozenset(one.value for one in hidden),
        may_send=_may_send(lens.words, addresses, decided),
        tab=tab,
        history=tuple(_line(lens.words, customer, row, row.interaction_id in past.readable) for row in past.rows),
        open_matters=tuple(
            matter(lens.words, row, row.interaction_id in past.readable)
            for row in past.rows
            if row.state != State.CLOSED
        ),
        tasks=await tasks.of_customer(reader, lens, customer),
        ratings=await ratings.of_customer(reader, lens, customer),
    )


def proof_of(words: Words, addresses: list[CustomerAddress]) -> IdentityView:
    """How an address of theirs was proven; a claim where none was."""
    proven = next((one for one in addresses if one.verified_at), None)
    if proven is None:
        return identity_view(words, Identity.CLAIMED, None, None)
    return identity_view(words, Identity.VERIFIED, proven.verified_how, proven.verified_at)


async def _may(reader: Reader, lens: Lens, known: Customer) -> list[Fact]:
    """What a person may do in the name of each organisation; of who may do nothing that is said, too."""
    ids = await customers.aliases(reader, lens.tenant, known.id)
    nothing = lens.words.gettext("may neither order nor change anything")
    return [
        Fact(
            one.organisation_name,
            said.order_rights(lens.words, one.may_order, one.order_limit, one.may_get_invoices, one.may_change_data)
            or nothing,
        )
        for one in await profile.affiliations(reader, lens.tenant, ids)
    ]


def _role(words: Words, known: Customer) -> str | None:
    job = job_name(words, known.job) if known.job else None
    parts = [part for part in (job, known.organisation_name) if part]
    return words.gettext(", ").join(parts) or None


def _opted_out(decided: list[Consent]) -> set[tuple[str, str]]:
    """Addresses to which not even notices about service may go."""
    return {
        (one.kind, one.value)
        for one in decided
        if one.purpose == ConsentPurpose.SERVICE and one.state == ConsentState.OBJECTED
    }


def _may_send(words: Words, addresses: list[CustomerAddress], decided: list[Consent]) -> tuple[Fact, ...]:
    """A line for each purpose about which they have decided: by channel, in a word where it stands alike everywhere."""
    channels = {can.reaches.value: name for name, can in words.channels.items() if can.reaches is not None}
    known = {(one.kind, one.value, one.channel, one.purpose): ConsentState(one.state) for one in decided}
    lines = []
    for purpose in ConsentPurpose if any(one.kind in channels for one in addresses) else ():
        states = [
            (channels[one.kind], known.get((one.kind, one.value, channels[one.kind], purpose), ConsentState.UNKNOWN))
            for one in addresses
            if one.kind in channels
        ]
        each = [(short_channel(words, channel), consents.state(words, purpose, state)) for channel, state in states]
        told = {state for _, state in states}
        if told == {ConsentState.UNKNOWN}:
            continue
        alike = len(told) == 1
        text = each[0][1] if alike else words.gettext(", ").join(f"{channel} {state}" for channel, state in each)
        tone = Tone.SOON if ConsentState.OBJECTED in told else Tone.PLAIN
        lines.append(Fact(consents.purpose(words, purpose), text, tone=tone))
    return tuple(lines)


def _facts(
    words: Words, known: Customer, addresses: list[CustomerAddress], opted_out: set[tuple[str, str]]
) -> list[Fact]:
    names = {AddressKind.EMAIL: words.gettext("E-mail"), AddressKind.PHONE: words.gettext("Phone")}
    facts = [
        Fact(
            names[AddressKind(one.kind)],
            words.phone(one.value),
            _known(words, one, (one.kind, one.value) in opted_out),
            Tone.SOON if (one.kind, one.value) in opted_out else Tone.PLAIN,
            f"address-{one.id}",
            one.value if any(one.kind == can.reaches for can in words.channels.values()) else None,
        )
        for one in addresses
        if one.kind in names
    ]
    if known.language:
        tongues = {"zh": words.gettext("Chinese"), "en": words.gettext("English")}
        tongue = tongues.get(known.language.partition("-")[0], known.language)
        facts.append(Fact(words.gettext("Language"), tongue))
    if known.note:
        facts.append(Fact(words.gettext("Note"), known.note))
    return facts


def _known(words: Words, address: CustomerAddress, opted_out: bool) -> str | None:
    if opted_out:
        return words.gettext("opted out")
    return words.gettext("verified") if address.verified_at else None


def _line(words: Words, customer: CustomerId, row: TimelineRow, readable: bool) -> HistoryLine:
    return HistoryLine(
        interaction=InteractionId(row.interaction_id),
        channel=row.channel,
        text=title(words, row) if readable else withheld(words, row),
        at=row.created_at,
        who=row.agent_name,
        outcome=outcome(words, row),
        href=past_address(customer, row.interaction_id),
    )


def past_address(customer: UUID, interaction: UUID) -> str:
    """Where a contact stands with all that was said, however long ago it was."""
    return f"/customers/{customer}?entry={interaction}#entry-{interaction}"


def title(words: Words, row: TimelineRow) -> str:
    """What it was about; a call says how long it took."""
    said = row.subject or row.first_text
    if said:
        return said
    name = channel_name(words, row.channel)
    if row.talk_seconds:
        minutes = f"{int(row.talk_seconds) // 60}:{int(row.talk_seconds) % 60:02d}"
        return words.gettext("%(channel)s, %(minutes)s", channel=name, minutes=minutes)
    return name


def withheld(words: Words, row: TimelineRow) -> str:
    """That there was contact is for everybody who helps this customer; what was said, for those it concerns."""
    return words.gettext("%(channel)s, in a queue you do not serve", channel=channel_name(words, row.channel))


def outcome(words: Words, row: TimelineRow) -> str | None:
    if row.state != State.CLOSED:
        return words.gettext("in progress")
    if row.outcome in (None, "completed"):
        return None
    return closed(words, row.outcome).rstrip(".。")


def matter(words: Words, row: TimelineRow, readable: bool) -> OpenMatter:
    name, href = channel_name(words, row.channel), f"/console?c={row.interaction_id}"
    text = (row.subject or row.first_text or "") if readable else words.gettext("in a queue you do not serve")
    return OpenMatter(name, text, row.created_at, href if readable else None)


# --- the ERP -----------------------------------------------------------------------------------------


async def with_erp(view: CustomerView, erp: Facts | None, lens: Lens, *, anew: bool = False) -> CustomerView:
    """Adds what the ERP says; asked outside of any transaction, as it may take its deadline. `anew`: asked now."""
    if view.customer is None:
        return view
    told = await erp.facts(lens.tenant, view.customer, anew=anew) if erp is not None else _NOTHING
    told = _without(told, view.hidden)
    facts = _worded(lens.words, _one_age(told))
    return replace(view, erp=facts, erp_notice=_notice(facts), ask_again=_ask_again(told))


def _without(facts: ErpFacts, hidden: frozenset[str]) -> ErpFacts:
    """What waits until the customer is verified is not there for this reader, whatever shows it."""

    def block(one: Block[Any], *guarded: Guarded) -> Block[Any]:
        if not any(each.value in hidden for each in guarded):
            return one
        return Block(one.source, Freshness.UNAVAILABLE, None, (), NOT_VERIFIED)

    return ErpFacts(
        block(facts.orders, Guarded.ORDERS), block(facts.invoices, Guarded.INVOICES),
        block(facts.deliveries, Guarded.DELIVERIES), block(facts.products, Guarded.ORDERS),
    )  # fmt: skip


def _one_age(facts: ErpFacts) -> ErpFacts:
    """What one source gave and is still fresh is shown as old as the oldest of it: one screen, one age."""
    blocks: tuple[Block[Any], ...] = (facts.orders, facts.invoices, facts.deliveries, facts.products)
    oldest: dict[str, datetime] = {}
    for block in blocks:
        if block.freshness is Freshness.FRESH and block.as_of is not None:
            oldest[block.source] = min(block.as_of, oldest.get(block.source, block.as_of))

    def shown(block: Block[T]) -> Block[T]:
        return replace(block, as_of=oldest[block.source]) if block.freshness is Freshness.FRESH else block

    return ErpFacts(shown(facts.orders), shown(facts.invoices), shown(facts.deliveries), shown(facts.products))


def _ask_again(facts: ErpFacts) -> int | None:
    """Soon while an answer is on its way, now and then while the ERP is in trouble."""
    blocks: tuple[Block[Any], ...] = (facts.orders, facts.invoices, facts.deliveries)
    if any(block.freshness is Freshness.ASKING for block in blocks):
        return 1
    trouble = (FactsTrouble.SLOW, FactsTrouble.DOWN, FactsTrouble.REFUSES_US)
    return 5 if any(block.freshness is Freshness.OLD or block.reason in trouble for block in blocks) else None


def _worded(words: Words, facts: ErpFacts) -> ErpFacts:
    """Reasons as whole sentences."""
    return ErpFacts(
        replace(facts.orders, reason=_reason(words, facts.orders)),
        replace(facts.invoices, reason=_reason(words, facts.invoices)),
        replace(facts.deliveries, reason=_reason(words, facts.deliveries)),
        replace(facts.products, reason=_reason(words, facts.products)),
    )


def _reason(words: Words, block: Block[Any]) -> str | None:
    return None if block.reason is None else erp_reason(words, block.source, block.reason)


def _notice(facts: ErpFacts) -> str | None:
    """Said above the facts when they are old because the ERP does not answer."""
    blocks: tuple[Block[Any], ...] = (facts.orders, facts.invoices, facts.deliveries)
    return next((block.reason for block in blocks if block.freshness is Freshness.OLD and block.reason), None)


def source(view: CustomerView | None) -> SourceAge | None:
    """For the foot of the page: where the facts on it are from."""
    return SourceAge.of(view.erp.orders) if view and view.erp else None  # type: ignore[arg-type]
