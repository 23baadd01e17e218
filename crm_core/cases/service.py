"""Cases: opened, worked on, resolved; each act a function that reads like what an agent does.

`by` is who acts, None for the product itself. Each raises `NoSuchCase` for a case the actor may not see, and
`NotYourCase` where it takes the owner or a supervisor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contact_center.directory import service as directory
from contact_center.directory.approvals import service as approvals
from contact_center.directory.approvals.domain import Approval
from contact_center.interactions.reading import message_queries
from contact_center.kernel.contracts.cases import CaseOpened
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases import clocks, domain, numbers, permissions, store, undoing, writing
from crm_core.cases.domain import Case, CaseChange, CaseLink, CaseStep, ChangeCode, Missing, WaitFor
from crm_core.cases.errors import CaseNotReady, KeyUsedOtherwise, NoSuchCase, NoSuchCaseType
from crm_core.cases.linking import LinkTo, add_links
from crm_core.cases.model import CaseState, CaseType, Priority
from crm_core.cases.permissions import Actor, CaseAct
from crm_core.cases.ports import OpeningHours
from crm_core.cases.writing import change, hold, note, settle, type_of, types

__all__ = [
    "CaseDetail", "Opening", "answer_taken_back", "answered", "assign", "close", "detail", "edit", "find", "go_on",
    "open_case", "reopen", "resolve", "set_sub_state", "types", "undo", "undoable", "wait", "watch",
]  # fmt: skip
HISTORY = 200
EDITABLE = frozenset(
    {
        "title", "wants", "told", "priority", "reason", "contract", "fields", "cause", "remedy", "resolution", "cost",
        "currency", "cost_note", "customer_id",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new case begins with."""

    type: str
    title: str
    customer_id: UUID | None = None
    priority: Priority | None = None
    """None: the one its type begins with."""
    reason: str | None = None
    wants: str = ""
    told: str = ""
    contract: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    owner_id: UUID | None = None
    links: Sequence[LinkTo] = ()
    follows_id: UUID | None = None
    opened_at: datetime | None = None
    """When the customer first said it, where that was earlier than now."""
    is_answered: bool = False
    """Whoever opens it is speaking with the customer."""


@dataclass(frozen=True, slots=True)
class CaseDetail:
    case: Case
    type: CaseType
    clocks: tuple[clocks.Reading, ...]
    links: tuple[CaseLink, ...]
    watchers: tuple[UUID, ...]
    changes: tuple[CaseChange, ...]
    approvals: tuple[Approval, ...]
    missing: tuple[tuple[Missing, str], ...]
    """What resolving still needs."""
    started: Mapping[str, datetime]
    """Of each clock."""


async def open_case(
    work: UnitOfWork, opening: Opening, hours: OpeningHours, *, key: str | None = None, id: UUID | None = None
) -> Case:
    """A case with a number and its clocks. The same `key` with the same content gives the same case again.

    Raises `NoSuchCaseType`, `NotInItsType`, `KeyUsedOtherwise`.
    """
    digest = _digest(opening) if key is not None else None
    if key is not None:
        before = await store.requested(work, key)
        if before is not None:
            if before[1] != digest:
                raise KeyUsedOtherwise(field="Idempotency-Key")
            return await _got(work, before[0])
    type = await type_of(work, work.tenant_id, opening.type)
    if not type.active:
        raise NoSuchCaseType(opening.type, field="type")
    begun = min(opening.opened_at or work.now, work.now)
    shut = await writing.shut_of(work, work.tenant_id, type, hours)
    zone = ZoneInfo(await directory.time_zone(work, work.tenant_id))
    priority = opening.priority or type.first_priority
    ticking = domain.first_clocks(type, priority, opening.contract, begun, shut, zone)
    step = CaseStep(domain.checked(type, await _new(work, opening, priority, begun, shut, id)), ticking)
    step = domain.answer(step, work.now) if opening.is_answered else domain.settle_due(step)
    made = step.case
    await store.insert(work, made, key, digest)
    await store.keep_clocks(work, made.id, step.clocks)
    work.record(
        CaseOpened(
            case_id=made.id, number=made.number, case_type=made.type,
            customer_id=CustomerId(made.customer_id) if made.customer_id else None,
        )
    )  # fmt: skip
    await note(work, made, ChangeCode.OPENED, type=made.type)
    if opening.follows_id is not None:
        await note(work, made, ChangeCode.FOLLOWS, other=opening.follows_id)
    await add_links(work, made, opening.links)
    return made


