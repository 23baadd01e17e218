"""The list of customers: found, filtered, kept as views, changed by many, taken along as a file."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response, StreamingResponse

from agent_ui.compose.ports import DocumentSearch
from agent_ui.customer_list import compose
from agent_ui.customer_list.columns import IN_FILE, names
from agent_ui.customer_list.compose import LIST, ListAsked, own_asked
from agent_ui.customer_list.export import exported
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.saved_views import add_saved_views
from agent_ui.frame.screen import HEADERS, Screens, is_scripted, local
from agent_ui.views import UndoView
from contact_center.directory import service as directory
from contact_center.directory.access import AnyUser
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldSubject
from contact_center.directory.service import SignedIn
from contact_center.directory.views import service as saved
from contact_center.directory.views.service import ViewSubject
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers.listing import many as many_edits
from crm_core.customers.listing import service as listing
from crm_core.customers.listing.domain import CustomerOrder
from crm_core.customers.listing.errors import NothingToChange
from crm_core.identity import service as identity
from crm_core.identity.errors import NotVerifiedYet

NOBODY = "nobody"

Short = Annotated[str, Query(max_length=100)]


async def _asked(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: Annotated[str, Query(pattern="^(person|organisation)?$")] = "",
    tag: Short = "",
    owner: Short = "",
    segment: Short = "",
    reach: Annotated[str, Query(pattern="^(email|phone|web)?$")] = "",
    wrote: Annotated[str, Query(max_length=40)] = "",
    order: Annotated[str, Query(pattern="^(name|newest)?$")] = "",
    columns: Annotated[str, Query(max_length=1000)] = "",
) -> ListAsked:
    own = own_asked(request.query_params.multi_items())
    return ListAsked(q, kind, tag, owner, segment, reach, wrote, CustomerOrder(order or "name"), own, columns)


Asked = Annotated[ListAsked, Depends(_asked)]
"""What the list is asked, for the page and for the file alike."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_list(routes, screens)
    add_saved_views(routes, screens, LIST, ViewSubject.CUSTOMERS)
    _add_columns(routes, screens)
    _add_many(routes, screens)
    return routes


def _add_list(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(LIST)
    async def found(
        request: Request,
        who: AnyUser,
        asked: Asked,
        after: Annotated[str, Query(max_length=600)] = "",
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        numbers = await parts.erp.holders(lens.tenant, asked.q) if parts.erp is not None else DocumentSearch()
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.customer_list(reader, lens, asked, after, numbers)
        if len(view.rows) == 1 and view.rows[0].document:
            return RedirectResponse(view.rows[0].href, HTTPStatus.SEE_OTHER)
        return await serving.page(parts, screen, "customer_list/list.html", Place.CUSTOMERS, list=view)

    @routes.get(f"{LIST}/export.csv")
    async def export(
        request: Request,
        who: AnyUser,
        asked: Asked,
    ) -> Response:
        """All that fit, as a file that is written while it is sent. Who took it is in the audit."""
        lens = lens_of(screens.open(request, who), who)
        query = asked.address()
        async with parts.database.read(lens.tenant) as reader:
            await listing.check(reader, lens.tenant, asked.filter)
            own = await own_fields.definitions(reader, lens.tenant, FieldSubject.CUSTOMER)
            shown = await compose.chosen(reader, lens, asked, names(lens.words, own), IN_FILE)
        await act(screens, who, lambda unit: directory.audit(unit, "customers exported", "customers", query=query))
        lines = exported(parts.database, lens, asked.filter, shown)
        name = {"Content-Disposition": 'attachment; filename="customers.csv"'}
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=HEADERS | name)


def _add_columns(routes: APIRouter, screens: Screens) -> None:
    @routes.post(f"{LIST}/columns")
    async def choose(
        who: AnyUser,
        column: Annotated[list[Annotated[str, Field(max_length=100)]], Form(max_length=200)] = [],  # noqa: B006
        state: Annotated[str, Form(max_length=2000)] = "",
        usual: Annotated[bool, Form()] = False,
    ) -> Response:
        """Of the view that is open, where it has columns of its own; else of the person, on every page from now on."""
        wanted = [] if usual else saved.checked_columns(column)
        asked = dict(parse_qsl(state))
        if "columns" in asked:
            rest = [(name, value) for name, value in parse_qsl(state) if name != "columns"]
            state = urlencode([*rest, *([("columns", ",".join(wanted))] if wanted else [])])
        else:
            await act(screens, who, lambda unit: saved.choose_columns(unit, ViewSubject.CUSTOMERS, who.user.id, wanted))
        return RedirectResponse(local(f"{LIST}?{state}" if state else LIST, LIST), HTTPStatus.SEE_OTHER)


def _add_many(routes: APIRouter, screens: Screens) -> None:
    @routes.post(f"{LIST}/many")
    async def many(request: Request, who: AnyUser) -> Response:
        """Tags or gives an owner to the customers that are chosen, in one act that can be taken back."""
        form = await request.form()
        ids = [id for one in form.getlist("id") if (id := id_in(str(one)))]
        tag, owner = " ".join(str(form.get("tag", ""))[:100].split()), str(form.get("owner", ""))
        screen = screens.open(request, who)
        reference = new_id()
        done, locked = await act(screens, who, lambda unit: _do(unit, who, ids, tag, owner, reference))
        said = screen.words.ngettext("%(n)s customer changed.", "%(n)s customers changed.", done)
        if locked:
            left = screen.words.ngettext(
                "%(n)s is locked until they are verified.", "%(n)s are locked until they are verified.", locked
            )
            said = f"{said} {left}" if screen.words.language == "en" else f"{said}{left}"
        back = local(f"{LIST}?{form.get('state') or ''}", LIST)
        if not is_scripted(request):
            return RedirectResponse(back, HTTPStatus.SEE_OTHER)
        undo = UndoView(said, f"{LIST}/many/{reference}/undo")
        return screen.fragment(screen.part("customer_list/changed.html", undo=undo, address=back))

    @routes.post(f"{LIST}/many/{{reference}}/undo")
    async def undo(request: Request, who: AnyUser, reference: UUID) -> Response:
        await act(screens, who, lambda unit: many_edits.undo(unit, reference))
        if is_scripted(request):
            return Response(headers={"HX-Refresh": "true"})
        return RedirectResponse(LIST, HTTPStatus.SEE_OTHER)


async def _do(
    unit: UnitOfWork, who: SignedIn, ids: list[UUID], tag: str, owner: str, reference: UUID
) -> tuple[int, int]:
    """How many were changed, and how many may not be by this person before they are verified.

    Raises `NotVerifiedYet` where that is so of all of them.
    """
    may = await identity.changeable(unit, who, ids)
    open_ = [one for one in ids if one in may]
    if ids and not open_:
        raise NotVerifiedYet
    locked = len(set(ids)) - len(may)
    if tag:
        return await many_edits.add_tag(unit, open_, tag, reference), locked
    if owner and (owner == NOBODY or id_in(owner)):
        to = None if owner == NOBODY else UUID(owner)
        return await many_edits.set_owner(unit, open_, to, reference), locked
    raise NothingToChange(field="tag")
