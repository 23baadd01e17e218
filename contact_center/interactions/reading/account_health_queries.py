"""How channel accounts fare: what came and went last, what failed, what waits in quarantine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader

LOOKS_BACK = timedelta(days=7)
"""For failures."""


@dataclass(frozen=True, slots=True)
class AccountHealth:
    id: UUID
    last_in: datetime | None
    """When a customer's message came last."""
    last_out: datetime | None
    quarantined: int
    failed: int
    """Messages of ours that were not delivered, of the last seven days."""
    failed_at: datetime | None
    error: str | None
    """Why the last of them failed, as versions up to 2026.11 stored it; else None."""
    failure: dict[str, Any] | None
    """Why, as `kernel.phrases` stores it."""


# message_of_account for what came and went last; message_failed and envelope_quarantined for the rest
HEALTH = """
select a.id,
  (select m.at from core.message m where m.tenant_id = a.tenant_id and m.channel_account_id = a.id
    and m.direction = 'in' order by m.at desc limit 1) as last_in,
  (select m.at from core.message m where m.tenant_id = a.tenant_id and m.channel_account_id = a.id
    and m.direction = 'out' order by m.at desc limit 1) as last_out,
  coalesce(q.n, 0)::int as quarantined, coalesce(f.n, 0)::int as failed, f.at as failed_at, f.error, f.failure
from core.channel_account a
left join (select channel_account_id, count(*) as n from core.envelope where tenant_id = %(tenant)s
  and state = 'quarantined' group by 1) q on q.channel_account_id = a.id
left join (select channel_account_id, count(*) as n, max(delivery_at) as at,
    (array_agg(error order by delivery_at desc))[1] as error,
    (array_agg(failure order by delivery_at desc))[1] as failure
  from core.message where tenant_id = %(tenant)s and delivery >= 50 and delivery_at > %(since)s group by 1) f
  on f.channel_account_id = a.id
where a.tenant_id = %(tenant)s
"""


async def health(reader: Reader, tenant: UUID) -> Mapping[UUID, AccountHealth]:
    """Of each account of an organisation."""
    found = await reader.many(AccountHealth, HEALTH, {"tenant": tenant, "since": reader.now - LOOKS_BACK})
    return {one.id: one for one in found}
