"""Items of a customer: addresses, affiliations and notes are added, changed and ended; each command is one edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer, normalise
from crm_core.customers.profile import edits, store
from crm_core.customers.profile.domain import EditSource, ItemKind, note_text, order_limit, period, short, use_of
from crm_core.customers.profile.edits import Edited
from crm_core.customers.profile.errors import NoSuchItem
from crm_core.customers.profile.postal import PostalParts, key_of, tidy

_UNSEEN: Any = object()


@dataclass(frozen=True, slots=True)
class Validity:
    """From and until when; None where there is no such limit."""

    start: datetime | None = None
    end: datetime | None = None


async def _put(
    work: UnitOfWork,
    id: CustomerId,
    kind: ItemKind,
    rows: Mapping[UUID, Mapping[str, Any] | None],
    source: EditSource,
    *,
    seen: Mapping[UUID, Any] | None = None,
    check: str = "",
) -> Edited:
    """These items are so from now on. `seen`: what the editor saw in the column `check` of them."""
    known = await edits.lock(work, id)
    changes = []
    for item, row in rows.items():
        before = await store.item(work, work.tenant_id, kind, item)
        if before is not None and before["customer_id"] != str(id):
            raise NoSuchItem(item)
        if seen and item in seen and (before or {}).get(check) != seen[item]:
            raise await edits.changed(work, id, kind, item, (before or {}).get(check))
        await store.put_item(work, kind, item, row)
        after = await store.item(work, work.tenant_id, kind, item)
        if before != after:
            changes.append(edits.change(work, id, kind, item, before, after, source))
    if not changes:
        return Edited(None, known.version)
    if kind is ItemKind.AFFILIATION:
        await first_affiliation(work, known)
    return await edits.keep(work, known, changes, source)


async def _item(work: UnitOfWork, id: CustomerId, kind: ItemKind, item: UUID) -> dict[str, Any]:
    """Of this customer, or of one that was merged with them. Raises `NoSuchItem`."""
    found = await store.item(work, work.tenant_id, kind, item)
    if found is None or UUID(found["customer_id"]) not in await customers.aliases(work, work.tenant_id, id):
        raise NoSuchItem(item)
    return found


def _owner(row: Mapping[str, Any] | None, id: CustomerId) -> CustomerId:
    """Whose item it is: of customers that were merged each keeps its own."""
    return CustomerId(UUID(row["customer_id"])) if row else id


async def end_item(work: UnitOfWork, id: CustomerId, kind: ItemKind, item: UUID, source: EditSource) -> Edited:
    """It is valid no longer; it stays in the history. Ending it twice is ending it once."""
    row = await _item(work, id, kind, item)
    id = _owner(row, id)
    if row["valid_until"] and datetime.fromisoformat(row["valid_until"]) <= work.now:
        return Edited(None, (await edits.lock(work, id)).version)
    return await _put(work, id, kind, {item: {**row, "valid_until": work.now.isoformat()}}, source)


async def add_address(
    work: UnitOfWork,
    id: CustomerId,
    kind: AddressKind,
    text: str,
    source: EditSource,
    *,
    use: str | None = None,
    validity: Validity = Validity(),
) -> Edited:
    """An e-mail address, a telephone number or a web id. One that was theirs before is theirs again, not proven."""
    value = normalise(kind, text, await directory.phone_region(work, work.tenant_id))
    item = await store.address_id(work, work.tenant_id, id, kind, value)
    before = await store.item(work, work.tenant_id, ItemKind.ADDRESS, item) if item else None
    if before and before["valid_until"] is None and use is None:
        return Edited(None, (await edits.lock(work, id)).version)
    row = _address(work, id, kind, value, use_of(use), validity)
    if before and before["valid_until"] is None:
        row = {**before, "use": use_of(use)}
    return await _put(work, id, ItemKind.ADDRESS, {item or new_id(): row}, source)


def _address(work: UnitOfWork, id: UUID, kind: str, value: str, use: str | None, validity: Validity) -> dict[str, Any]:
    start, end = period(validity.start, validity.end)
    return {
        "customer_id": str(id), "kind": str(kind), "value": value, "use": use, "created_at": work.now.isoformat(),
        "valid_from": start.isoformat() if start else None, "valid_until": end.isoformat() if end else None,
    }  # fmt: skip


async def change_address(
    work: UnitOfWork,
    id: CustomerId,
    item: UUID,
    source: EditSource,
    *,
    text: str | None = None,
    use: str | None = _UNSEEN,
    seen: str | None = _UNSEEN,
) -> Edited:
    """Another use, or another address in its place: the old one ends, the new one is not proven."""
    row = await _item(work, id, ItemKind.ADDRESS, item)
    id = _owner(row, id)
    wanted = row["use"] if use is _UNSEEN else use_of(use)
    checked = {} if seen is _UNSEEN else {item: seen}
    value = row["value"]
    if text is not None:
        kind = AddressKind(row["kind"])
        region = await directory.phone_region(work, work.tenant_id) if kind is AddressKind.PHONE else telephones.HOME
        value = normalise(kind, text, region)
    if value == row["value"]:
        return await _put(
            work, id, ItemKind.ADDRESS, {item: {**row, "use": wanted}}, source, seen=checked, check="value"
        )
    known = await store.address_id(work, work.tenant_id, id, row["kind"], value)
    fresh = _address(work, id, row["kind"], value, wanted, Validity())
    rows = {item: {**row, "valid_until": work.now.isoformat()}, known or new_id(): fresh}
    if seen is not _UNSEEN and row["valid_until"] is not None:
        raise await edits.changed(work, id, ItemKind.ADDRESS, item, await _replaced_by(work, id, row))
    return await _put(work, id, ItemKind.ADDRESS, rows, source, seen=checked, check="value")


async def _replaced_by(work: UnitOfWork, id: UUID, row: Mapping[str, Any]) -> str | None:
    """What stands in the place of an address that ended, for who still saw the old one."""
    now = [one for one in await customers.addresses(work, work.tenant_id, id) if one.kind == row["kind"]]
    return max(now, key=lambda one: one.created_at).value if now else None


async def put_postal(
    work: UnitOfWork,
    id: CustomerId,
    parts: PostalParts,
    source: EditSource,
    *,
    item: UUID | None = None,
    use: str | None = None,
    validity: Validity = Validity(),
) -> Edited:
    """A new postal address, or this one as it is now."""
    before = await _item(work, id, ItemKind.POSTAL, item) if item else None
    id = _owner(before, id)
    tidied = tidy(parts)
    start, end = period(validity.start, validity.end)
    row = {
        **asdict(tidied), "customer_id": str(id), "use": use_of(use), "search": key_of(tidied),
        "valid_from": start.isoformat() if start else None, "valid_until": end.isoformat() if end else None,
        "created_at": before["created_at"] if before else work.now.isoformat(),
    }  # fmt: skip
    return await _put(work, id, ItemKind.POSTAL, {item or new_id(): row}, source)


@dataclass(frozen=True, slots=True)
class AffiliationParts:
    """What somebody is at an organisation, and what they may do in its name."""

    organisation: UUID
    job: str | None = None
    may_order: bool = False
    order_limit: str | None = None
    """`TWD 20000`; None: without limit."""
    may_get_invoices: bool = False
    may_change_data: bool = False
    validity: Validity = Validity()


async def put_affiliation(
    work: UnitOfWork, id: CustomerId, parts: AffiliationParts, source: EditSource, *, item: UUID | None = None
) -> Edited:
    """A new one, or this one as it is now. Raises `NotAnOrganisation`."""
    before = await _item(work, id, ItemKind.AFFILIATION, item) if item else None
    id = _owner(before, id)
    await edits.organisation_of(work, parts.organisation)
    start, end = period(parts.validity.start, parts.validity.end)
    row = {
        "customer_id": str(id), "organisation_id": str(parts.organisation), "job": short(parts.job, "job"),
        "may_order": parts.may_order, "order_limit": order_limit(parts.order_limit) if parts.may_order else None,
        "may_get_invoices": parts.may_get_invoices, "may_change_data": parts.may_change_data,
        "valid_from": start.isoformat() if start else None, "valid_until": end.isoformat() if end else None,
        "created_at": before["created_at"] if before else work.now.isoformat(),
    }  # fmt: skip
    return await _put(work, id, ItemKind.AFFILIATION, {item or new_id(): row}, source)


async def first_affiliation(work: UnitOfWork, known: Customer) -> None:
    """`organisation_id` and `job` of a person say the first one, for who reads only those."""
    if known.kind != "person":
        return
    [*found] = await store.affiliations(work, work.tenant_id, [known.id])
    first = found[0] if found else None
    columns = {"organisation_id": first.organisation_id if first else None}
    await store.set_columns(work, known.id, columns | ({"job": first.job} if first and first.job else {}))


async def put_note(
    work: UnitOfWork,
    id: CustomerId,
    text: str,
    source: EditSource,
    *,
    item: UUID | None = None,
    warning: bool = False,
    until: datetime | None = None,
) -> Edited:
    """A note of whoever acts, or this note as it reads now. A warning is shown first."""
    before = await _item(work, id, ItemKind.NOTE, item) if item else None
    id = _owner(before, id)
    _, end = period(work.now, until)
    who, _, author = work.actor.partition(":")
    row = {
        "customer_id": str(id), "text": note_text(text), "warning": warning,
        "author_id": before["author_id"] if before else (author if who == "user" else None),
        "valid_until": end.isoformat() if end else None,
        "created_at": before["created_at"] if before else work.now.isoformat(),
    }  # fmt: skip
    return await _put(work, id, ItemKind.NOTE, {item or new_id(): row}, source)
