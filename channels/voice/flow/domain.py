"""A call flow: what a caller hears before an agent, as named steps that lead to one another.

A flow is data. It is checked (`checking`) before it is published, and interpreted (`interpreter`) one input at a time.
Each step has the branches of its kind; a branch names the step that follows. The first step is where a call begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

LANGUAGES: Final = ("en", "zh-Hant")
"""In which prompts can be."""
MENU_KEYS: Final = "1234567890*#"
MOST_STEPS: Final = 60
LONGEST_PROMPT: Final = 1000
LONGEST_LABEL: Final = 60
MOST_TRIES: Final = 5
MOST_SECONDS: Final = 30
MOST_DIGITS: Final = 20
LONGEST_MESSAGE: Final = 600
"""Seconds that a caller may speak on a machine."""
MOST_WAITING: Final = 1000
MOST_MINUTES: Final = 240
MOST_PRIORITY: Final = 10
MOST_TURNS: Final = 100
"""Inputs of one call; after that it is ended."""


class StepKind(StrEnum):
    SAY = "say"
    """A greeting, or anything else that is only said."""
    HOURS = "hours"
    """Whether a queue is open now."""
    MENU = "menu"
    """A choice by key."""
    LANGUAGE = "language"
    """A choice of the language in which the call goes on."""
    IDENTIFY = "identify"
    """The caller types a number; what it belongs to is a claim, never a proof."""
    ANNOUNCE = "announce"
    """Place and expected wait in a queue, said in the prompt by `{place}` and `{minutes}`."""
    OVERFLOW = "overflow"
    """Whether too many wait in a queue, or the wait would be too long."""
    CALLBACK = "callback"
    """The offer to be called back."""
    QUEUE = "queue"
    """The end here: waits for an agent."""
    VOICEMAIL = "voicemail"
    """The end here: leaves a message for a queue."""
    TRANSFER = "transfer"
    """The end here: put through to an outside number, where the provider can."""
    HANG_UP = "hang_up"


BRANCHES: Final[Mapping[StepKind, tuple[str, ...]]] = {
    StepKind.SAY: ("next",),
    StepKind.HOURS: ("open", "closed", "holiday"),
    StepKind.MENU: ("no_choice",),
    StepKind.LANGUAGE: ("next",),
    StepKind.IDENTIFY: ("found", "not_found"),
    StepKind.ANNOUNCE: ("next",),
    StepKind.OVERFLOW: ("full", "next"),
    StepKind.CALLBACK: ("declined",),
    StepKind.QUEUE: (),
    StepKind.VOICEMAIL: (),
    StepKind.TRANSFER: ("failed",),
    StepKind.HANG_UP: (),
}
"""The branches of each kind beside those of its keys. `no_choice`: no key, or only wrong ones, as often as is allowed;
`failed`: the provider cannot put a call through."""

PRESSED: Final = frozenset({"found"})
"""Branches that only a caller who presses keys takes."""
SPEAKS: Final = frozenset(
    {
        StepKind.SAY, StepKind.MENU, StepKind.LANGUAGE, StepKind.IDENTIFY, StepKind.ANNOUNCE, StepKind.CALLBACK,
        StepKind.VOICEMAIL,
    }
)  # fmt: skip
"""Kinds that need a prompt; the ends may have one."""
OF_QUEUE: Final = frozenset(
    {StepKind.HOURS, StepKind.ANNOUNCE, StepKind.OVERFLOW, StepKind.QUEUE, StepKind.VOICEMAIL, StepKind.CALLBACK}
)
OF_KEYS: Final = frozenset({StepKind.MENU, StepKind.LANGUAGE})


class ClaimKind(StrEnum):
    """What kind of number the caller is asked for."""

    CUSTOMER = "customer"
    ORDER = "order"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class FlowPrompt:
    """What is said: words that the provider's speech reads, or a sound file in their place; by language."""

    texts: Mapping[str, str] = field(default_factory=dict)
    sounds: Mapping[str, UUID] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.texts.values()) or bool(self.sounds)


@dataclass(frozen=True, slots=True)
class FlowKey:
    """One choice of a menu."""

    key: str
    """Of `MENU_KEYS`."""
    label: Mapping[str, str] = field(default_factory=dict)
    """What it means, by language: shown to the agent, and on keypads that can."""
    leads_to: str = ""
    language: str = ""
    """Of a choice of language."""


@dataclass(frozen=True, slots=True)
class FlowStep:
    name: str
    """Unique in its flow, e.g. `greeting`."""
    kind: StepKind
    prompt: FlowPrompt = FlowPrompt()
    second: FlowPrompt = FlowPrompt()
    """Said after no or a wrong key, before the prompt comes again; of a callback offer: asks for the number of a caller
    whose number is not known."""
    leads: Mapping[str, str] = field(default_factory=dict)
    """Branch → name of the step that follows."""
    keys: tuple[FlowKey, ...] = ()
    tries: int = 2
    seconds: int = 6
    """Of silence after the prompt, before it counts as no input."""
    queue: UUID | None = None
    claim: ClaimKind = ClaimKind.ORDER
    digits: int = 12
    """How many the caller may type; `#` ends it earlier."""
    number: str = ""
    """Of a transfer, E.164."""
    priority: int = 0
    """Added to that of the queue, -10 to 10."""
    skills: Mapping[str, int] = field(default_factory=dict)
    """Demanded beside those of the queue, by their names; level 1 to 5."""
    most_waiting: int = 20
    most_minutes: int = 30
    message_seconds: int = 120

    def goals(self) -> dict[str, str]:
        """Branch → goal, those of keys as `key.1`."""
        found = {branch: self.leads.get(branch, "") for branch in BRANCHES[self.kind]}
        if self.kind is StepKind.MENU:
            found |= {f"key.{one.key}": one.leads_to for one in self.keys}
        return found


@dataclass(frozen=True, slots=True)
class CallFlow:
    steps: tuple[FlowStep, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    """In which every prompt has to be; the first is spoken to who has none of them."""

    def step(self, name: str) -> FlowStep | None:
        return next((one for one in self.steps if one.name == name), None)


@dataclass(frozen=True, slots=True)
class StoredFlow:
    id: UUID
    name: str
    draft: CallFlow | None
    """None: what is published is all there is."""
    edits: int
    """Rises with each change, so that nobody overwrites another's."""
    published: int
    """The version by which calls enter now; 0 for none."""
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class FlowVersion:
    version: int
    flow: CallFlow
    note: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class PromptSound:
    id: UUID
    flow_id: UUID
    blob_key: str
    content_type: str
    bytes: int


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """Of calls that entered within a time, by account. None of them is counted as offered by this."""

    account_id: UUID
    entered: int
    to_queue: int
    to_voicemail: int
    callbacks: int
    put_through: int
    in_menu: int
    """Ended in the flow while it was open: the caller left, or the flow ended the call."""
    after_hours: int
    """Ended in the flow after a queue was found closed."""
    no_lines: int
    """Refused because all lines were in use, or the media did not answer."""
    blocked: int


def spoken(flow: CallFlow, language: str) -> str:
    """The language of the flow that suits this one best."""
    family = language.partition("-")[0].partition("_")[0].lower()
    same = [one for one in flow.languages if one.partition("-")[0].lower() == family]
    return same[0] if same else next(iter(flow.languages), LANGUAGES[0])
