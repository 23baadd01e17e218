"""What the command bar finds. Its actions are those of the open page, which the browser knows (`commands.js`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from agent_ui.commands.compose import LISTED, Finder, commands, conversations
from agent_ui.commands.records import records
from agent_ui.commands.views import CommandsView
from agent_ui.compose.ports import DocumentSearch
from agent_ui.frame import serving
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens
from contact_center.directory.access import AnyUser


def router(screens: Screens, finders: Sequence[Finder]) -> APIRouter:
    """`finders`: of the rooms, in the order of their groups (`agent_ui.wiring`)."""
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/commands")
    async def found(request: Request, who: AnyUser, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        text = q.strip()
        view = CommandsView("", ())
        if text:
            erp = parts.erp  # not asked anew while somebody types: the list, one Enter further, does that
            numbers = await erp.holders(lens.tenant, text, ask=False) if erp is not None else DocumentSearch()
            found = await erp.found(lens.tenant, text) if erp is not None else ()
            async with parts.database.read(lens.tenant) as reader:
                view = await commands(reader, lens, text, numbers, finders, records(lens, found))
        return screen.fragment(screen.part("commands/found.html", commands=view))

    @routes.get("/search")
    async def said(request: Request, who: AnyUser, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        """The newest messages with some words."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            group = await conversations(reader, lens, q.strip(), LISTED)
        view = CommandsView(q.strip(), (group,))
        return await serving.page(parts, screen, "commands/page.html", Place.CUSTOMERS, commands=view)

    return routes
