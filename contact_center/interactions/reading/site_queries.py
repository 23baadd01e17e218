"""Visitors of web sites: as whom a customer has chatted or called from there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.platform.unit_of_work import Reader

_THEIRS = """
with whole as (select coalesce((select a.canonical_id from crm.alias_info a where a.tenant_id = %(tenant)s
  and a.customer_id = %(customer)s), %(customer)s) as id),
theirs as (select id from whole union select a.customer_id from crm.alias_info a join whole on a.canonical_id = whole.id
  where a.tenant_id = %(tenant)s)
select c.contact_value as visitor, max(c.contact_name) as name from core.conversation c join theirs on theirs.id =
  c.customer_id where c.tenant_id = %(tenant)s and c.contact_kind = 'web' and c.identity <> 'ambiguous'
group by c.contact_value order by max(c.opened_at) desc, c.contact_value
"""
_ALONE = """
select distinct c.contact_value from core.conversation c where c.tenant_id = %(tenant)s and c.contact_kind = 'web'
  and c.customer_id = any(%(customers)s) and not exists (select 1 from core.conversation o
  where o.tenant_id = c.tenant_id and o.contact_kind = 'web' and o.contact_value = c.contact_value
  and o.customer_id <> all(%(customers)s)) order by c.contact_value
"""


async def visitors_of(reader: Reader, tenant: UUID, customer: UUID) -> dict[str, str | None]:
    """As whom a customer has chatted or called from a web site, the latest first, with the name they gave."""
    rows = await reader.dicts(_THEIRS, {"tenant": tenant, "customer": customer})
    return {row["visitor"]: row["name"] for row in rows}


async def visitors_alone(reader: Reader, tenant: UUID, customers: Sequence[UUID]) -> list[str]:
    """Those as whom these customers were there, and nobody else of ours."""
    return await reader.values(_ALONE, {"tenant": tenant, "customers": list(customers)})
