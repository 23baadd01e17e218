"""Acting in the ERP from a conversation, a case, a customer or a document: choose, fill in, look, propose; and the list
of what was proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from agent_ui.frame import serving
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screen, Screens, answer, is_scripted
from agent_ui.proposals import compose
from agent_ui.words.languages import Words
from contact_center.directory.access import Agent, AnyUser, Supervisor
from contact_center.directory.service import SignedIn
from contact_center.interactions.reading import conversation_queries
from contact_center.kernel.contracts.erp import Entity
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.kernel.ids import CustomerId
from crm_core.cases import service as cases
from crm_core.customers import service as customers
from erp_link.proposals import service
from erp_link.proposals.domain import ABOUT, ActAsked, AskedLine
from erp_link.proposals.errors import ErpDoesNotAnswer, NotOfferedByErp, NotTheirRecord, ProposalFieldMissing
from erp_link.proposals.service import ActRequest, Proposals

PAGE = "/proposals"
MOST_FIELDS = 50


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_choosing(routes, screens)
    _add_proposing(routes, screens)
    _add_following(routes, screens)
    return routes


def _service(screens: Screens) -> Proposals:
    found = screens.parts.proposals
    if found is None:
        raise NotOfferedByErp
    return found


def _add_choosing(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(f"{PAGE}/new")
    async def new(
        request: Request,
        who: Agent,
        customer: UUID | None = None,
        interaction: UUID | None = None,
        case: UUID | None = None,
        kind: ErpAct | None = None,
        entity: Entity | None = None,
        record: str = "",
    ) -> Response:
        """What can be done, which document is meant, and what it takes, one after the other."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        customer, name = await _whom(screens, who, customer, interaction, case)
        context = {"customer": customer, "interaction": interaction, "case": case, "record": record}
        if kind is None or kind not in compose.ORDER:
            offered, notice = await _offered(screens, screen.words, who)
            view = compose.choices(lens, name, offered, entity, notice, **context)
            return screen.fragment(screen.part("proposals/choose.html", choices=view))
        await _service(screens).check(who, kind, customer, interaction, case)
        assert parts.erp is not None
        erp = await parts.erp.facts(lens.tenant, CustomerId(customer))
        if ABOUT[kind] is not None and not record:
            view = compose.documents(lens, name, kind, erp, **context)
            return screen.fragment(screen.part("proposals/choose.html", choices=view))
        async with parts.database.read(lens.tenant) as reader:
            known = await customers.addresses(reader, lens.tenant, CustomerId(customer))
        addresses = [(one.value, one.kind) for one in known if one.kind in ("email", "phone")]
        left = await _service(screens).left(who, kind, customer, record, interaction, case)
        form = compose.form(lens, name, kind, customer, erp, record, addresses, interaction, case, left)
        return screen.fragment(screen.part("proposals/form.html", form=form))


def _add_proposing(routes: APIRouter, screens: Screens) -> None:
    @routes.post(f"{PAGE}/preview")
    async def preview(request: Request, who: Agent) -> Response:
        """What would stand in the ERP."""
        screen = screens.open(request, who)
        wanted = await _read(screens, who, await request.form())
        told = await _service(screens).preview(who, wanted)
        second = await _service(screens).second_person(who, wanted, told)
        shown = compose.shown(lens_of(screen, who), told, second)
        return screen.fragment(screen.part("proposals/preview.html", shown=shown))

    @routes.post(PAGE)
    async def propose(request: Request, who: Agent) -> Response:
        screen = screens.open(request, who)
        form = await request.form()
        wanted = await _read(screens, who, form)
        made = await _service(screens).propose(who, _id(form, "id"), wanted)
        return await _told(screens, screen, request, who, made.id, writes=wanted.interaction is not None)

    @routes.post(f"{PAGE}/{{proposal}}/undo")
    async def undo(request: Request, who: Agent, proposal: UUID, id: Annotated[UUID, Form()]) -> Response:
        screen = screens.open(request, who)
        made = await _service(screens).undo(who, id, proposal)
        return await _told(screens, screen, request, who, made.id)


