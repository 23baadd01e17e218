"""What the page of the ERP's connection takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.views import Tone


@dataclass(frozen=True, slots=True)
class ErpKindChoice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ErpField:
    name: str
    label: str
    value: str = ""
    secret: bool = False
    long: bool = False
    required: bool = False
    kept: bool = False
    """A secret that stays if nothing is written."""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ErpFeedLine:
    """How the copy of one kind of record stands."""

    name: str
    records: int
    share: int | None
    """Percent of a first copy that is not complete yet."""
    agreed_at: datetime | None
    lag: str
    changed_at: str
    reconciled_at: datetime | None
    removed: int
    refused: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ErpAbilityLine:
    name: str
    there: bool
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ErpTestLine:
    """One kind of record in a test: how many there are, and the first."""

    name: str
    count: int
    first: tuple[str, ...]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class ErpConnectionPage:
    connected: str = ""
    """What is connected, in words; empty: nothing."""
    address: str = ""
    state: str = ""
    state_tone: Tone = Tone.PLAIN
    feeds: tuple[ErpFeedLine, ...] = ()
    abilities: tuple[ErpAbilityLine, ...] = ()
    kinds: tuple[ErpKindChoice, ...] = ()
    kind: str = ""
    kind_name: str = ""
    caution: str = ""
    fields: tuple[ErpField, ...] = ()
    sections: tuple[tuple[str, str, str], ...] = ()
    """What a mapping may name: section, what it needs, what it may have."""
    notice: str = ""
    problem: str = ""
    tested: tuple[ErpTestLine, ...] | None = None
    """None: no test was made."""
    offered: int = 0
    sites: str = ""
    """That may show timelines inside their pages, one a line."""
    links_since: datetime | None = None
    """Links to timelines that are older were ended."""
