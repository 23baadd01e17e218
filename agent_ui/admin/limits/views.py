"""What the page of limits takes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LimitKind:
    code: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Releaser:
    id: UUID
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class LimitForm:
    """A limit, or what was typed for one: amounts as text. Of a new one kind and currency are chosen."""

    kinds: tuple[LimitKind, ...]
    people: tuple[Releaser, ...]
    kind: str = ""
    name: str = ""
    """Of what it limits, in words."""
    currency: str = ""
    alone: str = ""
    per_record: str = ""
    per_customer: str = ""
    per_agent: str = ""
    days: str = "30"
    problem: str = ""
    released_by: tuple[str, ...] = ()
    """Names of who agrees to what is over it."""

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.currency}"


@dataclass(frozen=True, slots=True)
class LimitsView:
    limits: tuple[LimitForm, ...]
    new: LimitForm
    notice: str = ""
