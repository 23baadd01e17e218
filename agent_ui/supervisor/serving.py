"""`/supervisor/serving`: agents and teams serve other queues for some hours; it ends by itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.compose.lens import Lens
from agent_ui.frame import serving as pages
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens, answer
from agent_ui.supervisor.serving_views import ServesOtherwiseLine, ServingPerson, ServingView
from agent_ui.views import PresenceState, UndoView
from agent_ui.views.common import FilterChoice
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.access import Supervisor
from contact_center.directory.people import service as people
from contact_center.directory.people.domain import PeopleFilter, PersonState
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.reading import floor_queries
from contact_center.kernel.actors import user_of, users_of
from contact_center.kernel.contracts.interactions import Presence
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.control import undoing
from routing.policy import administration as routing
from routing.policy import serving
from routing.policy.serving_store import ServingRow

PAGE: Final = "/supervisor/serving"
REST_OF_DAY: Final = "day"
HOURS: Final = (1, 2, 4, 8)
MOST_PEOPLE: Final = 500
LEVEL: Final = "level:"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(PAGE)
    async def page(request: Request, who: Supervisor, agent: UUID | None = None) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose(reader, lens, agent)
        return await pages.page(screens.parts, screen, "supervisor/serving.html", Place.BOARD, serving=view)

    @routes.post(PAGE)
    async def serve(
        request: Request,
        who: Supervisor,
        agent: Annotated[list[UUID], Form(default_factory=list)],
        queue: Annotated[list[UUID], Form(default_factory=list)],
        why: Annotated[str, Form()] = "",
        until: Annotated[str, Form(max_length=10)] = REST_OF_DAY,
    ) -> Response:
        skills = _levels({name: str(value) for name, value in (await request.form()).items()})
        words = screens.open(request, who).words

        async def change(unit: UnitOfWork) -> UndoView:
            end = _end(unit.now, until, who.time_zone)
            id = await undoing.set_serving(unit, agent, queue, skills=skills, until=end, why=why)
            said = words.ngettext(
                "%(n)s agent serves other queues until %(time)s.", "%(n)s agents serve other queues until %(time)s.",
                len(set(agent)), time=words.when(end),
            )  # fmt: skip
            return UndoView(said, f"/supervisor/control/undo/{id}")

        return await _again(request, who, await act(screens, who, change))

    @routes.post(f"{PAGE}/{{agent}}/end")
    async def end(request: Request, who: Supervisor, agent: UUID) -> Response:
        words = screens.open(request, who).words

        async def change(unit: UnitOfWork) -> UndoView:
            id = await undoing.end_serving(unit, agent)
            name = (await directory.names(unit, unit.tenant_id, [agent])).get(agent, "")
            said = words.gettext("%(who)s serves their own queues again.", who=name)
            return UndoView(said, f"/supervisor/control/undo/{id}")

        return await _again(request, who, await act(screens, who, change))

    async def _again(request: Request, who: SignedIn, undo: UndoView) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose(reader, lens, None)
        shown = screen.part("supervisor/serving_again.html", serving=view)
        return answer(request, PAGE, shown + screen.part("console/push/undo.html", undo=undo))

    return routes


def _levels(form: dict[str, str]) -> dict[str, int]:
    """Levels that were typed beside skills; one that is no number is refused where it is judged (-1)."""
    typed = {name.removeprefix(LEVEL): value.strip() for name, value in form.items() if name.startswith(LEVEL)}
    return {name: int(value) if value.isascii() and value.isdigit() else -1 for name, value in typed.items() if value}


def _end(now: datetime, until: str, zone: str) -> datetime:
    """In so many hours, or at midnight of the organisation's day."""
    if until.isascii() and until.isdigit() and int(until) in HOURS:
        return now + timedelta(hours=int(until))
    here = now.astimezone(ZoneInfo(zone))
    return datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)


async def compose(reader: Reader, lens: Lens, chosen: UUID | None) -> ServingView:
    words = lens.words
    queues = [one for one in await routing.queues(reader, lens.tenant) if one.active]
    rows = await serving.listed(reader, lens.tenant)
    who = await people.listed(reader, lens.tenant, PeopleFilter(state=PersonState.ACTIVE), MOST_PEOPLE)
    takes = [one for one in who if Role(one.role) in (Role.AGENT, Role.SUPERVISOR)]
    states = {row["agent_id"]: row["presence"] for row in await floor_queries.agents_here(reader, lens.tenant)}
    by = users_of(row.set_by for row in rows)
    names = await directory.names(reader, lens.tenant, by | {row.agent_id for row in rows})
    served: dict[UUID, list[str]] = {}
    for queue in queues:
        for member in queue.members:
            served.setdefault(member, []).append(queue.name)
    return ServingView(
        now=tuple(_line(words, row, names, {str(one.id): one.name for one in queues}) for row in rows),
        people=tuple(
            ServingPerson(
                one.id, one.name, one.team, PresenceState(states.get(one.id, Presence.OFFLINE)),
                tuple(served.get(one.id, ())), one.id == chosen,
            )
            for one in takes
        ),
        queues=tuple(FilterChoice(str(one.id), one.name) for one in queues),
        skills=tuple(await routing.skill_names(reader, lens.tenant)),
        spans=(
            FilterChoice(REST_OF_DAY, words.gettext("the end of the day"), True),
            *(FilterChoice(str(n), words.ngettext("%(n)s hour from now", "%(n)s hours from now", n)) for n in HOURS),
        ),
    )  # fmt: skip


def _line(words: Words, row: ServingRow, names: dict[UUID, str], queues: dict[str, str]) -> ServesOtherwiseLine:
    by = user_of(row.set_by)
    return ServesOtherwiseLine(
        agent=row.agent_id,
        name=names.get(row.agent_id, ""),
        queues=tuple(sorted(queues[one] for one in row.queues if one in queues)),
        skills=words.gettext(", ").join(f"{name} {level}" for name, level in sorted(row.skills.items())),
        until=words.when(row.until),
        by=names.get(by, "") if by else "",
        why=row.why,
    )
