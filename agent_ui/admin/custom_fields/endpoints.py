"""The page of custom fields: what an organisation wants to know of its customers beside what everybody does."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.custom_fields.views import CustomFieldLine, CustomFieldsView
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words import field_kinds
from contact_center.directory.access import Admin
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldKind, FieldSubject
from contact_center.platform.unit_of_work import UnitOfWork

SUBJECT = FieldSubject.CUSTOMER
COMMAS = str.maketrans("，、\n", ",,,")


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/fields")

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        screen = screens.open(request, who)
        async with screens.parts.database.read(who.tenant) as reader:
            found = await own_fields.definitions(reader, who.tenant, SUBJECT)
        kinds = field_kinds.names(screen.words)
        lines = tuple(
            CustomFieldLine(one.id, one.name, one.code, kinds[one.kind], ", ".join(one.choices), one.kind == "choice")
            for one in found.values()
        )
        notice = screen.words.gettext("The fields were changed.") if done else None
        view = CustomFieldsView(lines, tuple(kinds.items()), notice)
        return await serving.page(screens.parts, screen, "admin/fields.html", Place.ADMIN, fields=view)

    @routes.post("")
    async def define(
        who: Admin,
        name: Annotated[str, Form(max_length=200)],
        kind: Annotated[FieldKind, Form()],
        choices: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        async def make(work: UnitOfWork) -> None:
            await own_fields.define(work, SUBJECT, name, kind, _choices(choices))

        await act(screens, who, make)
        return _done()

    @routes.post("/{id}")
    async def change(
        who: Admin,
        id: UUID,
        name: Annotated[str, Form(max_length=200)],
        choices: Annotated[str, Form(max_length=4000)] = "",
    ) -> Response:
        async def write(work: UnitOfWork) -> None:
            await own_fields.change(work, SUBJECT, id, name, _choices(choices))

        await act(screens, who, write)
        return _done()

    @routes.post("/{id}/retire")
    async def retire(who: Admin, id: UUID) -> Response:
        """It is no longer shown; what was written in it stays."""

        async def hide(work: UnitOfWork) -> None:
            await own_fields.retire(work, id)

        await act(screens, who, hide)
        return _done()

    return routes


def _choices(text: str) -> list[str]:
    return [one for one in text.translate(COMMAS).split(",") if one.strip()]


def _done() -> Response:
    return RedirectResponse("/admin/fields?done=1", 303, HEADERS)
