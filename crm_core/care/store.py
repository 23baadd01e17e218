"""SQL of care: how customers are asked, and their ratings."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.query import insert_row
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.care import tables
from crm_core.care.domain import CareSetting, RatedBy, Rating, RatingKind

RATING = ", ".join(field.name for field in fields(Rating))


async def settings(reader: Reader, tenant: UUID) -> dict[str, CareSetting]:
    """By channel; one that is not there asks nobody."""
    rows = await reader.dicts(
        "select channel, asks, kind, question, cap_days, delay_minutes from crm.care_setting where tenant_id = %s",
        [tenant],
    )
    return {
        row["channel"]: CareSetting(
            row["channel"], row["asks"], RatingKind(row["kind"]), row["question"], timedelta(days=row["cap_days"]),
            timedelta(minutes=row["delay_minutes"]),
        )
        for row in rows
    }  # fmt: skip


async def set_settings(work: UnitOfWork, wanted: Iterable[CareSetting]) -> None:
    for one in wanted:
        await work.execute(
            "insert into crm.care_setting (tenant_id, channel, asks, kind, question, cap_days, delay_minutes, "
            "changed_at) values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, channel) do update "
            "set asks = excluded.asks, kind = excluded.kind, question = excluded.question, "
            "cap_days = excluded.cap_days, delay_minutes = excluded.delay_minutes, changed_at = excluded.changed_at",
            [
                work.tenant_id, one.channel, one.asks, one.kind.value, Jsonb(dict(one.question)), one.cap.days,
                int(one.delay.total_seconds() // 60), work.now,
            ],
        )  # fmt: skip


async def lock(work: UnitOfWork, whom: UUID) -> None:
    """Until the end of this unit of work nobody else asks this customer."""
    await work.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"care:{work.tenant_id}:{whom}"])


async def insert(work: UnitOfWork, rating: Rating, token_hash: str | None) -> None:
    values: dict[str, Any] = {field.name: getattr(rating, field.name) for field in fields(Rating)}
    await work.execute(*insert_row(tables.rating, {"tenant_id": work.tenant_id, **values, "token_hash": token_hash}))


async def is_asked(reader: Reader, tenant: UUID, interaction: UUID) -> bool:
    return bool(
        await reader.value(
            "select true from crm.rating where tenant_id = %s and interaction_id = %s", [tenant, interaction]
        )
    )


async def asked_last(
    reader: Reader, tenant: UUID, customers: Collection[UUID], conversations: Collection[UUID]
) -> datetime | None:
    """When one of these was asked last (indexes rating_customer and rating_conversation)."""
    found: datetime | None = await reader.value(
        "select max(asked_at) from crm.rating where tenant_id = %s "
        "and (customer_id = any(%s) or conversation_id = any(%s))",
        [tenant, list(customers), list(conversations)],
    )
    return found


async def get(reader: Reader, tenant: UUID, id: UUID) -> Rating | None:
    return await reader.one(Rating, f"select {RATING} from crm.rating where tenant_id = %s and id = %s", [tenant, id])


async def lock_rating(work: UnitOfWork, id: UUID) -> Rating | None:
    return await work.one(
        Rating, f"select {RATING} from crm.rating where tenant_id = %s and id = %s for update", [work.tenant_id, id]
    )


async def of_token(reader: Reader, token_hash: str) -> tuple[UUID, UUID] | None:
    """Of whichever organisation, as (tenant, rating); as `system` (index rating_token)."""
    rows = await reader.dicts("select tenant_id, id from crm.rating where token_hash = %s", [token_hash])
    return (rows[0]["tenant_id"], rows[0]["id"]) if rows else None


async def of_conversation(reader: Reader, tenant: UUID, conversation: UUID) -> Rating | None:
    """The one that was asked last in it."""
    return await reader.one(
        Rating,
        f"select {RATING} from crm.rating where tenant_id = %s and conversation_id = %s order by asked_at desc limit 1",
        [tenant, conversation],
    )


async def of_work(reader: Reader, tenant: UUID, interactions: Collection[UUID]) -> list[Rating]:
    """What was answered about these pieces of work (index rating_interaction)."""
    return await reader.many(
        Rating,
        f"select {RATING} from crm.rating where tenant_id = %s and interaction_id = any(%s) "
        "and answered_at is not null",
        [tenant, list(interactions)],
    )


async def answer(
    work: UnitOfWork, id: UUID, *, score: int, bad: bool, comment: str, customer: UUID | None, task: UUID | None
) -> None:
    await work.execute(
        "update crm.rating set score = %s, bad = %s, comment = %s, answered_at = %s, customer_id = %s, task_id = %s "
        "where tenant_id = %s and id = %s",
        [score, bad, comment, work.now, customer, task, work.tenant_id, id],
    )


@dataclass(frozen=True, slots=True)
class RatingsWanted:
    """Which ratings a list and its figures are of; None: whatever it is."""

    channel: str | None = None
    queue: UUID | None = None
    agent: UUID | None = None
    customers: Collection[UUID] | None = None
    bad: bool = False
    """Only those where somebody is to follow up."""
    since: datetime | None = None
    """Asked since then."""


_FILTERS = """
tenant_id = %(tenant)s and (%(channel)s::text is null or channel = %(channel)s)
and (%(queue)s::uuid is null or queue_id = %(queue)s) and (%(agent)s::uuid is null or agent_id = %(agent)s)
and (%(customers)s::uuid[] is null or customer_id = any(%(customers)s))
and (%(since)s::timestamptz is null or asked_at >= %(since)s)
"""
LISTED = f"""
select {RATING} from crm.rating where {_FILTERS} and answered_at is not null and (not %(bad)s or bad)
and (%(at)s::timestamptz is null or (answered_at, id) < (%(at)s, %(id)s::uuid))
order by answered_at desc, id desc limit %(limit)s
"""
COUNTED = f"select kind, score, count(*)::int as n from crm.rating where {_FILTERS} group by kind, score"


COUNTED_BY = {
    RatedBy.QUEUE: f"select queue_id as id, kind, score, count(*)::int as n from crm.rating where {_FILTERS} "
    "and queue_id is not null group by queue_id, kind, score",
    RatedBy.AGENT: f"select agent_id as id, kind, score, count(*)::int as n from crm.rating where {_FILTERS} "
    "and agent_id is not null group by agent_id, kind, score",
}


async def listed(
    reader: Reader, tenant: UUID, wanted: RatingsWanted, limit: int, after: tuple[datetime, UUID] | None = None
) -> list[Rating]:
    """What was answered, the latest first."""
    at, id = after or (None, None)
    return await reader.many(Rating, LISTED, _asked(tenant, wanted) | {"at": at, "id": id, "limit": limit})


async def counts_by(
    reader: Reader, tenant: UUID, wanted: RatingsWanted, by: RatedBy
) -> dict[UUID, dict[RatingKind, dict[int | None, int]]]:
    """`counts` of each queue or agent at once."""
    found: dict[UUID, dict[RatingKind, dict[int | None, int]]] = {}
    for row in await reader.dicts(COUNTED_BY[by], _asked(tenant, wanted)):
        found.setdefault(row["id"], {}).setdefault(RatingKind(row["kind"]), {})[row["score"]] = row["n"]
    return found


async def counts(reader: Reader, tenant: UUID, wanted: RatingsWanted) -> dict[RatingKind, dict[int | None, int]]:
    """How many gave each score, by kind; None: no answer. `bad` does not count here."""
    found: dict[RatingKind, dict[int | None, int]] = {}
    for row in await reader.dicts(COUNTED, _asked(tenant, wanted)):
        found.setdefault(RatingKind(row["kind"]), {})[row["score"]] = row["n"]
    return found


def _asked(tenant: UUID, wanted: RatingsWanted) -> dict[str, Any]:
    return {
        "tenant": tenant, "channel": wanted.channel, "queue": wanted.queue, "agent": wanted.agent, "bad": wanted.bad,
        "customers": None if wanted.customers is None else list(wanted.customers), "since": wanted.since,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClosedKind:
    channel: str
    from_site: bool
    """The customer came from a page of a web site."""


async def kinds_of(reader: UnitOfWork, interactions: Collection[UUID]) -> dict[UUID, ClosedKind]:
    """Through what interactions publish."""
    rows = await reader.dicts(
        "select i.id, i.channel, c.contact_kind = 'web' as from_site from core.work_info i "
        "join core.conversation_info c on c.tenant_id = i.tenant_id and c.id = i.conversation_id "
        "where i.tenant_id = %s and i.id = any(%s)",
        [reader.tenant_id, list(interactions)],
    )
    return {row["id"]: ClosedKind(row["channel"], row["from_site"]) for row in rows}
