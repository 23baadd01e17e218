"""Intake's SQL: one statement looks, one round trip writes (D7)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions import tables
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.intake.decision import Arrival, ArrivalContext, ArrivalPlan
from contact_center.interactions.recipients import as_stored
from contact_center.interactions.sanitised import text
from contact_center.interactions.work.eligibility import facts_of
from contact_center.kernel.contracts.interactions import Outcome, QueuedBecause, State
from contact_center.kernel.ids import new_id
from contact_center.platform.query import Prepared, Table, insert_rows, prepared
from contact_center.platform.unit_of_work import Reader, UnitOfWork

LOCK = """
select pg_advisory_xact_lock(key) from
  (select distinct hashtextextended(%(tenant)s::text || ' ' || c, 7) as key
   from unnest(%(contacts)s::text[]) as t(c) order by 1) keys
"""

# The strongest proof of a thread first: our own signed token, then the keys of earlier messages in
# the order the adapter gives them, then the open conversation of the same contact. Each step is a
# lateral with a limit: one index look-up per arrival whatever the planner believes of the tables,
# which on a young or just restored database is wrong enough to scan all of them for each arrival.
LOOK = """
select t.n::int as n, e.id is not null as seen, e.message_id as seen_message_id,
  m.conversation_id as seen_conversation_id, m.position as seen_position,
  c.id as conversation_id, c.contact_value, c.customer_id, c.identity, c.last_position, c.last_message_at,
  c.correlation_id, i.id as interaction_id, i.state as interaction_state, coalesce(p.known, false) as known_to_it,
  coalesce(b.blocked, false) as blocked
from unnest(%(accounts)s::uuid[], %(providers)s::text[], %(contacts)s::text[], %(singles)s::bool[],
            %(tokens)s::uuid[], %(keys)s::text[], %(writers)s::text[],
            %(channels)s::text[]) with ordinality
     as t(account, provider, contact, single, token, keys, writer, channel, n)
left join lateral (
  select x.id, x.message_id from core.envelope x where x.tenant_id = %(tenant)s and x.channel_account_id = t.account
    and x.provider_id = t.provider and x.state <> 'quarantined' limit 1
) e on true
left join lateral (
  select x.conversation_id, x.position from core.message x
    where x.tenant_id = %(tenant)s and x.id = e.message_id limit 1
) m on true
left join lateral (
  select x.* from (
    select 0 as strength, v.id from core.conversation v
      where v.tenant_id = %(tenant)s and v.id = t.token
    union all
    select k.at::int, h.conversation_id from unnest(string_to_array(t.keys, e'\\x1f')) with ordinality as k(key, at)
      join core.thread_key h on h.tenant_id = %(tenant)s and h.channel_account_id = t.account and h.key = k.key
    union all
    select 1000000, v.id from core.conversation v where t.single and v.tenant_id = %(tenant)s
      and v.channel_account_id = t.account and v.contact_value = t.contact and v.single and v.state = 'open'
  ) x where e.id is null order by x.strength limit 1
) best on true
left join lateral (
  select * from core.conversation x where x.tenant_id = %(tenant)s and x.id = best.id limit 1
) c on true
left join lateral (
  select x.id, x.state from core.interaction x
    where x.tenant_id = %(tenant)s and x.conversation_id = best.id and x.state <> 'closed' limit 1
) i on true
left join lateral (
  select true as known from core.message x where not t.single and t.writer <> c.contact_value
    and x.tenant_id = %(tenant)s and x.conversation_id = best.id
    and case x.direction when 'in' then x.meta->>'from' = t.writer
        or not jsonb_exists(x.meta, 'automatic_reason') and exists (select from jsonb_each(x.recipients) l,
          jsonb_array_elements(l.value) r where r->>'value' = t.writer)
      when 'out' then jsonb_exists(x.meta->'cc', t.writer) or jsonb_exists(x.meta->'cc', t.contact)
        or exists (select from jsonb_each(x.recipients) l, jsonb_array_elements(l.value) r
          where r->>'value' in (t.writer, t.contact)) end limit 1
) p on true
left join lateral (
  select true as blocked from core.blocked_sender x where x.tenant_id = %(tenant)s and x.channel = t.channel
    and x.contact_value = t.contact limit 1
) b on true
order by t.n
"""


HOLD_CONVERSATIONS = "select 1 from core.conversation where tenant_id = %s and id = any(%s) order by id for update"
HOLD_INTERACTIONS = """
select 1 from core.interaction where tenant_id = %s and conversation_id = any(%s) and state <> 'closed'
order by id for update
"""


async def hold_contacts(work: UnitOfWork, contacts: Sequence[str]) -> None:
    """Nobody else begins a conversation with these addresses until we commit."""
    await work.execute(LOCK, {"tenant": work.tenant_id, "contacts": list(contacts)})


async def look(work: UnitOfWork, arrivals: Sequence[Arrival]) -> list[ArrivalContext]:
    """Everything the decision needs, gathered under a lock on each contact of each account.

    Agents write into conversations and close work without knowing of contacts. So what was found is held
    in place, and looked at again: only then nothing of it changes until we commit.
    """
    await hold_contacts(work, [arrival.message.contact.value for arrival in arrivals])
    held: set[UUID] = set()
    found = await _look(work, arrivals)
    while fresh := {row.conversation_id for row in found if row.conversation_id} - held:
        held |= fresh
        async with work.connection.pipeline():
            await work.connection.execute(HOLD_CONVERSATIONS, [work.tenant_id, sorted(fresh)])
            await work.connection.execute(HOLD_INTERACTIONS, [work.tenant_id, sorted(fresh)])
        found = await _look(work, arrivals)
    return found


async def _look(work: UnitOfWork, arrivals: Sequence[Arrival]) -> list[ArrivalContext]:
    return await work.many(
        ArrivalContext,
        LOOK,
        {
            "tenant": work.tenant_id,
            "accounts": [arrival.account.id for arrival in arrivals],
            "contacts": [arrival.message.contact.value for arrival in arrivals],
            "providers": [arrival.message.provider_id for arrival in arrivals],
            "singles": [arrival.single for arrival in arrivals],
            "tokens": [arrival.message.conversation_id for arrival in arrivals],
            "keys": ["\x1f".join(arrival.keys) for arrival in arrivals],
            "channels": [arrival.account.channel for arrival in arrivals],
            "writers": [arrival.message.sender.value for arrival in arrivals],
        },
    )


IN_JSON = 64 * 1024
"""Bytes of an envelope that travel with the others; a larger one goes by itself, as bytes, not as digits."""
RAW = "update core.envelope set raw = %b where tenant_id = %s and channel_account_id = %s and provider_id = %s"

TOUCH = """
update core.conversation c set last_position = greatest(c.last_position, t.position), last_message_at = %(now)s,
  last_inbound_at = %(now)s
