"""All calls of one media process, the tick that drives them, and the way of their recordings."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import structlog

from channels.voice.errors import CallOver, LinesBusy, UnknownCall
from channels.voice.providers.builtin.audio import TICK_SECONDS
from channels.voice.providers.builtin.book import EventBook
from channels.voice.providers.builtin.bridge import Bridge, Tell
from channels.voice.providers.builtin.echo import Echo
from channels.voice.providers.builtin.library import SoundLibrary
from channels.voice.providers.builtin.recording import Recorder, RecordingSink, hand_over, is_message, leftovers
from contact_center.kernel.contracts.telephony import MediaEventKind
from contact_center.kernel.ids import CallId
from contact_center.kernel.phrases import Phrase

log = structlog.get_logger()

MOST_CALLS = 3
"""Calls at once that two cores carry beside the rest of a small site."""

MOST_ECHOES = 3
"""Agents who try their headsets at the same moment; each costs about half a call."""

_LATE = 2 * TICK_SECONDS
_HOPELESS = 10 * TICK_SECONDS
"""So far behind the clock, ticks are skipped instead of made up for."""
_MOST_ENDED = 1_000


@dataclass(frozen=True, slots=True)
class Stats:
    calls: int
    most_calls: int
    legs: int
    ticks: int
    late_ticks: int
    """Ticks that began more than 40 ms behind their time: audible when they come often."""
    gaps: int
    """How often the voices of the present legs ran dry."""
    events_unread: int


class Guests(Protocol):
    """Who is on a line of this process and not in a call yet."""

    @property
    def present(self) -> int:
        """Lines that they take."""
        ...

    def holds(self, call_id: CallId) -> bool:
        """Whether somebody with a line is here for this call."""
        ...

    def tick(self, now: float) -> None:
        """20 ms of each."""
        ...


class Exchange:
    """Create it inside the running event loop, then `start`. `stop` ends every call."""

    def __init__(
        self,
        book: EventBook,
        sounds: SoundLibrary,
        spool: Path,
        sink: RecordingSink,
        most_calls: int = MOST_CALLS,
    ) -> None:
        self.book = book
        self.most_calls = most_calls
        self.sounds, self._spool, self._sink = sounds, spool, sink
        self._bridges: dict[CallId, Bridge] = {}
        self._ended: OrderedDict[CallId, None] = OrderedDict()
        self._echoes: list[Echo] = []
        self._errands: set[asyncio.Task[None]] = set()
        self._ticker: asyncio.Task[None] | None = None
        self._ticks = self._late = 0
        self.guests: Guests | None = None
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def start(self) -> None:
        """Hands over what an earlier process left behind, and begins to tick."""
        for call_id, path in await asyncio.to_thread(leftovers, self._spool):
            self.book.of_an_earlier_life(call_id)
            self._errand(self._store(call_id, path))
        self._ticker = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Ends all calls; returns when their recordings are handed over."""
        for call_id in list(self._bridges):
            await self.end(call_id, "media process stopped")
        for echo in self._echoes:
            echo.end()
        await asyncio.gather(*(echo.closed() for echo in self._echoes), *self._errands, return_exceptions=True)
        if self._ticker is not None:
            self._ticker.cancel()
            await asyncio.gather(self._ticker, return_exceptions=True)
        self.book.close()

    def create(self, call_id: CallId, language: str) -> None:
        """Opens the call; again is harmless. Raises `LinesBusy`, and `CallOver` for an ended one."""
        if call_id in self._bridges:
            return
        if call_id in self._ended:
            raise CallOver(call_id)
        if self._taken - self._is_guest(call_id) >= self.most_calls:
            raise LinesBusy(Phrase("calls_at_once", {"n": self.most_calls}))
        self._bridges[call_id] = Bridge(
            call_id,
            language,
            sounds=self.sounds,
            spool=self._spool,
            tell=self._teller(call_id),
            hand_over=self._take_over,
        )
        self.book.stir()

    def bridge(self, call_id: CallId) -> Bridge:
        """Raises `CallOver` or `UnknownCall`."""
        if call_id in self._ended:
            raise CallOver(call_id)
        if call_id not in self._bridges:
            raise UnknownCall(call_id)
        return self._bridges[call_id]

    async def end(self, call_id: CallId, why: str | None = None) -> None:
        """Hangs up on everybody; again, or for an unknown call, is harmless."""
        bridge = self._bridges.pop(call_id, None)
        self._remember_ended(call_id)
        if bridge is None:
            return
        self.book.tell(call_id, MediaEventKind.BRIDGE_ENDED, None, why)
        await bridge.close()

    @property
    def full(self) -> bool:
        """No line is left for somebody who rings now."""
        return self._taken >= self.most_calls

    @property
    def _taken(self) -> int:
        return len(self._bridges) + (self.guests.present if self.guests else 0)

    def _is_guest(self, call_id: CallId) -> bool:
        """A guest brings the line of their call along."""
        return self.guests is not None and self.guests.holds(call_id)

    async def echo(self, offer_sdp: str) -> str:
        """A page hears itself for half a minute. Raises `LinesBusy` and `OfferUnusable`."""
        if len(self._echoes) >= MOST_ECHOES:
            raise LinesBusy(Phrase("calls_at_once", {"n": MOST_ECHOES}))
        echo = Echo()
        self._echoes.append(echo)
        return await echo.answer(offer_sdp)

    def calls(self) -> list[CallId]:
        return list(self._bridges)

    def stats(self) -> Stats:
        bridges = self._bridges.values()
        return Stats(
            calls=len(bridges),
            most_calls=self.most_calls,
            legs=sum(len(bridge.legs) for bridge in bridges),
            ticks=self._ticks,
            late_ticks=self._late,
            gaps=sum(bridge.gaps for bridge in bridges),
            events_unread=len(self.book.unread()),
        )

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += TICK_SECONDS
            behind = loop.time() - due
            if behind > _HOPELESS:
                due = loop.time()
            self._late += behind > _LATE and bool(self._bridges)
            await asyncio.sleep(max(0.0, -behind))
            self._tick(loop.time())

    def _tick(self, now: float) -> None:
        self._ticks += 1
        if self.guests is not None:
            self.guests.tick(now)
        for bridge in list(self._bridges.values()):
            try:
                bridge.tick(now)
            except Exception:  # one broken call must not silence the others
                log.exception("tick_failed", call_id=str(bridge.id))
        for echo in list(self._echoes):
            if echo.over:
                self._echoes.remove(echo)
            else:
                echo.tick(now)

    def _teller(self, call_id: CallId) -> Tell:
        def tell(kind: MediaEventKind, leg_id: UUID | None, detail: str | None) -> None:
            self.book.tell(call_id, kind, leg_id, detail)

        return tell

    def _take_over(self, recorder: Recorder) -> None:
        self._errand(self._finish(recorder))

    async def _finish(self, recorder: Recorder) -> None:
        path = await asyncio.to_thread(recorder.finish)
        if path is not None:
            await self._store(recorder.call_id, path)

    async def _store(self, call_id: CallId, path: Path) -> None:
        key = await hand_over(self._sink, call_id, path)
        if key is not None:
            kind = MediaEventKind.MESSAGE_READY if is_message(path) else MediaEventKind.RECORDING_READY
            self.book.tell(call_id, kind, None, key)

    def _errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    def _remember_ended(self, call_id: CallId) -> None:
        self._ended[call_id] = None
        while len(self._ended) > _MOST_ENDED:
            self.book.forget(self._ended.popitem(last=False)[0])
