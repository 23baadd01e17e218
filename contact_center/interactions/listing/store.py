"""SQL of the list of all work, of tags, and of what was done with many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.listing.domain import (
    OVER,
    Scope,
    WorkFilter,
    WorkHolder,
    WorkOrder,
    WorkPlace,
    WorkStage,
)
from contact_center.interactions.tables import conversation_tag, interaction, segment
from contact_center.kernel.contracts.interactions import Outcome
from contact_center.platform.query import bindparam, compiled, func, select
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_I = interaction.alias("i")
_T = conversation_tag.alias("t")
_S = segment.alias("s")
MOST_TAGGED = 5_000
"""Conversations of a tag up to here are found by it; of a commoner tag, work is walked and looked at."""


@dataclass(frozen=True, slots=True)
class ListedWork:
    """One line of the list."""

    interaction_id: UUID
    conversation_id: UUID
    channel: str
    state: str
    outcome: str | None
    disposition: str | None
    queue_id: UUID | None
    owner_agent_id: UUID | None
    customer_id: UUID | None
    identity: str
    subject: str | None
    contact_kind: str
    contact_value: str
    contact_name: str | None
    tags: list[str]
    created_at: datetime
    closed_at: datetime | None
    parked_until: datetime | None
    due_at: datetime | None
    """When the next answer is due; None where nothing is promised."""
    last_text: str | None
    last_direction: str | None
    last_at: datetime | None


# Keys of interactions and conversations, and the unique key on a message's position.
_ROWS = """
select i.id as interaction_id, i.conversation_id, i.channel, i.state, i.outcome, i.disposition, i.queue_id,
  i.owner_agent_id, v.customer_id, v.identity, coalesce(i.subject, v.subject) as subject, v.contact_kind,
  v.contact_value, v.contact_name, i.created_at, i.closed_at, i.parked_until,
  nullif(core.reply_due(i.next_reply_due_at, i.first_reply_due_at, i.first_replied_at),
    timestamptz '9999-01-01 00:00:00+00') as due_at,
  array(select t.tag from core.conversation_tag t where t.tenant_id = v.tenant_id and t.conversation_id = v.id
    order by t.tag) as tags,
  l.text as last_text, l.direction as last_direction, l.at as last_at
from unnest(%(ids)s::uuid[]) with ordinality asked(id, n)
join core.interaction i on i.tenant_id = %(tenant)s and i.id = asked.id
join core.conversation v on v.tenant_id = i.tenant_id and v.id = i.conversation_id
left join lateral (select left(coalesce(m.meta->>'visible_text', m.text), 200) as text, m.direction, m.at
  from core.message m where m.tenant_id = i.tenant_id and m.conversation_id = i.conversation_id
  and m.direction in ('in', 'out') order by m.position desc limit 1) l on true
