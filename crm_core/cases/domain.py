"""A case and where it may go. Pure: decisions over frozen data; time comes in.

Longer than 400 lines: the steps of one life, each of which ends by the same rule of what is due next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from contact_center.kernel.opening import Shut
from crm_core.cases import clocks
from crm_core.cases.clocks import CaseClockKind, Clock
from crm_core.cases.errors import CaseMoved, NotInItsType, WaitNeedsATime
from crm_core.cases.model import CaseFieldKind, CaseState, CaseType, Priority

LONGEST_WAIT: Final = timedelta(days=731)
LONGEST_VALUE: Final = 2000


class WaitFor(StrEnum):
    CUSTOMER = "customer"
    """The one wait that stops the clocks; ends when the customer writes in a linked conversation."""
    COLLEAGUE = "colleague"
    ERP = "erp"
    """Ends when facts of its customer were read anew."""
    DATE = "date"
    """Ends at its time."""


class CaseLinkKind(StrEnum):
    CONVERSATION = "conversation"
    ORDER = "order"
    INVOICE = "invoice"
    DELIVERY = "delivery"
    PRODUCT = "product"
    SERIAL = "serial"
    LOT = "lot"
    ARTICLE = "article"
    CASE = "case"
    """Another case that has to do with this one."""


class ChangeCode(StrEnum):
    """What a line of a case's history says; arguments in `CaseChange.args`."""

    OPENED = "opened"
    FOLLOWS = "follows"
    TOOK = "took"
    ASSIGNED = "assigned"
    RELEASED = "released"
    EDITED = "edited"
    WAITS = "waits"
    SUB_STATE = "sub_state"
    WENT_ON = "went_on"
    WOKE = "woke"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    ANSWERED = "answered"
    ANSWER_TAKEN_BACK = "answer_taken_back"
    CUSTOMER_WROTE = "customer_wrote"
    LINKED = "linked"
    UNLINKED = "unlinked"
    WATCHES = "watches"
    WATCHES_NOT = "watches_not"
    MERGED_INTO = "merged_into"
    MERGED_FROM = "merged_from"
    SPLIT_INTO = "split_into"
    SPLIT_FROM = "split_from"
    INCIDENT = "incident"
    NOT_INCIDENT = "not_incident"
    UPDATED = "updated"
    APPROVAL_ASKED = "approval_asked"
    APPROVED = "approved"
    REFUSED = "refused"
    UNDONE = "undone"
    ERP_ACT = "erp_act"
    """Something was asked of the ERP, or came of it."""


class Missing(StrEnum):
    """What resolving still needs."""

    CAUSE = "cause"
    REMEDY = "remedy"
    FIELD = "field"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Case:
    id: UUID
    number: int
    type: str
    state: str
    sub_state: str | None
    priority: str
    reason: str | None
    title: str
    wants: str
    told: str
    customer_id: UUID | None
    owner_id: UUID | None
    contract: str | None
    fields: dict[str, Any]
    cause: str | None
    remedy: str | None
    resolution: str
    cost: Decimal | None
    currency: str | None
    cost_note: str
    wait_for: str | None
    wait_note: str
    waiting_since: datetime | None
    wake_at: datetime | None
    """When it moves by itself: a waiting one goes on, a resolved one is closed."""
    opened_at: datetime
    opened_by: str
    changed_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    due_kind: str | None
    parent_id: UUID | None
    """The known incident it belongs to."""
    follows_id: UUID | None
    merged_into: UUID | None
    version: int
    shut: Any = field(default=())
    """When its type is shut, as settled at its opening."""
    is_incident: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in (CaseState.NEW, CaseState.OPEN, CaseState.WAITING)


@dataclass(frozen=True, slots=True)
class CaseChange:
    n: int
    at: datetime
    actor: str
    code: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseLink:
    case_id: UUID
    kind: str
    ref: str
    label: str
    """What it is, in the words of its source."""
    source: str
    """Where the label is from, such as the name of the ERP; empty: from a colleague."""
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class CaseStep:
    """What a decision makes of a case: how it stands then, with its clocks."""

    case: Case
    clocks: tuple[Clock, ...]


def first_clocks(
    type: CaseType,
    priority: Priority,
    contract: str | None,
    opened_at: datetime,
    shut: Shut,
    zone: ZoneInfo,
) -> tuple[Clock, ...]:
    found = [
        Clock(kind, opened_at, goal, tuple(shut))
        for kind in (CaseClockKind.FIRST_ANSWER, CaseClockKind.SOLVE)
        if (goal := type.goal(kind, priority, contract)) is not None
    ]
    if type.statutory_days is not None:
        deadline = clocks.statutory_deadline(opened_at, type.statutory_days, zone)
        found.append(Clock(CaseClockKind.STATUTORY, opened_at, type.statutory_days, deadline=deadline))
    return tuple(found)


