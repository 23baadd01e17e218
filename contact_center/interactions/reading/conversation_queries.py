"""One conversation: its head, its latest place, and what of it is unanswered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contact_center.kernel.contracts.interactions import Outcome, State
from contact_center.platform.unit_of_work import Reader


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
    tags: list[str] = field(default_factory=list)
    """Of the conversation, in order."""

    @property
    def was_work(self) -> bool:
        """Closed, and not old mail that was imported."""
        return self.state == State.CLOSED and self.outcome != Outcome.IMPORTED


async def header(reader: Reader, tenant: UUID, interaction: UUID) -> Header | None:
    return await reader.once((header, tenant, interaction), lambda: _header(reader, tenant, interaction))


async def _header(reader: Reader, tenant: UUID, interaction: UUID) -> Header | None:
    return await reader.one(
        Header,
        "select i.id as interaction_id, c.id as conversation_id, i.channel, c.channel_account_id, i.tier, i.state, "
        "i.outcome, "
        "coalesce(i.subject, c.subject) as subject, coalesce(c.language, i.language) as language, c.contact_kind, "
        "c.contact_value, c.contact_name, c.customer_id, c.identity, c.identity_how, c.identity_at, "
        "c.state as conversation_state, c.opened_at, c.last_position, c.customer_read, i.queue_id, i.owner_agent_id, "
        "i.parked_until, i.next_reply_due_at, i.first_reply_due_at, i.first_replied_at, i.closed_at, i.created_at, "
        "array(select t.tag from core.conversation_tag t where t.tenant_id = c.tenant_id "
        "and t.conversation_id = c.id order by t.tag) as tags "
        "from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id "
        "where i.tenant_id = %s and i.id = %s",
        [tenant, interaction],
    )


async def asks_for_no_machine(reader: Reader, tenant: UUID, conversation: UUID) -> bool:
    """Whether the latest message of the other side may not be answered by a machine (index on position)."""
    said = await reader.value(
        "select meta->>'no_auto_reply' is not null from core.message where tenant_id = %s and conversation_id = %s "
        "and direction = 'in' order by position desc limit 1",
        [tenant, conversation],
    )
    return bool(said)


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