order by asked.n
"""


async def places(
    reader: Reader, tenant: UUID, scope: Scope, asked: WorkFilter, limit: int, after: WorkPlace | None
) -> list[WorkPlace]:
    """Which work fits, in order. Index interaction_due for open work, interaction_listed for the rest; what a text or
    a rare tag was found in, by their keys."""
    by_tag = await _is_rare(reader, tenant, asked.tag)
    i = _source(tenant, asked, by_tag=by_tag)
    due, by_due = _due(i), asked.order is WorkOrder.DUE and asked.stage not in OVER
    created, id = i.c.created_at, i.c.id
    found = select((due if by_due else created).label("at"), created, id)
    found = found.where(*_base(i, tenant, asked), *_fits(i, tenant, scope, asked, by_tag=by_tag))
    if by_due:
        if after is not None:
            found = found.where(func.row(due, created, id) > func.row(after.at, after.created_at, after.id))
        found = found.order_by(due, created, id)
    elif asked.order is WorkOrder.OLDEST:
        if after is not None:
            found = found.where(func.row(created, id) > func.row(after.created_at, after.id))
        found = found.order_by(created, id)
    else:
        if after is not None:
            found = found.where(func.row(created, id) < func.row(after.created_at, after.id))
        found = found.order_by(created.desc(), id.desc())
    return await reader.many(WorkPlace, *compiled(found.limit(limit)))


@dataclass(frozen=True, slots=True)
class WorkCount:
    fitting: int
    looked_through: int


async def count(reader: Reader, tenant: UUID, scope: Scope, asked: WorkFilter, most: int) -> WorkCount:
    """How many of the first `most` pieces fit, the newest or what is due first, and how many were looked through."""
    by_tag = await _is_rare(reader, tenant, asked.tag)
    i = _source(tenant, asked, by_tag=by_tag)
    first = select(*(i.c[one] for one in _READ)).where(*_base(i, tenant, asked))
    is_open = asked.stage not in OVER
    first = first.order_by(_due(i)) if is_open else first.order_by(i.c.created_at.desc(), i.c.id.desc())
    looked = first.limit(most).subquery("w")
    fits = _fits(looked, tenant, scope, asked, by_tag=by_tag)
    fitting = func.count().filter(*fits) if fits else func.count()
    both = select(fitting.label("fitting"), func.count().label("looked_through")).select_from(looked)
    return await reader.one(WorkCount, *compiled(both)) or WorkCount(0, 0)


_READ = (
    "tenant_id", "id", "state", "created_at", "queue_id", "channel", "owner_agent_id", "conversation_id",
    "customer_id", "outcome", "next_reply_due_at", "first_reply_due_at", "first_replied_at",
)  # fmt: skip


def _source(tenant: UUID, asked: WorkFilter, *, by_tag: bool) -> Any:
    """All work, or the pieces that are named: those are read first, by their keys (`offset 0` keeps it so)."""
    if not by_tag and asked.among is None:
        return _I
    found = select(*(_I.c[one] for one in _READ)).where(_I.c.tenant_id == tenant)
    if by_tag:
        tagged = select(_T.c.conversation_id).where(_T.c.tenant_id == tenant, _T.c.tag == asked.tag)
        found = found.where(_I.c.conversation_id.in_(tagged))
    if asked.among is not None:
        named = _I.c.id == func.any(bindparam("among", list(asked.among)))
        theirs = _I.c.customer_id == func.any(bindparam("customers", list(asked.customers)))
        found = found.where(named | theirs)
    return found.offset(0).subquery("i")


def _due(i: Any) -> Any:
    return func.core.reply_due(i.c.next_reply_due_at, i.c.first_reply_due_at, i.c.first_replied_at)


def _base(i: Any, tenant: UUID, asked: WorkFilter) -> list[Any]:
    """What indexes carry."""
    found = [i.c.tenant_id == tenant]
    if asked.stage is WorkStage.CLOSED:
        found.append(i.c.state == "closed")
    elif asked.stage is WorkStage.SPAM:
        found += [i.c.state == "closed", i.c.outcome == Outcome.SPAM.value]
    elif asked.stage is not WorkStage.ALL:
        found.append(i.c.state != "closed")
        if asked.stage is not WorkStage.OPEN:
            found.append(i.c.state == asked.stage.value)
    if asked.since is not None:
        found.append(i.c.created_at >= asked.since)
    return found


def _fits(i: Any, tenant: UUID, scope: Scope, asked: WorkFilter, *, by_tag: bool) -> list[Any]:
    """What is looked at, piece by piece."""
    found: list[Any] = []
    if scope.queues is not None and asked.holder != scope.agent:
        had = select(_S.c.id).where(
            _S.c.tenant_id == tenant, _S.c.interaction_id == i.c.id, _S.c.agent_id == scope.agent,
            _S.c.connected_at.is_not(None),
        )  # fmt: skip
        served = i.c.queue_id == func.any(bindparam("served", list(scope.queues)))
        found.append(served | (i.c.owner_agent_id == scope.agent) | had.exists())
    if asked.queue is not None:
        found.append(i.c.queue_id == asked.queue)
    if asked.channel is not None:
        found.append(i.c.channel == asked.channel)
    if asked.holder is WorkHolder.NOBODY:
        found.append(i.c.owner_agent_id.is_(None))
    elif isinstance(asked.holder, UUID):
        found.append(i.c.owner_agent_id == asked.holder)
    if asked.tag is not None and not by_tag:
        has = select(_T.c.tag).where(
            _T.c.tenant_id == tenant, _T.c.conversation_id == i.c.conversation_id, _T.c.tag == asked.tag
        )
        found.append(has.offset(0).exists())  # asked row by row: of a common tag, all would be read
    return found


async def _is_rare(reader: Reader, tenant: UUID, tag: str | None) -> bool:
    """Whether work is found by the tag: few enough have it (index conversation_tag_tag)."""
    if tag is None:
        return False
    having: int = await reader.once(
        (_is_rare, tenant, tag),
        lambda: reader.value(
            "select count(*) from (select from core.conversation_tag where tenant_id = %s and tag = %s limit %s) t",
            [tenant, tag, MOST_TAGGED + 1],
        ),
    )
    return having <= MOST_TAGGED


async def rows(reader: Reader, tenant: UUID, ids: Sequence[UUID]) -> list[ListedWork]:
    """In the order of `ids`."""
    return await reader.many(ListedWork, _ROWS, {"tenant": tenant, "ids": list(ids)})


# Index conversation_tag_tag, from each tag to the next: as many steps as there are tags.
_IN_USE = """
with recursive used as (
  (select tag from core.conversation_tag where tenant_id = %(tenant)s order by tag limit 1)
  union all
  select (select t.tag from core.conversation_tag t where t.tenant_id = %(tenant)s and t.tag > used.tag
    order by t.tag limit 1) from used where used.tag is not null)
