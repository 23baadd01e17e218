"""Settings of queues and of the tenant, as a published policy would leave them."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as routing_store
from tests.centre import Centre


async def set_queue(centre: Centre, queue: str, *, columns: dict[str, Any] | None = None, **settings: Any) -> None:
    """Adds to the queue's settings and sets columns of its row."""
    await centre.run(_set_queue, centre.queues[queue], settings, columns or {})


async def set_calendars(centre: Centre, **calendars: Any) -> None:
    await centre.run(_set_calendars, calendars)


async def _set_queue(work: UnitOfWork, queue: object, settings: dict[str, Any], columns: dict[str, Any]) -> None:
    await work.execute(
        "update routing.queue set settings = settings || %s where tenant_id = %s and id = %s",
        [Jsonb(settings), work.tenant_id, queue],
    )
    for name, value in columns.items():
        await work.execute(
            f"update routing.queue set {name} = %s where tenant_id = %s and id = %s", [value, work.tenant_id, queue]
        )
    await routing_store.bump_version(work)


async def _set_calendars(work: UnitOfWork, calendars: dict[str, Any]) -> None:
    await routing_store.bump_version(work)
    await work.execute(
        "update routing.policy_head set settings = settings || %s where tenant_id = %s",
        [Jsonb({"calendars": calendars}), work.tenant_id],
    )
