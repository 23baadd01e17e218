"""The pages of personal data: requests with their clocks, what is held of one person, legal holds, retention."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.endpoints import NotConfirmed
from agent_ui.admin.privacy import compose
from agent_ui.admin.privacy.compose import HERE
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screen, Screens
from agent_ui.words.errors import error_words
from contact_center.directory.access import Admin
from contact_center.directory.privacy import service
from contact_center.directory.privacy.domain import RequestKind, RequestOutcome, RetentionKind
from contact_center.directory.privacy.errors import RetentionTooShort
from contact_center.directory.service import audit
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork

Done = Annotated[str, Query(max_length=20)]
Said = Annotated[str, Form(max_length=4000)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=HERE)
    _add_overview(routes, screens)
    _add_person(routes, screens)
    _add_holds(routes, screens)
    _add_retention(routes, screens)
    return routes


def _notice(screen: Screen, done: str) -> str | None:
    words = screen.words
    return {
        "noted": words.gettext("The request was noted; its clock runs."),
        "answered": words.gettext("The request was answered."),
        "held": words.gettext("The legal hold stands: nothing of it is erased."),
        "lifted": words.gettext("The legal hold was lifted."),
        "erased": words.gettext("The customer was erased."),
        "kept": words.gettext("The times were kept. What they make due goes at night."),
    }.get(done)


def _add_overview(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("")
    async def page(
        request: Request, who: Admin, q: Annotated[str, Query(max_length=200)] = "", done: Done = ""
    ) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.overview(reader, lens_of(screen, who), parts.personal, q)
        view = replace(view, notice=_notice(screen, done))
        return await serving.page(parts, screen, "admin/privacy.html", Place.ADMIN, privacy=view)

    @routes.post("/requests/{id}/answer")
    async def answer(who: Admin, id: UUID, outcome: Annotated[RequestOutcome, Form()], answer: Said = "") -> Response:
        async def write(work: UnitOfWork) -> None:
            await service.answer_request(work, id, outcome, answer, who.user.id)

        await act(screens, who, write)
        return _to("?done=answered")


def _add_person(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/customers/{customer}")
    async def page(request: Request, who: Admin, customer: UUID, done: Done = "") -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.person(reader, lens_of(screen, who), parts.personal, customer)
        view = replace(view, notice=_notice(screen, done))
        return await serving.page(parts, screen, "admin/person_data.html", Place.ADMIN, person=view)

    @routes.post("/customers/{customer}/export")
    async def export(who: Admin, customer: UUID) -> Response:
        """What we hold, as a file; audited."""

        async def made(work: UnitOfWork) -> str:
            ids = await parts.personal.ids(work, work.tenant_id, customer)
            await audit(work, "customer data exported", f"customer:{ids[0]}")
            tables = await parts.personal.export(work, work.tenant_id, customer)
            held = {"customer": str(ids[0]), "made_at": work.now.isoformat(), "tables": tables}
            return json.dumps(held, ensure_ascii=False, indent=2, default=str)

        text = await act(screens, who, made)
        named = {"Content-Disposition": f'attachment; filename="customer-{customer}.json"'}
        return Response(text, media_type="application/json; charset=utf-8", headers=HEADERS | named)

    @routes.post("/customers/{customer}/requests")
    async def note(
        request: Request, who: Admin, customer: UUID, kind: Annotated[RequestKind, Form()],
        came_on: Annotated[date, Form()], note: Said = "",
    ) -> Response:  # fmt: skip
        today = screens.open(request, who).words.today

        async def write(work: UnitOfWork) -> None:
            await service.note_request(work, parts.personal, customer, kind, note, came_on, today, who.user.id)

        await act(screens, who, write)
        return _to(f"/customers/{customer}?done=noted")

    @routes.post("/customers/{customer}/hold")
    async def hold(who: Admin, customer: UUID, why: Said = "") -> Response:
        await act(screens, who, lambda work: service.hold(work, parts.personal, customer, why, who.user.id))
        return _to(f"/customers/{customer}?done=held")

    @routes.post("/customers/{customer}/erase")
    async def erase(who: Admin, customer: UUID, confirm: Annotated[str, Form()] = "") -> Response:
        """Audited where it is carried out. A legal hold refuses."""
        if confirm != "yes":
            raise NotConfirmed(field="confirm")
        await parts.personal.erase(who.tenant, CustomerId(customer), who.actor)
        return _to("?done=erased")


def _add_holds(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/holds")
    async def hold_all(who: Admin, why: Said = "") -> Response:
        """Of all customers."""
        await act(screens, who, lambda work: service.hold(work, screens.parts.personal, None, why, who.user.id))
        return _to("?done=held")

    @routes.post("/holds/{id}/lift")
    async def lift(who: Admin, id: UUID) -> Response:
        await act(screens, who, lambda work: service.lift(work, id, who.user.id))
        return _to("?done=lifted")


def _add_retention(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/retention")
    async def shown(request: Request, who: Admin, done: Done = "") -> Response:
        screen = screens.open(request, who)
        return await _page(screen, who, None, notice=_notice(screen, done))

    @routes.post("/retention")
    async def keep(request: Request, who: Admin) -> Response:
        """Kept, or only tried: then it says what would go."""
        screen = screens.open(request, who)
        async with request.form(max_fields=20) as form:
            typed = {kind: str(form.get(kind.value, "")).strip()[:10] for kind in RetentionKind}
            tries = form.get("do") == "try"
        if tries:
            return await _page(screen, who, typed)

        async def write(work: UnitOfWork) -> None:
            known = await service.rules(work, work.tenant_id)
            for kind, text in typed.items():
                days = int(text) if text.isascii() and text.isdecimal() else None if not text else 0
                if days != known.get(kind):
                    await service.set_rule(work, kind, days)

        try:
            await act(screens, who, write)
        except RetentionTooShort as wrong:
            return await _page(screen, who, typed, trouble=wrong)
        return _to("/retention?done=kept")

    async def _page(
        screen: Screen, who: Admin, typed: dict[RetentionKind, str] | None, *,
        notice: str | None = None, trouble: RetentionTooShort | None = None,
    ) -> Response:  # fmt: skip
        lens = lens_of(screen, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.retention(reader, lens, parts.personal, typed)
        told = error_words(screen.words, trouble.code, trouble.status) if trouble else None
        view = replace(view, notice=notice, trouble=told)
        return await serving.page(
            parts, screen, "admin/retention.html", Place.ADMIN, status=422 if trouble else 200, retention=view
        )


def _to(place: str) -> Response:
    return RedirectResponse(f"{HERE}{place}", 303, HEADERS)
