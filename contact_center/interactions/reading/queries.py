"""What pages read about work: lists and threads as frozen rows, one query each.

All take a `Reader` of one snapshot, so that what a page shows and the log position it carries agree.

Longer than 400 lines: each query stands beside the frozen row that it returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.interactions.history import of_text
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of an agent's work: a segment in hand, or an interaction that waits for the customer."""

    interaction_id: UUID
    conversation_id: UUID
    segment_id: UUID | None
    segment_state: str | None
    interaction_state: str
    channel: str
    tier: str
    subject: str | None
    contact_name: str | None
    contact_kind: str
    contact_value: str
    customer_id: UUID | None
    identity: str
    since: datetime
    """Start of the present state of the segment, or of the wait for the customer."""
    entered_at: datetime | None
    expires_at: datetime | None
    parked_at: datetime | None
    parked_until: datetime | None
    """When it comes back by itself, of what its agent has put by."""
    wrap_until: datetime | None
    wrap_mode: str | None
    disposition: str | None
    next_reply_due_at: datetime | None
    first_reply_due_at: datetime | None
    first_replied_at: datetime | None
    opened_at: datetime
    """When the conversation began."""
    asked: str | None
    """What the customer wrote last."""
    last_text: str | None
    last_direction: str | None
    last_at: datetime | None
    last_delivery: int | None
    """Of the last message, when it is ours."""
    unanswered: int
    """Messages of the customer since our last answer."""
    queue_id: UUID | None
    explanation: dict[str, Any] | None


WORK = """
select i.id as interaction_id, i.conversation_id, s.id as segment_id, s.state as segment_state,
  i.state as interaction_state, i.channel, i.tier, coalesce(i.subject, c.subject) as subject, c.contact_name,
  c.contact_kind, c.contact_value, c.customer_id, c.identity,
  coalesce(s.wrapping_at, s.held_at, s.connected_at, s.offered_at, i.waiting_since, i.created_at) as since,
  i.entered_at, s.expires_at, s.parked_at, i.parked_until, s.wrap_until, s.wrap_mode,
  coalesce(s.disposition, i.disposition) as disposition,
  i.next_reply_due_at, i.first_reply_due_at, i.first_replied_at,
  c.opened_at, a.text as asked, l.text as last_text, l.direction as last_direction, l.at as last_at,
  l.delivery as last_delivery,
  (select count(*) from core.message m where m.tenant_id = i.tenant_id and m.conversation_id = i.conversation_id
    and m.direction = 'in' and not m.meta ? 'call_id' and m.position > coalesce((select max(o.position)
      from core.message o where o.tenant_id = i.tenant_id and o.conversation_id = i.conversation_id
      and o.direction = 'out' and not o.meta ? 'automatic'), 0))::int
    as unanswered,
  i.queue_id, s.explanation
from (
  select interaction_id, id from core.segment
    where tenant_id = %(tenant)s and agent_id = %(agent)s and state <> 'done'
  union all
  select id, null from core.interaction
    where tenant_id = %(tenant)s and owner_agent_id = %(agent)s and state = 'waiting'
) mine
join core.interaction i on i.tenant_id = %(tenant)s and i.id = mine.interaction_id
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join core.segment s on s.tenant_id = i.tenant_id and s.id = mine.id
left join lateral (select coalesce(m.meta->>'visible_text', m.text) as text, m.direction, m.at, m.delivery
  from core.message m where m.tenant_id = i.tenant_id
  and m.conversation_id = i.conversation_id and m.direction in ('in', 'out')
  order by m.position desc limit 1) l on true
left join lateral (select coalesce(m.meta->>'visible_text', m.text) as text
  from core.message m where m.tenant_id = i.tenant_id
  and m.conversation_id = i.conversation_id and m.direction = 'in' and m.text <> ''
  order by m.position desc limit 1) a on true
order by since, i.id
"""


async def work_of(reader: Reader, tenant: UUID, agent: AgentId) -> list[WorkItem]:
    """Everything on the agent's desk: offers, work, wrap-ups, and what waits for customers."""
    return await reader.many(WorkItem, WORK, {"tenant": tenant, "agent": agent})


