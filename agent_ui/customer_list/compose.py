"""The list of customers: filters, rows, saved views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode
from uuid import UUID

from agent_ui.compose import lists
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import Document, DocumentSearch
from agent_ui.compose.queries import query_of
from agent_ui.customer_list import columns
from agent_ui.customer_list.views import CustomerListView, CustomerRow, OwnFilterView
from agent_ui.frame.ids import id_in
from agent_ui.views.lists import FilterView, ListOption
from agent_ui.words import labels
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from agent_ui.words.records import erp_reason
from contact_center.directory import service as directory
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldDefinition, FieldKind, FieldSubject
from contact_center.directory.service import User
from contact_center.directory.views import service as saved
from contact_center.directory.views.service import ViewSubject
from contact_center.interactions.reading import contact_queries as contacts
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.customers.duplicates import service as duplicates
from crm_core.customers.listing import service as listing
from crm_core.customers.listing.domain import (
    MOST_COUNTED,
    CustomerFilter,
    CustomerOrder,
    FieldTest,
    ListPlace,
    OwnFilter,
)
from crm_core.customers.listing.service import ListedCustomers
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
    reach: str = ""
    wrote: str = ""
    order: CustomerOrder = CustomerOrder.NAME
    own: tuple[OwnFilter, ...] = ()
    columns: str = ""
    """Codes with commas between them, as a saved view has them."""

    @property
    def filter(self) -> CustomerFilter:
        return CustomerFilter(
            self.q.strip(), self.kind or None, self.tag or None, id_in(self.owner), self.segment or None, self.order,
            self.reach or None, self.wrote or None, self.own,
        )  # fmt: skip

    @property
    def ordered(self) -> str:
        return self.order.value if self.order is not CustomerOrder.NAME else ""

    def address(self, **more: str) -> str:
        """Without what is not asked; `more` beside it, or in its place."""
        said = {
            "q": self.q, "kind": self.kind, "tag": self.tag, "owner": self.owner, "segment": self.segment,
            "reach": self.reach, "wrote": self.wrote, "order": self.ordered, "columns": self.columns, **more,
        }  # fmt: skip
        own = urlencode([(f"own.{one.code}{_SUFFIX[one.test]}", value) for one in self.own for value in one.values])
        return "&".join(part for part in (query_of(said), own) if part)


_SUFFIX: Final = {
    FieldTest.CONTAINS: "", FieldTest.IS: ".is", FieldTest.FROM: ".from", FieldTest.TO: ".to", FieldTest.ANY: ".any",
}  # fmt: skip
_TESTS: Final = {suffix.removeprefix("."): test for test, suffix in _SUFFIX.items()}


def own_asked(pairs: Iterable[tuple[str, str]]) -> tuple[OwnFilter, ...]:
    """Of names such as `own.city`, `own.city.is`, `own.shops.from` and `own.plan.any`; the form says with
    `own.city.how` whether a text is or contains what stands in `own.city`."""
    found: dict[tuple[str, FieldTest], list[str]] = {}
    exactly = set()
    for name, value in pairs:
        if not name.startswith("own.") or not value.strip():
            continue
        code, _, how = name.removeprefix("own.").partition(".")
        if how == "how":
            exactly |= {code} if value == FieldTest.IS else set()
        elif how in _TESTS:
            found.setdefault((code, _TESTS[how]), []).append(value.strip())
    return tuple(
        OwnFilter(code, FieldTest.IS if test is FieldTest.CONTAINS and code in exactly else test, tuple(values))
        for (code, test), values in found.items()
    )


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
    besides = await beside(reader, lens)
    names = columns.names(lens.words, besides.own)
    shown_columns = await chosen(reader, lens, asked, names)
    wrong = None
    try:
        found = await listing.page(reader, lens.tenant, asked.filter, PAGE, place)
    except Invalid as error:
        wrong = _wrong(lens.words, error, besides.own)
        found = ListedCustomers([], 0, None)
    documents = {one.customer: one for one in numbers.documents} if place is None else {}
    holders = await customers.several(reader, lens.tenant, documents)
    shown = [*holders.values(), *(one for one in found.customers if one.id not in holders)]
    people = [one for one in await directory.users(reader, lens.tenant) if one.active]
    more = f"{LIST}?{asked.address(after=after_text(found.next))}" if found.next else None
    state, kept = asked.address(), asked.address(columns=",".join(shown_columns))
    waiting = await duplicates.count(reader, lens.tenant)
    return CustomerListView(
        query=asked.q,
        rows=await _rows(reader, lens, shown, documents, besides, shown_columns),
        total=lists.total(
            lens.words,
            min(MOST_COUNTED, max(found.count, len(shown) if found.next is None and place is None else 0)),
            is_whole=not found.more_than_counted,
        ),
        columns=tuple(names[one] for one in shown_columns),
        choices=tuple(
            ListOption(one, names[one], one in shown_columns)
            for one in (*shown_columns, *(one for one in names if one not in shown_columns))
        ),
        are_own=shown_columns != columns.USUAL,
        columns_asked=asked.columns,
        filters=await _filters(reader, lens, asked, people),
        own_filters=tuple(_own_filter(lens.words, one, asked.own) for one in besides.own.values()),
        is_own_filtered=bool(asked.own),
        views=await lists.saved_views(reader, lens, ViewSubject.CUSTOMERS, LIST, state),
        next_page=more,
        unanswered=_unanswered(lens.words, numbers),
        wrong=wrong,
        filtered=bool(state),
        state=state,
        saved_state=kept if shown_columns != columns.USUAL else state,
        export=f"{LIST}/export.csv" + (f"?{state}" if state else ""),
        duplicates=lists.total(lens.words, waiting, is_whole=waiting < duplicates.MOST_COUNTED) if waiting else None,
        owners=tuple(ListOption(str(one.id), one.name) for one in people),
    )


async def chosen(
    reader: Reader, lens: Lens, asked: ListAsked, names: Mapping[str, str], otherwise: tuple[str, ...] = columns.USUAL
) -> tuple[str, ...]:
    """The columns: of the address, else those that the reader has chosen, else `otherwise`."""
    kept = await saved.columns_of(reader, lens.tenant, ViewSubject.CUSTOMERS, lens.agent)
    return columns.chosen(asked.columns, kept, names, otherwise)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is the same for every page of the list."""

    own: Mapping[str, FieldDefinition]
    people: Mapping[UUID, str]
    written: Callable[[str], str]
    """An address as the reader may see it."""


