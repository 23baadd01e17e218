"""What agents write: answers, notes, drafts, and the sign that they are writing."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from agent_ui.compose import drafting, later, typed
from agent_ui.compose import mentions as calling
from agent_ui.compose.lens import Lens, can
from agent_ui.compose.thread import message_items
from agent_ui.console import parking, taking_back
from agent_ui.console.acting import next_after_sending, show
from agent_ui.console.schemas import DraftIn
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import HEADERS, Screen, Screens, answer, is_scripted
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.interactions.delivery import files as outgoing
from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.delivery.domain import StoredFile
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import conversation_queries, message_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.recipients import parted
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.scheduled.service import TakenBack
from contact_center.interactions.work import drafts, replies
from contact_center.interactions.work.domain import WrittenDraft
from contact_center.interactions.work.messages import Written
from contact_center.interactions.work.replies import AfterReply
from contact_center.interactions.work.rights import Act, own_ties
from contact_center.kernel.errors import Conflict, Invalid
from contact_center.platform.unit_of_work import Reader, UnitOfWork

Key = Annotated[str, Form(min_length=8, max_length=64)]


class NoRecipient(Invalid):
    """Say to whom it goes: at least one e-mail address."""


class NotFailed(Conflict):
    """This message is not one that failed; there is nothing to send again."""


OPENS_NEXT = "X-Opens-Next"
"""The piece of work that the page opens after this answer, if it still shows what was answered (composer.js)."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_messages(routes, screens)
    _add_drafts(routes, screens)
    _add_typing(routes, screens)
    return routes


