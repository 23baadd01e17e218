"""What a tenant says of its types of case: fields, sub-states, reasons, goals, and what resolving one asks for.

A type that a tenant has not changed is as it stands in `DEFAULTS`. Codes are stable; `names` has what people read,
by language. A name that is missing is shown as `agent_ui` has it for the codes of the defaults.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm_core.cases.clocks import CaseClockKind

HOUR: Final = 3600
MOST: Final = 60
"""Choices of one kind in a type."""
_CODE = r"[a-z][a-z0-9_]{0,39}"
_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Id = Annotated[str, StringConstraints(pattern=_UUID)]
Code = Annotated[str, StringConstraints(pattern=rf"^{_CODE}$")]
CauseCode = Annotated[str, StringConstraints(pattern=rf"^{_CODE}(/{_CODE}){{0,3}}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,2}$")]
Names = Annotated[dict[Language, Name], Field(max_length=12)]


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class CaseState(StrEnum):
    NEW = "new"
    """Nobody has it yet."""
    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class CaseFieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class CaseChoice(Model):
    code: Code
    names: Names = {}


class Cause(Model):
    code: CauseCode
    """A path such as `part/burr_carrier/lot`, from the general to the particular."""
    names: Names = {}


class CaseField(Model):
    code: Code
    kind: CaseFieldKind = CaseFieldKind.TEXT
    names: Names = {}
    choices: Annotated[tuple[CaseChoice, ...], Field(max_length=MOST)] = ()
    required: bool = False
    """Needed before the case can be resolved."""


class SubState(Model):
    code: Code
    of: CaseState
    names: Names = {}


class Goal(Model):
    """The goal of one clock; of several that fit, the one that names most is followed."""

    clock: Literal[CaseClockKind.FIRST_ANSWER, CaseClockKind.SOLVE]
    hours: Annotated[Decimal, Field(gt=0, le=2000, decimal_places=2)]
    """Open hours."""
    priority: Priority | None = None
    contract: Annotated[str, StringConstraints(max_length=60)] | None = None


class CaseType(Model):
    code: Code
    names: Names = {}
    active: bool = True
    confidential: bool = False
    """Seen only by who opened, owns or watches it, and by supervisors and administrators."""
    fields: Annotated[tuple[CaseField, ...], Field(max_length=30)] = ()
    sub_states: Annotated[tuple[SubState, ...], Field(max_length=MOST)] = ()
    reasons: Annotated[tuple[CaseChoice, ...], Field(max_length=MOST)] = ()
    causes: Annotated[tuple[Cause, ...], Field(max_length=200)] = ()
    remedies: Annotated[tuple[CaseChoice, ...], Field(max_length=MOST)] = ()
    goals: Annotated[tuple[Goal, ...], Field(max_length=MOST)] = ()
    statutory_days: Annotated[int, Field(ge=1, le=366)] | None = None
    """Days of the calendar in which the law wants it solved."""
    hours_of_queue: Id | None = None
    """Id of the queue in whose hours goals run; without one they run around the clock."""
    priorities: Annotated[tuple[Priority, ...], Field(min_length=1, max_length=4)] = tuple(Priority)
    """Those that a case of this type can have."""
    first_priority: Priority = Priority.NORMAL
    """What a new case has where nobody says otherwise."""
    reopen_days: Annotated[int, Field(ge=0, le=366)] = 14
    """So long after it was resolved the case itself is opened again; later a new one follows it. A resolved case that
    nobody opens again is closed then."""
    needs_cause: bool = False
    needs_remedy: bool = False
    approval_over: Annotated[Decimal, Field(ge=0, decimal_places=2)] | None = None
    """A refund above this amount, in the currency of the case, needs a second person."""
    approvers: Annotated[tuple[Id, ...], Field(max_length=MOST)] = ()
    """Ids of the supervisors and administrators who may be that person; empty: each of them."""

    def goal(self, clock: CaseClockKind, priority: Priority, contract: str | None) -> int | None:
        """Open seconds; None if this type has no such goal. A contract weighs more than a priority."""
        fitting = [
            one
            for one in self.goals
            if one.clock is clock and one.priority in (None, priority) and one.contract in (None, contract)
        ]
        if not fitting:
            return None
        best = max(fitting, key=lambda one: (one.contract is not None, one.priority is not None))
        return int(best.hours * HOUR)

    def sub_state(self, code: str | None) -> SubState | None:
        return next((one for one in self.sub_states if one.code == code), None)


def _goals(first: float, solve: float) -> tuple[Goal, ...]:
    """Normal ones; twice as fast where it is urgent."""
    kinds: tuple[tuple[Literal[CaseClockKind.FIRST_ANSWER, CaseClockKind.SOLVE], float], ...] = (
        (CaseClockKind.FIRST_ANSWER, first),
        (CaseClockKind.SOLVE, solve),
    )
    return tuple(
        Goal(clock=clock, hours=Decimal(str(hours * share)), priority=priority)
        for clock, hours in kinds
        for priority, share in ((None, 1.0), (Priority.HIGH, 0.75), (Priority.URGENT, 0.5))
    )


def _choices(codes: str) -> tuple[CaseChoice, ...]:
    return tuple(CaseChoice(code=code) for code in codes.split())


def _causes(codes: str) -> tuple[Cause, ...]:
    return tuple(Cause(code=code) for code in codes.split())


_PART = (SubState(code="part_on_its_way", of=CaseState.OPEN), SubState(code="part_ordered", of=CaseState.WAITING))
_CAUSES = _causes(
    "product product/material product/part product/lot delivery delivery/carrier delivery/warehouse service "
    "service/information service/repair service/promise billing use"
)
_REMEDIES = _choices("explained replaced repaired refunded credited goodwill none")
DEFAULTS: Final = (
    CaseType(
        code="complaint",
        reasons=_choices("quality delivery billing service repair_not_lasting other"),
        causes=_CAUSES,
        remedies=_REMEDIES,
        sub_states=_PART,
        goals=_goals(4, 40),
        statutory_days=15,  # Taiwan, Consumer Protection CaseAct (消費者保護法) §43: within 15 days from the complaint
        needs_cause=True,
        needs_remedy=True,
        approval_over=Decimal(500),
    ),
    CaseType(
        code="question", reasons=_choices("product order delivery billing other"), goals=_goals(4, 16), reopen_days=7
    ),
    CaseType(
        code="return",
        reasons=_choices("changed_mind wrong_item damaged defective other"),
        causes=_CAUSES,
        remedies=_REMEDIES,
        sub_states=(
            SubState(code="announced", of=CaseState.OPEN),
            SubState(code="goods_on_their_way", of=CaseState.WAITING),
            SubState(code="inspection", of=CaseState.OPEN),
        ),
        goals=_goals(8, 40),
        needs_remedy=True,
        approval_over=Decimal(500),
    ),
    CaseType(
        code="repair",
        reasons=_choices("defect wear maintenance accident other"),
        causes=_CAUSES,
        remedies=_REMEDIES,
        sub_states=_PART,
        goals=_goals(4, 80),
        needs_cause=True,
        needs_remedy=True,
        approval_over=Decimal(500),
    ),
    CaseType(code="request", reasons=_choices("information change_of_data appointment other"), goals=_goals(8, 40)),
)


def with_defaults(stored: Iterable[CaseType]) -> Mapping[str, CaseType]:
    """The types of a tenant by code: the defaults, each as the tenant has changed it, and its own after them."""
    return {one.code: one for one in DEFAULTS} | {one.code: one for one in stored}


def is_code(text: str) -> bool:
    return re.fullmatch(_CODE, text) is not None
