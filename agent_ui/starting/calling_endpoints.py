"""Calling somebody: the dialog, what follows from the number, and the call itself."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import HEADERS, Screens, is_scripted
from agent_ui.starting import addressing, calling
from agent_ui.starting.calling import ChosenCall
from channels.voice.calling.errors import CannotDial
from contact_center.directory.access import Agent, AnyUser
from contact_center.interactions.outbound.errors import NotReachable

Purpose = Literal["contact", "survey", "marketing"]
Typed = Annotated[str, Query(max_length=320)]
Optional = UUID | Literal[""]
"""A field of a form that may be left empty."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(prefix="/calls", include_in_schema=False)
    parts = screens.parts

    @routes.get("/new")
    async def new(
        request: Request, who: Agent, to: Typed = "", customer: UUID | None = None, work: UUID | None = None
    ) -> Response:
        """Asks whom to call. `customer`, `to` and `work` are what is known already."""
        screen = screens.open(request, who)
        view = await calling.new_call(parts, lens_of(screen, who), ChosenCall(to, customer, work=work))
        return screen.fragment(screen.part("starting/call.html", new_call=view))

    @routes.get("/way")
    async def way(
        request: Request, who: Agent, to: Typed = "", customer: Optional = "", account: Optional = "",
        caller_id: Annotated[str, Query(max_length=20)] = "", purpose: Purpose = "contact", work: Optional = "",
    ) -> Response:  # fmt: skip
        """What follows from what is chosen so far."""
        screen = screens.open(request, who)
        wanted = ChosenCall(to, customer or None, account or None, caller_id, purpose, work or None)
        view = await calling.way(parts, lens_of(screen, who), wanted)
        return screen.fragment(screen.part("starting/call_way.html", way=view))

    @routes.get("/keypad")
    async def keypad(request: Request, who: Agent) -> Response:
        """Keys for the machine that has answered."""
        screen = screens.open(request, who)
        return screen.fragment(screen.part("starting/keypad.html"))

    @routes.get("/devices")
    async def devices(request: Request, who: AnyUser) -> Response:
        """Microphone and speaker, to be tried before a shift."""
        screen = screens.open(request, who)
        return screen.fragment(screen.part("starting/devices.html"))

    @routes.post("")
    async def call(
        request: Request, who: Agent, to: Annotated[str, Form(max_length=320)],
        client_key: Annotated[str, Form(min_length=8, max_length=64)], customer: Annotated[Optional, Form()] = "",
        account: Annotated[Optional, Form()] = "", caller_id: Annotated[str, Form(max_length=20)] = "",
        purpose: Annotated[Purpose, Form()] = "contact", work: Annotated[Optional, Form()] = "",
    ) -> Response:  # fmt: skip
        """Begins the call and opens it."""
        lens = lens_of(screens.open(request, who), who)
        wanted = ChosenCall(to, customer or None, account or None, caller_id, purpose, work or None)
        line = await calling.line_for(parts, lens, wanted.account)
        if parts.calls_out is None or line is None:
            raise CannotDial
        async with parts.database.read(who.tenant) as reader:
            number = await addressing.in_full(reader, who.tenant, to, wanted.customer)
        if number is None:
            raise NotReachable(field="to")
        made = await parts.calls_out.place(
            who.tenant, who.agent_id, calling.request(wanted, line, number, client_key), actor=who.actor
        )
        opened = f"/console?c={made.interaction_id}"
        if is_scripted(request):
            return Response(status_code=204, headers=HEADERS | {"HX-Redirect": opened})
        return RedirectResponse(opened, 303, HEADERS)

    return routes
