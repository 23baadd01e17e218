"""Pages that edit the routing policy: lists, forms, the draft, versions, files."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.routing import changes, compose, drafting, official_calendar, rehearsing, rules
from agent_ui.admin.routing.drafting import ChangedMeanwhile, PolicyState
from agent_ui.admin.routing.form import FieldTrouble, Values, acted, rows_of
from agent_ui.admin.routing.kinds import KINDS, PartKind
from agent_ui.admin.routing.lists import Lists, edit
from agent_ui.admin.routing.paging import paged
from agent_ui.admin.routing.policy_access import PolicyAccess, to
from agent_ui.admin.routing.views import Frame
from agent_ui.frame import serving
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screen, Screens
from agent_ui.words import policies
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.kernel.errors import Conflict, NotFound
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import service as publishing
from routing.policy.errors import PolicyInvalid, Problem, ProblemCode
from routing.policy.file_process import PolicyFiles
from routing.policy.service import LONGEST_NOTE

LARGEST = 8_000_000
"""Bytes of a file."""
Note = Annotated[str, Form(max_length=LONGEST_NOTE)]


class NoSuchPart(NotFound):
    """The draft has nothing of this name; somebody may have renamed or removed it."""


def notices(words: Words) -> dict[str, str]:
    return {
        "saved": words.gettext("Saved in the draft. It takes effect when you publish it."),
        "same": words.gettext("Nothing is different from what is live."),
        "discarded": words.gettext("The draft was discarded; the live policy has not changed."),
        "published": words.gettext("Published. Routing uses it from now on."),
        "back": words.gettext("The earlier version is live again, as a new version."),
        "official": words.gettext("Taken over into the draft. Review what it changes, then publish."),
        "imported": words.gettext("The file is now the draft. Review what it changes, then publish."),
        "removed": words.gettext("Removed in the draft. It stays live until you publish."),
    }


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/routing")
    access = PolicyAccess(screens)

    @routes.get("")
    async def start(who: Admin) -> Response:
        return RedirectResponse("/admin/routing/queues", 303, HEADERS)

    _draft(routes, access)
    _versions(routes, access)
    rules.add(routes, access)
    official_calendar.add(routes, access)
    rehearsing.add(routes, access)
    for kind in KINDS:
        if kind.path != "sharing":
            _list(routes, access, kind.path)
        _editor(routes, access, kind)
    return routes


# --- lists and forms


def _list(routes: APIRouter, access: PolicyAccess, path: str) -> None:
    @routes.get(f"/{path}")
    async def page(request: Request, who: Admin, done: str = "", q: str = "", page: int = 1) -> Response:
        screen = access.screens.open(request, who)
        now = await access.policy_state(who)
        names = await access.read(who, compose.people)
        around = compose.frame(screen.words, path, now, notices(screen.words).get(done, ""))
        lists = Lists(screen.words, now.document, around, names)
        views = {
            "queues": lists.queues,
            "agents": lists.agents,
            "calendars": lists.calendars,
            "skills": lists.skills,
            "rules": lists.rules,
        }
        shown = paged(views[path](), f"/admin/routing/{path}", q.strip(), page)
        return await serving.page(access.screens.parts, screen, "admin/routing/list.html", Place.ADMIN, list=shown)


def _editor(routes: APIRouter, access: PolicyAccess, kind: PartKind) -> None:
    single = kind.path == "sharing"

    async def shown(request: Request, who: Admin, name: str | None = None, done: str = "") -> Response:
        screen = access.screens.open(request, who)
        now = await access.policy_state(who)
        values = kind.values(now.document, name)
        if values is None:
            raise NoSuchPart(name)
        around = compose.frame(screen.words, kind.path, now, notices(screen.words).get(done, ""))
        return await _page(access, screen, who, compose.editor(screen.words, around, now, kind, name, values))

    async def sent(request: Request, who: Admin, name: str | None = None) -> Response:
        typed = await typed_in(request)
        do, seen = typed.pop("do", "save"), typed.pop("seen", "")
        if do == "remove":
            return await _remove(access, who, kind, name or "")
        if do != "save":
            return await _rows(access, request, who, kind, name, typed, do)
        return await _save(access, request, who, kind, name, typed, seen)

    for path in (f"/{kind.path}",) if single else (f"/{kind.path}/edit",):
        routes.add_api_route(path, shown, methods=["GET"])
        routes.add_api_route(path, sent, methods=["POST"])
    if single:
        routes.add_api_route(f"/{kind.path}/edit", sent, methods=["POST"])


async def _page(access: PolicyAccess, screen: Screen, who: SignedIn, view: object, status: int = 200) -> Response:
    names = await access.read(who, compose.people)
    return await serving.page(
        access.screens.parts, screen, "admin/routing/edit.html", Place.ADMIN, status=status, edit=_named(view, names)
    )


def _named(view: object, names: dict[str, str]) -> object:
    """An agent's page is titled with the person's name."""
    title = names.get(getattr(view, "title", ""))
    return replace(view, title=title) if title else view  # type: ignore[type-var]


async def _rows(
    access: PolicyAccess, request: Request, who: SignedIn, kind: PartKind, name: str | None, typed: Values, do: str
) -> Response:
    """A row more or less; nothing is saved by it."""
    screen = access.screens.open(request, who)
    now = await access.policy_state(who)
    values = acted(typed, do, kind.fresh)
    group = do.partition(":")[2]
    focus = f"{group}.{len(rows_of(values, group)) - 1}" if do.startswith("add:") else ""
    around = compose.frame(screen.words, kind.path, now)
    view = compose.editor(screen.words, around, now, kind, name, values, problems=(), focus=focus)
    return await _page(access, screen, who, view)


async def _save(
    access: PolicyAccess, request: Request, who: SignedIn, kind: PartKind, name: str | None, typed: Values, seen: str
) -> Response:
    async def write(work: UnitOfWork) -> tuple[str, bool]:
        new = name or ""

        def put(document: object, data: drafting.Data) -> None:
            nonlocal new
            if seen and seen != drafting.digest(kind.values(document, name)):  # type: ignore[arg-type]
                raise ChangedMeanwhile
            new = kind.put(data, name, typed)

        saved = await drafting.change(work, put)
        place = kind.place(typed, name)
        return new, saved is not None and bool(saved.problems) and any(
            p.place.startswith(place) for p in saved.problems
        )

    try:
        new, troubled = await access.do(who, write)
    except PolicyInvalid as wrong:
        return await _again(access, request, who, kind, name, typed, wrong.problems, 422)
    except ChangedMeanwhile:
        problem = Problem(kind.place(typed, name), ProblemCode.CHANGED_MEANWHILE)
        return await _again(access, request, who, kind, name, typed, (problem,), 409)
    if kind.path == "sharing":
        return to("/admin/routing/sharing", "saved")
    return to(edit(kind.path, new) if troubled else f"/admin/routing/{kind.path}", "saved")


async def _again(
    access: PolicyAccess,
    request: Request,
    who: SignedIn,
    kind: PartKind,
    name: str | None,
    typed: Values,
    problems: tuple[Problem, ...],
    status: int,
) -> Response:
    """The same form with all that was typed, and what is wrong with it."""
    screen = access.screens.open(request, who)
    now = await access.policy_state(who)
    around = compose.frame(screen.words, kind.path, now)
    view = compose.editor(screen.words, around, now, kind, name, typed, problems=problems)
    return await _page(access, screen, who, view, status)


async def _remove(access: PolicyAccess, who: SignedIn, kind: PartKind, name: str) -> Response:
    async def drop(work: UnitOfWork) -> None:
        await drafting.change(work, lambda _, data: kind.remove(data, name))

    await access.do(who, drop)
    return to(f"/admin/routing/{kind.path}", "removed")


# --- the draft


def _draft(routes: APIRouter, access: PolicyAccess) -> None:
    @routes.get("/draft")
    async def look(request: Request, who: Admin) -> Response:
        now = await access.policy_state(who)
        return await _draft_page(access, request, who, now)

    @routes.post("/draft/publish")
    async def publish(request: Request, who: Admin, revision: Annotated[int, Form()], note: Note = "") -> Response:
        try:
            await access.do(who, lambda work: publishing.publish_draft(work, revision=revision, note=note))
        except (PolicyInvalid, Conflict, NotFound) as wrong:
            now = await access.policy_state(who)
            return await _draft_page(access, request, who, now, note, wrong)
        return to("/admin/routing/versions", "published")

    @routes.post("/draft/discard")
    async def discard(who: Admin) -> Response:
        await access.do(who, publishing.discard_draft)
        return to("/admin/routing/queues", "discarded")

    @routes.post("/draft/keep")
    async def keep(who: Admin) -> Response:
        """On top of what was published in the meantime."""
        await access.do(who, lambda work: drafting.change(work, lambda _document, _data: None))
        return RedirectResponse("/admin/routing/draft", 303, HEADERS)


async def _draft_page(
    access: PolicyAccess,
    request: Request,
    who: SignedIn,
    now: PolicyState,
    note: str = "",
    wrong: PolicyInvalid | Conflict | NotFound | None = None,
) -> Response:
    screen = access.screens.open(request, who)
    error, troubles = "", ()  # type: tuple[str, tuple[FieldTrouble, ...]]
    if isinstance(wrong, PolicyInvalid):
        error = screen.words.gettext("Not published: some problems have to be corrected first.")
        troubles = tuple(changes.trouble(screen.words, problem) for problem in wrong.problems)
    elif wrong is not None:
        error = error_words(screen.words, wrong.code, wrong.status)
    around = compose.frame(screen.words, "draft", now, note=note, error=error)
    if around.draft and troubles:
        around = replace(around, draft=replace(around.draft, troubles=troubles))
    status = wrong.status if wrong is not None else 200
    return await serving.page(
        access.screens.parts, screen, "admin/routing/draft.html", Place.ADMIN, status=status, frame=around
    )


# --- versions and files


def _versions(routes: APIRouter, access: PolicyAccess) -> None:
    files = PolicyFiles()

    @routes.get("/versions")
    async def versions(request: Request, who: Admin, before: int | None = None, done: str = "") -> Response:
        return await _versions_page(
            access, request, who, before, notices(access.screens.open(request, who).words).get(done, "")
        )

    @routes.get("/versions/{number}")
    async def version(request: Request, who: Admin, number: int) -> Response:
        return await _version_page(access, request, who, number)

    @routes.post("/versions/{number}/roll-back")
    async def roll_back(request: Request, who: Admin, number: int, note: Note = "") -> Response:
        try:
            await access.do(who, lambda work: publishing.roll_back(work, number, note))
        except PolicyInvalid as wrong:
            return await _version_page(access, request, who, number, wrong)
        return to("/admin/routing/versions", "back")

    @routes.get("/file")
    async def export(who: Admin, version: Annotated[int | None, Query()] = None) -> Response:
        text = await access.read(who, lambda reader, tenant: publishing.export(reader, tenant, version))
        name = f"routing-{version}.yaml" if version else "routing.yaml"
        disposition = f'attachment; filename="{quote(name)}"'
        return Response(text, media_type="application/yaml", headers={**HEADERS, "Content-Disposition": disposition})

    @routes.post("/file")
    async def take(request: Request, who: Admin) -> Response:
        try:
            async with request.form() as form:
                file = await files.parsed(await _text(form.get("file")))
            await access.do(who, lambda work: publishing.draft_file(work, file))
        except PolicyInvalid as wrong:
            return await _versions_page(access, request, who, None, "", wrong)
        return to("/admin/routing/draft", "imported")


async def _text(file: object) -> str:
    if not isinstance(file, UploadFile) or not file.filename:
        raise PolicyInvalid((Problem("file", ProblemCode.FILE_MISSING),))
    data = await file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise PolicyInvalid((Problem("file", ProblemCode.FILE_TOO_LONG),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise PolicyInvalid((Problem("file", ProblemCode.FILE_NOT_UTF8),)) from wrong


async def _versions_page(
    access: PolicyAccess,
    request: Request,
    who: SignedIn,
    before: int | None,
    notice: str,
    wrong: PolicyInvalid | None = None,
) -> Response:
    screen = access.screens.open(request, who)
    around = compose.frame(screen.words, "versions", await access.policy_state(who), notice)
    troubles = _of_file(screen.words, wrong)
    view = await access.read(
        who, lambda reader, tenant: compose.versions(reader, tenant, screen.words, around, before, troubles)
    )
    status = wrong.status if wrong else 200
    return await serving.page(
        access.screens.parts, screen, "admin/routing/versions.html", Place.ADMIN, status=status, versions=view
    )


def _of_file(words: Words, wrong: PolicyInvalid | None) -> tuple[FieldTrouble, ...]:
    """Places of a file are told as they are: the reader has the file before them."""
    problems = wrong.problems if wrong else ()
    told = ((problem, policies.told(words, problem)) for problem in problems)
    return tuple(FieldTrouble(one.reason, one.remedy, policies.place(words, problem)) for problem, one in told)


async def _version_page(
    access: PolicyAccess, request: Request, who: SignedIn, number: int, wrong: PolicyInvalid | None = None
) -> Response:
    screen = access.screens.open(request, who)
    now = await access.policy_state(who)
    around: Frame = compose.frame(screen.words, "versions", now)
    troubles = tuple(changes.trouble(screen.words, problem) for problem in wrong.problems) if wrong else ()
    view = await access.read(
        who, lambda reader, tenant: compose.version(reader, tenant, screen.words, around, now, number, troubles)
    )
    status = wrong.status if wrong else 200
    return await serving.page(
        access.screens.parts, screen, "admin/routing/version.html", Place.ADMIN, status=status, version=view
    )
