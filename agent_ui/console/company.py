"""Who else has a conversation open, and whether they write: what their pages say, for as long as they say it. Pure.

Each page says every few seconds that it is there, and at once when that changes; what is not said again fades. So
nobody stays whose computer went to sleep, and nothing is stored. Times are seconds of one clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from agent_ui.views.company import ColleagueHere, CompanyView, Doing

SAID_EVERY: Final = 4.0
FADES: Final = 10.0
"""After so long nobody is there who has not said so again: one message may be lost."""
WRITES_FOR: Final = 6.0
"""How long somebody writes after their last key."""
KEPT: Final = 60
"""Pages that are remembered of one conversation."""
SHOWN: Final = 4

_ORDER = {Doing.REPLY: 0, Doing.NOTE: 1, Doing.READS: 2}


@dataclass(frozen=True, slots=True)
class _Heard:
    agent: str
    name: str
    doing: Doing
    until: float


@dataclass(slots=True)
class Company:
    own: str
    """The reader, who is not told of their own other windows."""
    _pages: dict[str, _Heard] = field(default_factory=dict)

    def hear(self, message: dict[str, Any], now: float) -> None:
        """What one page said: `page`, `agent`, `name`, and `doing`, which is empty as it leaves."""
        page, agent = str(message.get("page")), str(message.get("agent"))
        if agent == self.own:
            return
        doing = message.get("doing")
        if doing not in tuple(Doing):
            self._pages.pop(page, None)
        elif page in self._pages or len(self._pages) < KEPT:
            self._pages[page] = _Heard(agent, str(message.get("name")), Doing(doing), now + FADES)

    def shown(self, now: float) -> CompanyView:
        """Each colleague once, with the most of what their windows do."""
        for page in [page for page, one in self._pages.items() if one.until <= now]:
            del self._pages[page]
        of: dict[str, ColleagueHere] = {}
        for one in sorted(self._pages.values(), key=lambda one: _ORDER[one.doing]):
            of.setdefault(one.agent, ColleagueHere(one.name, one.doing))
        listed = sorted(of.values(), key=lambda one: (_ORDER[one.doing], one.name))
        return CompanyView(tuple(listed[:SHOWN]), len(listed[SHOWN:]))

    def empty(self) -> None:
        self._pages.clear()
