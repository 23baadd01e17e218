"""The page about calls out: which numbers are shown, where may be called, when, and for how much."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.calling import values
from agent_ui.admin.calling.views import CallingPolicyView
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.errors import error_detail, error_words
from agent_ui.words.languages import Words
from channels.voice.calling import setting
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.kernel.errors import ContactCenterError, Invalid
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import administration as routing

LONGEST = 20_000
"""Characters of one field."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/calls-out")
    parts = screens.parts

    async def shown(words: Words, who: SignedIn) -> CallingPolicyView:
        async with parts.database.read(who.tenant) as reader:
            queues = await routing.queue_names(reader, who.tenant)
            lines = await setting.lines(reader, parts.accounts, who.tenant)
        can = parts.calls_out.can_dial if parts.calls_out is not None else lambda _: False
        found = tuple(values.view(words, one, queues, can_dial=can(one.provider)) for one in lines)
        return CallingPolicyView(found, tuple(sorted(queues.values())))

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        screen = screens.open(request, who)
        view = await shown(screen.words, who)
        if done:
            view = replace(view, notice=screen.words.gettext("Saved. It counts for calls from now on."))
        return await serving.page(parts, screen, "admin/calls_out.html", Place.ADMIN, calling=view)

    @routes.post("/{account}")
    async def change(request: Request, who: Admin, account: UUID) -> Response:
        """Of one line. What cannot be used comes back as it was written, with the reason."""
        fields = await typed_in(request, longest=LONGEST)
        words = screens.open(request, who).words

        async def write(unit: UnitOfWork) -> None:
            said = values.read(fields, await routing.queue_names(unit, who.tenant))
            await setting.change(unit, parts.accounts, account, said, saw=fields.get("saw"))

        try:
            await act(screens, who, write)
        except Invalid as problem:
            view = await shown(words, who)
            told = _problem(words, problem)
            lines = tuple(
                values.typed(words, one, fields, told) if one.account == account else one for one in view.lines
            )
            screen = screens.open(request, who)
            answer = await serving.page(
                parts, screen, "admin/calls_out.html", Place.ADMIN, calling=replace(view, lines=lines)
            )
            answer.status_code = problem.status
            return answer
        return RedirectResponse(f"/admin/calls-out?done=yes#line-{account}", 303, HEADERS)

    return routes


def _problem(words: Words, problem: ContactCenterError) -> str:
    """Which field it is, what is wrong, and what was written."""
    field = str(problem.fields.get("field", "")).rpartition(".")[2]
    text, about = error_words(words, problem.code, problem.status), error_detail(words, problem)
    name = field_names(words).get(field)
    told = words.gettext("%(text)s (%(about)s)", text=text, about=about) if about else text
    return words.gettext("%(field)s: %(text)s", field=name, text=told) if name else told


def field_names(words: Words) -> dict[str, str]:
    return {
        "numbers": words.gettext("Numbers that may be shown"),
        "prefixes": words.gettext("Where may be called"),
        "ring_seconds": words.gettext("Ring for, seconds"),
        "prices": words.gettext("Price of a minute"),
        "currency": words.gettext("Currency"),
        "most_a_day": words.gettext("Most a day, all together"),
        "most_a_day_each": words.gettext("Most a day, each person"),
        "hours": words.gettext("Hours"),
        "message": words.gettext("Message for answering machines"),
    }
