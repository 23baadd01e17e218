"""Nothing lost, doubled, over capacity or overtaken: read from the database and its log after all is done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, LiteralString
from uuid import UUID

import psycopg

LOG: LiteralString = """
select e.position, e.type, (e.payload ->> 'interaction_id')::uuid, (e.payload ->> 'segment_id')::uuid,
  (e.payload ->> 'agent_id')::uuid, coalesce(s.weight, 1)
from core.event e left join core.segment s on s.tenant_id = e.tenant_id and s.id::text = e.payload ->> 'segment_id'
where e.tenant_id = %s and e.type in ('segment.offered', 'segment.connected', 'segment.done', 'segment.refused')
order by e.position
"""
# What entered a queue once: its class of equals (queue, points, skills), its age, its place in the log.
WORK: LiteralString = """
select i.id, i.state, i.queue_id::text || i.priority || i.skills::text, i.ranked_at, coalesce(e.position, 0)
from core.interaction i left join (
  select payload ->> 'interaction_id' as id, min(position) as position from core.event
  where tenant_id = %(tenant)s and type = 'interaction.queued' group by 1) e on e.id = i.id::text
where i.tenant_id = %(tenant)s
"""
HEAD: LiteralString = """
select h.position, (select count(*) from core.event e where e.tenant_id = h.tenant_id),
  (select coalesce(max(used), 0) from core.agent_load l where l.tenant_id = h.tenant_id)
from core.event_head h where h.tenant_id = %s
"""
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Proof:
    found: list[str]
    words: str

    @property
    def violations(self) -> int:
        return len(self.found)


async def prove(database: psycopg.AsyncConnection[Any], tenant: UUID, expected: int, places: int) -> Proof:
    """`expected`: interactions that were taken in. All of them must be done with."""
    work = await (await database.execute(WORK, {"tenant": tenant})).fetchall()
    log = await (await database.execute(LOG, [tenant])).fetchall()
    ((head, events, used),) = await (await database.execute(HEAD, [tenant])).fetchall()
    found = [*_lost(work, log, expected), *_doubled(log), *_over(log, places), *_overtaken(work, log)]
    if head != events:
        found.append(f"the log has {events} events and ends at {head}")
    if used:
        found.append(f"an agent without work counts as having {used} pieces of it")
    offers = sum(row[1] == "segment.offered" for row in log)
    return Proof(found, f"{len(work):,} interactions, {offers:,} offers, checked over a log of {events:,} events")


def _lost(work: Rows, log: Rows, expected: int) -> Iterator[str]:
    """Each was taken in, answered by one agent, and closed."""
    if len(work) != expected:
        yield f"{expected} interactions were taken in, {len(work)} are there"
    answered = Counter(interaction for _, kind, interaction, *_ in log if kind == "segment.connected")
    for id, state, *_ in work:
        if state != "closed" or answered[id] != 1:
            yield f"interaction {id} is {state}, answered {answered[id]} times"


def _doubled(log: Rows) -> Iterator[str]:
    """Two open offers or agents at a time."""
    open_: dict[UUID, UUID] = {}
    for position, kind, interaction, segment, *_ in log:
        if kind == "segment.offered":
            if interaction in open_:
                yield f"interaction {interaction} is offered twice at {position}"
            open_[interaction] = segment
        elif kind == "segment.done" and open_.get(interaction) == segment:
            del open_[interaction]


def _over(log: Rows, places: int) -> Iterator[str]:
    load: Counter[UUID] = Counter()
    for position, kind, _, _, agent, weight in log:
        if kind in ("segment.offered", "segment.done"):
            load[agent] += weight if kind == "segment.offered" else -weight
            if load[agent] > places:
                yield f"agent {agent} has {load[agent]} of {places} places taken at {position}"


def _overtaken(work: Rows, log: Rows) -> Iterator[str]:
    """Of equals nobody is offered before one who is older and was known before.

    Left out is what the database refused once: it is decided again behind the others of its batch.
    """
    refused = {interaction for _, kind, interaction, *_ in log if kind == "segment.refused"}
    first: dict[UUID, int] = {}
    for position, kind, interaction, *_ in log:
        if kind == "segment.offered":
            first.setdefault(interaction, position)
    equals: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for id, _, alike, ranked, known in work:
        if id in first and id not in refused:
            equals[alike].append((ranked, known, first[id], id))
    for each in equals.values():
        for (_, known, offered, older), younger in combinations(sorted(each), 2):
            if younger[2] < offered and known < younger[1]:
                yield f"interaction {younger[3]} is offered before {older}, which is older"
