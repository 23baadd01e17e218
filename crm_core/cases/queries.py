"""Lists of cases: what is asked for is composed (decision 0040), every list is bounded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.platform.query import compiled, func, select
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import tables
from crm_core.cases.domain import Case
from crm_core.cases.store import SHORT


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What is asked for; None or empty asks for nothing in particular."""

    states: Collection[str] = ()
    owner: UUID | None = None
    nobodys: bool = False
    """Those without an owner."""
    types: Collection[str] = ()
    priorities: Collection[str] = ()
    customers: Collection[UUID] = ()
    """All ids by which one customer is known."""
    late_at: datetime | None = None
    """Those whose clock has run out by then."""
    text: str = ""
    """Part of a title."""
    incidents: bool | None = None
    parent: UUID | None = None
    watcher: UUID | None = None
    only_for: UUID | None = None
    """Of confidential types only what this user owns, opened or watches."""
    confidential: Collection[str] = ()
    """Codes of those types."""


async def listed(
    reader: Reader, tenant: UUID, wanted: CaseFilter, *, limit: int, after: tuple[datetime | None, UUID] | None = None
) -> list[Case]:
    """What is due first comes first, then what has no clock running; `after` the last one of the page before."""
    kept = tables.case.c
    found = _fitting(select(*(kept[name.strip()] for name in SHORT.split(","))), tenant, wanted)
    if after is not None:
        at, id = after
        if at is None:
            found = found.where(kept.due_at.is_(None) & (kept.id > id))
        else:
            found = found.where((kept.due_at > at) | ((kept.due_at == at) & (kept.id > id)) | kept.due_at.is_(None))
    return await reader.many(Case, *compiled(found.order_by(kept.due_at.asc().nulls_last(), kept.id).limit(limit)))


async def latest(reader: Reader, tenant: UUID, wanted: CaseFilter, limit: int) -> list[Case]:
    """What was changed last comes first."""
    kept = tables.case.c
    found = _fitting(select(*(kept[name.strip()] for name in SHORT.split(","))), tenant, wanted)
    return await reader.many(Case, *compiled(found.order_by(kept.changed_at.desc(), kept.id).limit(limit)))


async def counted(reader: Reader, tenant: UUID, wanted: CaseFilter) -> dict[str, int]:
    """How many there are by state."""
    kept = tables.case.c
    found = _fitting(select(kept.state, func.count().label("n")), tenant, wanted).group_by(kept.state)
    return {row["state"]: int(row["n"]) for row in await reader.dicts(*compiled(found))}


@dataclass(frozen=True, slots=True)
class Overview:
    mine: int
    nobodys: int
    late: int
    incidents: int


async def overview(reader: Reader, tenant: UUID, user: UUID, now: datetime, wanted: CaseFilter) -> Overview:
    """The counts of the tabs, of what is not resolved yet."""
    kept = tables.case.c
    found = _fitting(
        select(
            func.count().filter(kept.owner_id == user).label("mine"),
            func.count().filter(kept.owner_id.is_(None)).label("nobodys"),
            func.count().filter(kept.due_at < now).label("late"),
            func.count().filter(kept.is_incident).label("incidents"),
        ),
        tenant,
        wanted,
    )
    return (await reader.many(Overview, *compiled(found.where(kept.state.in_(("new", "open", "waiting"))))))[0]


async def mine(reader: Reader, tenant: UUID, user: UUID) -> int:
    """How many cases of this user are not resolved (index case_owner)."""
    return int(
        await reader.value(
            "select count(*) from crm.case where tenant_id = %s and owner_id = %s "
            "and state in ('new', 'open', 'waiting')",
            [tenant, user],
        )
    )


def _fitting(found: Any, tenant: UUID, wanted: CaseFilter) -> Any:
    kept = tables.case.c
    found = found.where(kept.tenant_id == tenant)
    for column, values in (
        (kept.state, wanted.states), (kept.type, wanted.types), (kept.priority, wanted.priorities),
        (kept.customer_id, wanted.customers),
    ):  # fmt: skip
        if values:
            found = found.where(column.in_(list(values)))
    if wanted.owner is not None:
        found = found.where(kept.owner_id == wanted.owner)
    if wanted.nobodys:
        found = found.where(kept.owner_id.is_(None))
    if wanted.late_at is not None:
        found = found.where(kept.due_at < wanted.late_at)
    if wanted.text:
        found = found.where(kept.title.icontains(wanted.text, autoescape=True))
    if wanted.incidents is not None:
        found = found.where(kept.is_incident.is_(wanted.incidents))
    if wanted.parent is not None:
        found = found.where(kept.parent_id == wanted.parent)
    if wanted.watcher is not None:
        found = found.where(_watched(wanted.watcher))
    if wanted.only_for is not None and wanted.confidential:
        own = kept.type.not_in(list(wanted.confidential)) | (kept.owner_id == wanted.only_for)
        own = own | (kept.opened_by == f"user:{wanted.only_for}") | _watched(wanted.only_for)
        found = found.where(own)
    return found


def _watched(user: UUID) -> Any:
    kept, seen = tables.case.c, tables.case_watcher.c
    watched = select(seen.case_id).where(seen.tenant_id == kept.tenant_id, seen.user_id == user)
    return kept.id.in_(watched.correlate(tables.case))
