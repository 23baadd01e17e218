"""The page about asking: which customers are asked to rate what we did, by channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.care.views import CareChannelView, CareKindChoice, CarePolicyView
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words import care as said
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.languages import CHINESE, ENGLISH, Words, load_translations
from contact_center.directory.access import Admin
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.care import service as care
from crm_core.care.domain import LONGEST_QUESTION, CareSetting, RatingKind, care_setting


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/care")

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        screen = screens.open(request, who)
        async with screens.parts.database.read(who.tenant) as reader:
            found = await care.settings(reader, who.tenant, screen.words.channels)
        notice = screen.words.gettext("Saved. It counts for work that is closed from now on.") if done else None
        view = policy_view(screen.words, found, notice)
        return await serving.page(screens.parts, screen, "admin/care.html", Place.ADMIN, care=view)

    @routes.post("")
    async def change(
        request: Request,
        who: Admin,
        channel: Annotated[str, Form(max_length=40)],
        kind: Annotated[RatingKind, Form()],
        cap_days: Annotated[int, Form(ge=0, le=100_000)],
        delay_minutes: Annotated[int, Form(ge=0, le=100_000)] = 0,
        english: Annotated[str, Form(max_length=2_000)] = "",
        chinese: Annotated[str, Form(max_length=2_000)] = "",
        asks: Annotated[bool, Form()] = False,
    ) -> Response:
        """Of one channel."""
        wanted = care_setting(
            channel, asks=asks, kind=kind, question={ENGLISH: english, CHINESE: chinese},
            cap=timedelta(days=cap_days), delay=timedelta(minutes=delay_minutes),
        )  # fmt: skip
        channels = screens.open(request, who).words.channels

        async def write(unit: UnitOfWork) -> None:
            await care.set_settings(unit, channels, [wanted])

        await act(screens, who, write)
        return RedirectResponse(f"/admin/care?done=yes#{channel}", 303, HEADERS)

    return routes


def policy_view(words: Words, found: Sequence[CareSetting], notice: str | None = None) -> CarePolicyView:
    return CarePolicyView(tuple(_channel(words, one) for one in found), LONGEST_QUESTION, notice)


def _channel(words: Words, one: CareSetting) -> CareChannelView:
    """With a question to begin with, where none was written."""
    return CareChannelView(
        one.channel, channel_name(words, one.channel), one.asks,
        tuple(CareKindChoice(kind.value, said.kind(words, kind), kind is one.kind) for kind in RatingKind),
        one.question.get(ENGLISH) or said.question(_in(ENGLISH), one.kind),
        one.question.get(CHINESE) or said.question(_in(CHINESE), one.kind),
        one.cap.days, int(one.delay.total_seconds() // 60),
        one.channel in words.channels and care.in_window(words.channels[one.channel]),
    )  # fmt: skip


def _in(language: str) -> Words:
    return Words(language, UTC, datetime.fromtimestamp(0, UTC), load_translations(language))
