"""`/supervisor/quality`: score cards, work evaluated with them; `/me/quality`: what an agent sees and answers."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.quality import compose, form
from agent_ui.quality.compose import OWN, PAGE, EvaluationsAsked
from contact_center.directory.access import Agent, Supervisor
from contact_center.interactions.work.rights import Act
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.quality import service

Id = Annotated[str, Form(max_length=40)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_cards(routes, screens)
    _add_evaluations(routes, screens)
    _add_own(routes, screens)
    return routes


def _to(address: str) -> Response:
    return RedirectResponse(address, 303, HEADERS)


def _add_cards(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(f"{PAGE}/cards")
    async def cards(request: Request, who: Supervisor) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.cards(reader, lens)
        return await serving.page(parts, screen, "quality/cards.html", Place.BOARD, cards=view)

    @routes.get(f"{PAGE}/cards/edit")
    async def card(request: Request, who: Supervisor, id: UUID | Literal[""] = "") -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.card(reader, lens, id or None)
        return await serving.page(parts, screen, "quality/card.html", Place.BOARD, card=view)

    @routes.post(f"{PAGE}/cards")
    async def write(request: Request, who: Supervisor, name: Annotated[str, Form(max_length=200)]) -> Response:
        typed = await typed_in(request)
        questions, queue, id = form.questions(typed), id_in(typed.get("queue", "")), id_in(typed.get("id", ""))
        await act(screens, who, lambda work: service.write_card(work, name, questions, queue=queue, id=id))
        return _to(f"{PAGE}/cards")

    @routes.post(f"{PAGE}/cards/{{id}}/active")
    async def use(who: Supervisor, id: UUID, active: Annotated[bool, Form()] = False) -> Response:
        await act(screens, who, lambda work: service.set_active(work, id, active))
        return _to(f"{PAGE}/cards")


def _add_evaluations(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(PAGE)
    async def page(
        request: Request,
        who: Supervisor,
        agent: UUID | Literal[""] = "",
        card: UUID | Literal[""] = "",
        days: Annotated[int, Query(ge=1, le=366)] = 30,
        disputed: Literal["", "yes"] = "",
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = EvaluationsAsked(agent or None, card or None, days, disputed == "yes")
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.page(reader, lens, asked)
        return await serving.page(parts, screen, "quality/page.html", Place.BOARD, quality=view)

    @routes.get(f"{PAGE}/new")
    async def new(request: Request, who: Supervisor, work: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.new(reader, lens, work)
        return await serving.page(parts, screen, "quality/new.html", Place.BOARD, new=view)

    @routes.post(PAGE)
    async def begin(
        who: Supervisor, work: Annotated[UUID, Form()], agent: Annotated[UUID, Form()], card: Annotated[UUID, Form()]
    ) -> Response:
        async def made(unit: UnitOfWork) -> UUID:
            await rights_of(screens, who).require(unit, work, Act.READ)
            return await service.begin(unit, card, work, agent, who.user.id)

        return _to(f"{PAGE}/{await act(screens, who, made)}")

    @routes.get(f"{PAGE}/{{id}}")
    async def one(request: Request, who: Supervisor, id: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.evaluation(reader, lens, id, supervises=True)
        return await serving.page(parts, screen, "quality/evaluation.html", Place.BOARD, evaluation=view)

    @routes.post(f"{PAGE}/{{id}}")
    async def answer(
        request: Request,
        who: Supervisor,
        id: UUID,
        comment: Annotated[str, Form(max_length=8000)] = "",
        then: Annotated[Literal["keep", "publish"], Form()] = "keep",
    ) -> Response:
        given = form.answers(await typed_in(request))

        async def keep(unit: UnitOfWork) -> None:
            await service.answer(unit, id, who.user.id, given, comment, publish=then == "publish")

        await act(screens, who, keep)
        return _to(f"{PAGE}/{id}")

    @routes.post(f"{PAGE}/{{id}}/discard")
    async def discard(who: Supervisor, id: UUID) -> Response:
        await act(screens, who, lambda unit: service.discard(unit, id, who.user.id))
        return _to(PAGE)


def _add_own(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(OWN)
    async def own(request: Request, who: Agent) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.own(reader, lens)
        return await serving.page(parts, screen, "quality/page.html", Place.HOME, quality=view)

    @routes.get(f"{OWN}/{{id}}")
    async def own_one(request: Request, who: Agent, id: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.evaluation(reader, lens, id, supervises=False)
        return await serving.page(parts, screen, "quality/evaluation.html", Place.HOME, evaluation=view)

    @routes.post(f"{OWN}/{{id}}/reply")
    async def reply(
        who: Agent,
        id: UUID,
        reply: Annotated[str, Form(max_length=4000)] = "",
        then: Annotated[Literal["agree", "dispute"], Form()] = "agree",
    ) -> Response:
        disputed = then == "dispute"
        await act(screens, who, lambda unit: service.reply(unit, id, who.user.id, reply, disputed=disputed))
        return _to(f"{OWN}/{id}")
