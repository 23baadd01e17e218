"""SQL of calls: the domain's `Call` as JSON, with columns for what is searched by.

`version` counts the decisions that gave orders to the media, `settled` the last of them that was carried
out: a call with `settled < version` is looked after (`watch`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from channels.voice import tables
from channels.voice.domain import Call, EndedBy, due
from channels.voice.errors import NoSuchCall
from channels.voice.registry import MediaPlace
from contact_center.kernel.ids import CallId, InteractionId, TenantId
from contact_center.platform.query import Prepared, bindparam, prepared, update
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_CALL: TypeAdapter[Call] = TypeAdapter(Call)
MEANT = frozenset({EndedBy.CUSTOMER, EndedBy.AGENT, EndedBy.SYSTEM, "abandoned", "message_left"})
"""Reasons of calls that somebody ended; all others broke."""
RECENT = timedelta(minutes=10)
"""A page that was away for less is still told how its call ended."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as stored."""

    tenant_id: UUID
    id: UUID
    interaction_id: UUID
    conversation_id: UUID
    channel_account_id: UUID
    provider: str
    node: str
    """Which media process holds it."""
    state: dict[str, Any]
    version: int
    settled: int
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    """`abandoned`, a value of `EndedBy`, or in words what broke."""
    recording_key: str | None
    recording_started_at: datetime | None

    @property
    def call(self) -> Call:
        return stored_call(self.state)

    @property
    def place(self) -> MediaPlace:
        return MediaPlace(TenantId(self.tenant_id), self.channel_account_id, self.provider, self.node)


@dataclass(frozen=True, slots=True)
class CallKey:
    tenant_id: TenantId
    id: CallId


@dataclass(frozen=True, slots=True)
class SegmentKey:
    """An agent's piece of work on a call."""

    tenant_id: TenantId
    call_id: CallId
    segment_id: UUID


@dataclass(frozen=True, slots=True)
class CallReference:
    tenant_id: TenantId
    id: CallId
    interaction_id: UUID


@dataclass(frozen=True, slots=True)
class KeptRecording:
    """Something that was recorded and is still kept."""

    tenant_id: UUID
    call_id: UUID
    interaction_id: UUID | None
    """The work it belongs to; None for the sound of a message that became no work."""
    recording_key: str
    at: datetime
    """From when on its time counts; the end of its time if that was `said`."""
    said: bool


COLUMNS = ", ".join(field.name for field in fields(CallRow))


async def call(reader: Reader, tenant: UUID, id: UUID) -> CallRow:
    """Raises `NoSuchCall`."""
    row = await reader.one(
        CallRow, f"select {COLUMNS} from channels.call where tenant_id = %s and id = %s", [tenant, id]
    )
    if row is None:
        raise NoSuchCall(id)
    return row


