"""`/floor`: an agent's raised hand, what supervisors say; `/supervisor/announcements`: saying it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.floor import compose
from agent_ui.floor.compose import HOURS, USUAL, Stands
from agent_ui.frame import serving
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens, answer
from contact_center.directory.access import Agent, Supervisor
from contact_center.directory.service import Role
from contact_center.interactions.floor import announcements, helping
from contact_center.interactions.work.rights import Act
from contact_center.kernel.ids import UserId
from contact_center.platform.unit_of_work import UnitOfWork

PAGE = "/supervisor/announcements"
HOME = "/home"
BOARD = "/supervisor"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_hands(routes, screens)
    _add_reading(routes, screens)
    _add_writing(routes, screens)
    return routes


def _add_hands(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/floor/hand")
    async def ask(request: Request, who: Agent) -> Response:
        """What help shall be asked for."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose.ask(reader, lens)
        return screen.fragment(screen.part("floor/ask.html", ask=view))

    @routes.post("/floor/hand")
    async def raise_hand(
        request: Request, who: Agent, text: Annotated[str, Form()] = "", interaction: Annotated[str, Form()] = ""
    ) -> Response:
        about = id_in(interaction)

        async def change(work: UnitOfWork) -> None:
            if about is not None:
                await rights_of(screens, who).require(work, about, Act.NOTE)
            await helping.ask(work, who.agent_id, text, about)

        await act(screens, who, change)
        return answer(request, HOME)

    @routes.post("/floor/hands/{hand}/take")
    async def take(request: Request, who: Supervisor, hand: UUID) -> Response:
        await act(screens, who, lambda work: helping.take(work, hand, UserId(who.user.id)))
        return answer(request, BOARD)

    @routes.post("/floor/hands/{hand}/end")
    async def end(request: Request, who: Agent, hand: UUID) -> Response:
        """Agents take down their own."""
        own = who.user.role == Role.AGENT
        await act(screens, who, lambda work: helping.end(work, hand, UserId(who.user.id), own_only=own))
        return answer(request, HOME if own else BOARD)


def _add_reading(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/floor/announcements/{announcement}/read")
    async def read(request: Request, who: Agent, announcement: UUID) -> Response:
        await act(screens, who, lambda work: announcements.read(work, announcement, who.agent_id))
        return answer(request, HOME)


def _add_writing(routes: APIRouter, screens: Screens) -> None:
    @routes.get(PAGE)
    async def page(request: Request, who: Supervisor) -> Response:
        """What was said, and who has not read it."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose.sent(reader, lens)
        return await serving.page(screens.parts, screen, "floor/sent.html", Place.BOARD, sent=view)

    @routes.get(f"{PAGE}/new")
    async def new(request: Request, who: Supervisor, agent: UUID | None = None) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose.write(reader, lens, agent)
        return screen.fragment(screen.part("floor/write.html", write=view))

    @routes.post(PAGE)
    async def announce(
        request: Request,
        who: Supervisor,
        to: Annotated[str, Form()],
        text: Annotated[str, Form()] = "",
        hours: Annotated[int, Form(ge=HOURS[0], le=HOURS[-1])] = USUAL,
        urgent: Annotated[bool, Form()] = False,
    ) -> Response:
        async def make(work: UnitOfWork) -> None:
            said_to = await compose.chosen(work, work.tenant_id, to)
            until = Stands(hours).until(work.now)
            await announcements.announce(work, UserId(who.user.id), text, said_to, urgent=urgent, until=until)

        await act(screens, who, make)
        return await _again(request, who)

    @routes.post(f"{PAGE}/{{announcement}}/take-back")
    async def take_back(request: Request, who: Supervisor, announcement: UUID) -> Response:
        await act(screens, who, lambda work: announcements.take_back(work, announcement))
        return await _again(request, who)

    async def _again(request: Request, who: Supervisor) -> Response:
        """The list as it is now, for a page that shows it; elsewhere it finds no place and nothing is drawn."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose.sent(reader, lens)
        return answer(request, PAGE, screen.part("floor/sent_again.html", sent=view))
