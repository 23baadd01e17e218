"""What a type of case must be to be kept, and what a change of it means for cases that are there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from contact_center.kernel.errors import ContactCenterError
from crm_core.cases.clocks import CaseClockKind
from crm_core.cases.errors import (
    AnswerAfterSolution,
    CaseCodeTwice,
    FieldKindFixed,
    FieldNeedsChoices,
    GoalTwice,
    LastCaseType,
    NotAnApprover,
    NothingToChoose,
    PriorityNotOffered,
    StateWithoutSubStates,
    TooManyCaseTypes,
)
from crm_core.cases.model import CaseFieldKind, CaseState, CaseType, Priority

MOST_TYPES: Final = 40
LISTS: Final = ("fields", "sub_states", "reasons", "causes", "remedies")
_WITH_SUB_STATES: Final = (CaseState.NEW, CaseState.OPEN, CaseState.WAITING)


class EffectCode(StrEnum):
    """What becomes of cases that are there when their type changes."""

    KEEPS_CLOCKS = "keeps_clocks"
    """Goals are others: clocks that run keep theirs until priority or contract of the case changes."""
    KEEPS_DEADLINE = "keeps_deadline"
    """The time that the law sets is another: open cases keep their day."""
    KEEPS_HOURS = "keeps_hours"
    """Opening hours are another queue's: open cases keep what was settled for them."""
    KEEPS_VALUE = "keeps_value"
    """Something is no longer offered: cases that have it keep it until it is changed."""
    HIDES_FIELD = "hides_field"
    """A field is taken out: what is written in it stays and is not shown."""
    NEEDS_VALUE = "needs_value"
    """Something is needed from now on, also of cases that are open."""
    NO_NEW = "no_new"
    """The type is retired: its cases go on, new ones cannot have it."""
    HIDDEN_FROM_OTHERS = "hidden_from_others"
    SEEN_BY_ALL = "seen_by_all"
    REOPENS_OTHERWISE = "reopens_otherwise"
    """Resolved cases can be opened again for another time, counted from when they were resolved."""
    OTHERS_APPROVE = "others_approve"
    """Questions that wait for an answer are for others from now on."""


@dataclass(frozen=True, slots=True)
class TypeEffect:
    code: EffectCode
    count: int
    """Cases that it is about."""
    what: str = ""
    """Name of a list of the type, such as `reasons`."""
    about: str = ""
    """Code of what is no longer offered, or needed from now on."""


@dataclass(frozen=True, slots=True)
class TypeUse:
    """The cases of a type: how many there are, and how many open ones have which value, by list and code."""

    cases: int = 0
    open: int = 0
    resolved: int = 0
    """That can still be opened again."""
    having: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """`reasons`, `causes`, `remedies`, `sub_states`, `priorities`, `fields`: open cases by code."""

    def has(self, what: str, code: str) -> int:
        return self.having.get(what, {}).get(code, 0)


def problems(
    wanted: CaseType, others: Collection[CaseType], before: CaseType | None, approvers: Collection[str]
) -> Iterator[ContactCenterError]:
    """What keeps a type from being kept, each naming its field.

    `others`: the other types of the organisation; `approvers`: ids of those who may approve at all.
    """
    yield from _twice(wanted)
    yield from _fields(wanted, before)
    yield from _goals(wanted)
    for n, sub in enumerate(wanted.sub_states):
        if sub.of not in _WITH_SUB_STATES:
            yield StateWithoutSubStates(field=f"sub_states.{n}.of")
    if wanted.first_priority not in wanted.priorities:
        yield PriorityNotOffered(field="first_priority")
    for needs, offered in (("needs_cause", wanted.causes), ("needs_remedy", wanted.remedies)):
        if getattr(wanted, needs) and not offered:
            yield NothingToChoose(field=needs)
    for n, one in enumerate(wanted.approvers):
        if one not in approvers:
            yield NotAnApprover(field=f"approvers.{n}")
    if not wanted.active and not any(one.active for one in others):
        yield LastCaseType(field="active")
    if before is None and len(others) >= MOST_TYPES:
        yield TooManyCaseTypes(field="code")


