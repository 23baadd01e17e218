"""`Telephony` and `BrowserLegs` over the media process's control API.

Any process may send commands; one at a time follows `events`, because following acknowledges. What it
has not acknowledged is told again to whoever follows next, so a restart misses nothing. A media process
that died can tell nothing: this side notices and reports its calls as ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any
from uuid import UUID

import httpx
import structlog

from channels.voice import errors
from channels.voice.providers.builtin.schemas import LegAnswer, News, ProblemOut
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.telephony import LegRole, MediaEvent, MediaEventKind, Play
from contact_center.kernel.errors import ContactCenterError, GiveUp, Invalid
from contact_center.kernel.ids import CallId
from contact_center.kernel.phrases import Phrase, read

log = structlog.get_logger()

PROCESS_DIED = "media process died"

_POLL_SECONDS = 5.0
_ANSWER_WITHIN = 10.0
_PAUSE = 0.25
"""Seconds between two attempts to reach a media process that does not answer."""
_TRIES_BEFORE_DEAD = 2

_ERRORS: tuple[type[ContactCenterError], ...] = (
    errors.LinesBusy,
    errors.UnknownCall,
    errors.UnknownLeg,
    errors.CallOver,
    errors.LegTaken,
    errors.OfferUnusable,
    errors.NumberNotDialled,
    errors.NotConnectedToEachOther,
)


class BuiltinTelephony:
    """Commands raise `MediaUnavailable` when the process does not answer, and `LinesBusy`,
    `UnknownCall`, `UnknownLeg`, `CallOver`, `LegTaken`, `OfferUnusable` as it says.

    `base_url` is e.g. `http://127.0.0.1:8604`. Close it in the event loop that used it.
    """

    name = "builtin"

    def __init__(self, base_url: str, secret: str, clock: Clock) -> None:
        self._clock = clock
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"Authorization": f"Bearer {secret}"},
            timeout=_ANSWER_WITHIN,
            trust_env=False,  # a proxy of the environment has no business on the loopback
        )
        self._live: dict[CallId, int] = {}
        self._declared_dead: set[CallId] = set()

    def share(self, other: BuiltinTelephony) -> None:
        """Commands the same process by the same connections, and watches over the same calls."""
        self._clock, self._http = other._clock, other._http
        self._live, self._declared_dead = other._live, other._declared_dead

    async def close(self) -> None:
        await self._http.aclose()

    async def create_bridge(self, call_id: CallId, language: str = "en") -> None:
        await self.send("PUT", f"/calls/{call_id}", {"language": language})
        self._live.setdefault(call_id, 0)

    async def connect_browser(self, call_id: CallId, leg_id: UUID, role: LegRole, offer_sdp: str) -> str:
        body = {"role": role.value, "offer_sdp": offer_sdp}
        response = await self.send("PUT", f"/calls/{call_id}/legs/{leg_id}", body)
        return LegAnswer.model_validate_json(response.content).answer_sdp

    async def hear(self, call_id: CallId, matrix: dict[UUID, set[UUID]]) -> None:
        rows = {str(listener): [str(s) for s in speakers] for listener, speakers in matrix.items()}
        await self.send("PUT", f"/calls/{call_id}/hear", {"matrix": rows})

    async def play(self, call_id: CallId, leg_id: UUID, what: Play) -> None:
        await self.send("PUT", f"/calls/{call_id}/legs/{leg_id}/play", {"what": what.value})

    async def mute(self, call_id: CallId, leg_id: UUID, muted: bool) -> None:
        await self.send("PUT", f"/calls/{call_id}/legs/{leg_id}/mute", {"muted": muted})

    async def start_recording(self, call_id: CallId, customer: UUID, agent: UUID) -> None:
        body = {"customer": str(customer), "agent": str(agent)}
        await self.send("PUT", f"/calls/{call_id}/recording", body)

    async def pause_recording(self, call_id: CallId, paused: bool) -> None:
        await self.send("PUT", f"/calls/{call_id}/recording/pause", {"paused": paused})

    async def stop_recording(self, call_id: CallId) -> None:
        await self.send("DELETE", f"/calls/{call_id}/recording")

    async def take_message(self, call_id: CallId, customer: UUID) -> None:
        await self.send("PUT", f"/calls/{call_id}/message", {"customer": str(customer)})

    async def remove_leg(self, call_id: CallId, leg_id: UUID) -> None:
        await self.send("DELETE", f"/calls/{call_id}/legs/{leg_id}")

    async def end_bridge(self, call_id: CallId) -> None:
        await self.send("DELETE", f"/calls/{call_id}")

    async def echo(self, offer_sdp: str) -> str:
        response = await self.send("POST", "/echo", {"offer_sdp": offer_sdp})
        return LegAnswer.model_validate_json(response.content).answer_sdp

    async def stats(self) -> dict[str, int]:
        """Calls, legs, late ticks and the like; see `channels.voice.providers.builtin.exchange.Stats`."""
        stats: dict[str, int] = (await self.send("GET", "/stats")).json()
        return stats

    def adopt(self, calls: Mapping[CallId, int]) -> None:
        """Calls that are open according to the database, each with the last sequence seen.

        For a follower that has just started: those the media process does not know are reported as
        ended, because it must have died while nobody looked.
        """
        self._live.update(calls)

    async def events(self) -> AsyncIterator[MediaEvent]:
        """Never ends by itself. Asking for the next event acknowledges all before it."""
        after, instance, failures = 0, "", 0
        while True:
            before = set(self._live)
            try:
                news = await self._news(after, instance)
            except errors.MediaUnavailable as error:
                failures += 1
                for event in self._all_dead(error, failures):
                    yield event
                await asyncio.sleep(_PAUSE)
                continue
            failures = 0
            for told in news.events:
                yield self._noted(told.event())
            for event in self._vanished(before, news.calls):
                yield event
            await self._meet(news.calls)
            after, instance = news.cursor, news.instance

    async def _news(self, after: int, instance: str) -> News:
        query: dict[str, str | int | float] = {"after": after, "instance": instance, "wait": _POLL_SECONDS}
        response = await self.send("GET", "/events", query=query)
        return News.model_validate_json(response.content)

    def _noted(self, event: MediaEvent) -> MediaEvent:
        if event.kind is MediaEventKind.BRIDGE_ENDED:
            self._live.pop(event.call_id, None)
        elif event.call_id in self._live:
            self._live[event.call_id] = event.sequence
        return event

    def _all_dead(self, error: errors.MediaUnavailable, failures: int) -> list[MediaEvent]:
        """Refused means dead; a connection that broke or hung gets another chance."""
        refused = isinstance(error.__cause__, httpx.ConnectError)
        if not refused and failures < _TRIES_BEFORE_DEAD:
            return []
        return self._dead(set(self._live))

    def _vanished(self, before: set[CallId], now: Collection[UUID]) -> list[MediaEvent]:
        """Calls from before the question that a process (restarted meanwhile) knows nothing of."""
        return self._dead({call_id for call_id in before & self._live.keys() if call_id not in now})

    def _dead(self, calls: set[CallId]) -> list[MediaEvent]:
        if calls:
            log.error("media_process_died", calls=len(calls))
        self._declared_dead |= calls
        at = self._clock.now()
        return [
            MediaEvent(c, None, MediaEventKind.BRIDGE_ENDED, self._live.pop(c) + 1, at, PROCESS_DIED)
            for c in sorted(calls)
        ]

    async def _meet(self, calls: Collection[UUID]) -> None:
        """Learns of calls others created, and ends those that were taken for dead but only hung."""
        for call_id in map(CallId, calls):
            if call_id in self._declared_dead:
                await self._bury(call_id)
            else:
                self._live.setdefault(call_id, 0)

    async def _bury(self, call_id: CallId) -> None:
        try:
            await self.end_bridge(call_id)
        except errors.MediaUnavailable as error:
            log.warning("call_not_ended", call_id=str(call_id), error=str(error))

    async def send(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        query: dict[str, str | int | float] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """One request to the media process; `content` is a body that is no JSON."""
        try:
            response = await self._http.request(method, path, json=body, params=query, content=content)
        except httpx.TransportError as error:
            raise errors.MediaUnavailable(repr(error)) from error
        if response.is_error:
            raise _error_of(response)
        return response


def _error_of(response: httpx.Response) -> ContactCenterError:
    if response.status_code == 422 and "problem" not in response.headers.get("content-type", ""):
        return Invalid(response.text)
    try:
        problem = ProblemOut.model_validate_json(response.content)
    except ValueError:
        return GiveUp(Phrase("media_process_answered", {"status": str(response.status_code)}))
    detail = read(problem.about) if problem.about else problem.detail
    known = next((e for e in (cls(detail) for cls in _ERRORS) if e.code == problem.code), None)
    return known or GiveUp(problem.code)
