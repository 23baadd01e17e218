"""Types of case as administrators keep them: made, changed, retired, taken back; and what that means for cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.approvals import service as approvals
from contact_center.directory.approvals.domain import DECIDES
from contact_center.kernel.contracts.cases import CaseTypeChanged
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases import type_store
from crm_core.cases.errors import (
    CaseTypeChangedMeanwhile,
    CaseTypeExists,
    CaseTypeInUse,
    NoSuchCaseType,
    NoSuchTypeChange,
)
from crm_core.cases.model import DEFAULTS, CaseType
from crm_core.cases.type_rules import TypeEffect, TypeUse, effects, problems
from crm_core.cases.type_store import TypeChange
from crm_core.cases.writing import types

__all__ = [
    "TypeChange", "TypeState", "TypeUse", "changes", "check", "keep", "open_by_type", "put_back", "state", "undo",
    "what_it_means",
]  # fmt: skip
HISTORY: Final = 50
OWN: Final = frozenset(one.code for one in DEFAULTS)
"""Types that come with the product."""


@dataclass(frozen=True, slots=True)
class TypeState:
    """A type with the cases it has and the number of its last change, 0 for one that was never changed."""

    type: CaseType
    use: TypeUse
    version: int


async def state(reader: Reader, tenant: UUID, code: str) -> TypeState:
    """Raises `NoSuchCaseType`."""
    found = (await types(reader, tenant)).get(code)
    if found is None:
        raise NoSuchCaseType(code, field="code")
    return TypeState(found, await type_store.use(reader, tenant, code), await type_store.latest(reader, tenant, code))


async def open_by_type(reader: Reader, tenant: UUID) -> dict[str, int]:
    """How many cases of each type are not resolved."""
    return await type_store.open_by_type(reader, tenant)


async def check(reader: Reader, tenant: UUID, wanted: CaseType) -> list[ContactCenterError]:
    """Everything that keeps the type from being kept, each naming its field."""
    known = await types(reader, tenant)
    others = [one for one in known.values() if one.code != wanted.code]
    able = {str(one.id) for one in await directory.users(reader, tenant) if one.active and one.role in DECIDES}
    return list(problems(wanted, others, known.get(wanted.code), able))


async def what_it_means(reader: Reader, tenant: UUID, wanted: CaseType) -> list[TypeEffect]:
    """What keeping it would mean for cases that are there; nothing is written."""
    before = (await types(reader, tenant)).get(wanted.code)
    if before is None:
        return []
    use = await type_store.use(reader, tenant, wanted.code)
    return effects(before, wanted, use, await _waiting(reader, tenant, wanted.code))


async def _waiting(reader: Reader, tenant: UUID, code: str) -> int:
    asked = {one.subject for one in await approvals.waiting(reader, tenant)}
    if not asked:
        return 0
    return sum(f"case:{id}" in asked for id in await type_store.open_ids(reader, tenant, code, 10_000))


async def keep(work: UnitOfWork, wanted: CaseType, seen: int | None = None, *, new: bool = False) -> int:
    """A type as the organisation wants it; returns the number of the change, for `undo`.

    `seen`: the version it was read with; `new`: there must be none of this code. Cases that are open keep their clocks
    and what they have. Raises `CaseTypeChangedMeanwhile`, `CaseTypeExists`, and the first problem of `check`.
    """
    await type_store.one_at_a_time(work)
    if new and wanted.code in await types(work, work.tenant_id):
        raise CaseTypeExists(wanted.code, field="code")
    last = await type_store.latest(work, work.tenant_id, wanted.code)
    if seen is not None and seen != last:
        raise CaseTypeChangedMeanwhile(wanted.code)
    for problem in await check(work, work.tenant_id, wanted):
        raise problem
    was = await type_store.stored(work, work.tenant_id, wanted.code)
    became = wanted.model_dump(mode="json")
    if became == was:
        return last
    await type_store.keep(work, wanted)
    return await _changed(work, wanted.code, was, became, active=wanted.active)


async def undo(work: UnitOfWork, code: str, n: int) -> int:
    """Takes back the last change of a type, which itself can be taken back.

    Raises `CaseTypeChangedMeanwhile` if it is not the last one, `CaseTypeInUse` for a type that was not there before
    and has cases by now.
    """
    await type_store.one_at_a_time(work)
    if n != await type_store.latest(work, work.tenant_id, code):
        raise CaseTypeChangedMeanwhile(code)
    change = await _change(work, code, n)
    return await _put(work, code, change.was)


async def put_back(work: UnitOfWork, code: str, n: int) -> int:
    """The type as it was after an earlier change. Raises as `undo` does, `NoSuchTypeChange` for an unknown change."""
    await type_store.one_at_a_time(work)
    return await _put(work, code, (await _change(work, code, n)).became)


async def changes(reader: Reader, tenant: UUID, code: str) -> Sequence[TypeChange]:
    """The latest first, at most 50."""
    return await type_store.changes(reader, tenant, code, HISTORY)


async def _change(work: UnitOfWork, code: str, n: int) -> TypeChange:
    found = await type_store.change(work, work.tenant_id, code, n)
    if found is None:
        raise NoSuchTypeChange(f"{code} {n}")
    return found


async def _put(work: UnitOfWork, code: str, document: Any) -> int:
    now = await type_store.stored(work, work.tenant_id, code)
    if document is not None:
        wanted = CaseType.model_validate(document)
        for problem in await check(work, work.tenant_id, wanted):
            raise problem
        await type_store.keep(work, wanted)
        return await _changed(work, code, now, document, active=wanted.active)
    if code not in OWN and (await type_store.use(work, work.tenant_id, code)).cases:
        raise CaseTypeInUse(code)
    await type_store.forget(work, code)
    return await _changed(work, code, now, None, active=code in OWN)


async def _changed(work: UnitOfWork, code: str, was: Any, became: Any, *, active: bool) -> int:
    n = await type_store.add_change(work, code, was, became)
    await directory.audit(work, "case type changed", f"case_type:{code}", n=n)
    work.record(CaseTypeChanged(case_type=code, active=active))
    return n
