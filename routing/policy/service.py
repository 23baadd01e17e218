"""Versions of the routing policy: read, checked, drafted, published, rolled back.

Publishing is one unit of work: queues, profiles, settings, the numbered version, the audit and the event that makes
the router read anew commit together or not at all. Every change is a version with its author, small edits, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.interactions.presence import service as presence
from contact_center.kernel.actors import user_of
from contact_center.kernel.ids import AgentId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.errors import DraftChanged, NoDraft, NoSuchVersion, PolicyMovedOn
from routing.flow.official import CalendarGone, OfficialDay, applied
from routing.policy import queues_store as store
from routing.policy import store as policy_store
from routing.policy.checking import CheckContext, problems_of_document
from routing.policy.differences import Difference, differences
from routing.policy.errors import PolicyInvalid, Problem, ProblemCode
from routing.policy.files import Parsed, parse, read_file, write_file
from routing.policy.merging import completed, without_leavers
from routing.policy.model import PolicyDocument
from routing.policy.reading import examine, read_document
from routing.policy.rows import StoredAgent, agent_columns, document_of, queue_columns, tenant_settings

BEFORE_VERSIONS = "as it was before this change"
LONGEST_NOTE = 500


class Source(StrEnum):
    """Where a version came from."""

    EDIT = "edit"
    """A single setting was changed by hand."""
    DRAFT = "draft"
    IMPORT = "import"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Current:
    """What is followed now. Version 0: nothing was ever published."""

    version: int
    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    at: datetime
    author: str
    """Who published it, by name; `cli`, `demo` for what no person did."""
    source: Source
    note: str
    restores: int | None
    """The version that a roll-back brought back."""


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    revision: int
    """To be named when saving again: whoever saves second is told."""
    based_on: int
    at: datetime
    author: str
    document: PolicyDocument
    problems: tuple[Problem, ...]
    changes: tuple[Difference, ...]
    """Against what is followed now."""


# --- reading


async def current(reader: Reader, tenant: UUID) -> Current:
    """The policy that is followed, as its rows say it."""
    head = await policy_store.head(reader, tenant)
    queues = await store.queues(reader, tenant)
    agents = await policy_store.agents(reader, tenant)
    return Current(head.version, document_of(queues, agents, head.settings))


async def check(reader: Reader, tenant: UUID, data: object) -> tuple[PolicyDocument | None, tuple[Problem, ...]]:
    """What is wrong with a document that is not saved yet."""
    return examine(data, await _surroundings(reader, tenant))


async def versions(reader: Reader, tenant: UUID, *, before: int | None = None, limit: int = 50) -> list[Version]:
    """Newest first; `before` a version for the next page."""
    rows = await policy_store.versions(reader, tenant, before, limit)
    authors = await _names(reader, tenant, {row.author for row in rows})
    return [_version(row, authors) for row in rows]


async def version(reader: Reader, tenant: UUID, number: int) -> tuple[Version, PolicyDocument]:
    """Raises `NoSuchVersion`."""
    found = await policy_store.version(reader, tenant, number)
    if found is None:
        raise NoSuchVersion(number, field="version")
    row, document = found
    authors = await _names(reader, tenant, {row.author})
    return _version(row, authors), PolicyDocument.model_validate(document)


async def difference(reader: Reader, tenant: UUID, old: int, new: int | None = None) -> tuple[Difference, ...]:
    """Between two versions, or a version and what is followed now."""
    _, before = await version(reader, tenant, old)
    after = (await version(reader, tenant, new))[1] if new is not None else (await current(reader, tenant)).document
    return differences(before, after)


async def export(reader: Reader, tenant: UUID, number: int | None = None) -> str:
    """The whole policy, now or of a version, as a readable file."""
    if number is None:
        return write_file((await current(reader, tenant)).document)
    return write_file((await version(reader, tenant, number))[1])


async def _names(reader: Reader, tenant: UUID, actors: set[str]) -> dict[str, str]:
    ids = {actor: user for actor in actors if (user := user_of(actor)) is not None}
    names = await directory.names(reader, tenant, ids.values())
    return {actor: names.get(id, actor) for actor, id in ids.items()}


def _version(row: policy_store.VersionRow, authors: Mapping[str, str]) -> Version:
    author = authors.get(row.author, row.author)
    return Version(row.version, row.at, author, Source(row.source), row.note, row.restores)


async def _surroundings(reader: Reader, tenant: UUID) -> CheckContext:
    return CheckContext(_logins(await policy_store.agents(reader, tenant)))


def _logins(agents: list[StoredAgent]) -> frozenset[str]:
    return frozenset(agent.login for agent in agents if agent.active)


# --- publishing


async def publish(
    work: UnitOfWork,
    document: PolicyDocument,
    *,
    note: str = "",
    source: Source = Source.IMPORT,
    based_on: int | None = None,
    restores: int | None = None,
) -> int:
    """Makes it the policy that is followed; returns its version, the present one if nothing is different.

    Raises `PolicyInvalid` with all that is wrong, or `PolicyMovedOn` if the present version is not `based_on`.
    """
    head = await policy_store.lock_head(work)
    if based_on is not None and based_on != head.version:
        raise PolicyMovedOn(Phrase("based_on", {"version": based_on, "followed": head.version}))
    before = await current(work, work.tenant_id)
    stored = await store.queues(work, work.tenant_id)
    agents = await policy_store.agents(work, work.tenant_id)
    wanted = completed(document, before.document, stored, new_id)
    problems = problems_of_document(wanted, CheckContext(_logins(agents)))
    if problems:
        raise PolicyInvalid(problems)
    if wanted == before.document:
        return head.version
    await _keep_present(work, before)
    await _apply(work, wanted, before.document, stored, agents, head.settings)
    return await _record(work, wanted, note=note, source=source, restores=restores)


async def edited(work: UnitOfWork, note: str) -> int:
    """To be called after a change of single rows: makes what is there now a version of its own."""
    await policy_store.lock_head(work)
    now = await current(work, work.tenant_id)
    return await _record(work, now.document, note=note, source=Source.EDIT, restores=None)


async def roll_back(work: UnitOfWork, number: int, note: str = "") -> int:
    """Publishes an older version anew. Agents who have left stay away, those who came since keep what they have."""
    _, document = await version(work, work.tenant_id, number)
    logins = _logins(await policy_store.agents(work, work.tenant_id))
    return await publish(work, without_leavers(document, logins), note=note, source=Source.ROLLBACK, restores=number)


async def publish_data(work: UnitOfWork, data: object, *, note: str = "", based_on: int | None = None) -> int:
    """Publishes plain data, as the API gets it."""
    document = read_document(data, await _surroundings(work, work.tenant_id))
    return await publish(work, document, note=note, based_on=based_on)


async def import_file(work: UnitOfWork, file: str | Parsed, *, note: str = "", based_on: int | None = None) -> int:
    """Publishes a file, long ones parsed before. Raises `PolicyInvalid`, each problem with its line."""
    document = read_file(file, await _surroundings(work, work.tenant_id))
    return await publish(work, document, note=note, based_on=based_on)


async def _keep_present(work: UnitOfWork, present: Current) -> None:
    """What no version says yet (it was made before versions were kept) can be brought back, too."""
    if present.version == 0 or await policy_store.version(work, work.tenant_id, present.version) is not None:
        return
    document = present.document.model_dump(mode="json")
    await policy_store.add_version(
        work, present.version, document, source=Source.EDIT.value, note=BEFORE_VERSIONS, restores=None
    )


async def _apply(
    work: UnitOfWork,
    wanted: PolicyDocument,
    before: PolicyDocument,
    stored: list[store.QueueRow],
    agents: list[StoredAgent],
    settings: Mapping[str, Any],
) -> None:
    gone = {queue.id for queue in before.queues if queue.id} - {queue.id for queue in wanted.queues}
    await _refuse_in_use(work, gone)
    ids = {queue.name: queue.id for queue in wanted.queues if queue.id}
    live = {row.id: row.settings for row in stored}
    await policy_store.switch_off(work, gone)
    await policy_store.put_queues(
        work, [queue_columns(part, n, ids, live.get(ids[part.name], {})) for n, part in enumerate(wanted.queues)]
    )
    await policy_store.set_settings(work, {**settings, **tenant_settings(wanted, ids)})
    for row in agents:
        if row.login in wanted.agents:
            columns = agent_columns(wanted.agents[row.login], ids, wanted)
            await _apply_agent(work, row, columns)


async def _apply_agent(work: UnitOfWork, row: StoredAgent, columns: dict[str, Any]) -> None:
    """Agents for whom nothing is different are not touched: their engines' facts stay."""
    if row.has_profile and (row.skills, row.queues, row.capacity) == tuple(columns.values()):
        return
    await store.set_profile(work, row.id, **columns)
    if columns["capacity"] != row.capacity:
        none_left = dict.fromkeys(row.capacity, 0)
        await presence.set_capacity(work, AgentId(row.id), {**none_left, **columns["capacity"]})


