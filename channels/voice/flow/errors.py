"""What can go wrong with call flows: as errors, and as problems of a flow, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as having
from enum import StrEnum

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class FlowProblemCode(StrEnum):
    """The sentences are in `agent_ui/words/call_flows.py`; arguments stand beside each."""

    NO_STEPS = "no_steps"
    TOO_MANY_STEPS = "too_many_steps"
    """`most`"""
    NAME_UNUSABLE = "name_unusable"
    NAME_TWICE = "name_twice"
    LANGUAGE_UNKNOWN = "language_unknown"
    PROMPT_MISSING = "prompt_missing"
    """`language`"""
    PROMPT_TOO_LONG = "prompt_too_long"
    """`most` characters."""
    BRANCH_MISSING = "branch_missing"
    """`branch`"""
    LEADS_NOWHERE = "leads_nowhere"
    """`branch`, `goal`"""
    LOOP = "loop"
    """Steps that lead to one another for ever while nobody presses a key."""
    UNREACHABLE = "unreachable"
    NO_KEYS = "no_keys"
    KEY_UNUSABLE = "key_unusable"
    KEY_TWICE = "key_twice"
    """`key`"""
    QUEUE_MISSING = "queue_missing"
    QUEUE_UNKNOWN = "queue_unknown"
    NUMBER_MISSING = "number_missing"
    OUT_OF_RANGE = "out_of_range"
    """`least`, `most`"""


@dataclass(frozen=True, slots=True)
class FlowProblem:
    """Something that keeps a flow from being published."""

    code: FlowProblemCode
    step: str = ""
    """Name of the step it is about; empty for the flow as a whole."""
    field: str = ""
    """Which field of the step: `prompt.en`, `leads.next`, `keys.0.key`, `queue`, …"""
    args: Mapping[str, str | int] = having(default_factory=dict)

    @property
    def place(self) -> str:
        return f"steps[{self.step}].{self.field}".rstrip(".") if self.step else self.field


class FlowHasProblems(Invalid):
    """This flow cannot be published yet; each problem is named with its place."""

    def __init__(self, problems: tuple[FlowProblem, ...]) -> None:
        first = problems[0]
        told = [{"code": one.code.value, "place": one.place, "args": dict(one.args)} for one in problems]
        super().__init__(field=first.place, problems=told)
        self.problems = problems


class NoSuchCallFlow(NotFound):
    """There is no such call flow here."""


class NoSuchFlowVersion(NotFound):
    """This flow was never published with that number."""


class FlowChangedMeanwhile(Conflict):
    """Somebody else has changed this flow; read it again before you change it."""


class FlowNameTaken(Conflict):
    """Another call flow has this name; choose another one."""


class FlowNameUnusable(Invalid):
    """A call flow has a name of 1 to 80 characters."""


class FlowInUse(Conflict):
    """Calls enter by this flow; give its accounts another one first."""


class FlowNotPublished(Conflict):
    """This flow was never published; publish it before calls enter by it."""


class NotAVoiceAccount(Invalid):
    """Only an account by which calls come can have a call flow."""


class TooManyFlows(Conflict):
    """An organisation has at most 100 call flows; remove one that is not used."""


class NoSuchFlowRun(NotFound):
    """There is no such call in a menu, or it is over."""


class SoundUnusable(Invalid):
    """A prompt is a sound file of at most 2 MB in WAV, MP3 or OGG."""


class NoSuchPromptSound(NotFound):
    """There is no such sound."""


class CallerBlocked(Forbidden):
    """Calls from here are not taken."""


class NoSuchCaller(NotFound):
    """There is no such call, or it has no caller who can be blocked."""
