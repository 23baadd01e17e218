"""Intake's SQL: one statement looks, one round trip writes (D7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.understanding import Arrival, Found, Plan
from contact_center.kernel.contracts.interactions import State
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork

LOCK = """
select pg_advisory_xact_lock(key) from
  (select distinct hashtextextended(%(tenant)s::text || ' ' || c, 7) as key
   from unnest(%(contacts)s::text[]) as t(c) order by 1) keys
"""

# The strongest proof of a thread first: our own signed token, then the keys of earlier messages in
# the order the adapter gives them, then the open conversation of the same contact.
LOOK = """
select t.n::int as n, e.id is not null as seen, e.message_id as seen_message_id,
  m.conversation_id as seen_conversation_id, m.position as seen_position,
  c.id as conversation_id, c.contact_value, c.customer_id, c.identity, c.last_position, c.last_message_at,
  c.correlation_id, i.id as interaction_id, i.state as interaction_state
from unnest(%(accounts)s::uuid[], %(providers)s::text[], %(contacts)s::text[], %(singles)s::bool[],
            %(tokens)s::uuid[], %(keys)s::text[]) with ordinality
     as t(account, provider, contact, single, token, keys, n)
left join core.envelope e on e.tenant_id = %(tenant)s and e.channel_account_id = t.account
  and e.provider_id = t.provider and e.state <> 'quarantined'
left join core.message m on m.tenant_id = %(tenant)s and m.id = e.message_id
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
  ) x order by x.strength limit 1
) best on e.id is null
left join core.conversation c on c.tenant_id = %(tenant)s and c.id = best.id
left join core.interaction i on i.tenant_id = %(tenant)s and i.conversation_id = c.id and i.state <> 'closed'
order by t.n
"""


async def look(work: UnitOfWork, arrivals: Sequence[Arrival]) -> list[Found]:
    """Everything the decision needs, gathered under a lock on each contact of each account."""
    accounts = [arrival.account.id for arrival in arrivals]
    contacts = [arrival.message.sender.value for arrival in arrivals]
    await work.execute(LOCK, {"tenant": work.tenant_id, "contacts": contacts})
    found = await work.many(
        Found,
        LOOK,
        {
            "tenant": work.tenant_id,
            "accounts": accounts,
            "contacts": contacts,
            "providers": [arrival.message.provider_id for arrival in arrivals],
            "singles": [arrival.single for arrival in arrivals],
            "tokens": [arrival.message.conversation_id for arrival in arrivals],
            "keys": ["\x1f".join(arrival.message.thread_keys) for arrival in arrivals],
        },
    )
    known = sorted({row.conversation_id for row in found if row.conversation_id})
    if known:
        await work.execute(
            "select 1 from core.conversation where tenant_id = %s and id = any(%s) order by id for update",
            [work.tenant_id, known],
        )
    return found


CONVERSATION = """
insert into core.conversation (tenant_id, id, channel, channel_account_id, contact_kind, contact_value, contact_name,
  customer_id, identity, identity_how, identity_at, subject, language, single, last_position, last_message_at,
  last_inbound_at, opened_at, correlation_id)
values (%(tenant)s, %(id)s, %(channel)s, %(account)s, %(kind)s, %(contact)s, %(name)s, %(customer)s, %(identity)s,
  %(how)s, %(now)s, %(subject)s, %(language)s, %(single)s, 0, %(now)s, %(now)s, %(now)s, %(correlation)s)
"""

INTERACTION = """
insert into core.interaction (tenant_id, id, conversation_id, channel, channel_account_id, tier, direction, state,
  outcome, customer_id, subject, language, queue_id, priority, skills, weight, created_at, entered_at, ranked_at,
  queued_at, sl_started_at, sl_seconds, sl_percent, first_reply_due_at, resolution_due_at, due_at, closed_at,
  correlation_id, history_number)
values (%(tenant)s, %(id)s, %(conversation)s, %(channel)s, %(account)s, %(tier)s, 'inbound', %(state)s, %(outcome)s,
  %(customer)s, %(subject)s, %(language)s, %(queue)s, %(priority)s, %(skills)s, %(weight)s, %(now)s, %(now)s,
  %(ranked)s, %(now)s, %(now)s, %(sl_seconds)s, %(sl_percent)s, %(first_reply)s, %(resolution)s, %(first_reply)s,
  %(closed)s, %(correlation)s, 1)
