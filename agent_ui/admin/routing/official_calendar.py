"""The official calendar, taken over from its file into the draft."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from agent_ui.admin.routing import compose
from agent_ui.admin.routing.lists import Lists
from agent_ui.admin.routing.policy_access import PolicyAccess, to
from agent_ui.frame import serving
from agent_ui.frame.page import Place
from agent_ui.frame.uploads import text_of
from agent_ui.words.errors import error_words
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.kernel.errors import ContactCenterError
from routing.flow import official
from routing.flow.official import CalendarGone, NotAnOfficialCalendar
from routing.policy import service as publishing

HERE = "/admin/routing/calendars"


def add(routes: APIRouter, access: PolicyAccess) -> None:
    @routes.post("/calendars/official")
    async def take(request: Request, who: Admin) -> Response:
        """Into the draft, which shows what changes; nothing is live before it is published."""
        try:
            name, text = await _sent(request)
            days = official.read(text)
            await access.do(who, lambda work: publishing.take_official(work, name, days))
        except (NotAnOfficialCalendar, CalendarGone) as wrong:
            return await _refused(access, request, who, wrong)
        return to(HERE, "official")


async def _sent(request: Request) -> tuple[str, str]:
    async with request.form() as form:
        name, file = form.get("calendar"), form.get("file")
        text = await text_of(file, 4 * official.LONGEST_FILE) if isinstance(file, UploadFile) else None
    if text is None:
        raise NotAnOfficialCalendar(field="file")
    return (name if isinstance(name, str) else ""), text


async def _refused(access: PolicyAccess, request: Request, who: SignedIn, wrong: ContactCenterError) -> Response:
    screen = access.screens.open(request, who)
    now = await access.policy_state(who)
    names = await access.read(who, compose.people)
    view = Lists(screen.words, now.document, compose.frame(screen.words, "calendars", now), names).calendars()
    view = replace(view, refused=error_words(screen.words, wrong.code, wrong.status))
    return await serving.page(
        access.screens.parts, screen, "admin/routing/list.html", Place.ADMIN, status=wrong.status, list=view
    )
