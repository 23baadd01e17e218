"""Work that begins with us, not with a message of a customer: it enters the same queue and the same router."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions import store
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import queueing, starting_store
from contact_center.kernel.contracts.channels import AddressKind, Tier
from contact_center.kernel.contracts.interactions import (
    ConversationOpened,
    EntryPlan,
    EntryRequest,
    Identity,
    QueuedBecause,
    State,
)
from contact_center.kernel.ids import AgentId, ConversationId, CustomerId, InteractionId, QueueId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewWork:
    channel: str
    tier: Tier
    subject: str
    key: str
    """What it was made from. There is one open piece of work of a key: the database refuses a second one."""
    customer_id: CustomerId | None
    name: str | None
    """Whom it is about, as a list shows it."""
    language: str | None
    queue_id: QueueId | None
    due_at: datetime
    within: timedelta
    """So long after it enters somebody is to have taken it; its service level is counted by this, not by the target
    of its queue, which is promised to customers who come."""
    agent: AgentId | None = None
    """Who gets it first, if they are here."""
    held_for: timedelta = queueing.PREFERRED_FOR
    """How long it is kept for that agent."""


async def start(work: UnitOfWork, ports: Ports, new: NewWork, why: Phrase) -> InteractionId:
    """Puts it into the queue. `why` is for its history."""
    [planned] = await ports.planner.plan(work, [_request(new)])
    plan = replace(planned, sl_seconds=int(new.within.total_seconds()))
    account = await starting_store.account(work, new.channel)
    conversation, made, correlation = ConversationId(new_id()), InteractionId(new_id()), new_id()
    identity = Identity.CLAIMED if new.customer_id else Identity.UNKNOWN
    await starting_store.insert_conversation(
        work,
        {
            "tenant_id": work.tenant_id, "id": conversation, "channel": new.channel, "channel_account_id": account,
            "contact_kind": AddressKind.OWN.value, "contact_value": new.key, "contact_name": new.name or new.subject,
            "customer_id": new.customer_id, "identity": identity.value, "subject": new.subject,
            "language": new.language, "single": True, "opened_at": work.now, "last_message_at": work.now,
            "correlation_id": correlation,
        },
    )  # fmt: skip
    await _insert(work, ports, new, plan, (account, conversation, made, correlation), why)
    work.record(
        ConversationOpened(conversation_id=conversation, channel=new.channel, customer_id=new.customer_id),
        correlation_id=correlation,
    )
    queueing.record_queued(work, await store.interaction(work, work.tenant_id, made), QueuedBecause.NEW)
    return made


async def _insert(
    work: UnitOfWork, ports: Ports, new: NewWork, plan: EntryPlan, ids: tuple[UUID, UUID, UUID, UUID], why: Phrase
) -> None:
    account, conversation, made, correlation = ids
    preferred = (new.agent, work.now + new.held_for) if new.agent else (plan.preferred_agent_id, plan.preferred_until)
    values = {
        "tenant_id": work.tenant_id, "id": made, "conversation_id": conversation, "channel": new.channel,
        "channel_account_id": account, "tier": new.tier.value, "direction": "outbound", "state": State.QUEUED.value,
        "customer_id": new.customer_id, "subject": new.subject, "language": new.language, "queue_id": plan.queue_id,
        "priority": plan.priority, "skills": Jsonb(dict(plan.skills)),
        "weight": ports.adapters[new.channel].capabilities.capacity_weight,
        "created_at": work.now, "entered_at": work.now, "ranked_at": plan.ranked_at, "queued_at": work.now,
        "sl_started_at": plan.ranked_at, "sl_seconds": plan.sl_seconds, "sl_percent": plan.sl_percent,
        "sl_due_at": plan.sl_due_at, "shut": list(plan.shut), "first_reply_due_at": new.due_at, "due_at": new.due_at,
        "correlation_id": correlation, "history_number": 1, "at_head": plan.at_head,
        "preferred_agent_id": preferred[0], "preferred_until": preferred[1], "rules": Jsonb(list(plan.rules)),
    }  # fmt: skip
    await store.insert_interaction(work, values, why=why)


def _request(new: NewWork) -> EntryRequest:
    return EntryRequest(
        channel=new.channel,
        tier=new.tier,
        account_queue_id=new.queue_id,
        language=new.language,
        customer_id=new.customer_id,
        subject=new.subject,
    )
