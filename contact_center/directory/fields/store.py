"""SQL of custom fields."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory.fields.domain import FieldDefinition
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_COLUMNS = "id, subject, code, name, kind, choices, position"


async def definitions(reader: Reader, tenant: UUID, subject: str) -> list[FieldDefinition]:
    return await reader.many(
        FieldDefinition,
        f"select {_COLUMNS} from core.field_definition where tenant_id = %s and subject = %s and retired_at is null "
        "order by position, id",
        [tenant, subject],
    )


async def codes(reader: Reader, tenant: UUID, subject: str) -> frozenset[str]:
    """Retired ones, too: a code never means two things."""
    return frozenset(
        await reader.values(
            "select code from core.field_definition where tenant_id = %s and subject = %s", [tenant, subject]
        )
    )


async def add(work: UnitOfWork, one: FieldDefinition) -> None:
    await work.execute(
        "insert into core.field_definition (tenant_id, id, subject, code, name, kind, choices, position, created_at) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, one.id, one.subject, one.code, one.name, one.kind, one.choices, one.position, work.now],
    )


async def change(work: UnitOfWork, id: UUID, name: str, choices: list[str]) -> int:
    return await work.execute(
        "update core.field_definition set name = %s, choices = %s where tenant_id = %s and id = %s "
        "and retired_at is null",
        [name, choices, work.tenant_id, id],
    )


async def retire(work: UnitOfWork, id: UUID, retired: bool) -> int:
    return await work.execute(
        "update core.field_definition set retired_at = %s where tenant_id = %s and id = %s",
        [work.now if retired else None, work.tenant_id, id],
    )