@dataclass(frozen=True, slots=True)
class Header:
    """A conversation and the interaction through which it is looked at."""

    interaction_id: UUID
    conversation_id: UUID
    channel: str
    channel_account_id: UUID
    tier: str
    state: str
    outcome: str | None
    subject: str | None
    language: str | None
    contact_kind: str
    contact_value: str
    contact_name: str | None
    customer_id: UUID | None
    identity: str
    identity_how: str | None
    identity_at: datetime | None
    conversation_state: str
    opened_at: datetime
    """When the conversation began."""
    last_position: int
    customer_read: int
    queue_id: UUID | None
    owner_agent_id: UUID | None
    parked_until: datetime | None
    next_reply_due_at: datetime | None
    first_reply_due_at: datetime | None
    first_replied_at: datetime | None
    closed_at: datetime | None
    created_at: datetime


async def header(reader: Reader, tenant: UUID, interaction: UUID) -> Header | None:
    return await reader.one(
        Header,
        "select i.id as interaction_id, c.id as conversation_id, i.channel, c.channel_account_id, i.tier, i.state, "
        "i.outcome, "
        "coalesce(i.subject, c.subject) as subject, coalesce(c.language, i.language) as language, c.contact_kind, "
        "c.contact_value, c.contact_name, c.customer_id, c.identity, c.identity_how, c.identity_at, "
        "c.state as conversation_state, c.opened_at, c.last_position, c.customer_read, i.queue_id, i.owner_agent_id, "
        "i.parked_until, i.next_reply_due_at, i.first_reply_due_at, i.first_replied_at, i.closed_at, i.created_at "
        "from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id "
        "where i.tenant_id = %s and i.id = %s",
        [tenant, interaction],
    )


@dataclass(frozen=True, slots=True)
class Attached:
    id: UUID
    message_id: UUID
    name: str
    content_type: str
    size: int
    blob_key: str | None
    """None while the provider still has its bytes (`remote`), and where they cannot be had (`trouble`)."""
    remote: str | None = None
    trouble: str | None = None
    """`too_large`, `refused`, `unreachable`."""
    content_id: str | None = None
    """By which a formatted text names it as a picture of its own."""


@dataclass(frozen=True, slots=True)
class FileOfWork:
    """A file, and the latest piece of work of its conversation, by which it is known who may read it."""

    id: UUID
    name: str
    blob_key: str | None
    """None where its bytes are not here (see `Attached`)."""
    interaction_id: UUID | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    id: UUID
    conversation_id: UUID
    interaction_id: UUID | None
    position: int
    direction: str
    author_kind: str
    author_id: UUID | None
    author_name: str | None
    text: str
    html: str | None
    subject: str | None
    language: str | None
    meta: dict[str, Any]
    at: datetime
    client_key: str | None
    delivery: int | None
    error_code: str | None
    error: str | None
    failure: dict[str, Any] | None = None
    """Why it failed: `code` of an error and `detail` in the provider's words; None of an older version, see `error`."""


MESSAGE = (
    "id, conversation_id, interaction_id, position, direction, author_kind, author_id, author_name, text, html, "
    "subject, language, meta, at, client_key, delivery, error_code, error, failure"
)


async def messages(
    reader: Reader, tenant: UUID, conversation: UUID, *, after: int = 0, limit: int = 200
) -> list[MessageRow]:
    """The latest messages with a position above `after`, in order (unique key on position)."""
    return await reader.many(
        MessageRow,
        f"select * from (select {MESSAGE} from core.message where tenant_id = %s and conversation_id = %s "
        "and position > %s order by position desc limit %s) m order by position",
        [tenant, conversation, after, limit],
    )


async def asks_for_no_machine(reader: Reader, tenant: UUID, conversation: UUID) -> bool:
    """Whether the latest message of the other side may not be answered by a machine (index on position)."""
    said = await reader.value(
        "select meta->>'no_auto_reply' is not null from core.message where tenant_id = %s and conversation_id = %s "
        "and direction = 'in' order by position desc limit 1",
        [tenant, conversation],
    )
    return bool(said)


async def messages_by_id(reader: Reader, tenant: UUID, ids: Iterable[UUID]) -> list[MessageRow]:
    return await reader.many(
        MessageRow,
        f"select {MESSAGE} from core.message where tenant_id = %s and id = any(%s) order by position",
        [tenant, list(ids)],
    )


async def attachments(reader: Reader, tenant: UUID, message_ids: list[UUID]) -> list[Attached]:
    return await reader.many(
        Attached,
        "select id, message_id, name, content_type, size, blob_key, remote, trouble, content_id from core.attachment "
        "where tenant_id = %s and message_id = any(%s) order by id",
        [tenant, message_ids],
    )