async def _new(
    work: UnitOfWork, opening: Opening, priority: Priority, begun: datetime, shut: Sequence[int], id: UUID | None
) -> Case:
    return Case(
        id=id or new_id(), number=await store.next_number(work), type=opening.type,
        state=CaseState.NEW if opening.owner_id is None else CaseState.OPEN, sub_state=None,
        priority=priority, reason=opening.reason, title=opening.title.strip(), wants=opening.wants,
        told=opening.told, customer_id=opening.customer_id, owner_id=opening.owner_id, contract=opening.contract,
        fields=dict(opening.fields), cause=None, remedy=None, resolution="", cost=None, currency=None, cost_note="",
        wait_for=None, wait_note="",
        waiting_since=None, wake_at=None, opened_at=begun, opened_by=work.actor, changed_at=work.now,
        resolved_at=None, closed_at=None, due_at=None, due_kind=None, parent_id=None, follows_id=opening.follows_id,
        merged_into=None, version=1, shut=list(shut),
    )  # fmt: skip


async def edit(
    work: UnitOfWork, id: UUID, by: Actor | None, values: Mapping[str, Any], version: int | None = None
) -> Case:
    """Changes what stands in `EDITABLE`. With `version`, of the case as it was read, a colleague's change is not
    overwritten. Raises `NotInItsType`, `CaseChangedMeanwhile`."""
    held = await hold(work, id, by, CaseAct.CHANGE, version)
    was = held.case
    if "fields" in values:
        known = {one.code for one in held.type.fields}
        gone = {code: value for code, value in was.fields.items() if code not in known}
        values = {**values, "fields": gone | dict(values["fields"])}
    wanted = {name: value for name, value in values.items() if name in EDITABLE and getattr(was, name) != value}
    if not wanted:
        return was
    new = domain.checked(held.type, replace(was, **wanted), was)
    step = CaseStep(new, held.step.clocks)
    if {"priority", "contract"} & wanted.keys():
        step = domain.settle_due(CaseStep(new, domain.regoaled(held.type, new, held.step.clocks)))
    coded = {
        f"{name}_{when}": getattr(one, name)
        for name in ("priority", "reason", "cause", "remedy")
        if name in wanted
        for when, one in (("from", was), ("to", new))
    }
    return await settle(work, held, step, ChangeCode.EDITED, what=sorted(wanted), **coded)


async def assign(work: UnitOfWork, id: UUID, by: Actor | None, owner: UUID | None) -> Case:
    """To oneself, to a colleague, or to nobody; a new case is open from then on."""
    takes = by is not None and owner == by.user
    held = await hold(work, id, by, CaseAct.CHANGE if takes else CaseAct.ASSIGN)
    if held.case.owner_id == owner:
        return held.case
    if owner is not None:
        await directory.user(work, work.tenant_id, owner)
    step = held.step
    if held.case.state == CaseState.NEW and owner is not None:
        step = domain.go_on(step, work.now)
    step = CaseStep(replace(step.case, owner_id=owner), step.clocks)
    code = ChangeCode.TOOK if takes else ChangeCode.ASSIGNED if owner is not None else ChangeCode.RELEASED
    return await settle(work, held, step, code, user=owner, before=held.case.owner_id)


async def wait(
    work: UnitOfWork, id: UUID, by: Actor | None, reason: WaitFor, *, note: str = "", wake_at: datetime | None = None,
    sub_state: str | None = None,
) -> Case:  # fmt: skip
    """Raises `CaseMoved`, `WaitNeedsATime`, `NotInItsType`."""

    def decided(held: writing.HeldCase) -> CaseStep:
        step = domain.wait(held.step, reason, note.strip(), wake_at, sub_state, work.now)
        return CaseStep(domain.checked(held.type, step.case, held.case), step.clocks)

    return await change(
        work, id, by, CaseAct.CHANGE, decided, ChangeCode.WAITS, reason=reason.value, sub_state=sub_state
    )


