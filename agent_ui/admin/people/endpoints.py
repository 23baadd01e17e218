"""People: listed, invited, changed, leaving, from a file. All that is done here is audited and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.people import compose
from agent_ui.admin.people import words as said
from agent_ui.admin.people.compose import HERE, PeopleQuery
from agent_ui.admin.people.views import LinkView
from agent_ui.admin.routing.form import Values
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screen, Screens
from agent_ui.frame.uploads import text_of
from agent_ui.views import UndoView
from contact_center.directory import keys
from contact_center.directory.access import Admin
from contact_center.directory.keys import KeyPurpose
from contact_center.directory.people import importing, service
from contact_center.directory.people.domain import PersonAccount, WorkOf
from contact_center.directory.people.errors import NotAPeopleFile
from contact_center.directory.second_factor import service as second_factor
from contact_center.directory.service import SignedIn
from contact_center.kernel.errors import ContactCenterError, NotFound
from contact_center.platform.unit_of_work import UnitOfWork

Text = Annotated[str, Query(max_length=200)]
Done = Annotated[str, Query(max_length=20)]
LONGEST_TYPED = 4000


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=HERE)
    _add_list(routes, screens)
    _add_file(routes, screens)
    _add_new(routes, screens)
    _add_leaving(routes, screens)
    _add_person(routes, screens)
    return routes


def _add_list(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("")
    async def page(
        request: Request, who: Admin, q: Text = "", role: Text = "", team: Text = "", state: Text = "",
        after: Text = "", done: Done = "", undo: Text = "",
    ) -> Response:  # fmt: skip
        screen = screens.open(request, who)
        asked = PeopleQuery(q, role, team, state, after)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.people(reader, lens_of(screen, who), parts.people, asked)
        notice, undoing = _done(screen, done, "", undo)
        view = replace(view, notice=notice, undo=undoing)
        return await serving.page(parts, screen, "admin/people.html", Place.ADMIN, people=view)

    @routes.post("/acts/{id}/undo")
    async def undo(who: Admin, id: UUID) -> Response:
        """A change, a leave, or an import."""

        async def back(work: UnitOfWork) -> UUID | None:
            return (await service.undo(work, parts.people, id, by=who.user.id)).user_id

        user = await act(screens, who, back)
        return _to(f"{HERE}/{user}?done=undone" if user else f"{HERE}/import?done=undone")


def _done(screen: Screen, done: str, name: str, undo: str) -> tuple[str, UndoView | None]:
    text = said.notices(screen.words, name).get(done, "")
    id = id_in(undo) if undo else None
    return ("", UndoView(text, f"{HERE}/acts/{id}/undo")) if text and id else (text, None)


def _to(href: str) -> Response:
    return RedirectResponse(href, 303, HEADERS)


# --- somebody new


def _add_new(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/new")
    async def shown(request: Request, who: Admin) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            known = await compose.choices(reader, who.tenant, parts.people)
        every = {f"queue.{id}": "on" for id in known.queues}
        view = compose.form(screen.words, None, {"role": "agent", "locale": who.user.locale, **every}, known)
        return await serving.page(parts, screen, "admin/person.html", Place.ADMIN, person=view)

    @routes.post("/new")
    async def invite(request: Request, who: Admin) -> Response:
        """Answers with the invitation, which is shown this once."""
        screen, typed = screens.open(request, who), await typed_in(request, most=2000, longest=LONGEST_TYPED)
        async with parts.database.read(who.tenant) as reader:
            known = await compose.choices(reader, who.tenant, parts.people)
        try:
            made, secret = await act(
                screens, who, lambda work: service.invite(work, parts.people, compose.new_of(typed, known))
            )
        except ContactCenterError as wrong:
            view = compose.form(screen.words, None, typed, known, wrong)
            return await serving.page(parts, screen, "admin/person.html", Place.ADMIN, status=wrong.status, person=view)
        return await _person(screens, request, who, made.id, link=_link(screens, made, secret, KeyPurpose.INVITATION))


def _link(screens: Screens, one: PersonAccount, secret: str, purpose: KeyPurpose) -> LinkView:
    """On the page itself, not on the way to it: an address must not hold the link's secret."""
    href = f"{screens.parts.settings.public_url}/key/{secret}"
    return LinkView(one.name, href, purpose is KeyPurpose.INVITATION, screens.parts.clock.now() + keys.LASTS)


# --- one person


async def _person(
    screens: Screens, request: Request, who: SignedIn, user: UUID, *, typed: Values | None = None,
    wrong: ContactCenterError | None = None, link: LinkView | None = None, done: str = "", undo: str = "",
) -> Response:  # fmt: skip
    parts, screen = screens.parts, screens.open(request, who)
    lens = lens_of(screen, who)
    async with parts.database.read(who.tenant) as reader:
        one = await service.person(reader, who.tenant, user)
        known = await compose.choices(reader, who.tenant, parts.people)
        serves = (await parts.people.served.of(reader, who.tenant, [user])).get(user, WorkOf())
        told, open_sessions = await compose.facts(reader, lens, one)
        factor = (await second_factor.having(reader, who.tenant)).get(user)
    view = compose.form(screen.words, one, typed or compose.typed_of(one, serves), known, wrong)
    notice, undoing = _done(screen, done, one.name, undo)
    view = replace(
        view,
        facts=told,
        sessions=open_sessions,
        itself=user == who.user.id,
        link=link,
        notice=notice,
        undo=undoing,
        factor_since=factor,
    )
    return await serving.page(
        parts, screen, "admin/person.html", Place.ADMIN, status=wrong.status if wrong else 200, person=view
    )


