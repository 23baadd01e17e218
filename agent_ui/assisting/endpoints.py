"""Translation, summary and draft, where the organisation has switched on its language model."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.assisting.prompts import prompts
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.views.assisting import AssistedView, AssistView
from contact_center.directory.access import Agent
from contact_center.interactions.work.rights import Act
from crm_core.assistant import asking, service
from crm_core.assistant.domain import Assistance, AssistantAnswer
from crm_core.assistant.errors import AssistantOff

SHOWN = 8
EXCERPT = 80
LOOK = 0.5
"""Seconds between two looks whether somebody still waits."""
NOBODY_WAITS = 499


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/console/interactions/{interaction}/assist")
    async def offered(request: Request, who: Agent, interaction: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            await lens.rights.require(reader, interaction, Act.NOTE)
            if not await service.is_on(reader, lens.tenant):
                raise AssistantOff
            rows = await asking.texts(reader, lens.tenant, interaction)
        theirs = [(row.id, " ".join(row.text.split())[:EXCERPT]) for row in reversed(rows) if row.direction == "in"]
        view = AssistView(interaction, tuple(theirs[:SHOWN]))
        return screen.fragment(screen.part("assisting/offered.html", assist=view))

    @routes.post("/console/interactions/{interaction}/assist/{what}")
    async def assist(
        request: Request,
        who: Agent,
        interaction: UUID,
        what: Assistance,
        message: Annotated[UUID | None, Form()] = None,
    ) -> Response:
        """Ends with the model's deadline, or when whoever asked has gone."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            await lens.rights.require(reader, interaction, Act.NOTE)
            asked = await asking.asked(reader, lens.tenant, interaction, what, message)
        question = prompts(what, asked.said, reader=screen.words.language, customer=asked.customer)
        assert parts.assistants is not None
        answer = await _while_waited_for(
            request, asyncio.create_task(parts.assistants.ask(lens.tenant, who.actor, interaction, what, question))
        )
        if answer is None:
            return Response(status_code=NOBODY_WAITS, headers=HEADERS)
        view = AssistedView(what.value, answer.text, answer.model, answer.cut, what is Assistance.DRAFT)
        return screen.fragment(screen.part("assisting/answered.html", assisted=view))

    return routes


async def _while_waited_for(request: Request, asked: asyncio.Task[AssistantAnswer]) -> AssistantAnswer | None:
    """None, and the question cancelled, when the browser has gone."""
    try:
        while not asked.done():
            await asyncio.wait({asked}, timeout=LOOK)
            if not asked.done() and await request.is_disconnected():
                return None
        return asked.result()
    finally:
        if not asked.done():
            asked.cancel()
            with suppress(asyncio.CancelledError):
                await asked
