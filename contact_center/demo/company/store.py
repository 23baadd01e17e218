"""What the company's story and past read and write for which the product has no use case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.kernel.ids import ConversationId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def add_disposition(work: UnitOfWork, code: str, names: Mapping[str, str], position: int) -> None:
    """`names` by language."""
    await work.execute(
        "insert into core.disposition (tenant_id, code, name, position) values (%s, %s, %s, %s)",
        [work.tenant_id, code, Jsonb(names), position],
    )


async def connect_erp(work: UnitOfWork, url: str, database: str, login: str, sealed: bytes) -> None:
    """`sealed`: the password, as the vault seals it."""
    await work.execute(
        "insert into erp.system (tenant_id, kind, url, database, login, secret) values (%s, 'tryton', %s, %s, %s, %s)",
        [work.tenant_id, url, database, login, sealed],
    )


async def has_event(reader: Reader, tenant: TenantId, type: str) -> bool:
    return bool(
        await reader.value(
            "select exists (select 1 from core.event where tenant_id = %s and type = %s)", [tenant, type]
        )
    )


async def skip_log(work: UnitOfWork, consumers: Sequence[str]) -> None:
    """These consumers begin after everything the tenant's log holds so far."""
    for consumer in consumers:
        await work.execute(
            "insert into core.event_cursor (tenant_id, consumer, position, moved_at) "
            "select tenant_id, %s, position, %s from core.event_head where tenant_id = %s "
            "on conflict (tenant_id, consumer) do update set position = excluded.position",
            [consumer, work.now, work.tenant_id],
        )


async def last_sent(reader: Reader, tenant: TenantId, conversation: ConversationId) -> str | None:
    """The provider's id of the last message to the customer."""
    found: str | None = await reader.value(
        "select provider_id from core.message where tenant_id = %s and conversation_id = %s "
        "and direction = 'out' order by position desc limit 1",
        [tenant, conversation],
    )
    return found


async def live_interactions(reader: Reader, tenant: TenantId) -> list[UUID]:
    """Calls and chats that are not over."""
    return await reader.values(
        "select id from core.interaction where tenant_id = %s and tier = 'live' and state <> 'closed' order by id",
        [tenant],
    )


async def helped_lately(
    reader: Reader, tenant: TenantId, since: datetime, most: int
) -> list[tuple[UUID, UUID, datetime]]:
    """Work that an agent completed since then: the work, the agent, when it was closed; spread over the time."""
    rows = await reader.dicts(
        "select id, agent_id, closed_at from (select distinct on (w.id) w.id, s.agent_id, w.closed_at "
        "from core.work_info w join core.segment_info s on s.tenant_id = w.tenant_id and s.interaction_id = w.id "
        "where w.tenant_id = %s and w.state = 'closed' and w.outcome = 'completed' and w.closed_at > %s "
        "and w.customer_id is not null order by w.id) found order by md5(id::text) limit %s",
        [tenant, since, most],
    )
    return sorted(((row["id"], row["agent_id"], row["closed_at"]) for row in rows), key=lambda row: row[2])


@dataclass(frozen=True, slots=True)
class AnsweredBefore:
    """Work of the past that somebody answered."""

    id: UUID
    conversation_id: UUID
    channel: str
    customer_id: UUID
    queue_id: UUID | None
    language: str | None
    closed_at: datetime
    agent_id: UUID


async def answered_lately(
    reader: Reader, tenant: TenantId, channels: Sequence[str], limit: int
) -> list[AnsweredBefore]:
    """The latest closed work that a person answered, of each customer one, the latest first."""
    return await reader.many(
        AnsweredBefore,
        "select * from (select distinct on (i.customer_id) i.id, i.conversation_id, i.channel, i.customer_id, "
        "i.queue_id, coalesce(c.language, i.language) as language, i.closed_at, m.author_id as agent_id "
        "from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id "
        "join core.message m on m.tenant_id = i.tenant_id and m.interaction_id = i.id and m.direction = 'out' "
        "and m.author_kind = 'agent' where i.tenant_id = %s and i.channel = any(%s) and i.state = 'closed' "
        "and i.outcome = 'completed' and i.customer_id is not null and i.closed_at is not null "
        "order by i.customer_id, i.closed_at desc) as found order by closed_at desc limit %s",
        [tenant, list(channels), limit],
    )


@dataclass(frozen=True, slots=True)
class HelpedBefore:
    """A conversation of the past in which somebody was helped."""

    conversation_id: UUID | None
    customer_id: UUID
    queue_id: UUID | None
    language: str | None
    at: datetime


async def helped_over_time(
    reader: Reader, tenant: TenantId, since: datetime, until: datetime, most: int
) -> list[HelpedBefore]:
    """Spread over that time, each customer once."""
    return await reader.many(
        HelpedBefore,
        "select conversation_id, customer_id, queue_id, language, at from (select distinct on (i.customer_id) "
        "i.conversation_id, i.customer_id, i.queue_id, coalesce(c.language, i.language) as language, "
        "i.created_at as at from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id "
        "and c.id = i.conversation_id where i.tenant_id = %s and i.state = 'closed' and i.outcome = 'completed' "
        "and i.customer_id is not null and i.created_at > %s and i.created_at < %s "
        "order by i.customer_id, md5(i.created_at::text)) found order by md5(customer_id::text) limit %s",
        [tenant, since, until, most],
    )
