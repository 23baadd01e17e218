"""The work list and the places taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agent_ui.views.call import ParkedCallView
from agent_ui.views.common import ClockView
from contact_center.kernel.ids import InteractionId


class GroupKind(StrEnum):
    CALL = "call"
    WRAP_UP = "wrap_up"
    REPLY = "reply"
    PARKED = "parked"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class WorkRow:
    interaction: InteractionId
    channel: str
    who: str
    preview: str
    clock: ClockView
    organisation: str | None = None
    ours: bool = False
    """The last words are ours."""
    unread: int = 0


@dataclass(frozen=True, slots=True)
class WorkGroup:
    kind: GroupKind
    rows: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class SlotLine:
    """How much of a channel's capacity is in use."""

    channel: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class WorkListView:
    groups: tuple[WorkGroup, ...]
    slots: tuple[SlotLine, ...] = ()
    parked: tuple[ParkedCallView, ...] = ()
    """Calls that the reader may pick up; only those of their own are their work."""

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)
