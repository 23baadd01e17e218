"""The frame's side of the live socket: what an agent must see on whatever page."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, ClassVar
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import OwnWork, read_own_work
from agent_ui.frame import pushing
from agent_ui.frame.changes import Changes, changes
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screen, Screens
from agent_ui.views import Alert
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.interactions import PresenceChanged, SegmentOffered, UserChanged
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import Reader

LOOK_EVERY = 10.0
"""Seconds between two looks at the queues' waits."""
REDRAWN_EVERY = 2.0


class FrameLive:
    """Presence, offers, calls and the alert of one agent."""

    def __init__(self, screens: Screens, screen: Screen, who: SignedIn) -> None:
        self._parts = screens.parts
        self._screen = screen
        self._who = who
        self._lens = lens_of(screen, who)
        self._mine: dict[UUID, UUID] | None = None
        self._ahead = 0
        """Up to where the log's offers have been drawn ahead."""
        self._offered: dict[UUID, UUID] = {}
        """What was with the agent by then."""
        self._alert: Alert | None = None
        self._looked_at = 0.0
        """When the queues were last looked at, by the event loop's clock."""

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        before = await self._known()
        if not events:
            content = await self._pressed()
            return {"content": content} if content else None
        what = changes(self._not_ahead(events), self._lens.agent, before)
        if not what.frame:
            return None
        content, self._mine = await self._drawn(what)
        return {"content": content}

    async def _drawn(self, what: Changes) -> tuple[str, dict[UUID, UUID]]:
        """The parts of the frame that `what` names, and what is with the agent by then."""
        screen = self._screen.at(self._parts.clock.now())
        lens = lens_of(screen, self._who)
        async with self._parts.database.read(lens.tenant, by_key=True) as reader:
            found = await read_own_work(reader, lens)
            drawn = await pushing.draw(reader, self._parts, screen, lens, found, what)
        return "".join(drawn), conversations_of(found)

    async def _known(self) -> dict[UUID, UUID]:
        if self._mine is None:
            async with self._parts.database.read(self._lens.tenant, by_key=True) as reader:
                self._mine = conversations_of(await read_own_work(reader, self._lens))
        return self._mine

    async def _pressed(self) -> str:
        """The longest wait, looked at now and then: it changes with time alone."""
        now = asyncio.get_running_loop().time()
        if now - self._looked_at < LOOK_EVERY:
            return ""
        self._looked_at = now
        parts, screen = self._parts, self._screen.at(self._parts.clock.now())
        alert = await parts.pressing.alert(parts.database, self._lens.tenant, self._lens.agent, screen.words)
        if alert == self._alert:
            return ""
        self._alert = alert
        return screen.part("frame/push/alert.html", alert=alert)

    async def signal(self, message: dict[str, Any]) -> str | None:
        return None

    def topics(self) -> Collection[str]:
        return ()

    def told(self, word: str) -> None:
        """Nothing here depends on what is open."""

    async def left(self) -> None:
        return

    def ended(self, events: list[Recorded]) -> bool:
        return concerns_account(events, self._lens.agent)

    def hurries(self, events: Sequence[Recorded]) -> bool:
        """Offers ring at once."""
        return any(isinstance(one.event, SegmentOffered) and one.event.agent_id == self._lens.agent for one in events)

    async def first(self, events: Sequence[Recorded]) -> str:
        content, self._offered = await self._drawn(Changes(offer=True))
        self._ahead = events[-1].position
        return content

    def _not_ahead(self, events: Sequence[Recorded]) -> list[Recorded]:
        """Without the offers that went ahead: the page has them, as they stand since."""
        left = [one for one in events if one.position > self._ahead or not self.hurries([one])]
        if len(left) < len(events) and self._mine is not None:
            self._mine = self._mine | self._offered
        return left


class PlainLive:
    """For who takes no work: nothing changes here, but the page knows whether it is connected and signed in.

    A page on which something changes draws it anew in `draw`.
    """

    def __init__(self, screens: Screens, screen: Screen, who: SignedIn) -> None:
        self._who = who

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        return None

    async def signal(self, message: dict[str, Any]) -> str | None:
        return None

    def topics(self) -> Collection[str]:
        return ()

    def told(self, word: str) -> None:
        """Nothing here depends on what is open."""

    async def left(self) -> None:
        return

    def ended(self, events: list[Recorded]) -> bool:
        return concerns_account(events, self._who.user.id)

    def hurries(self, events: Sequence[Recorded]) -> bool:
        return False

    async def first(self, events: Sequence[Recorded]) -> str:
        return ""


class RedrawnLive(PlainLive):
    """A page that is drawn whole: every `REDRAWN_EVERY` seconds at most when something of interest happened, and from
    time to time without, as some of it changes by time alone."""

    at_least_every: ClassVar[float]
    of_interest: ClassVar[tuple[str, ...]]
    """Beginnings of types of events."""

    def __init__(self, screens: Screens, screen: Screen, who: SignedIn) -> None:
        super().__init__(screens, screen, who)
        self._parts = screens.parts
        self._screen = screen
        self._drawn_at = asyncio.get_running_loop().time()
        self._stale = False

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        self._stale |= any(one.event.type.startswith(self.of_interest) for one in events)
        now = asyncio.get_running_loop().time()
        age = now - self._drawn_at
        if age < REDRAWN_EVERY or (not self._stale and age < self.at_least_every):
            return None
        self._stale, self._drawn_at = False, now
        screen = self._screen.at(self._parts.clock.now())
        lens = lens_of(screen, self._who)
        async with self._parts.database.read(lens.tenant) as reader:
            return {"content": await self.redraw(reader, screen, lens)}

    async def redraw(self, reader: Reader, screen: Screen, lens: Lens) -> str:
        raise NotImplementedError


def conversations_of(found: OwnWork) -> dict[UUID, UUID]:
    """Interaction → conversation of everything that is with the agent."""
    return {item.interaction_id: item.conversation_id for item in found.items}


def concerns_account(events: Sequence[Recorded], user: UUID) -> bool:
    """True if one of them may have ended this user's session."""
    return any(
        (isinstance(one.event, UserChanged) and one.event.user_id == user)
        or (isinstance(one.event, PresenceChanged) and one.event.agent_id == user)
        for one in events
    )
