"""What happened, kept until the consumer has acknowledged it."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from uuid import UUID, uuid4

import structlog

from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind
from contact_center.kernel.ids import CallId

log = structlog.get_logger()

AFTER_A_CRASH = 1_000_000
"""First sequence of an event about a call of a process that died: above all that it can have reported."""
_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class BookEntry:
    cursor: int
    event: MediaEvent


class EventBook:
    """Events in one order (`cursor`), each with its place within its call (`sequence`).

    There is one consumer. It asks for what is after its cursor and so acknowledges everything up to
    it. `instance` tells this life of the process from an earlier one, whose cursors mean nothing here.
    """

    def __init__(self, clock: Clock) -> None:
        self.instance = str(uuid4())
        self.cursor = 0
        self._clock = clock
        self._kept: deque[BookEntry] = deque()
        self._sequences: defaultdict[CallId, int] = defaultdict(int)
        self._news = asyncio.Event()
        self._closed = False

    def tell(
        self, call_id: CallId, kind: MediaEventKind, leg_id: UUID | None = None, detail: str | None = None
    ) -> None:
        self._sequences[call_id] += 1
        event = MediaEvent(call_id, leg_id, kind, self._sequences[call_id], self._clock.now(), detail)
        self.stir()
        self._kept.append(BookEntry(self.cursor, event))
        log.info("media_event", call_id=str(call_id), kind=kind.value, leg_id=str(leg_id), detail=detail)
        if len(self._kept) > _MOST_KEPT:
            log.error("media_event_unread_dropped", call_id=str(self._kept.popleft().event.call_id))

    def of_an_earlier_life(self, call_id: CallId) -> None:
        """Events about this call from now on come after all that the dead process reported."""
        self._sequences[call_id] = max(self._sequences[call_id], AFTER_A_CRASH - 1)

    def stir(self) -> None:
        """Wakes the consumer: something it should look at changed, be it without an event."""
        self.cursor += 1
        self._news.set()

    def acknowledge(self, cursor: int) -> None:
        while self._kept and self._kept[0].cursor <= cursor:
            self._kept.popleft()

    def unread(self) -> list[BookEntry]:
        return list(self._kept)

    def forget(self, call_id: CallId) -> None:
        """The call and its recording are done: its numbering is no longer needed."""
        self._sequences.pop(call_id, None)

    def close(self) -> None:
        """Nobody waits from now on: the process is about to stop."""
        self._closed = True
        self.stir()

    async def wait(self, cursor: int, seconds: float) -> None:
        """Returns once something is newer than the cursor, or after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while self.cursor <= cursor and not self._closed:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            pass