async def beside(reader: Reader, lens: Lens) -> Beside:
    return Beside(
        await own_fields.definitions(reader, lens.tenant, FieldSubject.CUSTOMER),
        {UUID(str(one.id)): one.name for one in await directory.users(reader, lens.tenant)},
        await identity.in_part(reader, lens.rights.who),
    )


async def around(
    reader: Reader, lens: Lens, shown: Sequence[Customer], known: Beside, wanted: Sequence[str]
) -> columns.ListedFacts:
    """What the wanted columns say of these customers."""
    ids = [one.id for one in shown]
    addresses: dict[UUID, list[tuple[str, str]]] = {}
    for one in await customers.addresses_of(reader, lens.tenant, ids):
        addresses.setdefault(one.customer_id, []).append((one.kind, known.written(one.value)))
    found = columns.ListedFacts(lens.words, known.own, known.people, addresses)
    if not columns.LAST & set(wanted):
        return found
    groups = await customers.groups(reader, lens.tenant, ids)
    last = {row.customer_id: row for row in await contacts.last_contacts(reader, lens.tenant, groups)}
    readable = await lens.rights.readable(reader, [row.interaction_id for row in last.values()])
    return replace(found, last=last, readable=frozenset(UUID(str(one)) for one in readable))


async def _rows(
    reader: Reader,
    lens: Lens,
    shown: Sequence[Customer],
    documents: Mapping[CustomerId, Document],
    besides: Beside,
    wanted: Sequence[str],
) -> tuple[CustomerRow, ...]:
    known = await around(reader, lens, shown, besides, wanted)
    rows = []
    for one in shown:
        document = documents.get(CustomerId(one.id))
        rows.append(
            CustomerRow(
                CustomerId(one.id), one.name, tuple(columns.cell(known, code, one) for code in wanted),
                None if "organisation" in wanted else one.organisation_name,
                document.number if document else None,
                address_of(document) if document else f"{LIST}/{one.id}",
            )
        )  # fmt: skip
    return tuple(rows)


