"""How far people decide alone about what moves money: set by administrators, by kind of act and currency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.approvals.domain import DECIDES
from contact_center.directory.domain import Role, User
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.kernel.money import Money
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from erp_link.proposals import domain, store
from erp_link.proposals.domain import LIMITED, MOST_DAYS, ActLeft, ActLimit, SecondPerson
from erp_link.proposals.errors import LimitMakesNoSense, NoSuchLimit
from erp_link.proposals.store import SumsOf


async def limits(reader: Reader, tenant: UUID) -> list[ActLimit]:
    return await store.limits(reader, tenant)


async def deciders(reader: Reader, tenant: UUID) -> list[User]:
    """Who may be named as agreeing to what is over a limit."""
    return [one for one in await directory.users(reader, tenant) if one.active and Role(one.role) in DECIDES]


async def set_limits(work: UnitOfWork, wanted: Sequence[ActLimit]) -> None:
    """Counts for what is proposed from now on. Raises `LimitMakesNoSense`."""
    await _change(work, lambda _: list(wanted))


async def set_limit(work: UnitOfWork, wanted: ActLimit) -> None:
    """Instead of the one of its kind and currency. Raises `LimitMakesNoSense`."""
    await _change(work, lambda before: [*_without(before, wanted.kind, wanted.currency), wanted])


async def remove_limit(work: UnitOfWork, kind: ErpAct, currency: str) -> None:
    """Raises `NoSuchLimit`."""

    def without(before: list[ActLimit]) -> list[ActLimit]:
        if domain.limit_of(before, kind, currency) is None:
            raise NoSuchLimit(f"{kind.value} {currency}")
        return _without(before, kind, currency)

    await _change(work, without)


async def may_release(reader: Reader, tenant: UUID, kind: ErpAct, currency: str | None, user: UUID) -> bool:
    """Whether this person agrees to acts of this kind that are over their limit."""
    limit = domain.limit_of(await store.limits(reader, tenant), kind, currency)
    if limit is None or not limit.released_by:
        return True
    return domain.may_release(limit, user, {one.id for one in await deciders(reader, tenant)})


async def weigh(reader: Reader, tenant: UUID, of: SumsOf, money: Money | None) -> SecondPerson | None:
    """Why a second person has to agree to an act about this amount."""
    limit = domain.limit_of(await store.limits(reader, tenant), of.kind, money.currency if money else None)
    sums = domain.Sums()
    if limit is not None:
        sums = await store.sums(reader, tenant, of, limit.currency, limit.since(reader.now))
    return domain.second_person(of.kind, money, limit, sums)


async def left(reader: Reader, tenant: UUID, of: SumsOf, currency: str | None) -> list[ActLeft]:
    """How far somebody still decides alone: in one currency, or in each that has a limit."""
    found = [
        one for one in await store.limits(reader, tenant)
        if one.kind is of.kind and (currency is None or one.currency == currency)
    ]  # fmt: skip
    return [
        domain.left_of(one, await store.sums(reader, tenant, of, one.currency, one.since(reader.now))) for one in found
    ]


async def _change(work: UnitOfWork, function: Callable[[list[ActLimit]], list[ActLimit]]) -> None:
    await store.hold_limits(work)
    before = await store.limits(work, work.tenant_id)
    wanted = function(before)
    known = {one.id for one in await deciders(work, work.tenant_id)}
    kept = {id for one in before for id in one.released_by}
    for one in wanted:
        _check(one, known | kept)
    if len({(one.kind, one.currency) for one in wanted}) < len(wanted):
        raise LimitMakesNoSense(field="currency")
    await store.set_limits(work, wanted)
    await directory.audit(
        work, "erp limits changed", "erp", before=[_told(one) for one in before], limits=[_told(one) for one in wanted]
    )


def _check(one: ActLimit, known: set[UUID]) -> None:
    sums = {"per_record": one.per_record, "per_customer": one.per_customer, "per_agent": one.per_agent}
    wrong = [name for name, most in sums.items() if most is not None and most < one.alone]
    if wrong:
        raise LimitMakesNoSense(field=wrong[0])
    if one.kind not in LIMITED:
        raise LimitMakesNoSense(field="kind")
    if not 1 <= one.days <= MOST_DAYS:
        raise LimitMakesNoSense(field="days")
    if not set(one.released_by) <= known:
        raise LimitMakesNoSense(field="released_by")


def _without(before: Sequence[ActLimit], kind: ErpAct, currency: str) -> list[ActLimit]:
    return [one for one in before if (one.kind, one.currency) != (kind, currency)]


def _told(one: ActLimit) -> str:
    """For the audit: `credit TWD 500, record 1000, customer –, agent 20000, 30 days, 2 people`."""
    sums = [
        f"{name} {most if most is not None else '–'}"
        for name, most in (("record", one.per_record), ("customer", one.per_customer), ("agent", one.per_agent))
    ]
    people = [f"{len(one.released_by)} people"] if one.released_by else []
    return ", ".join([f"{one.kind.value} {one.currency} {one.alone}", *sums, f"{one.days} days", *people])
