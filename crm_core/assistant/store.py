"""SQL of the assistant's setting: one row of an organisation, its key sealed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.assistant.domain import AssistantSetting


async def row(reader: Reader, tenant: UUID) -> dict[str, Any] | None:
    """None for who has never set it up; `secret` is sealed."""
    found = await reader.dicts(
        "select enabled, base_url, model, deadline_seconds, secret from crm.assistant where tenant_id = %s", [tenant]
    )
    return found[0] if found else None


async def keep(work: UnitOfWork, setting: AssistantSetting, secret: bytes | None) -> None:
    await work.execute(
        "insert into crm.assistant (tenant_id, enabled, base_url, model, deadline_seconds, secret, changed_at, "
        "changed_by) values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id) do update set "
        "enabled = excluded.enabled, base_url = excluded.base_url, model = excluded.model, "
        "deadline_seconds = excluded.deadline_seconds, secret = excluded.secret, changed_at = excluded.changed_at, "
        "changed_by = excluded.changed_by",
        [work.tenant_id, setting.enabled, setting.base_url, setting.model, setting.deadline, secret, work.now,
         work.actor],
    )  # fmt: skip
