"""Cases over the API: `/api/v1/cases`. Agents and supervisors work with them, administrators read and set types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query
from starlette.responses import Response

from contact_center.directory.access import Admin, Agent, AnyUser, Supervisor
from contact_center.directory.service import Role, SignedIn
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.cases import administering, linking, listing, quality, service, splitting
from crm_core.cases.domain import Case, CaseLinkKind
from crm_core.cases.errors import BadCursor, NoSuchCase, NoSuchCaseType, WrongSpan
from crm_core.cases.linking import LinkTo
from crm_core.cases.listing import CaseFilter
from crm_core.cases.model import CaseState, CaseType, Priority
from crm_core.cases.permissions import Actor
from crm_core.cases.ports import OpeningHours
from crm_core.cases.quality import Dimension, Only, QualityFilter
from crm_core.cases.schemas import (
    CaseDetailTold,
    CaseEdited,
    CaseGiven,
    CasePage,
    CaseTold,
    CaseTypeEffects,
    CaseTypeTold,
    ChangeMade,
    LinkGiven,
    MergeGiven,
    OwnerGiven,
    QualityTold,
    ResolutionGiven,
    SplitGiven,
    TypeChangeTold,
    WaitGiven,
    WatcherGiven,
    edits,
)
from crm_core.cases.service import Opening
from crm_core.cases.splitting import Part
from crm_core.customers import service as customers
from crm_core.places import place_in, place_text

T = TypeVar("T")
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=120,
        description="Of your choice: the same key with the same content gives the same case again.",
    ),
]  # fmt: skip
TypeCode = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
ChangeNumber = Annotated[int, Path(ge=1, lt=2**31)]
Version = Annotated[
    int | None, Query(ge=0, lt=2**31, description="as it was read: refused if a colleague has changed it since")
]


def actor_of(who: SignedIn) -> Actor:
    return Actor(who.user.id, Role(who.user.role))


class CaseRoutes:
    """Runs what an endpoint asks for, for the organisation and with the rights of who asks."""

    def __init__(self, database: Database, hours: OpeningHours) -> None:
        self.database = database
        self.hours = hours

    async def do(self, who: SignedIn, does: Callable[[UnitOfWork], Awaitable[Case]]) -> CaseTold:
        return CaseTold.of(await self.database.run(who.tenant, does, actor=who.actor))

    async def act(self, who: SignedIn, does: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await self.database.run(who.tenant, does, actor=who.actor)


def router(database: Database, hours: OpeningHours) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/cases", tags=["cases"])
    desk = CaseRoutes(database, hours)
    _types(routes, desk)
    _quality(routes, desk)
    _reading(routes, desk)
    _writing(routes, desk)
    _states(routes, desk)
    _together(routes, desk)
    return routes


def _types(routes: APIRouter, desk: CaseRoutes) -> None:
    @routes.get("/types")
    async def types(who: AnyUser) -> list[CaseType]:
        """The types of case of this organisation, with their fields, reasons, goals and clocks."""
        async with desk.database.read(who.tenant) as reader:
            return list((await service.types(reader, who.tenant)).values())

    @routes.get("/types/{code}")
    async def type(who: AnyUser, code: TypeCode) -> CaseTypeTold:
        """One type with its version, and how many cases have what of it."""
        async with desk.database.read(who.tenant) as reader:
            return CaseTypeTold.of(await administering.state(reader, who.tenant, code))

    @routes.put("/types/{code}")
    async def set_type(who: Admin, code: TypeCode, given: CaseType, version: Version = None) -> CaseType:
        """Makes or sets one type, whole; open cases keep their clocks and what they have."""
        _same(code, given)
        await desk.act(who, lambda work: administering.keep(work, given, version))
        return given

    @routes.post("/types/{code}/effects")
    async def type_effects(who: Admin, code: TypeCode, given: CaseType) -> CaseTypeEffects:
        """What setting the type so would mean for cases that are there, and what keeps it from being set."""
        _same(code, given)
        async with desk.database.read(who.tenant) as reader:
            wrong = await administering.check(reader, who.tenant, given)
            means = await administering.what_it_means(reader, who.tenant, given)
        return CaseTypeEffects.of(wrong, means)

    @routes.get("/types/{code}/changes")
    async def type_changes(who: Admin, code: TypeCode) -> list[TypeChangeTold]:
        """What was changed of a type, the latest first, at most 50."""
        async with desk.database.read(who.tenant) as reader:
            found = await administering.changes(reader, who.tenant, code)
        return [TypeChangeTold.model_validate(one, from_attributes=True) for one in found]

    @routes.post("/types/{code}/changes/{n}/undo")
    async def type_undone(who: Admin, code: TypeCode, n: ChangeNumber) -> ChangeMade:
        """Takes back the last change of a type; the undo is a change that can be taken back itself."""
        return ChangeMade(n=await desk.act(who, lambda work: administering.undo(work, code, n)))

    @routes.post("/types/{code}/changes/{n}/put-back")
    async def type_put_back(who: Admin, code: TypeCode, n: ChangeNumber) -> ChangeMade:
        """The type as it was after an earlier change."""
        return ChangeMade(n=await desk.act(who, lambda work: administering.put_back(work, code, n)))


def _same(code: str, given: CaseType) -> None:
    if given.code != code:
        raise NoSuchCaseType(given.code, field="code")


Start = Annotated[datetime, Query(alias="from", description="with UTC offset")]
End = Annotated[datetime, Query(alias="to", description="with UTC offset; before it")]
ProductAsked = Annotated[str | None, Query(max_length=120, description="number of a product")]
QueueAsked = Annotated[UUID | None, Query(description="id of a queue")]
TypeAsked = Annotated[str | None, Query(max_length=40, description="code of a type")]


def _quality(routes: APIRouter, desk: CaseRoutes) -> None:
    @routes.get("/quality")
    async def figures(
        who: Supervisor, start: Start, end: End, type: TypeAsked = None, product: ProductAsked = None,
        queue: QueueAsked = None,
    ) -> QualityTold:  # fmt: skip
        """Of what was resolved in this time: causes from the most frequent on, what came back, late, opened again."""
        wanted = _span(start, end, type, product, queue)
        async with desk.database.read(who.tenant) as reader:
            return QualityTold.of(await quality.quality(reader, who.tenant, wanted))

    @routes.get("/quality/cases")
    async def behind(
        who: Supervisor, start: Start, end: End, type: TypeAsked = None, product: ProductAsked = None,
        queue: QueueAsked = None,
        by: Annotated[Dimension | None, Query(description="the table whose row is asked for")] = None,
        key: Annotated[str | None, Query(max_length=170, description="its `key`; left out: those without one")] = None,
        only: Only | None = None,
        limit: Limit = ROWS,
        after: Annotated[str, Query(max_length=100, description="`next` of the page before")] = "",
    ) -> CasePage:  # fmt: skip
        """The cases behind a figure, the last resolved first."""
        wanted, place = _span(start, end, type, product, queue), _cursor(after)
        begin = (place[0], place[1]) if place is not None and place[0] is not None else None
        async with desk.database.read(who.tenant) as reader:
            found = await quality.cases(
                reader, who.tenant, wanted, by=by, key=key, only=only, after=begin, limit=limit + 1
            )
        more = place_text(found[limit - 1].resolved_at, found[limit - 1].id) if len(found) > limit else None
        return CasePage(cases=[CaseTold.of(one) for one in found[:limit]], next=more)


def _span(start: datetime, end: datetime, type: str | None, product: str | None, queue: UUID | None) -> QualityFilter:
    if start.tzinfo is None or end.tzinfo is None or end < start:
        raise WrongSpan(field="from")
    return QualityFilter(start, end, type, product, queue)


def _reading(routes: APIRouter, desk: CaseRoutes) -> None:
    @routes.get("")
    async def listed(
        who: AnyUser,
        state: Annotated[list[CaseState] | None, Query(max_length=5)] = None,
        owner: Annotated[UUID | None, Query(description="id of a user")] = None,
        type: Annotated[list[str] | None, Query(max_length=20, description="codes of types")] = None,
        priority: Annotated[list[Priority] | None, Query(max_length=4)] = None,
        customer: Annotated[UUID | None, Query(description="any id of the customer")] = None,
        conversation: Annotated[UUID | None, Query(description="those it belongs to")] = None,
        late: Annotated[bool, Query(description="only those of which a clock has run out")] = False,
        text: Annotated[str, Query(max_length=200, description="part of a title, or a number")] = "",
        limit: Limit = ROWS,
        after: Annotated[
            str,
            Query(max_length=100, pattern=r"^([0-9T:+.-]*,[0-9a-f-]{36})?$", description="`next` of the page before"),
        ] = "",
    ) -> CasePage:
        """Cases that this user may see, what is due first at the top."""
        async with desk.database.read(who.tenant) as reader:
            ids = await customers.aliases(reader, who.tenant, customer) if customer else []
            wanted = CaseFilter(
                states=state or (), owner=owner, types=type or (), priorities=priority or (), customers=ids,
                late_at=reader.now if late else None, text=text,
            )  # fmt: skip
            if conversation is not None:
                found = await listing.of_conversation(reader, who.tenant, conversation, actor_of(who))
                return CasePage(cases=[CaseTold.of(one) for one in found], next=None)
            found = await listing.listed(
                reader, who.tenant, wanted, actor_of(who), limit=limit + 1, after=_cursor(after)
            )
        more = place_text(found[limit - 1].due_at, found[limit - 1].id) if len(found) > limit else None
        return CasePage(cases=[CaseTold.of(one) for one in found[:limit]], next=more)

    @routes.get("/by-number/{number}")
    async def numbered(who: AnyUser, number: Annotated[str, Path(min_length=2, max_length=40)]) -> CaseDetailTold:
        """The case with this number; a wrong check digit is no case."""
        async with desk.database.read(who.tenant) as reader:
            id = await service.find(reader, who.tenant, number)
            if id is None:
                raise NoSuchCase
            return await _told(reader, who, id)

    @routes.get("/{case}")
    async def one(who: AnyUser, case: UUID) -> CaseDetailTold:
        """One case with its clocks, links, watchers, approvals and history."""
        async with desk.database.read(who.tenant) as reader:
            return await _told(reader, who, case)


async def _told(reader: Reader, who: SignedIn, id: UUID) -> CaseDetailTold:
    return CaseDetailTold.of_detail(await service.detail(reader, who.tenant, id, actor_of(who)))


def _writing(routes: APIRouter, desk: CaseRoutes) -> None:
    @routes.post("", status_code=HTTPStatus.CREATED)
    async def opened(who: Agent, given: CaseGiven, key: Key = None) -> CaseTold:
        """Opens a case. With an `Idempotency-Key` it may be sent again."""

        async def make(work: UnitOfWork) -> Case:
            if given.customer_id is not None:
                await customers.customer(work, work.tenant_id, given.customer_id)
            links = [LinkTo(one.kind, one.ref, one.label, one.source) for one in given.links]
            linking.check(links)
            opening = Opening(**given.model_dump(exclude={"links"}), links=links)
            return await service.open_case(work, opening, desk.hours, key=key)

        return await desk.do(who, make)

    @routes.patch("/{case}")
    async def edited(who: Agent, case: UUID, given: CaseEdited) -> CaseTold:
        """Changes what is named; with `version` a colleague's change is not overwritten."""
        values = edits(given)
        return await desk.do(who, lambda work: service.edit(work, case, actor_of(who), values, given.version))

    @routes.put("/{case}/owner")
    async def owned(who: Agent, case: UUID, given: OwnerGiven) -> CaseTold:
        """Takes the case, gives it to a colleague, or to nobody."""
        return await desk.do(who, lambda work: service.assign(work, case, actor_of(who), given.owner_id))

    @routes.post("/{case}/undo")
    async def undone(who: Agent, case: UUID) -> CaseTold:
        """Takes back what this user did to the case last, within a minute and if nobody has changed it since."""
        return await desk.do(who, lambda work: service.undo(work, case, actor_of(who)))

    @routes.put("/{case}/watchers", status_code=HTTPStatus.NO_CONTENT)
    async def watched(who: Agent, case: UUID, given: WatcherGiven) -> Response:
        """Adds somebody who wants to know what becomes of it."""
        await desk.act(who, lambda work: service.watch(work, case, actor_of(who), given.user_id))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @routes.delete("/{case}/watchers/{user}", status_code=HTTPStatus.NO_CONTENT)
    async def unwatched(who: Agent, case: UUID, user: UUID) -> Response:
        """Takes a watcher away."""
        await desk.act(who, lambda work: service.watch(work, case, actor_of(who), user, False))
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _states(routes: APIRouter, desk: CaseRoutes) -> None:
    @routes.post("/{case}/wait")
    async def waits(who: Agent, case: UUID, given: WaitGiven) -> CaseTold:
        """Lets it wait; only a wait for the customer stops its clocks, and every wait ends by itself."""
        return await desk.do(
            who,
            lambda work: service.wait(
                work, case, actor_of(who), given.wait_for, note=given.note, wake_at=given.wake_at,
                sub_state=given.sub_state,
            ),
        )  # fmt: skip

    @routes.post("/{case}/go-on")
    async def goes_on(who: Agent, case: UUID) -> CaseTold:
        """Ends a wait."""
        return await desk.do(who, lambda work: service.go_on(work, case, actor_of(who)))

    @routes.post("/{case}/resolve")
    async def resolved(who: Agent, case: UUID, given: ResolutionGiven) -> CaseTold:
        """Resolves it, if nothing is missing that its type asks for."""
        return await desk.do(who, lambda work: service.resolve(work, case, actor_of(who), given.resolution))

    @routes.post("/{case}/close")
    async def closed(who: Agent, case: UUID) -> CaseTold:
        """Closes a resolved case before its time for being opened again is over."""
        return await desk.do(who, lambda work: service.close(work, case, actor_of(who)))

    @routes.post("/{case}/reopen")
    async def reopened(who: Agent, case: UUID) -> CaseTold:
        """Opens it again; after the time that its type sets a new case follows it and is answered."""
        return await desk.do(who, lambda work: service.reopen(work, case, actor_of(who), desk.hours))


