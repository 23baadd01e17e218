"""Editing a customer in place: a row becomes its form, and its row again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose.lens import Lens
from agent_ui.customers import details, saving
from agent_ui.customers.head import head
from agent_ui.customers.profile_views import DetailForm
from agent_ui.customers.saving import Typed
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import HEADERS, Screen, Screens, is_scripted
from agent_ui.views import UndoView
from agent_ui.words import errors
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.access import AnyUser
from contact_center.directory.service import SignedIn
from contact_center.kernel.actors import user_of
from contact_center.kernel.errors import ContactCenterError, NotFound
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource
from crm_core.customers.profile.errors import EditedMeanwhile
from crm_core.customers.profile.service import Edited
from crm_core.identity import service as identity
from crm_core.identity.errors import NotVerifiedYet

PAGE = EditSource(EditOrigin.PAGE)
SUGGESTED = 10


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_reading(routes, screens)
    _add_saving(routes, screens)
    return routes


def _add_reading(routes: APIRouter, screens: Screens) -> None:
    database = screens.parts.database

    @routes.get("/customers/organisations")
    async def organisations(request: Request, who: AnyUser, organisation: str = "") -> Response:
        """Names of organisations that may be meant, while somebody types."""
        async with database.read(who.tenant) as reader:
            found = await customers.search(reader, who.tenant, organisation[:100], 50) if organisation.strip() else []
        names = [one.name for one in found if one.kind == "organisation"][:SUGGESTED]
        screen = screens.open(request, who)
        return screen.fragment(screen.part("customers/suggested.html", names=names))

    @routes.get("/customers/{id}/details/{key}")
    async def row(request: Request, who: AnyUser, id: UUID, key: str) -> Response:
        """The row as it stands, after its form was left."""
        screen = screens.open(request, who)
        async with database.read(who.tenant) as reader:
            known = await details.known_of(reader, lens_of(screen, who), CustomerId(id))
        found = details.row(screen.words, known, key)
        return screen.fragment(
            screen.part("customers/row.html", row=found, customer=known.customer.id) if found else ""
        )

    @routes.get("/customers/{id}/details/{key}/edit")
    async def edit(request: Request, who: AnyUser, id: UUID, key: str, beside: UUID | None = None) -> Response:
        """`beside`: in the console, next to this interaction."""
        screen = screens.open(request, who)
        async with database.read(who.tenant) as reader:
            known = await details.known_of(reader, lens_of(screen, who), CustomerId(id))
        form = details.form(screen.words, known, key)
        return screen.fragment(screen.part("customers/form.html", form=form, customer=known.customer.id, beside=beside))

    @routes.get("/customers/{id}/profile")
    async def refreshed(request: Request, who: AnyUser, id: UUID) -> Response:
        """What we keep, again: somebody has changed it. What is being edited stays."""
        screen = screens.open(request, who)
        return screen.fragment(await shown(screens, screen, who, CustomerId(id)))


def _add_saving(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/customers/{id}/details/{key}")
    async def save(request: Request, who: AnyUser, id: UUID, key: str) -> Response:
        screen = screens.open(request, who)
        typed = await _typed(request, screen, CustomerId(id), key)

        async def write(unit: UnitOfWork) -> Edited:
            await identity.require_change(unit, who, typed.customer)
            return await saving.save(unit, typed, _source(typed))

        try:
            done = await act(screens, who, write)
        except ContactCenterError as wrong:
            if isinstance(wrong, NotFound | NotVerifiedYet) or not is_scripted(request):
                raise
            return await _refused(screens, screen, who, typed, wrong)
        return await _done(screens, request, screen, who, typed.customer, done)

    @routes.post("/customers/{id}/details/{key}/remove")
    async def remove(request: Request, who: AnyUser, id: UUID, key: str) -> Response:
        """It is valid no longer; the history keeps it."""
        screen = screens.open(request, who)
        typed = await _typed(request, screen, CustomerId(id), key)

        async def end(unit: UnitOfWork) -> Edited:
            await identity.require_change(unit, who, typed.customer)
            return await saving.remove(unit, typed, PAGE)

        done = await act(screens, who, end)
        return await _done(screens, request, screen, who, typed.customer, done)

    @routes.post("/customers/{id}/edits/{edit}/undo")
    async def undo(request: Request, who: AnyUser, id: UUID, edit: UUID) -> Response:
        screen = screens.open(request, who)

        async def take_back(unit: UnitOfWork) -> Edited:
            return await profile.undo(unit, CustomerId(id), edit)

        await act(screens, who, take_back)
        if not is_scripted(request):
            return RedirectResponse(f"/customers/{id}", 303, HEADERS)
        parts = await shown(screens, screen, who, CustomerId(id))
        return screen.fragment(parts, screen.part("console/push/undo.html", undo=None))


def _beside(typed: Typed) -> UUID | None:
    """The interaction next to which it is edited, in the console."""
    try:
        return UUID(typed.values.get("beside", ""))
    except ValueError:
        return None


def _source(typed: Typed) -> EditSource:
    beside = _beside(typed)
    return EditSource(EditOrigin.CONVERSATION, beside) if beside else PAGE


async def _typed(request: Request, screen: Screen, id: CustomerId, key: str) -> Typed:
    """Customers that were merged are edited at the one that stands for them; items where they are kept."""
    sent = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    seen = {name.removeprefix("seen_"): value for name, value in sent.items() if name.startswith("seen_")}
    values = {name: value for name, value in sent.items() if not name.startswith("seen_")}
    return Typed(id, key, values, seen, screen.words.zone)


async def _done(
    screens: Screens, request: Request, screen: Screen, who: SignedIn, id: CustomerId, done: Edited
) -> Response:
    if not is_scripted(request):
        return RedirectResponse(f"/customers/{id}", 303, HEADERS)
    parts = [await shown(screens, screen, who, id, saved=True)]
    if done.id is not None:
        undo = UndoView(screen.words.gettext("Saved."), f"/customers/{id}/edits/{done.id}/undo")
        parts.append(screen.part("console/push/undo.html", undo=undo))
    return screen.fragment(*parts)


async def shown(screens: Screens, screen: Screen, who: SignedIn, id: CustomerId, *, saved: bool = False) -> str:
    """Details and head, drawn anew. `saved`: also where a form stands open."""
    lens = lens_of(screen, who)
    async with screens.parts.database.read(who.tenant) as reader:
        known = await details.known_of(reader, lens, id)
        top = await head(reader, lens, known)
    view = details.details(screen.words, known)
    return screen.part("customers/profile.html", details=view, head=top, saved=saved)


async def _refused(
    screens: Screens, screen: Screen, who: SignedIn, typed: Typed, wrong: ContactCenterError
) -> Response:
    """The form again, with what was typed and what is wrong with it, at its field."""
    async with screens.parts.database.read(who.tenant) as reader:
        lens = lens_of(screen, who)
        known = await details.known_of(reader, lens, typed.customer)
        meanwhile = await _meanwhile(lens, wrong, screens, who)
    form = _with(screen.words, details.form(screen.words, known, typed.key), typed, wrong, meanwhile)
    return screen.fragment(
        screen.part("customers/refused.html", form=form, customer=known.customer.id, beside=_beside(typed))
    )


async def _meanwhile(lens: Lens, wrong: ContactCenterError, screens: Screens, who: SignedIn) -> str | None:
    if not isinstance(wrong, EditedMeanwhile):
        return None
    actor = str(wrong.fields.get("by", ""))
    name = lens.words.gettext("Somebody")
    if (by := user_of(actor)) is not None:
        async with screens.parts.database.read(who.tenant) as reader:
            names = await directory.names(reader, who.tenant, [by])
        name = next(iter(names.values()), name)
    now = wrong.fields.get("now")
    shown = ", ".join(now) if isinstance(now, list) else str(now) if now else lens.words.gettext("nothing")
    return lens.words.gettext(
        "%(who)s has just changed this to “%(value)s”. Save again to replace it with yours.", who=name, value=shown
    )


def _with(words: Words, form: DetailForm, typed: Typed, wrong: ContactCenterError, meanwhile: str | None) -> DetailForm:
    told = meanwhile or errors.error_words(words, wrong.code, wrong.status)
    place = str(wrong.fields.get("field", ""))
    names = {one.name for one in form.inputs}
    at = place if place in names else None if meanwhile else form.inputs[0].name
    inputs = tuple(
        replace(one, value=typed.values.get(one.name, ""), error=told if one.name == at else None)
        for one in form.inputs
    )
    return replace(form, inputs=inputs, error=None if at else told)
