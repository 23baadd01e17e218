"""Pages that rehearse a change: a day replayed under another policy, a queue or a coming day simulated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.routing import changes, compose
from agent_ui.admin.routing import rehearsal_forms as forms
from agent_ui.admin.routing.drafting import PolicyState
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Faults, Form, Section, Values, acted, rows_of
from agent_ui.admin.routing.policy_access import PolicyAccess
from agent_ui.admin.routing.rehearsal_views import StartView, StudyLine, StudyView, WhyView
from agent_ui.admin.routing.replay_page import ReplayPage, day_label, policy_label
from agent_ui.admin.routing.views import Frame
from agent_ui.admin.routing.what_if_page import WhatIfPage
from agent_ui.compose import explanation
from agent_ui.frame import serving
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screen
from agent_ui.words import rehearsals, waits
from agent_ui.words.languages import Words
from agent_ui.words.waits import WaitLine
from contact_center.directory.access import Supervisor
from contact_center.directory.service import Role, SignedIn
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.explanation import service as routed
from routing.policy import service as publishing
from routing.policy.errors import HasProblems, Problem, ProblemCode
from routing.policy.shapes import problem_of_shape
from routing.rehearsal.replay import service as replays
from routing.rehearsal.replay.model import ReplayRequest
from routing.rehearsal.replay.reasons import why_waited
from routing.rehearsal.simulation.errors import NotAScenario
from routing.rehearsal.studies import history, service
from routing.rehearsal.studies.model import SimulationRequest, StudyKind
from routing.rehearsal.studies.service import Study
from routing.router.translate import ChannelTraits

VERSIONS = 12
STUDIES = 40
NOBODY: Final[list[str]] = []


def add(routes: APIRouter, access: PolicyAccess) -> None:
    _replays(routes, access)
    _what_ifs(routes, access)

    @routes.get("/studies/{study}")
    async def one(request: Request, who: Supervisor, study: UUID) -> Response:
        screen = access.screens.open(request, who)
        found = await access.read(who, lambda reader, tenant: service.get(reader, tenant, study))
        page = _Page(access, screen, who)
        view = await page.study(found)
        return await serving.page(access.screens.parts, screen, "admin/routing/study.html", page.place, study=view)


def _replays(routes: APIRouter, access: PolicyAccess) -> None:
    @routes.get("/replay")
    async def start(
        request: Request,
        who: Supervisor,
        day: date | None = None,
        policy: str = "own",
        present: Annotated[list[str], Query()] = NOBODY,
        span: str = "09:00-18:00",
    ) -> Response:
        page = _Page(access, access.screens.open(request, who), who)
        latest = await access.read(who, replays.worth_replaying)
        chosen = day or latest
        return await page.replay_start(
            {"day": chosen.isoformat(), "policy": policy, **forms.present_values(present, span)}
        )

    @routes.post("/replay")
    async def ask(request: Request, who: Supervisor) -> Response:
        page = _Page(access, access.screens.open(request, who), who)
        values, do = await _typed(request)
        if do != "save":
            return await page.replay_start(acted(values, do, forms.FRESH), focus=_focus(values, do))
        try:
            asked = ReplayRequest.model_validate(forms.replay_data(values))
        except ValidationError as wrong:
            return await page.replay_start(values, problems=_problems(wrong), status=422)
        return await page.begin(lambda work: service.replay(work, asked))

    @routes.get("/replay/why/{interaction}")
    async def why(request: Request, who: Supervisor, interaction: UUID) -> Response:
        """What kept everybody from it, and each offer of it, in words, as a dialog."""
        screen = access.screens.open(request, who)
        view = await access.read(who, lambda reader, tenant: _why(reader, tenant, screen, who, interaction))
        return screen.fragment(screen.part("admin/routing/why.html", why=view))


async def _why(reader: Reader, tenant: TenantId, screen: Screen, who: SignedIn, interaction: UUID) -> WhyView:
    found = await routed.of_interaction(reader, tenant, interaction)
    reasons = await why_waited(reader, tenant, interaction, ChannelTraits.of(screen.words.channels))
    lens, lines = lens_of(screen, who), list(waits.lines(screen.words, reasons))
    for offer in found.offers:
        told = await explanation.explanation(reader, lens, offer.segment_id)
        lines.append(WaitLine(offer.offered_at, told.title, (*told.sentences, told.place or "")))
    return WhyView(tuple(sorted(lines, key=lambda line: line.at)), waits.replayed_with_them(screen.words, reasons))


def _what_ifs(routes: APIRouter, access: PolicyAccess) -> None:
    @routes.get("/what-if")
    async def start(request: Request, who: Supervisor, of: str = "queue") -> Response:
        page = _Page(access, access.screens.open(request, who), who)
        tomorrow = page.screen.words.today + timedelta(days=1)
        return await page.what_if_start(forms.day_values(tomorrow) if of == "day" else forms.QUEUE_VALUES)

    @routes.post("/what-if")
    async def ask(request: Request, who: Supervisor) -> Response:
        page = _Page(access, access.screens.open(request, who), who)
        values, _ = await _typed(request)
        media = ChannelTraits.of(page.screen.words.channels)
        try:
            if values.get("of") == "day":
                return await page.begin(lambda work: _simulate_day(work, values, media))
            asked = SimulationRequest.model_validate(forms.steady_data(values))
            return await page.begin(lambda work: service.simulate(work, asked, media))
        except ValidationError as wrong:
            return await page.what_if_start(values, problems=_problems(wrong), status=422)
        except HasProblems as wrong:
            return await page.what_if_start(values, problems=wrong.problems, status=422)


async def _simulate_day(work: UnitOfWork, values: Values, media: ChannelTraits) -> UUID:
    try:
        day = date.fromisoformat(values.get("day", ""))
    except ValueError:
        raise NotAScenario((Problem("day", ProblemCode.NAME_MISSING),)) from None
    routed: Literal["current", "draft"] = "draft" if values.get("policy") == "draft" else "current"
    scenario = await history.expected_day(work, work.tenant_id, day, media, policy=routed)
    data = forms.expected(scenario.model_dump(mode="json"), values, history.MORE)
    asked = {"scenario": data, "day": day, **forms.find_data(values, history.MORE)}
    return await service.simulate(work, SimulationRequest.model_validate(asked), media)


async def _typed(request: Request) -> tuple[Values, str]:
    values = await typed_in(request)
    return values, values.pop("do", "save")


def _focus(values: Values, do: str) -> str:
    group = do.removeprefix("add:")
    return f"{group}.{len(rows_of(values, group))}" if do.startswith("add:") else ""


def _problems(wrong: ValidationError) -> tuple[Problem, ...]:
    return tuple(_problem(error) for error in wrong.errors(include_url=False))


def _problem(error: Any) -> Problem:
    place = ""
    for step in error["loc"]:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else str(step)
    if error["type"] == "missing":
        return Problem(place, ProblemCode.NAME_MISSING)
    return problem_of_shape(place, error, SimulationRequest)


class _Page:
    """Composes for one reader."""

    def __init__(self, access: PolicyAccess, screen: Screen, who: SignedIn) -> None:
        self._desk = access
        self.screen = screen
        self._who = who

    @property
    def _words(self) -> Words:
        return self.screen.words

    @property
    def place(self) -> Place:
        """Supervisors come from the wallboard, and may open these pages of administration alone."""
        return Place.ADMIN if self._who.user.role == Role.ADMIN else Place.BOARD

    def _around(self, here: str, now: PolicyState) -> Frame:
        around = compose.frame(self._words, here, now)
        return around if self.place is Place.ADMIN else replace(around, draft=None, rehearsal_only=True)

    async def begin(self, starts: Any) -> Response:
        """Asks, waits a moment for short ones, and shows it."""
        study: UUID = await self._desk.do(self._who, starts)
        tenant = self._who.tenant
        await service.wait(self._desk.database, tenant, study)
        return RedirectResponse(f"/admin/routing/studies/{study}", 303, HEADERS)

    async def replay_start(
        self, values: Values, *, problems: tuple[Problem, ...] = (), focus: str = "", status: int = 200
    ) -> Response:
        _ = self._words.gettext
        form, around = await self._replay_form(values, problems, focus)
        hint = _(
            "Routes a past day again, under another policy or with more agents, and compares it with what happened."
        )
        view = StartView(around, _("Replay a day"), hint, form, await self._lines(StudyKind.REPLAY))
        return await serving.page(
            self._desk.screens.parts, self.screen, "admin/routing/rehearse.html", self.place, status=status, start=view
        )

    async def what_if_start(self, values: Values, *, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
        _ = self._words.gettext
        form, around = await self._what_if_form(values, problems)
        hint = _("Simulated many times on the routing engine itself, including random variation.")
        day, queue = "/admin/routing/what-if?of=day", "/admin/routing/what-if"
        other = (
            (queue, _("One queue, from figures you enter"))
            if values.get("of") == "day"
            else (day, _("A coming day, from your history"))
        )
        lines = await self._lines(StudyKind.SIMULATE, StudyKind.FIND_AGENTS, StudyKind.PLAN_AGENTS)
        view = StartView(around, _("What if"), hint, form, lines, other)
        return await serving.page(
            self._desk.screens.parts, self.screen, "admin/routing/rehearse.html", self.place, status=status, start=view
        )

    async def study(self, found: Study) -> StudyView:
        kind = "replay" if found.kind is StudyKind.REPLAY else "what-if"
        around = self._around(kind, await self._desk.policy_state(self._who))
        running = None if found.over else found.progress
        address = f"/admin/routing/studies/{found.id}"
        why_none = rehearsals.refusal(self._words, found.refused) if found.refused else found.problem or ""
        view = StudyView(around, kind, self._title(found), address, running, why_none)
        if kind == "replay":
            return await self._replayed(view, found)
        return await self._simulated(view, found)

    async def _replayed(self, view: StudyView, found: Study) -> StudyView:
        request = ReplayRequest.model_validate(found.question)
        form, _around = await self._replay_form(forms.replay_values(request), (), "")
        view = replace(view, form=form)
        if found.replayed is None:
            return view
        page = ReplayPage(self._words, found.replayed, asked=not request.changes_nothing)
        return replace(
            view, say=page.say(), charts=page.charts(), tables=page.tables(), late=page.late(), compared=page.compared,
            late_title=self._words.gettext("Answered too late"),
            publish=request.policy == "draft" and view.frame.draft is not None,
        )  # fmt: skip

    async def _simulated(self, view: StudyView, found: Study) -> StudyView:
        question = found.question
        find = question.get("find") or {}
        result = found.simulated or (found.found and found.found.result) or (found.planned and found.planned.result)
        if not result:
            return view
        goal = float(find.get("goal") or 80) / 100
        page = WhatIfPage(self._words, result, goal, 0, found.found, found.planned)
        return replace(
            view,
            say=page.say(),
            charts=page.charts(),
            tables=page.tables(),
            method=rehearsals.statement(self._words, result.method),
        )

    # --- forms

    async def _replay_form(self, values: Values, problems: tuple[Problem, ...], focus: str) -> tuple[Form, Frame]:
        now = await self._desk.policy_state(self._who)
        names = await self._desk.read(self._who, compose.people)
        kept = await self._desk.read(self._who, lambda r, t: publishing.versions(r, t, limit=VERSIONS))
        faults = self._faults(problems)
        fields = Fields(self._words, values, faults)
        versions = tuple(one.version for one in kept)
        sections = forms.ReplayForm(now.live, fields, names, versions, now.draft is not None).sections()
        form = self._form("/admin/routing/replay", sections, faults, self._words.gettext("Replay"), focus)
        return form, self._around("replay", now)

    async def _what_if_form(self, values: Values, problems: tuple[Problem, ...]) -> tuple[Form, Frame]:
        now = await self._desk.policy_state(self._who)
        names = await self._desk.read(self._who, compose.people)
        faults = self._faults(problems)
        fields = Fields(self._words, values, faults)
        sections = self._traffic(values, now, fields, names)
        form = self._form("/admin/routing/what-if", sections, faults, self._words.gettext("Simulate"))
        return replace(form, hidden=(("of", values.get("of", "queue")),)), self._around("what-if", now)

    def _traffic(self, values: Values, now: PolicyState, fields: Fields, names: dict[str, str]) -> tuple[Section, ...]:
        if values.get("of") == "day":
            return forms.DayTraffic(now.live, fields, names, now.draft is not None).sections()
        return forms.QueueTraffic(fields).sections()

    def _faults(self, problems: tuple[Problem, ...]) -> Faults:
        return Faults(partial(changes.sentence, self._words), problems)

    def _form(self, action: str, sections: tuple[Section, ...], faults: Faults, submit: str, focus: str = "") -> Form:
        return Form(action, sections, troubles=faults.rest(), focus=focus, submit=submit)

    # --- titles

    async def _lines(self, *kinds: StudyKind) -> tuple[StudyLine, ...]:
        found = await self._desk.read(self._who, lambda reader, tenant: service.latest(reader, tenant, STUDIES))
        states = {
            "waiting": self._words.gettext("waiting"),
            "running": self._words.gettext("running"),
            "done": "",
            "failed": self._words.gettext("failed"),
        }
        return tuple(
            StudyLine(f"/admin/routing/studies/{one.id}", self._title(one), one.asked_at, states[one.state])
            for one in found
            if one.kind in kinds
        )

    def _title(self, one: Study) -> str:
        _ = self._words.gettext
        if one.kind is StudyKind.REPLAY:
            asked = ReplayRequest.model_validate(one.question)
            more = sum(extra.count for extra in asked.extra)
            title = _(", ").join((day_label(self._words, asked.day), policy_label(self._words, asked.policy)))
            if asked.present:
                title = _("%(what)s, %(n)s made available", what=title, n=len(asked.present))
            return _("%(what)s, %(n)s more agents", what=title, n=more) if more else title
        simulated = SimulationRequest.model_validate(one.question)
        if simulated.steady is None:
            return self._coming(simulated)
        traffic = simulated.steady
        title = _(
            "%(calls)s calls in %(minutes)s min of %(aht)s s", calls=f"{traffic.calls:g}",
            minutes=f"{traffic.interval / 60:g}", aht=f"{traffic.aht:g}",
        )  # fmt: skip
        if simulated.find is not None:
            return _("%(what)s: how many agents for %(goal)s %%?", what=title, goal=f"{simulated.find.goal:g}")
        return _("%(what)s, %(n)s agents", what=title, n=traffic.agents)

    def _coming(self, simulated: SimulationRequest) -> str:
        _ = self._words.gettext
        title = day_label(self._words, simulated.day) if simulated.day else _("A coming day, from history")
        if simulated.find is None:
            return _("%(what)s, simulated", what=title) if simulated.day else title
        goal = f"{simulated.find.goal:g}"
        if simulated.find.by_interval:
            return _("%(what)s: how many more in each half hour for %(goal)s %%?", what=title, goal=goal)
        return _("%(what)s: how many more agents for %(goal)s %%?", what=title, goal=goal)