async def lock(work: UnitOfWork, id: UUID) -> CallRow:
    """Take it after its conversation and its interaction (D7)."""
    row = await work.one(
        CallRow,
        f"select {COLUMNS} from channels.call where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )
    if row is None:
        raise NoSuchCall(id)
    return row


async def of_interaction(reader: Reader, tenant: UUID, interaction_id: UUID) -> CallRow | None:
    return await reader.one(
        CallRow,
        f"select {COLUMNS} from channels.call where tenant_id = %s and interaction_id = %s",
        [tenant, interaction_id],
    )


async def live_among(reader: Reader, tenant: UUID, interactions: Sequence[UUID]) -> list[CallId]:
    """Calls still going on that belong to one of these interactions."""
    return await reader.values(
        "select id from channels.call where tenant_id = %s and interaction_id = any(%s) and ended_at is null "
        "order by id",
        [tenant, list(interactions)],
    )


async def live(reader: Reader, tenant: UUID) -> list[CallRow]:
    """Calls of the tenant still going on, the oldest first."""
    return await reader.many(
        CallRow,
        f"select {COLUMNS} from channels.call where tenant_id = %s and ended_at is null order by started_at, id",
        [tenant],
    )


async def parked(reader: Reader, tenant: UUID) -> list[CallRow]:
    """Calls of the tenant that anybody may pick up, the longest parked first (index call_open)."""
    return await reader.many(
        CallRow,
        f"select {COLUMNS} from channels.call where tenant_id = %s and ended_at is null "
        "and state ->> 'phase' = 'parked' order by changed_at, id",
        [tenant],
    )


async def live_in(reader: Reader, tenant: UUID, account: UUID, conversations: Sequence[UUID]) -> list[CallId]:
    """Calls of this account still going on that belong to one of these conversations."""
    return await reader.values(
        "select id from channels.call where tenant_id = %s and channel_account_id = %s and ended_at is null "
        "and conversation_id = any(%s) order by id",
        [tenant, account, list(conversations)],
    )


async def latest_in(reader: Reader, tenant: UUID, account: UUID, conversations: Sequence[UUID]) -> CallId | None:
    """The last call of these conversations if it goes on or has ended within the last ten minutes."""
    found: CallId | None = await reader.value(
        "select id from channels.call where tenant_id = %s and channel_account_id = %s "
        "and conversation_id = any(%s) and (ended_at is null or ended_at > %s) order by id desc limit 1",
        [tenant, account, list(conversations), reader.now - RECENT],
    )
    return found


async def dropped_in(
    reader: Reader, tenant: UUID, account: UUID, conversations: Sequence[UUID], within: timedelta
) -> CallRow | None:
    """The last call of these conversations, if it ended in the last while without anybody having ended it."""
    row = await reader.one(
        CallRow,
        f"select {COLUMNS} from channels.call where tenant_id = %s and channel_account_id = %s "
        "and conversation_id = any(%s) order by id desc limit 1",
        [tenant, account, list(conversations)],
    )
    if row is None or row.ended_at is None or row.ended_at < reader.now - within:
        return None
    return None if row.end_reason in MEANT else row


async def insert(
    work: UnitOfWork,
    call: Call,
    *,
    interaction_id: InteractionId,
    conversation_id: UUID,
    account_id: UUID,
    provider: str,
    node: str,
) -> None:
    await work.execute(
        "insert into channels.call (tenant_id, id, interaction_id, conversation_id, channel_account_id, provider, "
        "node, state, started_at, changed_at, due_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, call.id, interaction_id, conversation_id, account_id, provider, node, _json(call), work.now,
            work.now, due(call),
        ],
    )  # fmt: skip


async def save(work: UnitOfWork, call: Call, *, ordered: bool, **columns: Any) -> CallRow:
    """`ordered`: the media has something to do, so this is a new version. `columns` are our own names."""
    values = {
        "state": _json(call),
        "last_sequence": call.last_sequence,
        "changed_at": work.now,
        "due_at": due(call),
        **columns,
    }
    row = await work.one(
        CallRow,
        *_saving(tuple(values)).given(
            {"of_tenant": work.tenant_id, "of_call": call.id, "ordered": int(ordered)}
            | {f"new_{name}": value for name, value in values.items()}
        ),
    )
    assert row is not None
    return row


@cache
def _saving(names: tuple[str, ...]) -> Prepared:
    saved = tables.call
    return prepared(
        update(saved)
        .values({name: bindparam(f"new_{name}", type_=saved.c[name].type) for name in names})
        .values(version=saved.c.version + bindparam("ordered"))
        .where(saved.c.tenant_id == bindparam("of_tenant"), saved.c.id == bindparam("of_call"))
        .returning(*(saved.c[field.name] for field in fields(CallRow)))
    )


async def settle(work: UnitOfWork, id: UUID, version: int) -> bool:
    """The orders of this version are carried out; False when a later decision has come in between."""
    done = await work.execute(
        "update channels.call set settled = %s where tenant_id = %s and id = %s and version = %s",
        [version, work.tenant_id, id, version],
    )
    return done > 0


def stored_call(state: dict[str, Any]) -> Call:
    """The call that a row's `state` keeps."""
    return _CALL.validate_python(_with_legs(state))


def _with_legs(state: dict[str, Any]) -> dict[str, Any]:
    """Calls that were stored before a call was legs named the customer's and the agent's apart."""
    if "legs" in state:
        return state
    old = dict(state)
    joined, agent, page = old.pop("joined", ()), old.pop("agent", None), old.pop("customer_page", "")
    legs = [{"id": old.pop("customer"), "role": "customer", "page": page, "away": old.pop("customer_away", None)}]
    if agent is not None:
        legs.append({**agent, "id": agent["leg"], "role": "agent"})
        del legs[-1]["leg"]
    return {**old, "legs": [{**leg, "joined": leg["id"] in joined} for leg in legs]}


