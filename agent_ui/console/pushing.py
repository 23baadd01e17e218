"""Draws what changed on an agent's page, in the reader's language, from one snapshot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from agent_ui.compose import customer, drafting, guides, naming, own_work, paging
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of, open_interaction
from agent_ui.compose.own_work import OwnWork, read_own_work
from agent_ui.compose.paging import Matter
from agent_ui.compose.thread import message_items, thread
from agent_ui.frame import pushing as frames
from agent_ui.frame.changes import Changes
from agent_ui.frame.lens import lens_of
from agent_ui.frame.parts import Parts
from agent_ui.frame.screen import Screen
from agent_ui.frame.socket import conversations_of
from agent_ui.views import CustomerView, EventView, MessageView, NoteView
from agent_ui.views.guides import GuideView
from agent_ui.words import history as happenings
from contact_center.directory.service import SignedIn
from contact_center.interactions.errors import NoSuchInteraction, NotForYou
from contact_center.interactions.reading import conversation_queries, history_queries, message_queries
from contact_center.platform.unit_of_work import Reader

SHOWN_AS_READ = 20
"""Of our latest messages, when the customer has read on."""


@dataclass(frozen=True, slots=True)
class Drawn:
    content: str
    changed: tuple[str, ...]
    """Names of parts which the page fetches itself when its reader does not have the pointer on them."""
    mine: dict[UUID, UUID]
    """Interaction → conversation of everything that is with the agent now."""


async def draw(parts: Parts, screen: Screen, who: SignedIn, what: Changes, before: dict[UUID, UUID]) -> Drawn:
    """Everything that `what` names, drawn anew."""
    now = screen.at(parts.clock.now())
    lens = lens_of(now, who)
    pen = _Pen(parts, now, lens)
    async with parts.database.read(lens.tenant, by_key=True) as reader:
        found = await read_own_work(reader, lens)
        mine = before | conversations_of(found)
        drawn = [
            *await pen.messages(reader, what, mine),
            *await pen.workspaces(reader, found, what),
            *await frames.draw(reader, parts, now, lens, found, what),
            *await pen.guides(reader, what),
            *await pen.wrap_ups(reader, found, what),
            *pen.rows(found, what),
        ]
        cards = await pen.customers(reader, what, mine)
    for card in cards:
        view = await customer.with_erp(card, parts.erp, lens)
        drawn.append(now.part("console/push/customer.html", customer_view=view))
    changed = (*(["work"] if what.work else ()), *(["matter"] if pen.left_out else ()))
    return Drawn("".join(drawn), changed, conversations_of(found))


async def draw_said(
    parts: Parts, screen: Screen, who: SignedIn, matter: Matter, open_: UUID, what: Changes
) -> tuple[str, bool]:
    """`what` was said in the other conversations of what is open, each message marked with its channel; True where so
    much was that the page has to draw all of it anew."""
    if not what.any:
        return "", False
    now = screen.at(parts.clock.now())
    lens = lens_of(now, who)
    pen = _Pen(parts, now, lens)
    async with parts.database.read(lens.tenant) as reader:
        drawn = await pen.beside(reader, what, await paging.readable(reader, lens, matter), open_)
    return "".join(drawn), bool(pen.left_out)


@dataclass(frozen=True, slots=True)
class _Pen:
    parts: Parts
    screen: Screen
    lens: Lens
    left_out: set[UUID] = field(default_factory=set)
    """Conversations in which more was said than a page of them holds: put below what is shown, the latest of it would
    leave a gap that nobody could see. They are drawn anew from their end; what is older is had by scrolling."""

    async def messages(self, reader: Reader, what: Changes, mine: dict[UUID, UUID]) -> list[str]:
        of = {conversation: interaction for interaction, conversation in mine.items()}
        drawn: list[str] = []
        for conversation, position in what.fresh.items():
            drawn += await self._fresh(reader, what, conversation, position, of[conversation])
        for message, conversation in what.taken_back.items():
            drawn.append(self.screen.part("console/push/item_gone.html", message=message))
            drawn += await self._written(reader, of[conversation])
        for row in await message_queries.messages_by_id(reader, self.lens.tenant, what.delivered):
            if row.conversation_id in of:
                drawn += await self._changed(reader, of[row.conversation_id], [row])
        for conversation in what.read:
            rows = await self._latest(reader, conversation)
            drawn += await self._changed(reader, of[conversation], [row for row in rows if row.direction == "out"])
        return drawn

    async def beside(self, reader: Reader, what: Changes, matter: Matter, open_: UUID) -> list[str]:
        names = await paging.names_of(reader, self.lens, matter)
        drawn = [self.screen.part("console/push/item_gone.html", message=message) for message in what.taken_back]
        changed = await message_queries.messages_by_id(reader, self.lens.tenant, what.delivered)
        for id, name in names.items():
            header = matter.headers[id]
            fresh = await self._since(reader, id, what.fresh[id]) if id in what.fresh else []
            again = [row for row in changed if row.conversation_id == id]
            if id in what.read:
                again += [row for row in await self._latest(reader, id) if row.direction == "out"]
            for rows, template in ((again, "console/push/item_changed.html"), (fresh, "console/push/item.html")):
                for one in await message_items(reader, self.lens, header, name, rows) if rows else []:
                    drawn.append(self._item(template, open_, paging.of_channel(one, header, matter)))
        return drawn

    async def _since(self, reader: Reader, conversation: UUID, position: int) -> list[message_queries.MessageRow]:
        rows = await message_queries.messages(
            reader, self.lens.tenant, conversation, after=position - 1, limit=paging.PAGE + 1
        )
        if len(rows) <= paging.PAGE:
            return rows
        self.left_out.add(conversation)
        return []

    async def _fresh(
        self, reader: Reader, what: Changes, conversation: UUID, position: int, interaction: UUID
    ) -> list[str]:
        rows = await self._since(reader, conversation, position)
        drawn = await self._items(reader, interaction, rows, "console/push/item.html")
        header = await conversation_queries.header(reader, self.lens.tenant, interaction)
        if header is not None:
            due = own_work.reply_clock(header)
            drawn.append(self.screen.part("console/push/due.html", interaction=interaction, due=due))
        if any(row.direction != "in" for row in rows):
            drawn += await self._written(reader, interaction)
        if conversation in what.came_in:
            drawn.append(self.screen.part("console/push/typing.html", interaction=interaction, who=None))
            drawn += await self._overtaken(reader, conversation, interaction)
        return drawn

    async def _overtaken(self, reader: Reader, conversation: UUID, interaction: UUID) -> list[str]:
        """Messages that are planned still: what the customer wrote now may change what they should say."""
        rows = await self._latest(reader, conversation)
        held = {row.id for row in rows if row.held is not None}
        return await self._items(reader, interaction, rows, "console/push/item_changed.html", held) if held else []

    async def _latest(self, reader: Reader, conversation: UUID) -> list[message_queries.MessageRow]:
        return await message_queries.messages(reader, self.lens.tenant, conversation, limit=SHOWN_AS_READ)

    async def _written(self, reader: Reader, interaction: UUID) -> list[str]:
        """What the agent has written here and not sent."""
        shown = await drafting.shown(reader, self.lens, interaction)
        files = await drafting.files(reader, self.lens, interaction)
        return [
            self.screen.part("console/push/drafts.html", interaction=interaction, drafts=shown),
            self.screen.part("console/push/kept_files.html", interaction=interaction, files=files),
        ]

    async def _changed(self, reader: Reader, interaction: UUID, rows: list[message_queries.MessageRow]) -> list[str]:
        return await self._items(reader, interaction, rows, "console/push/item_changed.html")

    async def _items(
        self,
        reader: Reader,
        interaction: UUID,
        rows: list[message_queries.MessageRow],
        template: str,
        only: Collection[UUID] | None = None,
    ) -> list[str]:
        header = await conversation_queries.header(reader, self.lens.tenant, interaction)
        if header is None or not rows:
            return []
        who = await name_of(reader, self.lens, header)
        messages = await message_items(reader, self.lens, header, who, rows)
        return [self._item(template, interaction, one) for one in messages if only is None or one.id in only]

    def _item(self, template: str, interaction: UUID, item: MessageView | NoteView | EventView) -> str:
        return self.screen.part(template, interaction=interaction, item=item)

    async def workspaces(self, reader: Reader, found: OwnWork, what: Changes) -> list[str]:
        """Head, bottom, call, and the lines about what has just happened."""
        drawn: list[str] = []
        for interaction in sorted(what.workspaces | what.calls):
            try:
                opened = await open_interaction(reader, self.lens, interaction)
            except (NoSuchInteraction, NotForYou):
                continue
            adapters, calls = self.parts.ports.adapters, self.parts.calls
            shown = await thread(reader, self.lens, adapters, found, opened, calls, said=False)
            drawn += [
                self._item("console/push/item.html", interaction, line)
                for line in await self._happened(reader, what, interaction, opened.header.outcome)
            ]
            drawn.append(self.screen.part("console/push/top.html", thread=shown))
            drawn.append(self.screen.part("console/push/bottom.html", thread=shown))
            drawn.append(self._guides(interaction, shown.guides))
        return drawn

    async def guides(self, reader: Reader, what: Changes) -> list[str]:
        """Of work in this agent's hands, where nothing else of it is drawn anew."""
        drawn: list[str] = []
        for interaction in sorted(what.guides - what.workspaces - what.calls):
            header = await conversation_queries.header(reader, self.lens.tenant, interaction)
            if header is not None:
                drawn.append(self._guides(interaction, await guides.shown(reader, self.lens, header, can_answer=True)))
        return drawn

    def _guides(self, interaction: UUID, shown: tuple[GuideView, ...]) -> str:
        return self.screen.part("console/push/guides.html", interaction=interaction, guides=shown)

    async def _happened(self, reader: Reader, what: Changes, interaction: UUID, outcome: str | None) -> list[EventView]:
        steps = await history_queries.history(reader, self.lens.tenant, interaction)
        names = await naming.of_history(reader, self.lens.tenant, steps)
        lines = happenings.happenings(self.lens.words, interaction, steps, names, outcome)
        return [line for line in lines if what.since is not None and line.at >= what.since]

    async def wrap_ups(self, reader: Reader, found: OwnWork, what: Changes) -> list[str]:
        drawn: list[str] = []
        if what.wrap_ups:
            views = await own_work.wrap_ups(reader, self.lens, found)
            drawn.append(self.screen.part("console/push/wrap_ups.html", wrap_ups_view=views))
        for interaction in what.extended:
            for one in await own_work.wrap_ups(reader, self.lens, found, only=interaction):
                drawn.append(self.screen.part("console/push/wrap_up_due.html", wrap_up=one))
        return drawn

    def rows(self, found: OwnWork, what: Changes) -> list[str]:
        items = [item for item in found.items if item.interaction_id in what.rows and item.segment_state != "alerting"]
        return [self.screen.part("console/push/row.html", row=own_work.row(self.lens, found, item)) for item in items]

    async def customers(self, reader: Reader, what: Changes, mine: dict[UUID, UUID]) -> list[CustomerView]:
        cards = []
        for interaction in what.customers & set(mine):
            header = await conversation_queries.header(reader, self.lens.tenant, interaction)
            if header is not None:
                who = await name_of(reader, self.lens, header)
                cards.append(await customer.beside(reader, self.lens, header, who))
        return cards
