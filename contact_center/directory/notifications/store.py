"""SQL of how people want to be told."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory.notifications.domain import NotificationChoices, chosen
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def of(reader: Reader, tenant: UUID, user: UUID) -> NotificationChoices | None:
    """None for who has chosen nothing."""
    rows = await reader.dicts(
        "select sound, browser, volume from core.notification_choice where tenant_id = %s and user_id = %s",
        [tenant, user],
    )
    return chosen(rows[0]["sound"], rows[0]["browser"], rows[0]["volume"]) if rows else None


async def keep(work: UnitOfWork, user: UUID, choices: NotificationChoices) -> None:
    await work.execute(
        "insert into core.notification_choice (tenant_id, user_id, sound, browser, volume, changed_at) "
        "values (%s, %s, %s, %s, %s, %s) on conflict (tenant_id, user_id) do update set sound = excluded.sound, "
        "browser = excluded.browser, volume = excluded.volume, changed_at = excluded.changed_at",
        [work.tenant_id, user, sorted(choices.sound), sorted(choices.browser), choices.volume, work.now],
    )
