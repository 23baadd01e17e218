"""The home page's side of the live socket: drawn again at most every two seconds."""

from __future__ import annotations

import asyncio
from typing import Any

from agent_ui.compose.own_work import read_own_work
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screen, Screens
from agent_ui.frame.socket import PlainLive
from agent_ui.home.compose import home
from contact_center.directory.service import SignedIn
from contact_center.kernel.events import Recorded

AT_MOST_EVERY = 2.0
AT_LEAST_EVERY = 20.0
"""What is due moves by time alone."""
OF_INTEREST = ("interaction.", "segment.", "presence.", "message.", "task.", "routing.")


class HomeLive(PlainLive):
    def __init__(self, screens: Screens, screen: Screen, who: SignedIn) -> None:
        super().__init__(screens, screen, who)
        self._parts = screens.parts
        self._screen = screen
        self._drawn_at = asyncio.get_running_loop().time()
        self._stale = False

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        self._stale |= any(one.event.type.startswith(OF_INTEREST) for one in events)
        age = asyncio.get_running_loop().time() - self._drawn_at
        if age < AT_MOST_EVERY or (not self._stale and age < AT_LEAST_EVERY):
            return None
        self._stale, self._drawn_at = False, asyncio.get_running_loop().time()
        screen = self._screen.at(self._parts.clock.now())
        lens = lens_of(screen, self._who)
        async with self._parts.database.read(lens.tenant) as reader:
            view = await home(reader, lens, self._who.time_zone, await read_own_work(reader, lens))
        return {"content": screen.part("home/body.html", home=view)}
