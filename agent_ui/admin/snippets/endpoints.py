"""The pages of snippets and signatures: what agents insert, and what goes below their e-mails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.snippets.views import EarlierText, SignatureForm, SignaturesPage, SnippetForm, SnippetsPage
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens, is_scripted
from agent_ui.views import UndoView
from agent_ui.words import snippets as said
from agent_ui.words.languages import Words
from contact_center.directory import cards
from contact_center.directory import service as directory
from contact_center.directory.access import Admin
from contact_center.kernel.actors import user_of, users_of
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.snippets import service
from crm_core.snippets.domain import IN_SNIPPETS
from crm_core.snippets.errors import NoSuchSnippet
from crm_core.snippets.signatures import IN_SIGNATURES
from routing.policy import administration as routing

Language = Literal["", "en", "zh-Hant"]
Name = Annotated[str, Form(max_length=200)]
Text = Annotated[str, Form(max_length=8000)]


class NotOneOfTheQueues(Invalid):
    """There is no such queue here; choose one from the list."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.include_router(_snippets(screens))
    routes.include_router(_signatures(screens))
    return routes


def _snippets(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/snippets")

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "", removed: UUID | None = None) -> Response:
        screen = screens.open(request, who)
        words = screen.words
        async with screens.parts.database.read(who.tenant) as reader:
            found = await service.all_of(reader, who.tenant)
            queues = await routing.queue_names(reader, who.tenant)
            gone = await _gone(reader, who.tenant, removed)
        languages = _languages(words)
        forms = [SnippetForm(one.id, one.name, one.text, one.language or "", str(one.queue_id or "")) for one in found]
        view = SnippetsPage(
            tuple(forms),
            tuple(languages.items()),
            (("", words.gettext("every queue")), *((str(id), name) for id, name in queues.items())),
            tuple((f"{{{{{one.value}}}}}", text) for one, text in said.variables(words).items() if one in IN_SNIPPETS),
            words.gettext("The snippets were changed.") if done else None,
            UndoView(words.gettext("“%(name)s” was removed.", name=gone), f"/admin/snippets/{removed}/bring-back")
            if gone
            else None,
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
        return RedirectResponse(f"/admin/snippets?removed={id}", 303, HEADERS)

    @routes.post("/{id}/bring-back")
    async def bring_back(request: Request, who: Admin, id: UUID) -> Response:
        async def back(work: UnitOfWork) -> None:
            await service.bring_back(work, id)

        await act(screens, who, back)
        if is_scripted(request):
            return Response(status_code=204, headers=HEADERS | {"HX-Redirect": "/admin/snippets?done=1"})
        return _done()

    return routes


async def _gone(reader: Reader, tenant: TenantId, removed: UUID | None) -> str | None:
    """The name of one that is removed, and can be brought back."""
    if removed is None:
        return None
    try:
        latest = (await service.versions(reader, tenant, removed))[0]
    except NoSuchSnippet:
        return None
    return latest.name if latest.removed else None


def _signatures(screens: Screens) -> APIRouter:
    """What goes below the e-mails of the queues."""
    routes = APIRouter(include_in_schema=False, prefix="/admin/signatures")

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        screen = screens.open(request, who)
        words = screen.words
        async with screens.parts.database.read(who.tenant) as reader:
            queues = await routing.queue_names(reader, who.tenant)
            found = [
                one
                for one in await service.signatures_of(reader, who.tenant)
                if one.queue_id is None or one.queue_id in queues
            ]
            texts = [await service.signature_texts(reader, who.tenant, one.queue_id, one.language) for one in found]
            by = users_of(one.changed_by for several in texts for one in several)
            names = await directory.names(reader, who.tenant, by)
            company = await cards.company(reader, who.tenant)
        languages = _languages(words)
        named = {"": words.gettext("every queue"), **{str(id): name for id, name in queues.items()}}
        forms = [
            SignatureForm(
                str(one.queue_id or ""), one.language,
                words.gettext(", ").join((named[str(one.queue_id or "")], languages[one.language])), one.text,
                tuple(
                    EarlierText(old.text, old.changed_at, _who(names, old.changed_by))
                    for old in several[1:]
                ),
            )
            for one, several in zip(found, texts, strict=True)
        ]  # fmt: skip
        known = said.variables(words)
        view = SignaturesPage(
            tuple(forms), tuple(languages.items()), tuple(named.items()),
            tuple((f"{{{{{one.value}}}}}", known[one]) for one in IN_SIGNATURES),
            words.gettext("The signatures were changed.") if done else None, company,
        )  # fmt: skip
        return await serving.page(screens.parts, screen, "admin/signatures.html", Place.ADMIN, signatures=view)

    @routes.post("")
    async def change(
        who: Admin, text: Text = "", language: Annotated[Language, Form()] = "", queue: Annotated[str, Form()] = ""
    ) -> Response:
        """An empty text removes it."""

        async def keep(work: UnitOfWork) -> None:
            known = {str(one): one for one in await routing.queue_names(work, work.tenant_id)}
            if queue and queue not in known:
                raise NotOneOfTheQueues(queue[:40], field="queue")
            await service.set_signature(work, known.get(queue), language, text)

        await act(screens, who, keep)
        return RedirectResponse("/admin/signatures?done=1", 303, HEADERS)

    @routes.post("/company")
    async def set_address(who: Admin, address: Text = "") -> Response:
        """Of the organisation, as customers read it; empty: lines with it are left out."""

        async def keep(work: UnitOfWork) -> None:
            await cards.set_address(work, address)

        await act(screens, who, keep)
        return RedirectResponse("/admin/signatures?done=1", 303, HEADERS)

    return routes


def _languages(words: Words) -> dict[str, str]:
    return {
        "": words.gettext("every language"), "en": words.gettext("English"), "zh-Hant": words.gettext("Chinese"),
    }  # fmt: skip


def _who(names: Mapping[UUID, str], actor: str) -> str:
    user = user_of(actor)
    return names.get(user, "") if user is not None else ""


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
