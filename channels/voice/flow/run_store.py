"""SQL of calls in a flow, and of callers who are blocked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from channels.voice.flow.interpreter import FlowAction, FlowState
from contact_center.kernel.contracts.channels import Address
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """Where a call stands, and what was answered to its last input: the same input again gets the same answer."""

    state: FlowState
    heard: tuple[FlowAction, ...]


_KEPT: TypeAdapter[KeptTurn] = TypeAdapter(KeptTurn)


@dataclass(frozen=True, slots=True)
class FlowRun:
    """A call in its flow, or refused before it came to one."""

    id: UUID
    account_id: UUID
    flow_id: UUID | None
    version: int | None
    caller_kind: str
    caller_value: str
    kept: dict[str, Any] | None
    turn: int
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    closed: bool
    call_id: UUID | None
    conversation_id: UUID | None

    @property
    def now(self) -> KeptTurn | None:
        """None once it is over and nothing of its caller is kept."""
        return _KEPT.validate_python(self.kept) if self.kept else None


@dataclass(frozen=True, slots=True)
class CallerBlock:
    id: UUID
    caller_kind: str
    caller_value: str
    conversation_id: UUID
    call_id: UUID
    blocked_at: datetime
    blocked_by: UUID


_COLUMNS = (
    "id, account_id, flow_id, version, caller_kind, caller_value, kept, turn, began_at, ended_at, outcome, closed, "
    "call_id, conversation_id"
)


async def insert(
    work: UnitOfWork, id: UUID, account: UUID, caller: Address, flow: tuple[UUID, int] | None, kept: KeptTurn | None
) -> None:
    await work.execute(
        "insert into channels.call_flow_run (tenant_id, id, account_id, flow_id, version, caller_kind, caller_value, "
        "kept, turn, began_at, changed_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, id, account, flow[0] if flow else None, flow[1] if flow else None, caller.kind.value,
            caller.value, _json(kept) if kept else None, kept.state.turn if kept else 0, work.now, work.now,
        ],
    )  # fmt: skip


async def run(reader: Reader, tenant: UUID, id: UUID) -> FlowRun | None:
    return await reader.one(
        FlowRun, f"select {_COLUMNS} from channels.call_flow_run where tenant_id = %s and id = %s", [tenant, id]
    )


async def lock(work: UnitOfWork, id: UUID) -> FlowRun | None:
    return await work.one(
        FlowRun,
        f"select {_COLUMNS} from channels.call_flow_run where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )


async def keep(work: UnitOfWork, id: UUID, kept: KeptTurn) -> None:
    await work.execute(
        "update channels.call_flow_run set kept = %s, turn = %s, closed = %s, changed_at = %s "
        "where tenant_id = %s and id = %s",
        [_json(kept), kept.state.turn, kept.state.closed, work.now, work.tenant_id, id],
    )


async def end(work: UnitOfWork, id: UUID, outcome: str, *, goes_on: bool) -> None:
    """Unless the call goes on to somebody, nothing of its caller is kept."""
    await work.execute(
        "update channels.call_flow_run set outcome = %(outcome)s, ended_at = coalesce(ended_at, %(now)s), "
        "changed_at = %(now)s, kept = case when %(on)s then kept end, "
        "caller_kind = case when %(on)s then caller_kind else '' end, "
        "caller_value = case when %(on)s then caller_value else '' end where tenant_id = %(tenant)s and id = %(id)s",
        {"outcome": outcome, "now": work.now, "on": goes_on, "tenant": work.tenant_id, "id": id},
    )


async def follow(work: UnitOfWork, id: UUID, call: UUID, conversation: UUID) -> None:
    """The call has left its flow for an agent, or for a machine."""
    await work.execute(
        "update channels.call_flow_run set call_id = %s, conversation_id = %s, changed_at = %s "
        "where tenant_id = %s and id = %s",
        [call, conversation, work.now, work.tenant_id, id],
    )


async def of_call(reader: Reader, tenant: UUID, call: UUID) -> FlowRun | None:
    return await reader.one(
        FlowRun, f"select {_COLUMNS} from channels.call_flow_run where tenant_id = %s and call_id = %s", [tenant, call]
    )


async def silent(work: UnitOfWork, before: timedelta, most: int) -> list[UUID]:
    """Calls in a flow of which nothing was heard for so long: their callers have left without a word.

    Those that are in other hands are left out.
    """
    return await work.values(
        "select id from channels.call_flow_run where tenant_id = %s and ended_at is null and changed_at < %s "
        "order by changed_at limit %s for update skip locked",
        [work.tenant_id, work.now - before, most],
    )


async def forget_over(work: UnitOfWork, before: timedelta) -> None:
    """Of those whose last words were heard long ago, and of those who were to be connected and never were, nothing is
    kept."""
    await work.execute(
        "update channels.call_flow_run set kept = null, caller_kind = '', caller_value = '', "
        "outcome = case when outcome in ('queue', 'voicemail') then 'left' else outcome end "
        "where tenant_id = %s and ended_at < %s and kept is not null and call_id is null",
        [work.tenant_id, work.now - before],
    )


# Blocked callers


async def is_blocked(reader: Reader, tenant: UUID, caller: Address) -> bool:
    found = await reader.value(
        "select 1 from channels.caller_block where tenant_id = %s and caller_kind = %s and caller_value = %s",
        [tenant, caller.kind.value, caller.value],
    )
    return found is not None


async def block(work: UnitOfWork, one: CallerBlock) -> bool:
    """False if they are blocked already."""
    return bool(
        await work.execute(
            "insert into channels.caller_block (tenant_id, id, caller_kind, caller_value, conversation_id, call_id, "
            "blocked_at, blocked_by) values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
            [
                work.tenant_id, one.id, one.caller_kind, one.caller_value, one.conversation_id, one.call_id,
                one.blocked_at, one.blocked_by,
            ],
        )
    )  # fmt: skip


async def unblock(work: UnitOfWork, id: UUID) -> bool:
    return bool(
        await work.execute("delete from channels.caller_block where tenant_id = %s and id = %s", [work.tenant_id, id])
    )


async def blocks(reader: Reader, tenant: UUID, most: int) -> list[CallerBlock]:
    """The latest first."""
    return await reader.many(
        CallerBlock,
        "select id, caller_kind, caller_value, conversation_id, call_id, blocked_at, blocked_by "
        "from channels.caller_block where tenant_id = %s order by blocked_at desc, id limit %s",
        [tenant, most],
    )


def _json(kept: KeptTurn) -> Jsonb:
    return Jsonb(_KEPT.dump_python(kept, mode="json"))
