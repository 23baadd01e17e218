"""SQL of what interactions publish as facts: interactions, offers with what became of them, and messages."""

from __future__ import annotations

from contact_center.platform.published import PublishedRows

_INTERACTIONS = """
select id, conversation_id, customer_id as customer, channel, tier, direction, state, outcome, disposition as reason,
  language, queue_id, priority, created_at, answered_at, first_replied_at, closed_at
from core.interaction where tenant_id = %(tenant)s
"""
# the primary key with interaction_conversation, and interaction_listed
INTERACTIONS = PublishedRows(
    of=f"{_INTERACTIONS} and (id = any(%(subjects)s) or conversation_id = any(%(subjects)s))",
    between=f"{_INTERACTIONS} and created_at >= %(start)s and created_at < %(end)s",
    first="select min(created_at) from core.interaction where tenant_id = %(tenant)s",
)

# What counts as contact and as wrap-up is as in `handling_queries`.
_OFFERS = """
select id, interaction_id, agent_id, queue_id, channel, tier, purpose, state, reason, offered_at, connected_at, done_at,
  case when state = 'done' and connected_at is not null then greatest(0,
    extract(epoch from coalesce(wrapping_at, done_at) - connected_at)::float8 - hold_seconds - parked_seconds)
    end as contact_seconds,
  hold_seconds, parked_seconds,
  case when state = 'done' and connected_at is not null then
    coalesce(greatest(0, extract(epoch from done_at - wrapping_at)::float8), 0) end as wrap_seconds
from core.segment where tenant_id = %(tenant)s
"""
# segment_interaction, and segment_offered_at
OFFERS = PublishedRows(
    of=f"{_OFFERS} and interaction_id = any(%(subjects)s)",
    between=f"{_OFFERS} and offered_at >= %(start)s and offered_at < %(end)s",
    first="select min(offered_at) from core.segment where tenant_id = %(tenant)s",
)

_MESSAGES = """
select m.id, m.conversation_id, m.interaction_id, c.channel, m.direction, m.author_kind,
  case when m.author_kind = 'agent' then m.author_id end as agent_id, m.language, m.at as sent_at, m.delivery
from core.message m join core.conversation c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
where m.tenant_id = %(tenant)s
"""
# the primary key with that of a conversation's messages, and message_at
MESSAGES = PublishedRows(
    of=f"{_MESSAGES} and (m.id = any(%(subjects)s) or m.conversation_id = any(%(subjects)s))",
    between=f"{_MESSAGES} and m.at >= %(start)s and m.at < %(end)s",
    first="select min(at) from core.message where tenant_id = %(tenant)s",
)
