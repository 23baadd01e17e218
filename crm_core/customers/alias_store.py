"""SQL of aliases: which customers are one since they were merged."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


async def canonical(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The canonical ids of those that were merged into another; the others are left out."""
    rows = await reader.dicts(
        "select customer_id, canonical_id from crm.customer_alias where tenant_id = %s and customer_id = any(%s)",
        [tenant, list(ids)],
    )
    return {row["customer_id"]: row["canonical_id"] for row in rows}


async def absorbed(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Who was merged into these canonical customers; who absorbed nobody is left out."""
    rows = await reader.dicts(
        "select canonical_id, array_agg(customer_id order by customer_id) as others from crm.customer_alias "
        "where tenant_id = %s and canonical_id = any(%s) group by canonical_id",
        [tenant, list(ids)],
    )
    return {row["canonical_id"]: row["others"] for row in rows}
