"""What the pages of channel accounts take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.admin.routing.form import Field, FieldTrouble


@dataclass(frozen=True, slots=True)
class ChannelAccountLine:
    href: str
    channel: str
    name: str
    address: str
    queue: str
    active: bool
    last_in: datetime | None
    last_out: datetime | None
    quarantined: int
    failed: int
    why: str = ""
    """Of the last message that was not delivered."""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    channel: str
    href: str


@dataclass(frozen=True, slots=True)
class ChannelAccountsView:
    lines: tuple[ChannelAccountLine, ...]
    channels: tuple[ChannelChoice, ...]
    """That can be connected."""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    grade: str
    said: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ChannelAccountView:
    """The form of one account, or of a new one."""

    title: str
    channel: str
    action: str
    fields: tuple[Field, ...]
    settings: tuple[Field, ...]
    rare: tuple[Field, ...]
    new: bool = False
    active: bool = True
    address: str = ""
    troubles: tuple[FieldTrouble, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    next_step: str = ""
    to_copy: str = ""
    notice: str = ""
    kept: bool = False
    line: ChannelAccountLine | None = None
    """How it fares."""
