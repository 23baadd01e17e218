"""SIP over UDP made reliable: what is asked is asked again, what is told twice is heard once (RFC 3261 §17).

The library keeps dialogs, digests and registrations; over a network that loses and doubles packets it needs this below
it. A final answer that is no success is acknowledged here, since that is part of the same transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import structlog
from aiosipua.headers import CSeq, stringify_cseq
from aiosipua.message import SipRequest, SipResponse

log = structlog.get_logger()

SipAddress = tuple[str, int]
SipText = SipRequest | SipResponse

T1: Final = 0.5
"""Seconds within which an answer is likely; every wait begins with it and doubles."""
T2: Final = 4.0
REMEMBERED: Final = 32.0
"""Seconds for which a request that comes again gets the same answer."""
GIVE_UP: Final = 32.0
INVITE_GIVES_UP: Final = 10.0
"""Seconds without any answer after which a trunk is not there. Once it has answered, it may ring as long as it may."""

Key = tuple[str, str]


@dataclass(slots=True)
class _Asked:
    request: SipRequest
    to: SipAddress
    provisional: bool = False
    final: bool = False
    timer: asyncio.TimerHandle | None = None


@dataclass(slots=True)
class _Heard:
    answer: SipResponse | None = None
    to: SipAddress | None = None
    timers: list[asyncio.TimerHandle] = field(default_factory=list)


class Transactions:
    """Of one line. `send` puts a message on the wire, `up` gives one to the library."""

    def __init__(self, send: Callable[[SipText, SipAddress], None], up: Callable[[SipText, SipAddress], None]) -> None:
        self._send, self._up = send, up
        self._loop = asyncio.get_running_loop()
        self._asked: dict[Key, _Asked] = {}
        self._heard: dict[Key, _Heard] = {}

    def close(self) -> None:
        for asked in self._asked.values():
            _cancel(asked.timer)
        for heard in self._heard.values():
            for timer in heard.timers:
                timer.cancel()
        self._asked.clear()
        self._heard.clear()

    def may_cancel(self, request: SipRequest) -> bool:
        """A call can only be taken back once the other side has said that it is at it."""
        asked = self._asked.get(_key(request))
        return asked is not None and asked.provisional

    # What we say

    def ask(self, request: SipRequest, to: SipAddress) -> None:
        self._send(request, to)
        if request.method == "ACK":
            return
        asked = self._asked[_key(request)] = _Asked(request, to)
        self._again_in(asked, T1, 0.0)

    def answer(self, response: SipResponse, to: SipAddress) -> None:
        self._send(response, to)
        heard = self._heard.setdefault(_key(response), _Heard())
        heard.answer, heard.to = response, to
        if response.status_code >= 300 and _method(response) == "INVITE":
            self._answer_again(_key(response), T1, 0.0)

    # What we hear

    def hear_request(self, request: SipRequest, source: SipAddress) -> None:
        key = _key(request)
        if request.method == "ACK":
            self._acknowledged((key[0], "INVITE"))
            self._up(request, source)
            return
        before = self._heard.get(key)
        if before is not None:
            if before.answer is not None and before.to is not None:
                self._send(before.answer, before.to)
            return
        heard = self._heard[key] = _Heard()
        heard.timers.append(self._loop.call_later(REMEMBERED, self._heard.pop, key, None))
        self._up(request, source)

    def hear_response(self, response: SipResponse, source: SipAddress) -> None:
        asked = self._asked.get(_key(response))
        if asked is None:
            return
        invite, status = asked.request.method == "INVITE", response.status_code
        if status < 200:
            asked.provisional = True
            if invite:
                _cancel(asked.timer)
            self._up(response, source)
            return
        first, asked.final = not asked.final, True
        _cancel(asked.timer)
        if invite and status >= 300:
            self._send(_ack_of(asked.request, response), asked.to)
        if first:
            self._forget_later(_key(response))
        if first or (invite and status < 300):  # a success that comes again is acknowledged by the library
            self._up(response, source)

    # Again

    def _again_in(self, asked: _Asked, seconds: float, waited: float) -> None:
        asked.timer = self._loop.call_later(seconds, self._ask_again, asked, seconds, waited + seconds)

    def _ask_again(self, asked: _Asked, last: float, waited: float) -> None:
        invite = asked.request.method == "INVITE"
        if waited >= (INVITE_GIVES_UP if invite else GIVE_UP):
            self._asked.pop(_key(asked.request), None)
            log.warning("sip_not_answered", method=asked.request.method)
            self._up(_timed_out(asked.request), asked.to)
            return
        self._send(asked.request, asked.to)
        self._again_in(asked, last * 2 if invite else min(last * 2, T2), waited)

    def _answer_again(self, key: Key, seconds: float, waited: float) -> None:
        heard = self._heard.get(key)
        if heard is None or heard.answer is None or heard.to is None or waited >= GIVE_UP:
            return
        if waited:
            self._send(heard.answer, heard.to)
        again = self._loop.call_later(seconds, self._answer_again, key, min(seconds * 2, T2), waited + seconds)
        heard.timers.append(again)

    def _acknowledged(self, key: Key) -> None:
        heard = self._heard.get(key)
        if heard is not None:
            for timer in heard.timers[1:]:
                timer.cancel()

    def _forget_later(self, key: Key) -> None:
        self._loop.call_later(REMEMBERED, self._asked.pop, key, None)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


def _key(message: SipText) -> Key:
    vias = message.via
    return (vias[0].branch or "" if vias else "", _method(message))


def _method(message: SipText) -> str:
    if isinstance(message, SipRequest):
        return message.method
    return message.cseq.method if message.cseq else ""


def _ack_of(request: SipRequest, response: SipResponse) -> SipRequest:
    """Of a failure: the same transaction, so the same way and number."""
    ack = SipRequest(method="ACK", uri=request.uri)
    _copy(request, ack, "Via", "From", "Call-ID", "Route")
    to = response.headers.get_first("to")
    ack.headers.set_single("To", to or "")
    ack.headers.set_single("CSeq", stringify_cseq(CSeq(request.cseq.seq if request.cseq else 1, "ACK")))
    ack.headers.set_single("Max-Forwards", "70")
    return ack


def _timed_out(request: SipRequest) -> SipResponse:
    """What nobody said, as an answer."""
    response = SipResponse(status_code=408, reason_phrase="Request Timeout")
    _copy(request, response, "Via", "From", "To", "Call-ID", "CSeq")
    return response


def _copy(source: SipText, to: SipText, *names: str) -> None:
    for name in names:
        for value in source.headers.get(name)[:1] if name == "Via" else source.headers.get(name):
            to.headers.append(name, value)
