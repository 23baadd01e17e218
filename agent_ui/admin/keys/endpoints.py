"""The page of keys of the API, and the page that shows the API to read and try."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.keys import compose, describing
from agent_ui.admin.keys.compose import HERE
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.errors import error_words
from contact_center.directory.access import Admin
from contact_center.directory.api_keys import service
from contact_center.directory.api_keys.domain import ApiKey
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.unit_of_work import UnitOfWork


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_keys(routes, screens)
    _add_api(routes, screens)
    return routes


async def _described(request: Request) -> dict[str, Any]:
    """The API as it describes itself. The first time that takes seconds: apart from everybody else's requests, and
    never in a unit of work."""
    document: dict[str, Any] = await asyncio.to_thread(request.app.openapi)
    return document


async def _areas(request: Request) -> Mapping[str, str]:
    """Area and what it is about; keys are not managed by keys."""
    return compose.areas(await _described(request))


def _add_keys(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(HERE)
    async def page(request: Request, who: Admin, done: Annotated[str, Query(max_length=20)] = "") -> Response:
        screen, areas = screens.open(request, who), await _areas(request)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.page(reader, who, screen.words, areas, {})
        notice = screen.words.gettext("The key was revoked; it is refused from now on.") if done else None
        return await serving.page(parts, screen, "admin/keys.html", Place.ADMIN, keys=replace(view, notice=notice))

    @routes.post(HERE)
    async def make(request: Request, who: Admin) -> Response:
        """Answers with the key, which is shown this once; or with what was typed, and why not."""
        screen, areas = screens.open(request, who), await _areas(request)
        typed = await typed_in(request, most=200, longest=200)

        async def write(work: UnitOfWork) -> tuple[ApiKey, str]:
            return await service.make(work, compose.wanted(typed, areas), areas, who.user.id)

        secret, trouble, wrong, status = "", None, "", 200
        try:
            _, secret = await act(screens, who, write)
        except ContactCenterError as error:
            trouble, status = error_words(screen.words, error.code, error.status), error.status
            wrong = str(error.fields.get("field", ""))
        async with parts.database.read(who.tenant) as reader:
            view = await compose.page(reader, who, screen.words, areas, {} if secret else typed)
        view = replace(view, secret=secret, trouble=trouble, wrong=wrong)
        return await serving.page(parts, screen, "admin/keys.html", Place.ADMIN, status=status, keys=view)

    @routes.post(f"{HERE}/{{id}}/revoke")
    async def revoke(who: Admin, id: UUID) -> Response:
        await act(screens, who, lambda work: service.revoke(work, id))
        return RedirectResponse(f"{HERE}?done=revoked", 303, HEADERS)


def _add_api(routes: APIRouter, screens: Screens) -> None:
    @routes.get(describing.HERE)
    async def read(request: Request, who: Admin, area: Annotated[str, Query(max_length=60)] = "") -> Response:
        """What is tried there is done by the reader's own session, in their own organisation."""
        screen = screens.open(request, who)
        view = describing.page(await _described(request), area)
        return await serving.page(screens.parts, screen, "admin/api.html", Place.ADMIN, api=view)
