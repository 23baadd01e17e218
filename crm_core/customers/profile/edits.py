"""What every edit has in common: the customer is locked, what changes is kept and told, and can be undone by its id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from contact_center.directory.fields.domain import JsonValue
from contact_center.kernel.contracts.customers import CustomerChanged
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.customers.errors import NoSuchCustomer
from crm_core.customers.profile import store
from crm_core.customers.profile.domain import OWN, CustomerField, EditSource, FieldChange, ItemKind
from crm_core.customers.profile.errors import EditedMeanwhile, NotAnOrganisation


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did. `id`: for undoing it; None if everything was so already."""

    id: UUID | None
    version: int
    fields: tuple[str, ...] = ()


def current(customer: Customer, field: str) -> JsonValue:
    """A field's value as JSON; nothing is None."""
    if field.startswith(OWN):
        value: JsonValue = customer.fields.get(field.removeprefix(OWN))
        return value
    value = getattr(customer, CustomerField(field).value)
    return str(value) if isinstance(value, UUID) else value


async def lock(work: UnitOfWork, id: UUID) -> Customer:
    if await store.lock(work, id) is None:
        raise NoSuchCustomer(id)
    return await customers.customer(work, work.tenant_id, id)


async def organisation_of(work: UnitOfWork, id: UUID) -> Customer:
    found = await customers.customer(work, work.tenant_id, id)
    if found.kind != "organisation":
        raise NotAnOrganisation(field="organisation_id")
    return found


def change(
    work: UnitOfWork, customer: UUID, field: str, item: UUID | None, before: Any, after: Any, source: EditSource
) -> FieldChange:
    return FieldChange(
        new_id(), UUID(int=0), customer, str(field), item, before, after, work.actor, source.origin.value,
        source.reference, work.now, None,
    )  # fmt: skip


async def keep(work: UnitOfWork, known: Customer, changes: Sequence[FieldChange], source: EditSource) -> Edited:
    """One edit of these changes: kept, counted, told."""
    edit_id = new_id()
    await store.keep_changes(work, [replace(one, edit_id=edit_id) for one in changes])
    return await told(work, known, edit_id, tuple(dict.fromkeys(told_as(one) for one in changes)), source.origin.value)


def told_as(one: FieldChange) -> str:
    """An address is told by its kind: who follows e-mail need not hear of telephones."""
    if one.field == ItemKind.ADDRESS:
        row = one.after or one.before or {}
        return str(row.get("kind", one.field))
    return one.field


async def told(work: UnitOfWork, known: Customer, edit_id: UUID, fields: tuple[str, ...], origin: str) -> Edited:
    await store.set_columns(work, known.id, {"version": known.version + 1})
    work.record(CustomerChanged(customer_id=CustomerId(known.id), fields=fields, origin=origin))
    return Edited(edit_id, known.version + 1, fields)


async def changed(work: UnitOfWork, id: UUID, field: str, item: UUID | None, now: JsonValue) -> EditedMeanwhile:
    last = await store.last_change(work, work.tenant_id, id, field, item)
    return EditedMeanwhile(field=field, now=now, by=last.actor if last else "", at=last.at.isoformat() if last else "")