async def _header(reader: Reader, tenant: UUID, interaction: UUID) -> Header:
    header = await conversation_queries.header(reader, tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    return header


def _add_messages(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/interactions/{interaction}/messages")
    async def reply(
        request: Request,
        who: Agent,
        interaction: UUID,
        client_key: Key,
        text: Annotated[str, Form()] = "",
        draft: Annotated[UUID | None, Form()] = None,
        then: Annotated[AfterReply, Form()] = AfterReply.STAY,
        files: Annotated[list[UploadFile], File()] = [],  # noqa: B006 - FastAPI copies it
        copies: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
        kept: Annotated[list[UUID], Form()] = [],  # noqa: B006 - FastAPI copies it
        send_at: Annotated[str, Form(max_length=40)] = "",
        unsigned: Annotated[bool, Form()] = False,
        to: Annotated[str | None, Form(max_length=4000)] = None,
    ) -> Response:
        """Writes an answer, also to who is waited for; for some seconds, or until its time, it can be taken back."""
        screen = screens.open(request, who)
        at = later.send_at(screen.words, send_at)
        attached = await _kept(screens, who, interaction, files)
        seen, blind = parted(copies)
        chosen = typed.addresses(to or "")
        if to is not None and not chosen:
            raise NoRecipient(field="to")

        async def write(unit: UnitOfWork) -> Written:
            return await replies.reply(
                unit,
                screens.parts.ports,
                interaction,
                who.agent_id,
                who.user.name,
                text,
                client_key=client_key,
                draft=draft,
                then=then,
                attached=attached,
                copies=seen,
                blind_copies=blind,
                held=True,
                send_at=at,
                kept=kept,
                signed=not unsigned,
                to=chosen,
            )

        written = await act(screens, who, write)
        await _tell_windows(screens, who, interaction)
        offer = await taking_back.offer(screens, screen, who, written.message_id)
        shown = answer(request, f"/console?c={interaction}", offer)
        if then is AfterReply.CLOSE:
            following = await next_after_sending(screens, request, who, interaction)
            if following is not None:
                shown.headers[OPENS_NEXT] = str(following)
        return shown

    @routes.post("/console/messages/{message}/take-back")
    async def take_back(request: Request, who: Agent, message: UUID) -> Response:
        """A message that has not left comes back to its writer's draft; a first one to the page it was written on."""

        async def back(unit: UnitOfWork) -> TakenBack:
            return await scheduled.take_back(unit, screens.parts.ports, message, who.agent_id)

        taken = await act(screens, who, back)
        if taken.began:
            page = f"/new?again={taken.interaction_id}"
            if is_scripted(request):
                return Response(status_code=204, headers=HEADERS | {"HX-Redirect": page})
            return RedirectResponse(page, 303, HEADERS)
        await _tell_windows(screens, who, taken.interaction_id)
        gone = screens.open(request, who).part("console/push/undo.html", undo=None)
        return await show(screens, request, who, taken.interaction_id, gone)

    @routes.get("/console/send-later")
    async def ask_time(request: Request, who: Agent) -> Response:
        screen = screens.open(request, who)
        return screen.fragment(screen.part("console/send_later.html", later=parking.later(screen.words)))

    @routes.post("/console/interactions/{interaction}/notes")
    async def note(
        request: Request,
        who: Agent,
        interaction: UUID,
        client_key: Key,
        text: Annotated[str, Form()] = "",
        draft: Annotated[UUID | None, Form()] = None,
        mentions: Annotated[list[UUID], Form()] = [],  # noqa: B006 - FastAPI copies it
    ) -> Response:
        """A note; colleagues named in it by `@` are called. `mentions`: those chosen, where several have one name."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)

        async def write(unit: UnitOfWork) -> Written:
            await rights_of(screens, who).require(unit, interaction, Act.NOTE)
            called = await calling.called(unit, lens, text, mentions)
            return await replies.note(
                unit, interaction, who.agent_id, who.user.name, text, client_key=client_key, draft=draft,
                mentions=called,
            )  # fmt: skip

        written = await act(screens, who, write)
        await _tell_windows(screens, who, interaction)
        return answer(request, f"/console?c={interaction}", await _shown(screens, screen, lens, interaction, written))

    @routes.post("/console/messages/{message}/resend")
    async def resend(request: Request, who: Agent, message: UUID) -> Response:
        """Sends a failed message again, in its old place."""

        async def again(unit: UnitOfWork) -> None:
            ours = await message_queries.authored(unit, unit.tenant_id, message)
            if ours is None:
                raise NotFailed(message)
            await rights_of(screens, who).require(unit, ours.interaction_id, Act.RESEND, author=ours.author_id)
            if not await delivery.resend(unit, message):
                raise NotFailed(message)

        await act(screens, who, again)
        return answer(request, "/console")


async def _shown(screens: Screens, screen: Screen, lens: Lens, interaction: UUID, written: Written) -> str:
    """A note in a conversation that is not the writer's own, which no live update brings them."""
    async with screens.parts.database.read(lens.tenant) as reader:
        if await own_ties(reader, lens.tenant, lens.agent, [interaction]):
            return ""
        header = await _header(reader, lens.tenant, interaction)
        rows = await message_queries.messages_by_id(reader, lens.tenant, [written.message_id])
        items = await message_items(reader, lens, header, "", rows)
    return "".join(screen.part("console/push/item.html", interaction=interaction, item=one) for one in items)


async def _kept(screens: Screens, who: SignedIn, interaction: UUID, sent: list[UploadFile]) -> list[StoredFile]:
    """What a browser sends for an empty file field is no file."""
    given = [
        outgoing.SubmittedFile(one.filename, one.content_type or "application/octet-stream", await one.read())
        for one in sent
        if one.filename
    ]
    if not given:
        return []
    tenant = who.tenant
    async with screens.parts.database.read(tenant) as reader:
        await rights_of(screens, who).require(reader, interaction, Act.WORK)
        header = await _header(reader, tenant, interaction)
    return await outgoing.keep(screens.parts.ports, tenant, header.channel, given)


def _add_drafts(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/drafts")
    async def keep(request: Request, who: Agent, draft: DraftIn) -> Response:
        async def write(unit: UnitOfWork) -> None:
            await rights_of(screens, who).require(unit, draft.interaction, Act.NOTE)
            base = await conversation_queries.position_of(unit, unit.tenant_id, draft.interaction, draft.last_seen)
            copies = None if draft.copies is None else tuple(draft.copies)
            written = WrittenDraft(
                draft.kind, draft.text, base, draft.client_key, draft.writing, draft.knew, copies, draft.unsigned
            )  # fmt: skip
            await drafts.keep(unit, draft.interaction, who.agent_id, written)

        await act(screens, who, write)
        await _tell_windows(screens, who, draft.interaction)
        return answer(request, "/console")

    @routes.post("/console/draft-files/{file}/remove")
    async def remove(request: Request, who: Agent, file: UUID) -> Response:
        """A file that came back with a message does not go along with the next one."""

        async def drop(unit: UnitOfWork) -> None:
            await scheduled.drop_file(unit, who.agent_id, file)

        await act(screens, who, drop)
        return answer(request, "/console")

    @routes.get("/console/drafts/{interaction}")
    async def kept(request: Request, who: Agent, interaction: UUID) -> Response:
        """As they stand by now, for a window whose own could not be kept."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            await lens.rights.require(reader, interaction, Act.NOTE)
            shown = await drafting.shown(reader, lens, interaction)
        return screen.fragment(screen.part("console/push/drafts.html", interaction=interaction, drafts=shown))


async def _tell_windows(screens: Screens, who: SignedIn, interaction: UUID) -> None:
    """This agent's other windows; one that misses it is told when it keeps its own, or when something is sent."""
    told = {"tenant": str(who.tenant), "drafts": str(interaction), "agent": str(who.user.id)}
    await screens.parts.wakeups.signal(told)


def _add_typing(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/interactions/{interaction}/typing")
    async def typing(request: Request, who: Agent, interaction: UUID) -> Response:
        """A passing sign; the customer's page lets it fade by itself."""
        parts = screens.parts
        tenant = who.tenant
        async with parts.database.read(tenant) as reader:
            await rights_of(screens, who).require(reader, interaction, Act.WORK)
            header = await _header(reader, tenant, interaction)
        if can(parts.ports.adapters, header.channel).typing:
            to = f"{header.channel_account_id}:{header.contact_value}"
            await parts.wakeups.signal({"to": to, "active": True, "name": who.user.name})
        return answer(request, f"/console?c={interaction}")
