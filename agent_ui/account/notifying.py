"""One's own notifications: what is told by a sound, what by the browser."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.account.views import NoticeLine, NotificationsView
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.languages import Words
from contact_center.directory.access import Agent
from contact_center.directory.notifications import service
from contact_center.directory.notifications.service import Notice, NotificationChoices
from contact_center.platform.unit_of_work import UnitOfWork

PAGE = "/me/notifications"
Codes = Annotated[list[str], Form(max_length=20)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(PAGE)
    async def page(request: Request, who: Agent, done: str = "") -> Response:
        screen = screens.open(request, who)
        async with screens.parts.database.read(who.tenant) as reader:
            choices = await service.of(reader, who.tenant, who.user.id)
        notice = screen.words.gettext("Saved. It goes with you to every computer you sign in on.") if done else None
        view = notifications(screen.words, choices, notice)
        return await serving.page(screens.parts, screen, "account/notifications.html", notifications=view)

    @routes.post(PAGE)
    async def choose(
        who: Agent,
        volume: Annotated[int, Form(ge=0, le=100)],
        sound: Codes = [],  # noqa: B006 - FastAPI copies it
        browser: Codes = [],  # noqa: B006 - FastAPI copies it
    ) -> Response:
        async def keep(work: UnitOfWork) -> None:
            await service.choose(work, who.user.id, service.chosen(sound, browser, volume))

        await act(screens, who, keep)
        return RedirectResponse(f"{PAGE}?done=1", 303, HEADERS)

    return routes


def notifications(words: Words, choices: NotificationChoices, notice: str | None = None) -> NotificationsView:
    named = {
        Notice.CALL: (words.gettext("A call for me"), words.gettext("rings until it is answered or goes on")),
        Notice.OFFER: (words.gettext("Other work offered to me"), words.gettext("rings as a call does")),
        Notice.MESSAGE: (
            words.gettext("A message in my conversations"),
            words.gettext("not of the conversation that I am reading"),
        ),
        Notice.MENTION: (words.gettext("A colleague mentions me"), words.gettext("in a note of a conversation")),
        Notice.TASK: (words.gettext("A task of mine is due soon"), words.gettext("also a promise to a customer")),
        Notice.ANNOUNCEMENT: (
            words.gettext("A supervisor writes to me"),
            words.gettext("it stands until I have read it"),
        ),
        Notice.HELP: (words.gettext("An agent asks for help"), words.gettext("told to supervisors")),
        Notice.ALERT: (words.gettext("A queue of mine waits too long"), words.gettext("as the bar at the top says")),
    }
    lines = [
        NoticeLine(one.value, name, detail, one in choices.sound, one in choices.browser)
        for one, (name, detail) in named.items()
    ]
    return NotificationsView(tuple(lines), choices.volume, notice)
