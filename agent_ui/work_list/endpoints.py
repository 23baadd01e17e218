"""The list of all work: found, filtered, kept as views, changed by many, taken along as a file."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.saved_views import add_saved_views
from agent_ui.frame.screen import HEADERS, Screen, Screens, is_scripted, local
from agent_ui.words.errors import error_words
from agent_ui.work_list import compose
from agent_ui.work_list import many as many_acts
from agent_ui.work_list.compose import LIST, WorkAsked
from agent_ui.work_list.export import exported
from agent_ui.work_list.many import ManyAct, ManyOutcome, ManyWanted
from agent_ui.work_list.views import ManyDone
from contact_center.directory import service as directory
from contact_center.directory.access import AnyUser
from contact_center.directory.views.service import ViewSubject
from contact_center.kernel.ids import new_id

LONGEST_REPLY = 4000
MOST_TOLD = 10_000
REASONS = 20
Short = Annotated[str, Query(max_length=100)]


async def _asked(
    q: Annotated[str, Query(max_length=200)] = "",
    stage: Short = "",
    queue: Short = "",
    channel: Short = "",
    agent: Short = "",
    tag: Short = "",
    days: Annotated[str, Query(max_length=4)] = "",
    order: Short = "",
) -> WorkAsked:
    return WorkAsked(q, stage, queue, channel, agent, tag, days, order)


Asked = Annotated[WorkAsked, Depends(_asked)]
"""What the list is asked, for the page and for the file alike."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_list(routes, screens)
    add_saved_views(routes, screens, LIST, ViewSubject.CONVERSATIONS)
    _add_many(routes, screens)
    return routes


def _add_list(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(LIST)
    async def found(
        request: Request, who: AnyUser, asked: Asked, after: Annotated[str, Query(max_length=100)] = ""
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.work_list(reader, lens, asked, after)
        return await serving.page(parts, screen, "work_list/list.html", Place.CONVERSATIONS, list=view)

    @routes.get(f"{LIST}/export.csv")
    async def export(request: Request, who: AnyUser, asked: Asked) -> Response:
        """All that fit, as a file that is written while it is sent. Who took it is in the audit."""
        lens = lens_of(screens.open(request, who), who)
        query = asked.address()
        await act(screens, who, lambda unit: directory.audit(unit, "work exported", "conversations", query=query))
        name = {"Content-Disposition": 'attachment; filename="conversations.csv"'}
        lines = exported(parts.database, lens, asked)
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=HEADERS | name)


def _add_many(routes: APIRouter, screens: Screens) -> None:
    @routes.post(f"{LIST}/many")
    async def many(request: Request, who: AnyUser) -> Response:
        """Does one thing with all that are chosen; what cannot be done with some is said with its reason."""
        form = await request.form()
        ids = [id for one in form.getlist("id") if (id := id_in(str(one)))]
        what = ManyAct(str(form["do"])) if form.get("do") in set(ManyAct) else ManyAct.TAG
        tag = " ".join(str(form.get("tag", ""))[:100].split())
        to = id_in(str(form.get("to_agent" if what is ManyAct.ASSIGN else "to_queue", "")))
        wanted = ManyWanted(
            what, tag, to, str(form.get("why", ""))[:500], str(form.get("text", ""))[:LONGEST_REPLY],
            id_in(str(form.get("macro", ""))), str(form.get("key", ""))[:24] or str(new_id())[:24],
        )  # fmt: skip
        screen = screens.open(request, who)
        so_far = _so_far(str(form.get("so_far", ""))[:2000])
        outcome = await many_acts.do(screens, lens_of(screen, who), who, wanted, ids, so_far)
        undo = f"{LIST}/many/{outcome.reference}/undo" if outcome.reference else None
        told = _told(screen, request, _done(screen, outcome, undo), str(form.get("state") or ""))
        told.headers["X-So-Far"] = _kept(outcome)
        return told

    @routes.post(f"{LIST}/many/{{reference}}/undo")
    async def undo(request: Request, who: AnyUser, reference: UUID) -> Response:
        await many_acts.undo(screens, who, reference)
        if is_scripted(request):
            return Response(headers={"HX-Refresh": "true"})
        return RedirectResponse(LIST, HTTPStatus.SEE_OTHER)


def _so_far(said: str) -> ManyOutcome:
    """What came of the parts before, as the page was told it: it goes into a sentence, and into nothing else."""
    outcome = ManyOutcome()
    for part in said.split(";"):
        name, _, value = part.partition("=")
        if name == "reference":
            outcome.reference = id_in(value)
        elif name == "done" and value.isdigit():
            outcome.done = min(int(value), MOST_TOLD)
        elif name and value.isdigit() and len(outcome.left) < REASONS:
            outcome.left[name] = min(int(value), MOST_TOLD)
    return outcome


def _kept(outcome: ManyOutcome) -> str:
    parts = [f"done={outcome.done}", f"reference={outcome.reference or ''}"]
    return ";".join([*parts, *(f"{code}={count}" for code, count in outcome.left.most_common(REASONS))])


def _done(screen: Screen, outcome: ManyOutcome, undo: str | None) -> ManyDone:
    words = screen.words
    said = words.ngettext("%(n)s conversation changed.", "%(n)s conversations changed.", outcome.done)
    left = tuple(
        words.gettext("%(n)s left as they are: %(why)s", n=words.number(count), why=error_words(words, code))
        for code, count in outcome.left.most_common()
    )
    return ManyDone(said, left, undo)


def _told(screen: Screen, request: Request, done: ManyDone, state: str) -> Response:
    back = local(f"{LIST}?{state}", LIST)
    if not is_scripted(request):
        return RedirectResponse(back, HTTPStatus.SEE_OTHER)
    return screen.fragment(screen.part("work_list/changed.html", done=done, address=back))
