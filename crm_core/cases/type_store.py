"""SQL of the types of case: as they are, as they were, and how many cases have what of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases.model import CaseType
from crm_core.cases.type_rules import TypeUse


@dataclass(frozen=True, slots=True)
class TypeChange:
    """One change of a type of case."""

    n: int
    at: datetime
    actor: str
    was: Any
    """As a document; None: as it comes with the product, or not there yet."""
    became: Any


async def one_at_a_time(work: UnitOfWork) -> None:
    """Until the commit nobody else changes types of this organisation: rules look at all of them."""
    await work.value("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"case types {work.tenant_id}"])


async def stored(reader: Reader, tenant: UUID, code: str) -> Any:
    """The document of a type that the tenant has changed or made; None for any other."""
    return await reader.value("select definition from crm.case_type where tenant_id = %s and code = %s", [tenant, code])


async def keep(work: UnitOfWork, type: CaseType) -> None:
    await work.execute(
        "insert into crm.case_type (tenant_id, code, definition, changed_at) values (%s, %s, %s, %s) "
        "on conflict (tenant_id, code) do update set definition = excluded.definition",
        [work.tenant_id, type.code, document(type), work.now],
    )


async def forget(work: UnitOfWork, code: str) -> None:
    """One of the product's own is as it came again."""
    await work.execute("delete from crm.case_type where tenant_id = %s and code = %s", [work.tenant_id, code])


def document(type: CaseType) -> Jsonb:
    return Jsonb(type.model_dump(mode="json"))


async def add_change(work: UnitOfWork, code: str, was: Any, became: Any) -> int:
    """Returns its number; whoever writes has `one_at_a_time`."""
    return int(
        await work.value(
            "insert into crm.case_type_change (tenant_id, code, n, at, actor, was, became) "
            "select %(tenant)s, %(code)s, coalesce(max(n), 0) + 1, %(now)s, %(actor)s, %(was)s, %(became)s "
            "from crm.case_type_change where tenant_id = %(tenant)s and code = %(code)s returning n",
            {
                "tenant": work.tenant_id, "code": code, "now": work.now, "actor": work.actor,
                "was": None if was is None else Jsonb(was), "became": None if became is None else Jsonb(became),
            },
        )
    )  # fmt: skip


async def latest(reader: Reader, tenant: UUID, code: str) -> int:
    """Number of its last change; 0 for one that was never changed."""
    found = await reader.value(
        "select max(n) from crm.case_type_change where tenant_id = %s and code = %s", [tenant, code]
    )
    return int(found or 0)


async def changes(reader: Reader, tenant: UUID, code: str, limit: int) -> list[TypeChange]:
    """The latest first."""
    return await reader.many(
        TypeChange,
        "select n, at, actor, was, became from crm.case_type_change where tenant_id = %s and code = %s "
        "order by n desc limit %s",
        [tenant, code, limit],
    )


async def change(reader: Reader, tenant: UUID, code: str, n: int) -> TypeChange | None:
    return await reader.one(
        TypeChange,
        "select n, at, actor, was, became from crm.case_type_change where tenant_id = %s and code = %s and n = %s",
        [tenant, code, n],
    )


async def open_by_type(reader: Reader, tenant: UUID) -> dict[str, int]:
    """How many cases of each type are not resolved (index case_type_open)."""
    rows = await reader.dicts(
        "select type, count(*)::int as n from crm.case where tenant_id = %s and state in ('new', 'open', 'waiting') "
        "group by type",
        [tenant],
    )
    return {row["type"]: row["n"] for row in rows}


async def use(reader: Reader, tenant: UUID, code: str) -> TypeUse:
    """The cases of a type (index case_type_open)."""
    rows = await reader.dicts(
        "select count(*)::int as cases, count(*) filter (where state in ('new', 'open', 'waiting'))::int as open, "
        "count(*) filter (where state = 'resolved')::int as resolved from crm.case "
        "where tenant_id = %s and type = %s",
        [tenant, code],
    )
    having: dict[str, dict[str, int]] = {}
    for row in await reader.dicts(
        "select what, value, count(*)::int as n from crm.case c cross join lateral (values "
        "('reasons', c.reason), ('causes', c.cause), ('remedies', c.remedy), ('sub_states', c.sub_state), "
        "('priorities', c.priority)) as v (what, value) where c.tenant_id = %(tenant)s and c.type = %(type)s "
        "and c.state in ('new', 'open', 'waiting') and value is not null group by what, value union all "
        "select 'fields', k.key, count(*)::int from crm.case c "
        "cross join lateral jsonb_object_keys(c.fields) as k (key) where c.tenant_id = %(tenant)s "
        "and c.type = %(type)s and c.state in ('new', 'open', 'waiting') group by k.key",
        {"tenant": tenant, "type": code},
    ):
        having.setdefault(row["what"], {})[row["value"]] = row["n"]
    return TypeUse(**rows[0], having=having)


async def open_ids(reader: Reader, tenant: UUID, code: str, limit: int) -> list[UUID]:
    return await reader.values(
        "select id from crm.case where tenant_id = %s and type = %s and state in ('new', 'open', 'waiting') limit %s",
        [tenant, code, limit],
    )