async def _refuse_in_use(work: UnitOfWork, gone: set[UUID]) -> None:
    problems = []
    for row in await policy_store.in_use(work, work.tenant_id, gone) if gone else []:
        place = f"queues[{row.name}]"
        if row.open:
            problems.append(Problem(place, ProblemCode.QUEUE_HAS_WORK, {"interactions": row.open}))
        if row.accounts:
            problems.append(Problem(place, ProblemCode.QUEUE_OF_ACCOUNTS, {"accounts": ", ".join(row.accounts)}))
    if problems:
        raise PolicyInvalid(tuple(problems))


async def _record(
    work: UnitOfWork, document: PolicyDocument, *, note: str, source: Source, restores: int | None
) -> int:
    number = await store.bump_version(work)
    note = note.strip()[:LONGEST_NOTE]
    await policy_store.add_version(
        work, number, document.model_dump(mode="json"), source=source.value, note=note, restores=restores
    )
    detail = {"note": note, "source": source.value, **({"restores": restores} if restores is not None else {})}
    await directory.audit(work, "routing policy published", f"policy:{number}", **detail)
    return number


# --- draft


async def draft(reader: Reader, tenant: UUID) -> PolicyDraft | None:
    """The one draft of the organisation, with what is wrong with it and what it would change."""
    row = await policy_store.draft(reader, tenant)
    if row is None:
        return None
    document = PolicyDocument.model_validate(row.document)
    now = await current(reader, tenant)
    wanted = completed(document, now.document, await store.queues(reader, tenant), new_id)
    problems = problems_of_document(wanted, await _surroundings(reader, tenant))
    authors = await _names(reader, tenant, {row.author})
    changes = differences(now.document, wanted)
    return PolicyDraft(
        row.revision, row.based_on, row.at, authors.get(row.author, row.author), document, problems, changes
    )


