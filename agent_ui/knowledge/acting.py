"""What is done with articles on their pages: written, approved, published, used, and each of these undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens, is_scripted
from agent_ui.knowledge import compose, suggesting
from agent_ui.knowledge.compose import LIST, address, help_address
from agent_ui.knowledge.views import ArticleChoice, EditorText, EditorView
from agent_ui.words.errors import error_words
from contact_center.directory.access import Agent, AnyUser, Supervisor
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.work.rights import Act
from contact_center.kernel.errors import ContactCenterError, Invalid
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.knowledge import files, reading, service
from crm_core.knowledge.domain import (
    CHINESE,
    ENGLISH,
    LONGEST_BODY,
    ArticleText,
    AskedWhere,
    GapState,
    How,
    Visibility,
    text_in,
)
from crm_core.knowledge.errors import ArticleChangedMeanwhile, ForSupervisors, NotPublished
from crm_core.knowledge.render import plain
from crm_core.knowledge.service import ArticleActor, ArticleChanges, NewArticle

STEPS = {
    "approve": (service.approve, "approved"),
    "withdraw-approval": (service.withdraw_approval, "withdrawn"),
    "publish": (service.publish, "published"),
    "unpublish": (service.unpublish, "unpublished"),
    "archive": (service.archive, "archived"),
    "restore": (service.restore, "restored"),
}


class NotAReviewDay(Invalid):
    """This is no day of the calendar; choose one."""


def actor(who: SignedIn) -> ArticleActor:
    return ArticleActor(who.user.id, Role(who.user.role))


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _previewing(routes, screens)
    _gaps(routes, screens)
    _categories(routes, screens)
    _writing(routes, screens)
    _steps(routes, screens)
    _using(routes, screens)
    _files(routes, screens)
    return routes


def to(request: Request, href: str) -> Response:
    """Where a script or a form goes after something was done."""
    if is_scripted(request):
        return Response(status_code=204, headers=HEADERS | {"HX-Redirect": href})
    return RedirectResponse(href, HTTPStatus.SEE_OTHER, HEADERS)


# --- writing -------------------------------------------------------------------------------------------


class ArticleForm:
    """The editor as it was sent."""

    def __init__(
        self,
        title_en: Annotated[str, Form(max_length=400)] = "",
        body_en: Annotated[str, Form(max_length=60_000)] = "",
        title_zh: Annotated[str, Form(max_length=400)] = "",
        body_zh: Annotated[str, Form(max_length=60_000)] = "",
        category: Annotated[str, Form(max_length=40)] = "",
        visibility: Annotated[Visibility, Form()] = Visibility.INSIDE,
        owner: Annotated[str, Form(max_length=40)] = "",
        review_on: Annotated[str, Form(max_length=20)] = "",
        gap: Annotated[str, Form(max_length=40)] = "",
        key: Annotated[str, Form(max_length=40)] = "",
        saw: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
    ) -> None:
        self.texts = {ENGLISH: ArticleText(title_en, body_en), CHINESE: ArticleText(title_zh, body_zh)}
        self.category, self.owner, self.gap = id_in(category), id_in(owner), id_in(gap)
        self.visibility, self.review_on, self.key, self.saw = visibility, review_on, key, saw

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.review_on) if self.review_on else None
        except ValueError as wrong:
            raise NotAReviewDay(field="review_on") from wrong

    def new(self) -> NewArticle:
        return NewArticle(
            self.texts, self.category, self.visibility, self.owner, self.day(), self.gap, self.key or None
        )

    def changes(self) -> ArticleChanges:
        return ArticleChanges(
            texts=self.texts, category=self.category, visibility=self.visibility, owner=self.owner,
            review_on=self.day(),
        )  # fmt: skip

    def typed(self, view: EditorView, problem: str, edition: int | None) -> EditorView:
        """The editor again, as it was typed."""

        def chosen(choices: tuple[ArticleChoice, ...], value: str) -> tuple[ArticleChoice, ...]:
            return tuple(replace(one, chosen=one.value == value) for one in choices)

        texts = tuple(
            EditorText(one.language, one.name, self.texts[one.language].title, self.texts[one.language].body)
            for one in view.texts
        )
        return replace(
            view, texts=texts, problem=problem, edition=edition, gap=self.gap, key=id_in(self.key) or view.key,
            review_on=self.review_on, categories=chosen(view.categories, str(self.category or "")),
            visibilities=chosen(view.visibilities, self.visibility.value),
            owners=chosen(view.owners, str(self.owner or "")),
        )  # fmt: skip


Written = Annotated[ArticleForm, Depends()]


def _writing(routes: APIRouter, screens: Screens) -> None:
    async def again(
        request: Request, who: SignedIn, id: UUID | None, form: ArticleForm, wrong: ContactCenterError
    ) -> Response:
        """Nothing that was typed is lost: the editor with what is wrong, and with the edition that is there now."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose.editor(reader, lens, id)
        text = error_words(screen.words, wrong.code, wrong.status)
        shown = form.typed(view, text, view.edition)
        return await serving.page(
            screens.parts, screen, "knowledge/editor.html", Place.KNOWLEDGE, status=wrong.status, editor=shown
        )

    @routes.post(LIST)
    async def create(request: Request, who: AnyUser, form: Written) -> Response:
        try:
            made = await act(screens, who, lambda work: service.create(work, form.new(), actor(who)))
        except Invalid as wrong:
            return await again(request, who, None, form, wrong)
        return to(request, f"{address(made)}?did=saved")

    @routes.post("/knowledge/{id}/edit")
    async def save(request: Request, who: AnyUser, id: UUID, form: Written) -> Response:
        try:
            await act(screens, who, lambda work: service.save(work, id, form.changes(), actor(who), saw=form.saw))
        except (Invalid, ArticleChangedMeanwhile, ForSupervisors) as wrong:
            return await again(request, who, id, form, wrong)
        return to(request, f"{address(id)}?did=saved")