def _together(routes: APIRouter, desk: CaseRoutes) -> None:
    @routes.post("/{case}/links")
    async def linked(who: Agent, case: UUID, given: LinkGiven) -> CaseTold:
        """Links a conversation or a thing; one that is linked already stays as it is."""
        one = LinkTo(given.kind, given.ref, given.label, given.source)
        linking.check([one])
        return await desk.do(who, lambda work: linking.link(work, case, actor_of(who), one))

    @routes.delete("/{case}/links", status_code=HTTPStatus.NO_CONTENT)
    async def unlinked(
        who: Agent, case: UUID, kind: CaseLinkKind, ref: Annotated[str, Query(min_length=1, max_length=120)]
    ) -> Response:
        """Takes a link away; where there is none, nothing happens."""
        await desk.act(who, lambda work: linking.unlink(work, case, actor_of(who), kind, ref))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    @routes.post("/{case}/merge")
    async def merged(who: Agent, case: UUID, given: MergeGiven) -> CaseTold:
        """All that belongs to the other case belongs to this one; the clock that runs out first counts."""
        return await desk.do(who, lambda work: linking.merge(work, case, given.away, actor_of(who)))

    @routes.post("/{case}/split", status_code=HTTPStatus.CREATED)
    async def split(who: Agent, case: UUID, given: SplitGiven) -> CaseTold:
        """Opens a case for a part of this one and moves the links named to it; both say so in their history."""

        part = Part(given.title, [(one.kind, one.ref) for one in given.links], given.type, given.wants)
        return await desk.do(who, lambda work: splitting.split(work, case, actor_of(who), part, desk.hours))

    @routes.post("/{case}/split/{new}/undo")
    async def unsplit(who: Agent, case: UUID, new: UUID) -> CaseTold:
        """The part goes back into the case: within a minute, by who split it, while nobody has changed the part."""
        return await desk.do(who, lambda work: splitting.unsplit(work, case, new, actor_of(who)))


def _cursor(text: str) -> tuple[datetime | None, UUID] | None:
    try:
        return place_in(text)
    except ValueError as wrong:
        raise BadCursor(field="after") from wrong
