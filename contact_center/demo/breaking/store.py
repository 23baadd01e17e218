"""What the burst's messages have become in the product's tables."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.kernel.ids import ChannelAccountId, TenantId
from contact_center.platform.unit_of_work import Reader

STORED = """
select c.id, array_agg(m.text order by m.position) as texts
from core.conversation c
join core.message m on m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.direction = 'in'
where c.tenant_id = %s and c.channel_account_id = %s and c.contact_value = any(%s) and m.text like %s
group by c.id order by c.id
"""


async def stored_texts(
    reader: Reader, tenant: TenantId, account: ChannelAccountId, phones: Sequence[str], marker: str
) -> dict[UUID, list[str]]:
    """By conversation, the texts from these phones that begin with the marker, in the order of storing."""
    rows = await reader.dicts(STORED, [tenant, account, list(phones), f"{marker}%"])
    return {row["id"]: list(row["texts"]) for row in rows}