def _json(call: Call) -> Jsonb:
    return Jsonb(_CALL.dump_python(call, mode="json"))


# Across tenants, as role `system`


async def tenant_of(reader: Reader, id: UUID, tenants: Sequence[UUID]) -> TenantId | None:
    """Whose call a provider speaks of. One index look-up per tenant, as every key starts with it."""
    found = await reader.value(
        "select c.tenant_id from unnest(%s::uuid[]) t(id) join channels.call c on c.tenant_id = t.id and c.id = %s",
        [list(tenants), id],
    )
    return TenantId(found) if found else None


async def due_calls(reader: Reader) -> list[CallKey]:
    """What has been reported of a call and not understood yet counts before the clock does.

    After an outage of ours, who has long been there would be taken for somebody who never came (twilio_report_call).
    """
    return await reader.many(
        CallKey,
        "select c.tenant_id, c.id from channels.call c where c.due_at <= %s and not exists (select 1 "
        "from channels.twilio_report r where r.tenant_id = c.tenant_id and r.call_id = c.id) order by c.due_at",
        [reader.now],
    )


async def unsettled(reader: Reader, nodes: Sequence[str], older_than: timedelta) -> list[CallKey]:
    """Calls whose last orders may not have reached the media."""
    return await reader.many(
        CallKey,
        "select tenant_id, id from channels.call where settled < version and node = any(%s) and changed_at < %s",
        [list(nodes), reader.now - older_than],
    )


async def open_calls(reader: Reader, node: str) -> dict[CallId, int]:
    """Calls whose bridge was opened and that are not over, with the last event seen of each."""
    rows = await reader.dicts(
        "select id, last_sequence from channels.call where node = %s and ended_at is null and settled > 0", [node]
    )
    return {CallId(row["id"]): row["last_sequence"] for row in rows}


async def without_agents_media(reader: Reader) -> list[CallReference]:
    """Calls going on that no agent's page has joined."""
    return await reader.many(
        CallReference,
        "select tenant_id, id, interaction_id from channels.call where ended_at is null "
        """and not state @> '{"legs": [{"role": "agent"}]}' and coalesce(state -> 'agent', 'null') = 'null'""",
    )


async def with_call(reader: Reader, keys: Sequence[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Those of these interactions (tenant and id) that have a call."""
    rows = await reader.dicts(
        "select c.tenant_id, c.interaction_id from unnest(%s::uuid[], %s::uuid[]) k(tenant, id) "
        "join channels.call c on c.tenant_id = k.tenant and c.interaction_id = k.id",
        [[tenant for tenant, _ in keys], [id for _, id in keys]],
    )
    return {(row["tenant_id"], row["interaction_id"]) for row in rows}


# Recordings whose time may be over, in pages of the primary key; as role `system`


async def recordings_before(
    reader: Reader, before: datetime, after: tuple[UUID, UUID], most: int
) -> list[KeptRecording]:
    """Those begun, or said to be erasable, before the moment, of calls that are over."""
    return await reader.many(
        KeptRecording,
        "select tenant_id, id as call_id, interaction_id, recording_key, "
        "coalesce(recording_erasable_at, recording_started_at) as at, recording_erasable_at is not null as said "
        "from channels.call where recording_key is not null and ended_at is not null "
        "and (recording_started_at <= %s or recording_erasable_at <= %s) and (tenant_id, id) > (%s, %s) "
        "order by tenant_id, id limit %s",
        [before, reader.now, *after, most],
    )


async def wave(reader: Reader, tenant: UUID, call: UUID) -> dict[str, Any] | None:
    """What its recording looks like; None for one that nobody has looked at yet."""
    found: dict[str, Any] | None = await reader.value(
        "select recording_wave from channels.call where tenant_id = %s and id = %s", [tenant, call]
    )
    return found


async def keep_wave(work: UnitOfWork, call: UUID, key: str, wave: dict[str, Any]) -> None:
    """Unless the recording was erased meanwhile."""
    await work.execute(
        "update channels.call set recording_wave = %s where tenant_id = %s and id = %s and recording_key = %s",
        [Jsonb(wave), work.tenant_id, call, key],
    )


async def forget_recording(work: UnitOfWork, call: UUID) -> None:
    await work.execute(
        "update channels.call set recording_key = null, recording_wave = null where tenant_id = %s and id = %s",
        [work.tenant_id, call],
    )
