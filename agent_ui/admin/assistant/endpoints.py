"""The page of the assistant: the organisation's own language model, off until it is switched on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.assistant.views import AssistantPage
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.errors import error_words
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.assistant import errors, service

PAGE = "/admin/assistant"
SAID_HERE = (
    errors.AssistantNotSet, errors.AssistantUnreachable, errors.AssistantTooSlow, errors.AssistantRefusesKey,
    errors.AssistantRefused, errors.AssistantBusy, errors.AssistantAnsweredOtherwise,
)  # fmt: skip


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=PAGE)

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        words = screens.open(request, who).words
        return await _page(screens, request, who, notice=words.gettext("Saved.") if done else None)

    @routes.post("")
    async def change(
        request: Request,
        who: Admin,
        base_url: Annotated[str, Form(max_length=1000)] = "",
        model: Annotated[str, Form(max_length=1000)] = "",
        deadline: Annotated[int, Form(ge=0, le=100_000)] = 30,
        key: Annotated[str, Form(max_length=2000)] = "",
        enabled: Annotated[bool, Form()] = False,
        no_key: Annotated[bool, Form()] = False,
    ) -> Response:
        """An empty key keeps the one there is."""

        async def keep(work: UnitOfWork) -> None:
            assert screens.parts.assistants is not None
            await screens.parts.assistants.change(
                work, enabled=enabled, base_url=base_url, model=model, deadline=deadline,
                key="" if no_key else key.strip() or None,
            )  # fmt: skip

        try:
            await act(screens, who, keep)
        except errors.NotAnAssistantSetting as wrong:
            shown = AssistantPage(enabled, base_url, model, deadline, False)
            return await _page(screens, request, who, wrong=wrong, shown=shown)
        return RedirectResponse(f"{PAGE}?done=1", 303, HEADERS)

    @routes.post("/check")
    async def check(request: Request, who: Admin) -> Response:
        """Asks for one word, switched on or not."""
        assert screens.parts.assistants is not None
        words = screens.open(request, who).words
        try:
            answer = await screens.parts.assistants.check(who.tenant)
        except SAID_HERE as wrong:
            return await _page(screens, request, who, wrong=wrong)
        return await _page(screens, request, who, notice=words.gettext("It answers: %(model)s.", model=answer.model))

    return routes


async def _page(
    screens: Screens,
    request: Request,
    who: SignedIn,
    *,
    notice: str | None = None,
    wrong: ContactCenterError | None = None,
    shown: AssistantPage | None = None,
) -> Response:
    screen = screens.open(request, who)
    async with screens.parts.database.read(who.tenant) as reader:
        kept = await service.setting(reader, who.tenant)
    base = shown or AssistantPage(kept.enabled, kept.base_url, kept.model, kept.deadline, kept.has_key)
    error = error_words(screen.words, wrong.code, wrong.status) if wrong else None
    view = AssistantPage(
        base.enabled, base.base_url, base.model, base.deadline, kept.has_key, notice, error
    )  # fmt: skip
    status = wrong.status if wrong else 200
    return await serving.page(screens.parts, screen, "admin/assistant.html", Place.ADMIN, status=status, assistant=view)
