"""What is done with many customers at once: each is an edit in its own history, and all go back by one reference."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.directory.fields.domain import JsonValue
from contact_center.directory.service import audit
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.customers.listing import store
from crm_core.customers.listing.errors import NobodyChosen
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import CustomerField, EditOrigin, EditSource

MOST = 200
"""At once: one unit of work."""


async def add_tag(work: UnitOfWork, ids: Sequence[UUID], tag: str, reference: UUID) -> int:
    """Returns how many did not have it. Raises `NobodyChosen`."""
    changes: dict[UUID, JsonValue] = {
        one.id: [*one.tags, tag] for one in await _known(work, ids) if tag not in one.tags
    }
    return await _edit(work, CustomerField.TAGS, changes, reference)


async def set_owner(work: UnitOfWork, ids: Sequence[UUID], owner: UUID | None, reference: UUID) -> int:
    """Returns how many had another. Raises `NobodyChosen`."""
    given = str(owner) if owner else None
    changes: dict[UUID, JsonValue] = {one.id: given for one in await _known(work, ids) if one.owner_id != owner}
    return await _edit(work, CustomerField.OWNER, changes, reference)


async def undo(work: UnitOfWork, reference: UUID) -> None:
    """Takes back what this person has just done. Raises what undoing a single edit raises."""
    for customer, edit in await store.edits_of(work, work.tenant_id, reference):
        await profile.undo(work, CustomerId(customer), edit)


async def _edit(work: UnitOfWork, field: CustomerField, changes: dict[UUID, JsonValue], reference: UUID) -> int:
    source = EditSource(EditOrigin.PAGE, reference)
    for id, value in changes.items():
        await profile.edit(work, CustomerId(id), {field.value: value}, source)
    await audit(work, "customers changed", "customers", field=field.value, count=len(changes))
    return len(changes)


async def _known(work: UnitOfWork, ids: Sequence[UUID]) -> list[Customer]:
    """In one order for everybody, so that two who change the same ones wait for each other and never in a circle."""
    if not ids:
        raise NobodyChosen(field="id")
    found = await customers.several(work, work.tenant_id, ids[:MOST])
    return sorted({one.id: one for one in found.values() if one.erased_at is None}.values(), key=lambda one: one.id)
