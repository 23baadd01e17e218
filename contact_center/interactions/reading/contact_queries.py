"""When customers were last in touch, for lists of many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class LastContact:
    customer_id: UUID
    at: datetime
    channel: str
    text: str | None
    interaction_id: UUID
    """The latest piece of work of that conversation."""


async def last_contacts(reader: Reader, tenant: UUID, customers: list[UUID]) -> list[LastContact]:
    """The latest conversation of each customer with its subject or last words (index conversation_customer)."""
    return await reader.many(
        LastContact,
        "select t.id as customer_id, c.last_message_at as at, c.channel, "
        "coalesce(c.subject, (select left(m.text, 160) from core.message m where m.tenant_id = %(tenant)s "
        "and m.conversation_id = c.id and m.direction in ('in', 'out') order by m.position desc limit 1)) as text, "
        "(select i.id from core.interaction i where i.tenant_id = c.tenant_id and i.conversation_id = c.id "
        "order by i.created_at desc limit 1) as interaction_id "
        "from unnest(%(ids)s::uuid[]) t(id) join lateral (select * from core.conversation c where "
        "c.tenant_id = %(tenant)s and c.customer_id = t.id and c.last_message_at is not null "
        "order by c.opened_at desc limit 1) c on true",
        {"tenant": tenant, "ids": customers},
    )
