"""The page of snippets: texts that agents insert, by queue and language, with checked variables."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.snippets.views import SnippetForm, SnippetsPage
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words import snippets as said
from contact_center.directory.access import Admin
from contact_center.kernel.errors import Invalid
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.snippets import service
from routing.policy import administration as routing

Language = Literal["", "en", "zh-Hant"]
Name = Annotated[str, Form(max_length=200)]
Text = Annotated[str, Form(max_length=8000)]


class NotOneOfTheQueues(Invalid):
    """There is no such queue here; choose one from the list."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/snippets")

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        screen = screens.open(request, who)
        words = screen.words
        async with screens.parts.database.read(who.tenant) as reader:
            found = await service.all_of(reader, who.tenant)
            queues = await routing.queue_names(reader, who.tenant)
        languages = {"": words.gettext("every language"), "en": words.gettext("English")}
        languages |= {"zh-Hant": words.gettext("Chinese")}
        forms = [SnippetForm(one.id, one.name, one.text, one.language or "", str(one.queue_id or "")) for one in found]
        view = SnippetsPage(
            tuple(forms),
            tuple(languages.items()),
            (("", words.gettext("every queue")), *((str(id), name) for id, name in queues.items())),
            tuple((f"{{{{{one.value}}}}}", text) for one, text in said.variables(words).items()),
            words.gettext("The snippets were changed.") if done else None,
        )  # fmt: skip
        return await serving.page(screens.parts, screen, "admin/snippets.html", Place.ADMIN, snippets=view)

    @routes.post("")
    async def add(
        who: Admin,
        name: Name,
        text: Text,
        language: Annotated[Language, Form()] = "",
        queue: Annotated[str, Form()] = "",
    ) -> Response:
        return await _write(screens, who, None, name, text, language, queue)

    @routes.post("/{id}")
    async def change(
        who: Admin, id: UUID, name: Name, text: Text, language: Annotated[Language, Form()] = "",
        queue: Annotated[str, Form()] = "",
    ) -> Response:  # fmt: skip
        return await _write(screens, who, id, name, text, language, queue)

    @routes.post("/{id}/remove")
    async def remove(who: Admin, id: UUID) -> Response:
        async def take(work: UnitOfWork) -> None:
            await service.remove(work, id)

        await act(screens, who, take)
        return _done()

    return routes


async def _write(
    screens: Screens, who: Admin, id: UUID | None, name: str, text: str, language: str, queue: str
) -> Response:
    async def keep(work: UnitOfWork) -> None:
        known = {str(one): one for one in await routing.queue_names(work, work.tenant_id)}
        if queue and queue not in known:
            raise NotOneOfTheQueues(queue[:40], field="queue")
        await service.write(work, name, text, language=language or None, queue=known.get(queue), id=id)

    await act(screens, who, keep)
    return _done()


def _done() -> Response:
    return RedirectResponse("/admin/snippets?done=1", 303, HEADERS)