from unnest(%(ids)s::uuid[], %(positions)s::bigint[]) as t(id, position)
where c.tenant_id = %(tenant)s and c.id = t.id
"""

SUPERSEDE = """
update core.conversation set state = 'closed', closed_at = %(now)s
where tenant_id = %(tenant)s and id = any(%(ids)s) and state = 'open'
"""

Row = dict[str, object]


async def write(work: UnitOfWork, plans: Sequence[ArrivalPlan], raw_kept: timedelta) -> None:
    """Stores the batch in one round trip: the statements travel together through a pipeline."""
    if not plans:
        return
    begun = list({plan.thread.id: plan for plan in reversed(plans) if plan.thread.new}.values())
    opened = [plan for plan in plans if plan.opens is not None]
    known = {plan.thread.id: plan.position for plan in plans if not plan.thread.new}
    superseded = [plan.thread.replaces for plan in begun if plan.thread.replaces]
    async with work.connection.pipeline():
        if superseded:
            await work.connection.execute(SUPERSEDE, {"tenant": work.tenant_id, "now": work.now, "ids": superseded})
        await _insert(work, tables.conversation, [_conversation(work, plan) for plan in begun])
        await _insert(work, tables.interaction, [_interaction(work, plan) for plan in opened])
        await _insert(work, tables.interaction_history, [_history(work, plan) for plan in opened])
        await _insert(work, tables.message, [_message(work, plan) for plan in plans])
        await _insert(work, tables.envelope, [_envelope(work, plan, raw_kept) for plan in plans])
        for plan in plans:
            if len(plan.arrival.raw.body) > IN_JSON:
                await work.connection.execute(RAW, _raw(work, plan))
        await _insert(work, tables.thread_key, [key for plan in plans for key in _keys(work, plan)])
        await _insert(work, tables.attachment, [item for plan in plans for item in _attachments(work, plan)])
        if known:
            await work.connection.execute(
                TOUCH,
                {
                    "tenant": work.tenant_id,
                    "now": work.now,
                    "ids": list(known),
                    "positions": list(known.values()),
                },
            )


async def _insert(work: UnitOfWork, table: Table, rows: list[Row]) -> None:
    """One statement for any number of rows, which travel as one JSON document: to write an array for each
    column costs the driver five times as much, and was a quarter of a webhook."""
    if rows:
        document = json.dumps(rows, default=_words, ensure_ascii=False)
        await work.execute(*_into(table, tuple(rows[0])).given({"rows": document}))


@cache
def _into(table: Table, names: tuple[str, ...]) -> Prepared:
    """What is delivered again changes nothing, but for an envelope that was in quarantine."""
    into = insert_rows(table, names)
    if table is tables.thread_key:
        into = into.on_conflict_do_nothing()
    if table is tables.envelope:
        there = tables.envelope.c
        into = into.on_conflict_do_update(
            index_elements=["tenant_id", "channel_account_id", "provider_id"],
            set_={
                "state": into.excluded.state, "reason": None, "message_id": into.excluded.message_id,
                "attempts": there.attempts + 1,
            },
            where=there.state == "quarantined",
        )  # fmt: skip
    return prepared(into)


def _words(value: object) -> object:
    """Values that JSON has no word for, as PostgreSQL reads them."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


