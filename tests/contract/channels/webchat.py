"""Web chat: the visitor's page is the provider; what it shows is read through the product's own chat service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from channels.webchat.adapter import WebChatAdapter
from channels.webchat.model import Author, Visitor
from channels.webchat.parse import CONTENT_TYPE, envelope
from channels.webchat.service import ChatService
from channels.webchat.visitors import Visitors
from contact_center.bootstrap.joins.waits import QueueWaits
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter, RawEnvelope
from contact_center.platform.live import Hub
from contact_center.platform.wakeups import Wakeups
from routing.flow.ports import NoNumbers
from tests.centre import START, Centre
from tests.contract.channels.kit import ChannelKit
from tests.contract.channels.stage import Stage

NOBODY = "redis://127.0.0.1:1/0"
"""Reading a thread needs no wake-ups."""


class WebChatKit(ChannelKit):
    channel = "webchat"
    address = "conformance-chat"

    @asynccontextmanager
    async def opened(self, centre: Centre) -> AsyncIterator[ChannelAdapter]:
        yield WebChatAdapter()

    @asynccontextmanager
    async def connected(self, stage: Stage) -> AsyncIterator[None]:
        database, wakeups = stage.centre.db, Wakeups(NOBODY)
        self._stage = stage
        waits = QueueWaits(stage.centre.ports, NoNumbers())
        self._chats = ChatService(database, stage.intake, Hub(database, wakeups), wakeups, Visitors(database), waits)
        yield

    def customer(self, number: int) -> str:
        return f"visitor-{number:032x}"

    def envelope(
        self, account: ChannelAccount, number: int, text: str, *, customer: int = 0, name: str | None = None
    ) -> RawEnvelope:
        visitor = Visitor(self.customer(customer), name)
        return envelope(account, visitor, client_key=f"key-{number:08}", text=text, now=START)

    def malformed(self, account: ChannelAccount) -> Sequence[RawEnvelope]:
        good = '{"visitor": "v", "client_key": "12345678", "text": "hi"'
        broken: list[bytes] = [
            b"", b"\x00\xff", b"{", b"[]", b"null", b"[" * 100_000, b'{"visitor": "v"}',
            b'{"visitor": 7, "client_key": "12345678", "text": "hi"}',
            b'{"visitor": "v", "client_key": "short", "text": "hi"}',
            b'{"visitor": "v", "client_key": "12345678", "text": "\\u0000\\u0007"}',
            f'{good}, "sent_at": "yesterday"}}'.encode(), f'{good}, "name": ["x"]}}'.encode(),
        ]  # fmt: skip
        return [RawEnvelope(account, f"broken-{n}", START, CONTENT_TYPE, body) for n, body in enumerate(broken)]

    async def received(self, customer: int = 0) -> list[str]:
        visitor = Visitor(self.customer(customer), None)
        thread = await self._chats.history(self._stage.account, visitor, 0, None)
        return [message.text for message in thread.messages if message.author is not Author.VISITOR]
