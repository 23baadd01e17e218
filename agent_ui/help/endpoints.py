"""`/help/<organisation>/<language>`: what customers read. Nobody signs in, nothing is kept of who reads; pages may be
kept by caches for a minute. A question that finds nothing is counted, without addresses and long numbers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose.help_frame import root
from agent_ui.frame.public import NEVER, SHORTLY, PublicDesk, check
from agent_ui.frame.screen import Screens
from agent_ui.help import compose
from agent_ui.words.languages import negotiate
from contact_center.directory.access import public
from contact_center.kernel.errors import TooManyRequests
from contact_center.kernel.ids import TenantId
from contact_center.kernel.rates import Rate
from contact_center.platform.limits import network_address
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.knowledge import files, reading, service
from crm_core.knowledge.domain import AskedWhere
from crm_core.knowledge.endpoints import downloaded

SEARCHES: Final = Rate(burst=30, per_second=1.0, name="searches of the help page")
"""From one network address."""
Open = Annotated[None, Depends(public("customers read what is published for them"))]
Slug = Annotated[str, Path(max_length=100)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    desk = PublicDesk(screens)
    _pages(routes, desk)
    _files(routes, desk)
    return routes


def _pages(routes: APIRouter, desk: PublicDesk) -> None:
    @routes.get("/help/{slug}")
    async def led(request: Request, slug: Slug, _: Open) -> Response:
        """To the language that the browser asks for."""
        tenant = await desk.tenant(slug)
        async with desk.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            await check(reader, tenant)
        language = negotiate(request.headers.get("accept-language"))
        headers = {"Vary": "Accept-Language", "Cache-Control": SHORTLY}
        return RedirectResponse(root(tenant, language), HTTPStatus.SEE_OTHER, headers)

    @routes.get("/help/{slug}/{language}")
    async def home(request: Request, slug: Slug, language: str, _: Open) -> Response:
        screen, tenant = desk.screen(request, language), await desk.tenant(slug)
        async with desk.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            has_door = await check(reader, tenant)
            made = await compose.home(reader, screen.words, tenant, has_door=has_door)
        return desk.answer(request, screen, "help/home.html", tenant, SHORTLY, help=made)

    @routes.get("/help/{slug}/{language}/search")
    async def search(
        request: Request, slug: Slug, language: str, _: Open, q: Annotated[str, Query(max_length=300)] = ""
    ) -> Response:
        screen, tenant = desk.screen(request, language), await desk.tenant(slug)
        there = network_address(request)
        if await desk.parts.limits.take(desk.parts.clock.now(), (SEARCHES, there)):
            raise TooManyRequests
        own, question = TenantId(tenant.tenant_id), q.strip()
        async with desk.parts.database.read(own) as reader:
            has_door = await check(reader, tenant)
            made = await compose.search(reader, screen.words, tenant, question, has_door=has_door)
        if question and not made.links:

            async def note(work: UnitOfWork) -> None:
                await service.note_gap(work, question, AskedWhere.HELP, language)

            await desk.parts.database.run(own, note, actor="customer")
        return desk.answer(request, screen, "help/search.html", tenant, NEVER, help=made)

    @routes.get("/help/{slug}/{language}/articles/{number}")
    async def article(request: Request, slug: Slug, language: str, number: Number, _: Open) -> Response:
        screen, tenant = desk.screen(request, language), await desk.tenant(slug)
        async with desk.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            has_door = await check(reader, tenant)
            made = await compose.article(reader, screen.words, tenant, number, has_door=has_door)
        return desk.answer(request, screen, "help/article.html", tenant, SHORTLY, help=made)


def _files(routes: APIRouter, desk: PublicDesk) -> None:
    @routes.get("/help/{slug}/{language}/articles/{number}/files/{file}")
    async def content(slug: Slug, language: str, number: Number, file: UUID, _: Open) -> Response:
        """Of an article that customers may read, and only then."""
        tenant = await desk.tenant(slug)
        async with desk.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            one = await reading.shown_article(reader, tenant.tenant_id, number, language)
            found = await files.get(reader, tenant.tenant_id, one.article.id, file, shown=True)
        return downloaded(await files.content(desk.parts.ports.blobs, found), found.name)