def regoaled(type: CaseType, case: Case, before: Sequence[Clock]) -> tuple[Clock, ...]:
    """Another priority or contract has other goals; what has passed counts as it did."""
    found = []
    for clock in before:
        goal = clock.goal
        if clock.kind is not CaseClockKind.STATUTORY and clock.ended_at is None:
            goal = type.goal(clock.kind, Priority(case.priority), case.contract) or goal
        found.append(replace(clock, goal=goal))
    return tuple(found)


def wait(
    step: CaseStep, reason: WaitFor, note: str, wake_at: datetime | None, sub_state: str | None, now: datetime
) -> CaseStep:
    """Raises `CaseMoved`, `WaitNeedsATime`."""
    if not step.case.is_open:
        raise CaseMoved(field="state")
    if reason is WaitFor.DATE and wake_at is None:
        raise WaitNeedsATime(field="wake_at")
    if wake_at is not None and not now < wake_at <= now + LONGEST_WAIT:
        raise WaitNeedsATime(field="wake_at")
    moved = replace(
        step.case, state=CaseState.WAITING, sub_state=sub_state, wait_for=reason, wait_note=note, waiting_since=now,
        wake_at=wake_at,
    )  # fmt: skip
    counting = clocks.stand if reason is WaitFor.CUSTOMER else clocks.run_on
    return _due(CaseStep(moved, tuple(counting(one, now) for one in step.clocks)))


def go_on(step: CaseStep, now: datetime, sub_state: str | None = None) -> CaseStep:
    """From new or waiting to open. Raises `CaseMoved`."""
    if not step.case.is_open:
        raise CaseMoved(field="state")
    return _due(CaseStep(_opened(step.case, sub_state), tuple(clocks.run_on(one, now) for one in step.clocks)))


def resolve(step: CaseStep, type: CaseType, now: datetime) -> CaseStep:
    """Once nobody can open it again it is closed, at its `wake_at`. Raises `CaseMoved`."""
    if not step.case.is_open:
        raise CaseMoved(field="state")
    moved = replace(
        step.case, state=CaseState.RESOLVED, sub_state=None, wait_for=None, wait_note="",
        waiting_since=None,
        wake_at=now + timedelta(days=type.reopen_days), resolved_at=now,
    )  # fmt: skip
    return _due(CaseStep(moved, tuple(clocks.end(one, now) for one in step.clocks)))


def close(step: CaseStep, now: datetime) -> CaseStep:
    """Only what is resolved is closed; a question asked by mistake is resolved first."""
    if step.case.state != CaseState.RESOLVED:
        raise CaseMoved(field="state")
    return CaseStep(replace(step.case, state=CaseState.CLOSED, closed_at=now, wake_at=None), step.clocks)


def rejoins(type: CaseType, case: Case, now: datetime) -> bool:
    """Whether the case itself is opened again; else a new one follows it."""
    since = case.resolved_at
    return since is not None and now <= since + timedelta(days=type.reopen_days) and case.merged_into is None


def reopen(step: CaseStep, type: CaseType, now: datetime) -> CaseStep:
    """Raises `CaseMoved` for one that is open, or resolved too long ago."""
    if step.case.is_open or not rejoins(type, step.case, now):
        raise CaseMoved(field="state")
    moved = replace(_opened(step.case, None), resolved_at=None, closed_at=None)
    answered = tuple(
        one if one.kind is CaseClockKind.FIRST_ANSWER and one.ended_at is not None else clocks.resume(one, now)
        for one in step.clocks
    )
    return _due(CaseStep(moved, answered))


def answer(step: CaseStep, now: datetime) -> CaseStep:
    """Somebody of ours has answered the customer."""
    return _due(
        CaseStep(
            step.case,
            tuple(clocks.end(one, now) if one.kind is CaseClockKind.FIRST_ANSWER else one for one in step.clocks),
        )
    )


def answer_taken_back(step: CaseStep, answered_at: datetime, next_answer: datetime | None) -> CaseStep:
    """The answer of this time was taken back before it was sent: its clock ran all the while, or until the next answer.

    Nothing happens where another answer had ended the clock.
    """
    case = step.case
    ends = min((at for at in (next_answer, case.resolved_at) if at is not None), default=None)
    waits = case.state == CaseState.WAITING and case.wait_for == WaitFor.CUSTOMER
    stands = case.waiting_since if waits else None

    def unanswered(one: Clock) -> Clock:
        if one.kind is not CaseClockKind.FIRST_ANSWER or one.ended_at != answered_at:
            return one
        running = clocks.as_if_never_ended(one, stands)
        return running if ends is None else clocks.end(running, ends)

    return _due(CaseStep(case, tuple(unanswered(one) for one in step.clocks)))


