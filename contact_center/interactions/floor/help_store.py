"""SQL of requests for help."""

from __future__ import annotations

from uuid import UUID

from contact_center.interactions.floor.domain import HelpRequest
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_REQUEST = "id, agent_id, interaction_id, text, at, taken_by, taken_at, ended_at, ended_by"


async def insert(work: UnitOfWork, one: HelpRequest) -> bool:
    """False if this agent's hand is up already."""
    count = await work.execute(
        f"insert into core.help_request (tenant_id, {_REQUEST}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
        "on conflict (tenant_id, agent_id) where ended_at is null do nothing",
        [
            work.tenant_id, one.id, one.agent_id, one.interaction_id, one.text, one.at, one.taken_by, one.taken_at,
            one.ended_at, one.ended_by,
        ],
    )  # fmt: skip
    return count == 1


async def of_agent(reader: Reader, tenant: UUID, agent: UUID) -> HelpRequest | None:
    """The one that is not over (index help_request_open)."""
    return await reader.one(
        HelpRequest,
        f"select {_REQUEST} from core.help_request where tenant_id = %s and agent_id = %s and ended_at is null",
        [tenant, agent],
    )


async def open_ones(reader: Reader, tenant: UUID, limit: int) -> list[HelpRequest]:
    """The longest waiting first."""
    return await reader.many(
        HelpRequest,
        f"select {_REQUEST} from core.help_request where tenant_id = %s and ended_at is null "
        "order by taken_at is not null, at, id limit %s",
        [tenant, limit],
    )


async def lock(work: UnitOfWork, id: UUID) -> HelpRequest | None:
    return await work.one(
        HelpRequest,
        f"select {_REQUEST} from core.help_request where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )


async def change_text(work: UnitOfWork, id: UUID, interaction: UUID | None, text: str) -> None:
    await work.execute(
        "update core.help_request set interaction_id = %s, text = %s where tenant_id = %s and id = %s",
        [interaction, text, work.tenant_id, id],
    )


async def take(work: UnitOfWork, id: UUID, by: UUID) -> None:
    await work.execute(
        "update core.help_request set taken_by = %s, taken_at = %s where tenant_id = %s and id = %s",
        [by, work.now, work.tenant_id, id],
    )


async def end(work: UnitOfWork, id: UUID, by: UUID) -> None:
    await work.execute(
        "update core.help_request set ended_by = %s, ended_at = %s where tenant_id = %s and id = %s",
        [by, work.now, work.tenant_id, id],
    )
