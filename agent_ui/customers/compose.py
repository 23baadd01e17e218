"""The customer list, and everything about one customer on one page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote
from uuid import UUID

from agent_ui.compose import customer
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import Document, DocumentSearch
from agent_ui.compose.thread import message_items
from agent_ui.customers import consent
from agent_ui.customers.views import AddressLine, CustomerListView, CustomerPageView, CustomerRow, TimelineEntry
from agent_ui.views import CustomerView, Tab, ThreadItem
from agent_ui.words import history as happenings
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading import contact_queries as contacts
from contact_center.interactions.reading import conversation_queries, history_queries, message_queries, timeline_queries
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.reading.timeline_queries import TimelineRow
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import CustomerId, InteractionId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import CustomerAddress

Recordings = Callable[[Sequence[UUID]], Awaitable[dict[UUID, str]]]
PAGE = 50
TIMELINE = 20
"""Interactions on one page of the timeline, each with its messages."""


async def customer_list(reader: Reader, lens: Lens, query: str, page: int, numbers: DocumentSearch) -> CustomerListView:
    """Page 1, 2, … of what fits the query; those whose document it is the number of come first."""
    total = await customers.count(reader, lens.tenant, query)
    found = await customers.search(reader, lens.tenant, query, PAGE, after=(page - 1) * PAGE)
    documents = {one.customer: one for one in numbers.documents} if page == 1 else {}
    holders = await customers.several(reader, lens.tenant, documents)
    found = [*holders.values(), *(one for one in found if one.id not in holders)]
    ids = [one.id for one in found]
    addresses = await customers.addresses_of(reader, lens.tenant, ids)
    groups = await customers.groups(reader, lens.tenant, ids)
    last = {row.customer_id: row for row in await contacts.last_contacts(reader, lens.tenant, groups)}
    readable = await lens.rights.readable(reader, [row.interaction_id for row in last.values()])
    rows = []
    for one in found:
        contact = last.get(one.id)
        rows.append(
            CustomerRow(
                CustomerId(one.id), one.name, one.organisation_name,
                tuple(a.value for a in addresses if a.customer_id == one.id and a.kind != AddressKind.WEB),
                contact.at if contact else None,
                contact.text if contact and contact.interaction_id in readable else None,
                contact.channel if contact else None,
                documents[CustomerId(one.id)].number if one.id in holders else None,
                address_of(documents[CustomerId(one.id)]) if one.id in holders else f"/customers/{one.id}",
            )
        )  # fmt: skip
    more = f"/customers?q={quote(query)}&page={page + 1}" if page * PAGE < total else None
    return CustomerListView(query, tuple(rows), max(total, len(rows)), more, _unanswered(lens.words, numbers))


def address_of(document: Document) -> str:
    """The customer's page where the document stands."""
    return f"/customers/{document.customer}?tab={document.tab.value}#document-{quote(document.number)}"


def _unanswered(words: Words, numbers: DocumentSearch) -> str | None:
    if numbers.unanswered is None:
        return None
    why = customer.erp_reason(words, numbers.source, numbers.unanswered)
    return words.gettext("%(why)s Orders, invoices and deliveries cannot be searched by number now.", why=why)


async def customer_page(
    reader: Reader,
    lens: Lens,
    id: CustomerId,
    *,
    upto: int = TIMELINE,
    tab: Tab = Tab.NOW,
    entry: UUID | None = None,
    recordings: Recordings | None = None,
) -> tuple[CustomerView, CustomerPageView]:
    """Raises `NoSuchCustomer`. The customer is returned on its own, too, to be filled with ERP facts.

    `entry`: a contact that must be on the page, however long ago it was. `recordings`: where what was recorded of
    interactions is played, for who looks.
    """
    view = await customer.of_customer(reader, lens, id, tab=tab)
    everywhere = await customers.aliases(reader, lens.tenant, id)
    if entry is not None:
        place = await timeline_queries.timeline_place(reader, lens.tenant, everywhere, entry)
        upto = TIMELINE * (1 + place // TIMELINE)
    addresses = await customers.addresses(reader, lens.tenant, id)
    past = await timeline_queries.timeline(reader, lens.tenant, everywhere, limit=upto + 1)
    readable = await lens.rights.readable(reader, [row.interaction_id for row in past])
    rows = past[max(0, upto - TIMELINE) : upto]
    heard = [row.interaction_id for row in rows if row.interaction_id in readable]
    sound = await recordings(heard) if recordings else {}
    entries = [
        await _entry(reader, lens, row, view.name, sound.get(row.interaction_id))
        if row.interaction_id in readable
        else _withheld(lens.words, row)
        for row in rows
    ]
    shared = {
        address.value
        for address in addresses
        if len(await customers.candidates(reader, lens.tenant, address.kind, address.value)) > 1
    }
    more = f"/customers/{id}?upto={upto + TIMELINE}" if len(past) > upto else None
    newer = f"/customers/{id}?upto={upto - TIMELINE}" if upto > TIMELINE else None
    lines = tuple(_address(lens.words, one, shared) for one in addresses if one.kind != AddressKind.WEB)
    consents = await consent.lines(reader, lens, addresses)
    asked = InteractionId(entry) if entry else None
    return view, CustomerPageView(view, lines, tuple(entries), more, entry=asked, newer=newer, consents=consents)


def _address(words: Words, one: CustomerAddress, shared: set[str]) -> AddressLine:
    return AddressLine(one.kind, words.phone(one.value), one.verified_at, one.value in shared)


async def _entry(reader: Reader, lens: Lens, row: TimelineRow, who: str, recording: str | None) -> TimelineEntry:
    return TimelineEntry(
        interaction=InteractionId(row.interaction_id),
        channel=row.channel,
        started=row.created_at,
        title=customer.title(lens.words, row),
        outcome=customer.outcome(lens.words, row),
        agent=row.agent_name,
        items=await _said(reader, lens, row, who),
        recording=recording,
    )


def _withheld(words: Words, row: TimelineRow) -> TimelineEntry:
    return TimelineEntry(
        InteractionId(row.interaction_id), row.channel, row.created_at, customer.withheld(words, row),
        customer.outcome(words, row), row.agent_name, withheld=True,
    )  # fmt: skip


async def _said(reader: Reader, lens: Lens, row: TimelineRow, who: str) -> tuple[ThreadItem, ...]:
    """What belongs to this interaction of its conversation, with what happened."""
    header = await conversation_queries.header(reader, lens.tenant, row.interaction_id)
    if header is None:
        return ()
    messages = await message_queries.messages(reader, lens.tenant, row.conversation_id)
    own: list[MessageRow] = [one for one in messages if one.interaction_id == row.interaction_id]
    shown = await message_items(reader, lens, header, who, own)
    steps = await history_queries.history(reader, lens.tenant, row.interaction_id)
    names = await directory.names(reader, lens.tenant, happenings.user_ids(steps))
    lines = happenings.happenings(lens.words, row.interaction_id, steps, names, row.outcome)
    return tuple(sorted([*shown, *lines], key=lambda one: one.at))
