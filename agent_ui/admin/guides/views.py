"""What the pages of guides take."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GuideLine:
    queue: UUID
    name: str
    state: str
    """How many steps, and since when; or that there are none."""


@dataclass(frozen=True, slots=True)
class GuidesPage:
    queues: tuple[GuideLine, ...]


@dataclass(frozen=True, slots=True)
class ChoiceForm:
    key: str
    english: str
    chinese: str
    leads_to: str
    named: bool = True
    """Has texts of its own; those of yes and no are ours."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class StepForm:
    n: int
    """Place in the form."""
    key: str
    """Empty for one that is being added."""
    english: str
    chinese: str
    kind: str
    optional: bool
    leads_to: str
    choices: tuple[ChoiceForm, ...]


@dataclass(frozen=True, slots=True)
class GuideVersionLine:
    version: int
    at: str
    by: str
    steps: int


@dataclass(frozen=True, slots=True)
class GuidePage:
    queue: UUID
    name: str
    version: int
    steps: tuple[StepForm, ...]
    """With an empty one at the end."""
    kinds: tuple[tuple[str, str], ...]
    goals: tuple[tuple[str, str], ...]
    """Where a step can lead: key and name."""
    versions: tuple[GuideVersionLine, ...] = ()
    notice: str | None = None
    error: str | None = None
    shown: int | None = None
    """An earlier version that is looked at; saving it makes it the newest."""
