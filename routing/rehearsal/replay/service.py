"""Replays of recorded days: read what is needed (`ask`), then compute it away from the database (`answer`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contact_center.kernel.ids import AgentId, TenantId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader
from routing.errors import NoDraft
from routing.flow.model import minutes_of
from routing.policy import queues_store as queues
from routing.policy import service as publishing
from routing.policy.checking import problems_of_document, queue_ids
from routing.policy.errors import PolicyInvalid, ProblemCode
from routing.policy.merging import completed
from routing.policy.model import PolicyDocument
from routing.policy.rows import rules_by_id
from routing.rehearsal.replay import store
from routing.rehearsal.replay.answering import Question, answer
from routing.rehearsal.replay.comparing import Names
from routing.rehearsal.replay.conditions import Extra, Span, conditions_of, extra_id
from routing.rehearsal.replay.errors import NotAReplay
from routing.rehearsal.replay.model import ReplayRequest
from routing.rehearsal.replay.record import Day, PresenceSpan, RecordedAgent, idle_at
from routing.rehearsal.replay.recording import OF_AGENTS, OF_QUEUES, OF_WORK, DayRecording
from routing.rehearsal.replay.results import Replayed
from routing.rehearsal.replay.ruling import RulesQuestion
from routing.rehearsal.statements import StatementCode, say
from routing.router.translate import ChannelTraits
from routing.rules.book import read
from routing.rules.past import of_work
from routing.rules.ports import CustomerFacts

LONGEST = 50_000
"""Entries of a day that can be replayed."""
A_MOMENT = timedelta(seconds=1)
WORTH = timedelta(days=7)
"""How far back a day worth a replay is looked for."""
BEFORE, MOST_BEFORE = timedelta(days=7), 20_000
"""How far back the engine's memory is played up, unless it is more than so many entries."""
FOLLOWED, LONGER = timedelta(days=7), timedelta(days=1)
"""How long after the day work of it is followed that waits on, and by how much longer another policy may keep it."""


async def ask(
    reader: Reader, tenant: TenantId, request: ReplayRequest, media: ChannelTraits, facts: CustomerFacts
) -> Question:
    """Reads the day. Raises `NotAReplay`, `NoSuchVersion`, `NoDraft` or `PolicyInvalid`."""
    zone = await store.time_zone(reader, tenant)
    begins, ends = bounds(request.day, ZoneInfo(zone))
    if begins > reader.now:
        raise NotAReplay("day", ProblemCode.DAY_NOT_BEGUN, day=request.day.isoformat())
    rows = await store.people(reader, tenant)
    people = {AgentId(row.id): RecordedAgent(AgentId(row.id), row.login, row.name) for row in rows}
    day = await _followed(reader, tenant, begins, ends, request, people)
    capacities = {AgentId(row.id): row.capacity for row in rows}
    own_document, own_label, own_version = await policy_of(reader, tenant, begins)
    own = conditions_of(own_document, own_version, people, capacities)
    document, label, version = own_document, own_label, own_version
    if request.policy != "own":
        document, label, version = await policy_said(reader, tenant, request.policy)
    present = _present(request, people, ZoneInfo(zone))
    extra = _extra(request, people, document, ZoneInfo(zone))
    said = conditions_of(document, version, people, capacities, present, extra)
    names = Names(
        {agent: who.name for agent, who in people.items()} | {one.agent_id: one.name for one in extra},
        {row.id: row.name for row in await queues.queues(reader, tenant)}
        | {part.id: part.name for part in document.queues},
    )
    nothing = request.changes_nothing
    before = await _days_before(reader, tenant, begins, people)
    if before is not None:
        day.stands = _rested(day, idle_at(before))
    rules = None if nothing else await _rules(reader, tenant, day, (own_document, document), ZoneInfo(zone), facts)
    return Question(day, before, request.day, zone, own, own_label, said, label, nothing, names, media, rules)


