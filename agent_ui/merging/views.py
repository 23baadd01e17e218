"""What the banner of possible duplicates, their list and the comparison of two customers take."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agent_ui.views import UndoView


@dataclass(frozen=True, slots=True)
class SignView:
    """One thing that speaks for two being one, or against it."""

    text: str
    good: bool


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the two."""

    customer: UUID
    name: str
    known: str
    """Since when, and the last contact, in words."""
    addresses: tuple[str, ...] = ()

    @property
    def href(self) -> str:
        return f"/customers/{self.customer}"


@dataclass(frozen=True, slots=True)
class PairView:
    one: SideView
    other: SideView
    signs: tuple[SignView, ...]

    @property
    def compare(self) -> str:
        return f"/customers/{self.one.customer}/compare/{self.other.customer}"

    @property
    def two(self) -> str:
        return f"/customers/{self.one.customer}/two/{self.other.customer}"


@dataclass(frozen=True, slots=True)
class MergedView:
    """A merge that makes up the customer, and how it ends."""

    text: str
    action: str


@dataclass(frozen=True, slots=True)
class PerhapsView:
    """What stands above a customer: who they may be, who they were merged with, what was just done."""

    customer: UUID
    pair: PairView | None = None
    others: int = 0
    """More who may be the same."""
    merged: tuple[MergedView, ...] = ()
    undo: UndoView | None = None


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A field of both, and which value stays."""

    code: str
    name: str
    ours: str
    theirs: str
    takes_other: bool
    why: str
    same: bool = False


@dataclass(frozen=True, slots=True)
class CompareView:
    pair: PairView
    fields: tuple[ComparedField, ...]
    action: str
    swap: str


@dataclass(frozen=True, slots=True)
class PairsView:
    pairs: tuple[PairView, ...]
    total: str
    more: str | None = None
