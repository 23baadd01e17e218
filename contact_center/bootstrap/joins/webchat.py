"""The web chat's desk: conversations as their visitors may see them.

A visitor sees the messages in both directions, never notes or events; their positions count those
messages alone, so that the visitor's page can tell a gap.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog

from channels.webchat.model import (
    Author,
    CallChanged,
    CallState,
    ChatMessage,
    ChatState,
    LookAgain,
    Phase,
    Taken,
    Thread,
    TypingChanged,
    Update,
    Visitor,
)
from channels.webchat.visitors import Visitors
from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import ChannelAccount, RawEnvelope
from contact_center.kernel.contracts.interactions import CallChanged as CallEvent
from contact_center.kernel.contracts.routing_events import InteractionOverflowed, WaitAnnounced
from contact_center.kernel.errors import Conflict, Invalid
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import CallId, ConversationId, MessageId
from contact_center.platform.eventlog import head
from contact_center.platform.live import Hub, TooFarBehind
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from contact_center.platform.wakeups import Wakeups
from routing.flow import callback as callbacks
from routing.flow.ports import OwnNumbers
from routing.flow.wait_notice import told

log = structlog.get_logger()

RECENT = timedelta(hours=24)
"""A conversation that ended is still shown for this long."""

PRESENT = """
select c.id, c.state, c.customer_read, c.last_message_at,
  i.id as interaction_id, i.state as interaction_state, i.owner_agent_id, u.name as agent_name
from core.conversation c
left join lateral (select * from core.interaction x where x.tenant_id = c.tenant_id and x.conversation_id = c.id
  order by x.created_at desc limit 1) i on true
left join core.user_account u on u.tenant_id = c.tenant_id and u.id = i.owner_agent_id
where c.tenant_id = %(tenant)s and c.channel_account_id = %(account)s and c.contact_value = %(visitor)s
  and c.channel = 'webchat'
order by c.opened_at desc limit 1
"""

MESSAGES = """
select * from (
  select id, row_number() over (order by position) as seen, direction, author_kind, author_name, text, at, client_key,
    provider_id
  from core.message where tenant_id = %s and conversation_id = %s and direction in ('in', 'out')
) m where seen > %s order by seen
"""


class UnknownMessage(Invalid):
    """The message could not be understood."""


class NothingWaits(Conflict):
    """You are not waiting for anybody now."""


class VisitorsCalls(Protocol):
    """How calls from the widget stand."""

    async def call_of(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> CallState | None:
        """None if the call is not this visitor's."""
        ...

    async def latest(self, account: ChannelAccount, visitor: Visitor) -> CallState | None:
        """The visitor's last call, if it goes on or ended not long ago."""
        ...