async def replay(
    reader: Reader, tenant: TenantId, request: ReplayRequest, media: ChannelTraits, facts: CustomerFacts
) -> Replayed:
    """Both at once, for days that are small."""
    return answer(await ask(reader, tenant, request, media, facts))


async def latest_day(reader: Reader, tenant: TenantId) -> date:
    """The latest day that is over and on which customers called or chatted; yesterday where there is none."""
    zone = ZoneInfo(await store.time_zone(reader, tenant))
    today = reader.now.astimezone(zone).date()
    found = await store.latest_live(reader, tenant, bounds(today, zone)[0])
    return found.astimezone(zone).date() if found else today - timedelta(days=1)


async def worth_replaying(reader: Reader, tenant: TenantId) -> date:
    """Of the week before today the day on which most callers and visitors gave up; without any, `latest_day`."""
    zone = ZoneInfo(await store.time_zone(reader, tenant))
    today = bounds(reader.now.astimezone(zone).date(), zone)[0]
    found = await store.most_abandoned(reader, tenant, today - WORTH, today, zone.key)
    return found or await latest_day(reader, tenant)


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(0), zone)
    return begins.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)


async def _days_before(
    reader: Reader, tenant: TenantId, begins: datetime, people: Mapping[AgentId, RecordedAgent]
) -> Day | None:
    day = await record(reader, tenant, begins - BEFORE, begins, people)
    return day if 0 < len(day.entries) <= MOST_BEFORE else None


async def _followed(
    reader: Reader,
    tenant: TenantId,
    begins: datetime,
    ends: datetime,
    request: ReplayRequest,
    people: Mapping[AgentId, RecordedAgent],
) -> Day:
    """The day, and after it what its work waits among until it has ended. A day that is not over ends now."""
    day = await record(reader, tenant, begins, min(ends, reader.now), people)
    _check(day, request.day)
    last = day.waits_until() or reader.now
    until = min(max(last + A_MOMENT if last > ends else ends, ends), ends + FOLLOWED)
    if not request.changes_nothing:
        until += LONGER
    until = min(until, reader.now)
    if until <= day.ends:
        return day
    longer = await record(reader, tenant, begins, ends, people, until)
    return longer if len(longer.entries) <= 2 * LONGEST else day


def _rested(day: Day, idle: Mapping[AgentId, datetime]) -> list[PresenceSpan]:
    """As the day begins, with since when they have had nothing to do: the longest idle is asked first."""
    return [
        replace(stand, idle_since=idle.get(stand.agent_id, stand.idle_since)) if stand.at == day.begins else stand
        for stand in day.stands
    ]


async def record(
    reader: Reader,
    tenant: TenantId,
    begins: datetime,
    ends: datetime,
    people: Mapping[AgentId, RecordedAgent],
    until: datetime | None = None,
) -> Day:
    """What entered between; with `until`, too, what came after it."""
    after = await store.position_before(reader, tenant, begins)
    upto = await store.position_before(reader, tenant, until or ends)
    work = await store.touched(reader, tenant, after, upto, OF_WORK, begins)
    events = [
        *await store.of_work(reader, tenant, work, OF_WORK),
        *await store.of_agents(reader, tenant, after, upto, OF_AGENTS),
        *await store.of_queues(reader, tenant, upto, OF_QUEUES),
    ]
    recording = DayRecording(begins, ends, until).fold(sorted(events, key=lambda recorded: recorded.position))
    return recording.day(after, people)


async def _rules(
    reader: Reader,
    tenant: TenantId,
    day: Day,
    documents: tuple[PolicyDocument, PolicyDocument],
    zone: ZoneInfo,
    facts: CustomerFacts,
) -> RulesQuestion:
    """The rules of both policies, and the day's work as they see it; of the same rules, only work that was ruled."""
    own, said = (rules_by_id(document, queue_ids(document)) for document in documents)
    book = await read(reader, tenant, said, zone)
    entered = {entry.interaction_id: entry.queued.queue_id for entry in reversed(day.entries)}
    came = await of_work(reader, tenant, book, facts, entered, ruled_only=own == said)
    return RulesQuestion(own, said, came, book.agents)


