"""SQL of aliases: which customers are one since they were merged."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


async def groups(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """For each id all that mean the same customer: the canonical one, then those that were merged into it."""
    rows = await reader.dicts(
        "with whole as (select asked.id, coalesce(a.canonical_id, asked.id) as canonical_id "
        "from unnest(%(ids)s::uuid[]) as asked(id) left join crm.customer_alias a "
        "on a.tenant_id = %(tenant)s and a.customer_id = asked.id) "
        "select id, canonical_id, array(select a.customer_id from crm.customer_alias a "
        "where a.tenant_id = %(tenant)s and a.canonical_id = whole.canonical_id order by 1) as others from whole",
        {"tenant": tenant, "ids": list(ids)},
    )
    return {row["id"]: (row["canonical_id"], *row["others"]) for row in rows}
