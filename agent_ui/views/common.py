"""What several views share: tones, sources, clocks, identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contact_center.kernel.contracts.erp import Block, Freshness


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One of the values that a list or a report can be narrowed to."""

    key: str
    name: str
    chosen: bool = False


class Tone(StrEnum):
    """What a colour may mean. PLAIN has none."""

    PLAIN = "plain"
    LATE = "late"
    """Late, failed, refused."""
    SOON = "soon"
    """Soon due, old, not proven."""
    GOOD = "good"
    """Present, verified, done."""


@dataclass(frozen=True, slots=True)
class SourceAge:
    """Where a fact is from and how old it is; every fact has one."""

    source: str
    freshness: Freshness
    as_of: datetime | None = None
    reason: str | None = None

    @classmethod
    def of(cls, block: Block[object]) -> SourceAge:
        return cls(block.source, block.freshness, block.as_of, block.reason)


class ClockKind(StrEnum):
    AGE = "age"
    """How long ago, coarse: 9 min."""
    DUE = "due"
    """Age; in the last quarter the time left, in amber; after it "late 12 min", in red."""
    TIMER = "timer"
    """Runs each second: 6:42."""
    LEFT = "left"
    """Counts down: 0:48 left; amber in the last quarter, red at the end."""
    BACK = "back"
    """When it comes back: back 15:00."""
    MISSED = "missed"
    FAILED = "failed"
    NO_AGENT = "no_agent"


@dataclass(frozen=True, slots=True)
class ClockView:
    kind: ClockKind
    since: datetime | None = None
    due: datetime | None = None


class IdentityState(StrEnum):
    VERIFIED = "verified"
    CLAIMED = "claimed"
    """Caller ID or From: a claim."""
    SEVERAL = "several"
    """Several customers share the address; the agent picks."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IdentityView:
    state: IdentityState
    how: str | None = None
    at: datetime | None = None
