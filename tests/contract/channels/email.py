"""E-mail: a real mail server, behind a line that can be busy, dead or cut off at the worst moment."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.header import Header
from typing import Any

from channels.email.adapter import adapter, poller
from channels.email.identity import provider_id
from channels.email.mailboxes import IntakeSink
from contact_center.demo.peers.mailserver import MailServer
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter, RawEnvelope
from tests.centre import START, Centre
from tests.contract.channels.kit import ChannelKit
from tests.contract.channels.stage import Stage, until
from tests.mail import CUSTOMERS, PASSWORD, SERVICE, accounts, mails_of

END_OF_MAIL = b"\r\n.\r\n"


class SmtpLine:
    """Stands before the SMTP server; `mode` is `open`, `busy`, `dead` or `deaf` (the answer is lost)."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.mode = "open"
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
        try:
            if self.mode == "busy":
                writer.write(b"421 4.3.2 too many connections, try again later\r\n")
                await writer.drain()
            elif self.mode != "dead":
                await self._pass_on(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # one of the two left, or the test is over
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _pass_on(self, client: StreamReader, to_client: StreamWriter) -> None:
        server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        written = asyncio.Event()
        pumps = [
            asyncio.create_task(self._ask(client, to_server, written)),
            asyncio.create_task(self._answer(server, to_client, written)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            to_server.close()

    async def _ask(self, client: StreamReader, server: StreamWriter, written: asyncio.Event) -> None:
        tail = b""
        while data := await client.read(65536):
            tail = (tail + data)[-len(END_OF_MAIL) :]
            if tail == END_OF_MAIL:
                written.set()
            server.write(data)
            await server.drain()

    async def _answer(self, server: StreamReader, client: StreamWriter, written: asyncio.Event) -> None:
        while data := await server.read(65536):
            if self.mode == "deaf" and written.is_set():
                return  # the server has the mail; nobody will hear of it
            client.write(data)
            await client.drain()


class EmailKit(ChannelKit):
    channel = "email"
    address = SERVICE

    @asynccontextmanager
    async def opened(self, centre: Centre) -> AsyncIterator[ChannelAdapter]:
        self._server = MailServer(accounts())
        await self._server.start()
        self._line = SmtpLine(self._server.smtp_port)
        await self._line.start()
        try:
            yield adapter(b"a key of thirty-two bytes length")
        finally:
            await self._line.stop()
            await self._server.stop()

    def settings(self) -> dict[str, Any]:
        host = self._server.host
        return {
            "imap_host": host, "imap_port": self._server.imap_port, "imap_tls": "none",
            "smtp_host": host, "smtp_port": self._line.port, "smtp_tls": "none",
            "sent_copy": "server", "timeout_seconds": 10,
        }  # fmt: skip

    def secrets(self) -> dict[str, str]:
        return {"password": PASSWORD}

    def customer(self, number: int) -> str:
        return f"customer{number}@{CUSTOMERS}"

    def envelope(
        self, account: ChannelAccount, number: int, text: str, *, customer: int = 0, name: str | None = None
    ) -> RawEnvelope:
        body = self._mail(number, text, customer, name)
        return RawEnvelope(account, provider_id(body), START, "message/rfc822", body)

    def _mail(self, number: int, text: str, customer: int, name: str | None = None) -> bytes:
        # One thread: the later mails answer the first.
        first, own = f"<0.{customer}@{CUSTOMERS}>", f"<{number}.{customer}@{CUSTOMERS}>"
        shown = Header((name or "Li Na").encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "utf-8").encode()
        head = (
            f"From: {shown} <{self.customer(customer)}>\r\nTo: {SERVICE}\r\nSubject: A question\r\n"
            f"Message-ID: {own}\r\nIn-Reply-To: {first}\r\nReferences: {first}\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        )
        return head.encode() + text.encode("utf-8", "surrogatepass") + b"\r\n"

    def malformed(self, account: ChannelAccount) -> Sequence[RawEnvelope]:
        broken: list[bytes] = [
            b"", b"\r\n\r\n", b"\x00" * 100, b"\xff" * 1000, b"Subject: nobody wrote this\r\n\r\nhello",
            b"From: <>\r\n\r\nhello", b"From: nobody at all\r\n\r\nhello",
            b"From: =?utf-8?b?////?=\r\nContent-Type: multipart/mixed\r\n\r\n--\r\n",
        ]  # fmt: skip
        return [RawEnvelope(account, f"broken-{n}", START, "message/rfc822", body) for n, body in enumerate(broken)]

    async def provider_brings(self, stage: Stage, texts: Sequence[str]) -> None:
        mails = [self._mail(number, text, 0) for number, text in enumerate(texts)]
        for content in [*mails, *reversed(mails)]:
            await self._server.deliver(SERVICE, content)
        sink = IntakeSink(stage.account, stage.intake, stage.centre.db, "INBOX")
        reading = poller(stage.account, sink, SystemClock())
        await reading.start()
        try:
            await until(lambda: _done(reading.status.taken >= 2 * len(mails)))
        finally:
            await reading.stop()

    async def received(self, customer: int = 0) -> list[str]:
        mails = await mails_of(self._server, self.customer(customer))
        return [_body(mail) for mail in mails]

    async def rate_limit(self, on: bool) -> None:
        self._line.mode = "busy" if on else "open"

    async def outage(self, on: bool) -> None:
        self._line.mode = "dead" if on else "open"

    async def lose_answers(self, on: bool) -> None:
        self._line.mode = "deaf" if on else "open"


async def _done(fact: bool) -> bool:
    return fact


def _body(content: bytes) -> str:
    mail = message_from_bytes(content, policy=policy.default)
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content()).replace("\r\n", "\n").strip()
