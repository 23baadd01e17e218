"""The routing policy over the API: `/api/v1/routing`. Supervisors read, administrators change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, SkipValidation
from starlette.responses import Response

from contact_center.directory.access import Admin, Supervisor
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import TenantId
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from routing.errors import NoDraft
from routing.flow import official
from routing.policy import schemas
from routing.policy import service as publishing
from routing.policy.errors import PolicyInvalid, Problem, ProblemCode
from routing.policy.file_process import PolicyFiles
from routing.policy.files import LONGEST
from routing.policy.model import PolicyDocument
from routing.policy.ports import Sentences
from routing.policy.schemas import draft_of, problem_of
from routing.policy.service import LONGEST_NOTE, Version

T = TypeVar("T")
YAML = "application/yaml"

if TYPE_CHECKING:
    Document = dict[str, Any]
else:
    # Described as a policy, read by ourselves, so that everything that is wrong is told at once and by its place.
    Document = Annotated[PolicyDocument, SkipValidation]
Note = Annotated[str, Field(max_length=LONGEST_NOTE, description="Why, for the history.")]
BasedOn = Annotated[int | None, Field(description="The version it was made from; refused if another is followed now.")]


class StrictBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class Checking(StrictBody):
    document: Document


class Publishing(StrictBody):
    document: Document
    note: Note = ""
    based_on: BasedOn = None


class Saving(StrictBody):
    document: Document
    revision: Annotated[int, Field(ge=0, description="Of the draft it replaces; 0 for a new one.")] = 0
    based_on: BasedOn = None


class OfficialCalendar(StrictBody):
    calendar: Annotated[str, Field(max_length=80)]
    """The name of opening hours in the draft, or in what is followed."""
    file: Annotated[str, Field(max_length=official.LONGEST_FILE)]
    """As the government of Taiwan publishes it: CSV with a day, its weekday, 2 (off) or 0 (worked), and a remark."""


class PublishingDraft(StrictBody):
    revision: int
    note: Note = ""


class RollingBack(StrictBody):
    note: Note = ""


@dataclass(frozen=True, slots=True)
class PolicyNow:
    version: int
    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class Published:
    version: int
    """What is followed from now on; the present version if nothing was different."""


@dataclass(frozen=True, slots=True)
class Checked:
    problems: list[schemas.PolicyProblem]


@dataclass(frozen=True, slots=True)
class VersionDocument:
    version: Version
    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    changes: list[str]
    """Lines like `queues[Orders].priority: 0 → 10`."""


class PolicyRoutes:
    """Runs what an endpoint asks for, for the organisation of who asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, who: SignedIn, asks: Callable[[Reader, TenantId], Awaitable[T]]) -> T:
        tenant = who.tenant
        async with self._database.read(tenant) as reader:
            return await asks(reader, tenant)

    async def do(self, who: SignedIn, does: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await self._database.run(who.tenant, does, actor=who.actor)


def router(database: Database, sentences: Sentences) -> APIRouter:
    """Everything about the policy as a document."""
    routes = APIRouter(prefix="/api/v1/routing", tags=["routing policy"])
    desk = PolicyRoutes(database)
    _policy(routes, desk, sentences)
    _draft(routes, desk, sentences)
    _versions(routes, desk, sentences)
    return routes


def _policy(routes: APIRouter, desk: PolicyRoutes, sentences: Sentences) -> None:
    files = PolicyFiles()

    @routes.get("/policy")
    async def policy(who: Supervisor) -> PolicyNow:
        """What routing follows now."""
        now = await desk.read(who, publishing.current)
        return PolicyNow(now.version, now.document)

    @routes.get("/policy.yaml", response_class=Response, responses={200: {"content": {YAML: {}}}})
    async def export(
        who: Supervisor, version: Annotated[int | None, Query(description="left out: now")] = None
    ) -> Response:
        """The whole policy as a readable file."""
        text = await desk.read(who, lambda reader, tenant: publishing.export(reader, tenant, version))
        return Response(text, media_type=YAML, headers={"Content-Disposition": 'attachment; filename="routing.yaml"'})

    @routes.put("/policy")
    async def publish(who: Admin, body: Publishing) -> Published:
        """Publishes a document. Refused with every problem and its place; nothing is ever half-applied."""
        return Published(
            await desk.do(
                who,
                lambda work: publishing.publish_data(work, body.document, note=body.note, based_on=body.based_on),
            )
        )

    @routes.put("/policy.yaml", openapi_extra={"requestBody": {"required": True, "content": {YAML: {}}}})
    async def import_file(
        who: Admin,
        request: Request,
        note: Annotated[str, Query(max_length=LONGEST_NOTE)] = "",
        based_on: int | None = None,
    ) -> Published:
        """Publishes a file; problems name their line."""
        file = await files.parsed(await _text(request))
        return Published(
            await desk.do(who, lambda work: publishing.import_file(work, file, note=note, based_on=based_on))
        )

    @routes.post("/policy/check")
    async def check(who: Admin, body: Checking) -> Checked:
        """What is wrong with a document; changes nothing."""
        _, problems = await desk.read(who, lambda reader, tenant: publishing.check(reader, tenant, body.document))
        return Checked([problem_of(one, sentences) for one in problems])


async def _text(request: Request) -> str:
    """The body as text. Raises `PolicyInvalid` for what is too long or no text."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > 4 * LONGEST:
            raise PolicyInvalid((Problem("file", ProblemCode.FILE_TOO_LONG),))
    try:
        return read.decode()
    except UnicodeDecodeError as wrong:
        raise PolicyInvalid((Problem("file", ProblemCode.FILE_NOT_UTF8),)) from wrong


def _draft(routes: APIRouter, desk: PolicyRoutes, sentences: Sentences) -> None:
    @routes.get("/policy/draft")
    async def draft(who: Supervisor) -> schemas.PolicyDraftOut:
        """The draft of the organisation, what is wrong with it, and what it would change."""
        found = await desk.read(who, publishing.draft)
        if found is None:
            raise NoDraft
        return draft_of(found, sentences)

    @routes.put("/policy/draft")
    async def save(who: Admin, body: Saving) -> schemas.PolicyDraftOut:
        """Keeps a draft. Whoever saves second is told (409)."""
        kept = await desk.do(
            who,
            lambda work: publishing.save_draft(work, body.document, revision=body.revision, based_on=body.based_on),
        )
        return draft_of(kept, sentences)

    @routes.delete("/policy/draft", status_code=204)
    async def discard(who: Admin) -> None:
        """Throws the draft away."""
        await desk.do(who, publishing.discard_draft)

    @routes.post("/policy/draft/official-calendar")
    async def take_official_calendar(who: Admin, body: OfficialCalendar) -> schemas.PolicyDraftOut:
        """Holidays and make-up workdays of the years in a file go into the draft, in place of those that were there."""
        days = official.read(body.file)
        kept = await desk.do(who, lambda work: publishing.take_official(work, body.calendar, days))
        return draft_of(kept, sentences)

    @routes.post("/policy/draft/publish")
    async def publish(who: Admin, body: PublishingDraft) -> Published:
        """Makes the draft what is followed."""
        return Published(
            await desk.do(who, lambda work: publishing.publish_draft(work, revision=body.revision, note=body.note))
        )


def _versions(routes: APIRouter, desk: PolicyRoutes, sentences: Sentences) -> None:
    @routes.get("/versions")
    async def versions(who: Supervisor, before: int | None = None, limit: Limit = ROWS) -> list[Version]:
        """Who published what when, newest first."""
        return await desk.read(
            who, lambda reader, tenant: publishing.versions(reader, tenant, before=before, limit=limit)
        )

    @routes.get("/versions/{version}")
    async def one(who: Supervisor, version: int) -> VersionDocument:
        """A version with its whole document."""
        return VersionDocument(
            *await desk.read(who, lambda reader, tenant: publishing.version(reader, tenant, version))
        )

    @routes.get("/versions/{version}/changes")
    async def changes(
        who: Supervisor,
        version: int,
        to: Annotated[int | None, Query(description="left out: what is followed now")] = None,
    ) -> PolicyChanges:
        """What is different in `to`."""
        found = await desk.read(who, lambda reader, tenant: publishing.difference(reader, tenant, version, to))
        return PolicyChanges([sentences.difference(one) for one in found])

    @routes.post("/versions/{version}/roll-back")
    async def roll_back(who: Admin, version: int, body: RollingBack) -> Published:
        """Publishes this version anew, as a new one."""
        return Published(await desk.do(who, lambda work: publishing.roll_back(work, version, body.note)))
