"""What a form of the customer page asks for, as commands of the CRM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from agent_ui.customers.details import PLAIN
from contact_center.directory.fields.domain import JsonValue
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import OWN, CustomerField, EditSource, ItemKind
from crm_core.customers.profile.errors import NoSuchItem
from crm_core.customers.profile.postal import PostalParts
from crm_core.customers.profile.service import AffiliationParts, Edited

NAMES = (CustomerField.NAME, CustomerField.FAMILY_NAME, CustomerField.GIVEN_NAME)


class UnknownOrganisation(Invalid):
    """No organisation of ours has exactly this name; choose one from the list, or create it first."""


class NotADay(Invalid):
    """This is no day of the calendar; choose one."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the form of a row."""

    customer: CustomerId
    key: str
    values: Mapping[str, str]
    seen: Mapping[str, str]
    zone: tzinfo

    def item(self) -> UUID:
        try:
            return UUID(self.key.partition("-")[2])
        except ValueError:
            raise NoSuchItem(self.key) from None


async def save(work: UnitOfWork, typed: Typed, source: EditSource) -> Edited:
    """Raises what is wrong, with its field."""
    kind, _, rest = typed.key.partition("-")
    if typed.key in PLAIN or kind in ("name", "own", "organisation"):
        return await _field(work, typed, kind, rest, source)
    if kind == "address" or typed.key in ("new-email", "new-phone"):
        return await _address(work, typed, source)
    adding = kind == "new"
    what, item = (rest, None) if adding else (kind, typed.item())
    match what:
        case "postal":
            return await _postal(work, typed, item, source)
        case "affiliation":
            return await _affiliation(work, typed, item, source)
        case "note" | "warning":
            return await _noted(work, typed, item, source, warning=what == "warning")
        case _:
            raise NoSuchItem(typed.key)


async def remove(work: UnitOfWork, typed: Typed, source: EditSource) -> Edited:
    kind = typed.key.partition("-")[0]
    if kind not in set(ItemKind):
        raise NoSuchItem(typed.key)
    return await profile.end_item(work, typed.customer, ItemKind(kind), typed.item(), source)


async def _field(work: UnitOfWork, typed: Typed, kind: str, rest: str, source: EditSource) -> Edited:
    values, seen = typed.values, typed.seen
    if kind == "name":
        names: dict[str, JsonValue] = {name.value: values[name] for name in NAMES if name in values}
        return await profile.edit(work, typed.customer, names, source, seen={n: seen[n] for n in names if n in seen})
    if kind == "organisation":
        wanted = await organisation_named(work, work.tenant_id, values.get("organisation", ""))
        field: str = CustomerField.ORGANISATION
        return await profile.edit(work, typed.customer, {field: str(wanted) if wanted else None}, source)
    field = f"{OWN}{rest}" if kind == "own" else PLAIN[typed.key]
    before: dict[str, JsonValue] = {field: seen["value"]} if "value" in seen else {}
    return await profile.edit(work, typed.customer, {field: values.get("value", "")}, source, seen=before)


async def _address(work: UnitOfWork, typed: Typed, source: EditSource) -> Edited:
    text, use = typed.values.get("text", ""), typed.values.get("use")
    if typed.key.startswith("new-"):
        kind = AddressKind(typed.key.removeprefix("new-"))
        return await profile.add_address(work, typed.customer, kind, text, source, use=use)
    return await profile.change_address(
        work, typed.customer, typed.item(), source, text=text, use=use, seen=typed.seen.get("text")
    )


async def _postal(work: UnitOfWork, typed: Typed, item: UUID | None, source: EditSource) -> Edited:
    names = ("country", "postal_code", "region", "city", "street", "extra", "recipient")
    parts = PostalParts(**{name: typed.values.get(name, "") for name in names})
    return await profile.put_postal(work, typed.customer, parts, source, item=item, use=typed.values.get("use"))


async def _affiliation(work: UnitOfWork, typed: Typed, item: UUID | None, source: EditSource) -> Edited:
    organisation = await organisation_named(work, work.tenant_id, typed.values.get("organisation", ""))
    if organisation is None:
        raise UnknownOrganisation(field="organisation")
    parts = AffiliationParts(
        organisation, typed.values.get("job"), typed.values.get("may_order") == "yes",
        typed.values.get("order_limit"), typed.values.get("may_get_invoices") == "yes",
        typed.values.get("may_change_data") == "yes",
    )  # fmt: skip
    return await profile.put_affiliation(work, typed.customer, parts, source, item=item)


async def _noted(work: UnitOfWork, typed: Typed, item: UUID | None, source: EditSource, *, warning: bool) -> Edited:
    until = end_of(typed.values.get("until", ""), typed.zone)
    if item is not None:
        known = {one.id: one for one in await profile.notes(work, work.tenant_id, [typed.customer])}
        warning = known[item].warning if item in known else warning
    text = typed.values.get("text", "")
    return await profile.put_note(work, typed.customer, text, source, item=item, warning=warning, until=until)


def end_of(day: str, zone: tzinfo) -> datetime | None:
    """The end of that day where the reader is."""
    if not day.strip():
        return None
    try:
        chosen = date.fromisoformat(day.strip())
        return datetime.combine(chosen + timedelta(days=1), time(), zone)
    except (ValueError, OverflowError):
        raise NotADay(field="until") from None


async def organisation_named(reader: Reader, tenant: UUID, name: str) -> UUID | None:
    """The one organisation of this name; None for no name. Raises `UnknownOrganisation`."""
    wanted = " ".join(name.split())
    if not wanted:
        return None
    found = [
        one.id
        for one in await customers.search(reader, tenant, wanted)
        if one.kind == "organisation" and one.name.lower() == wanted.lower()
    ]
    if len(found) != 1:
        raise UnknownOrganisation(field="organisation")
    return found[0]
