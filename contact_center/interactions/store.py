"""SQL of interactions and segments: rows under lock, transitions with their history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from contact_center.interactions import tables
from contact_center.interactions.domain import Interaction, Segment, interaction_step
from contact_center.interactions.errors import NoSuchInteraction, NoSuchSegment
from contact_center.kernel.contracts.interactions import State
from contact_center.kernel.phrases import Phrase
from contact_center.platform.query import Table, insert_row, update_rows
from contact_center.platform.unit_of_work import Reader, UnitOfWork

INTERACTION = ", ".join(field.name for field in fields(Interaction))
SEGMENT = ", ".join(field.name for field in fields(Segment))
OPEN = "('alerting', 'connected', 'held', 'wrapping')"


async def interaction(reader: Reader, tenant: UUID, id: UUID) -> Interaction:
    row = await reader.one(
        Interaction,
        f"select {INTERACTION} from core.interaction where tenant_id = %s and id = %s",
        [tenant, id],
    )
    if row is None:
        raise NoSuchInteraction(id)
    return row


async def end_verification(work: UnitOfWork, conversation: UUID, contact: UUID) -> bool:
    """True if somebody was verified in this contact; how stays known, for `restore_verification`."""
    changed = await work.execute(
        "update core.conversation set identity = 'claimed', identity_how = 'ended:' || identity_how, identity_at = %s "
        "where tenant_id = %s and id = %s and identity = 'verified' and identity_contact = %s",
        [work.now, work.tenant_id, conversation, contact],
    )
    return changed > 0


async def restore_verification(work: UnitOfWork, conversation: UUID, contact: UUID) -> bool:
    changed = await work.execute(
        "update core.conversation set identity = 'verified', identity_how = substr(identity_how, 7), identity_at = %s "
        "where tenant_id = %s and id = %s and identity = 'claimed' and identity_contact = %s "
        "and identity_how like 'ended:%%'",
        [work.now, work.tenant_id, conversation, contact],
    )
    return changed > 0


async def identity_of(reader: UnitOfWork, conversation: UUID) -> str:
    """How sure we are of the customer of a conversation."""
    return str(
        await reader.value(
            "select identity from core.conversation where tenant_id = %s and id = %s", [reader.tenant_id, conversation]
        )
    )


async def lock_interaction(work: UnitOfWork, id: UUID) -> Interaction:
    row = await work.one(
        Interaction,
        f"select {INTERACTION} from core.interaction where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )
    if row is None:
        raise NoSuchInteraction(id)
    work.correlation_id = row.correlation_id
    return row


async def lock_interactions(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Interaction]:
    """Several at once, in the order of ids (D7). Raises `NoSuchInteraction` for the first that is missing."""
    rows = await work.many(
        Interaction,
        f"select {INTERACTION} from core.interaction where tenant_id = %s and id = any(%s) order by id for update",
        [work.tenant_id, list(ids)],
    )
    found = {row.id: row for row in rows}
    for id in ids:
        if id not in found:
            raise NoSuchInteraction(id)
    return found


async def hold_interactions(work: UnitOfWork, ids: Sequence[UUID]) -> None:
    """Locks them in the order of ids (D7) and reads nothing."""
    await work.execute(
        "select 1 from core.interaction where tenant_id = %s and id = any(%s) order by id for update",
        [work.tenant_id, list(ids)],
    )


async def lock_segment(work: UnitOfWork, id: UUID) -> tuple[Interaction, Segment]:
    """The segment and its interaction, locked in the order of D7: interaction first."""
    owner = await work.value(
        "select interaction_id from core.segment where tenant_id = %s and id = %s", [work.tenant_id, id]
    )
    if owner is None:
        raise NoSuchSegment(id)
    locked = await lock_interaction(work, owner)
    segment = await work.one(
        Segment,
        f"select {SEGMENT} from core.segment where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )
    assert segment is not None
    return locked, segment


async def open_segments(work: Reader, tenant: UUID, interaction_id: UUID) -> list[Segment]:
    return await work.many(
        Segment,
        f"select {SEGMENT} from core.segment where tenant_id = %s and interaction_id = %s and state <> 'done' "
        "order by offered_at, id",
        [tenant, interaction_id],
    )


async def all_segments(work: Reader, tenant: UUID, interaction_id: UUID) -> list[Segment]:
    return await work.many(
        Segment,
        f"select {SEGMENT} from core.segment where tenant_id = %s and interaction_id = %s order by offered_at, id",
        [tenant, interaction_id],
    )


async def agent_segments(work: Reader, tenant: UUID, agent: UUID) -> list[Segment]:
    return await work.many(
        Segment,
        f"select {SEGMENT} from core.segment where tenant_id = %s and agent_id = %s and state <> 'done' "
        "order by offered_at, id",
        [tenant, agent],
    )


async def move(work: UnitOfWork, row: Interaction, to: State, why: Phrase, **columns: Any) -> None:
    """One transition of an interaction with its row of history; `columns` change with it."""
    interaction_step(State(row.state), to)
    await _remember(work, row, to, why, columns)


async def note(work: UnitOfWork, row: Interaction, why: Phrase) -> None:
    """A row of history without a transition: something a reader of the interaction wants to know."""
    await _remember(work, row, State(row.state), why, {})


async def _remember(work: UnitOfWork, row: Interaction, to: State, why: Phrase, columns: dict[str, Any]) -> None:
    await update_interaction(work, row.id, state=to.value, history_number=row.history_number + 1, **columns)
    await work.execute(
        "insert into core.interaction_history "
        "(tenant_id, interaction_id, number, at, from_state, to_state, actor, code, args) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id,
            row.id,
            row.history_number + 1,
            work.now,
            row.state,
            to.value,
            work.actor,
            why.code,
            Jsonb(dict(why.args)),
        ],
    )


async def update_interaction(work: UnitOfWork, id: UUID, **columns: Any) -> None:
    await _update(work, tables.interaction, id, columns)


async def update_segment(work: UnitOfWork, id: UUID, **columns: Any) -> None:
    await _update(work, tables.segment, id, columns)


async def update_conversation(work: UnitOfWork, id: UUID, **columns: Any) -> None:
    await _update(work, tables.conversation, id, columns)


async def _update(work: UnitOfWork, table: Table, id: UUID, columns: dict[str, Any]) -> None:
    if not columns:
        return
    values = {name: Jsonb(value) if isinstance(value, dict) else value for name, value in columns.items()}
    await work.execute(*update_rows(table, {"tenant_id": work.tenant_id, "id": id}, values))


async def insert_segment(
    work: UnitOfWork,
    id: UUID,
    row: Interaction,
    agent: UUID,
    *,
    purpose: str,
    expires_at: datetime | None = None,
    explanation: dict[str, Any] | None = None,
    policy_version: int | None = None,
    read_position: int | None = None,
    overridden_by: str | None = None,
) -> None:
    await work.execute(
        "insert into core.segment (tenant_id, id, interaction_id, agent_id, purpose, state, channel, tier, queue_id, "
        "weight, offered_at, expires_at, explanation, policy_version, read_position, overridden_by) values "
        "(%s, %s, %s, %s, %s, 'alerting', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, id, row.id, agent, purpose, row.channel, row.tier, row.queue_id, row.weight, work.now,
            expires_at, Jsonb(explanation) if explanation is not None else None, policy_version, read_position,
            overridden_by,
        ],
    )  # fmt: skip


class NewOffer(Protocol):
    """What `insert_offers` stores of an offer."""

    @property
    def segment_id(self) -> UUID: ...
    @property
    def agent_id(self) -> UUID: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def explanation(self) -> dict[str, Any]: ...
    @property
    def policy_version(self) -> int: ...
    @property
    def read_position(self) -> int: ...


async def insert_offers(work: UnitOfWork, made: Sequence[tuple[NewOffer, Interaction]]) -> None:
    """As `insert_segment` for each, in one statement; the driver writes one JSON document faster than arrays."""
    rows = [
        {
            "id": offer.segment_id,
            "interaction_id": row.id,
            "agent_id": offer.agent_id,
            "channel": row.channel,
            "tier": row.tier,
            "queue_id": row.queue_id,
            "weight": row.weight,
            "expires_at": offer.expires_at,
            "explanation": offer.explanation,
            "policy_version": offer.policy_version,
            "read_position": offer.read_position,
        }
        for offer, row in made
    ]
    await work.execute(
        "insert into core.segment (tenant_id, id, interaction_id, agent_id, purpose, state, channel, tier, queue_id, "
        "weight, offered_at, expires_at, explanation, policy_version, read_position) "
        "select %s, id, interaction_id, agent_id, 'work', 'alerting', channel, tier, queue_id, weight, %s, expires_at, "
        "explanation, policy_version, read_position from json_to_recordset(%s::json) as o (id uuid, "
        "interaction_id uuid, agent_id uuid, channel text, tier text, queue_id uuid, weight int, "
        "expires_at timestamptz, explanation jsonb, policy_version bigint, read_position bigint) "
        "order by agent_id, id",
        [work.tenant_id, work.now, json.dumps(rows, default=str, ensure_ascii=False)],
    )


async def insert_interaction(work: UnitOfWork, values: dict[str, Any], *, why: Phrase) -> None:
    """A new interaction with the first row of its history."""
    await work.execute(*insert_row(tables.interaction, values))
    await work.execute(
        "insert into core.interaction_history (tenant_id, interaction_id, number, at, to_state, actor, code, args) "
        "values (%s, %s, 1, %s, %s, %s, %s, %s)",
        [work.tenant_id, values["id"], work.now, values["state"], work.actor, why.code, Jsonb(dict(why.args))],
    )


async def set_customer(work: UnitOfWork, conversation: UUID, customer: UUID | None) -> None:
    """All work of a conversation is with this customer."""
    await work.execute(
        "update core.interaction set customer_id = %s where tenant_id = %s and conversation_id = %s",
        [customer, work.tenant_id, conversation],
    )


async def end_waits(work: UnitOfWork, agent: UUID, put_by: list[str]) -> None:
    """What waits with this agent and was put by in one of these ways has its time now (index interaction_owner)."""
    await work.execute(
        "update core.interaction set parked_until = %s where tenant_id = %s and owner_agent_id = %s "
        "and state = 'waiting' and parked_why = any(%s) and parked_until > %s",
        [work.now, work.tenant_id, agent, put_by, work.now],
    )


async def has_open_work(work: UnitOfWork, conversation: UUID) -> bool:
    return bool(
        await work.value(
            "select 1 from core.interaction where tenant_id = %s and conversation_id = %s and state <> 'closed'",
            [work.tenant_id, conversation],
        )
    )


async def actor_of(work: UnitOfWork, row: Interaction, why: Phrase, text: str) -> str | None:
    """Who made the latest row of its history, where it was for this reason; `text` is that of older versions."""
    found: str | None = await work.value(
        "select actor from core.interaction_history where tenant_id = %s and interaction_id = %s and number = %s "
        "and (code = %s or why = %s)",
        [work.tenant_id, row.id, row.history_number, why.code, text],
    )
    return found


async def insert_record(work: UnitOfWork, values: dict[str, Any]) -> None:
    """Once; a second time changes nothing."""
    there = ("tenant_id", "interaction_id")
    await work.execute(*insert_row(tables.interaction_record, values, unless_there=there))


async def delete_record(work: UnitOfWork, interaction: UUID) -> None:
    await work.execute(
        "delete from core.interaction_record where tenant_id = %s and interaction_id = %s",
        [work.tenant_id, interaction],
    )


async def contact_of(work: UnitOfWork, conversation: UUID) -> dict[str, Any]:
    """Who a conversation is with, and its last position."""
    rows = await work.dicts(
        "select customer_id, identity, contact_name, last_position from core.conversation "
        "where tenant_id = %s and id = %s",
        [work.tenant_id, conversation],
    )
    return rows[0]


async def close_single_conversation(work: UnitOfWork, conversation: UUID) -> None:
    """A conversation without a subject ends with its work."""
    await work.execute(
        "update core.conversation set state = 'closed', closed_at = %s "
        "where tenant_id = %s and id = %s and single and state = 'open'",
        [work.now, work.tenant_id, conversation],
    )


async def reopen_conversation(work: UnitOfWork, conversation: UUID) -> bool:
    """False if its address has another open conversation by now."""
    try:
        async with work.connection.transaction():
            await work.execute(
                "update core.conversation set state = 'open', closed_at = null where tenant_id = %s and id = %s "
                "and state = 'closed'",
                [work.tenant_id, conversation],
            )
    except UniqueViolation:
        return False
    return True
