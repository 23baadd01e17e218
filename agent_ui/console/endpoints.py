"""The console's pages and parts: what is looked at. What agents do is in `actions`."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose import customer, letter, parked, transfers
from agent_ui.compose import explanation as explaining
from agent_ui.compose.own_work import read_own_work
from agent_ui.console import pictures, workspace
from agent_ui.console.workspace import OpenedInteraction
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Live, Place
from agent_ui.frame.screen import HEADERS, Screen, Screens, is_scripted
from agent_ui.views import Tab
from channels.voice.calling.outside import OutsideCalls
from contact_center.directory import trail
from contact_center.directory.access import Agent, AnyUser
from contact_center.directory.service import SignedIn
from contact_center.interactions.reading import file_queries, message_queries
from contact_center.interactions.work.rights import Act, Rights
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import CustomerId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork

REFRESH = "/console/refresh"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_page(routes, screens)
    _add_parts(routes, screens)
    _add_dialogs(routes, screens)
    _add_formatted(routes, screens)
    _add_files(routes, screens)
    return routes


def _add_page(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/console")
    async def console(request: Request, who: Agent, c: UUID | None = None) -> Response:
        screen = screens.open(request, who)
        shown = await workspace.console(screens.parts, lens_of(screen, who), c)
        return screen.html(
            "console/page.html",
            Place.WORK,
            framed=shown.frame,
            cursor=shown.cursor,
            live=Live.CONSOLE,
            refresh=REFRESH,
            console=shown.console,
        )

    @routes.get(REFRESH)
    async def refresh(request: Request, who: Agent, c: UUID | None = None) -> Response:
        """Everything at once, after a gap; `X-Cursor` says up to where."""
        screen = screens.open(request, who)
        shown = await workspace.console(screens.parts, lens_of(screen, who), c)
        part = screen.part("console/refresh.html", console=shown.console, frame=shown.frame)
        return screen.fragment(part, headers={"X-Cursor": str(shown.cursor)})


def _add_parts(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/console/work")
    async def work(request: Request, who: Agent) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await parked.work_list(reader, lens, await read_own_work(reader, lens), parts.calls)
        return screen.fragment(screen.part("console/work.html", work=view))

    @routes.get("/console/thread/{interaction}")
    async def thread(request: Request, who: Agent, interaction: UUID) -> Response:
        screen = screens.open(request, who)
        return screen.fragment(await opened(screens, screen, interaction))

    async def tab_of(
        request: Request, who: SignedIn, id: UUID, tab: Tab, beside: UUID | None, *, anew: bool
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await customer.of_customer(reader, lens, CustomerId(id), but=beside, tab=tab)
        if beside is not None:
            view = replace(view, interaction=InteractionId(beside))

        async def note(unit: UnitOfWork) -> None:
            await trail.read(unit, "customer read", f"customer:{id}")

        await act(screens, who, note)
        view = await customer.with_erp(view, parts.erp, lens, anew=anew)
        return screen.fragment(screen.part("console/customer_tab.html", customer_view=view))

    @routes.get("/console/customers/{id}/{tab}")
    async def customer_tab(request: Request, who: AnyUser, id: UUID, tab: Tab, beside: UUID | None = None) -> Response:
        """`beside`: the interaction that is open, which is no other matter."""
        return await tab_of(request, who, id, tab, beside, anew=False)

    @routes.post("/console/customers/{id}/{tab}/ask")
    async def ask_erp(request: Request, who: AnyUser, id: UUID, tab: Tab, beside: UUID | None = None) -> Response:
        """Asks the ERP now; a page without a script goes back to the customer."""
        answer = await tab_of(request, who, id, tab, beside, anew=True)
        return answer if is_scripted(request) else RedirectResponse(f"/customers/{id}?tab={tab.value}", 303, HEADERS)


async def opened(screens: Screens, screen: Screen, interaction: UUID) -> str:
    """The workspace with this interaction in it, as partials."""
    assert screen.who is not None
    lens = lens_of(screen, screen.who)
    return open_parts(screen, await workspace.open_with_customer(screens.parts, lens, interaction))


def open_parts(screen: Screen, opened: OpenedInteraction) -> str:
    return screen.part(
        "console/open.html",
        thread=opened.thread,
        customer_view=opened.customer,
        wrap_ups_view=opened.wrap_ups,
    )


def _add_dialogs(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/console/interactions/{interaction}/transfer")
    async def transfer(request: Request, who: Agent, interaction: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await transfers.targets(reader, lens, interaction)
            if view.can_ask and parts.calls_out is not None:
                shown = await OutsideCalls(parts.calls_out).shown(reader, lens.tenant, lens.agent, interaction)
                view = replace(view, shown=shown)
        return screen.fragment(screen.part("console/transfer.html", transfer=view))

    @routes.get("/console/explanations/{segment}")
    async def explanation(request: Request, who: Agent, segment: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await explaining.explanation(reader, lens, segment)
        if is_scripted(request):
            return screen.fragment(screen.part("console/explanation.html", explanation=view))
        return await serving.page(parts, screen, "supervisor/explanation.html", explanation=view)


class NothingFormatted(NotFound):
    """This message has no formatting of its own, or does not exist here."""


def _add_formatted(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/console/messages/{message}/formatted")
    async def formatted(request: Request, who: Agent, message: UUID) -> Response:
        """One message as its sender formatted it, with pictures from elsewhere: asked for by a click, in a page of
        its own, whose rule lets pictures in and nothing else. No script runs there, whoever wrote it."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            found = await message_queries.messages_by_id(reader, lens.tenant, [message])
            if not found or not found[0].html or found[0].interaction_id is None:
                raise NothingFormatted(message)
            await lens.rights.require(reader, found[0].interaction_id, Act.READ)
            files = await file_queries.attachments(reader, lens.tenant, [message])
        shown = letter.with_remote(letter.formatted(found[0].html, files))
        if letter.quoted(found[0]) is not None:
            shown = letter.folded(shown, screen.words.gettext("quoted text"))
        page = screen.part("console/formatted.html", shown=shown, subject=found[0].subject)
        return Response(page, media_type="text/html", headers=HEADERS | letter.PAGE_HEADERS)


class NoSuchFile(NotFound):
    """There is no such file here, or it is no longer kept."""


def _add_files(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/files/{id}")
    async def file(who: AnyUser, id: UUID) -> Response:
        """An attachment, to be kept; never run by our own site. Pictures may be shown, whatever they are called."""

        async def permit(unit: UnitOfWork) -> tuple[str, str]:
            found = await file_queries.file(unit, unit.tenant_id, id)
            if found is None or found.blob_key is None or found.interaction_id is None:
                raise NoSuchFile(id)
            await Rights(parts.ports.planner, who).require(unit, found.interaction_id, Act.READ)
            await trail.read(unit, "file read", f"file:{id}", interaction=str(found.interaction_id))
            return found.name, found.blob_key

        name, key = await act(screens, who, permit)
        content = await parts.ports.blobs.get(key)
        picture = pictures.kind_of(content)
        kept = "inline" if picture else "attachment"
        headers = HEADERS | {
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": f"{kept}; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "private, no-store",
        }
        return Response(content, media_type=picture or "application/octet-stream", headers=headers)
