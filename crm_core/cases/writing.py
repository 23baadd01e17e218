"""How every change of a case is made: its row is locked, rights are checked, a pure decision is taken, and case,
clocks, history, audit and event are written together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.kernel.contracts.cases import CaseChanged
from contact_center.kernel.opening import Shut
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases import clocks, permissions, store, undoing
from crm_core.cases.domain import Case, CaseStep, ChangeCode
from crm_core.cases.errors import CaseChangedMeanwhile, NoSuchCase, NoSuchCaseType
from crm_core.cases.model import CaseType, with_defaults
from crm_core.cases.permissions import Actor, CaseAct
from crm_core.cases.ports import LOOKS_AHEAD, OpeningHours

AUDITED = frozenset(
    {
        ChangeCode.OPENED, ChangeCode.ASSIGNED, ChangeCode.RESOLVED, ChangeCode.CLOSED, ChangeCode.REOPENED,
        ChangeCode.MERGED_INTO, ChangeCode.SPLIT_INTO, ChangeCode.INCIDENT, ChangeCode.UPDATED,
    }
)  # fmt: skip
"""What the audit says of a case; everything else stands in its own history."""


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A case whose row this work holds."""

    step: CaseStep
    type: CaseType

    @property
    def case(self) -> Case:
        return self.step.case


async def types(reader: Reader, tenant: UUID) -> Mapping[str, CaseType]:
    return with_defaults(await reader.once((types, tenant), lambda: store.types(reader, tenant)))


async def type_of(reader: Reader, tenant: UUID, code: str) -> CaseType:
    found = (await types(reader, tenant)).get(code)
    if found is None:
        raise NoSuchCaseType(code, field="type")
    return found


async def hold(work: UnitOfWork, id: UUID, by: Actor | None, act: CaseAct, version: int | None = None) -> HeldCase:
    """`by` None: the product itself. Raises `NoSuchCase`, `NotYourCase`, `CaseChangedMeanwhile`."""
    case = await store.lock(work, id)
    if case is None:
        raise NoSuchCase(id)
    type = await type_of(work, work.tenant_id, case.type)
    if by is not None:
        permissions.check_sees(by, type, case, await store.watchers(work, work.tenant_id, id))
        permissions.check(by, act, case)
    if version is not None and version != case.version:
        raise CaseChangedMeanwhile(id)
    return HeldCase(CaseStep(case, await store.clocks(work, work.tenant_id, case)), type)


async def settle(
    work: UnitOfWork,
    held: HeldCase,
    step: CaseStep,
    code: ChangeCode | None,
    *,
    links: Sequence[tuple[str, str]] = (),
    **args: Any,
) -> Case:
    """Writes what was decided; the line of the history is by the actor of this work.

    `links` are those the act has added, whose lines are written already; then `code` is None.
    """
    written = replace(step.case, changed_at=work.now, version=held.case.version + 1)
    await store.update(work, written)
    await store.keep_undo(work, written.id, undoing.before(held.step, work.actor, work.now, links=links))
    if step.clocks != held.step.clocks:
        await store.keep_clocks(work, written.id, step.clocks)
    if code is not None:
        await note(work, written, code, **args)
    return written


async def note(work: UnitOfWork, case: Case, code: ChangeCode, **args: Any) -> None:
    """A line of the history, and the event that says there is one. `args` are codes and ids, never a text."""
    kept = {name: value if isinstance(value, bool | int | list) else str(value) for name, value in args.items()
            if value is not None}  # fmt: skip
    await store.add_change(work, case.id, code, kept)
    if code in AUDITED:
        await directory.audit(
            work, "case changed", f"case:{case.id}", change=code.value, number=case.number,
            customer=str(case.customer_id) if case.customer_id else None,
        )  # fmt: skip
    work.record(CaseChanged(case_id=case.id, change=code.value, state=case.state, owner_id=case.owner_id))


async def change(
    work: UnitOfWork,
    id: UUID,
    by: Actor | None,
    act: CaseAct,
    decide: Callable[[HeldCase], CaseStep],
    code: ChangeCode,
    **args: Any,
) -> Case:
    held = await hold(work, id, by, act)
    return await settle(work, held, decide(held), code, **args)


async def shut_of(
    work: Reader, tenant: UUID, type: CaseType, hours: OpeningHours, settled: Shut = ()
) -> tuple[int, ...]:
    """The shut hours of a case from now on; what was settled for the past stays."""
    if type.hours_of_queue is None:
        return clocks.settled(settled, (), work.now)
    fresh = await hours.shut(work, tenant, UUID(type.hours_of_queue), LOOKS_AHEAD)
    return clocks.settled(settled, fresh, work.now)
