"""A connection that delivers half a line: what is said in IDLE is cut in the middle and never finished."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter


class CuttingProxy:
    """Stands before an IMAP server. Cuts the first `cuts` notices of new mail."""

    def __init__(self, port: int, cuts: int = 1) -> None:
        self._target = port
        self._cuts = cuts
        self.cut = 0
        self.connections = 0
        self.idling = False
        """The client is in IDLE right now."""
        self.port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        there = await asyncio.open_connection("127.0.0.1", self._target)
        idle = asyncio.Event()
        pumps = [
            asyncio.create_task(self._ask(reader, there[1], idle)),
            asyncio.create_task(self._answer(there[0], writer, idle)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for each in (writer, there[1]):
                each.close()
            self._tasks.discard(task)

    async def _ask(self, client: StreamReader, server: StreamWriter, idle: asyncio.Event) -> None:
        while data := await client.read(65536):
            if data.startswith(b"DONE"):
                idle.clear()
                self.idling = False
            server.write(data)
            await server.drain()

    async def _answer(self, server: StreamReader, client: StreamWriter, idle: asyncio.Event) -> None:
        while data := await server.read(65536):
            if data.startswith(b"+ "):
                idle.set()
                self.idling = True
            elif idle.is_set() and b"EXISTS" in data and self.cut < self._cuts:
                self.cut += 1
                self.idling = False
                client.write(data[: data.index(b"EXISTS") + 3])
                await client.drain()
                await asyncio.Event().wait()  # the rest never comes
            client.write(data)
            await client.drain()
