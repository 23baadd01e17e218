"""Where SIP comes in and goes out: one socket for all trunks, and the ports of their telephones' sound."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from aiosipua.header_codec import parse_uri
from aiosipua.message import SipRequest, SipResponse

from channels.voice.errors import LinesBusy, NumberNotDialled
from channels.voice.providers.sip.domain import SIP_PORT, Trunk, number_of
from channels.voice.providers.sip.leg import TelephoneLeg
from channels.voice.providers.sip.line import RungCall, TrunkLine
from channels.voice.providers.sip.rtp import RtpPort, open_port
from channels.voice.providers.sip.transactions import SipAddress, SipText
from channels.voice.providers.sip.wire import SipSocket
from contact_center.kernel.phrases import Phrase

log = structlog.get_logger()

LOOKS_EVERY: Final = 5.0
"""Seconds between two looks at what trunks there are."""
TRIES_AGAIN: Final = 12
"""Looks between two tries of a registration that was refused: once a minute."""
NOBODY: Final = "0.0.0.0"  # noqa: S104 - telephones come from outside; who may is said by the trunks


@dataclass(frozen=True, slots=True)
class SipOptions:
    host: str = NOBODY
    """The address to listen at."""
    port: int = SIP_PORT
    public_address: str = ""
    """What the other side is told, behind a router; empty: the address from which it is reached."""
    rtp_ports: range = range(20_000, 20_400)


@dataclass(frozen=True, slots=True)
class LineState:
    """How a trunk stands."""

    account: str
    listening: bool
    known: bool
    """Its host has an address."""
    registers: bool
    registered: bool
    refused: str | None = None


class SipDoor:
    """Nothing is opened while there is no trunk."""

    def __init__(self, options: SipOptions, rings: Callable[[TrunkLine, RungCall], None]) -> None:
        self.options = options
        self._rings = rings
        self._socket: SipSocket | None = None
        self._lines: dict[str, TrunkLine] = {}
        self._unknown: dict[str, Trunk] = {}
        self._looks = 0
        self.trouble: str | None = None
        """Why no telephone can reach us."""

    async def keep(self, trunks: Sequence[Trunk]) -> None:
        """There are these trunks now."""
        wanted = {str(trunk.account): trunk for trunk in trunks}
        for key, line in list(self._lines.items()):
            if wanted.get(key) != line.trunk:
                await self._lines.pop(key).stop()
        if wanted and not await self._listening():
            return
        self._looks += 1
        for key, trunk in wanted.items():
            if key not in self._lines:
                await self._open(key, trunk)
            elif self._looks % TRIES_AGAIN == 0 and self._lines[key].waits_for_registration:
                self._lines[key].register_again()
        self._unknown = {key: trunk for key, trunk in self._unknown.items() if key in wanted}

    async def close(self) -> None:
        for line in self._lines.values():
            await line.stop()
        self._lines.clear()
        if self._socket is not None:
            await self._socket.stop()
            self._socket = None

    def lines(self) -> list[TrunkLine]:
        return list(self._lines.values())

    def states(self) -> list[LineState]:
        there = [
            LineState(key, self._socket is not None, True, line.trunk.registers, line.registered, line.refused)
            for key, line in self._lines.items()
        ]
        away = [LineState(key, True, False, trunk.registers, False) for key, trunk in self._unknown.items()]
        return [*there, *away]

    async def ring(self, account: str, number: str, caller_id: str) -> TelephoneLeg:
        """Calls a number over a trunk. Raises `LinesBusy` and `NumberNotDialled`."""
        line = self._lines.get(account)
        if line is None:
            raise NumberNotDialled("trunk_away")
        port = await self.port()
        leg = TelephoneLeg(port, line.codec, None)
        line.dial(leg, number, caller_id)
        return leg

    async def port(self) -> RtpPort:
        """For the sound of one telephone. Raises `LinesBusy`."""
        found = await open_port(self.options.host, self.options.rtp_ports)
        if found is None:
            raise LinesBusy(Phrase("calls_at_once", {"n": len(self.options.rtp_ports) // 2}))
        return found

    async def _listening(self) -> bool:
        if self._socket is not None:
            return True
        made = SipSocket((self.options.host, self.options.port))
        made.on_message = self._hear
        try:
            await made.start()
        except OSError as error:
            if self.trouble is None:
                log.error("sip_port_taken", port=self.options.port, error=str(error))
            self.trouble = str(error)
            return False
        self._socket, self.trouble = made, None
        log.info("sip_listens", port=self.options.port)
        return True

    async def _open(self, key: str, trunk: Trunk) -> None:
        peers = await addresses_of(trunk.host)
        if not peers:
            if key not in self._unknown:
                log.warning("sip_trunk_has_no_address", account=key)
            self._unknown[key] = trunk
            return
        self._unknown.pop(key, None)
        ours = (self.options.public_address or _reached_from(min(peers), self.options.host), self.options.port)
        line = self._lines[key] = TrunkLine(trunk, peers, ours, self._send, self._rings)
        await line.start()

    def _send(self, message: SipText, to: SipAddress) -> None:
        if self._socket is not None:
            self._socket.send(message, to)

    def _hear(self, message: SipText, source: SipAddress) -> None:
        line = self._line_of(message, source)
        if line is not None:
            line.hear(message, source)
        elif isinstance(message, SipRequest) and message.method != "ACK" and self._is_peer(source):
            log.warning("sip_call_for_no_line", called=_called(message))
            self._refuse(message)

    def _line_of(self, message: SipText, source: SipAddress) -> TrunkLine | None:
        """Strangers are not heard: anybody on the internet tries telephones."""
        possible = [line for line in self._lines.values() if source[0] in line.peers]
        known = next((line for line in possible if line.has(message.call_id or "")), None)
        if known is not None or not isinstance(message, SipRequest):
            return known
        if message.method == "OPTIONS":
            return possible[0] if possible else None
        called = _called(message)  # several numbers may be registered under one user
        numbered = next((line for line in possible if any(map(line.trunk.has_number, called))), None)
        return numbered or next((line for line in possible if any(map(line.trunk.is_called_by, called))), None)

    def _is_peer(self, source: SipAddress) -> bool:
        return any(source[0] in line.peers for line in self._lines.values())

    def _refuse(self, request: SipRequest) -> None:
        response = SipResponse(status_code=404, reason_phrase="Not Found")
        for name in ("Via", "From", "To", "Call-ID", "CSeq"):
            for value in request.headers.get(name):
                response.headers.append(name, value)
        if self._socket is not None:
            self._socket.send_reply(response)


def _called(request: SipRequest) -> list[str]:
    """Whom a call is for: the address that it came to, then the one that was dialled."""
    users = [parse_uri(request.uri).user, request.to_addr.uri.user if request.to_addr else None]
    return [number_of(user) for user in users if user]


async def addresses_of(host: str) -> frozenset[str]:
    """Where a trunk calls from, and is called at; nothing while its name is unknown."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, family=socket.AF_INET, type=socket.SOCK_DGRAM)
    except OSError:
        return frozenset()
    return frozenset(str(one[4][0]) for one in found)


def _reached_from(peer: str, host: str) -> str:
    """Our address on the way to the other side. Nothing is sent."""
    if host != NOBODY:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((peer, SIP_PORT))
        return str(probe.getsockname()[0])
