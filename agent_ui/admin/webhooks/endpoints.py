"""The pages of webhooks: what there is, one of them with everything that was sent, and its secret."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.routing.form import Values
from agent_ui.admin.webhooks import compose
from agent_ui.admin.webhooks.compose import HERE
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.directory.webhooks import service
from contact_center.directory.webhooks.domain import LONGEST_URL, Webhook
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.unit_of_work import UnitOfWork

LOOKS = 15
LOOK_EVERY = 0.2
"""Seconds; so long the page of a test waits for what the other side says."""
Done = Annotated[str, Query(max_length=20)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=HERE)
    _add_list(routes, screens)
    _add_one(routes, screens)
    _add_acts(routes, screens)
    return routes


def _notices(words: Words) -> Mapping[str, str]:
    return {
        "saved": words.gettext("Saved. It holds from the next message on."),
        "tested": words.gettext("The test was sent; below is what came of it."),
        "again": words.gettext("It is sent again, within a moment."),
        "removed": words.gettext("The webhook was removed, with what was sent to it."),
    }


async def _typed(request: Request) -> Values:
    return await typed_in(request, most=500, longest=LONGEST_URL + 1)


async def _shown(
    screens: Screens, request: Request, who: SignedIn, id: UUID | None, *, typed: Values | None = None,
    wrong: ContactCenterError | None = None, secret: str = "", state: str = "", before: UUID | None = None,
    done: str = "",
) -> Response:  # fmt: skip
    parts, screen = screens.parts, screens.open(request, who)
    words = screen.words
    if id is None:
        view = compose.new(words, typed)
    else:
        async with parts.database.read(who.tenant) as reader:
            view = await compose.page(reader, words, who.tenant, id, state=state, before=before, typed=typed)
    if wrong is not None:
        said = error_words(words, wrong.code, wrong.status)
        view = replace(view, form=replace(view.form, trouble=said, wrong=str(wrong.fields.get("field", ""))))
    view = replace(view, secret=secret, notice=_notices(words).get(done))
    status = wrong.status if wrong else 200
    return await serving.page(parts, screen, "admin/webhook.html", Place.ADMIN, status=status, webhook=view)


def _own(screens: Screens) -> bool:
    return service.on_own_machine(screens.parts.settings.public_url)


def _add_list(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("")
    async def page(request: Request, who: Admin, done: Done = "") -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.listed(reader, screen.words, who.tenant)
        view = replace(view, notice=_notices(screen.words).get(done))
        return await serving.page(parts, screen, "admin/webhooks.html", Place.ADMIN, webhooks=view)

    @routes.get("/new")
    async def begin(request: Request, who: Admin) -> Response:
        return await _shown(screens, request, who, None)

    @routes.post("/new")
    async def make(request: Request, who: Admin) -> Response:
        """Answers with the secret, which is shown this once; or with what was typed, and why not."""
        typed = await _typed(request)

        async def write(work: UnitOfWork) -> tuple[Webhook, str]:
            wanted = compose.wanted(typed)
            return await service.make(work, parts.vault, wanted, who.user.id, own=_own(screens))

        try:
            made, secret = await act(screens, who, write)
        except ContactCenterError as wrong:
            return await _shown(screens, request, who, None, typed=typed, wrong=wrong)
        return await _shown(screens, request, who, made.id, secret=secret)


def _add_one(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/{id}")
    async def page(
        request: Request, who: Admin, id: UUID, state: Annotated[str, Query(max_length=20)] = "",
        before: UUID | None = None, done: Done = "",
    ) -> Response:  # fmt: skip
        return await _shown(screens, request, who, id, state=state, before=before, done=done)

    @routes.post("/{id}")
    async def save(request: Request, who: Admin, id: UUID) -> Response:
        typed = await _typed(request)

        async def write(work: UnitOfWork) -> Webhook:
            return await service.change(work, id, compose.wanted(typed), own=_own(screens))

        try:
            await act(screens, who, write)
        except ContactCenterError as wrong:
            if wrong.status != 422:
                raise
            return await _shown(screens, request, who, id, typed=typed, wrong=wrong)
        return RedirectResponse(f"{HERE}/{id}?done=saved", 303, HEADERS)

    @routes.post("/{id}/remove")
    async def remove(who: Admin, id: UUID) -> Response:
        await act(screens, who, lambda work: service.remove(work, id))
        return RedirectResponse(f"{HERE}?done=removed", 303, HEADERS)


def _add_acts(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.post("/{id}/secret")
    async def rotate(request: Request, who: Admin, id: UUID) -> Response:
        secret = await act(screens, who, lambda work: service.rotate(work, parts.vault, id))
        return await _shown(screens, request, who, id, secret=secret)

    @routes.post("/{id}/test")
    async def test(who: Admin, id: UUID) -> Response:
        """The worker sends it; the page comes when there is an answer, or without one after a moment."""
        message = await act(screens, who, lambda work: service.test(work, id))
        for _ in range(LOOKS):
            async with parts.database.read(who.tenant) as reader:
                if await service.was_tried(reader, who.tenant, id, message):
                    break
            await asyncio.sleep(LOOK_EVERY)
        return RedirectResponse(f"{HERE}/{id}?done=tested#sent", 303, HEADERS)

    @routes.post("/{id}/again")
    async def all_again(who: Admin, id: UUID) -> Response:
        await act(screens, who, lambda work: service.again(work, id))
        return RedirectResponse(f"{HERE}/{id}?done=again#sent", 303, HEADERS)

    @routes.post("/{id}/deliveries/{delivery}/again")
    async def one_again(who: Admin, id: UUID, delivery: UUID) -> Response:
        await act(screens, who, lambda work: service.again(work, id, delivery))
        return RedirectResponse(f"{HERE}/{id}?done=again#sent", 303, HEADERS)
