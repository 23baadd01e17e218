"""SQL of how articles are used, and of who came back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def customer_of(reader: Reader, tenant: UUID, interaction: UUID) -> UUID | None:
    """Through what interactions publish."""
    found: UUID | None = await reader.value(
        "select customer_id from core.work_info where tenant_id = %s and id = %s", [tenant, interaction]
    )
    return found


async def use(work: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Whether it was not counted for this work before; the way it was used last stays."""
    done = await work.value(
        "insert into crm.article_use (tenant_id, article_id, interaction_id, version, language, how, customer_id, "
        "agent_id, at) values (%(tenant)s, %(article)s, %(interaction)s, %(version)s, %(language)s, %(how)s, "
        "%(customer)s, %(agent)s, %(now)s) on conflict (tenant_id, article_id, interaction_id) "
        "do update set how = excluded.how, language = excluded.language, version = excluded.version "
        "returning (xmax = 0)",
        {"tenant": work.tenant_id, "now": work.now, **values},
    )
    return bool(done)


async def unuse(work: UnitOfWork, article: UUID, interaction: UUID, agent: UUID) -> bool:
    return bool(
        await work.execute(
            "delete from crm.article_use where tenant_id = %s and article_id = %s and interaction_id = %s "
            "and agent_id = %s",
            [work.tenant_id, article, interaction, agent],
        )
    )


async def used_in(reader: Reader, tenant: UUID, interaction: UUID) -> set[UUID]:
    return set(
        await reader.values(
            "select article_id from crm.article_use where tenant_id = %s and interaction_id = %s",
            [tenant, interaction],
        )
    )


@dataclass(frozen=True, slots=True)
class WorkReason:
    """What a piece of work was about."""

    id: UUID
    customer_id: UUID | None
    reason: str | None
    created_at: datetime


async def reasons(reader: Reader, tenant: UUID, interactions: Collection[UUID]) -> dict[UUID, WorkReason]:
    """Through what interactions publish: the disposition, else the queue."""
    rows = await reader.many(
        WorkReason,
        "select id, customer_id, reason, created_at from core.work_reason where tenant_id = %s and id = any(%s)",
        [tenant, list(interactions)],
    )
    return {row.id: row for row in rows}


@dataclass(frozen=True, slots=True)
class EarlierUse:
    article_id: UUID
    interaction_id: UUID
    number: int
    version: int
    reason: str | None


async def helped(work: UnitOfWork, customers: Collection[UUID]) -> set[UUID]:
    """Those of these customers who were ever helped with an article (index article_use_customer)."""
    return set(
        await work.values(
            "select distinct customer_id from crm.article_use where tenant_id = %s and customer_id = any(%s)",
            [work.tenant_id, list(customers)],
        )
    )


async def used_before(
    work: UnitOfWork, customers: Sequence[UUID], back: WorkReason, since: datetime
) -> list[EarlierUse]:
    """Articles these customers were helped with in other work since then, of whom it is not yet known that they came
    back (index article_use_customer)."""
    return await work.many(
        EarlierUse,
        "select u.article_id, u.interaction_id, a.number, u.version, r.reason from crm.article_use u "
        "join crm.article a on a.tenant_id = u.tenant_id and a.id = u.article_id "
        "join core.work_reason r on r.tenant_id = u.tenant_id and r.id = u.interaction_id "
        "where u.tenant_id = %s and u.customer_id = any(%s) and u.at >= %s and u.at < %s and u.interaction_id <> %s "
        "and u.back_id is null",
        [work.tenant_id, list(customers), since, back.created_at, back.id],
    )


async def came_back(work: UnitOfWork, article: UUID, interaction: UUID, back: WorkReason) -> None:
    await work.execute(
        "update crm.article_use set back_id = %s, back_at = %s "
        "where tenant_id = %s and article_id = %s and interaction_id = %s",
        [back.id, back.created_at, work.tenant_id, article, interaction],
    )


@dataclass(frozen=True, slots=True)
class UseFigures:
    article_id: UUID
    used: int
    back: int


async def figures(reader: Reader, tenant: UUID, ids: Collection[UUID], since: datetime) -> dict[UUID, UseFigures]:
    rows = await reader.many(
        UseFigures,
        "select article_id, count(*)::int as used, count(back_id)::int as back from crm.article_use "
        "where tenant_id = %s and article_id = any(%s) and at >= %s group by article_id",
        [tenant, list(ids), since],
    )
    return {row.article_id: row for row in rows}
