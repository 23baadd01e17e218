"""A contact centre in memory behind the web chat's ports, and a server to put it on a free port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from agent_ui.words.english import English
from channels.webchat.adapter import WebChatAdapter
from channels.webchat.endpoints import router
from channels.webchat.errors import NoSuchWidget
from channels.webchat.model import (
    Author,
    CallMenu,
    CallPage,
    CallPhase,
    CallStarted,
    CallStateChanged,
    ChatMessage,
    ChatPhase,
    ChatState,
    MessageAdded,
    ReadUpTo,
    StateChanged,
    Taken,
    Thread,
    TypingChanged,
    Update,
    Visitor,
    VisitorCallState,
)
from channels.webchat.ports import Articles, WebChatPorts
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.channels import ChannelAccount, RawEnvelope
from contact_center.kernel.errors import ContactCenterError, Invalid, RetryLater
from contact_center.kernel.ids import (
    CallId,
    ChannelAccountId,
    ConversationId,
    MessageId,
    TenantId,
    new_id,
)
from tests.patience import PATIENCE

HOST_SECRET = "a-secret-that-only-the-shop-and-the-centre-know"
SIGNING_KEY = b"k" * 32


def account(*, origins: tuple[str, ...] = (), **settings: object) -> ChannelAccount:
    return ChannelAccount(
        id=ChannelAccountId(new_id()),
        tenant_id=TenantId(new_id()),
        channel="webchat",
        name="Kiln & Co 窯坊",
        address="kiln",
        settings={"allowed_origins": list(origins), "accent": "#7a3d12", **settings},
        secrets={"host_secret": HOST_SECRET},
    )


@dataclass
class Talk:
    """One conversation of one visitor."""

    id: ConversationId = field(default_factory=lambda: ConversationId(new_id()))
    messages: list[ChatMessage] = field(default_factory=list)
    state: ChatState = field(default_factory=lambda: ChatState(ChatPhase.WAITING))
    read: int = 0
    keys: dict[str, Taken] = field(default_factory=dict)


class NotANumber(Invalid):
    """`number` is to be written with its country."""


class Desk:
    """Keeps `Chats`'s promises; `broken` makes it refuse for a while."""

    def __init__(self) -> None:
        self.talks: dict[str, list[Talk]] = {}
        self.names: dict[str, Visitor] = {}
        self.raw: list[RawEnvelope] = []
        self.typed: list[tuple[str, bool]] = []
        self.seen: dict[str, int] = {}
        self.gone: list[str] = []
        self.called_back: list[tuple[str, str]] = []
        self.rated: list[tuple[int, str]] = []
        self.answered: list[bool] = []
        self.broken = False
        self.lose_news = False
        self._listeners: dict[str, list[asyncio.Queue[Update]]] = {}
        self._last_call: dict[str, CallStateChanged] = {}
        self._changed = asyncio.Condition()

    # Chats

    async def take(self, raw: RawEnvelope) -> Taken:
        if self.broken:
            raise RetryLater("the database is restarting")
        said = WebChatAdapter().parse(raw)
        visitor = said.sender.value
        talks = self.talks.setdefault(visitor, [])
        for known in talks:
            if said.provider_id in known.keys:
                return known.keys[said.provider_id]
        if not talks or talks[-1].state.phase is ChatPhase.ENDED:
            talks.append(Talk())
        self.raw.append(raw)
        message = await self._append(visitor, Author.VISITOR, said.text, client_key=str(said.meta["client_key"]))
        talks[-1].keys[said.provider_id] = taken = Taken(message.id, talks[-1].id, message.position, message.at)
        return taken

    async def history(
        self, account: ChannelAccount, visitor: Visitor, after: int, conversation: ConversationId | None
    ) -> Thread:
        self.names[visitor.id] = visitor
        talks = self.talks.get(visitor.id)
        if not talks:
            return Thread()
        talk = talks[-1]
        after = after if talk.id == conversation else 0
        told = tuple(m for m in talk.messages if m.position > after)
        return Thread(talk.id, len(talk.messages), told, talk.state, talk.read)

    @asynccontextmanager
    async def subscribe(self, account: ChannelAccount, visitor: Visitor) -> AsyncIterator[AsyncIterator[Update]]:
        queue: asyncio.Queue[Update] = asyncio.Queue()
        self._listeners.setdefault(visitor.id, []).append(queue)
        self.names[visitor.id] = visitor
        if visitor.id in self._last_call:
            queue.put_nowait(self._last_call[visitor.id])
        await self._tell_waiters()
        try:
            yield _drain(queue)
        finally:
            self._listeners[visitor.id].remove(queue)

    async def typing(self, account: ChannelAccount, visitor: Visitor, active: bool) -> None:
        self.typed.append((visitor.id, active))
        await self._tell_waiters()

    async def read(
        self, account: ChannelAccount, visitor: Visitor, conversation: ConversationId, position: int
    ) -> None:
        self.seen[visitor.id] = position
        await self._tell_waiters()

    async def callback(self, account: ChannelAccount, visitor: Visitor, number: str) -> None:
        if not number.startswith("+"):
            raise NotANumber(field="number")
        self.called_back.append((visitor.id, number))
        if visitor.id in self.talks:
            await self.state(visitor.id, ChatState(ChatPhase.WAITING, ahead=2, minutes=3, callback="asked"))

    async def rate(
        self, account: ChannelAccount, visitor: Visitor, score: int, comment: str, call: CallId | None = None
    ) -> None:
        self.rated.append((score, comment) if call is None else (score, str(call)))

    async def answer_invitation(self, account: ChannelAccount, visitor: Visitor, accept: bool) -> None:
        self.answered.append(accept)
        await self.state(visitor.id, ChatState(ChatPhase.WITH_AGENT if accept else ChatPhase.ENDED, "Mei"))

    async def left(self, account: ChannelAccount, visitor: Visitor, at: datetime | None = None) -> None:
        self.gone.append(visitor.id)
        await self._tell_waiters()

    # what agents do

    async def say(self, visitor: str, text: str, *, name: str = "Mei") -> ChatMessage:
        if not self.talks.get(visitor):
            self.talks[visitor] = [Talk()]
        return await self._append(visitor, Author.AGENT, text, author_name=name)

    async def state(self, visitor: str, state: ChatState) -> None:
        talk = self.talks[visitor][-1]
        talk.state = state
        self.publish(visitor, StateChanged(talk.id, state))

    async def agent_reads(self, visitor: str) -> None:
        talk = self.talks[visitor][-1]
        talk.read = len(talk.messages)
        self.publish(visitor, ReadUpTo(talk.id, talk.read))

    def agent_types(self, visitor: str, active: bool, name: str = "Mei") -> None:
        self.publish(visitor, TypingChanged(active, name))

    def publish(self, visitor: str, update: Update) -> None:
        if isinstance(update, CallStateChanged):
            self._last_call[visitor] = update
        if self.lose_news:
            return
        for queue in self._listeners.get(visitor, []):
            queue.put_nowait(update)

    def texts(self, visitor: str) -> list[str]:
        return [m.text for talk in self.talks.get(visitor, []) for m in talk.messages]

    async def until(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(condition)

    async def _append(
        self,
        visitor: str,
        author: Author,
        text: str,
        *,
        author_name: str | None = None,
        client_key: str | None = None,
    ) -> ChatMessage:
        talk = self.talks[visitor][-1]
        message = ChatMessage(
            id=MessageId(new_id()),
            position=len(talk.messages) + 1,
            author=author,
            text=text,
            at=datetime.now(UTC),
            author_name=author_name,
            client_key=client_key,
        )
        talk.messages.append(message)
        self.publish(visitor, MessageAdded(talk.id, message))
        await self._tell_waiters()
        return message

    async def _tell_waiters(self) -> None:
        async with self._changed:
            self._changed.notify_all()


async def _drain(queue: asyncio.Queue[Update]) -> AsyncIterator[Update]:
    while True:
        yield await queue.get()


class Exchange:
    """`Calls` whose media is a plain aiortc peer that only listens."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.calls: dict[CallId, str] = {}
        self.hung_up: list[CallId] = []
        self.muted: list[bool] = []
        self.peers: dict[CallId, object] = {}
        self.menus: tuple[CallMenu, ...] | None = None
        """What a caller hears, turn by turn; None: no menu."""
        self.pressed: list[str | None] = []
        self.left_one = asyncio.Event()
        self.called = asyncio.Event()
        """Set once somebody calls: a browser shows that it rings before its call is here."""

    async def has_menu(self, account: ChannelAccount) -> bool:
        return self.menus is not None

    async def menu(self, account: ChannelAccount, visitor: Visitor, language: str) -> CallMenu | None:
        if self.menus is None:
            return None
        self.pressed = []
        return self.menus[0]

    async def press(
        self, account: ChannelAccount, visitor: Visitor, menu: UUID, turn: int, keys: str | None
    ) -> CallMenu:
        assert self.menus is not None
        if turn == len(self.pressed):
            self.pressed.append(keys)
        return self.menus[len(self.pressed)]

    async def leave_menu(self, account: ChannelAccount, visitor: Visitor, menu: UUID) -> None:
        self.left_one.set()

    async def sound(self, account: ChannelAccount, sound: UUID) -> tuple[bytes, str]:
        raise NoSuchWidget(sound)

    async def start(
        self, account: ChannelAccount, visitor: Visitor, offer_sdp: str, page: str = "", menu: UUID | None = None
    ) -> CallStarted:
        call_id = CallId(new_id())
        answer = await self._answer(call_id, offer_sdp)
        self.calls[call_id] = visitor.id
        self.called.set()
        return CallStarted(call_id, answer, VisitorCallState(call_id, CallPhase.RINGING))

    async def rejoin(
        self, account: ChannelAccount, visitor: Visitor, call_id: CallId, offer_sdp: str, page: CallPage
    ) -> str:
        return await self._answer(call_id, offer_sdp)

    async def _answer(self, call_id: CallId, offer_sdp: str) -> str:
        from aiortc import RTCPeerConnection, RTCSessionDescription
        from aiortc.mediastreams import AudioStreamTrack

        peer = RTCPeerConnection()
        peer.addTrack(AudioStreamTrack())
        await peer.setRemoteDescription(RTCSessionDescription(offer_sdp, "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        self.peers[call_id] = peer
        sdp: str = peer.localDescription.sdp
        return sdp

    async def hangup(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> None:
        self.hung_up.append(call_id)
        await self.close()

    async def mute(self, account: ChannelAccount, visitor: Visitor, call_id: CallId, muted: bool) -> None:
        self.muted.append(muted)

    def happens(self, phase: CallPhase, *, recording: bool = False, reason: str | None = None) -> None:
        for call_id, visitor in self.calls.items():
            state = VisitorCallState(call_id, phase, "Mei", recording, reason=reason)
            self.desk.publish(visitor, CallStateChanged(state))

    async def close(self) -> None:
        for peer in list(self.peers.values()):
            await peer.close()  # type: ignore[attr-defined]
        self.peers.clear()


class Accounts:
    def __init__(self, *accounts: ChannelAccount) -> None:
        self.by_id = {a.id: a for a in accounts}

    async def get(self, account_id: ChannelAccountId) -> ChannelAccount | None:
        return self.by_id.get(account_id)

    def change(self, account: ChannelAccount, **settings: object) -> None:
        self.by_id[account.id] = replace(account, settings={**account.settings, **settings})


@dataclass
class Centre:
    account: ChannelAccount
    accounts: Accounts
    desk: Desk
    exchange: Exchange
    app: FastAPI


def centre(made: ChannelAccount, articles: Articles | None = None) -> Centre:
    desk = Desk()
    exchange, accounts = Exchange(desk), Accounts(made)
    ports = WebChatPorts(accounts, desk, SystemClock(), SIGNING_KEY, exchange, tell=English().error, articles=articles)
    app = FastAPI()
    app.include_router(router(ports))

    @app.exception_handler(ContactCenterError)
    async def problem(request: Request, error: ContactCenterError) -> Response:
        told = English().error(error)
        body = {"type": error.code, "title": told.title, "detail": told.detail}
        return JSONResponse(body, error.status, media_type="application/problem+json")

    return Centre(made, accounts, desk, exchange, app)


@dataclass
class Served:
    """A running server; `stop` closes its sockets as a deploy would, `start` opens the same port again."""

    app: FastAPI
    port: int = 0
    _server: uvicorn.Server | None = None
    _task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        config = uvicorn.Config(
            self.app,
            host="127.0.0.1",
            port=self.port,
            log_level="error",
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
            lifespan="off",
        )
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise RuntimeError("the server did not start")
            await asyncio.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        assert self._task is not None
        self._server.should_exit = True
        await self._task

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


class _Server(uvicorn.Server):
    def capture_signals(self):  # type: ignore[no-untyped-def]
        """Signals belong to the test run."""
        from contextlib import nullcontext

        return nullcontext()


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[Served]:
    """The application lives as long as this, its server may stop and start meanwhile."""
    server = Served(app)
    async with app.router.lifespan_context(app):
        await server.start()
        try:
            yield server
        finally:
            await server.stop()
