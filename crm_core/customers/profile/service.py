"""Editing customers: each command is one edit, kept with who, when and from where, and can be undone.

Whoever edits says what they saw; where it has changed meanwhile nothing is overwritten (`EditedMeanwhile`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from contact_center.directory import service as directory
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldDefinition, FieldSubject, JsonValue
from contact_center.kernel.contracts.customers import CustomerChanged, CustomerCreated
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer, NewRow
from crm_core.customers.profile import edits, items, store
from crm_core.customers.profile.domain import (
    OWN,
    UNDONE_WITHIN,
    Affiliation,
    CustomerField,
    CustomerNote,
    EditSource,
    FieldChange,
    ItemKind,
    Postal,
    field_value,
)
from crm_core.customers.profile.edits import Edited, current
from crm_core.customers.profile.errors import InACircle, TooLateToUndo, VersionGone
from crm_core.customers.profile.items import (
    AffiliationParts,
    Validity,
    add_address,
    change_address,
    end_item,
    put_affiliation,
    put_note,
    put_postal,
)

__all__ = [
    "AffiliationParts", "Edited", "NewCustomer", "Validity", "add_address", "affiliations", "change_address",
    "changes_before", "count_changes", "create", "create_together", "current", "edit", "end_item", "history",
    "members", "notes", "parts_of", "postals", "put_affiliation", "put_fields", "put_note", "put_postal", "take_back",
    "undo",
]  # fmt: skip

MEMBERS = 20


# --- reading -----------------------------------------------------------------------------------------


async def postals(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[Postal]:
    return await store.postals(reader, tenant, ids)


async def affiliations(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[Affiliation]:
    return await store.affiliations(reader, tenant, ids)


async def members(
    reader: Reader, tenant: UUID, organisations: Collection[UUID], limit: int = MEMBERS
) -> list[Affiliation]:
    """Who works at these organisations."""
    return await store.members(reader, tenant, organisations, limit) if organisations else []


async def parts_of(reader: Reader, tenant: UUID, organisation: UUID) -> list[Customer]:
    """The organisations that belong to it directly."""
    ids = await store.parts_of(reader, tenant, [organisation])
    found = await customers.several(reader, tenant, ids)
    return [found[id] for id in ids if id in found]


async def notes(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[CustomerNote]:
    """Warnings first."""
    return await store.notes(reader, tenant, ids)


async def history(
    reader: Reader, tenant: UUID, ids: Collection[UUID], *, before: UUID | None = None, limit: int = 50
) -> list[FieldChange]:
    """Changes that stand, the latest first; `before` this one. An unknown one: from the latest on."""
    at = await store.place_of(reader, tenant, before) if before else None
    place = (at, before) if at is not None and before is not None else None
    return await store.changes(reader, tenant, ids, place, limit)


async def changes_before(
    reader: Reader, tenant: UUID, ids: Collection[UUID], before: tuple[datetime, UUID] | None, limit: int
) -> list[FieldChange]:
    return await store.changes(reader, tenant, ids, before, limit)


async def count_changes(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> int:
    """Edits that stand."""
    return await store.count_changes(reader, tenant, ids)


# --- fields ------------------------------------------------------------------------------------------


async def edit(
    work: UnitOfWork,
    id: CustomerId,
    values: Mapping[str, JsonValue],
    source: EditSource,
    *,
    seen: Mapping[str, JsonValue] | None = None,
    version: int | None = None,
) -> Edited:
    """Sets these fields. `seen`: what the editor saw of them; `version`: of the whole customer that was read.

    Raises `EditedMeanwhile`, `VersionGone`, or what is wrong with a value.
    """
    known = await edits.lock(work, id)
    definitions = await own_fields.definitions(work, work.tenant_id, FieldSubject.CUSTOMER)
    wanted = {field: field_value(field, raw, definitions) for field, raw in values.items()}
    fresh = {field: value for field, value in wanted.items() if current(known, field) != value}
    if not fresh:
        return Edited(None, known.version)
    if version is not None and version != known.version:
        raise VersionGone(version=str(known.version))
    for field in fresh:
        if seen is not None and field in seen and not _saw(current(known, field), field, seen[field], definitions):
            raise await edits.changed(work, id, field, None, current(known, field))
    await _check(work, known, fresh)
    changes = [
        edits.change(work, id, field, None, current(known, field), value, source) for field, value in fresh.items()
    ]
    await _set(work, known, fresh)
    return await edits.keep(work, known, changes, source)


def _saw(now: JsonValue, field: str, seen: JsonValue, own: Mapping[str, FieldDefinition]) -> bool:
    """Whether this is what the editor saw, in whatever spelling; what was kept before there were rules, too."""
    if now == seen or not (now or seen):
        return True
    try:
        return now == field_value(field, seen, own)
    except ContactCenterError:
        return False


async def put_fields(work: UnitOfWork, id: CustomerId, values: Mapping[str, JsonValue], source: EditSource) -> Edited:
    """As `edit` of this very row, with values that some customer had already: they are not checked again."""
    await edits.lock(work, id)
    known = (await customers.as_stored(work, work.tenant_id, [id]))[id]
    fresh = {field: value for field, value in values.items() if current(known, field) != value}
    if not fresh:
        return Edited(None, known.version)
    changes = [
        edits.change(work, id, field, None, current(known, field), value, source) for field, value in fresh.items()
    ]
    await _set(work, known, fresh)
    return await edits.keep(work, known, changes, source)


async def _check(work: UnitOfWork, known: Customer, fresh: Mapping[str, JsonValue]) -> None:
    """What a value refers to is there, and an organisation is not above itself."""
    organisation = fresh.get(CustomerField.ORGANISATION)
    if organisation:
        await edits.organisation_of(work, UUID(str(organisation)))
        above = await store.ancestors(work, work.tenant_id, UUID(str(organisation)))
        if known.id in (UUID(str(organisation)), *above):
            raise InACircle(field=CustomerField.ORGANISATION.value)
    owner = fresh.get(CustomerField.OWNER)
    if owner:
        await directory.user(work, work.tenant_id, UUID(str(owner)))


async def _set(work: UnitOfWork, known: Customer, values: Mapping[str, JsonValue]) -> None:
    columns: dict[str, Any] = {field: value for field, value in values.items() if not field.startswith(OWN)}
    if CustomerField.TAGS in columns:
        columns[CustomerField.TAGS] = columns[CustomerField.TAGS] or []
    own = {field.removeprefix(OWN): value for field, value in values.items() if field.startswith(OWN)}
    if own:
        columns["fields"] = {code: value for code, value in {**known.fields, **own}.items() if value is not None}
    await store.set_columns(work, known.id, {str(name): value for name, value in columns.items()})


# --- undoing -----------------------------------------------------------------------------------------


async def undo(work: UnitOfWork, id: CustomerId, edit_id: UUID) -> Edited:
    """Takes back what this actor has just done. Raises `TooLateToUndo`; `EditedMeanwhile` if it went on since."""
    changes = await store.edit(work, work.tenant_id, edit_id)
    same = await customers.aliases(work, work.tenant_id, id)
    if not changes or changes[0].customer_id not in same or changes[0].actor != work.actor:
        raise TooLateToUndo(edit_id)
    known = await edits.lock(work, CustomerId(changes[0].customer_id))
    if changes[0].undone_at is not None or changes[0].at < work.now - UNDONE_WITHIN:
        raise TooLateToUndo(edit_id)
    values: dict[str, JsonValue] = {}
    for one in reversed(changes):
        if one.item is None:
            if current(known, one.field) != one.after:
                raise await edits.changed(work, id, one.field, None, current(known, one.field))
            values[one.field] = one.before
            continue
        kind = ItemKind(one.field)
        if await store.item(work, work.tenant_id, kind, one.item) != one.after:
            raise await edits.changed(work, id, one.field, one.item, None)
        await store.put_item(work, kind, one.item, one.before)
    if values:
        await _set(work, known, values)
    if any(one.field == ItemKind.AFFILIATION for one in changes):
        await items.first_affiliation(work, known)
    await store.mark_undone(work, edit_id)
    fields = tuple(dict.fromkeys(edits.told_as(one) for one in changes))
    return await edits.told(work, known, edit_id, fields, changes[0].origin)


async def take_back(work: UnitOfWork, id: CustomerId, source: EditSource) -> None:
    """What came from there is as before, but for what was changed since: a whole import goes back by this."""
    await edits.lock(work, id)
    changes = await store.changes_from(work, work.tenant_id, id, source.reference)
    values: dict[str, JsonValue] = {}
    known = (await customers.as_stored(work, work.tenant_id, [id]))[id]
    for one in changes:  # the latest first
        if one.item is None and values.get(one.field, current(known, one.field)) == one.after:
            values[one.field] = one.before
        elif (
            one.item is not None and await store.item(work, work.tenant_id, ItemKind(one.field), one.item) == one.after
        ):
            await store.put_item(work, ItemKind(one.field), one.item, one.before)
        else:
            continue
        await store.mark_undone(work, one.edit_id)
    if values:
        await _set(work, known, values)
    if changes:
        fields = tuple(dict.fromkeys(edits.told_as(one) for one in changes))
        await edits.told(work, known, changes[0].edit_id, fields, source.origin.value)


# --- creating ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewCustomer:
    name: str
    kind: str = "person"
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    fields: Mapping[str, JsonValue] | None = None
    """Other fields, as `edit` takes them."""


async def create(work: UnitOfWork, new: NewCustomer, source: EditSource, *, key: str | None = None) -> CustomerId:
    """A customer with all that is known. The same `key` of the same actor makes one, however often it is asked."""
    made = CustomerId(uuid5(work.tenant_id, f"customer {work.actor} {key}")) if key else CustomerId(new_id())
    if key and made in await customers.several(work, work.tenant_id, [made]):
        return made
    name = field_value(CustomerField.NAME, new.name, {})
    await customers.create_customer(work, name=str(name), kind=new.kind, emails=new.emails, phones=new.phones, id=made)
    if new.fields:
        await edit(work, made, new.fields, source)
    return made


async def create_together(work: UnitOfWork, new: Sequence[NewRow], source: EditSource) -> None:
    """Many new customers, each with a first edit of the fields it brings along; few statements, however many."""
    if not new:
        return
    await store.create_many(work, new)
    changes = []
    for one in new:
        work.record(CustomerCreated(customer_id=one.id))
        if one.fields:
            edit_id = new_id()
            changes += [
                replace(edits.change(work, one.id, field, None, None, value, source), edit_id=edit_id)
                for field, value in one.fields.items()
            ]
            told = CustomerChanged(customer_id=one.id, fields=tuple(one.fields), origin=source.origin.value)
            work.record(told)
    await store.keep_changes(work, changes)
