"""The page on which an administrator says how far people decide alone about money, and who agrees to more."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.limits import compose
from agent_ui.admin.limits.views import LimitForm
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.errors import error_words
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.kernel.errors import Invalid
from contact_center.platform.unit_of_work import UnitOfWork
from erp_link.proposals import limits
from erp_link.proposals.domain import ActLimit
from erp_link.proposals.errors import LimitMakesNoSense

PAGE = "/admin/limits"
MOST = Decimal("1e12")
Typed = Annotated[str, Form(max_length=40)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=PAGE)

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        return await _page(screens, request, who, done=done)

    @routes.post("")
    async def save(
        request: Request,
        who: Admin,
        kind: Annotated[ErpAct, Form()],
        currency: Typed,
        alone: Typed,
        per_record: Typed = "",
        per_customer: Typed = "",
        per_agent: Typed = "",
        days: Typed = "30",
        released_by: Annotated[list[UUID] | None, Form(max_length=100)] = None,
        new: Typed = "",
    ) -> Response:
        """Instead of the one of its kind and currency."""
        people = tuple(released_by or ())
        form = LimitForm(
            (), (), kind.value, "", currency, alone, per_record, per_customer, per_agent, days,
            released_by=tuple(str(one) for one in people),
        )  # fmt: skip

        async def keep(work: UnitOfWork) -> None:
            wanted = _limit(kind, form, people)
            known = await limits.limits(work, who.tenant)
            if new and any((one.kind, one.currency) == (wanted.kind, wanted.currency) for one in known):
                raise LimitMakesNoSense(field="currency")
            await limits.set_limit(work, wanted)

        try:
            await act(screens, who, keep)
        except Invalid as wrong:
            return await _page(screens, request, who, typed=form, wrong=wrong, is_new=bool(new))
        return RedirectResponse(f"{PAGE}?done=saved#{kind.value}-{currency.strip().upper()}", 303, HEADERS)

    @routes.post("/remove")
    async def remove(who: Admin, kind: Annotated[ErpAct, Form()], currency: Typed) -> Response:
        async def end(work: UnitOfWork) -> None:
            await limits.remove_limit(work, kind, currency)

        await act(screens, who, end)
        return RedirectResponse(f"{PAGE}?done=removed", 303, HEADERS)

    return routes


def _limit(kind: ErpAct, form: LimitForm, people: tuple[UUID, ...]) -> ActLimit:
    """Raises `LimitMakesNoSense`."""
    currency = form.currency.strip().upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise LimitMakesNoSense(field="currency")
    alone = _amount("alone", form.alone)
    if alone is None:
        raise LimitMakesNoSense(field="alone")
    if not form.days.strip().isdecimal():
        raise LimitMakesNoSense(field="days")
    return ActLimit(
        kind, currency, alone, _amount("per_record", form.per_record), _amount("per_customer", form.per_customer),
        _amount("per_agent", form.per_agent), int(form.days), tuple(dict.fromkeys(people)),
    )  # fmt: skip


def _amount(name: str, typed: str) -> Decimal | None:
    text = typed.replace(",", "").strip()
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation as wrong:
        raise LimitMakesNoSense(field=name) from wrong
    if not found.is_finite() or not 0 <= found < MOST or found != found.quantize(Decimal("0.0001")):
        raise LimitMakesNoSense(field=name)
    return found


async def _page(
    screens: Screens,
    request: Request,
    who: SignedIn,
    *,
    done: str = "",
    typed: LimitForm | None = None,
    wrong: Invalid | None = None,
    is_new: bool = False,
) -> Response:
    screen = screens.open(request, who)
    notices = {
        "saved": screen.words.gettext("Saved. It counts for what is asked for from now on."),
        "removed": screen.words.gettext("Removed. It counts for what is asked for from now on."),
    }
    async with screens.parts.database.read(who.tenant) as reader:
        view = await compose.page(reader, lens_of(screen, who), notices.get(done, ""))
    if typed is not None and wrong is not None:
        problem = error_words(screen.words, wrong.code, wrong.status)
        view = compose.refused(view, _with_problem(typed, problem), is_new=is_new)
    status = wrong.status if wrong is not None else 200
    return await serving.page(screens.parts, screen, "admin/limits.html", Place.ADMIN, status=status, limits=view)


def _with_problem(typed: LimitForm, problem: str) -> LimitForm:
    return LimitForm(
        (), (), typed.kind, "", typed.currency.strip(), typed.alone, typed.per_record, typed.per_customer,
        typed.per_agent, typed.days, problem, typed.released_by,
    )  # fmt: skip
