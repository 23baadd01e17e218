"""Lists of cases for who looks: what they may not see is left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from crm_core.cases import queries, store
from crm_core.cases.clocks import ClockState, Reading, read
from crm_core.cases.domain import Case, CaseLinkKind
from crm_core.cases.permissions import OVERSEES, Actor, may_see
from crm_core.cases.queries import CaseFilter, Overview
from crm_core.cases.writing import types

__all__ = [
    "CaseFilter", "Overview", "counted", "latest", "listed", "mine", "of_conversation", "of_customer", "overview",
    "readings", "visible",
]  # fmt: skip
OPEN = ("new", "open", "waiting")


async def _for(reader: Reader, tenant: UUID, wanted: CaseFilter, by: Actor) -> CaseFilter:
    if by.role in OVERSEES:
        return wanted
    hidden = [one.code for one in (await types(reader, tenant)).values() if one.confidential]
    return replace(wanted, only_for=by.user, confidential=hidden)


async def listed(
    reader: Reader, tenant: UUID, wanted: CaseFilter, by: Actor, *, limit: int,
    after: tuple[datetime | None, UUID] | None = None,
) -> list[Case]:  # fmt: skip
    """What is due first comes first, then what has no clock running."""
    return await queries.listed(reader, tenant, await _for(reader, tenant, wanted, by), limit=limit, after=after)


async def latest(reader: Reader, tenant: UUID, wanted: CaseFilter, by: Actor, *, limit: int) -> list[Case]:
    """What was changed last comes first."""
    return await queries.latest(reader, tenant, await _for(reader, tenant, wanted, by), limit)


async def counted(reader: Reader, tenant: UUID, wanted: CaseFilter, by: Actor) -> dict[str, int]:
    """How many there are by state."""
    return await queries.counted(reader, tenant, await _for(reader, tenant, wanted, by))


async def overview(reader: Reader, tenant: UUID, by: Actor) -> Overview:
    wanted = await _for(reader, tenant, CaseFilter(), by)
    return await queries.overview(reader, tenant, by.user, reader.now, wanted)


async def mine(reader: Reader, tenant: UUID, user: UUID) -> int:
    """How many cases of this user are not resolved."""
    return await queries.mine(reader, tenant, user)


async def of_conversation(reader: Reader, tenant: UUID, conversation: UUID, by: Actor) -> list[Case]:
    found = await reader.once(
        (of_conversation, tenant, conversation),
        lambda: store.linked_to(reader, tenant, CaseLinkKind.CONVERSATION, [str(conversation)]),
    )
    return await _seen(reader, tenant, [case for _, case in found], by)


async def of_customer(reader: Reader, tenant: UUID, ids: Collection[UUID], by: Actor, *, limit: int = 20) -> list[Case]:
    """`ids`: all by which the customer is known. Open ones first, by what is due, then what was resolved last."""
    open_ = await listed(reader, tenant, CaseFilter(states=OPEN, customers=ids), by, limit=limit)
    done = await latest(reader, tenant, CaseFilter(states=("resolved", "closed"), customers=ids), by, limit=limit)
    return [*open_, *done][:limit]


async def _seen(reader: Reader, tenant: UUID, ids: Sequence[UUID], by: Actor) -> list[Case]:
    if not ids:
        return []
    known = await types(reader, tenant)
    found = []
    for case in await store.several(reader, tenant, ids):
        type = known.get(case.type)
        watchers = await store.watchers(reader, tenant, case.id) if type is not None and type.confidential else []
        if may_see(by, type, case, watchers):
            found.append(case)
    return sorted(found, key=lambda one: (not one.is_open, one.number))


async def visible(reader: Reader, tenant: UUID, ids: Sequence[UUID], by: Actor) -> list[Case]:
    """Those of these cases that the reader may see."""
    return await _seen(reader, tenant, ids, by)


async def readings(reader: Reader, tenant: UUID, cases: Sequence[Case]) -> dict[UUID, Reading]:
    """Of each open case the clock that runs out first, as it stands now."""
    wanted = {one.id: one.due_kind for one in cases if one.is_open}
    found: dict[UUID, Reading] = {}
    for id, clock in await store.clocks_of(reader, tenant, list(wanted)) if wanted else ():
        reading = read(clock, reader.now)
        if clock.kind == wanted[id] or (id not in found and reading.state is ClockState.LATE):
            found[id] = reading
    return found