def merge(into: CaseStep, away: CaseStep, now: datetime) -> tuple[CaseStep, CaseStep]:
    """The one that stays, and the one that went into it. The clock that runs out first stays."""
    theirs = {one.kind: one for one in away.clocks}
    mine = {one.kind: one for one in into.clocks}
    kept = tuple(
        clocks.merged(mine[kind], theirs[kind], now)
        if kind in mine and kind in theirs
        else mine.get(kind, theirs.get(kind))
        for kind in CaseClockKind
        if kind in mine or kind in theirs
    )
    stays = replace(
        into.case,
        opened_at=min(into.case.opened_at, away.case.opened_at),
        priority=max(Priority(into.case.priority), Priority(away.case.priority), key=list(Priority).index),
        parent_id=into.case.parent_id or away.case.parent_id,
        wants=_both(into.case.wants, away.case.wants),
        told=_both(into.case.told, away.case.told),
    )
    waiting = stays.state == CaseState.WAITING and stays.wait_for == WaitFor.CUSTOMER
    running = tuple(
        (clocks.stand(one, now) if waiting else clocks.run_on(one, now)) if one.ended_at is None else one
        for one in kept
        if one is not None
    )
    went = replace(
        away.case, state=CaseState.CLOSED, sub_state=None, wait_for=None, wait_note="",
        waiting_since=None, wake_at=None,
        resolved_at=away.case.resolved_at or now, closed_at=now, merged_into=into.case.id, due_at=None, due_kind=None,
    )  # fmt: skip
    return _due(CaseStep(stays, running)), CaseStep(went, tuple(clocks.end(one, now) for one in away.clocks))


def missing(type: CaseType, case: Case, *, approval_open: bool) -> tuple[tuple[Missing, str], ...]:
    """What is needed before the case can be resolved, each with what it is about."""
    found = []
    if type.needs_cause and not case.cause:
        found.append((Missing.CAUSE, ""))
    if type.needs_remedy and not case.remedy:
        found.append((Missing.REMEDY, ""))
    found += [
        (Missing.FIELD, one.code) for one in type.fields if one.required and case.fields.get(one.code) in (None, "")
    ]
    if approval_open:
        found.append((Missing.APPROVAL, ""))
    return tuple(found)


def checked(type: CaseType, case: Case, was: Case | None = None) -> Case:
    """The case with values its type knows; what it has had already may stay when the type no longer offers it.

    Raises `NotInItsType` naming the field.
    """

    def check(name: str, choices: Iterable[str]) -> None:
        value = getattr(case, name)
        if value is not None and (was is None or value != getattr(was, name)) and value not in choices:
            raise NotInItsType(value, field=name)

    check("reason", [one.code for one in type.reasons])
    check("cause", [one.code for one in type.causes])
    check("remedy", [one.code for one in type.remedies])
    check("priority", type.priorities)
    sub = type.sub_state(case.sub_state)
    kept = was is not None and (case.sub_state, case.state) == (was.sub_state, was.state)
    if case.sub_state is not None and not kept and (sub is None or sub.of != case.state):
        raise NotInItsType(case.sub_state, field="sub_state")
    return replace(case, fields=_fields(type, case.fields, was.fields if was is not None else {}))


def _fields(type: CaseType, given: Mapping[str, Any], had: Mapping[str, Any]) -> dict[str, Any]:
    known = {one.code: one for one in type.fields}
    found: dict[str, Any] = {}
    for code, value in given.items():
        if code in had and had[code] == value:
            found[code] = value
            continue
        if code not in known:
            raise NotInItsType(code, field=f"fields.{code}")
        if value in (None, ""):
            continue
        choices = [one.code for one in known[code].choices]
        fits, plain = _value(known[code].kind, value, choices)
        if not fits:
            raise NotInItsType(str(value)[:80], field=f"fields.{code}")
        found[code] = plain
    return found


def _value(kind: CaseFieldKind, value: Any, choices: Collection[str]) -> tuple[bool, Any]:
    match kind:
        case CaseFieldKind.TEXT:
            return isinstance(value, str) and len(value) <= LONGEST_VALUE, value
        case CaseFieldKind.NUMBER:
            try:
                number = Decimal(str(value))
            except InvalidOperation:
                return False, value
            return number.is_finite() and abs(number) < Decimal(10) ** 15, str(number)
        case CaseFieldKind.DATE:
            try:
                return True, date.fromisoformat(str(value)).isoformat()
            except ValueError:
                return False, value
        case CaseFieldKind.CHOICE:
            return value in choices, value
        case CaseFieldKind.YES_NO:
            return value in (True, False, "yes", "no"), value in (True, "yes")


def _opened(case: Case, sub_state: str | None) -> Case:
    return replace(
        case, state=CaseState.OPEN, sub_state=sub_state, wait_for=None, wait_note="", waiting_since=None, wake_at=None
    )


def _due(step: CaseStep) -> CaseStep:
    found = clocks.earliest(step.clocks) if step.case.is_open else None
    kind, at = found if found else (None, None)
    return CaseStep(replace(step.case, due_at=at, due_kind=kind), step.clocks)


def _both(one: str, other: str) -> str:
    return one if not other or other == one else f"{one}\n\n{other}".strip()


settle_due = _due
"""The step with the clock that runs out first written into its case."""
