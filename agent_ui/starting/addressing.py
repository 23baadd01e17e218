"""Whom somebody may mean who writes first, by name or address, and how their addresses are shown and chosen.

An address of a customer who is not verified in a contact with the reader is shown in part, where addresses wait for
that, and chosen by its id (decision 0065).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.starting.views import Addressee, AddresseesView
from agent_ui.words import labels
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.errors import NotReachable
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer, CustomerAddress
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked

BY_ID = "#"
"""Before the id of an address that is shown in part."""
SHOWN = 6
"""Customers that a text finds, each with all their addresses."""


async def addressees(reader: Reader, lens: Lens, text: str) -> AddresseesView:
    """Customers whom a text finds by name, number or address, and the address that it is itself."""
    found = await customers.search(reader, lens.tenant, text, SHOWN)
    addresses = await customers.addresses_of(reader, lens.tenant, [one.id for one in found])
    lines = []
    for one in found:
        own = [a for a in addresses if a.customer_id == one.id]
        lines += lines_of(lens, one, own, in_part=await in_part(reader, lens, one.id))
    whole = await typed(reader, lens, text)
    if whole is not None and not any(one.value == whole.value for one in addresses):
        shown = lens.words.phone(whole.value)
        kind = icon_of(lens, whole.kind)
        lines.insert(
            0, Addressee(whole.value, shown, meta=lens.words.gettext("nobody has this address yet"), icon=kind)
        )
    return AddresseesView(text, tuple(lines))


async def in_part(reader: Reader, lens: Lens, customer: UUID) -> bool:
    """Whether their addresses wait until they are verified."""
    return Guarded.ADDRESSES in await identity.guarded(reader, lens.rights.who, customer)


def lines_of(lens: Lens, one: Customer, addresses: Iterable[CustomerAddress], *, in_part: bool) -> list[Addressee]:
    ours = [each for each in addresses if each.kind in reached(lens)]
    about = lens.words.gettext(", ").join(part for part in (one.job, one.organisation_name) if part)
    who = CustomerId(one.id)
    if not ours:
        none = lens.words.gettext("no e-mail address and no telephone number")
        return [Addressee("", "", one.name, who, none)]
    return [
        Addressee(
            f"{BY_ID}{each.id}" if in_part else each.value,
            lens.words.phone(masked(each.value) if in_part else each.value), one.name, who, about,
            icon_of(lens, AddressKind(each.kind)),
        )
        for each in ours
    ]  # fmt: skip


def reached(lens: Lens) -> Mapping[AddressKind, str]:
    """By which channel of this installation an address of a kind can be written to."""
    return {can.reaches: code for code, can in reversed(list(lens.words.channels.items())) if can.reaches is not None}


def icon_of(lens: Lens, kind: AddressKind) -> str:
    return labels.channel_icon(lens.words.channels, reached(lens).get(kind, ""))


async def typed(reader: Reader, lens: Lens, text: str) -> Address | None:
    """The address that was typed, if it is one that can be written to."""
    kind = AddressKind.EMAIL if "@" in text else AddressKind.PHONE
    if kind not in reached(lens):
        return None
    try:
        return await outbound.address(reader, lens.tenant, kind, text)
    except NotReachable:
        return None


@dataclass(frozen=True, slots=True)
class Meant:
    """To whom it goes, and how that is shown and chosen on the page."""

    address: Address
    to: str
    shown: str


async def meant(reader: Reader, lens: Lens, to: str, customer: UUID | None) -> Meant | None:
    """What was chosen or typed; None: nothing that can be written to."""
    text = to.strip()
    if not text.startswith(BY_ID):
        found = await typed(reader, lens, text) if text else None
        return Meant(found, found.value, found.value) if found else None
    row = await by_id(reader, lens.tenant, text, customer)
    if row is None or AddressKind(row.kind) not in reached(lens):
        return None
    address = Address(AddressKind(row.kind), row.value)
    if await in_part(reader, lens, row.customer_id):
        return Meant(address, text, masked(row.value))
    return Meant(address, row.value, row.value)


async def by_id(reader: Reader, tenant: UUID, to: str, customer: UUID | None) -> CustomerAddress | None:
    if customer is None:
        return None
    theirs = await customers.addresses(reader, tenant, customer)
    return next((one for one in theirs if f"{BY_ID}{one.id}" == to), None)


async def in_full(reader: Reader, tenant: UUID, to: str, customer: UUID | None) -> str | None:
    """The address that goes out, of what the page has chosen; None where that customer has none such."""
    if not to.startswith(BY_ID):
        return to
    found = await by_id(reader, tenant, to, customer)
    return found.value if found else None


async def others(reader: Reader, lens: Lens, chosen: Customer | None, to: Address) -> tuple[Addressee, ...]:
    if chosen is None:
        return ()
    rows = await customers.addresses(reader, lens.tenant, chosen.id)
    besides = [one for one in rows if one.value != to.value]
    lines = lines_of(lens, chosen, besides, in_part=await in_part(reader, lens, chosen.id))
    return tuple(one for one in lines if one.to)


async def first_address(reader: Reader, lens: Lens, person: Customer) -> str:
    """Where they want replies, else the first that can be written to; nothing where they have none."""
    addresses = await customers.addresses(reader, lens.tenant, person.id)
    ordered = sorted(addresses, key=lambda one: one.use != "replies")
    return lines_of(lens, person, ordered, in_part=await in_part(reader, lens, person.id))[0].to
