"""The command bar: what a text finds, kind by kind. Rooms add kinds of their own (`Finder`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from agent_ui.commands.views import CommandGroup, CommandHit, CommandsView
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import DocumentSearch
from agent_ui.views import Tab
from agent_ui.words.labels import channel_icon
from contact_center.interactions.search import service as said
from contact_center.interactions.search.domain import snippet
from contact_center.interactions.search.service import FoundMessage
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer, CustomerAddress
from crm_core.identity import service as identity

SHOWN: Final = 6
"""Hits of a kind; the whole list is one line further."""
LISTED: Final = 50
"""Messages on the page of a search."""
DOCUMENT_ICONS: Final = {Tab.ORDERS: "shopping-cart", Tab.INVOICES: "file-invoice", Tab.DELIVERIES: "truck"}

Finder = Callable[[Reader, Lens, str], Awaitable[Sequence[CommandGroup]]]
"""Finds what one room has for a text that is not empty; bounded, and only what the reader may open."""


async def commands(
    reader: Reader,
    lens: Lens,
    text: str,
    numbers: DocumentSearch,
    finders: Sequence[Finder],
    records: CommandGroup | None = None,
) -> CommandsView:
    """Documents first, as who types a number wants that document, then customers, then what the rooms find."""
    documents = records if records is not None and records.hits else await _documents(reader, lens, numbers)
    found = [documents, await _customers(reader, lens, text)]
    for finder in finders:
        found += await finder(reader, lens, text)
    found.append(await conversations(reader, lens, text, SHOWN))
    return CommandsView(text, tuple(group for group in found if group.hits))


async def _documents(reader: Reader, lens: Lens, numbers: DocumentSearch) -> CommandGroup:
    shown = numbers.documents[:SHOWN]
    holders = await customers.several(reader, lens.tenant, [one.customer for one in shown])
    hits = [
        CommandHit(one.href, DOCUMENT_ICONS.get(one.tab, "file-text"), one.number, holders[one.customer].name)
        for one in shown
        if one.customer in holders
    ]
    return CommandGroup(lens.words.gettext("Orders, invoices, deliveries"), tuple(hits))


async def _customers(reader: Reader, lens: Lens, text: str) -> CommandGroup:
    found = await customers.search(reader, lens.tenant, text, SHOWN + 1)
    written = await identity.in_part(reader, lens.rights.who)
    rows = await customers.addresses_of(reader, lens.tenant, [one.id for one in found])
    addresses = [replace(one, value=written(one.value)) for one in rows]
    hits = tuple(_customer(lens, one, addresses) for one in found[:SHOWN])
    more = f"/customers?q={quote(text)}" if len(found) > SHOWN else ""
    return CommandGroup(lens.words.gettext("Customers"), hits, more)


def _customer(lens: Lens, one: Customer, addresses: Sequence[CustomerAddress]) -> CommandHit:
    organisation = one.kind == "organisation"
    about = (one.job, one.organisation_name)
    reached = next((_written(lens, a) for a in addresses if a.customer_id == one.id and a.kind != AddressKind.WEB), "")
    return CommandHit(
        f"/customers/{one.id}", "building" if organisation else "user", one.name,
        lens.words.gettext(", ").join(part for part in about if part), reached,
    )  # fmt: skip


async def conversations(reader: Reader, lens: Lens, text: str, most: int) -> CommandGroup:
    """The newest messages with these words that the reader may read, of customers who are known."""
    found = await said.search(reader, lens.tenant, text, most + 1)
    readable = await lens.rights.readable(reader, [one.interaction_id for one in found])
    ids = [one.customer_id for one in found if one.customer_id]
    known_as = await customers.canonical(reader, lens.tenant, ids)
    people = await customers.several(reader, lens.tenant, known_as.values())
    hits = tuple(
        _said(lens, one, people[known_as[one.customer_id]], text)
        for one in found[:most]
        if one.interaction_id in readable and one.customer_id and known_as[one.customer_id] in people
    )
    more = f"/search?q={quote(text)}" if len(found) > most else ""
    return CommandGroup(lens.words.gettext("Conversations"), hits, more)


def _said(lens: Lens, one: FoundMessage, who: Customer, text: str) -> CommandHit:
    return CommandHit(
        f"/customers/{who.id}?entry={one.interaction_id}", channel_icon(lens.words.channels, one.channel), who.name,
        snippet(f"{one.subject}: {one.text}" if one.subject else one.text, text), lens.words.day_of(one.at),
    )  # fmt: skip


def _written(lens: Lens, address: CustomerAddress) -> str:
    return lens.words.phone(address.value) if address.kind == AddressKind.PHONE else address.value
