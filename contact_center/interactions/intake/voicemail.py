"""Callers who leave a message instead of waiting: what becomes of their call's work, and the new work.

While they hear the greeting and speak, the call's interaction waits for the customer: nobody is offered it. With the
end of the call it has flowed out, and a new interaction of the channel `voicemail` enters the queue in the same
conversation. Who says nothing has abandoned. That somebody is at voicemail is a fact of the interaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import message_store, messages, queueing, wrapping_up
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import (
    EntryPlan,
    EntryRequest,
    Identity,
    MessageReceived,
    Outcome,
    QueuedBecause,
    Reason,
    SegmentState,
    State,
    VoicemailBegan,
)
from contact_center.kernel.ids import ConversationId, CustomerId, InteractionId, MessageId, QueueId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork

CHANNEL = "voicemail"
FACT = "voicemail"
TO_VOICEMAIL = Phrase(HistoryCode.TO_VOICEMAIL)
"""Why the call's work ended, in its history."""


@dataclass(frozen=True, slots=True)
class VoicemailRequest:
    seconds: int
    """How long the message may be."""
    queue: UUID | None
    """Whose work it becomes; None for the call's own queue."""
    texts: Mapping[str, str]
    """What the caller's screen says, by language; empty for the usual words."""


async def begin(work: UnitOfWork, row: Interaction, wanted: VoicemailRequest, because: str) -> None:
    """From the queue to voicemail. The row is locked and queued, and nothing of it is on offer."""
    said = {"seconds": wanted.seconds, "queue": str(wanted.queue) if wanted.queue else None, "texts": wanted.texts}
    await store.move(
        work, row, State.WAITING, Phrase(HistoryCode.VOICEMAIL, {"because": because}),
        waiting_since=work.now, owner_agent_id=None, facts={**row.facts, FACT: said},
    )  # fmt: skip
    work.record(
        VoicemailBegan(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            queue_id=QueueId(row.queue_id) if row.queue_id else None,
        ),
        correlation_id=row.correlation_id,
    )


def wanted(row: Interaction) -> VoicemailRequest | None:
    """None unless the work is at voicemail now."""
    said = row.facts.get(FACT)
    if row.state != State.WAITING or not isinstance(said, dict):
        return None
    return VoicemailRequest(
        int(said["seconds"]), UUID(said["queue"]) if said.get("queue") else None, said.get("texts") or {}
    )


async def left(
    work: UnitOfWork, ports: Ports, interaction: UUID, call: UUID, *, seconds: int, queue: UUID | None
) -> InteractionId:
    """The caller has left a message of so many seconds: ends the call's work and queues the message's."""
    known = await store.interaction(work, work.tenant_id, interaction)
    await messages.lock_conversation(work, known.conversation_id)
    row = await store.lock_interaction(work, interaction)
    await _end(work, ports, row)
    who = await _who(work, row.conversation_id)
    plan = (await ports.planner.plan(work, [_request(row, who, queue)]))[0]
    made = InteractionId(new_id())
    await _insert(work, ports, row, who, plan, made)
    await _say(work, row, who, made, {"call_id": str(call), "seconds": seconds})
    queueing.record_queued(work, await store.interaction(work, work.tenant_id, made), QueuedBecause.NEW)
    return made


async def _end(work: UnitOfWork, ports: Ports, row: Interaction) -> None:
    """Whoever somehow has the call in hand is done with it."""
    if row.state == State.CLOSED:
        return
    held = (SegmentState.CONNECTED, SegmentState.HELD)
    segments = [one for one in await store.open_segments(work, work.tenant_id, row.id) if one.phase in held]
    await queueing.close(work, row, Outcome.FLOWED_OUT, TO_VOICEMAIL)
    for segment in segments:
        await wrapping_up.leave(work, ports, segment, Reason.COMPLETED)


async def _who(work: UnitOfWork, conversation: UUID) -> dict[str, Any]:
    return await store.contact_of(work, conversation)


def _request(row: Interaction, who: dict[str, Any], queue: UUID | None) -> EntryRequest:
    """As work that an administrator sends to this queue: rules may have their say, and a queue that is gone
    loses no message."""
    wanted = queue or row.queue_id
    return EntryRequest(
        channel=CHANNEL,
        tier=Tier.DEFERRED,
        account_queue_id=QueueId(wanted) if wanted else None,
        language=row.language,
        customer_id=CustomerId(who["customer_id"]) if who["customer_id"] else None,
        verified=who["identity"] == Identity.VERIFIED,
        subject=row.subject,
    )


async def _insert(
    work: UnitOfWork, ports: Ports, call: Interaction, who: dict[str, Any], plan: EntryPlan, made: UUID
) -> None:
    values = {
        "tenant_id": work.tenant_id, "id": made, "conversation_id": call.conversation_id, "channel": CHANNEL,
        "channel_account_id": call.channel_account_id, "tier": Tier.DEFERRED.value, "direction": "inbound",
        "state": State.QUEUED.value, "customer_id": who["customer_id"], "subject": call.subject,
        "language": call.language, "queue_id": plan.queue_id, "priority": plan.priority,
        "skills": Jsonb(dict(plan.skills)), "weight": ports.adapters[CHANNEL].capabilities.capacity_weight,
        "created_at": work.now, "entered_at": work.now, "ranked_at": plan.ranked_at, "queued_at": work.now,
        "sl_started_at": plan.ranked_at, "sl_seconds": plan.sl_seconds, "sl_percent": plan.sl_percent,
        "sl_due_at": plan.sl_due_at, "shut": list(plan.shut),
        "first_reply_due_at": plan.first_reply_due_at, "resolution_due_at": plan.resolution_due_at,
        "due_at": plan.first_reply_due_at, "correlation_id": call.correlation_id, "history_number": 1,
        "at_head": plan.at_head, "preferred_agent_id": plan.preferred_agent_id,
        "preferred_until": plan.preferred_until, "rules": Jsonb(list(plan.rules)),
    }  # fmt: skip
    await store.insert_interaction(work, values, why=Phrase(HistoryCode.VOICEMAIL_LEFT))


async def _say(work: UnitOfWork, call: Interaction, who: dict[str, Any], made: UUID, message: dict[str, Any]) -> None:
    """The message in the conversation: without words, it says which call it was left in and how long it is."""
    id, position = MessageId(new_id()), who["last_position"] + 1
    await message_store.insert_voicemail(
        work, id, message["call_id"], conversation=call.conversation_id, position=position,
        account=call.channel_account_id, interaction=made, caller=who["contact_name"], meta={"voicemail": message},
    )  # fmt: skip
    await store.update_conversation(
        work, call.conversation_id, last_position=position, last_message_at=work.now, last_inbound_at=work.now
    )
    work.record(
        MessageReceived(
            conversation_id=ConversationId(call.conversation_id),
            interaction_id=InteractionId(made),
            message_id=id,
            message_position=position,
            channel=CHANNEL,
        ),
        correlation_id=call.correlation_id,
    )