def _add_person(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/{user}")
    async def shown(request: Request, who: Admin, user: UUID, done: Done = "", undo: Text = "") -> Response:
        return await _person(screens, request, who, user, done=done, undo=undo)

    @routes.post("/{user}")
    async def save(request: Request, who: Admin, user: UUID) -> Response:
        typed = await typed_in(request, most=2000, longest=LONGEST_TYPED)
        async with parts.database.read(who.tenant) as reader:
            known = await compose.choices(reader, who.tenant, parts.people)
        try:
            made = await act(
                screens, who,
                lambda work: service.change(work, parts.people, user, compose.edit_of(typed, known), by=who.user.id),
            )  # fmt: skip
        except NotFound:
            raise
        except ContactCenterError as wrong:
            return await _person(screens, request, who, user, typed=typed, wrong=wrong)
        return _to(f"{HERE}/{user}?done=saved&undo={made.act}" if made.act else f"{HERE}/{user}?done=same")

    @routes.post("/{user}/link")
    async def link(request: Request, who: Admin, user: UUID) -> Response:
        """A new link: an invitation for who has not come yet, else a reset."""
        one, secret, purpose = await act(screens, who, lambda work: service.link(work, user))
        return await _person(screens, request, who, user, link=_link(screens, one, secret, purpose))

    @routes.post("/{user}/second-factor/reset")
    async def reset_second_factor(who: Admin, user: UUID) -> Response:
        """For who has lost theirs."""
        await act(screens, who, lambda work: second_factor.reset(work, user))
        return _to(f"{HERE}/{user}?done=reset")

    @routes.post("/{user}/end-sessions")
    async def end_sessions(who: Admin, user: UUID) -> Response:
        await act(screens, who, lambda work: service.end_sessions(work, user))
        return _to(f"{HERE}/{user}?done=ended")


# --- leaving


def _add_leaving(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    async def show(request: Request, who: SignedIn, user: UUID, trouble: ContactCenterError | None = None) -> Response:
        screen = screens.open(request, who)
        told = compose.refused(screen.words, trouble) if trouble else ""
        async with parts.database.read(who.tenant) as reader:
            view = await compose.leaving(reader, lens_of(screen, who), parts.people, user, told)
        return await serving.page(
            parts, screen, "admin/leaving.html", Place.ADMIN, status=trouble.status if trouble else 200, leaving=view
        )

    @routes.get("/{user}/leave")
    async def before(request: Request, who: Admin, user: UUID) -> Response:
        """What they have in hand, and who takes it."""
        return await show(request, who, user)

    @routes.post("/{user}/leave")
    async def leave(request: Request, who: Admin, user: UUID, to: Annotated[str, Form(max_length=40)] = "") -> Response:
        async def go(work: UnitOfWork) -> UUID:
            return await service.leave(work, parts.people, user, by=who.user.id, to=id_in(to) if to else None)

        try:
            done = await act(screens, who, go)
        except NotFound:
            raise
        except ContactCenterError as wrong:
            return await show(request, who, user, wrong)
        return _to(f"{HERE}/{user}?done=left&undo={done}")

    @routes.post("/{user}/come-back")
    async def come_back(who: Admin, user: UUID) -> Response:
        await act(screens, who, lambda work: service.come_back(work, user))
        return _to(f"{HERE}/{user}?done=back")


# --- from a file


def _add_file(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    async def show(request: Request, who: SignedIn, text: str, *, status: int = 200, **shown: object) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            past, now = await service.imports(reader, who.tenant), reader.now
        view = compose.import_view(screen.words, text, past=past, now=now, **shown)  # type: ignore[arg-type]
        return await serving.page(parts, screen, "admin/people_import.html", Place.ADMIN, status=status, view=view)

    @routes.get("/import")
    async def begin(request: Request, who: Admin, done: Done = "") -> Response:
        notice = said.notices(screens.open(request, who).words, "").get(done, "")
        return await show(request, who, "", notice=notice)

    @routes.post("/import")
    async def check_or_take(request: Request, who: Admin) -> Response:
        """`do` is `take` to take the file over; else it says what would happen."""
        screen = screens.open(request, who)
        try:
            text, do = await _file(request)
            rows = importing.read(text)
        except ContactCenterError as wrong:
            return await show(request, who, "", status=wrong.status, trouble=compose.refused(screen.words, wrong))
        if do == "take":
            return await take(request, who, text, rows)
        async with parts.database.read(who.tenant) as reader:
            judged = await importing.judge(reader, parts.people, who.tenant, rows)
        return await show(request, who, text, rows=judged)

    async def take(request: Request, who: SignedIn, text: str, rows: Sequence[Mapping[str, str]]) -> Response:
        words = screens.open(request, who).words
        try:
            done = await act(screens, who, lambda work: importing.run(work, parts.people, rows, by=who.user.id))
        except ContactCenterError as wrong:
            async with parts.database.read(who.tenant) as reader:
                judged = await importing.judge(reader, parts.people, who.tenant, rows)
            trouble = compose.refused(words, wrong)
            return await show(request, who, text, status=wrong.status, rows=judged, trouble=trouble)
        links = [_link(screens, one.person, one.secret, KeyPurpose.INVITATION) for one in done.invited]
        notice = words.gettext("%(new)s invited, %(changed)s changed", new=len(done.invited), changed=done.changed)
        return await show(request, who, "", invited=links, notice=notice)


async def _file(request: Request) -> tuple[str, str]:
    """What was uploaded, else what was typed; and what is to be done with it."""
    async with request.form() as form:
        file, typed, do = form.get("file"), form.get("text"), form.get("do")
        if isinstance(file, UploadFile) and file.filename:
            text = await text_of(file, 4 * importing.LONGEST_FILE)
            if text is None:
                raise NotAPeopleFile(field="file")
            return text, str(do)
    return (typed if isinstance(typed, str) else ""), str(do)
