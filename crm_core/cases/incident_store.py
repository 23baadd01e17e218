"""SQL of known incidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases.domain import Case
from crm_core.cases.incident import Incident
from crm_core.cases.store import SHORT


async def keep(
    work: UnitOfWork, case: UUID, words: Sequence[str], products: Sequence[str], lots: Sequence[str], advice: str,
    announcement: dict[str, str], announced: bool, expected_at: datetime | None,
) -> None:  # fmt: skip
    await work.execute(
        "insert into crm.incident (tenant_id, case_id, words, products, lots, advice, announcement, announced, "
        "expected_at, declared_at, declared_by) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
        "on conflict (tenant_id, case_id) do update set words = excluded.words, products = excluded.products, "
        "lots = excluded.lots, advice = excluded.advice, announcement = excluded.announcement, "
        "announced = excluded.announced, expected_at = excluded.expected_at, ended_at = null",
        [
            work.tenant_id, case, Jsonb(list(words)), Jsonb(list(products)), Jsonb(list(lots)), advice,
            Jsonb(announcement), announced, expected_at, work.now, work.actor,
        ],
    )  # fmt: skip


async def end(work: UnitOfWork, case: UUID) -> None:
    await work.execute(
        "update crm.incident set ended_at = %s, announced = false where tenant_id = %s and case_id = %s",
        [work.now, work.tenant_id, case],
    )


async def current(reader: Reader, tenant: UUID) -> list[Incident]:
    """Those that are not over, the newest first (indexes incident_now, case_parent)."""
    return await reader.many(
        Incident,
        "select i.case_id, c.number, c.title, i.words, i.products, i.lots, i.advice, i.announcement, i.announced, "
        "i.expected_at, i.declared_at, i.ended_at, "
        "(select count(*)::int from crm.case k where k.tenant_id = i.tenant_id and k.parent_id = i.case_id) as cases, "
        "(select count(distinct k.customer_id)::int from crm.case k where k.tenant_id = i.tenant_id "
        "and k.parent_id = i.case_id) as customers from crm.incident i "
        "join crm.case c on c.tenant_id = i.tenant_id and c.id = i.case_id "
        "where i.tenant_id = %s and i.ended_at is null order by i.declared_at desc, i.case_id limit 100",
        [tenant],
    )


async def announced(reader: Reader, tenant: UUID) -> list[dict[str, str]]:
    """What is announced now, by language, the newest first (index incident_now)."""
    return await reader.values(
        "select announcement from crm.incident where tenant_id = %s and ended_at is null and announced "
        "and announcement <> '{}' order by declared_at desc limit 3",
        [tenant],
    )


async def children(work: UnitOfWork, case: UUID, limit: int) -> list[Case]:
    """Cases of the incident that are not closed (index case_parent)."""
    return await work.many(
        Case,
        f"select {SHORT} from crm.case where tenant_id = %s and parent_id = %s and state <> 'closed' "
        "order by opened_at, id limit %s",
        [work.tenant_id, case, limit],
    )


async def add_update(work: UnitOfWork, id: UUID, case: UUID, texts: dict[str, str], outcomes: dict[str, int]) -> None:
    await work.execute(
        "insert into crm.incident_update (tenant_id, id, case_id, at, actor, texts, outcomes) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, case, work.now, work.actor, Jsonb(texts), Jsonb(outcomes)],
    )


async def refuse(work: UnitOfWork, incident: UUID, ref: str) -> None:
    await work.execute(
        "insert into crm.incident_refusal (tenant_id, incident_id, ref, at, actor) values (%s, %s, %s, %s, %s) "
        "on conflict (tenant_id, incident_id, ref) do nothing",
        [work.tenant_id, incident, ref, work.now, work.actor],
    )


async def refused(reader: Reader, tenant: UUID, ref: str) -> set[UUID]:
    return set(
        await reader.values(
            "select incident_id from crm.incident_refusal where tenant_id = %s and ref = %s", [tenant, ref]
        )
    )