"""

HISTORY = """
insert into core.interaction_history (tenant_id, interaction_id, number, at, from_state, to_state, actor, why)
values (%(tenant)s, %(id)s, 1, %(now)s, null, %(state)s, %(actor)s, %(why)s)
"""

MESSAGE = """
insert into core.message (tenant_id, id, conversation_id, position, interaction_id, channel_account_id, direction,
  author_kind, author_name, text, html, subject, language, meta, at, claimed_at, provider_id)
values (%(tenant)s, %(id)s, %(conversation)s, %(position)s, %(interaction)s, %(account)s, 'in', 'customer', %(name)s,
  %(text)s, %(html)s, %(subject)s, %(language)s, %(meta)s, %(now)s, %(claimed)s, %(provider)s)
"""

ENVELOPE = """
insert into core.envelope (tenant_id, id, channel_account_id, provider_id, received_at, content_type, raw, state,
  reason, message_id, erasable_at)
values (%(tenant)s, %(id)s, %(account)s, %(provider)s, %(received)s, %(type)s, %(raw)s, %(state)s, %(reason)s,
  %(message)s, %(erasable)s)
on conflict (tenant_id, channel_account_id, provider_id) do update
  set state = excluded.state, reason = excluded.reason, message_id = excluded.message_id,
      attempts = core.envelope.attempts + 1
  where core.envelope.state = 'quarantined'
"""

THREAD_KEY = """
insert into core.thread_key (tenant_id, channel_account_id, key, conversation_id)
values (%(tenant)s, %(account)s, %(key)s, %(conversation)s) on conflict do nothing
"""

ATTACHMENT = """
insert into core.attachment (tenant_id, id, message_id, name, content_type, size, blob_key, content_id)
values (%(tenant)s, %(id)s, %(message)s, %(name)s, %(type)s, %(size)s, %(key)s, %(content_id)s)
"""

TOUCH = """
update core.conversation set last_position = greatest(last_position, %(position)s), last_message_at = %(now)s,
  last_inbound_at = %(now)s where tenant_id = %(tenant)s and id = %(id)s
