"""The customer page's side of the live socket: what somebody else changes is fetched by the page that shows it."""

from __future__ import annotations

from typing import Any

from agent_ui.frame.screen import Screen, Screens
from agent_ui.frame.socket import PlainLive
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.customers import CustomerChanged
from contact_center.kernel.events import Recorded


class CustomerLive(PlainLive):
    """Tells whose data changed; a page of anybody else has no place for it and drops it."""

    def __init__(self, screens: Screens, screen: Screen, who: SignedIn) -> None:
        super().__init__(screens, screen, who)
        self._screen = screen

    async def draw(self, events: list[Recorded]) -> dict[str, Any] | None:
        changed = {one.event.customer_id for one in events if isinstance(one.event, CustomerChanged)}
        if not changed:
            return None
        return {"content": self._screen.part("customers/changed.html", customers=sorted(changed))}
