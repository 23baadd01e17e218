"""The list of customers: filters, rows, saved views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from agent_ui.compose import customer, lists
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import Document, DocumentSearch
from agent_ui.compose.queries import query_of
from agent_ui.customer_list.views import CustomerListView, CustomerRow
from agent_ui.frame.ids import id_in
from agent_ui.views.lists import FilterView, ListOption
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.service import User
from contact_center.directory.views.service import ViewSubject
from contact_center.interactions.reading import contact_queries as contacts
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.customers.duplicates import service as duplicates
from crm_core.customers.listing import service as listing
from crm_core.customers.listing.domain import MOST_COUNTED, CustomerFilter, CustomerOrder, ListPlace
from crm_core.identity import service as identity

PAGE = 50
LIST = "/customers"


@dataclass(frozen=True, slots=True)
class ListAsked:
    """The list as its address says it."""

    q: str = ""
    kind: str = ""
    tag: str = ""
    owner: str = ""
    segment: str = ""
    order: CustomerOrder = CustomerOrder.NAME

    @property
    def filter(self) -> CustomerFilter:
        return CustomerFilter(
            self.q.strip(), self.kind or None, self.tag or None, id_in(self.owner), self.segment or None, self.order
        )

    @property
    def ordered(self) -> str:
        return self.order.value if self.order is not CustomerOrder.NAME else ""

    def address(self, **more: str) -> str:
        """Without what is not asked; `more` beside it."""
        said = {
            "q": self.q, "kind": self.kind, "tag": self.tag, "owner": self.owner, "segment": self.segment,
            "order": self.ordered, **more,
        }  # fmt: skip
        return query_of(said)


def after_text(place: ListPlace) -> str:
    return f"{place.id}.{place.created_at.isoformat()}.{place.name}"


def place_in(text: str) -> ListPlace | None:
    """None for what is no place: the list then begins at its beginning."""
    id, _, rest = text.partition(".")
    at, name = rest[:32], rest[33:]
    try:
        return ListPlace(name, datetime.fromisoformat(at), UUID(id))
    except ValueError:
        return None


async def customer_list(
    reader: Reader, lens: Lens, asked: ListAsked, after: str, numbers: DocumentSearch
) -> CustomerListView:
    """What fits, page by page; those whose document it is the number of come first."""
    place = place_in(after) if after else None
    found = await listing.page(reader, lens.tenant, asked.filter, PAGE, place)
    documents = {one.customer: one for one in numbers.documents} if place is None else {}
    holders = await customers.several(reader, lens.tenant, documents)
    shown = [*holders.values(), *(one for one in found.customers if one.id not in holders)]
    people = [one for one in await directory.users(reader, lens.tenant) if one.active]
    more = f"{LIST}?{asked.address(after=after_text(found.next))}" if found.next else None
    state = asked.address()
    waiting = await duplicates.count(reader, lens.tenant)
    return CustomerListView(
        query=asked.q,
        rows=await _rows(reader, lens, shown, documents, people),
        total=lists.total(
            lens.words,
            min(MOST_COUNTED, max(found.count, len(shown) if found.next is None and place is None else 0)),
            is_whole=not found.more_than_counted,
        ),
        filters=await _filters(reader, lens, asked, people),
        views=await lists.saved_views(reader, lens, ViewSubject.CUSTOMERS, LIST, state),
        next_page=more,
        unanswered=_unanswered(lens.words, numbers),
        filtered=bool(state),
        state=state,
        export=f"{LIST}/export.csv" + (f"?{state}" if state else ""),
        duplicates=lists.total(lens.words, waiting, is_whole=waiting < duplicates.MOST_COUNTED) if waiting else None,
        owners=tuple(ListOption(str(one.id), one.name) for one in people),
    )


async def _rows(
    reader: Reader,
    lens: Lens,
    shown: Sequence[Customer],
    documents: Mapping[CustomerId, Document],
    people: Sequence[User],
) -> tuple[CustomerRow, ...]:
    ids = [one.id for one in shown]
    addresses = await customers.addresses_of(reader, lens.tenant, ids)
    written = await identity.in_part(reader, lens.rights.who)
    groups = await customers.groups(reader, lens.tenant, ids)
    last = {row.customer_id: row for row in await contacts.last_contacts(reader, lens.tenant, groups)}
    readable = await lens.rights.readable(reader, [row.interaction_id for row in last.values()])
    names = {UUID(str(one.id)): one.name for one in people}
    rows = []
    for one in shown:
        contact = last.get(one.id)
        document = documents.get(CustomerId(one.id))
        rows.append(
            CustomerRow(
                CustomerId(one.id), one.name, one.organisation_name,
                tuple(written(a.value) for a in addresses if a.customer_id == one.id and a.kind != AddressKind.WEB),
                contact.at if contact else None,
                contact.text if contact and contact.interaction_id in readable else None,
                contact.channel if contact else None,
                document.number if document else None,
                address_of(document) if document else f"{LIST}/{one.id}",
                names.get(one.owner_id) if one.owner_id else None, one.segment, tuple(one.tags),
            )
        )  # fmt: skip
    return tuple(rows)


def address_of(document: Document) -> str:
    """The customer's page where the document stands."""
    return f"{LIST}/{document.customer}?tab={document.tab.value}#document-{quote(document.number)}"


def _unanswered(words: Words, numbers: DocumentSearch) -> str | None:
    if numbers.unanswered is None:
        return None
    why = customer.erp_reason(words, numbers.source, numbers.unanswered)
    return words.gettext("%(why)s Orders, invoices and deliveries cannot be searched by number now.", why=why)


async def _filters(reader: Reader, lens: Lens, asked: ListAsked, people: Sequence[User]) -> tuple[FilterView, ...]:
    words = lens.words

    kinds = [("person", words.gettext("People")), ("organisation", words.gettext("Organisations"))]
    orders = [(CustomerOrder.NEWEST.value, words.gettext("newest first"))]
    tags = [(one, one) for one in await listing.tags(reader, lens.tenant)]
    segments = [(one, one) for one in "ABC"]
    owners = [(str(one.id), one.name) for one in people]
    anybody = words.gettext("all")
    return (
        FilterView("kind", words.gettext("Kind"), anybody, lists.options(kinds, asked.kind)),
        FilterView("tag", words.gettext("Tag"), anybody, lists.options(tags, asked.tag)),
        FilterView("owner", words.gettext("Owner"), anybody, lists.options(owners, asked.owner)),
        FilterView("segment", words.gettext("Segment"), anybody, lists.options(segments, asked.segment)),
        FilterView("order", words.gettext("Order"), words.gettext("by name"), lists.options(orders, asked.ordered)),
    )  # fmt: skip
