"""One visitor's connection: what a page that is open, asleep or just back is sent, and in what order.

The order is kept by positions, not by luck: a message goes out only if it is the next one; anything else
makes the line read the history from where it stands. So news may come twice, late or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from datetime import datetime
from typing import Any, Protocol

import structlog

from channels.webchat import frames
from channels.webchat.errors import FrameRefused, TooFast
from channels.webchat.limits import FRAMES, FRAMES_THERE, MESSAGES, MESSAGES_THERE, SIGNALS
from channels.webchat.model import (
    CallStateChanged,
    LookAgain,
    MessageAdded,
    ReadUpTo,
    StateChanged,
    TypingChanged,
    Update,
    Visitor,
)
from channels.webchat.parse import envelope
from channels.webchat.ports import Chats
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ContactCenterError, RetryLater
from contact_center.kernel.ids import ConversationId
from contact_center.kernel.rates import Asked, LocalLimits, RateLimits

log = structlog.get_logger(__name__)


class Wire(Protocol):
    """A WebSocket, as far as the line uses it."""

    async def send(self, frame: frames.Frame) -> None: ...

    async def receive(self) -> str:
        """The next frame; raises `SocketClosed` when the other side has closed."""
        ...


class SocketClosed(Exception):
    """The page closed the line, or it broke without a word (`broke`)."""

    def __init__(self, *, broke: bool = False) -> None:
        super().__init__(broke)
        self.broke = broke


class WidgetLine:
    """Runs until the page goes. `cursor` and `conversation` are what the page has already."""

    def __init__(
        self,
        wire: Wire,
        desk: Chats,
        clock: Clock,
        account: ChannelAccount,
        visitor: Visitor,
        *,
        cursor: int = 0,
        conversation: ConversationId | None = None,
        language: str | None = None,
        limits: RateLimits | None = None,
        address: str = "",
    ) -> None:
        """`limits` of all lines together, this visitor's others included; without them this one counts alone."""
        self._wire, self._desk, self._clock = wire, desk, clock
        self.account, self.visitor, self._language = account, visitor, language
        self._told, self._conversation = cursor, conversation
        self._limits = limits or LocalLimits()
        self._own, self._address = f"{account.id}:{visitor.id}", address
        self.heard = clock.now()
        """When the page last sent something."""
        self._order = asyncio.Lock()

    async def run(self) -> None:
        async with self._desk.subscribe(self.account, self.visitor) as updates:
            async with self._order:
                await self._greet()
            await _first_to_end(self._tell(updates), self._listen())

    # what the centre tells the page

    async def _tell(self, updates: AsyncIterator[Update]) -> None:
        async for update in updates:
            async with self._order:
                await self._pass_on(update)

    async def _pass_on(self, update: Update) -> None:
        match update:
            case MessageAdded():
                await self._message(update)
            case StateChanged(conversation, state):
                if conversation != self._conversation:
                    return await self._greet()
                await self._wire.send(frames.state(conversation, state))
            case TypingChanged():
                await self._wire.send(frames.typing(update))
            case ReadUpTo(conversation, position):
                await self._wire.send(frames.read(conversation, position))
            case CallStateChanged(state):
                await self._wire.send(frames.call(state))
            case LookAgain():
                await self._greet()
        return None

    async def _message(self, added: MessageAdded) -> None:
        position = added.message.position
        if added.conversation == self._conversation and position <= self._told:
            return
        if added.conversation != self._conversation or position != self._told + 1:
            await self._greet()
            return
        self._told = position
        await self._wire.send(frames.message(added.conversation, added.message))

    async def _greet(self) -> None:
        """Everything the page does not have yet, and how things stand."""
        thread = await self._desk.history(self.account, self.visitor, self._told, self._conversation)
        whole = self._told == 0 or thread.conversation != self._conversation or thread.position < self._told
        if whole and self._told and thread.conversation == self._conversation:
            # The page claims to know more than there is: believe the store, not the page.
            thread = await self._desk.history(self.account, self.visitor, 0, self._conversation)
        self._conversation = thread.conversation
        self._told = thread.messages[-1].position if thread.messages else thread.position
        await self._wire.send(frames.hello(self.visitor, thread, whole=whole))

    # what the page says to the centre

    async def _listen(self) -> None:
        while True:
            text = await self._wire.receive()
            self.heard = self._now()
            if await self._wait((FRAMES, self._own), (FRAMES_THERE, self._address)):
                raise TooFast
            try:
                await self._heard(frames.understand(text))
            except FrameRefused as problem:
                await self._refuse(problem)

    async def _heard(self, said: frames.Said) -> None:
        match said:
            case frames.Say():
                await self._take(said)
            case frames.Typing(active):
                if not await self._wait((SIGNALS, self._own)):
                    await self._desk.typing(self.account, self.visitor, active)
            case frames.Read(conversation, position):
                if not await self._wait((SIGNALS, self._own)):
                    await self._desk.read(self.account, self.visitor, conversation, position)
            case frames.ResumeFrom(cursor):
                if await self._wait((SIGNALS, self._own)):
                    raise TooFast
                async with self._order:
                    self._told = cursor
                    await self._greet()
            case frames.Ping():
                await self._wire.send(frames.pong())

    async def _take(self, said: frames.Say) -> None:
        wait = await self._wait((MESSAGES, self._own), (MESSAGES_THERE, self._address))
        if wait:
            return await self._refuse(TooFast(client_key=said.client_key), retry_after=wait)
        try:
            await self._store(said)
        except ContactCenterError as problem:
            problem.fields["client_key"] = said.client_key
            after = 2.0 if isinstance(problem, RetryLater) else None
            await self._refuse(problem, retry_after=after)
        return None

    async def _store(self, said: frames.Say) -> None:
        raw = envelope(
            self.account,
            self.visitor,
            client_key=said.client_key,
            text=said.text,
            now=self._now(),
            language=self._language,
            page=said.page,
        )
        taken = await self._desk.take(raw)
        await self._wire.send(frames.receipt(said.client_key, taken))
        log.info("webchat message taken", account=str(self.account.id), message_id=str(taken.message_id))

    async def _refuse(self, problem: ContactCenterError, *, retry_after: float | None = None) -> None:
        log.info("webchat frame refused", account=str(self.account.id), code=problem.code)
        await self._wire.send(frames.error(problem, retry_after=retry_after))

    async def _wait(self, *asked: Asked) -> float:
        return await self._limits.take(self._now(), *asked)

    def _now(self) -> datetime:
        return self._clock.now()


async def _first_to_end(*works: Coroutine[Any, Any, None]) -> None:
    """Runs all until one ends, cancels the others, and raises what the first one raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
