"""Writing first: the page, whom it may go to, what follows from that, and sending it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from agent_ui.compose import later, signing, typed
from agent_ui.frame import serving
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import HEADERS, Screens, answer, is_scripted
from agent_ui.starting import addressing, calling, calling_endpoints, compose
from agent_ui.starting.compose import Beginning, ChosenWay
from agent_ui.starting.schemas import NewDraftIn
from agent_ui.starting.views import NewNoteView
from contact_center.directory.access import Agent
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.accounts import NoSuchChannelAccount
from contact_center.interactions.delivery import files as outgoing
from contact_center.interactions.delivery.domain import StoredFile
from contact_center.interactions.outbound import service
from contact_center.interactions.outbound.service import Started, StartRequest
from contact_center.interactions.reading import conversation_queries, file_queries
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.work import new_drafts
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import ChannelAccountId, CustomerId, QueueId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import linking
from crm_core.cases.domain import CaseLinkKind
from crm_core.cases.linking import LinkTo
from crm_core.cases.permissions import Actor
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource

PAGE = "/new"
LONGEST_COPIES = 4000
LONGEST_NOTE = 2000
Purpose = Literal["contact", "survey", "marketing"]
Typed = Annotated[str, Query(max_length=320)]


class NotFromThePage(Invalid):
    """This is none of the choices of the page, which may be out of date; load it again."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_page(routes, screens)
    _add_sending(routes, screens)
    _add_note(routes, screens)
    routes.include_router(calling_endpoints.router(screens))
    return routes


def _add_page(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(PAGE)
    async def new(
        request: Request, who: Agent, to: Typed = "", customer: UUID | None = None, case: UUID | None = None,
        forward: UUID | None = None, again: UUID | None = None,
    ) -> Response:  # fmt: skip
        """Begun from anywhere: `customer`, `to`, `case` and the message to be passed on are what is known already."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            accounts = await parts.accounts.all_of(reader, lens.tenant)
            begun = Beginning(ChosenWay(to, customer), case, forward, again)
            off = await calling.off(reader, lens, parts)
            view = await compose.new_message(reader, lens, parts.ports, accounts, begun, off)
        return await serving.page(parts, screen, "starting/page.html", starting=view)

    @routes.get("/new/note")
    async def ask_note(request: Request, who: Agent, customer: UUID) -> Response:
        """Asks for a note about a customer."""
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            known = await customers.customer(reader, who.tenant, customer)
        note = NewNoteView(CustomerId(known.id), known.name)
        return screen.fragment(screen.part("starting/note.html", note=note))

    @routes.get("/new/found")
    async def found(request: Request, who: Agent, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Whom a text may mean."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await addressing.addressees(reader, lens, q.strip())
        return screen.fragment(screen.part("starting/found.html", addressees=view))

    @routes.get("/new/way")
    async def way(
        request: Request,
        who: Agent,
        to: Typed = "",
        customer: str = "",
        account: str = "",
        queue: str = "",
        purpose: Purpose = "contact",
        case: str = "",
    ) -> Response:
        """What follows from what is chosen so far."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        wanted = ChosenWay(
            to,
            _id(customer, "customer"),
            _id(account, "account"),
            str(_id(queue, "queue") or ""),
            purpose,
            _id(case, "case"),
        )
        async with parts.database.read(lens.tenant) as reader:
            accounts = await parts.accounts.all_of(reader, lens.tenant)
            view = await compose.way(reader, lens, parts.ports, accounts, wanted)
        return screen.fragment(screen.part("starting/way.html", way=view))


