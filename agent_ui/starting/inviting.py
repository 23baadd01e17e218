"""Inviting a customer who is on the site to a chat, or saying why that cannot be now."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame.acting import act
from agent_ui.frame.screen import HEADERS, Screens, is_scripted
from agent_ui.starting.views import NewChatView
from agent_ui.words.errors import error_words
from contact_center.directory.access import Agent
from contact_center.interactions.outbound import inviting
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.errors import ConversationGoesOn, NotOnSite
from contact_center.interactions.outbound.inviting import Invitation
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers

LONGEST = 2000


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/new/chat")
    async def ask(request: Request, who: Agent, customer: UUID) -> Response:
        """What to say, or why nothing can be said now."""
        screen = screens.open(request, who)

        async def against(reader: Reader, known: UUID) -> str | None:
            try:
                place = await inviting.place_of(reader, who.tenant, parts.ports, parts.accounts, known)
            except NotOnSite as why:
                return error_words(screen.words, why.code)
            going_on = await outbound.going_on(reader, who.tenant, place.account.id, place.visitor)
            return error_words(screen.words, ConversationGoesOn().code) if going_on else None

        async with parts.database.read(who.tenant) as reader:
            known = await customers.customer(reader, who.tenant, customer)
            why = await against(reader, known.id)
        view = NewChatView(CustomerId(known.id), known.name, str(new_id()), why)
        return screen.fragment(screen.part("starting/chat.html", chat=view))

    @routes.post("/new/chat")
    async def invite(
        request: Request,
        who: Agent,
        customer: Annotated[UUID, Form()],
        client_key: Annotated[str, Form(min_length=8, max_length=64)],
        text: Annotated[str, Form(max_length=LONGEST)] = "",
    ) -> Response:
        """Begins the chat, which is open from now on."""
        wanted = Invitation(CustomerId(customer), text, client_key)
        made = await act(
            screens, who,
            lambda unit: inviting.invite(unit, parts.ports, parts.accounts, wanted, who.agent_id, who.user.name),
        )  # fmt: skip
        opened = f"/console?c={made.interaction_id}"
        if is_scripted(request):
            return Response(status_code=204, headers=HEADERS | {"HX-Redirect": opened})
        return RedirectResponse(opened, 303, HEADERS)

    return routes
