"""The console's side of the live socket."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from agent_ui.compose import drafting
from agent_ui.console.pushing import draw
from agent_ui.frame.changes import changes
from agent_ui.frame.screen import Screen, Screens
from agent_ui.frame.socket import FrameLive
from contact_center.directory.service import SignedIn
from contact_center.kernel.events import Recorded

TYPING_FADES = 8.0
"""Seconds after which somebody who was writing has stopped, if nothing else is heard."""


class ConsoleLive(FrameLive):
    """Draws what concerns this agent, in the console and around it."""

    def __init__(self, screens: Screens, screen: Screen, who: SignedIn) -> None:
        super().__init__(screens, screen, who)
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

    async def signal(self, message: dict[str, Any]) -> str | None:
        """Somebody is writing in a conversation of this agent, or its agent in another window."""
        if message.get("tenant") != str(self._lens.tenant):
            return None
        if message.get("agent") == str(self._lens.agent) and "drafts" in message:
            return await self._drafts(UUID(message["drafts"]))
        if "typing" not in message:
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

    async def _drafts(self, interaction: UUID) -> str:
        async with self._parts.database.read(self._lens.tenant) as reader:
            found = await drafting.shown(reader, self._lens, interaction)
        return self._screen.part("console/push/drafts.html", interaction=interaction, drafts=found)

    async def _unasked(self) -> dict[str, Any] | None:
        """What changes with time alone: signs of writing fade, and people wait."""
        content = self._faded(asyncio.get_running_loop().time()) + await self._pressed()
        return {"content": content} if content else None

    def _faded(self, now: float) -> str:
        gone = [interaction for interaction, until in self._typing.items() if until <= now]
        for interaction in gone:
            del self._typing[interaction]
        return "".join(self._sign(interaction, None) for interaction in gone)

    def _sign(self, interaction: UUID, who: str | None) -> str:
        return self._screen.part("console/push/typing.html", interaction=interaction, who=who)
