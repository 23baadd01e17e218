"""Blocked senders: who, why, when and by whom; unblocked at once, and that taken back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose.lens import Lens
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.work_list.views import BlockedLine, BlockedView
from contact_center.directory import service as directory
from contact_center.directory.access import Supervisor
from contact_center.interactions.blocking import service as blocking
from contact_center.kernel.ids import UserId
from contact_center.platform.unit_of_work import Reader

PAGE = "/conversations/blocked"
ROWS = 50


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get(PAGE)
    async def page(
        request: Request,
        who: Supervisor,
        q: Annotated[str, Query(max_length=200)] = "",
        after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
        lifted: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await view_of(reader, lens_of(screen, who), q.replace("\x00", ""), after, id_in(lifted))
        return await serving.page(parts, screen, "work_list/blocked.html", Place.CONVERSATIONS, blocked=view)

    @routes.post(f"{PAGE}/{{interaction}}/lift")
    async def lift(who: Supervisor, interaction: UUID) -> Response:
        await act(screens, who, lambda unit: blocking.unblock(unit, interaction, who.agent_id))
        return RedirectResponse(f"{PAGE}?lifted={interaction}", HTTPStatus.SEE_OTHER, HEADERS)

    @routes.post(f"{PAGE}/{{interaction}}/again")
    async def again(who: Supervisor, interaction: UUID) -> Response:
        await act(screens, who, lambda unit: blocking.block_again(unit, parts.ports, interaction, who.agent_id))
        return RedirectResponse(PAGE, HTTPStatus.SEE_OTHER, HEADERS)

    return routes


async def view_of(reader: Reader, lens: Lens, text: str, after: int, lifted: UUID | None) -> BlockedView:
    found = await blocking.listed(reader, lens.tenant, text, ROWS + 1, after)
    names = await directory.names(reader, lens.tenant, [UserId(one.blocked_by) for one in found])
    lines = tuple(
        BlockedLine(
            one.interaction_id, one.channel, one.address, one.name or "", one.subject or "",
            names.get(UserId(one.blocked_by), lens.words.gettext("a former colleague")), one.blocked_at,
            f"/customers/{one.customer_id}" if one.customer_id else None,
        )
        for one in found[:ROWS]
    )  # fmt: skip
    more = {"q": text, "after": str(after + ROWS)}
    return BlockedView(
        text, lines, lens.words.number(await blocking.count(reader, lens.tenant)),
        f"{PAGE}?{urlencode(more)}" if len(found) > ROWS else None,
        f"{PAGE}/{lifted}/again" if lifted else None,
    )  # fmt: skip