def _check(day: Day, named: date) -> None:
    if not day.entries:
        raise NotAReplay("day", ProblemCode.DAY_EMPTY, day=named.isoformat())
    if len(day.entries) > LONGEST:
        raise NotAReplay("day", ProblemCode.DAY_TOO_LARGE, entries=len(day.entries), most=LONGEST)


async def policy_of(reader: Reader, tenant: TenantId, at: datetime) -> tuple[PolicyDocument, Phrase, int]:
    """The policy in force at an instant: the document, which one it is, its version."""
    number = await store.version_on(reader, tenant, at)
    if number is not None:
        return (
            (await publishing.version(reader, tenant, number))[1],
            say(StatementCode.POLICY_OF_THE_DAY, version=number),
            number,
        )
    now = await publishing.current(reader, tenant)
    return now.document, say(StatementCode.POLICY_NONE_KEPT, version=now.version), now.version


async def policy_said(
    reader: Reader, tenant: TenantId, said: PolicyDocument | int | str
) -> tuple[PolicyDocument, Phrase, int]:
    """The document, which one it is, and its version: `current`, `draft`, a number or a document itself.

    Raises `NoSuchVersion`, `NoDraft` or `PolicyInvalid`.
    """
    now = await publishing.current(reader, tenant)
    if isinstance(said, int):
        return (
            (await publishing.version(reader, tenant, said))[1],
            say(StatementCode.POLICY_VERSION, version=said),
            said,
        )
    if said == "current":
        return now.document, say(StatementCode.POLICY_LIVE, version=now.version), now.version
    if isinstance(said, PolicyDocument):
        document, label = said, say(StatementCode.POLICY_GIVEN)
    else:
        draft = await publishing.draft(reader, tenant)
        if draft is None:
            raise NoDraft(field="policy")
        document, label = draft.document, say(StatementCode.POLICY_DRAFT)
    whole = completed(document, now.document, await queues.queues(reader, tenant), new_id)
    problems = problems_of_document(whole)
    if problems:
        raise PolicyInvalid(problems)
    return whole, label, now.version + 1


def _present(request: ReplayRequest, people: Mapping[AgentId, RecordedAgent], zone: ZoneInfo) -> tuple[Span, ...]:
    by_login = {who.login: who.agent_id for who in people.values()}
    found = []
    for n, part in enumerate(request.present):
        if part.login not in by_login:
            raise NotAReplay(f"present.{n}.login", ProblemCode.NO_SUCH_PERSON, login=part.login)
        found.append(Span(by_login[part.login], *_span(part.span, request.day, zone)))
    return tuple(found)


def _extra(
    request: ReplayRequest, people: Mapping[AgentId, RecordedAgent], document: PolicyDocument, zone: ZoneInfo
) -> tuple[Extra, ...]:
    by_login = {who.login: who for who in people.values() if who.login in document.agents}
    found: list[Extra] = []
    for n, part in enumerate(request.extra):
        who = by_login.get(part.like)
        if who is None:
            raise NotAReplay(f"extra.{n}.like", ProblemCode.NOT_AN_AGENT_OF_POLICY, login=part.like)
        for _ in range(part.count):
            number = len(found) + 1
            name, spell = f"{who.name} +{number}", _span(part.span, request.day, zone)
            found.append(Extra(extra_id(who.agent_id, number), name, who.agent_id, *spell))
    return tuple(found)


def _span(said: str, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time(0), zone)
    begins, ends = (midnight + timedelta(minutes=minutes) for minutes in minutes_of(said))
    return begins.astimezone(UTC), ends.astimezone(UTC)
