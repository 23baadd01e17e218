"""Call flows as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from channels.voice.flow.domain import (
    LANGUAGES,
    LONGEST_LABEL,
    LONGEST_PROMPT,
    MENU_KEYS,
    MOST_STEPS,
    CallFlow,
    ClaimKind,
    FlowCounts,
    FlowKey,
    FlowPrompt,
    FlowStep,
    FlowVersion,
    StepKind,
    StoredFlow,
)
from channels.voice.flow.errors import FlowProblem
from channels.voice.flow.run_store import CallerBlock
from channels.voice.flow.service import LONGEST_NAME, LONGEST_NOTE, FlowDraft

StepName = Annotated[str, Field(max_length=40)]
Saw = Annotated[int, Field(ge=0, le=1_000_000_000)]
Tongue = Annotated[str, Field(max_length=35)]
FlowName = Annotated[str, Field(max_length=LONGEST_NAME)]
Whole = Annotated[int, Field(ge=-100_000, le=100_000)]


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


Spoken = Annotated[str, Field(max_length=LONGEST_PROMPT)]
Labelled = Annotated[str, Field(max_length=LONGEST_LABEL)]


class PromptBody(_Body):
    texts: Annotated[dict[Tongue, Spoken], Field(max_length=len(LANGUAGES))] = {}
    """Words by language (`en`, `zh-Hant`), read by the provider's speech."""
    sounds: Annotated[dict[Tongue, UUID], Field(max_length=len(LANGUAGES))] = {}
    """Sounds in place of the words, by language."""


class FlowKeyBody(_Body):
    key: Annotated[str, Field(max_length=1)]
    label: Annotated[dict[Tongue, Labelled], Field(max_length=len(LANGUAGES))] = {}
    leads_to: StepName = ""
    """Of a menu: name of a step."""
    language: Tongue = ""
    """Of a choice of language."""


class FlowStepBody(_Body):
    """A step has the branches of its kind; what belongs to other kinds is not read."""

    name: StepName
    kind: StepKind
    prompt: PromptBody = PromptBody()
    second: PromptBody = PromptBody()
    """Said after no or a wrong key; of a callback offer: asks for the number."""
    leads: Annotated[dict[Annotated[str, Field(max_length=20)], StepName], Field(max_length=10)] = {}
    """Branch → name of a step: `next`, `open`, `closed`, `holiday`, `no_choice`, `found`, `not_found`, `full`,
    `declined`, `failed`."""
    keys: Annotated[list[FlowKeyBody], Field(max_length=len(MENU_KEYS))] = []
    tries: Whole = 2
    seconds: Whole = 6
    queue: UUID | None = None
    claim: ClaimKind = ClaimKind.ORDER
    digits: Whole = 12
    number: Annotated[str, Field(max_length=20)] = ""
    priority: Whole = 0
    skills: Annotated[dict[Annotated[str, Field(max_length=60)], Whole], Field(max_length=20)] = {}
    most_waiting: Whole = 20
    most_minutes: Whole = 30
    message_seconds: Whole = 120

    def step(self) -> FlowStep:
        return FlowStep(
            self.name, self.kind, FlowPrompt(self.prompt.texts, self.prompt.sounds),
            FlowPrompt(self.second.texts, self.second.sounds), dict(self.leads),
            tuple(FlowKey(one.key, one.label, one.leads_to, one.language) for one in self.keys), self.tries,
            self.seconds, self.queue, self.claim, self.digits, self.number, self.priority, dict(self.skills),
            self.most_waiting, self.most_minutes, self.message_seconds,
        )  # fmt: skip

    @classmethod
    def of(cls, one: FlowStep) -> FlowStepBody:
        return cls(
            name=one.name, kind=one.kind,
            prompt=PromptBody(texts=dict(one.prompt.texts), sounds=dict(one.prompt.sounds)),
            second=PromptBody(texts=dict(one.second.texts), sounds=dict(one.second.sounds)), leads=dict(one.leads),
            keys=[
                FlowKeyBody(key=each.key, label=dict(each.label), leads_to=each.leads_to, language=each.language)
                for each in one.keys
            ],
            tries=one.tries, seconds=one.seconds, queue=one.queue, claim=one.claim, digits=one.digits,
            number=one.number, priority=one.priority, skills=dict(one.skills), most_waiting=one.most_waiting,
            most_minutes=one.most_minutes, message_seconds=one.message_seconds,
        )  # fmt: skip


