"""SQL of attempts that are calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg

from contact_center.interactions import tables
from contact_center.interactions.errors import AlreadySent
from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.platform.query import insert_row
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_SPENT = """
select coalesce(sum(case
    when a.cost is not null then a.cost
    when a.state = 'ended' and a.result <> 'answered' then 0
    else a.minute_price * %(minutes)s end), 0)
from core.attempt a where a.tenant_id = %(tenant)s and a.channel_account_id = %(account)s and a.caller_id is not null
  and a.scheduled_at >= %(since)s and (%(agent)s::uuid is null or a.agent_id = %(agent)s)
"""


@dataclass(frozen=True, slots=True)
class CallUnderKey:
    """What was dialled under a client's key."""

    attempt_id: UUID
    interaction_id: UUID
    conversation_id: UUID
    address: str


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """Whom it was for, once it is known what became of it."""

    id: UUID
    agent_id: UUID
    for_interaction_id: UUID | None
    minute_price: Decimal | None


async def under_key(work: UnitOfWork, client_key: str) -> CallUnderKey | None:
    return await work.one(
        CallUnderKey,
        "select t.id as attempt_id, t.interaction_id, i.conversation_id, t.address from core.attempt t "
        "join core.interaction i on i.tenant_id = t.tenant_id and i.id = t.interaction_id "
        "where t.tenant_id = %s and t.client_key = %s and t.caller_id is not null",
        [work.tenant_id, client_key],
    )


async def insert(work: UnitOfWork, values: dict[str, Any]) -> None:
    """Raises `AlreadySent` where the key has begun something else."""
    try:
        async with work.connection.transaction():
            await work.execute(*insert_row(tables.attempt, values))
    except psycopg.errors.UniqueViolation as taken:
        raise AlreadySent(values["client_key"], field="client_key") from taken


async def end(
    work: UnitOfWork, interaction: UUID, result: AttemptResult, error_code: str | None
) -> EndedAttempt | None:
    """None where its result is known already: the first one counts."""
    return await work.one(
        EndedAttempt,
        "update core.attempt set state = 'ended', result = %s, error_code = %s, ended_at = %s "
        "where tenant_id = %s and interaction_id = %s and state = 'dialling' "
        "returning id, agent_id, for_interaction_id, minute_price",
        [result.value, error_code, work.now, work.tenant_id, interaction],
    )


async def next_number(work: UnitOfWork, interaction: UUID) -> int:
    """Of an attempt of this work, which is locked."""
    return int(
        await work.value(
            "select coalesce(max(number), 0) + 1 from core.attempt where tenant_id = %s and interaction_id = %s",
            [work.tenant_id, interaction],
        )
    )


async def end_one(work: UnitOfWork, attempt: UUID, result: AttemptResult, error_code: str | None) -> None:
    """Nothing where its result is known already: the first one counts."""
    await work.execute(
        "update core.attempt set state = 'ended', result = %s, error_code = %s, ended_at = %s "
        "where tenant_id = %s and id = %s and state = 'dialling'",
        [result.value, error_code, work.now, work.tenant_id, attempt],
    )


async def cost_one(work: UnitOfWork, attempt: UUID, minutes: int) -> CallPrice | None:
    """As `cost`, for one attempt."""
    return await work.one(
        CallPrice,
        "update core.attempt set cost = minute_price * %s where tenant_id = %s and id = %s and result = 'answered' "
        "and cost is null and minute_price is not null returning cost, currency",
        [minutes, work.tenant_id, attempt],
    )


async def numbers(reader: Reader, tenant: UUID, attempts: Sequence[UUID]) -> dict[UUID, str]:
    """Whom these attempts called."""
    rows = await reader.dicts(
        "select id, address from core.attempt where tenant_id = %s and id = any(%s) and caller_id is not null",
        [tenant, list(attempts)],
    )
    return {row["id"]: row["address"] for row in rows}


async def was_machine(work: UnitOfWork, interaction: UUID, code: str) -> None:
    """What had counted as answered was a machine."""
    await work.execute(
        "update core.attempt set result = 'machine', error_code = %s where tenant_id = %s and interaction_id = %s "
        "and result = 'answered' and caller_id is not null and number = 1",
        [code, work.tenant_id, interaction],
    )


@dataclass(frozen=True, slots=True)
class CallPrice:
    """What a call has cost."""

    cost: Decimal
    currency: str | None


async def cost(work: UnitOfWork, interaction: UUID, minutes: int) -> CallPrice | None:
    """By the price of a minute; what a provider has said it asks stays. None where nothing is to be reckoned."""
    return await work.one(
        CallPrice,
        "update core.attempt set cost = minute_price * %s where tenant_id = %s and interaction_id = %s "
        "and result = 'answered' and caller_id is not null and cost is null and minute_price is not null "
        "returning cost, currency",
        [minutes, work.tenant_id, interaction],
    )


async def spent(
    reader: Reader, tenant: UUID, account: UUID, since: datetime, minutes: int, agent: UUID | None = None
) -> Decimal:
    """What calls of this account have cost since then; one that goes on counts as so many minutes (attempt_called)."""
    given = {"tenant": tenant, "account": account, "since": since, "minutes": minutes, "agent": agent}
    return Decimal(await reader.value(_SPENT, given))


async def for_work(reader: Reader, tenant: UUID, interactions: Sequence[UUID]) -> dict[UUID, int]:
    """How many calls were made for each of these pieces of work (attempt_for)."""
    rows = await reader.dicts(
        "select for_interaction_id as work, count(*)::int as calls from core.attempt where tenant_id = %s "
        "and for_interaction_id = any(%s) and result is distinct from 'cancelled' group by 1",
        [tenant, list(interactions)],
    )
    return {row["work"]: row["calls"] for row in rows}


async def talks(reader: Reader, tenant: UUID, agent: UUID, channels: Sequence[str]) -> bool:
    """They are on a call, be it as one who was asked (index segment_agent)."""
    return bool(
        await reader.value(
            "select 1 from core.segment where tenant_id = %s and agent_id = %s and channel = any(%s) "
            "and state in ('connected', 'held') limit 1",
            [tenant, agent, list(channels)],
        )
    )