def _wrong(words: Words, error: Invalid, own: Mapping[str, FieldDefinition]) -> str:
    code = str(error.fields.get("field") or "")
    name = own[code].name if code in own else code
    return words.gettext("%(field)s: %(problem)s", field=name, problem=error_words(words, error.code))


def _own_filter(words: Words, one: FieldDefinition, asked: Sequence[OwnFilter]) -> OwnFilterView:
    """As it stands in the form."""
    said = {each.test: each.values for each in asked if each.code == one.code}

    def first(test: FieldTest) -> str:
        return next(iter(said.get(test, ())), "")

    exact = first(FieldTest.IS)
    options: tuple[ListOption, ...] = ()
    match FieldKind(one.kind):
        case FieldKind.CHOICE:
            taken = {*said.get(FieldTest.ANY, ()), exact}
            options = tuple(ListOption(each, each, each in taken) for each in one.choices)
        case FieldKind.YES_NO:
            answers = (("yes", words.gettext("yes")), ("no", words.gettext("no")))
            options = lists.options(answers, exact)
        case FieldKind.TEXT:
            pass
        case _:
            return OwnFilterView(
                one.code, one.name, one.kind, start=first(FieldTest.FROM) or exact, end=first(FieldTest.TO) or exact
            )
    return OwnFilterView(one.code, one.name, one.kind, exact or first(FieldTest.CONTAINS), bool(exact), options=options)


def address_of(document: Document) -> str:
    """The customer's page where the document stands."""
    return f"{LIST}/{document.customer}?tab={document.tab.value}#document-{quote(document.number)}"


def _unanswered(words: Words, numbers: DocumentSearch) -> str | None:
    if numbers.unanswered is None:
        return None
    why = erp_reason(words, numbers.source, numbers.unanswered)
    return words.gettext("%(why)s Orders, invoices and deliveries cannot be searched by number now.", why=why)


async def _filters(reader: Reader, lens: Lens, asked: ListAsked, people: Sequence[User]) -> tuple[FilterView, ...]:
    words = lens.words

    kinds = [("person", words.gettext("People")), ("organisation", words.gettext("Organisations"))]
    orders = [(CustomerOrder.NEWEST.value, words.gettext("newest first"))]
    tags = [(one, one) for one in await listing.tags(reader, lens.tenant)]
    segments = [(one, one) for one in "ABC"]
    owners = [(str(one.id), one.name) for one in people]
    reaches = [("email", words.gettext("E-mail")), ("phone", words.gettext("Phone"))]
    channels = [(code, labels.channel(words, code)) for code in labels.channel_codes(words)]
    anybody = words.gettext("all")
    return (
        FilterView("kind", words.gettext("Kind"), anybody, lists.options(kinds, asked.kind)),
        FilterView("tag", words.gettext("Tag"), anybody, lists.options(tags, asked.tag)),
        FilterView("owner", words.gettext("Owner"), anybody, lists.options(owners, asked.owner)),
        FilterView("segment", words.gettext("Segment"), anybody, lists.options(segments, asked.segment)),
        FilterView("reach", words.gettext("Reachable by"), anybody, lists.options(reaches, asked.reach)),
        FilterView("wrote", words.gettext("Contacted us by"), anybody, lists.options(channels, asked.wrote)),
        FilterView("order", words.gettext("Order"), words.gettext("by name"), lists.options(orders, asked.ordered)),
    )  # fmt: skip
