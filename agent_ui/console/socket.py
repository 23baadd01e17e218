"""The console's side of the live socket."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from agent_ui.compose import drafting
from agent_ui.console.pushing import draw
from agent_ui.frame.changes import changes, kept
from agent_ui.frame.screen import Screen, Screens
from agent_ui.frame.socket import FrameLive
from contact_center.directory.service import SignedIn
from contact_center.interactions.mentions import service as mentions
from contact_center.kernel.events import Recorded

TYPING_FADES = 8.0
"""Seconds after which somebody who was writing has stopped, if nothing else is heard."""


class ConsoleLive(FrameLive):
    """Draws what concerns this agent, in the console and around it."""

    def __init__(self, screens: Screens, screen: Screen, who: SignedIn) -> None:
        super().__init__(screens, screen, who)
        self._followed: dict[UUID, UUID] = {}
        """Interaction → conversation of what a colleague called this agent into, and they may read."""
        self._typing: dict[UUID, float] = {}
        """Interaction → when its sign of writing fades."""

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        before = await self._known()
        if not events:
            return await self._unasked()
        what = changes(events, self._lens.agent, before)
        if not what.any:
            return None
        what.customers -= set(self._followed) - set(self._mine or {})
        if what.mentions or self._followed:
            await self._follow()
            before = await self._known()
            what = kept(what, before)
        drawn = await draw(self._parts, self._screen, self._who, what, before)
        self._mine = drawn.mine
        return {"content": drawn.content, "changed": drawn.changed}

    async def _known(self) -> dict[UUID, UUID]:
        """With what they were called into: it is shown on as it goes on."""
        if self._mine is None:
            await self._follow()
        return self._followed | await super()._known()

    async def _follow(self) -> None:
        async with self._parts.database.read(self._lens.tenant, by_key=True) as reader:
            found = await mentions.followed(reader, self._lens.tenant, self._lens.agent)
            readable = await self._lens.rights.readable(reader, found) if found else frozenset[UUID]()
        self._followed = {interaction: found[interaction] for interaction in readable}

    async def signal(self, message: dict[str, Any]) -> str | None:
        """Somebody is writing in a conversation of this agent, or its agent in another window."""
        if message.get("tenant") != str(self._lens.tenant):
            return None
        if message.get("agent") == str(self._lens.agent) and "drafts" in message:
            return await self._drafts(UUID(message["drafts"]))
        if "typing" not in message:
            return None
        mine = {
            str(conversation): interaction
            for interaction, conversation in (self._followed | (self._mine or {})).items()
        }
        interaction = mine.get(str(message["typing"]))
        if interaction is None:
            return None
        if not message.get("active"):
            self._typing.pop(interaction, None)
            return self._sign(interaction, None)
        self._typing[interaction] = asyncio.get_running_loop().time() + TYPING_FADES
        return self._sign(interaction, str(message.get("name") or self._lens.words.gettext("The customer")))

    async def _drafts(self, interaction: UUID) -> str:
        async with self._parts.database.read(self._lens.tenant, by_key=True) as reader:
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
