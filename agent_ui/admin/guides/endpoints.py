"""The pages of guides: what agents of a queue are led through while they speak."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.guides import forms
from agent_ui.admin.guides.views import GuideLine, GuidePage, GuidesPage, GuideVersionLine
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screen, Screens
from agent_ui.words.errors import error_words
from contact_center.directory import service as directory
from contact_center.directory.access import Admin
from contact_center.kernel.actors import user_of, users_of
from contact_center.kernel.errors import ContactCenterError, NotFound
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.guides import service
from crm_core.guides.domain import Guide, GuideStep
from crm_core.guides.errors import GuideChangedMeanwhile, NotAGuide, StepLeadsNowhere
from routing.policy import administration as routing


class NoSuchGuideQueue(NotFound):
    """There is no such queue here."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/guides")
    parts = screens.parts

    @routes.get("")
    async def queues(request: Request, who: Admin) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            found = {one.queue_id: one for one in await service.all_of(reader, who.tenant)}
            lines = [
                GuideLine(one.id, one.name, _state(screen, found.get(one.id)))
                for one in await routing.queues(reader, who.tenant)
                if one.active
            ]
        return await serving.page(parts, screen, "admin/guides.html", Place.ADMIN, guides=GuidesPage(tuple(lines)))

    @routes.get("/{queue}")
    async def one(request: Request, who: Admin, queue: UUID, version: int | None = None, done: str = "") -> Response:
        screen = screens.open(request, who)
        notice = screen.words.gettext("Saved. Calls in which a step is answered go on as they were.") if done else None
        return await _page(screens, screen, queue, notice=notice, shown=version)

    @routes.post("/{queue}")
    async def change(request: Request, who: Admin, queue: UUID) -> Response:
        """What is wrong is said on the page, with everything that was written."""
        async with request.form(max_fields=2000, max_files=0) as sent:
            form = {key: value for key, value in sent.items() if isinstance(value, str)}
        steps = forms.read(form)
        saw = int(form["saw"]) if form.get("saw", "").isdecimal() and len(form["saw"]) < 10 else 0

        async def write(work: UnitOfWork) -> None:
            await _name(work, who.tenant, queue)
            await service.change(work, queue, steps, saw=saw)

        try:
            await act(screens, who, write)
        except (NotAGuide, StepLeadsNowhere, GuideChangedMeanwhile) as wrong:
            return await _page(screens, screens.open(request, who), queue, wrong=wrong, steps=steps, saw=saw)
        return RedirectResponse(f"/admin/guides/{queue}?done=1", 303, HEADERS)

    return routes


async def _name(reader: Reader, tenant: UUID, queue: UUID) -> str:
    names = await routing.queue_names(reader, tenant)
    if queue not in names:
        raise NoSuchGuideQueue(queue)
    return names[queue]


async def _page(
    screens: Screens,
    screen: Screen,
    queue: UUID,
    *,
    notice: str | None = None,
    shown: int | None = None,
    wrong: ContactCenterError | None = None,
    steps: Sequence[GuideStep] | None = None,
    saw: int = 0,
) -> Response:
    assert screen.who is not None
    tenant = screen.who.tenant
    async with screens.parts.database.read(tenant) as reader:
        name = await _name(reader, tenant, queue)
        versions = await service.versions(reader, tenant, queue)
        people = await directory.names(reader, tenant, users_of(one.changed_by for one in versions))
    current = versions[0].version if versions else 0
    looked_at = next((one for one in versions if one.version == shown), None)
    base = looked_at or (versions[0] if versions else None)
    written = list(steps) if steps is not None else list(base.steps if base else ())
    view = GuidePage(
        queue, name, saw if wrong else current, forms.forms(screen.words, written), forms.kinds(screen.words),
        forms.goals(screen.words, written, screen.words.language),
        tuple(
            GuideVersionLine(
                one.version, screen.words.when(one.changed_at), people.get(user_of(one.changed_by) or queue, ""),
                len(one.steps),
            )
            for one in versions
        ),
        notice, _said(screen, wrong) if wrong else None,
        looked_at.version if looked_at is not None and looked_at.version != current else None,
    )  # fmt: skip
    status = wrong.status if wrong else 200
    return await serving.page(screens.parts, screen, "admin/guide.html", Place.ADMIN, status=status, guide=view)


def _said(screen: Screen, wrong: ContactCenterError) -> str:
    """With the number of the step it is about."""
    said = error_words(screen.words, wrong.code, wrong.status)
    place = str(wrong.fields.get("field", "")).split(".")
    if len(place) > 1 and place[1].isdecimal():
        return screen.words.gettext("Step %(n)s: %(problem)s", n=int(place[1]) + 1, problem=said)
    return said


def _state(screen: Screen, guide: Guide | None) -> str:
    words = screen.words
    if guide is None:
        return words.gettext("no guide")
    count = words.ngettext("%(n)s step", "%(n)s steps", len(guide.steps))
    return words.gettext("%(steps)s, changed %(time)s", steps=count, time=words.when(guide.changed_at))