def _add_following(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(PAGE)
    async def listed(
        request: Request, who: AnyUser, which: Literal["mine", "waiting", "open", "all"] = "mine"
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.listed(reader, lens, which)
        return await serving.page(parts, screen, "proposals/page.html", proposals=view)

    @routes.get(f"{PAGE}/{{proposal}}")
    async def one(request: Request, who: AnyUser, proposal: UUID, *, writes: bool = False) -> Response:
        screen = screens.open(request, who)
        return await _told(screens, screen, request, who, proposal, writes=writes)

    @routes.post(f"{PAGE}/{{proposal}}/agree")
    async def agree(request: Request, who: Supervisor, proposal: UUID) -> Response:
        screen = screens.open(request, who)
        await _service(screens).decide(who, proposal, agreed=True)
        return await _told(screens, screen, request, who, proposal)

    @routes.post(f"{PAGE}/{{proposal}}/reject")
    async def reject(
        request: Request, who: Supervisor, proposal: UUID, reason: Annotated[str, Form(max_length=2000)] = ""
    ) -> Response:
        screen = screens.open(request, who)
        await _service(screens).decide(who, proposal, agreed=False, reason=reason)
        return await _told(screens, screen, request, who, proposal)

    @routes.post(f"{PAGE}/{{proposal}}/withdraw")
    async def withdraw(request: Request, who: Agent, proposal: UUID) -> Response:
        screen = screens.open(request, who)
        await _service(screens).withdraw(who, proposal)
        return await _told(screens, screen, request, who, proposal)


async def _told(
    screens: Screens, screen: Screen, request: Request, who: SignedIn, id: UUID, *, writes: bool = False
) -> Response:
    """How it stands: in place for scripts, else its page."""
    parts, lens = screens.parts, lens_of(screen, who)
    if request.method == "POST" and not is_scripted(request):
        return answer(request, f"{PAGE}/{id}", "")
    async with parts.database.read(lens.tenant) as reader:
        view = await compose.whole(reader, lens, await service.require(reader, who, id), writes=writes)
    if is_scripted(request):
        return screen.fragment(screen.part("proposals/state.html", proposal=view))
    return await serving.page(parts, screen, "proposals/one.html", proposal=view)


async def _whom(
    screens: Screens, who: SignedIn, customer: UUID | None, interaction: UUID | None, case: UUID | None
) -> tuple[UUID, str]:
    """The customer in question, from wherever somebody acts. Raises `NotTheirRecord` where nobody is known."""
    async with screens.parts.database.read(who.tenant) as reader:
        if customer is None and interaction is not None:
            header = await conversation_queries.header(reader, who.tenant, interaction)
            customer = header.customer_id if header is not None else None
        if customer is None and case is not None:
            customer = await cases.customer_of(reader, who.tenant, case)
        if customer is None:
            raise NotTheirRecord(field="customer")
        known = await customers.several(reader, who.tenant, [customer])
    return customer, next((one.name for one in known.values()), "")


async def _offered(screens: Screens, words: Words, who: SignedIn) -> tuple[frozenset[ErpAct], str]:
    try:
        found = await _service(screens).offered(who.tenant)
    except ErpDoesNotAnswer:
        return frozenset(), words.gettext("The ERP does not answer just now.")
    except NotOfferedByErp:
        found = frozenset()
    notice = words.gettext(
        "The ERP takes nothing from us: it lacks the module that keeps our keys. An administrator installs it there."
    )
    return found, "" if found else notice


# --- what was filled in -----------------------------------------------------------------------------------


async def _read(screens: Screens, who: SignedIn, form: FormData) -> ActRequest:
    """Raises `ProposalFieldMissing`."""
    texts = {name: value for name, value in list(form.items()) if isinstance(value, str)}
    try:
        kind = ErpAct(texts.get("kind", ""))
    except ValueError as wrong:
        raise ProposalFieldMissing(field="kind") from wrong
    asked = ActAsked(
        texts.get("text", ""), texts.get("reason", "")[:200], _day(texts.get("requested_on", "")),
        await _lines(screens, who, form), "replacement" in texts, _contact_type(texts), texts.get("value", ""),
        texts.get("instead_of", "")[:200],
    )  # fmt: skip
    return ActRequest(
        kind, _id(form, "customer"), texts.get("record", "")[:100], asked, _maybe(texts, "interaction"),
        _maybe(texts, "case"),
    )  # fmt: skip


def _contact_type(texts: Mapping[str, str]) -> str:
    if "@" in texts.get("value", ""):
        return "email"
    return "mobile" if texts.get("value", "").startswith(("09", "+8869")) else "phone"


async def _lines(screens: Screens, who: SignedIn, form: FormData) -> tuple[AskedLine, ...]:
    """Products by id, or by the article number that somebody typed, with how much of each; those without are left out.

    In a change a quantity that stands as it was is no wish.
    """
    columns = [_texts(form, name) for name in ("product", "sku", "quantity", "was", "unit_price")]
    found = []
    for product, sku, quantity, was, price in zip(*columns, strict=False):
        if not quantity.strip() or quantity.strip() == was.strip() or not (product or sku.strip()):
            continue
        id = product or await _product(screens, who, sku.strip())
        found.append(AskedLine(id, _amount(quantity, "lines"), _amount(price, "unit_price") if price.strip() else None))
    return tuple(found)


async def _product(screens: Screens, who: SignedIn, sku: str) -> str:
    erp = screens.parts.erp
    found = await erp.numbered(who.tenant, Entity.PRODUCT, sku[:100]) if erp is not None else None
    if found is None:
        raise ProposalFieldMissing(sku[:100], field="sku")
    return found.external_id


def _texts(form: FormData, name: str) -> Sequence[str]:
    given = [one for one in form.getlist(name) if isinstance(one, str)][:MOST_FIELDS]
    return given + [""] * (MOST_FIELDS - len(given))


def _amount(text: str, field: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation as wrong:
        raise ProposalFieldMissing(text[:40], field=field) from wrong
    if not found.is_finite() or not 0 <= found < Decimal("1e12"):
        raise ProposalFieldMissing(text[:40], field=field)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError as wrong:
        raise ProposalFieldMissing(text[:40], field="requested_on") from wrong


def _id(form: FormData, name: str) -> UUID:
    try:
        return UUID(str(form.get(name, "")))
    except ValueError as wrong:
        raise ProposalFieldMissing(field=name) from wrong


def _maybe(texts: Mapping[str, str], name: str) -> UUID | None:
    try:
        return UUID(texts[name]) if texts.get(name) else None
    except ValueError as wrong:
        raise ProposalFieldMissing(field=name) from wrong
