"""The UDP socket of SIP. The library's own works on no event loop of Python 3.11."""

from __future__ import annotations

import asyncio
from typing import cast

from aiosipua.message import SipRequest, SipResponse
from aiosipua.transport import SipTransport

from channels.voice.providers.sip.transactions import SipAddress

MOST_BYTES = 16_384
"""Of one message: what a trunk says is a tenth of it."""


class SipSocket(SipTransport, asyncio.DatagramProtocol):
    """`on_message` is told what comes in, read and with the address that it came from."""

    def __init__(self, local: SipAddress) -> None:
        super().__init__(local_addr=local)
        self._wire: asyncio.DatagramTransport | None = None
        self.port = local[1]

    async def start(self) -> None:
        """Raises `OSError` where the port is taken."""
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=self.local_addr)

    async def stop(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def send(self, message: SipRequest | SipResponse, addr: SipAddress) -> None:
        if self._wire is not None:
            self._wire.sendto(bytes(message), addr)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast("asyncio.DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: SipAddress) -> None:
        if data.strip() and len(data) <= MOST_BYTES:  # empty lines keep routers awake
            self._dispatch(data, (addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        """Nobody is at the other port: what was asked is asked again, and then given up."""
