"""SQL of what happens to waiting work."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

import structlog
from pydantic import ValidationError

from contact_center.platform.unit_of_work import Reader
from routing.flow.hours import ALWAYS, Hours, stored_hours

log = structlog.get_logger()


class Queue(Protocol):
    """What is read of a queue's row."""

    @property
    def tenant_id(self) -> UUID: ...
    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def settings(self) -> dict[str, Any]: ...


async def hours_of_queues(reader: Reader, queues: Iterable[Queue]) -> dict[UUID, Hours]:
    """The opening hours of each queue by its id. Asks the database only if a queue names a calendar."""
    named = {queue.id: queue.settings.get("calendar") for queue in queues}
    tenant = next((queue.tenant_id for queue in queues), None)
    if tenant is None or not any(named.values()):
        return dict.fromkeys(named, ALWAYS)
    calendars = await _calendars(reader, tenant)
    return {queue: calendars.get(name, ALWAYS) if name else ALWAYS for queue, name in named.items()}


async def _calendars(reader: Reader, tenant: UUID) -> dict[str, Hours]:
    stored = await reader.value(
        "select settings -> 'calendars' from routing.policy_head where tenant_id = %s", [tenant]
    )
    return {name: _hours(name, calendar) for name, calendar in (stored or {}).items()}


def _hours(name: str, stored: Any) -> Hours:
    """A calendar this version cannot read is no reason to refuse a customer's message."""
    try:
        return stored_hours(json.dumps(stored, sort_keys=True))
    except ValidationError as error:
        log.error("stored calendar cannot be read", calendar=name, error=str(error))
        return ALWAYS