class Desk:
    """See `channels.webchat.ports.ChatDesk`."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        hub: Hub,
        wakeups: Wakeups,
        visitors: Visitors,
        calls: VisitorsCalls | None,
        *,
        ports: Ports,
        own: OwnNumbers,
    ) -> None:
        self._ports = ports
        self._own = own
        self._database = database
        self._intake = intake
        self._hub = hub
        self._wakeups = wakeups
        self._visitors = visitors
        self._calls = calls

    async def take(self, raw: RawEnvelope) -> Taken:
        receipt = await self._intake.take(raw)
        if receipt.message_id is None or receipt.conversation_id is None:
            raise UnknownMessage(receipt.quarantined)
        async with self._database.read(raw.account.tenant_id) as reader:
            rows = await reader.dicts(
                "select m.at, (select count(*) from core.message v where v.tenant_id = m.tenant_id "
                "and v.conversation_id = m.conversation_id and v.direction in ('in', 'out') "
                "and v.position <= m.position) as seen from core.message m where m.tenant_id = %s and m.id = %s",
                [raw.account.tenant_id, receipt.message_id],
            )
        return Taken(
            MessageId(receipt.message_id), ConversationId(receipt.conversation_id), rows[0]["seen"], rows[0]["at"]
        )

    async def history(
        self, account: ChannelAccount, visitor: Visitor, after: int, conversation: ConversationId | None
    ) -> Thread:
        async with self._database.read(account.tenant_id) as reader:
            present = await self._present(reader, account, visitor)
            if present is None:
                return Thread()
            from_ = after if conversation == present["id"] else 0
            messages = tuple(
                _message(row) for row in await reader.dicts(MESSAGES, [account.tenant_id, present["id"], from_])
            )
            total = await reader.value(
                "select count(*) from core.message where tenant_id = %s and conversation_id = %s "
                "and direction in ('in', 'out')",
                [account.tenant_id, present["id"]],
            )
            read = await reader.value(
                "select count(*) from core.message where tenant_id = %s and conversation_id = %s "
                "and direction in ('in', 'out') and position <= coalesce((select max(position) from core.message "
                "where tenant_id = %s and conversation_id = %s and direction = 'out'), 0)",
                [account.tenant_id, present["id"], account.tenant_id, present["id"]],
            )
            state = await self._state(reader, account, present)
        return Thread(ConversationId(present["id"]), int(total), messages, state, int(read))

    async def _present(self, reader: Reader, account: ChannelAccount, visitor: Visitor) -> dict[str, Any] | None:
        rows = await reader.dicts(PRESENT, {"tenant": account.tenant_id, "account": account.id, "visitor": visitor.id})
        if not rows or (rows[0]["state"] == "closed" and reader.now - rows[0]["last_message_at"] > RECENT):
            return None
        return rows[0]

    async def _state(self, reader: Reader, account: ChannelAccount, present: dict[str, Any]) -> ChatState:
        match present["interaction_state"]:
            case "working" | "waiting":
                return ChatState(Phase.WITH_AGENT, agent_name=present["agent_name"])
            case "queued":
                wait = await told(reader, account.tenant_id, present["interaction_id"], self._own)
                before = None if wait.place is None else wait.place - 1
                return ChatState(
                    Phase.WAITING, ahead=before, minutes=wait.minutes, callback=wait.callback, notice=wait.text
                )
            case _:
                return ChatState(Phase.ENDED)

    @asynccontextmanager
    async def subscribe(self, account: ChannelAccount, visitor: Visitor) -> AsyncIterator[AsyncIterator[Update]]:
        """The log's news about this visitor, and the typing of agents, as one stream."""
        updates: asyncio.Queue[Update] = asyncio.Queue(500)
        async with self._database.read(account.tenant_id) as reader:
            position = await reader.value(
                "select position from core.event_head where tenant_id = %s", [account.tenant_id]
            )
        await self._visitors.came(account, visitor.id)
        last = await self._calls.latest(account, visitor) if self._calls else None
        if last is not None:  # what happened to it while the line was down
            await updates.put(CallChanged(last))

        async def heard(signal: dict[str, Any]) -> None:
            if signal.get("to") == f"{account.id}:{visitor.id}":
                await updates.put(TypingChanged(bool(signal["active"]), signal.get("name")))

        with self._wakeups.hearing(heard):
            task = asyncio.create_task(self._follow(account, visitor, int(position or 0), updates))
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
        mine = await self._conversations(account, visitor)
        if any(getattr(item.event, "conversation_id", None) in mine for item in batch):
            await updates.put(LookAgain())
        for call in [call for item in batch if (call := await self._call_in(account, item)) is not None]:
            state = await self._calls.call_of(account, visitor, call) if self._calls else None
            if state is not None:
                await updates.put(CallChanged(state))

    async def _call_in(self, account: ChannelAccount, item: Recorded) -> CallId | None:
        """The call an event is about."""
        if isinstance(item.event, CallEvent):
            return item.event.call_id
        if not isinstance(item.event, WaitAnnounced | InteractionOverflowed):
            return None
        async with self._database.read(account.tenant_id) as reader:
            found = await reader.value(
                "select id from channels.call where tenant_id = %s and interaction_id = %s and ended_at is null",
                [account.tenant_id, item.event.interaction_id],
            )
        return CallId(found) if found else None

    async def _conversations(self, account: ChannelAccount, visitor: Visitor) -> set[UUID]:
        async with self._database.read(account.tenant_id) as reader:
            return set(
                await reader.values(
                    "select id from core.conversation where tenant_id = %s and channel_account_id = %s "
                    "and contact_value = %s",
                    [account.tenant_id, account.id, visitor.id],
                )
            )

    async def typing(self, account: ChannelAccount, visitor: Visitor, active: bool) -> None:
        async with self._database.read(account.tenant_id) as reader:
            present = await self._present(reader, account, visitor)
        if present is not None:
            await self._wakeups.signal(
                {
                    "typing": str(present["id"]),
                    "tenant": str(account.tenant_id),
                    "active": active,
                    "name": visitor.name or "",
                }
            )

    async def read(
        self, account: ChannelAccount, visitor: Visitor, conversation: ConversationId, position: int
    ) -> None:
        async def apply(work: UnitOfWork) -> None:
            stored = await work.value(
                "select position from (select position, row_number() over (order by position) as seen "
                "from core.message where tenant_id = %s and conversation_id = %s and direction in ('in', 'out')) m "
                "where seen = %s and exists (select 1 from core.conversation c where c.tenant_id = %s and c.id = %s "
                "and c.contact_value = %s)",
                [work.tenant_id, conversation, position, work.tenant_id, conversation, visitor.id],
            )
            if stored is not None:
                await delivery.customer_read(work, conversation, stored)

        await self._database.run(account.tenant_id, apply, actor="customer")

    async def callback(self, account: ChannelAccount, visitor: Visitor, number: str) -> None:
        async with self._database.read(account.tenant_id) as reader:
            present = await self._present(reader, account, visitor)
        if present is None or present["interaction_id"] is None:
            raise NothingWaits

        async def ask(work: UnitOfWork) -> None:
            await callbacks.request(work, self._ports, self._own, present["interaction_id"], number)

        await self._database.run(account.tenant_id, ask, actor="customer")

    async def left(self, account: ChannelAccount, visitor: Visitor, at: datetime | None = None) -> None:
        await self._visitors.went(account, visitor.id, at)


async def _stream(updates: asyncio.Queue[Update]) -> AsyncIterator[Update]:
    while True:
        yield await updates.get()


def _message(row: dict[str, Any]) -> ChatMessage:
    mine = row["direction"] == "in"
    key = row["provider_id"].rpartition(":")[2] if mine and row["provider_id"] else None
    author = Author.VISITOR if mine else Author.AGENT if row["author_kind"] == "agent" else Author.SYSTEM
    return ChatMessage(
        id=MessageId(row["id"]),
        position=row["seen"],
        author=author,
        text=row["text"],
        at=row["at"],
        author_name=row["author_name"] if author is Author.AGENT else None,
        client_key=key,
    )
