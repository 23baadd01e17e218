"""Who read what: written down once in a while for each reader and thing; a page that asks again adds nothing."""

from __future__ import annotations

from datetime import timedelta

from contact_center.directory.service import audit
from contact_center.platform.unit_of_work import UnitOfWork

ONCE_IN = timedelta(minutes=10)


async def read(work: UnitOfWork, action: str, subject: str, **detail: str | None) -> None:
    """`action`, for example `customer read`, by the actor of this work (index audit_subject)."""
    before = await work.value(
        "select 1 from core.audit where tenant_id = %s and subject = %s and at > %s and actor = %s and action = %s "
        "limit 1",
        [work.tenant_id, subject, work.now - ONCE_IN, work.actor, action],
    )
    if before is None:
        await audit(work, action, subject, **detail)