async def go_on(work: UnitOfWork, id: UUID, by: Actor | None, *, woke: str | None = None) -> Case:
    """From waiting to open. `woke` is the code of what ended the wait, where it was not a person."""
    code = ChangeCode.WOKE if woke else ChangeCode.WENT_ON
    return await change(
        work, id, by, CaseAct.CHANGE, lambda held: domain.go_on(held.step, work.now), code, woken_by=woke
    )


async def set_sub_state(work: UnitOfWork, id: UUID, by: Actor | None, code: str | None) -> Case:
    """Raises `NotInItsType` for one that is not of the state the case is in."""

    def decided(held: writing.HeldCase) -> CaseStep:
        new = replace(held.case, sub_state=code)
        return CaseStep(domain.checked(held.type, new, held.case), held.step.clocks)

    return await change(work, id, by, CaseAct.CHANGE, decided, ChangeCode.SUB_STATE, sub_state=code)


async def resolve(work: UnitOfWork, id: UUID, by: Actor | None, resolution: str | None = None) -> Case:
    """Raises `CaseNotReady` naming what is missing, `CaseMoved`."""
    held = await hold(work, id, by, CaseAct.RESOLVE)
    asked = await approvals.of(work, work.tenant_id, subject_of(id))
    lacks = domain.missing(held.type, held.case, approval_open=any(one.is_open for one in asked))
    if lacks:
        raise CaseNotReady(missing=[":".join(filter(None, one)) for one in lacks])
    step = domain.resolve(held.step, held.type, work.now)
    case = step.case if resolution is None else replace(step.case, resolution=resolution.strip())
    if case.owner_id is None and by is not None:
        case = replace(case, owner_id=by.user)
    return await settle(work, held, CaseStep(case, step.clocks), ChangeCode.RESOLVED)


async def close(work: UnitOfWork, id: UUID, by: Actor | None) -> Case:
    return await change(work, id, by, CaseAct.CLOSE, lambda held: domain.close(held.step, work.now), ChangeCode.CLOSED)


async def reopen(work: UnitOfWork, id: UUID, by: Actor | None, hours: OpeningHours) -> Case:
    """Within the time its type sets the case itself, its clocks going on; later a new case that follows it."""
    held = await hold(work, id, by, CaseAct.CHANGE)
    if held.case.is_open:
        return held.case
    if not domain.rejoins(held.type, held.case, work.now):
        return await _follow(work, held, hours)
    shut = await writing.shut_of(work, work.tenant_id, held.type, hours, tuple(held.case.shut))
    fresh = tuple(
        one if one.kind is clocks.CaseClockKind.STATUTORY else replace(one, shut=shut) for one in held.step.clocks
    )
    step = domain.reopen(CaseStep(replace(held.case, shut=list(shut)), fresh), held.type, work.now)
    return await settle(work, held, step, ChangeCode.REOPENED)


async def _follow(work: UnitOfWork, held: writing.HeldCase, hours: OpeningHours) -> Case:
    was = held.case
    links = [
        LinkTo(one.kind, one.ref, one.label, one.source) for one in await store.links(work, work.tenant_id, was.id)
    ]
    owner = was.owner_id
    opening = Opening(
        type=was.type, title=was.title, customer_id=was.customer_id, priority=Priority(was.priority), reason=was.reason,
        wants=was.wants, contract=was.contract, fields=was.fields, owner_id=owner, follows_id=was.id,
        links=[one for one in links if one.kind != domain.CaseLinkKind.CONVERSATION],
    )  # fmt: skip
    return await open_case(work, opening, hours)


async def answered(work: UnitOfWork, id: UUID, at: datetime) -> None:
    """Somebody of ours has answered in a linked conversation: the clock of the first answer ends."""
    held = await hold(work, id, None, CaseAct.CHANGE)
    if at < held.case.opened_at:
        return
    step = domain.answer(held.step, at)
    if step.clocks != held.step.clocks:
        await settle(work, held, step, ChangeCode.ANSWERED)


