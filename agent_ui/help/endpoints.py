"""`/help/<organisation>/<language>`: what customers read. Nobody signs in, nothing is kept of who reads; pages may be
kept by caches for a minute. A question that finds nothing is counted, without addresses and long numbers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from agent_ui.frame.page import Page
from agent_ui.frame.screen import PUBLIC_POLICY, Screen, Screens
from agent_ui.help import compose
from agent_ui.words.languages import LANGUAGES, negotiate
from contact_center.directory import service as directory
from contact_center.directory.access import public
from contact_center.directory.domain import Tenant
from contact_center.kernel.errors import TooManyRequests
from contact_center.kernel.ids import TenantId
from contact_center.kernel.rates import Rate
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.knowledge import files, reading, service
from crm_core.knowledge.domain import AskedWhere
from crm_core.knowledge.endpoints import downloaded
from crm_core.knowledge.errors import NoHelpPage

SHORTLY: Final = "public, max-age=60"
SEARCHES: Final = Rate(burst=30, per_second=1.0, name="searches of the help page")
"""From one network address."""
Open = Annotated[None, Depends(public("customers read what is published for them"))]
Slug = Annotated[str, Path(max_length=100)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    desk = _Desk(screens)
    _pages(routes, desk)
    _files(routes, desk)
    return routes


class _Desk:
    def __init__(self, screens: Screens) -> None:
        self.screens = screens
        self.parts = screens.parts

    async def tenant(self, slug: str) -> Tenant:
        """Raises `NoHelpPage` for one that there is not."""
        found = await directory.tenant_called(self.parts.database, slug)
        if found is None:
            raise NoHelpPage
        return found

    def screen(self, request: Request, language: str) -> Screen:
        if language not in LANGUAGES:
            raise NoHelpPage
        return replace(self.screens.open(request), language=language)

    def answer(
        self, request: Request, screen: Screen, template: str, tenant: Tenant, keep: str, **views: Any
    ) -> Response:
        """`keep`: for how long caches may."""
        page = Page(tenant=tenant.name, csrf="", theme="auto")
        text = screen.renderer.page(template, page, language=screen.language, now=screen.now, **views)
        tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
        headers = {"Content-Security-Policy": PUBLIC_POLICY, "Cache-Control": keep, "ETag": tag,
                   "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}  # fmt: skip
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return HTMLResponse(text, headers=headers)


async def _check(reader: Reader, tenant: Tenant) -> None:
    """An organisation without articles for customers has no help page; that it is there is not told either."""
    if not await reading.any_shown(reader, tenant.tenant_id):
        raise NoHelpPage


def _pages(routes: APIRouter, desk: _Desk) -> None:
    @routes.get("/help/{slug}")
    async def led(request: Request, slug: Slug, _: Open) -> Response:
        """To the language that the browser asks for."""
        tenant = await desk.tenant(slug)
        async with desk.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            await _check(reader, tenant)
        language = negotiate(request.headers.get("accept-language"))
        headers = {"Vary": "Accept-Language", "Cache-Control": SHORTLY}
        return RedirectResponse(compose.root(tenant, language), HTTPStatus.SEE_OTHER, headers)

    @routes.get("/help/{slug}/{language}")
    async def home(request: Request, slug: Slug, language: str, _: Open) -> Response:
        screen, tenant = desk.screen(request, language), await desk.tenant(slug)
        async with desk.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            await _check(reader, tenant)
            made = await compose.home(reader, screen.words, tenant)
        return desk.answer(request, screen, "help/home.html", tenant, SHORTLY, help=made)

    @routes.get("/help/{slug}/{language}/search")
    async def search(
        request: Request, slug: Slug, language: str, _: Open, q: Annotated[str, Query(max_length=300)] = ""
    ) -> Response:
        screen, tenant = desk.screen(request, language), await desk.tenant(slug)
        there = request.client.host if request.client else ""
        if await desk.parts.limits.take(desk.parts.clock.now(), (SEARCHES, there)):
            raise TooManyRequests
        own, question = TenantId(tenant.tenant_id), q.strip()
        async with desk.parts.database.read(own) as reader:
            await _check(reader, tenant)
            made = await compose.search(reader, screen.words, tenant, question)
        if question and not made.links:

            async def note(work: UnitOfWork) -> None:
                await service.note_gap(work, question, AskedWhere.HELP, language)

            await desk.parts.database.run(own, note, actor="customer")
        return desk.answer(request, screen, "help/search.html", tenant, "no-store", help=made)

    @routes.get("/help/{slug}/{language}/articles/{number}")
    async def article(request: Request, slug: Slug, language: str, number: Number, _: Open) -> Response:
        screen, tenant = desk.screen(request, language), await desk.tenant(slug)
        async with desk.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            made = await compose.article(reader, screen.words, tenant, number)
        return desk.answer(request, screen, "help/article.html", tenant, SHORTLY, help=made)


def _files(routes: APIRouter, desk: _Desk) -> None:
    @routes.get("/help/{slug}/{language}/articles/{number}/files/{file}")
    async def content(slug: Slug, language: str, number: Number, file: UUID, _: Open) -> Response:
        """Of an article that customers may read, and only then."""
        tenant = await desk.tenant(slug)
        async with desk.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            one = await reading.shown_article(reader, tenant.tenant_id, number, language)
            found = await files.get(reader, tenant.tenant_id, one.article.id, file, shown=True)
        return downloaded(await files.content(desk.parts.ports.blobs, found), found.name)
