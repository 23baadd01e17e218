"""Customers who may be one: found as they come and change, shown with evidence, decided by a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from contact_center.directory.service import audit
from contact_center.kernel.contracts.customers import (
    CustomerChanged,
    CustomerCreated,
    CustomerErased,
    CustomersMerged,
    CustomersUnmerged,
)
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.duplicates import store
from crm_core.customers.duplicates.domain import MOST_ALIKE, DuplicatePair, Judgement, judge, ordered
from crm_core.customers.duplicates.errors import NoSuchPair

__all__ = [
    "DuplicatesFollow",
    "Suggestion",
    "count",
    "judged",
    "look",
    "of_customer",
    "place_of",
    "suggestions",
    "two_people",
]

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two canonical customers who may be one, and why."""

    pair: DuplicatePair
    judgement: Judgement


class DuplicatesFollow:
    """A `Consumer` of the log: whoever is new or changed is compared with the few who share something with them."""

    name = "duplicate customers"
    wants = (CustomerCreated, CustomerChanged, CustomerErased, CustomersMerged, CustomersUnmerged)

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        told: dict[UUID, None] = {}
        for one in events:
            event = one.event
            if isinstance(event, CustomerCreated | CustomerChanged | CustomerErased):
                told[event.customer_id] = None
            elif isinstance(event, CustomersMerged | CustomersUnmerged):
                told |= {event.customer_id: None, event.other_id: None}
        for id in told:
            await look(work, id)


async def look(work: UnitOfWork, customer: UUID) -> None:
    """Suggests whom this customer may be, anew. An address of more than `MOST_ALIKE` is nobody's own."""
    members = await customers.aliases(work, work.tenant_id, customer)
    await store.drop_open(work, members)
    others = await store.alike(work, work.tenant_id, members)
    if not others or len(others) > MOST_ALIKE:
        return
    known = await store.candidates(work, work.tenant_id, [members[0], *others])
    whole = known.get(members[0])
    if whole is None:
        return
    judged = [(other, judge(whole, known[other])) for other in others if other in known]
    found = [(*ordered(whole.id, other), each.score) for other, each in judged if each.worth_a_look]
    if found:
        await store.keep(work, found)


async def of_customer(reader: Reader, tenant: UUID, customer: UUID, limit: int = 3) -> list[Suggestion]:
    """Who this customer may be, the most likely first."""
    whole = (await customers.canonical(reader, tenant, [customer]))[customer]
    return await _judged(reader, tenant, await store.of_customer(reader, tenant, whole, limit))


async def suggestions(
    reader: Reader, tenant: UUID, limit: int = 50, after: DuplicatePair | None = None
) -> list[Suggestion]:
    """All pairs on which nobody has decided, the most likely first, `after` one of them."""
    return await _judged(reader, tenant, await store.open_pairs(reader, tenant, limit, after))


async def place_of(reader: Reader, tenant: UUID, one: UUID, other: UUID) -> DuplicatePair | None:
    return await store.get(reader, tenant, *ordered(one, other))


async def count(reader: Reader, tenant: UUID) -> int:
    """How many pairs wait for a decision, up to `MOST_COUNTED`."""
    return await store.count_open(reader, tenant, MOST_COUNTED)


async def judged(reader: Reader, tenant: UUID, one: UUID, other: UUID) -> Judgement:
    """What speaks for two being one and against it, suggested or not. Raises `NoSuchPair` where one is gone."""
    known = await store.candidates(reader, tenant, [one, other])
    if one not in known or other not in known:
        raise NoSuchPair(other)
    return judge(known[one], known[other])


async def two_people(work: UnitOfWork, one: UUID, other: UUID, *, are: bool = True) -> None:
    """A person says that they are two: they are not suggested again. `are=False` takes that back."""
    known = await store.candidates(work, work.tenant_id, [one, other])
    if one == other or len(known) < len((one, other)):
        raise NoSuchPair(other)
    await store.decide(work, *ordered(one, other), "two" if are else None)
    act = "customers are two" if are else "customers may be one"
    await audit(work, act, f"customer:{one}", customer=str(one), other=str(other))
    if not are:
        await look(work, one)


async def _judged(reader: Reader, tenant: UUID, pairs: Sequence[DuplicatePair]) -> list[Suggestion]:
    ids: Collection[UUID] = {id for pair in pairs for id in (pair.first_id, pair.second_id)}
    known = await store.candidates(reader, tenant, ids) if ids else {}
    found = [
        Suggestion(pair, judge(known[pair.first_id], known[pair.second_id]))
        for pair in pairs
        if pair.first_id in known and pair.second_id in known
    ]
    return [one for one in found if one.judgement.worth_a_look]
