"""Pages of case types. What saving means for cases that are open is shown before it is saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.case_types import compose
from agent_ui.admin.case_types import values as forms
from agent_ui.admin.routing.form import Values, acted, rows_of
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screen, Screens, is_scripted
from agent_ui.views import UndoView
from agent_ui.words import case_types as said
from agent_ui.words import cases
from contact_center.directory.access import Admin
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import administering, service
from crm_core.cases.errors import CaseTypeChangedMeanwhile, CaseTypeExists
from crm_core.cases.model import CaseType

Code = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
CodeAsked = Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Number = Annotated[int, Path(ge=1, lt=2**31)]
LIST = "/admin/case-types"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=LIST)
    parts = screens.parts

    @routes.get("")
    async def page(
        request: Request, who: Admin, done: Annotated[str, Query(max_length=20)] = "", code: CodeAsked = None,
        n: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    ) -> Response:  # fmt: skip
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.listed(reader, who.tenant, screen.words)
            known = (await service.types(reader, who.tenant)).get(code) if code else None
        name = cases.type_name(screen.words, known) if known else code or ""
        notice, undo = _done(screen, done, name, code, n)
        view = replace(view, notice=notice, undo=undo)
        return await serving.page(parts, screen, "admin/case_types.html", Place.ADMIN, types=view)

    @routes.get("/edit")
    async def shown(request: Request, who: Admin, code: CodeAsked = None) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.form(reader, who.tenant, screen.words, code)
        return await serving.page(parts, screen, "admin/case_type.html", Place.ADMIN, type=view)

    @routes.post("/edit")
    async def sent(request: Request, who: Admin, code: CodeAsked = None) -> Response:
        typed = await typed_in(request, most=4000, longest=4000)
        do, seen, told = typed.pop("do", "save"), typed.pop("seen", ""), typed.pop("told", "")
        if do != "save":
            return await _rows(screens, request, who, code, typed, do)
        return await _save(screens, request, who, code, forms.tidy(typed), seen, told)

    @routes.post("/{code}/undo/{n}")
    async def undo(request: Request, who: Admin, code: Code, n: Number) -> Response:
        await act(screens, who, lambda work: administering.undo(work, code, n))
        return _to(request, f"{LIST}?done=undone")

    @routes.post("/{code}/put-back/{n}")
    async def put_back(request: Request, who: Admin, code: Code, n: Number) -> Response:
        made = await act(screens, who, lambda work: administering.put_back(work, code, n))
        return _to(request, f"{LIST}?done=saved&code={code}&n={made}")

    @routes.post("/{code}/in-use/{on}")
    async def in_use(
        request: Request, who: Admin, code: Code, on: Annotated[str, Path(pattern="^(yes|no)$")]
    ) -> Response:
        async def set_it(work: UnitOfWork) -> int:
            now = await administering.state(work, work.tenant_id, code)
            return await administering.keep(work, now.type.model_copy(update={"active": on == "yes"}))

        made = await act(screens, who, set_it)
        return _to(request, f"{LIST}?done={'used' if on == 'yes' else 'retired'}&code={code}&n={made}")

    return routes


def _done(screen: Screen, done: str, name: str, code: str | None, n: int) -> tuple[str, UndoView | None]:
    words = screen.words
    sentences = {
        "saved": words.gettext("%(name)s was saved.", name=name),
        "retired": words.gettext("%(name)s was retired.", name=name),
        "used": words.gettext("%(name)s is in use again.", name=name),
        "undone": words.gettext("It is as it was before."),
        "same": words.gettext("Nothing was changed."),
    }
    said_ = sentences.get(done, "")
    undo = UndoView(said_, f"{LIST}/{code}/undo/{n}") if said_ and code and n else None
    return (said_ if undo is None else ""), undo


def _to(request: Request, href: str) -> Response:
    if is_scripted(request):
        return Response(status_code=204, headers=HEADERS | {"HX-Redirect": href})
    return RedirectResponse(href, 303, HEADERS)


async def _rows(screens: Screens, request: Request, who: Admin, code: str | None, typed: Values, do: str) -> Response:
    """A row more or less; nothing is saved by it."""
    screen = screens.open(request, who)
    values = acted(typed, do, forms.FRESH)
    group = do.partition(":")[2]
    focus = f"{group}.{len(rows_of(values, group)) - 1}" if do.startswith("add:") else ""
    async with screens.parts.database.read(who.tenant) as reader:
        view = await compose.form(reader, who.tenant, screen.words, code, values, focus=focus)
    return await serving.page(screens.parts, screen, "admin/case_type.html", Place.ADMIN, type=view)


async def _save(
    screens: Screens, request: Request, who: Admin, code: str | None, typed: Values, seen: str, told: str
) -> Response:
    screen = screens.open(request, who)
    words = screen.words

    async def again(status: int, troubles: compose.Troubles | None = None, **shown: Any) -> Response:
        async with screens.parts.database.read(who.tenant) as reader:
            view = await compose.form(reader, who.tenant, words, code, typed, troubles, kept=True, **shown)
        return await serving.page(screens.parts, screen, "admin/case_type.html", Place.ADMIN, status=status, type=view)

    async with screens.parts.database.read(who.tenant) as reader:
        known = await service.types(reader, who.tenant)
        before = (await administering.state(reader, who.tenant, code)).type if code else None
        try:
            wanted = compose.read(typed, code or forms.new_code(typed, known), before)
        except ValidationError as wrong:
            return await again(422, compose.of_invalid(words, wrong))
        if problems := await administering.check(reader, who.tenant, wanted):
            return await again(422, compose.of_errors(words, problems))
        means = await administering.what_it_means(reader, who.tenant, wanted) if before else []
    lines = [said.effect(words, before or wanted, one) for one in means]
    digest = compose.told(means, lines)
    if digest and told != digest:
        return await again(200, effects=lines, told=digest)
    return await _keep(screens, request, who, wanted, code, seen, again)


async def _keep(
    screens: Screens,
    request: Request,
    who: Admin,
    wanted: CaseType,
    code: str | None,
    seen: str,
    again: Callable[..., Awaitable[Response]],
) -> Response:
    words = screens.open(request, who).words
    version = int(seen) if code and seen.isdecimal() and len(seen) < 10 else None
    try:
        made = await act(screens, who, lambda work: administering.keep(work, wanted, version, new=code is None))
    except (CaseTypeChangedMeanwhile, CaseTypeExists) as wrong:
        return await again(wrong.status, compose.of_errors(words, [wrong]))
    same = version is not None and made == version
    return _to(request, f"{LIST}?done=same" if same else f"{LIST}?done=saved&code={wanted.code}&n={made}")
