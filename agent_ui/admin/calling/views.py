"""What the page about calls out takes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SpanView:
    """When calls of a purpose are made, as it stands in two fields."""

    purpose: str
    name: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class MachineMessageView:
    """What an answering machine is told in one language, as it stands in its field."""

    language: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class LineView:
    """The rules of one line, as they stand in its fields."""

    account: UUID
    name: str
    state: str
    can_dial: bool
    numbers: str
    """One a line, with the queues to which it belongs after a colon."""
    prefixes: str
    premium: bool
    ring_seconds: str
    prices: str
    """One a line: how numbers begin, and the price of a minute."""
    currency: str
    most_a_day: str
    most_a_day_each: str
    hours: tuple[SpanView, ...]
    message: tuple[MachineMessageView, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CallingPolicyView:
    lines: tuple[LineView, ...]
    queues: tuple[str, ...] = ()
    """Names, for whom a number can be kept."""
    notice: str | None = None
