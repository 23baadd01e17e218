"""A number outside that is called to a customer's call: an attempt like any other, and what it does to the work.

The agent who calls it keeps the work until they give the customer away. Then the work waits with them, out of the
queue: it is over with the call, unless the customer needs one of ours again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import held_seconds
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.outbound import call_store
from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import queueing, wrapping_up
from contact_center.kernel.contracts.channels import Address, ChannelAccount
from contact_center.kernel.contracts.interactions import InteractionWaiting, QueuedBecause, Reason, SegmentState, State
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

TRANSFER: Final = "transfer"
"""The purpose of such an attempt."""
ASKED: Final = "request"
"""By what it is allowed: the customer's matter needs it, and whoever is called is no customer."""


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """How it is dialled."""

    to: Address
    """A number in E.164."""
    caller_id: str
    minute_price: Decimal | None
    currency: str | None


async def begin(work: UnitOfWork, interaction: UUID, account: ChannelAccount, how: OutsideCall, agent: AgentId) -> UUID:
    """The attempt; the work is under the locks of its call."""
    attempt = new_id()
    await call_store.insert(
        work,
        {
            "tenant_id": work.tenant_id, "id": attempt, "interaction_id": interaction,
            "number": await call_store.next_number(work, interaction), "channel": account.channel,
            "channel_account_id": account.id, "address_kind": how.to.kind.value, "address": how.to.value,
            "purpose": TRANSFER, "consent": ASKED, "agent_id": agent, "state": "dialling", "scheduled_at": work.now,
            "started_at": work.now, "client_key": str(attempt), "caller_id": how.caller_id,
            "minute_price": how.minute_price, "currency": how.currency,
        },
    )  # fmt: skip
    await _say(work, interaction, HistoryCode.OUTSIDE_CALLED, attempt)
    return attempt


async def answered(work: UnitOfWork, attempt: UUID) -> None:
    await call_store.end_one(work, attempt, AttemptResult.ANSWERED, None)


async def over(
    work: UnitOfWork,
    interaction: UUID,
    attempt: UUID,
    result: AttemptResult,
    code: str | None,
    answered_at: datetime | None,
) -> None:
    """It is off the call: what it came to, and what it costs in begun minutes."""
    args: dict[str, str | int] = {"result": result.value}
    if answered_at is None:
        await call_store.end_one(work, attempt, result, code)
    else:
        minutes = max(1, -int(-(work.now - answered_at).total_seconds() // 60))
        paid = await call_store.cost_one(work, attempt, minutes)
        if paid is not None and paid.currency:
            args |= {"minutes": minutes, "cost": str(paid.cost), "currency": paid.currency}
    await _say(work, interaction, HistoryCode.OUTSIDE_OVER, attempt, **args)


async def brought_in(work: UnitOfWork, interaction: UUID, attempt: UUID) -> None:
    """It speaks with the customer from now on."""
    await _say(work, interaction, HistoryCode.OUTSIDE_IN, attempt)


async def sent(work: UnitOfWork, ports: Ports, interaction: UUID, attempt: UUID, agent: AgentId, *, lost: bool) -> None:
    """The customer is the number's: their agent wraps up, and the work waits out of the queue."""
    row = await store.lock_interaction(work, interaction)
    for segment in await store.open_segments(work, work.tenant_id, interaction):
        if segment.purpose != "work" or segment.phase not in (SegmentState.CONNECTED, SegmentState.HELD):
            continue
        if lost:
            held = held_seconds(segment, work.now)
            await queueing.finish_segment(work, segment, Reason.LOST, hold_seconds=held, held_at=None)
        else:
            await wrapping_up.leave(work, ports, segment, Reason.TRANSFERRED)
    await store.move(
        work, row, State.WAITING, Phrase(HistoryCode.SENT_OUTSIDE, {"to": str(attempt)}), waiting_since=work.now,
        owner_agent_id=agent, parked_until=None, parked_why=None, **queueing.NOT_HANDED,
    )  # fmt: skip
    work.record(
        InteractionWaiting(
            interaction_id=InteractionId(row.id), conversation_id=ConversationId(row.conversation_id), agent_id=agent,
            until=None,
        )
    )  # fmt: skip


async def returned(work: UnitOfWork, interaction: UUID, attempt: UUID, agent: AgentId, result: AttemptResult) -> None:
    """The customer needs one of ours: first of all whoever had given them away, as after any blind transfer (D31)."""
    row = await store.lock_interaction(work, interaction)
    if row.state != State.WAITING:
        return
    await queueing.back_to_queue(
        work, row, QueuedBecause.HANDED_BACK, at_head=True,
        preferred=(agent, work.now + queueing.BLIND_TRANSFER_FOR),
        why=Phrase(HistoryCode.OUTSIDE_RETURNED, {"to": str(attempt), "result": result.value}),
    )  # fmt: skip


async def _say(work: UnitOfWork, interaction: UUID, code: HistoryCode, attempt: UUID, **args: str | int) -> None:
    row = await store.lock_interaction(work, interaction)
    await store.note(work, row, Phrase(code, {"to": str(attempt), **args}))


async def numbers(reader: Reader, tenant: UUID, attempts: Collection[UUID]) -> dict[UUID, str]:
    """Whom these attempts called, for who reads a history."""
    return await call_store.numbers(reader, tenant, list(attempts)) if attempts else {}