def _conversation(work: UnitOfWork, plan: ArrivalPlan) -> Row:
    arrival, message, thread = plan.arrival, plan.arrival.message, plan.thread
    return {
        "tenant_id": work.tenant_id, "id": thread.id, "channel": arrival.account.channel,
        "channel_account_id": arrival.account.id, "contact_kind": message.contact.kind,
        "contact_value": message.contact.value, "contact_name": message.contact.name,
        "customer_id": thread.customer_id, "identity": thread.identity, "identity_how": message.sender_verified,
        "identity_at": work.now, "subject": message.subject, "language": message.language, "single": arrival.single,
        "last_position": thread.last_position, "last_message_at": work.now, "last_inbound_at": work.now,
        "opened_at": work.now, "correlation_id": thread.correlation_id,
    }  # fmt: skip


def _interaction(work: UnitOfWork, plan: ArrivalPlan) -> Row:
    entry, arrival = plan.opens, plan.arrival
    assert entry is not None
    return {
        "tenant_id": work.tenant_id, "id": plan.interaction_id, "conversation_id": plan.thread.id,
        "channel": arrival.account.channel, "channel_account_id": arrival.account.id,
        "tier": arrival.capabilities.tier, "direction": "inbound",
        "state": State.CLOSED if plan.over else State.QUEUED,
        "outcome": _outcome(plan), "customer_id": plan.thread.customer_id,
        "subject": arrival.message.subject, "language": arrival.message.language, "queue_id": entry.queue_id,
        "priority": entry.priority, "skills": dict(entry.skills),
        "weight": arrival.capabilities.capacity_weight, "created_at": work.now, "entered_at": work.now,
        "ranked_at": entry.ranked_at, "queued_at": work.now, "sl_started_at": entry.ranked_at,
        "sl_seconds": entry.sl_seconds, "sl_percent": entry.sl_percent,
        "sl_due_at": entry.sl_due_at, "shut": list(entry.shut),
        "first_reply_due_at": entry.first_reply_due_at, "resolution_due_at": entry.resolution_due_at,
        "due_at": entry.first_reply_due_at, "closed_at": work.now if plan.over else None,
        "correlation_id": plan.thread.correlation_id, "history_number": 1, "at_head": entry.at_head,
        "preferred_agent_id": entry.preferred_agent_id, "preferred_until": entry.preferred_until,
        "rules": list(entry.rules), "facts": facts_of(entry),
    }  # fmt: skip


def _outcome(plan: ArrivalPlan) -> Outcome | None:
    if plan.spam:
        return Outcome.SPAM
    return Outcome.AUTOMATIC if plan.automatic else None


def _history(work: UnitOfWork, plan: ArrivalPlan) -> Row:
    return {
        "tenant_id": work.tenant_id, "interaction_id": plan.interaction_id, "number": 1, "at": work.now,
        "to_state": State.CLOSED if plan.over else State.QUEUED, "actor": work.actor,
        **_why(plan),
    }  # fmt: skip


def _why(plan: ArrivalPlan) -> Row:
    if plan.arrival.message.wish is not None:
        return {"code": HistoryCode.WISH, "args": {"wish": plan.arrival.message.wish}}
    if plan.spam:
        return {"code": HistoryCode.BLOCKED, "args": {}}
    return {"code": HistoryCode.AUTOMATIC if plan.automatic else QueuedBecause.NEW, "args": {}}


def _message(work: UnitOfWork, plan: ArrivalPlan) -> Row:
    message = plan.arrival.message
    return {
        "tenant_id": work.tenant_id, "id": plan.message_id, "conversation_id": plan.thread.id,
        "position": plan.position, "interaction_id": plan.interaction_id,
        "channel_account_id": plan.arrival.account.id, "direction": "in", "author_kind": "customer",
        "author_name": message.sender.name, "text": message.text, "html": message.html, "subject": message.subject,
        "language": message.language, "meta": dict(message.meta), "recipients": as_stored(message.recipients),
        "at": work.now,
        "claimed_at": message.sent_at, "provider_id": message.provider_id,
    }  # fmt: skip


