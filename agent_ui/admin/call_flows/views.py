"""What the pages of call flows take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.admin.call_flows.picture import FlowPicture

Choices = tuple[tuple[str, str], ...]
"""Value and name of each option."""


@dataclass(frozen=True, slots=True)
class CallFlowLine:
    id: UUID
    name: str
    state: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallAccountLine:
    id: UUID
    name: str
    address: str
    flow: str
    """Id of the flow by which its calls enter; empty for none."""


@dataclass(frozen=True, slots=True)
class FlowCountsLine:
    """What came of the calls of an account."""

    account: str
    entered: str
    to_queue: str
    to_voicemail: str
    callbacks: str
    put_through: str
    in_menu: str
    after_hours: str
    no_lines: str
    blocked: str


@dataclass(frozen=True, slots=True)
class CallerBlockLine:
    id: UUID
    caller: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CallFlowsPage:
    flows: tuple[CallFlowLine, ...]
    accounts: tuple[CallAccountLine, ...]
    choices: Choices
    """Flows that are published."""
    counts: tuple[FlowCountsLine, ...] = ()
    blocks: tuple[CallerBlockLine, ...] = ()
    notice: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class FlowKeyForm:
    key: str
    english: str
    chinese: str
    leads_to: str
    language: str


@dataclass(frozen=True, slots=True)
class FlowPromptForm:
    """One prompt in one language."""

    tongue: str
    label: str
    text: str
    sound: str
    """Id of its sound; empty for none."""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class FlowStepForm:
    n: int
    name: str
    kind: str
    kind_name: str
    prompts: tuple[FlowPromptForm, ...]
    second: tuple[FlowPromptForm, ...]
    leads: tuple[tuple[str, str, str, str], ...]
    """Kinds that have this branch, its code, its name and where it leads."""
    keys: tuple[FlowKeyForm, ...]
    queue: str
    tries: int
    seconds: int
    claim: str
    digits: int
    number: str
    priority: int
    skills: str
    most_waiting: int
    most_minutes: int
    message_seconds: int
    problems: tuple[str, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class FlowVersionLine:
    version: int
    at: datetime
    by: str
    note: str
    live: bool


@dataclass(frozen=True, slots=True)
class FlowChangeLine:
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class CallFlowPage:
    id: UUID
    name: str
    edits: int
    published: int
    steps: tuple[FlowStepForm, ...]
    """With an empty one at the end."""
    languages: tuple[tuple[str, str, bool], ...]
    kinds: Choices
    goals: Choices
    queues: Choices
    claims: Choices
    tongues: Choices
    picture: FlowPicture
    problems: tuple[tuple[str, str], ...] = ()
    """Of the draft: step and sentence."""
    changes: tuple[FlowChangeLine, ...] = ()
    versions: tuple[FlowVersionLine, ...] = ()
    accounts: tuple[str, ...] = ()
    changed: bool = False
    shown: int | None = None
    """An earlier version that is looked at."""
    notice: str | None = None
    error: str | None = None
    late: bool = False
    """Somebody else has changed it meanwhile: what was written can be saved over it only after looking."""


@dataclass(frozen=True, slots=True)
class HeardLine:
    """A line of a tried call: what is said, what the caller does, or what the centre finds out."""

    kind: str
    """`said`, `pressed`, `silence`, `found`, `ended`"""
    text: str
    tongue: str = ""


@dataclass(frozen=True, slots=True)
class TriedCallPage:
    id: UUID
    name: str
    heard: tuple[HeardLine, ...]
    keys: Choices
    """That mean something now, with what they mean."""
    wrong_key: str
    """One that means nothing."""
    typed: bool
    """Several digits are asked for."""
    over: bool
    query: tuple[tuple[str, str], ...]
    """What the call was tried with, to go on."""
    openings: Choices
    opening: str
    language: str
    tongues: Choices
    waiting: int
    minutes: int
    found: bool
    picture: FlowPicture
    at: str
    """Name of the step where the caller is."""
    draft: bool
