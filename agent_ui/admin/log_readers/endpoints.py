"""The page about the readers of the log: what they could not digest is shown and given to them again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.log_readers.compose import following
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from contact_center.directory import service as directory
from contact_center.directory.access import Admin
from contact_center.platform import parked
from contact_center.platform.unit_of_work import UnitOfWork


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/following")

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        screen = screens.open(request, who)
        again = screen.words.gettext("These events are being retried. Those still listed afterwards failed again.")
        view = await following(screens.parts, lens_of(screen, who), notice=again if done == "again" else None)
        return await serving.page(screens.parts, screen, "admin/following.html", Place.ADMIN, following=view)

    @routes.post("/retry")
    async def retry(who: Admin, consumer: Annotated[str, Form(max_length=100)]) -> Response:
        """A worker does it: counting figures anew may take a while."""

        async def ask(work: UnitOfWork) -> None:
            await parked.ask_again(work, consumer)
            await directory.audit(work, "parked events retried", f"consumer:{consumer}")

        await act(screens, who, ask)
        return RedirectResponse("/admin/following?done=again", 303, HEADERS)

    return routes
