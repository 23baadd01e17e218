"""How a person wants to be told what happens, on whatever computer they sign in."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory.notifications import store
from contact_center.directory.notifications.domain import DEFAULT, Notice, NotificationChoices, chosen
from contact_center.platform.unit_of_work import Reader, UnitOfWork

__all__ = ["Notice", "NotificationChoices", "choose", "chosen", "of"]


async def of(reader: Reader, tenant: UUID, user: UUID) -> NotificationChoices:
    """What they chose, else what everybody has."""
    return await store.of(reader, tenant, user) or DEFAULT


async def choose(work: UnitOfWork, user: UUID, choices: NotificationChoices) -> None:
    """Counts for pages that are opened from now on."""
    await store.keep(work, user, choices)