async def save_draft(work: UnitOfWork, data: object, *, revision: int = 0, based_on: int | None = None) -> PolicyDraft:
    """Keeps work in progress; it may have problems of meaning, not of shape.

    `revision` is that of the draft it replaces, 0 for a new one. Raises `PolicyInvalid` or `DraftChanged`.
    """
    document = data if isinstance(data, PolicyDocument) else examine(data)[0]
    if document is None:
        raise PolicyInvalid(examine(data)[1])
    base = based_on if based_on is not None else (await policy_store.head(work, work.tenant_id)).version
    saved = await policy_store.save_draft(work, document.model_dump(mode="json"), based_on=base, revision=revision)
    if saved is None:
        raise DraftChanged(field="revision")
    kept = await draft(work, work.tenant_id)
    assert kept is not None
    return kept


async def take_official(work: UnitOfWork, name: str, days: Sequence[OfficialDay]) -> PolicyDraft:
    """Puts the official calendar's holidays and make-up workdays into the draft. Raises `CalendarGone`."""
    now = await draft(work, work.tenant_id)
    document = now.document if now else (await current(work, work.tenant_id)).document
    if name not in document.calendars:
        raise CalendarGone(field="calendar")
    data = document.model_dump(mode="json")
    data["calendars"][name] = applied(document.calendars[name], days).model_dump(mode="json")
    return await save_draft(work, data, revision=now.revision if now else 0)


async def draft_file(work: UnitOfWork, file: str | Parsed) -> PolicyDraft:
    """A file as the draft, in place of the one there is. Raises `PolicyInvalid` if it has no usable shape."""
    data, _, twice = parse(file) if isinstance(file, str) else file
    document, problems = examine(data)
    if document is None or twice:
        raise PolicyInvalid((*twice, *problems))
    row = await policy_store.draft(work, work.tenant_id)
    return await save_draft(work, document, revision=row.revision if row else 0)


async def discard_draft(work: UnitOfWork) -> None:
    """Raises `NoDraft`."""
    if not await policy_store.forget_draft(work):
        raise NoDraft


async def publish_draft(work: UnitOfWork, *, revision: int, note: str = "") -> int:
    """The draft becomes the policy and is no draft any more.

    Raises `NoDraft`, `DraftChanged`, `PolicyMovedOn` or `PolicyInvalid`.
    """
    row = await policy_store.draft(work, work.tenant_id)
    if row is None:
        raise NoDraft
    if row.revision != revision:
        raise DraftChanged(field="revision")
    document = PolicyDocument.model_validate(row.document)
    number = await publish(work, document, note=note, source=Source.DRAFT, based_on=row.based_on)
    await policy_store.forget_draft(work)
    return number


async def publish_latest_draft(work: UnitOfWork, note: str = "") -> int:
    """The draft as it is, whoever saved it last."""
    row = await policy_store.draft(work, work.tenant_id)
    return await publish_draft(work, revision=row.revision if row else 0, note=note)
