"""Pages of articles: the list, one of them, the editor, versions, what was not found; and what stands beside a
conversation."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens
from agent_ui.knowledge import compose, suggesting
from agent_ui.knowledge.compose import LIST
from contact_center.directory.access import AnyUser, Supervisor
from crm_core.knowledge import reading
from crm_core.knowledge.domain import number_in
from crm_core.knowledge.errors import NotAnArticlePage
from crm_core.places import dated_place


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _lists(routes, screens)
    _beside(routes, screens)
    _pages(routes, screens)
    return routes


# --- reading -------------------------------------------------------------------------------------------


def _lists(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(LIST)
    async def listed(
        request: Request,
        who: AnyUser,
        view: Literal["live", "drafts", "approved", "review", "archived", "all"] = "live",
        q: Annotated[str, Query(max_length=200)] = "",
        category: UUID | Literal[""] = "",
        after: Annotated[str, Query(max_length=120)] = "",
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            number = number_in(q)
            if number is not None:
                one = await reading.numbered(reader, lens.tenant, number)
                return RedirectResponse(compose.address(one.id), HTTPStatus.SEE_OTHER)
            made = await compose.article_list(
                reader, lens, view, q, category or None, dated_place(after or None, NotAnArticlePage)
            )
        return await serving.page(parts, screen, "knowledge/list.html", Place.KNOWLEDGE, list=made)


def _beside(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/knowledge/beside/{interaction}")
    async def beside(request: Request, who: AnyUser, interaction: UUID) -> Response:
        """What is suggested by the words of the customer's last messages."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made = await suggesting.beside(reader, lens, parts.ports.adapters, interaction)
        return screen.fragment(screen.part("knowledge/beside.html", suggestions=made))

    @routes.get("/knowledge/find/{interaction}")
    async def find(
        request: Request,
        who: AnyUser,
        interaction: UUID,
        q: Annotated[str, Query(max_length=200)] = "",
        found: bool = False,
    ) -> Response:
        """The dialog in which an agent looks for an article; with `found` only what fits the words."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made = await suggesting.looked_for(reader, lens, parts.ports.adapters, interaction, q)
        template = "knowledge/found.html" if found else "knowledge/find.html"
        return screen.fragment(screen.part(template, suggestions=made))


def _pages(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/knowledge/new")
    async def new(request: Request, who: AnyUser, gap: Annotated[str, Query(max_length=40)] = "") -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made = await compose.editor(reader, lens, None, id_in(gap))
        return await serving.page(parts, screen, "knowledge/editor.html", Place.KNOWLEDGE, editor=made)

    @routes.get("/knowledge/gaps")
    async def gaps(request: Request, who: AnyUser, undo: Annotated[str, Query(max_length=40)] = "") -> Response:
        """What was looked for and not found, the most asked first."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made = await compose.gaps(reader, lens, id_in(undo))
        return await serving.page(parts, screen, "knowledge/gaps.html", Place.KNOWLEDGE, gaps=made)

    @routes.get("/knowledge/categories")
    async def categories(
        request: Request, who: Supervisor, undo: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made = await compose.categories(reader, lens, id_in(undo))
        return await serving.page(parts, screen, "knowledge/categories.html", Place.KNOWLEDGE, categories=made)

    @routes.get("/knowledge/{id}")
    async def one(
        request: Request,
        who: AnyUser,
        id: UUID,
        did: Annotated[str, Query(max_length=20)] = "",
        file: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        """As its readers see it. `did`: what was just done with it, `file` with which of its files."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made = await compose.article(reader, lens, id, did, str(id_in(file) or ""))
        return await serving.page(parts, screen, "knowledge/article.html", Place.KNOWLEDGE, article=made)

    @routes.get("/knowledge/{id}/edit")
    async def edit(request: Request, who: AnyUser, id: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made = await compose.editor(reader, lens, id)
        return await serving.page(parts, screen, "knowledge/editor.html", Place.KNOWLEDGE, editor=made)

    @routes.get("/knowledge/{id}/versions")
    async def versions(
        request: Request, who: AnyUser, id: UUID, version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made = await compose.versions(reader, lens, id, version)
        return await serving.page(parts, screen, "knowledge/versions.html", Place.KNOWLEDGE, versions=made)
