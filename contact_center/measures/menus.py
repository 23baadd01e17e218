"""Calls that entered by a menu, by what became of them: many of them no queue ever sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.contracts.call_flows import CallFlowEnded
from contact_center.kernel.events import Recorded


@dataclass(frozen=True, slots=True)
class MenuEnd:
    """The end of one call in its menu; of several reports of one the last counts."""

    run_id: UUID
    at: datetime
    outcome: str
    closed: bool
    position: int


@dataclass(frozen=True, slots=True)
class MenuCounts:
    """Each call is one of these."""

    to_agents: int = 0
    """Went on to a queue; what became of them there is counted as offered."""
    voicemail: int = 0
    """Were asked for a message."""
    callback: int = 0
    """Took the offer of being called back."""
    put_through: int = 0
    """To a number outside."""
    after_hours: int = 0
    """Found the queue closed, and ended there."""
    in_menu: int = 0
    """Ended before anybody could have answered: hung up by the caller, or by the menu itself."""
    no_lines: int = 0
    """Refused, as all lines were taken."""
    blocked: int = 0
    """Refused, as their caller is blocked."""

    @property
    def calls(self) -> int:
        return (
            self.to_agents + self.voicemail + self.callback + self.put_through + self.after_hours + self.in_menu
            + self.no_lines + self.blocked
        )  # fmt: skip


_KINDS = {
    "queue": "to_agents", "voicemail": "voicemail", "callback": "callback", "transfer": "put_through",
    "no_lines": "no_lines", "blocked": "blocked",
}  # fmt: skip


def counted(ends: Iterable[tuple[str, bool, int]]) -> MenuCounts:
    """Of outcomes, whether the queue was found closed, and how many calls there were of each."""
    found: dict[str, int] = {}
    for outcome, closed, calls in ends:
        kind = _KINDS.get(outcome, "after_hours" if closed else "in_menu")
        found[kind] = found.get(kind, 0) + calls
    return MenuCounts(**found)


def ends(events: Iterable[Recorded]) -> list[MenuEnd]:
    """The last of each call, in the order of the log."""
    last: dict[UUID, MenuEnd] = {}
    for record in events:
        event = record.event
        if isinstance(event, CallFlowEnded):
            last[event.run_id] = MenuEnd(event.run_id, record.at, event.outcome, event.closed, record.position)
    return list(last.values())
