"""Cases as the API gives and takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contact_center.kernel.errors import ContactCenterError
from crm_core.cases.administering import TypeState
from crm_core.cases.clocks import CaseClockKind, ClockState, Reading
from crm_core.cases.domain import Case, CaseLinkKind, WaitFor
from crm_core.cases.model import CaseState, CaseType, Priority
from crm_core.cases.numbers import quoted
from crm_core.cases.quality import Quality, QualityRow
from crm_core.cases.service import CaseDetail
from crm_core.cases.type_rules import EffectCode, TypeEffect

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=8000)]
Short = Annotated[str, Field(max_length=300)]
CodeText = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_/]{0,160}$")]
Money = Annotated[Decimal, Field(ge=0, lt=10**13, decimal_places=2)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Value = str | bool | int | float | None


class Given(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class LinkGiven(Given):
    kind: CaseLinkKind
    ref: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    """The id of a conversation, article or case; of things of an ERP the number people know them by."""
    label: Short = ""
    """What it is, in the words of its source."""
    source: Annotated[str, Field(max_length=80)] = ""


class CaseGiven(Given):
    type: CodeText
    title: Title
    customer_id: UUID | None = None
    priority: Priority | None = None
    """As its type begins with, if left out."""
    reason: CodeText | None = None
    wants: Text = ""
    """What the customer wants."""
    told: Text = ""
    """What the customer was told."""
    contract: Short | None = None
    fields: Annotated[dict[str, Value], Field(max_length=30)] = {}
    owner_id: UUID | None = None
    links: Annotated[list[LinkGiven], Field(max_length=50)] = []
    opened_at: datetime | None = None
    """When the customer first said it, where that was earlier than now; with UTC offset."""


class CaseEdited(Given):
    """Only what is named is changed."""

    title: Title | None = None
    wants: Text | None = None
    told: Text | None = None
    priority: Priority | None = None
    reason: CodeText | None = None
    contract: Short | None = None
    fields: Annotated[dict[str, Value], Field(max_length=30)] | None = None
    cause: CodeText | None = None
    remedy: CodeText | None = None
    resolution: Text | None = None
    cost: Money | None = None
    currency: Currency | None = None
    cost_note: Short | None = None
    customer_id: UUID | None = None
    version: int | None = None
    """Of the case as it was read: refused if a colleague has changed it since."""


class OwnerGiven(Given):
    owner_id: UUID | None
    """None: nobody's again."""


class WaitGiven(Given):
    wait_for: WaitFor
    note: Short = ""
    wake_at: datetime | None = None
    """With UTC offset; needed to wait for a date, possible with every other wait."""
    sub_state: CodeText | None = None


class ResolutionGiven(Given):
    resolution: Text | None = None


class MergeGiven(Given):
    away: UUID
    """The case that goes into this one."""


class SplitGiven(Given):
    title: Title
    type: CodeText | None = None
    """As this case if left out."""
    links: Annotated[list[LinkGiven], Field(max_length=50)] = []
    """Those of this case that belong to the new one."""
    wants: Text = ""
    """What the customer wants, of the part."""


class WatcherGiven(Given):
    user_id: UUID


