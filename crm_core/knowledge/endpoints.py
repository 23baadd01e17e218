"""Articles over the API: `/api/v1/articles`. Everybody inside reads and writes drafts; supervisors and administrators
approve, publish and archive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated, Literal, TypeVar
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, UploadFile
from starlette.responses import Response

from contact_center.directory import service as directory
from contact_center.directory.access import Agent, AnyUser, Supervisor
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Act, Rights
from contact_center.kernel.ids import InteractionId
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.knowledge import files, reading, service
from crm_core.knowledge.domain import Article, ArticleState, AskedWhere, GapState, Visibility
from crm_core.knowledge.errors import NotAnArticlePage
from crm_core.knowledge.reading import ArticleFilter
from crm_core.knowledge.schemas import (
    AnswerTold,
    ArticleEdited,
    ArticleGiven,
    ArticlePage,
    ArticleTold,
    ArticleWhole,
    CategoryGiven,
    CategoryTold,
    FileTold,
    GapDecided,
    GapTold,
    UseGiven,
    VersionTold,
)
from crm_core.knowledge.service import ArticleActor
from crm_core.places import dated_place, place_text

T = TypeVar("T")
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=100,
        description="the same key makes one article, however often it is sent",
    ),
]  # fmt: skip
Language = Annotated[Literal["en", "zh-Hant"] | None, Query(description="BCP 47")]
Question = Annotated[str, Query(min_length=1, max_length=500, description="a question, or some words of it")]
Version = Annotated[int, Path(ge=1, le=2**31 - 1)]


def article_actor(who: SignedIn) -> ArticleActor:
    return ArticleActor(who.user.id, Role(who.user.role))


def downloaded(content: bytes, name: str) -> Response:
    """A file that no browser opens in our name, whatever it calls itself."""
    named = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "content-disposition": named,
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


class ArticleRoutes:
    """Runs what an endpoint asks for, for the organisation and with the rights of who asks."""

    def __init__(self, database: Database, ports: Ports) -> None:
        self.database = database
        self.ports = ports

    async def act(self, who: SignedIn, does: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await self.database.run(who.tenant, does, actor=who.actor)

    async def do(self, who: SignedIn, id: UUID, does: Callable[[UnitOfWork], Awaitable[object]]) -> ArticleWhole:
        """Does it, and answers with the article as it is then."""

        async def whole(work: UnitOfWork) -> ArticleWhole:
            await does(work)
            return await self.whole(work, who.tenant, id)

        return await self.act(who, whole)

    async def whole(self, reader: Reader, tenant: UUID, id: UUID) -> ArticleWhole:
        article = await reading.get(reader, tenant, id)
        told = (await self.told(reader, tenant, [article]))[0]
        latest = await reading.version(reader, tenant, id, article.latest)
        held = [FileTold.of(one) for one in await files.of(reader, tenant, id)]
        return ArticleWhole(**told.model_dump(), version=VersionTold.of(latest), files=held)

    async def told(self, reader: Reader, tenant: UUID, articles: Sequence[Article]) -> list[ArticleTold]:
        ids = [one.id for one in articles]
        titles = await reading.titles(reader, tenant, ids)
        figures = await reading.figures(reader, tenant, ids)
        return [ArticleTold.of(one, titles.get(one.id, []), figures) for one in articles]


def router(database: Database, ports: Ports) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/articles", tags=["articles"])
    desk = ArticleRoutes(database, ports)
    _finding(routes, desk)
    _categories(routes, desk)
    _gaps(routes, desk)
    _reading(routes, desk)
    _writing(routes, desk)
    _states(routes, desk)
    _files(routes, desk)
    return routes


def _finding(routes: APIRouter, desk: ArticleRoutes) -> None:
    @routes.get("/answers")
    async def answers(
        who: AnyUser,
        q: Question,
        language: Language = None,
        shown: Annotated[bool, Query(description="only what customers may read")] = False,
        note: Annotated[bool, Query(description="keep the question as a gap where nothing is found")] = False,
        limit: Annotated[int, Query(ge=1, le=20)] = 5,
    ) -> list[AnswerTold]:
        """Published articles that are about a question, the best first."""
        async with desk.database.read(who.tenant) as reader:
            found = await reading.answers(reader, who.tenant, q, language=language, shown=shown, most=limit)
        if note and not found:
            await desk.act(who, lambda work: service.note_gap(work, q, AskedWhere.INSIDE, language))
        return [AnswerTold.of(one) for one in found]


def _categories(routes: APIRouter, desk: ArticleRoutes) -> None:
    @routes.get("/categories")
    async def categories(who: AnyUser) -> list[CategoryTold]:
        """The categories in their order."""
        async with desk.database.read(who.tenant) as reader:
            return [CategoryTold.of(one) for one in await reading.categories(reader, who.tenant)]

    @routes.post("/categories", status_code=201)
    async def add_category(who: Supervisor, body: CategoryGiven) -> CategoryTold:
        """A category behind all others, or where you say."""
        return await desk.act(who, lambda work: _kept(work, who, body, None))

    @routes.put("/categories/{category}")
    async def set_category(who: Supervisor, category: UUID, body: CategoryGiven) -> CategoryTold:
        """Other names, another place."""
        return await desk.act(who, lambda work: _kept(work, who, body, category))

    @routes.delete("/categories/{category}", status_code=204)
    async def drop_category(who: Supervisor, category: UUID) -> None:
        """Its articles stay, without one."""
        await desk.act(who, lambda work: service.drop_category(work, category, article_actor(who)))

    @routes.post("/categories/{category}/put-back", status_code=204)
    async def put_back_category(who: Supervisor, category: UUID) -> None:
        """Within a day of its removal, with its articles where they are in no other by now."""
        await desk.act(who, lambda work: service.put_back_category(work, category, article_actor(who)))


async def _kept(work: UnitOfWork, who: SignedIn, body: CategoryGiven, id: UUID | None) -> CategoryTold:
    kept = await service.keep_category(work, body.names.names(), article_actor(who), id=id, position=body.position)
    known = {one.id: one for one in await reading.categories(work, work.tenant_id)}
    return CategoryTold.of(known[kept])


def _gaps(routes: APIRouter, desk: ArticleRoutes) -> None:
    @routes.get("/gaps")
    async def gaps(who: AnyUser, state: GapState | None = GapState.OPEN, limit: Limit = ROWS) -> list[GapTold]:
        """What was looked for and not found, the most asked first."""
        async with desk.database.read(who.tenant) as reader:
            return [GapTold.of(one) for one in await reading.gaps(reader, who.tenant, state, limit)]

    @routes.post("/gaps/{gap}")
    async def decide_gap(who: AnyUser, gap: UUID, body: GapDecided) -> GapTold:
        """No article is needed, one was begun, or it is open again."""

        async def decide(work: UnitOfWork) -> GapTold:
            if body.article_id is not None:
                await reading.get(work, who.tenant, body.article_id)
            await service.decide_gap(work, gap, body.state, body.article_id)
            return GapTold.of(await reading.gap(work, who.tenant, gap))

        return await desk.act(who, decide)


def _reading(routes: APIRouter, desk: ArticleRoutes) -> None:
    @routes.get("")
    async def list_articles(
        who: AnyUser,
        q: Annotated[str, Query(max_length=500, description="words, or a number such as KB-12; drafts too")] = "",
        state: Annotated[list[ArticleState] | None, Query(max_length=4)] = None,
        live: Annotated[bool | None, Query(description="whether it is read now")] = None,
        category: UUID | None = None,
        visibility: Visibility | None = None,
        language: Language = None,
        owner: UUID | None = None,
        review_by: Annotated[date | None, Query(description="to be looked at by then")] = None,
        after: Annotated[str | None, Query(max_length=120)] = None,
        limit: Limit = ROWS,
    ) -> ArticlePage:
        """The latest changed first; with `q` the best first, and no further page."""
        wanted = ArticleFilter(
            state, live, category, visibility, language, owner, review_by, None, dated_place(after, NotAnArticlePage)
        )
        async with desk.database.read(who.tenant) as reader:
            found = await reading.searched(reader, who.tenant, q, wanted, limit + 1)
            told = await desk.told(reader, who.tenant, found[:limit])
        more = len(found) > limit and not q.strip()
        last = found[limit - 1] if more else None
        return ArticlePage(articles=told, next=place_text(last.changed_at, last.id) if last else None)

    @routes.get("/{article}")
    async def read_article(who: AnyUser, article: UUID) -> ArticleWhole:
        """An article with its latest version and its files."""
        async with desk.database.read(who.tenant) as reader:
            return await desk.whole(reader, who.tenant, article)

    @routes.get("/{article}/versions")
    async def versions(who: AnyUser, article: UUID) -> list[VersionTold]:
        """The newest first, at most 100."""
        async with desk.database.read(who.tenant) as reader:
            await reading.get(reader, who.tenant, article)
            return [VersionTold.of(one) for one in await reading.versions(reader, who.tenant, article)]

    @routes.get("/{article}/versions/{version}")
    async def version(who: AnyUser, article: UUID, version: Version) -> VersionTold:
        """One version with its texts."""
        async with desk.database.read(who.tenant) as reader:
            return VersionTold.of(await reading.version(reader, who.tenant, article, version))


def _writing(routes: APIRouter, desk: ArticleRoutes) -> None:
    @routes.post("", status_code=201)
    async def create_article(who: AnyUser, body: ArticleGiven, key: Key = None) -> ArticleWhole:
        """A first draft."""

        async def make(work: UnitOfWork) -> ArticleWhole:
            await _check_owner(work, body.owner_id)
            made = await service.create(work, body.new(key), article_actor(who))
            return await desk.whole(work, who.tenant, made)

        return await desk.act(who, make)

    @routes.patch("/{article}")
    async def edit_article(who: AnyUser, article: UUID, body: ArticleEdited) -> ArticleWhole:
        """Other texts are a draft until they are approved and published; all else holds at once."""

        async def edit(work: UnitOfWork) -> None:
            await _check_owner(work, body.owner_id)
            await service.save(work, article, body.changes(), article_actor(who), saw=body.saw)

        return await desk.do(who, article, edit)

    @routes.post("/{article}/use")
    async def use_article(who: Agent, article: UUID, body: UseGiven) -> ArticleWhole:
        """You helped a customer with it; counted once for each piece of work."""

        async def note(work: UnitOfWork) -> None:
            await Rights(desk.ports.planner, who).require(work, body.interaction_id, Act.NOTE)
            interaction = InteractionId(body.interaction_id)
            await service.use(work, article, interaction, who.agent_id, body.how, body.language)

        return await desk.do(who, article, note)


async def _check_owner(work: UnitOfWork, user: UUID | None) -> None:
    """Raises `NoSuchUser` for an owner who is not of this organisation."""
    if user is not None:
        await directory.user(work, work.tenant_id, user)


def _states(routes: APIRouter, desk: ArticleRoutes) -> None:
    @routes.post("/{article}/approve")
    async def approve(who: Supervisor, article: UUID) -> ArticleWhole:
        """The latest version may be published."""
        return await desk.do(who, article, lambda work: service.approve(work, article, article_actor(who)))

    @routes.post("/{article}/withdraw-approval")
    async def withdraw_approval(who: Supervisor, article: UUID) -> ArticleWhole:
        """It is a draft again."""
        return await desk.do(who, article, lambda work: service.withdraw_approval(work, article, article_actor(who)))

    @routes.post("/{article}/publish")
    async def publish(who: Supervisor, article: UUID) -> ArticleWhole:
        """The approved version is live at once, in place of the one that was."""
        return await desk.do(who, article, lambda work: service.publish(work, article, article_actor(who)))

    @routes.post("/{article}/unpublish")
    async def unpublish(who: Supervisor, article: UUID) -> ArticleWhole:
        """The version before is live again, where there was one."""
        return await desk.do(who, article, lambda work: service.unpublish(work, article, article_actor(who)))

    @routes.post("/{article}/archive")
    async def archive(who: Supervisor, article: UUID) -> ArticleWhole:
        """Nobody finds it any more."""
        return await desk.do(who, article, lambda work: service.archive(work, article, article_actor(who)))

    @routes.post("/{article}/restore")
    async def restore(who: Supervisor, article: UUID) -> ArticleWhole:
        """As it was before it was archived."""
        return await desk.do(who, article, lambda work: service.restore(work, article, article_actor(who)))


def _files(routes: APIRouter, desk: ArticleRoutes) -> None:
    @routes.post("/{article}/files", status_code=201)
    async def add_file(who: AnyUser, article: UUID, file: UploadFile) -> FileTold:
        """At most 10 MB each, and 20 of them. Customers get it where they may read the article."""
        made = await files.add(
            desk.database, desk.ports.blobs, who.tenant, article, article_actor(who), who.actor,
            name=file.filename or "file", content_type=file.content_type or "application/octet-stream",
            content=await file.read(),
        )  # fmt: skip
        return FileTold.of(made)

    @routes.get("/{article}/files/{file}", response_class=Response)
    async def read_file(who: AnyUser, article: UUID, file: UUID) -> Response:
        """The file itself."""
        async with desk.database.read(who.tenant) as reader:
            found = await files.get(reader, who.tenant, article, file)
        return downloaded(await files.content(desk.ports.blobs, found), found.name)

    @routes.delete("/{article}/files/{file}", status_code=204)
    async def drop_file(who: AnyUser, article: UUID, file: UUID) -> None:
        """It is seen no more."""
        await desk.act(who, lambda work: files.drop(work, article, file, article_actor(who)))
