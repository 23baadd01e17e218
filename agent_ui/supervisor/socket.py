"""The wallboard's side of the live socket."""

from __future__ import annotations

from agent_ui.compose.lens import Lens
from agent_ui.frame.screen import Screen
from agent_ui.frame.socket import RedrawnLive
from agent_ui.supervisor.compose import board
from contact_center.directory.service import Role
from contact_center.platform.unit_of_work import Reader


class BoardLive(RedrawnLive):
    at_least_every = 10.0
    """Service levels change by time alone: work waiting past the target counts as missed."""
    of_interest = (
        "interaction.",
        "segment.",
        "presence.",
        "agent.",
        "envelope.",
        "message.delivery",
        "routing.",
        "help.",
    )

    async def redraw(self, reader: Reader, screen: Screen, lens: Lens) -> str:
        admin = self._who.user.role == Role.ADMIN
        view = await board(reader, lens, self._who.time_zone, admin=admin, calls=self._parts.calls)
        return screen.part("supervisor/board.html", board=view)
