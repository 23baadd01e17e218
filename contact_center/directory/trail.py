"""Who read what: written down once in a while for each reader and thing; a page that asks again adds nothing."""

from __future__ import annotations

from datetime import timedelta

from contact_center.directory import store
from contact_center.directory.service import audit
from contact_center.platform.unit_of_work import UnitOfWork

ONCE_IN = timedelta(minutes=10)


async def read(work: UnitOfWork, action: str, subject: str, **detail: str | None) -> None:
    """`action`, for example `customer read`, by the actor of this work."""
    since = work.now - ONCE_IN
    if not await store.was_audited(work, action, subject, since):
        await audit(work, action, subject, **detail)
