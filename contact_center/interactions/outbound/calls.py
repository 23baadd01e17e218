"""A call that begins with us, in the books: conversation, work in its agent's hand, and the attempt that is dialling.

The media of it is the voice channel's. What became of the attempt is written once, whatever is reported twice or late.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.errors import AlreadySent
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.intake import store as intake_store
from contact_center.interactions.outbound import call_store, service
from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.interactions.outbound.errors import NotYourChannel, NotYourQueue
from contact_center.interactions.outbound.service import StartRequest
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import colleague_queries
from contact_center.interactions.work import queueing, sending, wrapping_up
from contact_center.kernel.contracts.channels import Address
from contact_center.kernel.contracts.interactions import (
    CallOutEnded,
    CallResult,
    Outcome,
    Reason,
    SegmentState,
    State,
)
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork

CALLED = Phrase(HistoryCode.CALLED_OUT)

MESSAGE_LEFT = "our_message_left"
"""Why a call of ours is over that a machine had taken, and what its attempt says."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """How it is dialled."""

    to: Address
    """A number in E.164."""
    caller_id: str
    minute_price: Decimal | None = None
    currency: str | None = None
    work: InteractionId | None = None
    """The callback or task for which it is made."""


@dataclass(frozen=True, slots=True)
class StartedCall:
    conversation_id: ConversationId
    interaction_id: InteractionId
    attempt_id: UUID
    language: str | None
    repeated: bool = False


async def hold(work: UnitOfWork, account: UUID, agent: AgentId) -> None:
    """Nobody else calls by this account, and the agent nobody else, until we commit: what was spent stays true."""
    await intake_store.hold_contacts(work, sorted([f"calls by {account}", f"calls of {agent}"]))


async def again(work: UnitOfWork, wanted: StartRequest, to: Address) -> StartedCall | None:
    """What was begun under this key before. Raises `AlreadySent` where that was to somebody else."""
    known = await call_store.under_key(work, wanted.client_key)
    if known is None:
        return None
    if known.address != to.value:
        raise AlreadySent(known.conversation_id)
    return StartedCall(
        ConversationId(known.conversation_id), InteractionId(known.interaction_id), known.attempt_id, None, True
    )


async def begin(work: UnitOfWork, ports: Ports, wanted: StartRequest, how: Ringing, agent: AgentId) -> StartedCall:
    """In the agent's hand, dialling. After `hold` and `again`.

    Raises `NotYourChannel`, `NotYourQueue`, `NoSuchContact`, `ConversationGoesOn`, and `MayNotSend` as the class that
    says why.
    """
    capabilities = ports.adapters[wanted.account.channel].capabilities
    await intake_store.hold_contacts(work, [how.to.value])
    work.correlation_id = work.correlation_id or new_id()
    if not await colleague_queries.takes(work, work.tenant_id, agent, wanted.account.channel):
        raise NotYourChannel(wanted.account.channel)
    if wanted.queue is not None and wanted.queue not in await ports.planner.serves(work, work.tenant_id, agent):
        raise NotYourQueue(wanted.queue, field="queue")
    who = await service.identified(work, ports, wanted, how.to)
    decision = await sending.allowed(work, ports, how.to, wanted.account.channel, wanted.purpose)
    [entry] = await ports.planner.plan(work, [service.entry_request(capabilities, wanted, who, "")])
    conversation = await service.conversation_with(work, capabilities, wanted, how.to, who)
    made = await service.begin_in_hand(
        work, capabilities, wanted, conversation, who, entry, agent, why=CALLED,
        # It may have to wait for another agent later: until then it has waited for nobody.
        also={"entered_at": work.now, "ranked_at": work.now, "sl_started_at": work.now},
    )  # fmt: skip
    attempt = new_id()
    await call_store.insert(
        work,
        {
            "tenant_id": work.tenant_id, "id": attempt, "interaction_id": made, "number": 1,
            "channel": wanted.account.channel, "channel_account_id": wanted.account.id,
            "address_kind": how.to.kind.value, "address": how.to.value, "purpose": wanted.purpose,
            "consent": decision.reason.value, "consent_record": decision.record, "agent_id": agent,
            "state": "dialling", "scheduled_at": work.now, "started_at": work.now, "client_key": wanted.client_key,
            "caller_id": how.caller_id, "minute_price": how.minute_price, "currency": how.currency,
            "for_interaction_id": how.work,
        },
    )  # fmt: skip
    return StartedCall(ConversationId(conversation.id), made, attempt, wanted.language)


async def picked_up(work: UnitOfWork, interaction: UUID) -> None:
    if await _ended(work, interaction, AttemptResult.ANSWERED, None):
        row = await store.lock_interaction(work, interaction)
        await store.note(work, row, Phrase(HistoryCode.CALL_ANSWERED))


async def not_reached(
    work: UnitOfWork, ports: Ports, interaction: UUID, result: AttemptResult, code: str | None
) -> None:
    """Over before anybody answered; its agent wraps up where the queue wants it. Under the locks of `lock_call`."""
    await _ended(work, interaction, result, code)
    args = {"result": result.value, **({"code": code} if code else {})}
    await _closed(work, ports, interaction, Phrase(HistoryCode.CALL_NOT_REACHED, args))


async def message_left(work: UnitOfWork, ports: Ports, interaction: UUID) -> None:
    """A machine had answered, and was told our message: nobody was reached, and the attempt says so."""
    await call_store.was_machine(work, interaction, MESSAGE_LEFT)
    await _closed(work, ports, interaction, Phrase(HistoryCode.CALL_MESSAGE_LEFT))


async def _closed(work: UnitOfWork, ports: Ports, interaction: UUID, why: Phrase) -> None:
    row = await store.lock_interaction(work, interaction)
    if row.state == State.CLOSED:
        return
    segments = [one for one in await store.open_segments(work, work.tenant_id, interaction) if one.purpose == "work"]
    await queueing.close(work, row, Outcome.NEVER_REACHED, why)
    for segment in segments:
        if segment.phase in (SegmentState.CONNECTED, SegmentState.HELD):
            await wrapping_up.leave(work, ports, segment, Reason.COMPLETED)


async def talked(work: UnitOfWork, interaction: UUID, seconds: float) -> None:
    """A call that was answered is over: begun minutes are paid for."""
    minutes = max(1, -int(-seconds // 60))
    paid = await call_store.cost(work, interaction, minutes)
    if paid is not None and paid.currency:
        row = await store.lock_interaction(work, interaction)
        args = {"minutes": minutes, "cost": str(paid.cost), "currency": paid.currency}
        await store.note(work, row, Phrase(HistoryCode.CALL_PAID, args))


async def _ended(work: UnitOfWork, interaction: UUID, result: AttemptResult, code: str | None) -> bool:
    ended = await call_store.end(work, interaction, result, code)
    if ended is None:
        return False
    work.record(
        CallOutEnded(
            interaction_id=InteractionId(interaction), agent_id=AgentId(ended.agent_id),
            result=CallResult(result.value),
            for_interaction_id=InteractionId(ended.for_interaction_id) if ended.for_interaction_id else None,
        )
    )  # fmt: skip
    return True