def _add_sending(routes: APIRouter, screens: Screens) -> None:
    @routes.post(PAGE)
    async def send(
        request: Request,
        who: Agent,
        account: Annotated[UUID, Form()],
        to: Annotated[str, Form(max_length=320)],
        client_key: Annotated[str, Form(min_length=8, max_length=64)],
        text: Annotated[str, Form(max_length=200_000)] = "",
        to_name: Annotated[str, Form(max_length=200)] = "",
        customer: Annotated[str, Form()] = "",
        subject: Annotated[str, Form(max_length=service.LONGEST_SUBJECT)] = "",
        cc: Annotated[str, Form(max_length=LONGEST_COPIES)] = "",
        bcc: Annotated[str, Form(max_length=LONGEST_COPIES)] = "",
        queue: Annotated[str, Form()] = "",
        purpose: Annotated[Purpose, Form()] = "contact",
        case: Annotated[str, Form()] = "",
        forward: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
        send_at: Annotated[str, Form(max_length=40)] = "",
        unsigned: Annotated[bool, Form()] = False,
        kept: Annotated[list[UUID], Form()] = [],  # noqa: B006 - FastAPI copies it
        files: Annotated[list[UploadFile], File()] = [],  # noqa: B006 - FastAPI copies it
    ) -> Response:
        """Begins the conversation and opens it."""
        by, words = await _account(screens, who, account), screens.open(request, who).words
        chosen, belongs = _id(customer, "customer"), _id(case, "case")
        async with screens.parts.database.read(who.tenant) as reader:
            full = await addressing.in_full(reader, who.tenant, to, chosen)
        if full is None:
            raise NotFromThePage(field="to")
        asked_for, before = _id(queue, "queue"), _id(again, "again")
        passed = await _passed_on(screens, who, _id(forward, "forward"), kept)
        new = await _kept(screens, who, by, files, sum(one.size for one in passed))
        wanted = StartRequest(
            account=by, to=full, text=text, client_key=client_key, to_name=to_name or None,
            customer=CustomerId(chosen) if chosen else None, subject=subject or None, copies=typed.addresses(cc),
            blind_copies=typed.addresses(bcc), attached=[*passed, *new], purpose=purpose,
            queue=QueueId(asked_for) if asked_for else None, held=True, case=belongs,
            send_at=later.send_at(words, send_at), signed=not unsigned, quotes=signing.forwarded_head(words),
        )  # fmt: skip

        async def begin(unit: UnitOfWork) -> Started:
            back = await _taken_back(unit, who, before, kept) if before is not None else []
            whole = replace(wanted, attached=[*wanted.attached, *back])
            made = await service.start(unit, screens.parts.ports, whole, who.agent_id, who.user.name)
            if belongs is not None and not made.repeated:
                await _link(unit, who, belongs, made, before)
            return made

        made = await act(screens, who, begin)
        opened = f"/console?c={made.interaction_id}"
        if is_scripted(request):
            return Response(status_code=204, headers=HEADERS | {"HX-Redirect": opened})
        return RedirectResponse(opened, 303, HEADERS)

    @routes.post("/new/draft")
    async def keep(request: Request, who: Agent, draft: NewDraftIn) -> Response:
        """Keeps what is written so far; refused where another window has kept something else there."""

        async def write(unit: UnitOfWork) -> None:
            await new_drafts.keep(
                unit, who.agent_id, draft.begins, draft.content(), key=draft.client_key, writing=draft.writing,
                knew=draft.knew, over=draft.over,
            )  # fmt: skip

        await act(screens, who, write)
        return answer(request, PAGE)


def _add_note(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/new/note")
    async def note(
        request: Request,
        who: Agent,
        customer: Annotated[UUID, Form()],
        text: Annotated[str, Form(max_length=LONGEST_NOTE)],
        warning: Annotated[bool, Form()] = False,
    ) -> Response:
        """Kept with the customer, for colleagues only."""

        async def keep(unit: UnitOfWork) -> UUID:
            known = await customers.customer(unit, who.tenant, customer)
            await profile.put_note(unit, CustomerId(known.id), text, EditSource(EditOrigin.PAGE), warning=warning)
            return known.id

        kept = f"/customers/{await act(screens, who, keep)}"
        if is_scripted(request):
            return Response(status_code=204, headers=HEADERS | {"HX-Redirect": kept})
        return RedirectResponse(kept, 303, HEADERS)


async def _link(unit: UnitOfWork, who: SignedIn, case: UUID, made: Started, before: UUID | None) -> None:
    """The conversation belongs to the case; one that was taken back, and is begun anew with this, does no longer."""
    actor = Actor(who.user.id, Role(who.user.role))
    if before is not None:
        old = await conversation_queries.header(unit, unit.tenant_id, before)
        if old is not None and old.conversation_id != made.conversation_id:
            await linking.unlink(unit, case, actor, CaseLinkKind.CONVERSATION, str(old.conversation_id))
    await linking.link(unit, case, actor, LinkTo(CaseLinkKind.CONVERSATION, str(made.conversation_id)))


async def _account(screens: Screens, who: SignedIn, id: UUID) -> ChannelAccount:
    found = await screens.parts.accounts.get(ChannelAccountId(id))
    if found is None or found.tenant_id != who.tenant:
        raise NoSuchChannelAccount(id)
    return found


async def _passed_on(screens: Screens, who: SignedIn, message: UUID | None, kept: list[UUID]) -> list[StoredFile]:
    """Files of a message that its reader passes on."""
    if message is None or not kept:
        return []
    async with screens.parts.database.read(who.tenant) as reader:
        await compose.readable_message(reader, rights_of(screens, who), who.tenant, message)
        found = await file_queries.attachments(reader, who.tenant, [message])
    return [
        StoredFile(one.name, one.content_type, one.size, one.blob_key)
        for one in found
        if one.id in kept and one.blob_key is not None
    ]


async def _taken_back(unit: UnitOfWork, who: SignedIn, interaction: UUID, kept: list[UUID]) -> list[StoredFile]:
    """Files of what was begun and taken back."""
    header = await conversation_queries.header(unit, unit.tenant_id, interaction)
    if header is None:
        return []
    return await scheduled.take_files(unit, who.agent_id, header.conversation_id, kept)


async def _kept(
    screens: Screens, who: SignedIn, by: ChannelAccount, sent: list[UploadFile], others: int
) -> list[StoredFile]:
    """What a browser sends for an empty file field is no file. `others`: bytes that go along besides."""
    given = [
        outgoing.SubmittedFile(one.filename, one.content_type or "application/octet-stream", await one.read())
        for one in sent
        if one.filename
    ]
    if not given and not others:
        return []
    return await outgoing.keep(screens.parts.ports, who.tenant, by.channel, given, others=others)


def _id(text: str, field: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as wrong:
        raise NotFromThePage(text[:40], field=field) from wrong
