"""The entries of a day as they went this time, and what follows upon what. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from contact_center.kernel.ids import AgentId, InteractionId, SegmentId
from routing.engine.decisions import Explanation
from routing.rehearsal.replay.record import Day, PresenceSpan, RecordedEntry

Busy = tuple[AgentId, datetime, datetime]


@dataclass(slots=True)
class ReplayedEntry:
    """One entry as it went this time."""

    entry: RecordedEntry
    entered_at: datetime | None = None
    """None: it never came to it, as the work before was never done."""
    offers: int = 0
    segment_id: SegmentId | None = None
    """The open offer."""
    agent_id: AgentId | None = None
    answered_at: datetime | None = None
    gone_at: datetime | None = None
    abandoned: bool = False
    done: bool = False
    why: Explanation | None = None

    @property
    def waits(self) -> bool:
        return self.entered_at is not None and self.answered_at is None and self.gone_at is None


@dataclass(slots=True)
class Played:
    plays: list[ReplayedEntry]
    busy: list[Busy]
    stands: list[PresenceSpan]


class Chains:
    """The entries of each piece of work, in their order."""

    def __init__(self, day: Day) -> None:
        self._begins = day.begins
        self._chains: dict[InteractionId, list[ReplayedEntry]] = {}
        for entry in day.entries:
            self._chains.setdefault(entry.interaction_id, []).append(ReplayedEntry(entry))
        followed = (play for play in self.plays() if play.entry.at < day.ends)
        self._followed = sorted(followed, key=lambda play: play.entry.at)
        """Of the day, and of before it where it still waits: until they have ended the day goes on."""

    def plays(self) -> list[ReplayedEntry]:
        return [play for chain in self._chains.values() for play in chain]

    def carried_over(self) -> list[ReplayedEntry]:
        """What entered before the day and still waits as it begins."""
        return [play for play in self.plays() if play.entry.at < self._begins]

    def that_come(self) -> Iterator[ReplayedEntry]:
        """At the instant of the record. The others come when the work before them is done."""
        for chain in self._chains.values():
            for before, play in zip([None, *chain], chain, strict=False):
                if play.entry.at >= self._begins and (before is None or not play.entry.follows):
                    yield play

    def before(self, play: ReplayedEntry) -> ReplayedEntry | None:
        """The latest entry of the same work that has come in."""
        chain = self._chains[play.entry.interaction_id]
        entered = [other for other in chain[: chain.index(play)] if other.entered_at is not None]
        return entered[-1] if entered else None

    def after(self, play: ReplayedEntry) -> list[ReplayedEntry]:
        chain = self._chains[play.entry.interaction_id]
        return chain[chain.index(play) + 1 :]

    def all_ended(self) -> bool:
        """Whether none of the day's work waits any more, or can still come."""
        while self._followed and self._ended(self._followed[-1]):
            self._followed.pop()
        return not self._followed

    def _ended(self, play: ReplayedEntry) -> bool:
        if play.entered_at is not None:
            return not play.waits
        before = self.before(play)
        return before is None or before.done
