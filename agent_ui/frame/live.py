"""The live socket: every page follows its tenant's log from its cursor on, gapless (D11).

A frame is `{"seq", "from", "content", "changed"}`: it stands for all events from `from` to `seq`, whether
they matter to this page or not. After a moment of silence a frame goes at once; what follows within `MERGE`
seconds of it is gathered into the next one. An offer goes ahead of that, without a position. While nothing that
matters happens, the position is told every `QUIET` seconds, so that a page that lost a frame knows.

A page of the console says which conversation it has open, and when its reader writes there.

Both sides listen for the other: every `BEAT` seconds a `{"beat": true}` goes out and the page answers it at once. A
page that hears nothing for `HEARD_MS` of live.js says so and comes again; one that leaves `UNANSWERED` beats without
an answer is gone, from the moment it was last heard.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, WebSocket
from starlette.websockets import WebSocketDisconnect

from agent_ui.frame.compose import takes_work
from agent_ui.frame.page import Live
from agent_ui.frame.screen import Screen, Screens
from agent_ui.frame.socket import FrameLive, PlainLive
from contact_center.directory import service as directory
from contact_center.directory.access import AnyUser, session_cookie
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.presence import connections
from contact_center.kernel.errors import Forbidden, NotSignedIn
from contact_center.kernel.events import Recorded
from contact_center.platform.eventlog import head
from contact_center.platform.live import Subscription, TooFarBehind
from contact_center.platform.metrics import PUSH_SECONDS
from contact_center.platform.unit_of_work import UnitOfWork

log = structlog.get_logger()

MERGE = 0.06
"""Seconds between two frames at least: a page draws no more often, however much happens."""
QUIET = 5.0
BEAT = 1.5
UNANSWERED = 4
SESSION_CHECKED = 10.0
LONGEST_WORD = 300
"""Characters of what a page says at once."""
SIGNED_OUT = 4401
TRY_AGAIN = 1012


class Silent(Exception):
    """The page does not answer any more: its computer sleeps, or the network between is broken."""


Position = Annotated[int, Query(ge=0, lt=1 << 63)]


class View(Protocol):
    """What a page shows; it turns events into content."""

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        """`content` and `changed` of a frame; None if nothing of it matters now. Asked once a second at least."""
        ...

    async def signal(self, message: dict[str, Any]) -> str | None:
        """Content for a passing sign such as typing; None if it is for somebody else."""
        ...

    def topics(self) -> Collection[str]:
        """Of the passing signs that go only to those they are for: what this view wants to hear of now."""
        ...

    def told(self, word: str) -> None:
        """What the page says of its reader; what follows from it comes with the next `draw`."""
        ...

    async def left(self) -> None:
        """The page is gone."""
        ...

    def ended(self, events: list[Recorded]) -> bool:
        """True if the reader's session may be over."""
        ...

    def hurries(self, events: Sequence[Recorded]) -> bool:
        """True if something of it should be seen at once, whatever else is being drawn."""
        ...

    async def first(self, events: Sequence[Recorded]) -> str:
        """Content of what hurries among them, as it stands now, to be sent ahead; `draw` need not draw it again."""
        ...


@dataclass(frozen=True, slots=True)
class Follower:
    """How a page that shows something live of its own follows the log."""

    make: Callable[[Screens, Screen, SignedIn], View]
    roles: frozenset[Role]
    """Who may have such a page."""
    in_frame: bool = True
    """False where `make` draws the frame, too."""


def router(screens: Screens, followers: Mapping[Live, Follower]) -> APIRouter:
    """`followers`: one for each `Live` but the frame alone, from the rooms (`agent_ui.wiring`)."""
    routes = APIRouter()

    @routes.websocket("/live")
    async def live(
        socket: WebSocket, who: AnyUser, cursor: Position = 0, view: Live = Live.CONSOLE, open: UUID | None = None
    ) -> None:
        own = followers.get(view)
        if own is not None and Role(who.user.role) not in own.roles:
            raise Forbidden
        await socket.accept()
        shown = _shown(screens, screens.open(socket, who), who, own)
        if open is not None:
            shown.told(json.dumps({"open": str(open)}))
        await _Line(screens, socket, who, cursor, shown).run()

    return routes