class CallFlowBody(_Body):
    languages: Annotated[list[Tongue], Field(max_length=len(LANGUAGES))] = list(LANGUAGES)
    """In which every prompt has to be."""
    steps: Annotated[list[FlowStepBody], Field(max_length=MOST_STEPS)]
    """Calls begin with the first."""

    def flow(self) -> CallFlow:
        return CallFlow(tuple(one.step() for one in self.steps), tuple(self.languages))

    @classmethod
    def of(cls, flow: CallFlow) -> CallFlowBody:
        return cls(languages=list(flow.languages), steps=[FlowStepBody.of(one) for one in flow.steps])


class CreateCallFlow(_Body):
    name: FlowName
    flow: CallFlowBody


class ChangeCallFlow(_Body):
    name: FlowName | None = None
    flow: CallFlowBody
    saw: Saw
    """`edits` of what you changed."""


class PublishCallFlow(_Body):
    saw: Saw
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    """Why; stands beside the version."""


class AssignCallFlow(_Body):
    flow: UUID | None
    """None: calls go straight to the queue of the account."""


class FlowProblemOut(_Body):
    code: str
    place: str
    args: dict[str, str | int]

    @classmethod
    def of(cls, one: FlowProblem) -> FlowProblemOut:
        return cls(code=one.code.value, place=one.place, args=dict(one.args))


class CallFlowLineOut(_Body):
    id: UUID
    name: str
    published: int
    """The version by which calls enter; 0 for none."""
    changed: bool
    """A draft waits to be published."""
    accounts: list[UUID]
    """By which calls enter this way."""

    @classmethod
    def of(cls, one: StoredFlow, accounts: list[UUID]) -> CallFlowLineOut:
        return cls(id=one.id, name=one.name, published=one.published, changed=one.draft is not None, accounts=accounts)


class FlowCountsOut(_Body):
    """Calls of the last 7 days; those that ended before a queue are not offered calls."""

    account: UUID
    entered: int
    to_queue: int
    to_voicemail: int
    callbacks: int
    put_through: int
    in_menu: int
    """Ended in the flow while it was open."""
    after_hours: int
    """Ended in the flow after a queue was found closed."""
    no_lines: int
    """Refused because all lines were in use."""
    blocked: int

    @classmethod
    def of(cls, one: FlowCounts) -> FlowCountsOut:
        return cls(
            account=one.account_id, entered=one.entered, to_queue=one.to_queue, to_voicemail=one.to_voicemail,
            callbacks=one.callbacks, put_through=one.put_through, in_menu=one.in_menu, after_hours=one.after_hours,
            no_lines=one.no_lines, blocked=one.blocked,
        )  # fmt: skip


class CallFlowList(_Body):
    flows: list[CallFlowLineOut]
    counts: list[FlowCountsOut]


class CallFlowOut(_Body):
    id: UUID
    name: str
    edits: int
    """Give it as `saw` with a change."""
    published: int
    draft: CallFlowBody
    """What would be published; the live version where nothing was changed."""
    problems: list[FlowProblemOut]
    """That keep the draft from being published."""

    @classmethod
    def of(cls, one: FlowDraft) -> CallFlowOut:
        return cls(
            id=one.stored.id, name=one.stored.name, edits=one.stored.edits, published=one.stored.published,
            draft=CallFlowBody.of(one.draft), problems=[FlowProblemOut.of(each) for each in one.problems],
        )  # fmt: skip


class FlowVersionOut(_Body):
    version: int
    flow: CallFlowBody
    note: str
    published_at: datetime
    published_by: str

    @classmethod
    def of(cls, one: FlowVersion) -> FlowVersionOut:
        return cls(
            version=one.version, flow=CallFlowBody.of(one.flow), note=one.note, published_at=one.published_at,
            published_by=one.published_by,
        )  # fmt: skip


class FlowVersionList(_Body):
    versions: list[FlowVersionOut]


class CallerBlockOut(_Body):
    id: UUID
    kind: str
    caller: str
    """A number, or a visitor's id."""
    blocked_at: datetime
    blocked_by: UUID

    @classmethod
    def of(cls, one: CallerBlock) -> CallerBlockOut:
        return cls(
            id=one.id, kind=one.caller_kind, caller=one.caller_value, blocked_at=one.blocked_at,
            blocked_by=one.blocked_by,
        )  # fmt: skip


class CallerBlockList(_Body):
    blocks: list[CallerBlockOut]
