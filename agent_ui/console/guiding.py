"""What agents do while they speak: answer the guide of the queue, choose the disposition."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.compose import guides, own_work
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens, answer
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.errors import NoSuchInteraction, NotYourWork
from contact_center.interactions.reading import at_work_queries, conversation_queries
from contact_center.interactions.work import wrapping_up
from contact_center.interactions.work.rights import Act
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.guides import service


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/console/interactions/{interaction}/guides/{queue}/{step}")
    async def answered(
        request: Request, who: Agent, interaction: UUID, queue: UUID, step: str,
        given: Annotated[str, Form(alias="answer", max_length=4000)] = "",
    ) -> Response:  # fmt: skip
        async def write(unit: UnitOfWork) -> None:
            await service.answer(unit, interaction, queue, step, given, who.user.id)

        return await _changed(screens, request, who, interaction, write)

    @routes.post("/console/interactions/{interaction}/guides/{queue}/{step}/again")
    async def again(request: Request, who: Agent, interaction: UUID, queue: UUID, step: str) -> Response:
        """The step is open again; what was answered after it stays where it still fits."""

        async def write(unit: UnitOfWork) -> None:
            await service.take_back(unit, interaction, queue, step)

        return await _changed(screens, request, who, interaction, write)

    @routes.post("/console/interactions/{interaction}/disposition")
    async def disposition(
        request: Request, who: Agent, interaction: UUID, code: Annotated[str, Form(alias="disposition")] = ""
    ) -> Response:
        """During the contact; the wrap-up begins with it."""

        async def write(unit: UnitOfWork) -> None:
            await wrapping_up.choose_disposition(unit, interaction, who.agent_id, code or None)

        await act(screens, who, write)
        return answer(request, f"/console?c={interaction}")

    @routes.post("/console/segments/{segment}/disposition")
    async def in_wrap_up(
        request: Request, who: Agent, segment: UUID, code: Annotated[str, Form(alias="disposition")] = ""
    ) -> Response:
        """Kept as it is chosen; the answer offers the case that it asks for."""
        await act(screens, who, lambda unit: wrapping_up.choose_in_wrap_up(unit, segment, who.agent_id, code or None))
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            part = await at_work_queries.part(reader, lens.tenant, segment)
            opens = await own_work.opens_case(reader, lens, await dispositions.tree(reader, lens.tenant), code)
        if part is None:
            raise NotYourWork(segment)
        shown = screen.part(
            "console/push/wrap_case.html", segment=segment, interaction=part.interaction_id, opens=opens
        )
        return answer(request, f"/console?c={part.interaction_id}", shown)

    return routes


async def _changed(
    screens: Screens,
    request: Request,
    who: SignedIn,
    interaction: UUID,
    write: Callable[[UnitOfWork], Awaitable[None]],
) -> Response:
    async def permitted(unit: UnitOfWork) -> None:
        await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
        await write(unit)

    await act(screens, who, permitted)
    screen = screens.open(request, who)
    lens = lens_of(screen, who)
    async with screens.parts.database.read(lens.tenant) as reader:
        header = await conversation_queries.header(reader, lens.tenant, interaction)
        if header is None:
            raise NoSuchInteraction(interaction)
        found = await guides.shown(reader, lens, header, can_answer=True)
    return answer(
        request,
        f"/console?c={interaction}",
        screen.part("console/push/guides.html", interaction=interaction, guides=found),
    )