select tag from used where tag is not null limit %(limit)s
"""


async def tags_in_use(reader: Reader, tenant: UUID, limit: int) -> list[str]:
    return await reader.values(_IN_USE, {"tenant": tenant, "limit": limit})


async def tags_of(reader: Reader, tenant: UUID, conversation_id: UUID) -> list[str]:
    return await reader.values(
        "select tag from core.conversation_tag where tenant_id = %s and conversation_id = %s order by tag",
        [tenant, conversation_id],
    )


async def add_tag(work: UnitOfWork, conversation_id: UUID, tag: str) -> None:
    await work.execute(
        "insert into core.conversation_tag (tenant_id, conversation_id, tag) values (%s, %s, %s) "
        "on conflict do nothing",
        [work.tenant_id, conversation_id, tag],
    )


async def remove_tag(work: UnitOfWork, conversation_id: UUID, tag: str) -> None:
    await work.execute(
        "delete from core.conversation_tag where tenant_id = %s and conversation_id = %s and tag = %s",
        [work.tenant_id, conversation_id, tag],
    )


async def keep_act(work: UnitOfWork, id: UUID, user: UUID, kind: str, items: Sequence[str], forget: datetime) -> None:
    """What this person did before `forget` can no longer be taken back, and goes."""
    await work.execute(
        "delete from core.bulk_act where tenant_id = %s and user_id = %s and at < %s", [work.tenant_id, user, forget]
    )
    await work.execute(
        "insert into core.bulk_act (tenant_id, id, user_id, kind, at, items) values (%s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, user, kind, work.now, Jsonb(list(items))],
    )


async def extend_act(work: UnitOfWork, id: UUID, user: UUID, kind: str, items: Sequence[str]) -> bool:
    changed = await work.execute(
        "update core.bulk_act set items = items || %s, at = %s where tenant_id = %s and id = %s and user_id = %s "
        "and kind = %s",
        [Jsonb(list(items)), work.now, work.tenant_id, id, user, kind],
    )
    return changed > 0


@dataclass(frozen=True, slots=True)
class BulkActRow:
    kind: str
    items: list[str]


async def take_act(work: UnitOfWork, id: UUID, user: UUID, since: datetime) -> BulkActRow | None:
    """What this person did since then, which is gone hereby; None if there is no such act."""
    return await work.one(
        BulkActRow,
        "delete from core.bulk_act where tenant_id = %s and id = %s and user_id = %s and at >= %s "
        "returning kind, items",
        [work.tenant_id, id, user, since],
    )
