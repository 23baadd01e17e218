"""The console's side of the live socket."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from agent_ui.console.changes import Changes, changes
from agent_ui.console.compose import look
from agent_ui.console.lens import lens_of
from agent_ui.console.pushing import draw, on_desk
from agent_ui.console.views import Alert
from agent_ui.screen import Screen, Screens
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.interactions import PresenceChanged, SegmentOffered, UserChanged
from contact_center.kernel.events import Recorded

TYPING_FADES = 8.0
"""Seconds after which somebody who was writing has stopped, if nothing else is heard."""


LOOK_EVERY = 10.0
"""Seconds between two looks at the queues' waits."""


class ConsoleLive:
    """Draws what concerns this agent."""

    def __init__(self, screens: Screens, screen: Screen, who: SignedIn) -> None:
        self._parts = screens.parts
        self._screen = screen
        self._who = who
        self._lens = lens_of(screen, who)
        self._mine: dict[UUID, UUID] | None = None
        self._alert: Alert | None = None
        self._looked_at = 0.0
        """When the queues were last looked at, by the event loop's clock."""
        self._typing: dict[UUID, float] = {}
        """Interaction → when its sign of writing fades."""

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        before = await self._known()
        if not events:
            return await self._unasked()
        what = changes(events, self._lens.agent, before)
        if not what.any:
            return None
        drawn = await draw(self._parts, self._screen, self._who, what, before)
        self._mine = drawn.mine
        return {"content": drawn.content, "changed": drawn.changed}

    async def _known(self) -> dict[UUID, UUID]:
        if self._mine is None:
            async with self._parts.database.read(self._lens.tenant) as reader:
                self._mine = on_desk(await look(reader, self._lens))
        return self._mine

    async def signal(self, message: dict[str, Any]) -> str | None:
        """Somebody is writing in a conversation on this desk."""
        if message.get("tenant") != str(self._lens.tenant) or "typing" not in message:
            return None
        mine = {str(conversation): interaction for interaction, conversation in (self._mine or {}).items()}
        interaction = mine.get(str(message["typing"]))
        if interaction is None:
            return None
        if not message.get("active"):
            self._typing.pop(interaction, None)
            return self._sign(interaction, None)
        self._typing[interaction] = asyncio.get_running_loop().time() + TYPING_FADES
        return self._sign(interaction, str(message.get("name") or self._lens.words.gettext("The customer")))

    async def _unasked(self) -> dict[str, Any] | None:
        """What changes with time alone: signs of writing fade, and people wait."""
        now = asyncio.get_running_loop().time()
        content = self._faded(now)
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            content += await self._pressed()
        return {"content": content} if content else None

    def _faded(self, now: float) -> str:
        gone = [interaction for interaction, until in self._typing.items() if until <= now]
        for interaction in gone:
            del self._typing[interaction]
        return "".join(self._sign(interaction, None) for interaction in gone)

    async def _pressed(self) -> str:
        parts, screen = self._parts, self._screen.at(self._parts.clock.now())
        alert = await parts.pressing.alert(parts.database, self._lens.tenant, self._lens.agent, screen.words)
        if alert == self._alert:
            return ""
        self._alert = alert
        return screen.part("console/push/alert.html", alert=alert)

    def _sign(self, interaction: UUID, who: str | None) -> str:
        return self._screen.part("console/push/typing.html", interaction=interaction, who=who)

    def ended(self, events: list[Recorded]) -> bool:
        return concerns_account(events, self._lens.agent)

    def hurries(self, events: Sequence[Recorded]) -> bool:
        """Offers ring at once."""
        return any(isinstance(one.event, SegmentOffered) and one.event.agent_id == self._lens.agent for one in events)

    async def first(self) -> str:
        return (await draw(self._parts, self._screen, self._who, Changes(offer=True), await self._known())).content


def concerns_account(events: list[Recorded], user: UUID) -> bool:
    """True if one of them may have ended this user's session."""
    return any(
        (isinstance(one.event, UserChanged) and one.event.user_id == user)
        or (isinstance(one.event, PresenceChanged) and one.event.agent_id == user)
        for one in events
    )
