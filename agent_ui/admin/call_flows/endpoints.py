"""The pages of call flows: what a caller hears before an agent, and who is not taken any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.call_flows import compose, forms
from agent_ui.admin.call_flows.trying import MOST_INPUTS, TriedWith, tried
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screen, Screens
from agent_ui.words.errors import error_words
from channels.voice.flow import blocking, service
from channels.voice.flow.domain import LANGUAGES, MOST_STEPS, CallFlow
from channels.voice.flow.errors import (
    FlowChangedMeanwhile,
    FlowHasProblems,
    FlowProblem,
    NotAVoiceAccount,
)
from channels.voice.flow.interpreter import QueueOpening
from channels.voice.flow.starting import first_flow
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.policy import administration as routing

GREETING: Final = {
    "en": "Welcome. You will be connected to the next free colleague.",
    "zh-Hant": "您好，歡迎來電，將為您轉接專人服務。",
}
CLOSED: Final = {
    "en": "We are closed now. Please leave a message after the tone, and we will call you back.",
    "zh-Hant": "您好，目前非營業時間。請在嗶聲後留言，我們會盡快回電。",
}
MOST_FILES: Final = MOST_STEPS * 4
Saw = Annotated[int, Form(ge=0, le=1_000_000_000)]
DONE: Final = ("saved", "published", "back", "discarded", "assigned", "removed", "lifted")


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/call-flows")
    _add_list(routes, screens)
    _add_page(routes, screens)
    _add_acts(routes, screens)
    return routes


def _add_list(routes: APIRouter, screens: Screens) -> None:
    @routes.get("")
    async def listed(request: Request, who: Admin, done: str = "") -> Response:
        return await _list(screens, screens.open(request, who), who, done=done)

    @routes.post("")
    async def create(request: Request, who: Admin, name: Annotated[str, Form(max_length=200)] = "") -> Response:
        async def write(work: UnitOfWork) -> UUID:
            queue = next(iter(await _queues(work, who.tenant)), None)
            return await service.create(work, name, first_flow(queue, GREETING, CLOSED))

        try:
            made = await act(screens, who, write)
        except ContactCenterError as wrong:
            return await _list(screens, screens.open(request, who), who, wrong=wrong)
        return _to(f"/admin/call-flows/{made}")

    @routes.post("/accounts/{account}")
    async def assign(
        request: Request, who: Admin, account: UUID, flow: Annotated[str, Form(max_length=40)] = ""
    ) -> Response:
        async def write(work: UnitOfWork) -> None:
            known = await compose.call_accounts(screens.parts, work, who.tenant)
            if account not in [one.id for one in known]:
                raise NotAVoiceAccount(field="account")
            await service.assign(work, account, UUID(flow) if flow else None)

        try:
            await act(screens, who, write)
        except ContactCenterError as wrong:
            return await _list(screens, screens.open(request, who), who, wrong=wrong)
        return _to("/admin/call-flows?done=assigned")

    @routes.post("/blocks/{block}/lift")
    async def lift(who: Admin, block: UUID) -> Response:
        await act(screens, who, lambda work: blocking.lift(work, block))
        return _to("/admin/call-flows?done=lifted")


def _add_page(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/{flow}")
    async def one(request: Request, who: Admin, flow: UUID, version: int | None = None, done: str = "") -> Response:
        screen = screens.open(request, who)
        return await _page(screens, screen, who, flow, shown=version, notice=_notice(screen, done))

    @routes.post("/{flow}")
    async def save(request: Request, who: Admin, flow: UUID) -> Response:
        """Saves the draft, and publishes it if that is asked; what is wrong is said on the page, beside its field."""
        async with request.form(max_fields=12_000, max_files=MOST_FILES) as sent:
            form = {key: value for key, value in sent.multi_items() if isinstance(value, str)}
            files = {key: await one.read(service.MOST_SOUND + 1) for key, one in sent.multi_items()
                     if isinstance(one, UploadFile) and one.filename}  # fmt: skip
        saw = int(form["saw"]) if form.get("saw", "").isdecimal() and len(form["saw"]) < 10 else 0
        publish = form.get("do") == "publish"

        async def write(work: UnitOfWork) -> None:
            for key, content in files.items():
                form[key] = str(await service.add_sound(work, screens.parts.ports.blobs, flow, content))
            await service.change(work, flow, forms.read(form), saw=saw, name=form.get("name"))

        try:
            await act(screens, who, write)
        except ContactCenterError as wrong:
            return await _page(
                screens, screens.open(request, who), who, flow, wrong=wrong, written=forms.read(form), saw=saw,
                name=form.get("name", ""),
            )  # fmt: skip
        if not publish:
            return _to(f"/admin/call-flows/{flow}?done=saved")
        return await _publish(request, who, flow, saw + 1, form.get("note", ""))

    async def _publish(request: Request, who: SignedIn, flow: UUID, saw: int, note: str) -> Response:
        async def write(work: UnitOfWork) -> None:
            await service.publish(work, flow, await _queues(work, who.tenant), saw=saw, note=note)

        try:
            await act(screens, who, write)
        except ContactCenterError as wrong:
            return await _page(screens, screens.open(request, who), who, flow, wrong=wrong)
        return _to(f"/admin/call-flows/{flow}?done=published")

    @routes.get("/{flow}/try")
    async def try_it(
        request: Request,
        who: Admin,
        flow: UUID,
        i: Annotated[list[str], Query(max_length=MOST_INPUTS)] = [],  # noqa: B006 - FastAPI copies it
        language: str = "en",
        opening: str = QueueOpening.OPEN,
        waiting: int = 2,
        minutes: int = 4,
        found: bool = True,
    ) -> Response:
        """A simulated caller: keys in, what is heard out."""
        screen = screens.open(request, who)
        world = TriedWith(
            language if language in LANGUAGES else LANGUAGES[0],
            QueueOpening(opening) if opening in list(QueueOpening) else QueueOpening.OPEN,
            min(max(waiting, 0), 1000), min(max(minutes, 0), 1000), found,
        )  # fmt: skip
        inputs = [one[:20] for one in i if one.strip()]
        async with screens.parts.database.read(who.tenant) as reader:
            draft = await service.one(reader, who.tenant, flow, await _queues(reader, who.tenant))
        view = compose.tried_page(screen.words, draft, tried(screen.words, draft.draft, world, inputs), world, inputs)
        return await serving.page(screens.parts, screen, "admin/call_flows/try.html", Place.ADMIN, tried=view)


def _add_acts(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/{flow}/back/{version}")
    async def go_back(
        request: Request, who: Admin, flow: UUID, version: int, saw: Saw, note: Annotated[str, Form()] = ""
    ) -> Response:
        async def write(work: UnitOfWork) -> None:
            await service.go_back(work, flow, version, await _queues(work, who.tenant), saw=saw, note=note)

        try:
            await act(screens, who, write)
        except ContactCenterError as wrong:
            return await _page(screens, screens.open(request, who), who, flow, wrong=wrong, shown=version)
        return _to(f"/admin/call-flows/{flow}?done=back")

    @routes.post("/{flow}/discard")
    async def discard(request: Request, who: Admin, flow: UUID, saw: Saw) -> Response:
        try:
            await act(screens, who, lambda work: service.discard(work, flow, saw=saw))
        except ContactCenterError as wrong:
            return await _page(screens, screens.open(request, who), who, flow, wrong=wrong)
        return _to(f"/admin/call-flows/{flow}?done=discarded")

    @routes.post("/{flow}/remove")
    async def remove(request: Request, who: Admin, flow: UUID, saw: Saw) -> Response:
        try:
            await act(screens, who, lambda work: service.remove(work, flow, saw=saw))
        except ContactCenterError as wrong:
            return await _page(screens, screens.open(request, who), who, flow, wrong=wrong)
        return _to("/admin/call-flows?done=removed")


async def _list(
    screens: Screens, screen: Screen, who: SignedIn, *, done: str = "", wrong: ContactCenterError | None = None
) -> Response:
    async with screens.parts.database.read(who.tenant) as reader:
        error = error_words(screen.words, wrong.code, wrong.status) if wrong else None
        view = await compose.listed(
            screens.parts, screen.words, reader, who.tenant, notice=_notice(screen, done), error=error
        )
    status = wrong.status if wrong else 200
    return await serving.page(
        screens.parts, screen, "admin/call_flows/list.html", Place.ADMIN, status=status, call_flows=view
    )


async def _page(
    screens: Screens,
    screen: Screen,
    who: SignedIn,
    flow: UUID,
    *,
    shown: int | None = None,
    notice: str | None = None,
    wrong: ContactCenterError | None = None,
    written: CallFlow | None = None,
    saw: int | None = None,
    name: str | None = None,
) -> Response:
    problems: tuple[FlowProblem, ...] | None = wrong.problems if isinstance(wrong, FlowHasProblems) else None
    error = error_words(screen.words, wrong.code, wrong.status) if wrong else None
    if isinstance(wrong, FlowChangedMeanwhile):
        saw = None  # what was written stands on the page; saving it is then a choice
    async with screens.parts.database.read(who.tenant) as reader:
        queues = await _queues(reader, who.tenant)
        found = await service.one(reader, who.tenant, flow, queues)
        view = await compose.page(
            screens.parts, screen.words, reader, who.tenant, found, queues, shown=shown, written=written,
            wrong=problems, notice=notice, error=error, saw=saw, name=name,
        )  # fmt: skip
    status = wrong.status if wrong else 200
    return await serving.page(
        screens.parts, screen, "admin/call_flows/flow.html", Place.ADMIN, status=status, flow=view
    )


async def _queues(reader: Reader, tenant: TenantId) -> Mapping[UUID, str]:
    return {one.id: one.name for one in await routing.queues(reader, tenant) if one.active}


def _notice(screen: Screen, done: str) -> str | None:
    if done not in DONE:
        return None
    words = screen.words
    return {
        "saved": words.gettext("Saved as a draft. Calls go on as they were until it is published."),
        "published": words.gettext("Published. Calls that come from now on are led by it."),
        "back": words.gettext("The earlier version is live again, as a version of its own."),
        "discarded": words.gettext("The draft is gone; what is published stands here."),
        "assigned": words.gettext("Calls that come from now on enter this way."),
        "removed": words.gettext("The flow is gone."),
        "lifted": words.gettext("Calls from there are taken again."),
    }[done]


def _to(address: str) -> Response:
    return RedirectResponse(address, 303, HEADERS)
