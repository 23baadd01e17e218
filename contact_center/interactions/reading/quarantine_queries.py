"""What could not be understood and waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class Quarantined:
    id: UUID
    channel: str
    account_name: str
    received_at: datetime
    reason: str | None
    """A sentence, as versions up to 2026.11 stored it; else None."""
    refusal: dict[str, Any] | None
    """Why, as `kernel.phrases` stores it."""
    attempts: int
    size: int


async def quarantine(reader: Reader, tenant: UUID, limit: int = 100) -> list[Quarantined]:
    """What could not be understood, oldest first (index envelope_quarantined)."""
    return await reader.many(
        Quarantined,
        "select e.id, a.channel, a.name as account_name, e.received_at, e.reason, e.refusal, e.attempts, "
        "coalesce(length(e.raw), 0)::int as size from core.envelope e join core.channel_account a "
        "on a.tenant_id = e.tenant_id and a.id = e.channel_account_id where e.tenant_id = %s "
        "and e.state = 'quarantined' order by e.received_at limit %s",
        [tenant, limit],
    )
