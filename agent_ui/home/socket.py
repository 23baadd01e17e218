"""The home page's side of the live socket."""

from __future__ import annotations

from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import read_own_work
from agent_ui.frame.screen import Screen
from agent_ui.frame.socket import RedrawnLive
from agent_ui.home.compose import home
from contact_center.platform.unit_of_work import Reader


class HomeLive(RedrawnLive):
    at_least_every = 20.0
    """What is due moves by time alone."""
    of_interest = ("interaction.", "segment.", "presence.", "message.", "task.", "mention.", "routing.")

    async def redraw(self, reader: Reader, screen: Screen, lens: Lens) -> str:
        view = await home(reader, lens, self._who.time_zone, await read_own_work(reader, lens))
        return screen.part("home/body.html", home=view)