def _previewing(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/knowledge/preview/{language}")
    async def preview(request: Request, who: AnyUser, language: Literal["en", "zh"], form: Written) -> Response:
        """One text of the editor as its readers will see it."""
        screen = screens.open(request, who)
        text = form.texts[ENGLISH if language == "en" else CHINESE]
        return screen.fragment(screen.part("knowledge/preview.html", shown=compose.rendered(text.body[:LONGEST_BODY])))


# --- the way to readers, and back ----------------------------------------------------------------------


def _steps(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/knowledge/{id}/{step}")
    async def step(
        request: Request,
        who: Supervisor,
        id: UUID,
        step: Literal["approve", "withdraw-approval", "publish", "unpublish", "archive", "restore"],
    ) -> Response:
        does, did = STEPS[step]
        await act(screens, who, lambda work: does(work, id, actor(who)))
        return to(request, f"{address(id)}?did={did}")


# --- use -----------------------------------------------------------------------------------------------


def _using(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/knowledge/{id}/use/{interaction}")
    async def use(
        request: Request,
        who: Agent,
        id: UUID,
        interaction: UUID,
        how: Annotated[How, Form()],
        language: Annotated[str, Form(max_length=20)] = ENGLISH,
    ) -> Response:
        """What goes into the answer: the article as plain text, or where customers read it. Counted."""
        known = suggesting.language_for(language)

        async def note(work: UnitOfWork) -> str:
            await rights_of(screens, who).require(work, interaction, Act.NOTE)
            await service.use(work, id, InteractionId(interaction), who.agent_id, how, known)
            article = await reading.get(work, who.tenant, id)
            if article.live is None:
                raise NotPublished(id)
            live = await reading.version(work, who.tenant, id, article.live)
            found, text = text_in(live.texts, known)
            if how is How.LINK:
                page = help_address(lens_of(screens.open(request, who), who), found, article.number)
                return f"{text.title}\n{_outside(screens, request)}{page}"
            return plain(text.body) if how is How.TEXT else ""

        text = await act(screens, who, note)
        return JSONResponse({"text": text}, headers=HEADERS)


def _outside(screens: Screens, request: Request) -> str:
    """How customers reach us: as the installation says, else as this request did."""
    settings = getattr(request.app.state, "settings", None)
    said = str(getattr(settings, "public_url", "") or "")
    return said.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


# --- gaps, categories, files ---------------------------------------------------------------------------


def _gaps(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/knowledge/gaps")
    async def note(request: Request, who: AnyUser, q: Annotated[str, Form(max_length=200)]) -> Response:
        """An agent looked for this and found nothing. Looked up again: a page may say what it likes."""

        async def keep(work: UnitOfWork) -> None:
            if not await reading.found(work, who.tenant, q, most=1):
                await service.note_gap(work, q, AskedWhere.INSIDE)

        await act(screens, who, keep)
        return Response(status_code=204, headers=HEADERS)

    @routes.post("/knowledge/gaps/{gap}/{state}")
    async def decide(request: Request, who: AnyUser, gap: UUID, state: Literal["dismissed", "open"]) -> Response:
        await act(screens, who, lambda work: service.decide_gap(work, gap, GapState(state)))
        return to(request, f"{LIST}/gaps?undo={gap}" if state == "dismissed" else f"{LIST}/gaps")


def _categories(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/knowledge/categories")
    async def keep(
        request: Request,
        who: Supervisor,
        english: Annotated[str, Form(max_length=200)] = "",
        chinese: Annotated[str, Form(max_length=200)] = "",
        id: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        names: Mapping[str, str] = {ENGLISH: english, CHINESE: chinese}
        await act(screens, who, lambda work: service.keep_category(work, names, actor(who), id=id_in(id)))
        return to(request, f"{LIST}/categories")

    @routes.post("/knowledge/categories/{category}/remove")
    async def drop(request: Request, who: Supervisor, category: UUID) -> Response:
        await act(screens, who, lambda work: service.drop_category(work, category, actor(who)))
        return to(request, f"{LIST}/categories?undo={category}")

    @routes.post("/knowledge/categories/{category}/put-back")
    async def put_back(request: Request, who: Supervisor, category: UUID) -> Response:
        await act(screens, who, lambda work: service.put_back_category(work, category, actor(who)))
        return to(request, f"{LIST}/categories")


def _files(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.post("/knowledge/{id}/files/add")
    async def add(request: Request, who: AnyUser, id: UUID, file: Annotated[UploadFile, File()]) -> Response:
        await files.add(
            parts.database, parts.ports.blobs, who.tenant, id, actor(who), who.actor, name=file.filename or "file",
            content_type=file.content_type or "application/octet-stream", content=await file.read(),
        )  # fmt: skip
        return to(request, f"{address(id)}?did=added")

    @routes.post("/knowledge/{id}/files/{file}/remove")
    async def remove(request: Request, who: AnyUser, id: UUID, file: UUID) -> Response:
        await act(screens, who, lambda work: files.drop(work, id, file, actor(who)))
        return to(request, f"{address(id)}?did=removed&file={file}")

    @routes.post("/knowledge/{id}/files/{file}/put-back")
    async def put_back(request: Request, who: AnyUser, id: UUID, file: UUID) -> Response:
        await act(screens, who, lambda work: files.put_back(work, id, file, actor(who)))
        return to(request, address(id))