class _Line:
    """One socket from its opening to its end."""

    def __init__(self, screens: Screens, socket: WebSocket, who: SignedIn, cursor: int, view: View) -> None:
        self._parts = screens.parts
        self._socket = socket
        self._who = who
        self._tenant = who.tenant
        self._told = self._read = cursor
        """Up to where the page was given the log, and this line has read it."""
        self._told_at = 0.0
        self._drawn_at = 0.0
        self._ahead: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._view = view
        self._answers = False
        """The page answers beats; one that was loaded from an older version does not."""
        self._unanswered = 0
        self._heard_at = screens.parts.clock.now()

    async def run(self) -> None:
        async with self._present():
            work = (self._listen(), self._follow(), self._beat(), self._watch_session())
            jobs = [asyncio.create_task(job) for job in work]
            try:
                with self._parts.wakeups.hearing(self._heard, self._view.topics):
                    await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for job in (*jobs, *self._ahead):
                    job.cancel()
                await asyncio.gather(*self._ahead, return_exceptions=True)
                ends = await asyncio.gather(*jobs, return_exceptions=True)
                await asyncio.shield(self._view.left())
        await self._close(ends)

    async def _close(self, ends: list[Any]) -> None:
        """Says to the page why; a page that is gone hears nothing."""
        if any(isinstance(end, WebSocketDisconnect) for end in ends):
            return
        if any(isinstance(end, NotSignedIn) for end in ends):
            await self._socket.close(SIGNED_OUT)
            return
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, Silent):
                log.error("live page failed, it will connect again", exc_info=end)
        await self._socket.close(TRY_AGAIN)

    @asynccontextmanager
    async def _present(self) -> AsyncIterator[None]:
        """A page that is open, whichever it is, is its agent's sign of life (D31)."""
        if not takes_work(self._who):
            yield
            return
        agent = self._who.agent_id

        async def came(work: UnitOfWork) -> Any:
            return await connections.opened(work, agent, self._parts.process_id)

        connection = await self._parts.database.run(self._tenant, came, actor=self._who.actor)

        async def went(work: UnitOfWork) -> None:
            await connections.closed(work, connection, self._heard_at if self._answers else work.now)

        try:
            yield
        finally:
            await asyncio.shield(self._parts.database.run(self._tenant, went, actor=self._who.actor))

    async def _listen(self) -> None:
        """That the page is there, and what it says of its reader; reading notices that it has gone."""
        while True:
            message = await self._socket.receive()
            self._heard_at = self._parts.clock.now()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            self._answers, self._unanswered = True, 0
            word = message.get("text") or ""
            if word != "beat" and len(word) <= LONGEST_WORD:
                self._view.told(word)

    async def _beat(self) -> None:
        """Beats are counted, not seconds: where this process was held up itself, nobody has gone."""
        while True:
            await asyncio.sleep(BEAT)
            if self._answers and self._unanswered >= UNANSWERED:
                raise Silent
            self._unanswered += 1
            try:
                async with asyncio.timeout(BEAT * UNANSWERED):
                    await self._send({"beat": True})
            except TimeoutError:
                raise Silent from None

    async def _watch_session(self) -> None:
        while True:
            await asyncio.sleep(SESSION_CHECKED)
            await self._check_session()

    async def _check_session(self) -> None:
        """Raises `NotSignedIn`."""
        await directory.session(self._parts.database, session_cookie(self._socket))

    async def _heard(self, message: dict[str, Any]) -> None:
        content = await self._view.signal(message)
        if content is not None:
            await self._send({"content": content})

    async def _follow(self) -> None:
        while True:
            subscription, missed = await self._subscribe()
            subscription.at_once = self._at_once
            try:
                await self._tell(missed)
                while True:
                    await self._tell(await self._gathered(subscription))
            except TooFarBehind:
                await self._start_over()
            finally:
                self._parts.hub.unsubscribe(subscription)

    async def _gathered(self, subscription: Subscription) -> list[Recorded]:
        """What is new, without waiting where nothing was drawn a moment ago; nothing after a second of silence."""
        events = await subscription.next(1.0)
        if not events:
            return events
        early = self._drawn_at + MERGE - _time()
        if early > 0:
            await asyncio.sleep(early)
            events += await subscription.next(0.001)
        return events

    def _at_once(self, events: Sequence[Recorded]) -> None:
        """An offer does not wait for the page to be drawn: its time runs."""
        if self._view.hurries(events):
            task = asyncio.create_task(self._go_ahead(events))
            self._ahead.add(task)
            task.add_done_callback(self._ahead.discard)

    async def _go_ahead(self, events: Sequence[Recorded]) -> None:
        """Unless the page has been told so far already: what is older must not follow what is newer."""
        try:
            content = await self._view.first(events)
            async with self._sending:
                if self._told < events[-1].position:
                    await self._socket.send_json({"content": content})
        except Exception:
            log.exception("nothing went ahead; it comes with the rest")

    async def _subscribe(self) -> tuple[Subscription, list[Recorded]]:
        """From the page's cursor; from the present on, with a whole new page, where that is too old."""
        try:
            return await self._parts.hub.subscribe(self._tenant, self._told)
        except TooFarBehind:
            await self._start_over()
            return await self._parts.hub.subscribe(self._tenant, self._told)

    async def _start_over(self) -> None:
        async with self._parts.database.read(self._tenant) as reader:
            self._told = self._read = await head(reader, self._tenant)
        await self._send({"reset": True, "seq": self._told})

    async def _tell(self, events: list[Recorded]) -> None:
        """Called with every batch, and with none once a second."""
        if self._view.ended(events):
            await self._check_session()
        if self._ahead:
            await asyncio.wait(self._ahead)  # what it has drawn is not drawn again
        drawn = await self._view.draw(events)
        if drawn:
            self._drawn_at = _time()
            if self._ahead:
                await asyncio.wait(self._ahead)
        if events:
            self._read = events[-1].position
        if drawn and not events:
            await self._send(drawn)
        elif drawn or self._view.hurries(events) or _time() - self._told_at >= QUIET:
            frame = {"seq": self._read, "from": self._told + 1, **(drawn or {})}
            self._told, self._told_at = self._read, _time()
            await self._send(frame)
        for event in events if drawn else ():
            PUSH_SECONDS.observe(max(0.0, (self._parts.clock.now() - event.at).total_seconds()))

    async def _send(self, frame: dict[str, Any]) -> None:
        async with self._sending:
            await self._socket.send_json(frame)


