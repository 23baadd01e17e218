"""The console's side of the live socket."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any
from uuid import UUID

from agent_ui.compose import drafting
from agent_ui.console.open_page import Caught, OpenPage
from agent_ui.console.pushing import draw, draw_said
from agent_ui.frame.changes import changes, kept, said
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
        """Interaction → conversation of what this agent reads besides their own work: what they have open, and what a
        colleague called them into."""
        self._typing: dict[UUID, float] = {}
        """Interaction → when its sign of writing fades."""
        self._open = OpenPage(self._parts.database, self._parts.wakeups, self._lens)

    def topics(self) -> Collection[str]:
        return self._open.topics()

    def told(self, word: str) -> None:
        self._open.told(word, _time())

    async def left(self) -> None:
        await self._open.left()

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        """What is open is settled first: what is new is then drawn there, too."""
        caught = await self._open.settle(_time())
        beside = await self._beside(events, caught)
        await self._open.say(_time())
        drawn = [beside, await self._drawn_of([*self._missed(events, caught), *events]), self._accompanied()]
        found = [one for one in drawn if one is not None]
        if not found:
            return None
        changed = [name for one in found for name in one.get("changed", ())]
        return {"content": "".join(one["content"] for one in found), "changed": changed}

    async def _beside(self, events: list[Recorded], caught: Caught | None) -> dict[str, Any] | None:
        """What was said in the other conversations of what is open."""
        anew = await self._open.regroups(events)
        if caught is not None:
            await self._follow()
            anew |= caught.too_many
        content = ""
        matter, open_ = self._open.matter, self._open.interaction
        if matter is not None and open_ is not None:
            what = said([*(caught.events if caught else ()), *events], self._open.others)
            content, left_out = await draw_said(self._parts, self._screen, self._who, matter, open_, what)
            anew |= left_out
        if not content and not anew:
            return None
        return {"content": content, "changed": ("matter",) if anew else ()}

    def _missed(self, events: list[Recorded], caught: Caught | None) -> list[Recorded]:
        """What was said in what is open while it was being drawn, and is not among `events`: it is drawn with them, so
        that each message stands there once."""
        matter, open_ = self._open.matter, self._open.interaction
        if caught is None or matter is None or open_ is None:
            return []
        known, own = {one.position for one in events}, {matter.own: open_}
        return [one for one in caught.events if one.position not in known and said([one], own).any]

    def _accompanied(self) -> dict[str, Any] | None:
        """Who else is there, if that has changed. Drawn last, and only here, so nothing older follows."""
        found = self._open.company(_time())
        if found is None:
            return None
        part = self._screen.part("console/push/company.html", interaction=self._open.interaction, company=found)
        return {"content": part}

    async def _drawn_of(self, events: list[Recorded]) -> dict[str, Any] | None:
        before = await self._known()
        if not events:
            return await self._unasked()
        what = changes(self._not_ahead(events), self._lens.agent, before)
        if not what.any:
            return None
        what.customers -= set(self._followed) - set(self._mine_now())
        if what.mentions or self._followed:
            await self._follow()
            before = await self._known()
            what = kept(what, before)
        drawn = await draw(self._parts, self._screen, self._who, what, before)
        gone = self._open.interaction in self._mine_now() and self._open.interaction not in drawn.mine
        self._mine = drawn.mine
        if gone:
            await self._follow()  # it stays open, and is read on
        return {"content": drawn.content, "changed": drawn.changed}

    def _mine_now(self) -> dict[UUID, UUID]:
        return self._mine or {}

    async def _known(self) -> dict[UUID, UUID]:
        """With what they were called into, or have open: it is shown on as it goes on."""
        begins = self._mine is None
        mine = await super()._known()
        if begins:
            await self._follow()
        return self._followed | mine

    async def _follow(self) -> None:
        async with self._parts.database.read(self._lens.tenant, by_key=True) as reader:
            found = dict(await mentions.followed(reader, self._lens.tenant, self._lens.agent))
            if self._open.interaction and self._open.conversation and self._open.interaction not in self._mine_now():
                found[self._open.interaction] = self._open.conversation
            readable = await self._lens.rights.readable(reader, found) if found else frozenset[UUID]()
        self._followed = {interaction: found[interaction] for interaction in readable}

    async def signal(self, message: dict[str, Any]) -> str | None:
        """Somebody is writing in a conversation of this agent, or its agent in another window."""
        if "topic" in message:
            self._open.hears(message, _time())
            return None
        if message.get("tenant") != str(self._lens.tenant):
            return None
        if message.get("agent") == str(self._lens.agent) and "drafts" in message:
            return await self._drafts(UUID(message["drafts"]))
        if "typing" not in message:
            return None
        mine = {
            str(conversation): interaction for interaction, conversation in (self._followed | self._mine_now()).items()
        }
        interaction = mine.get(str(message["typing"]))
        if interaction is None:
            return None
        if not message.get("active"):
            self._typing.pop(interaction, None)
            return self._sign(interaction, None)
        self._typing[interaction] = _time() + TYPING_FADES
        return self._sign(interaction, str(message.get("name") or self._lens.words.gettext("The customer")))

    async def _drafts(self, interaction: UUID) -> str:
        async with self._parts.database.read(self._lens.tenant, by_key=True) as reader:
            found = await drafting.shown(reader, self._lens, interaction)
        return self._screen.part("console/push/drafts.html", interaction=interaction, drafts=found)

    async def _unasked(self) -> dict[str, Any] | None:
        """What changes with time alone: signs of writing fade, and people wait."""
        content = self._faded(_time()) + await self._pressed()
        return {"content": content} if content else None

    def _faded(self, now: float) -> str:
        gone = [interaction for interaction, until in self._typing.items() if until <= now]
        for interaction in gone:
            del self._typing[interaction]
        return "".join(self._sign(interaction, None) for interaction in gone)

    def _sign(self, interaction: UUID, who: str | None) -> str:
        return self._screen.part("console/push/typing.html", interaction=interaction, who=who)


def _time() -> float:
    return asyncio.get_running_loop().time()