async def answer_taken_back(work: UnitOfWork, id: UUID, at: datetime) -> None:
    """The answer of this time never left its outbox: the clock of the first answer runs on as if it had not been."""
    held = await hold(work, id, None, CaseAct.CHANGE)
    linked = await store.links(work, work.tenant_id, id)
    ours = [UUID(one.ref) for one in linked if one.kind == domain.CaseLinkKind.CONVERSATION]
    after = await message_queries.answered_since(work, work.tenant_id, ours, at)
    step = domain.answer_taken_back(held.step, at, after)
    if step.clocks != held.step.clocks:
        await settle(work, held, step, ChangeCode.ANSWER_TAKEN_BACK)


async def watch(work: UnitOfWork, id: UUID, by: Actor, user: UUID, watching: bool = True) -> None:
    held = await hold(work, id, by, CaseAct.CHANGE)
    await directory.user(work, work.tenant_id, user)
    if await store.watch(work, id, user, watching):
        code = ChangeCode.WATCHES if watching else ChangeCode.WATCHES_NOT
        await note(work, held.case, code, user=user)


async def undo(work: UnitOfWork, id: UUID, by: Actor) -> Case:
    """Takes back what this user did to the case last, if nobody has changed it since. Raises `CaseChangedMeanwhile`."""
    held = await hold(work, id, by, CaseAct.CHANGE)
    kept = await store.undo_of(work, work.tenant_id, id)
    step, links = undoing.undone(held.step, kept, work.actor, work.now)
    for kind, ref in links:
        await store.remove_link(work, id, kind, ref)
    back = await settle(work, held, domain.settle_due(step), ChangeCode.UNDONE)
    await store.keep_undo(work, id, None)
    return back


async def undoable(reader: Reader, tenant: UUID, case: Case, actor: str, within: timedelta) -> bool:
    """Whether this actor has done something to the case just now that can be taken back."""
    kept = await store.undo_of(reader, tenant, case.id)
    return undoing.is_fresh(kept, case, actor, reader.now, within)


async def find(reader: Reader, tenant: UUID, text: str) -> UUID | None:
    """The case with this number, quoted in any way. Raises `NotACaseNumber` for a wrong check digit."""
    return await store.by_number(reader, tenant, numbers.parse(text))


async def customer_of(reader: Reader, tenant: UUID, id: UUID) -> UUID | None:
    """Whose case it is; None where it is nobody's, or there is no such case."""
    case = await store.get(reader, tenant, id)
    return case.customer_id if case else None


async def detail(reader: Reader, tenant: UUID, id: UUID, by: Actor) -> CaseDetail:
    case = await store.get(reader, tenant, id)
    if case is None:
        raise NoSuchCase(id)
    type = await type_of(reader, tenant, case.type)
    watchers = await store.watchers(reader, tenant, id)
    permissions.check_sees(by, type, case, watchers)
    ticking = await store.clocks(reader, tenant, case)
    asked = await approvals.of(reader, tenant, subject_of(id))
    order = list(clocks.CaseClockKind)
    return CaseDetail(
        case, type,
        tuple(sorted((clocks.read(one, reader.now) for one in ticking), key=lambda one: order.index(one.kind))),
        tuple(await store.links(reader, tenant, id)), tuple(watchers),
        tuple(await store.changes(reader, tenant, id, HISTORY)), tuple(asked),
        domain.missing(type, case, approval_open=any(one.is_open for one in asked)) if case.is_open else (),
        {one.kind.value: one.started_at for one in ticking},
    )  # fmt: skip


def subject_of(case: UUID) -> str:
    """What approvals of a case are about."""
    return f"case:{case}"


async def _got(work: UnitOfWork, id: UUID) -> Case:
    found = await store.get(work, work.tenant_id, id)
    if found is None:
        raise NoSuchCase(id)
    return found


def _digest(opening: Opening) -> str:
    return hashlib.sha256(json.dumps(asdict(opening), default=str, sort_keys=True).encode()).hexdigest()
