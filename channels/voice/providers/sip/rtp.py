"""RTP as telephones speak it (RFC 3550), and the keys that go beside the voice (RFC 4733)."""

from __future__ import annotations

import asyncio
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

_HEADER: Final = struct.Struct("!BBHII")
_EVENT: Final = struct.Struct("!BBH")
_VERSION: Final = 0x80
_END: Final = 0x80
_VOLUME: Final = 10
"""Of a key, in dB below the loudest."""
MOST_BYTES: Final = 2_048

RtpAddress = tuple[str, int]


@dataclass(frozen=True, slots=True)
class RtpPacket:
    payload_type: int
    sequence: int
    timestamp: int
    payload: bytes
    marker: bool = False
    source: int = 0


def packed(packet: RtpPacket) -> bytes:
    second = packet.payload_type | (0x80 if packet.marker else 0)
    head = _HEADER.pack(_VERSION, second, packet.sequence & 0xFFFF, packet.timestamp & 0xFFFFFFFF, packet.source)
    return head + packet.payload


def unpacked(data: bytes) -> RtpPacket | None:
    """None for what is no RTP."""
    if len(data) < _HEADER.size or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, source = _HEADER.unpack_from(data)
    start = _HEADER.size + 4 * (first & 0x0F)
    if first & 0x10 and len(data) >= start + 4:  # an extension
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if start > end:
        return None
    return RtpPacket(second & 0x7F, sequence, timestamp, data[start:end], bool(second & 0x80), source)


def key_of(payload: bytes) -> str | None:
    """The key of a telephone event; None for other events (flash, fax tones)."""
    if len(payload) < _EVENT.size:
        return None
    code = payload[0]
    if code < 10:
        return str(code)
    return {10: "*", 11: "#"}.get(code)


def key_payload(key: str, duration: int, *, end: bool) -> bytes:
    """`duration` in samples of 8 kHz."""
    code = {"*": 10, "#": 11}.get(key)
    return _EVENT.pack(int(key) if code is None else code, (_END if end else 0) | _VOLUME, duration)


class RtpPort(asyncio.DatagramProtocol):
    """One telephone's way of sound. Who sends first counts: behind a router that is another than the call says."""

    def __init__(self) -> None:
        self.heard: Callable[[RtpPacket], None] = _nobody
        self._transport: asyncio.DatagramTransport | None = None
        self._source: RtpAddress | None = None
        self.to: RtpAddress | None = None
        self.port = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: RtpAddress) -> None:
        if len(data) > MOST_BYTES or (self._source is not None and addr[:2] != self._source):
            return
        packet = unpacked(data)
        if packet is None:
            return
        if self._source is None:
            self._source = self.to = (addr[0], addr[1])
        self.heard(packet)

    def error_received(self, exc: Exception) -> None:
        """Nobody is at the other port (yet, or any more): the call's signalling says which."""

    def send_to(self, address: RtpAddress) -> None:
        """Where the other side wants its sound, as the call says; who it hears us from is learned anew."""
        if address != self.to:
            self.to, self._source = address, None

    def send(self, packet: RtpPacket) -> None:
        if self._transport is not None and self.to is not None:
            self._transport.sendto(packed(packet), self.to)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None


def _nobody(packet: RtpPacket) -> None:
    """Sound that comes before there is a leg."""


async def open_port(host: str, ports: range) -> RtpPort | None:
    """An even port of these that is free; None if none is."""
    loop = asyncio.get_running_loop()
    even = [port for port in ports if port % 2 == 0]
    for port in random.sample(even, len(even)):  # so that a late packet of a call meets no other call
        try:
            _, made = await loop.create_datagram_endpoint(RtpPort, local_addr=(host, port))
        except OSError:
            continue
        return made
    return None
