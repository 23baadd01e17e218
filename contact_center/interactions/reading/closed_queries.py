"""What closed work was, for whoever asks the customer about it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class AnsweredWork:
    """A piece of work and who of us wrote to its customer last."""

    id: UUID
    conversation_id: UUID
    channel: str
    channel_account_id: UUID
    contact_kind: str
    contact_value: str
    customer_id: UUID | None
    queue_id: UUID | None
    language: str | None
    state: str
    outcome: str | None
    closed_at: datetime | None
    agent_id: UUID | None
    """None: no person has answered in it."""


# index message_interaction
ANSWERED = """
select i.id, i.conversation_id, i.channel, c.channel_account_id, c.contact_kind, c.contact_value,
  coalesce(c.customer_id, i.customer_id) as customer_id, i.queue_id, coalesce(c.language, i.language) as language,
  i.state, i.outcome, i.closed_at,
  (select m.author_id from core.message m where m.tenant_id = i.tenant_id and m.conversation_id = i.conversation_id
   and m.interaction_id = i.id and m.direction = 'out' and m.author_kind = 'agent' order by m.position desc limit 1)
  as agent_id
from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
where i.tenant_id = %s and i.id = %s
"""


async def latest_of(reader: Reader, tenant: UUID, conversation: UUID) -> UUID | None:
    """The newest work of a conversation."""
    found: UUID | None = await reader.value(
        "select id from core.interaction where tenant_id = %s and conversation_id = %s "
        "order by created_at desc limit 1",
        [tenant, conversation],
    )
    return found


async def spoke_with(reader: Reader, tenant: UUID, interaction: UUID) -> UUID | None:
    """Who of us was connected to the customer last; None: nobody was (index segment_interaction)."""
    found: UUID | None = await reader.value(
        "select agent_id from core.segment where tenant_id = %s and interaction_id = %s and connected_at is not null "
        "order by connected_at desc limit 1",
        [tenant, interaction],
    )
    return found


async def answered(reader: Reader, tenant: UUID, interaction: UUID) -> AnsweredWork | None:
    return await reader.one(AnsweredWork, ANSWERED, [tenant, interaction])
