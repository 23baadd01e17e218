"""Start and stop of the mail server, in a process of its own or inside a test's event loop."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from pathlib import Path
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.imap import IMAPServer

from contact_center.demo.peers.mailserver.accounts import Accounts
from contact_center.demo.peers.mailserver.smtp import Handler, SmtpConnections
from contact_center.demo.peers.mailserver.storage import MailStore
from contact_center.kernel.clock import Clock, SystemClock


class MailServer:
    """A mail provider on the loopback.

    Port 0 takes a free one; after `start` the ports say which, and a later `start` takes the same again.
    `data_dir` None keeps all mail in memory, lost by `stop`. `save_sent` copies what a signed-in sender
    submits to the sender's Sent folder.
    """

    def __init__(
        self,
        accounts: Accounts,
        *,
        data_dir: Path | None = None,
        host: str = "127.0.0.1",
        smtp_port: int = 0,
        imap_port: int = 0,
        clock: Clock | None = None,
        save_sent: bool = True,
    ) -> None:
        self.accounts = accounts
        self.host = host
        self.smtp_port = smtp_port
        self.imap_port = imap_port
        self._data_dir = data_dir
        self._clock = clock or SystemClock()
        self._save_sent = save_sent
        self._running: _Running | None = None

    async def start(self) -> None:
        """Open both ports. Raises `OSError` if one is in use."""
        store = MailStore(self.accounts, self._data_dir, self._clock)
        await store.open()
        self._running = _Running(store, SmtpConnections(self._handler(store), asyncio.get_running_loop()))
        try:
            self.smtp_port, self.imap_port = await self._running.listen(self.host, self.smtp_port, self.imap_port)
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Close both ports and hang up on everybody. Mail on disk stays."""
        if self._running is not None:
            running, self._running = self._running, None
            await running.close()

    async def deliver(self, address: str, content: bytes) -> None:
        """Put a mail into a mailbox without SMTP. Raises `LookupError` for an unknown address."""
        mailbox = self.accounts.mailbox_for(address)
        if mailbox is None or self._running is None:
            raise LookupError(address)
        await self._running.store.deliver(mailbox, content)

    def _handler(self, store: MailStore) -> Handler:
        return Handler(store, self._clock, save_sent=self._save_sent)


class _Running:
    def __init__(self, store: MailStore, smtp: SmtpConnections) -> None:
        self.store = store
        self._smtp = smtp
        self._imap = IMAPServer(store.login, store.config)
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._closing = False

    async def listen(self, host: str, smtp_port: int, imap_port: int) -> tuple[int, int]:
        loop = asyncio.get_running_loop()
        self._servers.append(await loop.create_server(self._smtp, host, smtp_port))
        self._servers.append(await asyncio.start_server(self._serve_imap, host, imap_port))
        smtp, imap = (int(server.sockets[0].getsockname()[1]) for server in self._servers)
        return smtp, imap

    async def close(self) -> None:
        self._closing = True
        for server in self._servers:
            server.close()
        self._smtp.hang_up()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self.store.close()

    async def _serve_imap(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if self._closing:  # taken just before the port was closed
            writer.close()
            return
        self._connections.add(task)
        try:
            await self._imap(reader, writer, SocketInfo.get(writer, None, unique_id=uuid4().bytes))
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client left, or we are stopping
        finally:
            self._connections.discard(task)
            writer.close()
