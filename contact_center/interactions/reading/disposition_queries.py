"""The codes by which work is closed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class DispositionRow:
    code: str
    name: dict[str, str]


async def dispositions(reader: Reader, tenant: UUID) -> list[DispositionRow]:
    return await reader.many(
        DispositionRow,
        "select code, name from core.disposition where tenant_id = %s and active order by position, code",
        [tenant],
    )