def _envelope(work: UnitOfWork, plan: ArrivalPlan, raw_kept: timedelta) -> Row:
    raw = plan.arrival.raw
    return {
        "tenant_id": work.tenant_id, "id": new_id(), "channel_account_id": raw.account.id,
        "provider_id": plan.arrival.message.provider_id, "received_at": raw.received_at,
        "content_type": text(raw.content_type), "raw": raw.body if len(raw.body) <= IN_JSON else None,
        "state": "accepted", "message_id": plan.message_id,
        "erasable_at": work.now + raw_kept,
    }  # fmt: skip


def _raw(work: UnitOfWork, plan: ArrivalPlan) -> list[object]:
    raw = plan.arrival.raw
    return [raw.body, work.tenant_id, raw.account.id, plan.arrival.message.provider_id]


def _keys(work: UnitOfWork, plan: ArrivalPlan) -> list[Row]:
    account = plan.arrival.account.id
    return [
        {"tenant_id": work.tenant_id, "channel_account_id": account, "key": key, "conversation_id": plan.thread.id}
        for key in plan.arrival.message.own_keys
    ]


def _attachments(work: UnitOfWork, plan: ArrivalPlan) -> list[Row]:
    """Files that came along, and those the provider still has: named, without bytes."""
    message, keys = plan.arrival.message, plan.arrival.blob_keys
    rows: list[Row] = []
    for item, key in zip(message.attachments, keys, strict=True):
        rows.append({
            "name": item.name, "content_type": item.content_type, "size": len(item.content), "blob_key": key,
            "content_id": item.content_id, "remote": None,
        })  # fmt: skip
    for file in message.remote:
        rows.append({
            "name": file.name, "content_type": file.content_type, "size": 0, "blob_key": None, "content_id": None,
            "remote": file.url,
        })  # fmt: skip
    ids = sorted(new_id() for _ in rows)  # files are shown in the order of their ids
    return [
        {"tenant_id": work.tenant_id, "id": id, "message_id": plan.message_id, **row}
        for id, row in zip(ids, rows, strict=True)
    ]


async def quarantine(
    work: UnitOfWork,
    account: UUID,
    provider: str,
    received: datetime,
    kind: str,
    raw: bytes,
    refusal: Mapping[str, Any],
    kept: timedelta,
) -> UUID:
    """Keeps what could not be understood, once; returns the envelope's id."""
    made = new_id()
    found = await work.value(
        "insert into core.envelope (tenant_id, id, channel_account_id, provider_id, received_at, content_type, raw, "
        "state, refusal, erasable_at) values (%s, %s, %s, %s, %s, %s, %b, 'quarantined', %s, %s) "
        "on conflict (tenant_id, channel_account_id, provider_id) do update "
        "set attempts = core.envelope.attempts + 1, refusal = case when core.envelope.state = 'quarantined' "
        "then excluded.refusal end, reason = case when core.envelope.state <> 'quarantined' "
        "then core.envelope.reason end returning id",
        [work.tenant_id, made, account, provider, received, kind, raw, Jsonb(refusal), work.now + kept],
    )
    return UUID(str(found))


@dataclass(frozen=True, slots=True)
class QuarantinedEnvelope:
    channel_account_id: UUID
    provider_id: str
    received_at: datetime
    content_type: str
    raw: bytes


async def quarantined(reader: Reader, tenant: UUID, id: UUID) -> QuarantinedEnvelope | None:
    """None, too, where its raw payload is gone by now."""
    return await reader.one(
        QuarantinedEnvelope,
        "select channel_account_id, provider_id, received_at, content_type, raw from core.envelope "
        "where tenant_id = %s and id = %s and state = 'quarantined' and raw is not null",
        [tenant, id],
    )


async def accept_quarantined(work: UnitOfWork, id: UUID) -> None:
    await work.execute(
        "update core.envelope set state = 'accepted', reason = null, refusal = null where tenant_id = %s and id = %s "
        "and state = 'quarantined'",
        [work.tenant_id, id],
    )


async def discard_quarantined(work: UnitOfWork, id: UUID) -> bool:
    changed = await work.execute(
        "update core.envelope set state = 'discarded' where tenant_id = %s and id = %s and state = 'quarantined'",
        [work.tenant_id, id],
    )
    return changed > 0