async def file(reader: Reader, tenant: UUID, id: UUID) -> FileOfWork | None:
    return await reader.one(
        FileOfWork,
        # Index interaction_conversation.
        "select a.id, a.name, a.blob_key, (select i.id from core.interaction i where i.tenant_id = m.tenant_id "
        "and i.conversation_id = m.conversation_id order by i.created_at desc limit 1) as interaction_id "
        "from core.attachment a join core.message m on m.tenant_id = a.tenant_id and m.id = a.message_id "
        "where a.tenant_id = %s and a.id = %s",
        [tenant, id],
    )


@dataclass(frozen=True, slots=True)
class Authored:
    """A message by whom, in which work."""

    interaction_id: UUID
    author_id: UUID | None


async def authored(reader: Reader, tenant: UUID, message: UUID) -> Authored | None:
    """Of a message of ours; None for any other."""
    return await reader.one(
        Authored,
        "select coalesce(m.interaction_id, (select i.id from core.interaction i where i.tenant_id = m.tenant_id "
        "and i.conversation_id = m.conversation_id order by i.created_at desc limit 1)) as interaction_id, "
        "m.author_id from core.message m where m.tenant_id = %s and m.id = %s and m.out_number is not null",
        [tenant, message],
    )


@dataclass(frozen=True, slots=True)
class HistoryRow:
    at: datetime
    from_state: str | None
    to_state: str
    actor: str
    code: str | None = None
    """Of `interactions.history`; None in a row of an older version whose text was never a form of one."""
    args: Mapping[str, Any] = field(default_factory=dict)
    why: str | None = None
    """The text of such a row."""
    segment_id: UUID | None = None
    """Of an agent who began to work: the offer that gave it to them, where the router explained it."""


async def history(reader: Reader, tenant: UUID, interaction: UUID) -> list[HistoryRow]:
    rows = await reader.many(
        HistoryRow,
        # Index segment_interaction.
        "select h.at, h.from_state, h.to_state, h.actor, h.code, h.args, h.why, "
        "case when h.to_state = 'working' then (select s.id "
        "from core.segment s where s.tenant_id = h.tenant_id and s.interaction_id = h.interaction_id "
        "and s.offered_at <= h.at and h.actor = 'user:' || s.agent_id and s.explanation is not null "
        "order by s.offered_at desc limit 1) end as segment_id from core.interaction_history h "
        "where h.tenant_id = %s and h.interaction_id = %s order by h.number",
        [tenant, interaction],
    )
    return [_coded(row) for row in rows]


def _coded(row: HistoryRow) -> HistoryRow:
    """Also of an older version, whose text is read as the code it stood for."""
    said = of_text(row.why) if row.code is None and row.why is not None else None
    return row if said is None else replace(row, code=said.code, args=said.args)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One interaction of a customer, past or open."""

    interaction_id: UUID
    conversation_id: UUID
    channel: str
    state: str
    outcome: str | None
    subject: str | None
    created_at: datetime
    closed_at: datetime | None
    agent_id: UUID | None
    agent_name: str | None
    disposition: str | None
    first_text: str | None
    talk_seconds: float | None


TIMELINE = """
select i.id as interaction_id, i.conversation_id, i.channel, i.state, i.outcome,
  coalesce(i.subject, c.subject) as subject, i.created_at, i.closed_at, i.owner_agent_id as agent_id,
  u.name as agent_name, i.disposition,
  (select left(coalesce(m.meta->>'visible_text', m.text), 200) from core.message m
    where m.tenant_id = i.tenant_id and m.interaction_id = i.id
    and m.direction = 'in' and m.text <> '' order by m.position limit 1) as first_text,
  r.talk_seconds
