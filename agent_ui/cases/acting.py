"""What is done with a case from its page: each answer goes back to the case, which says what was done, with undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.ids import id_in
from agent_ui.frame.screen import HEADERS, Screens, answer, is_scripted
from agent_ui.views import UndoView
from contact_center.directory.access import Agent, Supervisor
from contact_center.directory.approvals.domain import Verdict
from contact_center.directory.service import Role, SignedIn
from contact_center.kernel.errors import Invalid
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import asking, incidents, linking, service, splitting
from crm_core.cases.domain import Case, CaseLinkKind, WaitFor
from crm_core.cases.errors import WaitNeedsATime
from crm_core.cases.linking import LinkTo
from crm_core.cases.model import Priority
from crm_core.cases.numbers import short
from crm_core.cases.permissions import Actor
from crm_core.cases.service import Opening
from crm_core.cases.splitting import Part

Line = Annotated[str, Form(max_length=300)]
Words = Annotated[str, Form(max_length=8000)]
Chosen = Annotated[str, Form(max_length=160)]
Told = Annotated[str, Form(max_length=1500)]


class NotAnAmount(Invalid):
    """Give the amount as a number with at most two decimals, such as 600 or 12.50."""


def actor(who: SignedIn) -> Actor:
    return Actor(who.user.id, Role(who.user.role))


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _opening(routes, screens)
    _states(routes, screens)
    _editing(routes, screens)
    _together(routes, screens)
    _approving(routes, screens)
    _incidents(routes, screens)
    return routes


async def _do(
    screens: Screens, request: Request, who: SignedIn, does: Callable[[UnitOfWork], Awaitable[Case]]
) -> Response:
    case = await act(screens, who, does)
    return to_case(request, case.id)


def to_case(request: Request, id: UUID) -> Response:
    href = f"/cases/{id}"
    if is_scripted(request):
        return Response(status_code=204, headers=HEADERS | {"HX-Redirect": href})
    return RedirectResponse(href, 303, HEADERS)


def _opening(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/cases")
    async def open_case(
        request: Request,
        who: Agent,
        type: Chosen,
        title: Annotated[str, Form(min_length=1, max_length=200)],
        priority: Annotated[Priority | Literal[""], Form()] = "",
        reason: Chosen = "",
        wants: Words = "",
        customer: Annotated[UUID | None, Form()] = None,
        conversation: Annotated[UUID | None, Form()] = None,
        key: Annotated[str | None, Form(max_length=60)] = None,
    ) -> Response:
        """For whoever opens it; a conversation it comes from is linked, and its customer has been answered."""
        links = [LinkTo(CaseLinkKind.CONVERSATION, str(conversation))] if conversation else []
        opening = Opening(
            type, title, customer, Priority(priority) if priority else None, reason or None, wants,
            owner_id=who.user.id, links=links, is_answered=conversation is not None,
        )  # fmt: skip
        hours = screens.parts.case_hours
        case = await act(screens, who, lambda work: service.open_case(work, opening, hours, key=key or None))
        if conversation is not None and is_scripted(request):
            return _done(screens, request, who, case, linked=False)
        return to_case(request, case.id)

    @routes.post("/cases/{id}/conversations")
    async def link_conversation(
        request: Request, who: Agent, id: UUID, conversation: Annotated[UUID, Form()]
    ) -> Response:
        """From the conversation itself, which stays on the page."""
        one = LinkTo(CaseLinkKind.CONVERSATION, str(conversation))
        case = await act(screens, who, lambda work: linking.link(work, id, actor(who), one))
        return _done(screens, request, who, case, linked=True)


def _done(screens: Screens, request: Request, who: SignedIn, case: Case, *, linked: bool) -> Response:
    if not is_scripted(request):
        return to_case(request, case.id)
    screen = screens.open(request, who)
    number = short(case.number)
    said = (
        screen.words.gettext("Linked to %(number)s.", number=number)
        if linked
        else screen.words.gettext("Opened %(number)s.", number=number)
    )
    undo = UndoView(said, f"/cases/{case.id}/undo?stay=yes")
    return screen.fragment(screen.part("cases/done.html", undo=undo if linked else None, said=said, case=case.id))


def _states(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/cases/{id}/owner")
    async def owner(request: Request, who: Agent, id: UUID, to: Annotated[str, Form(max_length=40)]) -> Response:
        new = None if to == "nobody" else who.user.id if to == "me" else _uuid(to)
        return await _do(screens, request, who, lambda work: service.assign(work, id, actor(who), new))

    @routes.post("/cases/{id}/wait")
    async def wait(
        request: Request,
        who: Agent,
        id: UUID,
        reason: Annotated[WaitFor, Form()],
        note: Line = "",
        at: Annotated[str, Form(max_length=30)] = "",
        sub_state: Chosen = "",
    ) -> Response:
        until = _time(at, who.time_zone) if at else None
        return await _do(
            screens, request, who,
            lambda work: service.wait(
                work, id, actor(who), reason, note=note, wake_at=until, sub_state=sub_state or None
            ),
        )  # fmt: skip

    @routes.post("/cases/{id}/state")
    async def state(request: Request, who: Agent, id: UUID, sub_state: Chosen = "") -> Response:
        new = sub_state or None
        return await _do(screens, request, who, lambda work: service.set_sub_state(work, id, actor(who), new))

    @routes.post("/cases/{id}/go/{what}")
    async def go(request: Request, who: Agent, id: UUID, what: Literal["go-on", "close", "reopen"]) -> Response:
        async def does(work: UnitOfWork) -> Case:
            match what:
                case "go-on":
                    return await service.go_on(work, id, actor(who))
                case "close":
                    return await service.close(work, id, actor(who))
                case "reopen":
                    return await service.reopen(work, id, actor(who), screens.parts.case_hours)

        return await _do(screens, request, who, does)

    @routes.post("/cases/{id}/act/resolve")
    async def resolve(
        request: Request, who: Agent, id: UUID, cause: Chosen = "", remedy: Chosen = "", resolution: Words = ""
    ) -> Response:
        async def does(work: UnitOfWork) -> Case:
            values = {"cause": cause or None, "remedy": remedy or None}
            await service.edit(work, id, actor(who), {name: value for name, value in values.items() if value})
            return await service.resolve(work, id, actor(who), resolution)

        return await _do(screens, request, who, does)

    @routes.post("/cases/{id}/undo")
    async def undo(request: Request, who: Agent, id: UUID, stay: str = "") -> Response:
        case = await act(screens, who, lambda work: service.undo(work, id, actor(who)))
        if stay:
            screen = screens.open(request, who)
            return screen.fragment(screen.part("console/push/undo.html", undo=None))
        return to_case(request, case.id)


def _editing(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/cases/{id}/act/edit")
    async def edit(request: Request, who: Agent, id: UUID) -> Response:
        """Only the fields that the form has; a field of the type is named `field-<code>`."""
        given = await typed_in(request)
        values: dict[str, Any] = {}
        for name, most in (("title", 200), ("wants", 8000), ("told", 8000), ("resolution", 8000), ("cost_note", 300)):
            if name in given:
                values[name] = given[name].strip()[:most]
        for name in ("cause", "remedy", "reason", "priority"):
            if name in given:
                values[name] = given[name] or None
        if "priority" in values:
            values["priority"] = Priority(values["priority"]) if values["priority"] in set(Priority) else None
        if "cost" in given:
            values["cost"] = _amount(given["cost"]) if given["cost"].strip() else None
            values["currency"] = given.get("currency") or None
        fields = {name.removeprefix("field-"): value for name, value in given.items() if name.startswith("field-")}
        version = int(given["version"]) if given.get("version", "").isdecimal() else None

        async def does(work: UnitOfWork) -> Case:
            if fields:
                values["fields"] = fields
            kept = {name: value for name, value in values.items() if name != "priority" or value is not None}
            return await service.edit(work, id, actor(who), kept, version)

        return await _do(screens, request, who, does)

    @routes.post("/cases/{id}/act/watch")
    async def watch(request: Request, who: Agent, id: UUID, on: Annotated[Literal["yes", "no"], Form()]) -> Response:
        await act(screens, who, lambda work: service.watch(work, id, actor(who), who.user.id, on == "yes"))
        return to_case(request, id)


def _together(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/cases/{id}/act/merge")
    async def merge(
        request: Request, who: Agent, id: UUID, other: Annotated[str, Form(max_length=40)] = "",
        number: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:  # fmt: skip
        """This case goes into the other one."""

        async def does(work: UnitOfWork) -> Case:
            into = _uuid(other) if other else await service.find(work, work.tenant_id, number)
            return await linking.merge(work, into or id, id, actor(who))

        return await _do(screens, request, who, does)

    @routes.post("/cases/{id}/act/split")
    async def split(
        request: Request, who: Agent, id: UUID, title: Annotated[str, Form(min_length=1, max_length=200)],
        type: Chosen = "", what: Annotated[list[str] | None, Form(max_length=500)] = None, wants: Words = "",
    ) -> Response:  # fmt: skip
        """What was ticked belongs to a new case, whose page is shown."""
        links = [(kind, ref) for kind, _, ref in (one.partition(" ") for one in what or ())]
        part = Part(title, links, type or None, wants)
        hours = screens.parts.case_hours
        return await _do(
            screens, request, who, lambda work: splitting.split(work, id, actor(who), part, hours)
        )  # fmt: skip

    @routes.post("/cases/{id}/unsplit/{new}")
    async def unsplit(request: Request, who: Agent, id: UUID, new: UUID) -> Response:
        return await _do(screens, request, who, lambda work: splitting.unsplit(work, id, new, actor(who)))

    @routes.post("/cases/{id}/act/link")
    async def link(
        request: Request, who: Agent, id: UUID, kind: Annotated[CaseLinkKind, Form()],
        ref: Annotated[str, Form(min_length=1, max_length=120)], label: Line = "",
    ) -> Response:  # fmt: skip
        one = LinkTo(kind, ref.strip(), label.strip())
        linking.check([one])
        return await _do(screens, request, who, lambda work: linking.link(work, id, actor(who), one))

    @routes.post("/cases/{id}/act/unlink")
    async def unlink(request: Request, who: Agent, id: UUID, what: Annotated[str, Form(max_length=160)]) -> Response:
        kind, _, ref = what.partition(" ")
        await act(screens, who, lambda work: linking.unlink(work, id, actor(who), kind, ref))
        return to_case(request, id)


def _approving(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/cases/{id}/act/refund")
    async def refund(
        request: Request, who: Agent, id: UUID, amount: Annotated[str, Form(max_length=20)],
        currency: Annotated[str, Form(pattern=r"^[A-Z]{3}$")] = "TWD", why: Line = "",
    ) -> Response:  # fmt: skip
        """Above the limit of the type a second person is asked; up to it the amount is written down."""
        value = _amount(amount)
        return await _do(screens, request, who, lambda work: asking.refund(work, id, actor(who), value, currency, why))

    @routes.post("/cases/{id}/approvals/{approval}")
    async def decide(
        request: Request, who: Supervisor, id: UUID, approval: UUID, verdict: Annotated[Verdict, Form()],
        reason: Line = "",
    ) -> Response:  # fmt: skip
        await act(screens, who, lambda work: asking.decide(work, id, actor(who), approval, verdict, reason))
        return to_case(request, id)

    @routes.post("/cases/{id}/approvals/{approval}/withdraw")
    async def withdraw(request: Request, who: Agent, id: UUID, approval: UUID) -> Response:
        await act(screens, who, lambda work: asking.decide(work, id, actor(who), approval, Verdict.WITHDRAWN, ""))
        return to_case(request, id)


def _incidents(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/cases/{id}/incident/{incident}")
    async def belongs(request: Request, who: Agent, id: UUID, incident: UUID) -> Response:
        return await _do(screens, request, who, lambda work: incidents.link(work, id, incident, actor(who)))

    @routes.post("/cases/{id}/incident/{incident}/not")
    async def not_this(request: Request, who: Agent, id: UUID, incident: UUID) -> Response:
        async def does(work: UnitOfWork) -> None:
            await service.detail(work, work.tenant_id, id, actor(who))
            await incidents.not_this(work, incident, f"case:{id}")

        await act(screens, who, does)
        return to_case(request, id)

    @routes.post("/cases/incidents/{incident}/conversations")
    async def affected(
        request: Request, who: Agent, incident: UUID, conversation: Annotated[UUID, Form()],
        customer: Annotated[UUID | None, Form()] = None,
    ) -> Response:  # fmt: skip
        """One click from the conversation: a case of this customer that belongs to the incident."""

        async def does(work: UnitOfWork) -> Case:
            parent = (await service.detail(work, work.tenant_id, incident, actor(who))).case
            opening = Opening(
                parent.type, parent.title, customer, owner_id=who.user.id, is_answered=True,
                links=[LinkTo(CaseLinkKind.CONVERSATION, str(conversation))],
            )  # fmt: skip
            key = f"incident:{incident}:{conversation}"
            case = await service.open_case(work, opening, screens.parts.case_hours, key=key)
            return await incidents.link(work, case.id, incident, actor(who))

        case = await act(screens, who, does)
        return _done(screens, request, who, case, linked=False)

    @routes.post("/cases/incidents/{incident}/conversations/not")
    async def not_affected(
        request: Request, who: Agent, incident: UUID, conversation: Annotated[UUID, Form()]
    ) -> Response:
        ref = f"conversation:{conversation}"
        await act(screens, who, lambda work: incidents.not_this(work, incident, ref))
        return answer(request, f"/cases/{incident}")

    @routes.post("/cases/{id}/act/incident")
    async def declare(
        request: Request, who: Supervisor, id: UUID, words: Line = "", products: Line = "", lots: Line = "",
        advice: Annotated[str, Form(max_length=1000)] = "", en: Told = "", zh: Told = "",
        announced: Annotated[bool, Form()] = False, at: Annotated[str, Form(max_length=30)] = "",
    ) -> Response:  # fmt: skip
        rule = incidents.rule_of({"words": words, "products": products, "lots": lots})
        until = _time(at, who.time_zone) if at else None
        return await _do(
            screens, request, who,
            lambda work: incidents.declare(
                work, id, actor(who), rule, advice=advice.strip(), announcement=_texts(en, zh), announced=announced,
                expected_at=until,
            ),
        )  # fmt: skip

    @routes.post("/cases/{id}/act/incident-over")
    async def over(request: Request, who: Supervisor, id: UUID) -> Response:
        return await _do(screens, request, who, lambda work: incidents.end(work, id, actor(who)))

    @routes.post("/cases/{id}/act/update")
    async def update(request: Request, who: Supervisor, id: UUID, en: Told = "", zh: Told = "") -> Response:
        texts = _texts(en, zh)
        if not texts:
            raise NothingToTell(field="en")
        ports = screens.parts.ports
        await act(screens, who, lambda work: incidents.update_all(work, ports, id, actor(who), texts))
        return to_case(request, id)


class NothingToTell(Invalid):
    """Write the update in at least one language."""


def _texts(en: str, zh: str) -> dict[str, str]:
    return {language: text.strip() for language, text in (("en", en), ("zh-Hant", zh)) if text.strip()}


def _uuid(text: str) -> UUID:
    found = id_in(text)
    if found is None:
        raise Invalid(field="to")
    return found


def _time(text: str, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError as wrong:
        raise WaitNeedsATime(field="at") from wrong


def _amount(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").strip())
    except InvalidOperation as wrong:
        raise NotAnAmount(text, field="amount") from wrong
    if not value.is_finite() or not 0 <= value < 10**13 or value != round(value, 2):
        raise NotAnAmount(text, field="amount")
    return value