def _twice(wanted: CaseType) -> Iterator[ContactCenterError]:
    lists: list[tuple[str, Sequence[str]]] = [(what, [one.code for one in getattr(wanted, what)]) for what in LISTS]
    lists += [(f"fields.{n}.choices", [one.code for one in each.choices]) for n, each in enumerate(wanted.fields)]
    for what, codes in lists:
        for n, code in enumerate(codes):
            if code in codes[:n]:
                yield CaseCodeTwice(code, field=f"{what}.{n}.code")


def _fields(wanted: CaseType, before: CaseType | None) -> Iterator[ContactCenterError]:
    kinds = {one.code: one.kind for one in before.fields} if before is not None else {}
    for n, one in enumerate(wanted.fields):
        if (one.kind is CaseFieldKind.CHOICE) != bool(one.choices):
            yield FieldNeedsChoices(one.code, field=f"fields.{n}.choices")
        if kinds.get(one.code, one.kind) is not one.kind:
            yield FieldKindFixed(one.code, field=f"fields.{n}.kind")


def _goals(wanted: CaseType) -> Iterator[ContactCenterError]:
    keys = [(one.clock, one.priority, one.contract) for one in wanted.goals]
    for n, (one, key) in enumerate(zip(wanted.goals, keys, strict=True)):
        if key in keys[:n]:
            yield GoalTwice(field=f"goals.{n}.clock")
        if one.priority is not None and one.priority not in wanted.priorities:
            yield PriorityNotOffered(field=f"goals.{n}.priority")
        if one.clock is CaseClockKind.FIRST_ANSWER:
            solve = wanted.goal(CaseClockKind.SOLVE, one.priority or Priority.NORMAL, one.contract)
            if solve is not None and one.hours * 3600 > solve:
                yield AnswerAfterSolution(field=f"goals.{n}.hours")


def effects(before: CaseType, after: CaseType, use: TypeUse, waiting: int) -> list[TypeEffect]:
    """What saving `after` means for cases of this type; nothing for one without cases.

    `waiting`: questions for approval about its cases that nobody has answered yet.
    """
    found = [
        *_of_open(before, after, use),
        *(_gone(before, after, use)),
        *(_needed(before, after, use)),
    ]
    if after.reopen_days != before.reopen_days:
        found.append(TypeEffect(EffectCode.REOPENS_OTHERWISE, use.resolved))
    if after.approvers != before.approvers:
        found.append(TypeEffect(EffectCode.OTHERS_APPROVE, waiting))
    return [one for one in found if one.count]


def _of_open(before: CaseType, after: CaseType, use: TypeUse) -> Iterator[TypeEffect]:
    changed = {
        EffectCode.KEEPS_CLOCKS: set(after.goals) != set(before.goals),
        EffectCode.KEEPS_DEADLINE: after.statutory_days != before.statutory_days,
        EffectCode.KEEPS_HOURS: after.hours_of_queue != before.hours_of_queue,
        EffectCode.NO_NEW: before.active and not after.active,
        EffectCode.HIDDEN_FROM_OTHERS: after.confidential and not before.confidential,
        EffectCode.SEEN_BY_ALL: before.confidential and not after.confidential,
    }
    return (TypeEffect(code, use.open) for code, is_so in changed.items() if is_so)


def _gone(before: CaseType, after: CaseType, use: TypeUse) -> Iterator[TypeEffect]:
    for what in (*LISTS, "priorities"):
        code = EffectCode.HIDES_FIELD if what == "fields" else EffectCode.KEEPS_VALUE
        left = _codes(getattr(after, what))
        for one in _codes(getattr(before, what)):
            if one not in left:
                yield TypeEffect(code, use.has(what, one), what, one)


def _needed(before: CaseType, after: CaseType, use: TypeUse) -> Iterator[TypeEffect]:
    for needs, what in (("needs_cause", "causes"), ("needs_remedy", "remedies")):
        if getattr(after, needs) and not getattr(before, needs):
            yield TypeEffect(EffectCode.NEEDS_VALUE, use.open - sum(use.having.get(what, {}).values()), what)
    needed = {one.code for one in before.fields if one.required}
    for one in after.fields:
        if one.required and one.code not in needed:
            yield TypeEffect(EffectCode.NEEDS_VALUE, use.open - use.has("fields", one.code), "fields", one.code)


def _codes(entries: Iterable[object]) -> list[str]:
    return [str(getattr(one, "code", one)) for one in entries]