from core.interaction i
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join core.person u on u.tenant_id = i.tenant_id and u.id = i.owner_agent_id
left join core.interaction_record r on r.tenant_id = i.tenant_id and r.interaction_id = i.id
where i.tenant_id = %(tenant)s and c.customer_id = %(customer)s and i.id <> %(but)s
order by i.created_at desc, i.id desc limit %(limit)s
"""


async def timeline(
    reader: Reader, tenant: UUID, customer: UUID, *, but: UUID | None = None, limit: int = 50
) -> list[TimelineRow]:
    """All interactions of a customer on every channel, newest first, `but` one (the open page's own)."""
    nobody = UUID(int=0)
    return await reader.many(
        TimelineRow, TIMELINE, {"tenant": tenant, "customer": customer, "but": but or nobody, "limit": limit}
    )


async def timeline_place(reader: Reader, tenant: UUID, customer: UUID, interaction: UUID) -> int:
    """How many contacts of this customer are newer than this one; 0 for one that is not theirs."""
    return int(
        await reader.value(
            "select count(*) from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id "
            "and c.id = i.conversation_id where i.tenant_id = %(tenant)s and c.customer_id = %(customer)s "
            "and (i.created_at, i.id) > (select created_at, id from core.interaction "
            "where tenant_id = %(tenant)s and id = %(interaction)s)",
            {"tenant": tenant, "customer": customer, "interaction": interaction},
        )
    )


@dataclass(frozen=True, slots=True)
class Load:
    channel: str
    used: int
    capacity: int


async def load(reader: Reader, tenant: UUID, agent: AgentId) -> list[Load]:
    return await reader.many(
        Load,
        "select channel, used, capacity from core.agent_load where tenant_id = %s and agent_id = %s "
        "and (capacity > 0 or used > 0) order by channel",
        [tenant, agent],
    )


async def position_of(reader: Reader, tenant: UUID, interaction: UUID, message: UUID | None) -> int:
    """The place of a message of this interaction's conversation; None or an unknown one: the latest place."""
    found = await reader.value(
        "select coalesce(m.position, c.last_position) from core.interaction i join core.conversation c "
        "on c.tenant_id = i.tenant_id and c.id = i.conversation_id left join core.message m "
        "on m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.id = %s "
        "where i.tenant_id = %s and i.id = %s",
        [message, tenant, interaction],
    )
    return int(found or 0)


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


@dataclass(frozen=True, slots=True)
class Quarantined:
    id: UUID
    channel: str
    account_name: str
    received_at: datetime
    reason: str | None
    attempts: int
    size: int


async def quarantine(reader: Reader, tenant: UUID, limit: int = 100) -> list[Quarantined]:
    """What could not be understood, oldest first (index envelope_quarantined)."""
    return await reader.many(
        Quarantined,
        "select e.id, a.channel, a.name as account_name, e.received_at, e.reason, e.attempts, "
        "coalesce(length(e.raw), 0)::int as size from core.envelope e join core.channel_account a "
        "on a.tenant_id = e.tenant_id and a.id = e.channel_account_id where e.tenant_id = %s "
        "and e.state = 'quarantined' order by e.received_at limit %s",
        [tenant, limit],
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody work can be handed to."""

    agent_id: UUID
    name: str
    state: str
    reason: str | None
    since: datetime
    used: int
    capacity: int


async def unanswered(reader: Reader, tenant: UUID, conversation: UUID) -> int:
    """How many messages the customer has written since a person of ours wrote last; a receipt is no answer."""
    return int(
        await reader.value(
            "select count(*) from core.message m where m.tenant_id = %(tenant)s and m.conversation_id = %(id)s "
            "and m.direction = 'in' and not m.meta ? 'call_id' and m.position > coalesce((select max(o.position) "
            "from core.message o where o.tenant_id = m.tenant_id and o.conversation_id = m.conversation_id "
            "and o.direction = 'out' and not o.meta ? 'automatic'), 0)",
            {"tenant": tenant, "id": conversation},
        )
    )


async def takes(reader: Reader, tenant: UUID, agent: AgentId, channel: str) -> bool:
    """This is somebody with an account in use and places for this channel."""
    return bool(
        await reader.value(
            "select 1 from core.person u join core.agent_load l on l.tenant_id = u.tenant_id "
            "and l.agent_id = u.id and l.channel = %s where u.tenant_id = %s and u.id = %s and u.active "
            "and l.capacity > 0",
            [channel, tenant, agent],
        )
    )


async def colleagues(reader: Reader, tenant: UUID, but: AgentId, channel: str) -> list[Colleague]:
    return await reader.many(
        Colleague,
        "select u.id as agent_id, u.name, coalesce(p.state, 'offline') as state, p.reason, "
        "coalesce(p.since, u.created_at) as since, coalesce(l.used, 0) as used, l.capacity "
        "from core.person u join core.agent_load l on l.tenant_id = u.tenant_id and l.agent_id = u.id "
        "and l.channel = %s left join core.presence p on p.tenant_id = u.tenant_id and p.agent_id = u.id "
        "where u.tenant_id = %s and u.active and u.id <> %s and l.capacity > 0 "
        "order by (coalesce(p.state, 'offline') = 'available') desc, u.name",
        [channel, tenant, but],
    )
