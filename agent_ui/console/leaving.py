"""How agents leave work: put it by, close it, hold it, hand it on; and how they take it up again.

What could be a slip asks before, or can be undone for ten seconds (D37).
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.compose import tasks
from agent_ui.compose import transfers as transferring
from agent_ui.compose.lens import Lens, can
from agent_ui.compose.opened import name_of
from agent_ui.console import parking
from agent_ui.console.acting import show, show_rest
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens, answer, is_scripted
from agent_ui.views import ClosingView, UndoView
from agent_ui.words.languages import Words
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work import closing, drafts, handover, holding, reopening, replies, transfers, waiting
from contact_center.interactions.work.domain import DraftKind
from contact_center.interactions.work.rights import Act
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

DRAFT_SHOWN = 120
"""Characters of an unsent answer that are quoted before closing."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_putting_by(routes, screens)
    _add_closing(routes, screens)
    _add_holding(routes, screens)
    _add_transfer(routes, screens)
    return routes


def _add_putting_by(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/console/interactions/{interaction}/park")
    async def ask(request: Request, who: Agent, interaction: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant, by_key=True) as reader:
            await lens.rights.require(reader, interaction, Act.WORK)
            view = await parking.view(reader, lens, interaction)
        return screen.fragment(screen.part("console/park.html", park=view))

    @routes.post("/console/interactions/{interaction}/park")
    async def park(
        request: Request,
        who: Agent,
        interaction: UUID,
        until: Annotated[str, Form(max_length=40)],
        at: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        """Comes back by itself at its time, or when the customer writes; the place is free for other work."""
        words = screens.open(request, who).words
        chosen = parking.until(words, until, at)

        async def put_by(unit: UnitOfWork) -> None:
            await waiting.put_by(unit, interaction, who.agent_id, chosen)

        await act(screens, who, put_by)
        said = words.gettext("Parked until %(time)s.", time=words.when(chosen)) if chosen else _for_customer(words)
        undo = UndoView(said, f"/console/interactions/{interaction}/take-up")
        return await show_rest(screens, request, who, interaction, _undo(screens, request, who, undo))

    @routes.post("/console/interactions/{interaction}/take-up")
    async def take_up(request: Request, who: Agent, interaction: UUID) -> Response:
        """What waits with this agent is in hand again."""

        async def take(unit: UnitOfWork) -> None:
            await waiting.take_up(unit, interaction, who.agent_id)

        await act(screens, who, take)
        return await show(screens, request, who, interaction, _undo(screens, request, who, None))


def _for_customer(words: Words) -> str:
    return words.gettext("Waiting for the customer.")


def _add_closing(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.post("/console/interactions/{interaction}/close")
    async def close(request: Request, who: Agent, interaction: UUID, sure: Annotated[bool, Form()] = False) -> Response:
        """Asks first where an answer was begun and not sent; any other slip is taken back by one key."""
        screen = screens.open(request, who)
        if is_scripted(request) and not sure:
            lens = lens_of(screen, who)
            async with parts.database.read(lens.tenant, by_key=True) as reader:
                await lens.rights.require(reader, interaction, Act.WORK)
                task = await tasks.ending(reader, lens, interaction)
                doubts = await _doubts(screens, reader, lens, interaction)
            if task is not None:
                return screen.fragment(screen.part("tasks/asked.html", task=task))
            if doubts.draft:
                return screen.fragment(screen.part("console/closing.html", closing=doubts))

        async def end(unit: UnitOfWork) -> UndoView | None:
            header = await conversation_queries.header(unit, unit.tenant_id, interaction)
            await closing.close(unit, parts.ports, interaction, who.agent_id)
            if header is None or can(parts.ports.adapters, header.channel).media:
                return None
            missing = await conversation_queries.unanswered(unit, unit.tenant_id, header.conversation_id)
            text = screen.words.gettext("Closed without an answer.") if missing else screen.words.gettext("Closed.")
            return UndoView(text, f"/console/interactions/{interaction}/reopen")

        undo = await act(screens, who, end)
        return await show_rest(screens, request, who, interaction, _undo(screens, request, who, undo))

    @routes.post("/console/interactions/{interaction}/reopen")
    async def reopen(request: Request, who: Agent, interaction: UUID) -> Response:
        """Takes closing back, at once or later."""

        async def open_again(unit: UnitOfWork) -> None:
            await rights_of(screens, who).require(unit, interaction, Act.REOPEN)
            await reopening.reopen(unit, parts.ports, interaction, who.agent_id)

        await act(screens, who, open_again)
        return await show(screens, request, who, interaction, _undo(screens, request, who, None))


async def _doubts(screens: Screens, reader: Reader, lens: Lens, interaction: UUID) -> ClosingView:
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    capabilities = can(screens.parts.ports.adapters, header.channel)
    draft = (await drafts.of(reader, lens.tenant, lens.agent, header.conversation_id)).get(DraftKind.REPLY)
    written = capabilities.text
    return ClosingView(
        InteractionId(interaction),
        await name_of(reader, lens, header),
        await conversation_queries.unanswered(reader, lens.tenant, header.conversation_id) if written else 0,
        " ".join(draft.text.split())[:DRAFT_SHOWN] if draft and written else "",
    )


def _undo(screens: Screens, request: Request, who: SignedIn, undo: UndoView | None) -> str:
    """The offer to take it back; None takes the offer away."""
    return screens.open(request, who).part("console/push/undo.html", undo=undo)


def _add_holding(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/interactions/{interaction}/hold")
    async def hold(request: Request, who: Agent, interaction: UUID, held: Annotated[bool, Form()] = True) -> Response:
        async def change(unit: UnitOfWork) -> None:
            if held:
                await holding.hold(unit, interaction, who.agent_id)
            else:
                await holding.resume(unit, interaction, who.agent_id)

        await act(screens, who, change)
        return answer(request, f"/console?c={interaction}")


def _add_transfer(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/interactions/{interaction}/transfer")
    async def transfer(
        request: Request, who: Agent, interaction: UUID, to: Annotated[str, Form()], note: Annotated[str, Form()] = ""
    ) -> Response:
        """Hands it on, with what they should know as a note before."""
        kind = to.partition(":")[0]
        target = transferring.target(to)

        async def hand_on(unit: UnitOfWork) -> None:
            agent = who.agent_id
            if target == agent:
                raise transferring.NoSuchTarget(to, field="to")
            if note.strip():
                await replies.note(unit, interaction, agent, who.user.name, note, client_key=str(new_id()))
            if kind == "queue":
                await transfers.transfer_to_queue(unit, screens.parts.ports, interaction, agent, QueueId(target))
            else:
                await handover.require_available(unit, interaction, AgentId(target))
                await transfers.transfer_to_agent(unit, screens.parts.ports, interaction, agent, AgentId(target))

        await act(screens, who, hand_on)
        return await show_rest(screens, request, who, interaction)
