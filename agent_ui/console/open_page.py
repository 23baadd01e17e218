"""What a page has open, as it says itself: its whole matter is followed there, and its reader is seen by those who read
the same.

A page says `{"open": interaction or null, "read": position}`, where `read` is how far the log was read when the
conversation was drawn, and `{"doing": "reply" | "note" | ""}` while its reader writes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from agent_ui.compose import paging
from agent_ui.compose.lens import Lens
from agent_ui.compose.paging import Matter
from agent_ui.console.company import SAID_EVERY, WRITES_FOR, Company
from agent_ui.views.company import CompanyView, Doing
from contact_center.interactions.reading import conversation_queries
from contact_center.kernel.contracts.cases import CaseEvent
from contact_center.kernel.events import Recorded
from contact_center.platform.eventlog import read_events
from contact_center.platform.unit_of_work import Database, Reader
from contact_center.platform.wakeups import Wakeups

MISSED: Final = 500
"""Events that are looked through for what came while a conversation was being drawn."""
ASKED_EVERY: Final = 30.0
"""Seconds between two looks whether the reader may still read it."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    interaction: UUID | None
    read: int | None


@dataclass(frozen=True, slots=True)
class Caught:
    """What came while the conversation was being drawn."""

    events: Sequence[Recorded] = ()
    too_many: bool = False


class OpenPage:
    def __init__(self, database: Database, wakeups: Wakeups, lens: Lens) -> None:
        self._database = database
        self._wakeups = wakeups
        self._lens = lens
        self._page = str(uuid4())
        self._wanted: _Wanted | None = None
        self._company = Company(str(lens.agent))
        self._shown = CompanyView()
        self._doing = Doing.READS
        self._writes_until = 0.0
        self._said: tuple[Doing, float] | None = None
        """What was said last of the reader, and when."""
        self._asks = True
        """Whether the others are to say who they are: as the reader has just come."""
        self._asked_at = 0.0
        self.interaction: UUID | None = None
        self.matter: Matter | None = None

    # --- what the page says ---------------------------------------------------------------------------

    def told(self, word: str, now: float) -> None:
        """Anything else than is known is passed over: it may be a page of a later version."""
        with suppress(ValueError, TypeError, AttributeError):
            said = json.loads(word)
            if "open" in said:
                open_, read = said["open"], said.get("read")
                self._doing = Doing.READS
                self._wanted = _Wanted(UUID(open_) if open_ else None, int(read) if read else None)
            elif said.get("doing") in tuple(Doing):
                self._doing, self._writes_until = Doing(said["doing"]), now + WRITES_FOR
            elif "doing" in said:
                self._doing = Doing.READS

    # --- what is open ---------------------------------------------------------------------------------

    @property
    def conversation(self) -> UUID | None:
        return self.matter.own if self.matter else None

    @property
    def others(self) -> dict[UUID, UUID]:
        """Conversation → the open interaction, of the other conversations of its matter."""
        if self.matter is None or self.interaction is None:
            return {}
        return {id: self.interaction for id in self.matter.headers if id != self.matter.own}

    async def settle(self, now: float) -> Caught | None:
        """Opens what the page has open by now, as far as its reader may read it; None where nothing changed."""
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            if self.interaction is not None and now - self._asked_at >= ASKED_EVERY:
                await self._reopen(now)
            return None
        self._shown = CompanyView()  # it was drawn without
        if wanted.interaction != self.interaction:
            await self.left()
            self._company.empty()
            self._asks = True
            self.interaction = wanted.interaction
        return await self._reopen(now, wanted.read)

    async def _reopen(self, now: float, read: int | None = None) -> Caught:
        self._asked_at = now
        if self.interaction is None:
            self.matter = None
            return Caught()
        async with self._database.read(self._lens.tenant) as reader:
            self.matter = await self._matter(reader)
            if self.matter is None:
                await self.left()
                self.interaction = None
                return Caught()
            missed = await read_events(reader, self._lens.tenant, read, MISSED) if read is not None else []
        return Caught(missed, len(missed) == MISSED)

    async def _matter(self, reader: Reader) -> Matter | None:
        assert self.interaction is not None
        if self.interaction not in await self._lens.rights.readable(reader, [self.interaction]):
            return None
        header = await conversation_queries.header(reader, self._lens.tenant, self.interaction)
        return await paging.matter(reader, self._lens, header) if header else None

    async def regroups(self, events: Sequence[Recorded]) -> bool:
        """True if other conversations belong to the matter than before: it has to be drawn anew."""
        if self.matter is None or not any(isinstance(one.event, CaseEvent) for one in events):
            return False
        before = set(self.matter.headers)
        async with self._database.read(self._lens.tenant) as reader:
            found = await self._matter(reader)
        if found is None:
            return False
        self.matter = found
        return set(found.headers) != before

    # --- who else is there ----------------------------------------------------------------------------

    @property
    def topic(self) -> str | None:
        return f"open:{self._lens.tenant}:{self.conversation}" if self.matter else None

    def topics(self) -> Collection[str]:
        return (self.topic,) if self.topic else ()

    def hears(self, message: dict[str, Any], now: float) -> None:
        if message.get("topic") != self.topic:
            return
        self._company.hear(message, now)
        if message.get("asks") and message.get("page") != self._page:
            self._said = None  # whoever has just come is told with the next look

    async def say(self, now: float) -> None:
        """That the reader is there, when it is time to say so again or something else is to be said."""
        if self.topic is None:
            return
        doing = self._doing if now < self._writes_until else Doing.READS
        if self._said is not None and self._said[0] is doing and now - self._said[1] < SAID_EVERY:
            return
        asks, self._asks = self._asks, False
        self._said = (doing, now)
        await self._send(doing, asks=asks)

    async def left(self) -> None:
        if self.topic is not None and self._said is not None:
            await self._send("")
        self._said = None

    async def _send(self, doing: str, *, asks: bool = False) -> None:
        message = {"topic": self.topic, "page": self._page, "agent": str(self._lens.agent), "name": self._lens.name}
        await self._wakeups.signal({**message, "doing": doing, "asks": asks})

    def company(self, now: float) -> CompanyView | None:
        """Who else is there, if that is different from what is shown."""
        found = self._company.shown(now)
        if found == self._shown or self.interaction is None:
            return None
        self._shown = found
        return found