"""

SUPERSEDE = """
update core.conversation set state = 'closed', closed_at = %(now)s
where tenant_id = %(tenant)s and id = %(id)s and state = 'open'
"""


async def write(work: UnitOfWork, plans: Sequence[Plan], raw_kept: timedelta) -> None:
    """Stores the batch in one round trip: the statements travel together through a pipeline."""
    conversations = {plan.thread.id: plan for plan in reversed(plans) if plan.thread.new}
    opened = [plan for plan in plans if plan.opens is not None]
    last = {plan.thread.id: plan for plan in plans}
    async with work.connection.pipeline():
        await _many(work, SUPERSEDE, [_superseded(work, p) for p in conversations.values() if p.thread.replaces])
        await _many(work, CONVERSATION, [_conversation(work, plan) for plan in conversations.values()])
        await _many(work, INTERACTION, [_interaction(work, plan) for plan in opened])
        await _many(work, HISTORY, [_history(work, plan) for plan in opened])
        await _many(work, MESSAGE, [_message(work, plan) for plan in plans])
        await _many(work, ENVELOPE, [_envelope(work, plan, raw_kept) for plan in plans])
        await _many(work, THREAD_KEY, [key for plan in plans for key in _keys(work, plan)])
        await _many(work, ATTACHMENT, [item for plan in plans for item in _attachments(work, plan)])
        await _many(work, TOUCH, [_touch(work, plan) for plan in last.values()])


async def _many(work: UnitOfWork, statement: str, rows: list[dict[str, object]]) -> None:
    if rows:
        async with work.connection.cursor() as cursor:
            await cursor.executemany(statement, rows)


def _superseded(work: UnitOfWork, plan: Plan) -> dict[str, object]:
    return {"tenant": work.tenant_id, "id": plan.thread.replaces, "now": work.now}


def _conversation(work: UnitOfWork, plan: Plan) -> dict[str, object]:
    arrival, message = plan.arrival, plan.arrival.message
    return {
        "tenant": work.tenant_id, "id": plan.thread.id, "channel": arrival.account.channel,
        "account": arrival.account.id, "kind": message.sender.kind, "contact": message.sender.value,
        "name": message.sender.name, "customer": plan.thread.customer_id, "identity": plan.thread.identity,
        "how": message.sender_verified, "now": work.now, "subject": message.subject, "language": message.language,
        "single": arrival.single, "correlation": plan.thread.correlation_id,
    }  # fmt: skip


def _interaction(work: UnitOfWork, plan: Plan) -> dict[str, object]:
    entry, arrival = plan.opens, plan.arrival
    assert entry is not None
    return {
        "tenant": work.tenant_id, "id": plan.interaction_id, "conversation": plan.thread.id,
        "channel": arrival.account.channel, "account": arrival.account.id, "tier": arrival.capabilities.tier,
        "state": State.CLOSED if plan.automatic else State.QUEUED,
        "outcome": "automatic" if plan.automatic else None, "closed": work.now if plan.automatic else None,
        "customer": plan.thread.customer_id, "subject": arrival.message.subject,
        "language": arrival.message.language, "queue": entry.queue_id, "priority": entry.priority,
        "skills": Jsonb(dict(entry.skills)), "weight": arrival.capabilities.capacity_weight, "now": work.now,
        "ranked": entry.ranked_at, "sl_seconds": entry.sl_seconds, "sl_percent": entry.sl_percent,
        "first_reply": entry.first_reply_due_at, "resolution": entry.resolution_due_at,
        "correlation": plan.thread.correlation_id,
    }  # fmt: skip


def _history(work: UnitOfWork, plan: Plan) -> dict[str, object]:
    state = State.CLOSED if plan.automatic else State.QUEUED
    why = "sent by a machine" if plan.automatic else "new"
    return {
        "tenant": work.tenant_id, "id": plan.interaction_id, "now": work.now, "state": state, "actor": work.actor,
        "why": why,
    }  # fmt: skip


def _message(work: UnitOfWork, plan: Plan) -> dict[str, object]:
    message = plan.arrival.message
    return {
        "tenant": work.tenant_id, "id": plan.message_id, "conversation": plan.thread.id, "position": plan.position,
        "interaction": plan.interaction_id, "account": plan.arrival.account.id, "name": message.sender.name,
        "text": message.text, "html": message.html, "subject": message.subject, "language": message.language,
        "meta": Jsonb(dict(message.meta)), "now": work.now, "claimed": message.sent_at,
        "provider": message.provider_id,
    }  # fmt: skip


def _envelope(work: UnitOfWork, plan: Plan, raw_kept: timedelta) -> dict[str, object]:
    raw = plan.arrival.raw
    return {
        "tenant": work.tenant_id, "id": new_id(), "account": raw.account.id,
        "provider": plan.arrival.message.provider_id, "received": raw.received_at, "type": raw.content_type,
        "raw": raw.body, "state": "accepted", "reason": None, "message": plan.message_id,
        "erasable": work.now + raw_kept,
    }  # fmt: skip


def _keys(work: UnitOfWork, plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "tenant": work.tenant_id,
            "account": plan.arrival.account.id,
            "key": key,
            "conversation": plan.thread.id,
        }
        for key in plan.arrival.message.own_keys
    ]


def _attachments(work: UnitOfWork, plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "tenant": work.tenant_id, "id": new_id(), "message": plan.message_id, "name": item.name,
            "type": item.content_type, "size": len(item.content), "key": key, "content_id": item.content_id,
        }
        for item, key in zip(plan.arrival.message.attachments, plan.arrival.blob_keys, strict=True)
    ]  # fmt: skip


def _touch(work: UnitOfWork, plan: Plan) -> dict[str, object]:
    return {"tenant": work.tenant_id, "id": plan.thread.id, "position": plan.position, "now": work.now}


async def quarantine(
    work: UnitOfWork,
    account: UUID,
    provider: str,
    received: datetime,
    kind: str,
    raw: bytes,
    reason: str,
    kept: timedelta,
) -> UUID:
    """Keeps what could not be understood, once; returns the envelope's id."""
    made = new_id()
    found = await work.value(
        "insert into core.envelope (tenant_id, id, channel_account_id, provider_id, received_at, content_type, raw, "
        "state, reason, erasable_at) values (%s, %s, %s, %s, %s, %s, %s, 'quarantined', %s, %s) "
        "on conflict (tenant_id, channel_account_id, provider_id) do update "
        "set attempts = core.envelope.attempts + 1, reason = case when core.envelope.state = 'quarantined' "
        "then excluded.reason else core.envelope.reason end returning id",
        [work.tenant_id, made, account, provider, received, kind, raw, reason, work.now + kept],
    )
    return UUID(str(found))
