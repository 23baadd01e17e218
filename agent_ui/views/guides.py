"""A guide beside the conversation: what to say now, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GuideOption:
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class GuideStepView:
    """The step that is to be answered now."""

    key: str
    text: str
    kind: str
    """`say`, `text`, `number`, `date`, `yes_no`, `choice`."""
    optional: bool = False
    options: tuple[GuideOption, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideAnswerLine:
    key: str
    text: str
    answer: str
    """In words; empty for a step that only said something."""
    by: str
    """Who and when."""


@dataclass(frozen=True, slots=True)
class GuideView:
    queue: UUID
    name: str
    """Of the queue."""
    done: tuple[GuideAnswerLine, ...] = ()
    current: GuideStepView | None = None
    """None: the end is reached, or the reader answers nothing here."""
    number: int = 0
    """Of the current step."""
    total: int = 0
    """Steps, if every one from here leads to the next."""
    can_answer: bool = False
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Disposition:
    code: str
    name: str
    """In the tenant's words, without its branches."""
    branch: str = ""
    """The names of the branches it is in, parted by " › "."""
    case_type: str | None = None
    """The type of the case that is opened with it."""

    @property
    def path(self) -> str:
        return f"{self.branch} › {self.name}" if self.branch else self.name


@dataclass(frozen=True, slots=True)
class OpensCase:
    """The case that the chosen code asks for."""

    type: str
    name: str
    """Of the type, in words."""


@dataclass(frozen=True, slots=True)
class CallWorkView:
    """What an agent settles while they speak."""

    dispositions: tuple[Disposition, ...]
    chosen: str | None = None
    required: bool = False
    """The queue asks for one in the end."""
    opens: OpensCase | None = None
