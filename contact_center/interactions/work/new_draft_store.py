"""SQL of drafts of conversations that have not begun."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.work.domain import NewDraft, NewDraftContent
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_NAMES = frozenset(one.name for one in fields(NewDraftContent))
_PLACE = "tenant_id = %(tenant)s and agent_id = %(agent)s and begins = %(begins)s"
_KEEP = """
insert into core.new_draft (tenant_id, agent_id, begins, customer_id, address, content, client_key, writing, kept_at)
select %(tenant)s, %(agent)s, %(begins)s, %(customer)s, %(address)s, %(content)s, %(key)s, %(writing)s, %(now)s
where not exists (select 1 from core.attempt where tenant_id = %(tenant)s and client_key = %(key)s)
on conflict (tenant_id, agent_id, begins) do update set customer_id = excluded.customer_id,
  address = excluded.address, content = excluded.content, client_key = excluded.client_key,
  writing = excluded.writing, kept_at = excluded.kept_at
where %(over)s or new_draft.writing = %(knew)s or new_draft.content = excluded.content
"""
# index new_draft_kept
_OLD = "delete from core.new_draft where tenant_id = %s and kept_at < %s"
_TOO_MANY = """
delete from core.new_draft where tenant_id = %(tenant)s and agent_id = %(agent)s and begins in (
  select begins from core.new_draft where tenant_id = %(tenant)s and agent_id = %(agent)s
  order by kept_at desc offset %(most)s)
"""


async def of(reader: Reader, tenant: UUID, agent: AgentId, begins: str) -> NewDraft | None:
    rows = await reader.dicts(
        f"select content, client_key, writing, kept_at from core.new_draft where {_PLACE}",
        {"tenant": tenant, "agent": agent, "begins": begins},
    )
    if not rows:
        return None
    [row] = rows
    return NewDraft(_content(row["content"]), row["client_key"], row["writing"], row["kept_at"])


async def keep(
    work: UnitOfWork,
    agent: AgentId,
    begins: str,
    content: NewDraftContent,
    key: str,
    writing: UUID,
    knew: UUID | None,
    *,
    over: bool,
) -> bool:
    """False if another writing stands there, or this one was sent already."""
    values = {
        "tenant": work.tenant_id, "agent": agent, "begins": begins, "customer": content.customer or None,
        "address": content.to.strip().lower(), "content": Jsonb(asdict(content)), "key": key, "writing": writing,
        "now": work.now, "knew": knew, "over": over,
    }  # fmt: skip
    return await work.execute(_KEEP, values) > 0


async def is_sent(work: UnitOfWork, key: str) -> bool:
    """Something was begun under this key."""
    found = await work.value(
        "select 1 from core.attempt where tenant_id = %s and client_key = %s", [work.tenant_id, key]
    )
    return found is not None


async def forget(work: UnitOfWork, agent: AgentId, begins: str, knew: UUID | None, *, over: bool) -> bool:
    """False if another writing stands there."""
    values = {"tenant": work.tenant_id, "agent": agent, "begins": begins, "knew": knew, "over": over}
    await work.execute(f"delete from core.new_draft where {_PLACE} and (%(over)s or writing = %(knew)s)", values)
    return not await work.value(f"select 1 from core.new_draft where {_PLACE}", values)


async def sent(work: UnitOfWork, agent: AgentId, key: str) -> None:
    await work.execute(
        "delete from core.new_draft where tenant_id = %s and agent_id = %s and client_key = %s",
        [work.tenant_id, agent, key],
    )


async def tidy(work: UnitOfWork, agent: AgentId, before: datetime, most: int) -> None:
    await work.execute(_OLD, [work.tenant_id, before])
    await work.execute(_TOO_MANY, {"tenant": work.tenant_id, "agent": agent, "most": most})


def _content(kept: dict[str, Any]) -> NewDraftContent:
    """What another version has kept besides is left out."""
    return NewDraftContent(**{name: value for name, value in kept.items() if name in _NAMES})