class CaseTypeTold(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    type: CaseType
    version: int
    """Number of its last change; 0 for one that is as it came with the product."""
    open_cases: int
    cases: int

    @classmethod
    def of(cls, one: TypeState) -> CaseTypeTold:
        return cls(type=one.type, version=one.version, open_cases=one.use.open, cases=one.use.cases)


class TypeEffectTold(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    code: EffectCode
    count: int
    """Cases that it is about."""
    what: str
    """Name of a list of the type, such as `reasons`."""
    about: str
    """Code of what is no longer offered, or needed from now on."""


class TypeProblemTold(BaseModel):
    code: str
    field: str


class CaseTypeEffects(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    problems: list[TypeProblemTold]
    """What keeps it from being set; empty: it can be."""
    effects: list[TypeEffectTold]

    @classmethod
    def of(cls, wrong: Sequence[ContactCenterError], means: Sequence[TypeEffect]) -> CaseTypeEffects:
        return cls(
            problems=[TypeProblemTold(code=one.code, field=str(one.fields.get("field", ""))) for one in wrong],
            effects=[TypeEffectTold.model_validate(one, from_attributes=True) for one in means],
        )


class TypeChangeTold(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    n: int
    at: datetime
    actor: str
    was: dict[str, Any] | None
    """As it was; None: as it comes with the product, or not there."""
    became: dict[str, Any] | None


class ChangeMade(BaseModel):
    n: int


class ClockTold(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    kind: CaseClockKind
    state: ClockState
    spent_seconds: float
    """Open time; of a statutory clock time of the calendar."""
    goal_seconds: float
    due_at: datetime | None
    """None while it stands still with time left."""
    stood_still_seconds: float

    @classmethod
    def of(cls, one: Reading) -> ClockTold:
        return cls(
            kind=one.kind, state=one.state, spent_seconds=one.spent, goal_seconds=one.goal, due_at=one.due_at,
            stood_still_seconds=one.stood_still,
        )  # fmt: skip


class CaseTold(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    id: UUID
    number: int
    quote: str
    """As customers are told it; the last digit checks the others."""
    type: str
    state: CaseState
    sub_state: str | None
    priority: Priority
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
    wait_for: WaitFor | None
    wait_note: str
    wake_at: datetime | None
    """When it moves by itself: a waiting one goes on, a resolved one is closed."""
    opened_at: datetime
    changed_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    """When the first of its clocks runs out, if nothing stops it."""
    due_kind: CaseClockKind | None
    parent_id: UUID | None
    """The known incident it belongs to."""
    follows_id: UUID | None
    """The resolved case that it follows."""
    merged_into: UUID | None
    is_incident: bool
    version: int

    @classmethod
    def of(cls, case: Case) -> CaseTold:
        return cls.model_validate({name: getattr(case, name, None) for name in cls.model_fields} | {
            "quote": quoted(case.number)
        })  # fmt: skip


class LinkTold(BaseModel):
    kind: str
    ref: str
    label: str
    source: str
    linked_at: datetime


class ChangeTold(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    at: datetime
    actor: str
    """`user:<id>`, or the part of the product that acted."""
    code: str
    args: dict[str, Any]


class ApprovalTold(BaseModel):
    id: UUID
    kind: str
    amount: Decimal | None
    currency: str | None
    why: str
    asked_by: UUID
    asked_at: datetime
    verdict: str | None
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str


class CaseDetailTold(CaseTold):
    clocks: list[ClockTold]
    links: list[LinkTold]
    watchers: list[UUID]
    changes: list[ChangeTold]
    """The latest first, at most 200."""
    approvals: list[ApprovalTold]
    missing: list[str]
    """What resolving still needs: `cause`, `remedy`, `approval`, `field:<code>`."""

    @classmethod
    def of_detail(cls, found: CaseDetail) -> CaseDetailTold:
        base = CaseTold.of(found.case).model_dump()
        return cls(
            **base,
            clocks=[ClockTold.of(one) for one in found.clocks],
            links=[LinkTold.model_validate(one, from_attributes=True) for one in found.links],
            watchers=list(found.watchers),
            changes=[ChangeTold.model_validate(one, from_attributes=True) for one in found.changes],
            approvals=[ApprovalTold.model_validate(one, from_attributes=True) for one in found.approvals],
            missing=[":".join(filter(None, one)) for one in found.missing],
        )


class CasePage(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    cases: list[CaseTold]
    """What is due first comes first; what has no clock running comes last."""
    next: str | None
    """For `after`, to read on; None at the end."""


class FiguresTold(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    key: str | None
    """Code of the cause or type, number of the product, id of the queue; None: cases without one."""
    cases: int
    repeated: int
    """After which the customer had another case of the same type or product within seven days."""
    late: int
    """Which missed the goal of the solution, or the day that the law sets."""
    reopened: int
    median_seconds: float | None
    """From opened to resolved, of the calendar."""
    counted_median_seconds: float | None
    """In open hours and without waits for the customer; None where no case had a goal."""
    cost: Decimal | None
    currency: str | None
    """None where costs are in several currencies."""

    @classmethod
    def of(cls, one: QualityRow) -> FiguresTold:
        return cls(
            key=one.key, cases=one.cases, repeated=one.repeated, late=one.late, reopened=one.reopened,
            median_seconds=one.median, counted_median_seconds=one.counted, cost=one.cost, currency=one.currency,
        )  # fmt: skip


class CauseTold(FiguresTold):
    model_config = ConfigDict(use_attribute_docstrings=True)
    share: float
    share_so_far: float
    """Of all these cases, this cause and the more frequent ones before it."""


class QualityTold(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    all: FiguresTold
    causes: list[CauseTold]
    """The most frequent first; cases without a cause come last."""
    types: list[FiguresTold]
    products: list[FiguresTold]
    """A case of two products counts for each of them."""
    queues: list[FiguresTold]

    @classmethod
    def of(cls, found: Quality) -> QualityTold:
        causes = [
            CauseTold(**FiguresTold.of(one.row).model_dump(), share=one.share, share_so_far=one.so_far)
            for one in found.causes
        ]
        return cls(
            all=FiguresTold.of(found.all), causes=causes, types=[FiguresTold.of(one) for one in found.types],
            products=[FiguresTold.of(one) for one in found.products],
            queues=[FiguresTold.of(one) for one in found.queues],
        )  # fmt: skip


def edits(given: CaseEdited) -> Mapping[str, Any]:
    return {name: getattr(given, name) for name in given.model_fields_set if name != "version"}