def _shown(screens: Screens, screen: Screen, who: SignedIn, own: Follower | None) -> View:
    """What a page follows: its own content, and around it the frame of who takes work."""
    if own is not None and not own.in_frame:
        return own.make(screens, screen, who)
    frame = FrameLive(screens, screen, who) if takes_work(who) else PlainLive(screens, screen, who)
    return Together(frame, own.make(screens, screen, who)) if own is not None else frame


class Together:
    """Several views on one page."""

    def __init__(self, *views: View) -> None:
        self._views = views

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        drawn = [one for view in self._views if (one := await view.draw(events))]
        if not drawn:
            return None
        changed = [name for one in drawn for name in one.get("changed", ())]
        return {"content": "".join(one.get("content", "") for one in drawn), "changed": changed}

    async def signal(self, message: dict[str, Any]) -> str | None:
        said = [one for view in self._views if (one := await view.signal(message)) is not None]
        return "".join(said) if said else None

    def topics(self) -> Collection[str]:
        return [topic for view in self._views for topic in view.topics()]

    def told(self, word: str) -> None:
        for view in self._views:
            view.told(word)

    async def left(self) -> None:
        for view in self._views:
            await view.left()

    def ended(self, events: list[Recorded]) -> bool:
        return any(view.ended(events) for view in self._views)

    def hurries(self, events: Sequence[Recorded]) -> bool:
        return any(view.hurries(events) for view in self._views)

    async def first(self, events: Sequence[Recorded]) -> str:
        return "".join([await view.first(events) for view in self._views])


def _time() -> float:
    return asyncio.get_running_loop().time()
