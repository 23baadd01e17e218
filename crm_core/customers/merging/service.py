"""Merging two customers into one, and taking that back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from contact_center.directory.service import audit
from contact_center.kernel.contracts.customers import CustomersMerged, CustomersUnmerged
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.errors import NoSuchCustomer
from crm_core.customers.merging import store
from crm_core.customers.merging.domain import (
    Compared,
    Merge,
    Proposal,
    Side,
    fields,
    flat,
    proposals,
    restored,
    taken,
)
from crm_core.customers.merging.errors import (
    DifferentKinds,
    ErasedCustomer,
    MergedMeanwhile,
    NoSuchField,
    NoSuchMerge,
    NotMerged,
    SameCustomer,
)
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import OWN, CustomerField, EditOrigin, EditSource

__all__ = ["Merge", "Proposal", "Side", "compare", "merge", "merges_of", "unmerge"]


async def compare(reader: Reader, tenant: UUID, survivor: UUID, other: UUID) -> tuple[Proposal, ...]:
    """Both values of each field, and which would stay. Raises what `merge` would raise."""
    one, two = await _both(reader, tenant, survivor, other)
    return proposals(one, two)


async def merge(work: UnitOfWork, survivor: CustomerId, other: CustomerId, take: Collection[str] | None = None) -> UUID:
    """From now on `other` is `survivor`, wherever it stands. Returns the id by which it is taken back.

    `take`: the fields whose value the survivor takes over from the other; None: as `compare` proposes. Whoever was
    merged into `other` comes along. Raises `NoSuchCustomer`, `SameCustomer`, `MergedMeanwhile`, `DifferentKinds`,
    `ErasedCustomer`, `NoSuchField`.
    """
    await store.one_at_a_time(work)
    one, two = await _both(work, work.tenant_id, survivor, other)
    if strange := sorted(set(take or ()) - set(fields(one, two))):
        raise NoSuchField(strange[0], field="take")
    if take is None:
        take = [each.field for each in proposals(one, two) if each.side is Side.OTHER]
    kept, given = taken(one, two, frozenset(take))
    made = Merge(new_id(), survivor, other, kept, given, work.now, work.actor, None, None)
    await store.insert(work, made)
    await _realign(work, {survivor, *await customers.aliases(work, work.tenant_id, other)})
    await _set(work, survivor, given, made.id)
    await audit(
        work, "customers merged", f"customer:{survivor}", customer=str(survivor), other=str(other), merge=str(made.id),
        fields=sorted(given),
    )  # fmt: skip
    work.record(CustomersMerged(customer_id=survivor, other_id=other))
    return made.id


async def unmerge(work: UnitOfWork, id: UUID) -> Merge:
    """The two are two again; contacts since then belong to whose address they came from.

    Fields that the merge had set are as before, but for those changed since. Raises `NoSuchMerge`, `NotMerged`.
    """
    await store.one_at_a_time(work)
    found = await store.get(work, work.tenant_id, id)
    if found is None:
        raise NoSuchMerge(id)
    if found.ended_at is not None:
        raise NotMerged(id)
    group = set(await customers.aliases(work, work.tenant_id, found.absorbed_id))
    await store.end(work, id)
    await _realign(work, group)
    now = (await _compared(work, work.tenant_id, [found.survivor_id])).get(found.survivor_id)
    back = restored(now.values, found.kept, found.taken) if now is not None and not now.erased else {}
    await _set(work, CustomerId(found.survivor_id), back, id)
    survivor, other = CustomerId(found.survivor_id), CustomerId(found.absorbed_id)
    await audit(
        work, "customers unmerged", f"customer:{survivor}", customer=str(survivor), other=str(other), merge=str(id),
        fields=sorted(back),
    )  # fmt: skip
    work.record(CustomersUnmerged(customer_id=survivor, other_id=other))
    return found


async def merges_of(reader: Reader, tenant: UUID, customer: UUID) -> list[Merge]:
    """The merges that make up this customer now, the newest first. Raises `NoSuchCustomer`."""
    if customer not in await customers.as_stored(reader, tenant, [customer]):
        raise NoSuchCustomer(customer)
    return await store.standing(reader, tenant, await customers.aliases(reader, tenant, customer))


async def _both(reader: Reader, tenant: UUID, survivor: UUID, other: UUID) -> tuple[Compared, Compared]:
    whole = await customers.canonical(reader, tenant, [survivor, other])
    if whole[survivor] == whole[other]:
        raise SameCustomer(survivor)
    found = await _compared(reader, tenant, [survivor, other])
    for id in (survivor, other):
        if id not in found:
            raise NoSuchCustomer(id)
        if found[id].erased:
            raise ErasedCustomer(id)
        if whole[id] != id:
            raise MergedMeanwhile(id)
    if found[survivor].kind != found[other].kind:
        raise DifferentKinds(survivor)
    return found[survivor], found[other]


async def _compared(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, Compared]:
    known = await customers.as_stored(reader, tenant, ids)
    proven = await store.proven(reader, tenant, known)
    found = {}
    for id, one in known.items():
        at, addresses = proven.get(id, (None, []))
        values: dict[str, Any] = {field.value: profile.current(one, field) for field in CustomerField}
        values |= {f"{OWN}{code}": value for code, value in one.fields.items()}
        values["erp_number"] = one.external.get("erp")
        found[id] = Compared(
            id, one.kind, values, frozenset(addresses), at, one.created_at, erased=one.erased_at is not None
        )
    return found


async def _set(work: UnitOfWork, customer: CustomerId, values: Mapping[str, Any], merge: UUID) -> None:
    """As an edit whose origin is the merge, so that the history of each field tells it."""
    if "erp_number" in values:
        await store.set_erp_number(work, customer, values["erp_number"])
    fields = {field: value for field, value in values.items() if field != "erp_number"}
    if fields:
        await profile.put_fields(work, customer, fields, EditSource(EditOrigin.MERGE, merge))


async def _realign(work: UnitOfWork, group: set[UUID]) -> None:
    """Every alias points at whom all of them stand for in the end: nobody follows a chain."""
    groups = await customers.groups(work, work.tenant_id, group)
    group = {other for others in groups.values() for other in others}
    parents = {one.absorbed_id: one.survivor_id for one in await store.standing(work, work.tenant_id, group)}
    await store.set_aliases(work, group, flat(parents))
