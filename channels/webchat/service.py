"""The web chat's service: conversations as their visitors may see them.

A visitor sees the messages in both directions, never notes or events; their positions count those
messages alone, so that the visitor's page can tell a gap.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from channels.ports import Waits
from channels.webchat.model import (
    Author,
    CallPhase,
    CallStateChanged,
    ChatMessage,
    ChatPhase,
    ChatState,
    LookAgain,
    Taken,
    Thread,
    TypingChanged,
    Update,
    Visitor,
    VisitorCallState,
)
from channels.webchat.ports import CallStates, Ratings
from channels.webchat.visitors import Visitors
from contact_center.directory import service as directory
from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.outbound import inviting
from contact_center.interactions.outbound.errors import NoInvitation
from contact_center.interactions.outbound.inviting import InvitationAnswer
from contact_center.interactions.reading import outside_queries as outside
from contact_center.interactions.reading.outside_queries import CustomerMessage, Present
from contact_center.kernel.contracts.care import RatingAsked
from contact_center.kernel.contracts.channels import ChannelAccount, RawEnvelope
from contact_center.kernel.contracts.interactions import CallChanged as CallEvent
from contact_center.kernel.contracts.interactions import State
from contact_center.kernel.contracts.routing_events import InteractionOverflowed, WaitAnnounced
from contact_center.kernel.errors import Conflict, Invalid, NotFound
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import CallId, ConversationId, MessageId
from contact_center.platform.eventlog import head
from contact_center.platform.live import Hub, TooFarBehind
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from contact_center.platform.wakeups import Wakeups

log = structlog.get_logger()

RECENT = timedelta(hours=24)
"""A conversation that ended is still shown for this long."""

WITH_AGENT = frozenset({State.WORKING, State.WAITING})


class UnknownMessage(Invalid):
    """The message could not be understood."""


class NothingWaits(Conflict):
    """You are not waiting for anybody now."""


class NothingAsked(NotFound):
    """Nothing is asked of you now."""


class ChatService:
    """See `channels.webchat.ports.Chats`."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        hub: Hub,
        wakeups: Wakeups,
        visitors: Visitors,
        waits: Waits,
        calls: CallStates | None = None,
        ratings: Ratings | None = None,
    ) -> None:
        self._database = database
        self._intake = intake
        self._hub = hub
        self._wakeups = wakeups
        self._visitors = visitors
        self._waits = waits
        self._calls = calls
        self._ratings = ratings

    async def take(self, raw: RawEnvelope) -> Taken:
        receipt = await self._intake.take(raw)
        if receipt.message_id is None or receipt.conversation_id is None:
            raise UnknownMessage(receipt.quarantined)
        async with self._database.read(raw.account.tenant_id) as reader:
            place, at = await outside.place_of(reader, raw.account.tenant_id, receipt.message_id)
            invited = await inviting.open_in(reader, raw.account.tenant_id, receipt.conversation_id)
        if invited is not None:
            await self._answer(raw.account, receipt.conversation_id, InvitationAnswer.ACCEPTED)
        return Taken(MessageId(receipt.message_id), ConversationId(receipt.conversation_id), place, at)

    async def history(
        self, account: ChannelAccount, visitor: Visitor, after: int, conversation: ConversationId | None
    ) -> Thread:
        async with self._database.read(account.tenant_id) as reader:
            present = await _present(reader, account, visitor)
            if present is None:
                return Thread()
            from_ = after if conversation == present.id else 0
            messages = await outside.messages(reader, account.tenant_id, present.id, from_)
            last = await outside.last_place(reader, account.tenant_id, present.id)
            read = await outside.read_place(reader, account.tenant_id, present.id)
            state = await self._state(reader, account, present)
        return Thread(ConversationId(present.id), last, tuple(map(_message, messages)), state, read)

    async def _state(self, reader: Reader, account: ChannelAccount, present: Present) -> ChatState:
        if present.interaction_state in WITH_AGENT:
            agent = present.agent_id
            names = await directory.names(reader, account.tenant_id, [agent]) if agent else {}
            invited = await inviting.open_in(reader, account.tenant_id, present.id)
            phase = ChatPhase.INVITED if invited is not None else ChatPhase.WITH_AGENT
            return ChatState(phase, agent_name=names.get(agent) if agent else None)
        if present.interaction_state != State.QUEUED or present.interaction_id is None:
            conversation = ConversationId(present.id)
            asked = await self._ratings.asked(reader, account.tenant_id, conversation) if self._ratings else None
            return ChatState(ChatPhase.ENDED, rating=asked)
        wait = await self._waits.notice(reader, account.tenant_id, present.interaction_id)
        before = None if wait.place is None else wait.place - 1
        return ChatState(
            ChatPhase.WAITING, ahead=before, minutes=wait.minutes, callback=wait.callback, notice=wait.text
        )

    @asynccontextmanager
    async def subscribe(self, account: ChannelAccount, visitor: Visitor) -> AsyncIterator[AsyncIterator[Update]]:
        """The log's news about this visitor, and the typing of agents, as one stream."""
        updates: asyncio.Queue[Update] = asyncio.Queue(500)
        position = await self._end_of_log(account)
        await self._visitors.came(account, visitor.id)
        last = await self._calls.latest(account, visitor) if self._calls else None
        if last is not None:  # what happened to it while the line was down
            await updates.put(CallStateChanged(await self._with_rating(account, last)))

        async def heard(signal: dict[str, Any]) -> None:
            if signal.get("to") == f"{account.id}:{visitor.id}":
                await updates.put(TypingChanged(bool(signal["active"]), signal.get("name")))

        with self._wakeups.hearing(heard):
            task = asyncio.create_task(self._follow(account, visitor, position, updates))
            try:
                yield _stream(updates)
            finally:
                task.cancel()

    async def _follow(
        self, account: ChannelAccount, visitor: Visitor, cursor: int, updates: asyncio.Queue[Update]
    ) -> None:
        """Whatever happens to one of the visitor's conversations makes the socket look again."""
        behind = False
        while True:
            try:
                if behind:
                    cursor, behind = await self._end_of_log(account), False
                    await updates.put(LookAgain())
                async for batch in self._hub.follow(account.tenant_id, cursor):
                    if not batch:
                        continue
                    await self._tell(account, visitor, batch, updates)
                    cursor = batch[-1].position
            except TooFarBehind:
                behind = True
            except Exception as error:
                # The visitor's line stays; it goes on from where it was when the trouble has passed.
                log.warning("a chat cannot follow the log, trying again", error=repr(error))
                await asyncio.sleep(1)

    async def _end_of_log(self, account: ChannelAccount) -> int:
        async with self._database.read(account.tenant_id) as reader:
            return await head(reader, account.tenant_id)

    async def _tell(
        self, account: ChannelAccount, visitor: Visitor, batch: list[Recorded], updates: asyncio.Queue[Update]
    ) -> None:
        async with self._database.read(account.tenant_id) as reader:
            mine = set(await outside.conversations(reader, account.tenant_id, account.id, visitor.id))
        if any(getattr(item.event, "conversation_id", None) in mine for item in batch):
            await updates.put(LookAgain())
        for state in await self._calls_in(account, visitor, batch):
            await updates.put(CallStateChanged(state))

    async def _calls_in(
        self, account: ChannelAccount, visitor: Visitor, batch: list[Recorded]
    ) -> list[VisitorCallState]:
        """How the visitor's calls stand that these events are about."""
        calls, found = self._calls, list[VisitorCallState | None]()
        if calls is None:
            return []
        for item in batch:
            match item.event:
                case CallEvent(call_id=call):
                    found.append(await calls.call_of(account, visitor, call))
                case WaitAnnounced(interaction_id=work) | InteractionOverflowed(interaction_id=work):
                    found.append(await calls.call_about(account, visitor, work))
                case RatingAsked(conversation_id=conversation):
                    last = await calls.latest(account, visitor)
                    found.append(last if last is not None and last.conversation == conversation else None)
        return [await self._with_rating(account, state) for state in found if state is not None]

    async def _with_rating(self, account: ChannelAccount, state: VisitorCallState) -> VisitorCallState:
        """What is asked about a call that is over stands in the window it was made from."""
        if state.phase is not CallPhase.ENDED or state.conversation is None or self._ratings is None:
            return state
        async with self._database.read(account.tenant_id) as reader:
            asked = await self._ratings.asked(reader, account.tenant_id, state.conversation)
        return replace(state, rating=asked)

    async def typing(self, account: ChannelAccount, visitor: Visitor, active: bool) -> None:
        async with self._database.read(account.tenant_id) as reader:
            present = await _present(reader, account, visitor)
        if present is not None:
            await self._wakeups.signal(
                {
                    "typing": str(present.id),
                    "tenant": str(account.tenant_id),
                    "active": active,
                    "name": visitor.name or "",
                }
            )

    async def read(
        self, account: ChannelAccount, visitor: Visitor, conversation: ConversationId, position: int
    ) -> None:
        async def apply(work: UnitOfWork) -> None:
            stored = await outside.position_at(work, work.tenant_id, conversation, visitor.id, position)
            if stored is not None:
                await delivery.customer_read(work, conversation, stored)

        await self._database.run(account.tenant_id, apply, actor="customer")

    async def callback(self, account: ChannelAccount, visitor: Visitor, number: str) -> None:
        async with self._database.read(account.tenant_id) as reader:
            present = await _present(reader, account, visitor)
        if present is None or present.interaction_id is None:
            raise NothingWaits

        interaction = present.interaction_id

        async def ask(work: UnitOfWork) -> None:
            await self._waits.call_back(work, interaction, number)

        await self._database.run(account.tenant_id, ask, actor="customer")

    async def rate(
        self, account: ChannelAccount, visitor: Visitor, score: int, comment: str, call: CallId | None = None
    ) -> None:
        about = await (self._call(account, visitor, call) if call else self._chat(account, visitor))
        if about is None or self._ratings is None:
            raise NothingAsked
        await self._ratings.give(account.tenant_id, about, score, comment)

    async def _chat(self, account: ChannelAccount, visitor: Visitor) -> ConversationId | None:
        async with self._database.read(account.tenant_id) as reader:
            present = await _present(reader, account, visitor)
        return ConversationId(present.id) if present is not None else None

    async def _call(self, account: ChannelAccount, visitor: Visitor, call: CallId) -> ConversationId | None:
        state = await self._calls.call_of(account, visitor, call) if self._calls else None
        return state.conversation if state is not None else None

    async def answer_invitation(self, account: ChannelAccount, visitor: Visitor, accept: bool) -> None:
        about = await self._chat(account, visitor)
        if about is None:
            raise NoInvitation
        await self._answer(account, about, InvitationAnswer.ACCEPTED if accept else InvitationAnswer.DECLINED)

    async def _answer(self, account: ChannelAccount, conversation: UUID, said: InvitationAnswer) -> None:
        """One that was answered meanwhile, on another page of theirs, stays as it was answered."""

        async def write(work: UnitOfWork) -> None:
            with suppress(NoInvitation):
                await inviting.answer(work, conversation, said)

        await self._database.run(account.tenant_id, write, actor="customer", role="system")

    async def left(self, account: ChannelAccount, visitor: Visitor, at: datetime | None = None) -> None:
        await self._visitors.went(account, visitor.id, at)


async def _stream(updates: asyncio.Queue[Update]) -> AsyncIterator[Update]:
    while True:
        yield await updates.get()


async def _present(reader: Reader, account: ChannelAccount, visitor: Visitor) -> Present | None:
    found = await outside.present(reader, account, visitor.id)
    if found is None or (found.closed and reader.now - found.last_message_at > RECENT):
        return None
    return found


def _message(seen: CustomerMessage) -> ChatMessage:
    key = seen.provider_id.rpartition(":")[2] if seen.theirs and seen.provider_id else None
    author = Author.VISITOR if seen.theirs else Author.AGENT if seen.by_agent else Author.SYSTEM
    return ChatMessage(
        id=MessageId(seen.id),
        position=seen.place,
        author=author,
        text=seen.text,
        at=seen.at,
        author_name=seen.author_name if author is Author.AGENT else None,
        client_key=key,
    )
