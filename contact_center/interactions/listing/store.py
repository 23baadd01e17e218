"""SQL of the list of all work, of tags, and of what was done with many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.listing.domain import (
    NEVER,
    Scope,
    WorkFilter,
    WorkHolder,
    WorkOrder,
    WorkPlace,
    WorkStage,
)
from contact_center.interactions.tables import conversation, interaction, segment
from contact_center.platform.query import bindparam, case, compiled, func, select
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_I = interaction.alias("i")
_V = conversation.alias("v")
_S = segment.alias("s")
_DUE = func.coalesce(
    _I.c.next_reply_due_at, case((_I.c.first_replied_at.is_(None), _I.c.first_reply_due_at)), bindparam("never", NEVER)
)


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
  v.contact_value, v.contact_name, v.tags, i.created_at, i.closed_at, i.parked_until,
  coalesce(i.next_reply_due_at, case when i.first_replied_at is null then i.first_reply_due_at end) as due_at,
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
    """Which work fits, in order. Index interaction_open for open work, interaction_listed for the rest."""
    order = asked.order if asked.stage is not WorkStage.CLOSED or asked.order is not WorkOrder.DUE else WorkOrder.NEWEST
    first = _DUE if order is WorkOrder.DUE else _I.c.created_at
    statement = _fitting(tenant, scope, asked).add_columns(first.label("at"), _I.c.created_at, _I.c.id).limit(limit)
    if order is WorkOrder.DUE:
        if after is not None:
            statement = statement.where(
                func.row(first, _I.c.created_at, _I.c.id) > func.row(after.at, after.created_at, after.id)
            )
        statement = statement.order_by(first, _I.c.created_at, _I.c.id)
    elif order is WorkOrder.OLDEST:
        if after is not None:
            statement = statement.where(func.row(_I.c.created_at, _I.c.id) > func.row(after.created_at, after.id))
        statement = statement.order_by(_I.c.created_at, _I.c.id)
    else:
        if after is not None:
            statement = statement.where(func.row(_I.c.created_at, _I.c.id) < func.row(after.created_at, after.id))
        statement = statement.order_by(_I.c.created_at.desc(), _I.c.id.desc())
    return await reader.many(WorkPlace, *compiled(statement))


async def count(reader: Reader, tenant: UUID, scope: Scope, asked: WorkFilter, most: int) -> int:
    """Up to `most`."""
    few = _fitting(tenant, scope, asked).add_columns(_I.c.id).limit(most).subquery()
    return int(await reader.value(*compiled(select(func.count()).select_from(few))))


def _fitting(tenant: UUID, scope: Scope, asked: WorkFilter) -> Any:
    found = select().select_from(_I).where(_I.c.tenant_id == tenant)
    match asked.stage:
        case WorkStage.OPEN:
            found = found.where(_I.c.state != "closed")
        case WorkStage.ALL:
            pass
        case one:
            found = found.where(_I.c.state == one.value)
    if scope.queues is not None:
        had = select(_S.c.id).where(
            _S.c.tenant_id == tenant, _S.c.interaction_id == _I.c.id, _S.c.agent_id == scope.agent,
            _S.c.connected_at.is_not(None),
        )  # fmt: skip
        served = _I.c.queue_id == func.any(bindparam("served", list(scope.queues)))
        found = found.where(served | (_I.c.owner_agent_id == scope.agent) | had.exists())
    if asked.queue is not None:
        found = found.where(_I.c.queue_id == asked.queue)
    if asked.channel is not None:
        found = found.where(_I.c.channel == asked.channel)
    if asked.holder is WorkHolder.NOBODY:
        found = found.where(_I.c.owner_agent_id.is_(None))
    elif isinstance(asked.holder, UUID):
        found = found.where(_I.c.owner_agent_id == asked.holder)
    if asked.tag is not None:
        tagged = select(_V.c.id).where(
            _V.c.tenant_id == tenant, _V.c.id == _I.c.conversation_id, _V.c.tags.contains([asked.tag])
        )
        found = found.where(tagged.exists())
    if asked.since is not None:
        found = found.where(_I.c.created_at >= asked.since)
    if asked.among is not None:
        named = _I.c.id == func.any(bindparam("among", list(asked.among)))
        theirs = _I.c.customer_id == func.any(bindparam("customers", list(asked.customers)))
        found = found.where(named | theirs)
    return found


async def rows(reader: Reader, tenant: UUID, ids: Sequence[UUID]) -> list[ListedWork]:
    """In the order of `ids`."""
    return await reader.many(ListedWork, _ROWS, {"tenant": tenant, "ids": list(ids)})


async def tags_in_use(reader: Reader, tenant: UUID, limit: int) -> list[str]:
    """Index conversation_tags keeps those without tags out."""
    return await reader.values(
        "select distinct tag from (select unnest(tags) as tag from core.conversation where tenant_id = %s "
        "and tags <> '{}' limit 20000) t order by tag limit %s",
        [tenant, limit],
    )


async def tags_of(reader: Reader, tenant: UUID, conversation_id: UUID) -> list[str] | None:
    """Held until this work ends; None for a conversation there is not."""
    found: list[str] | None = await reader.value(
        "select tags from core.conversation where tenant_id = %s and id = %s for update", [tenant, conversation_id]
    )
    return found


async def set_tags(work: UnitOfWork, conversation_id: UUID, tags: Sequence[str]) -> None:
    await work.execute(
        "update core.conversation set tags = %s where tenant_id = %s and id = %s",
        [list(tags), work.tenant_id, conversation_id],
    )


async def conversation_of(reader: Reader, tenant: UUID, interaction_id: UUID) -> UUID | None:
    found: UUID | None = await reader.value(
        "select conversation_id from core.interaction where tenant_id = %s and id = %s", [tenant, interaction_id]
    )
    return found


async def keep_act(work: UnitOfWork, id: UUID, user: UUID, kind: str, items: Sequence[str], forget: datetime) -> None:
    """What this person did before `forget` can no longer be taken back, and goes."""
    await work.execute(
        "delete from core.bulk_act where tenant_id = %s and user_id = %s and at < %s", [work.tenant_id, user, forget]
    )
    await work.execute(
        "insert into core.bulk_act (tenant_id, id, user_id, kind, at, items) values (%s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, user, kind, work.now, Jsonb(list(items))],
    )


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
