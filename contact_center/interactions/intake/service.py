"""The one door in: raw envelopes become messages, conversations and queued interactions (D8).

Look, decide, write: one lock, one look and one round trip of writes for a list of envelopes.
Concurrent deliveries of one tenant share a transaction: the first goes alone, those that arrive
while it runs go together next. Nobody is answered before the commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from contact_center.interactions import sanitised, store
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery import files
from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.errors import NoSuchEnvelope
from contact_center.interactions.intake import fetching
from contact_center.interactions.intake import store as intake_store
from contact_center.interactions.intake.decision import (
    Arrival,
    ArrivalContext,
    ArrivalPlan,
    IntakeDecision,
    Receipt,
    decide,
)
from contact_center.interactions.intake.parsing import Parsing
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import eligibility, record, waiting
from contact_center.kernel.contracts.channels import InboundMessage, RawEnvelope, UnparseableCode, unparseable
from contact_center.kernel.contracts.interactions import (
    Claim,
    ConversationOpened,
    EntryRequest,
    EnvelopeQuarantined,
    Identified,
    Identity,
    InteractionQueued,
    MessageReceived,
    QueuedBecause,
)
from contact_center.kernel.ids import (
    ConversationId,
    CustomerId,
    InteractionId,
    MessageId,
    QueueId,
    TenantId,
)
from contact_center.kernel.phrases import Phrase, stored
from contact_center.platform import sharing
from contact_center.platform.metrics import INBOUND
from contact_center.platform.trouble import away
from contact_center.platform.unit_of_work import Database, UnitOfWork

log = structlog.get_logger()

BATCH = 50
LANES = 2
"""Batches of a tenant that are on their way at once: the next is put together while PostgreSQL writes the last."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    raw: RawEnvelope
    message: InboundMessage | None
    reason: Phrase | None
    answer: asyncio.Future[Receipt]

    @property
    def contact(self) -> str | None:
        """Whose messages have to be stored one after the other."""
        return self.message.contact.value if self.message else None


class _Line:
    """What waits of one tenant, in the order in which it came."""

    def __init__(self) -> None:
        self.waiting: list[_Waiting] = []
        self.in_hand: set[str | None] = set()
        """Contacts of the batches on their way: what else they send stays behind, or it could overtake."""
        self.lanes = 0

    def next_batch(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        left: list[_Waiting] = []
        for n, one in enumerate(self.waiting):
            if len(batch) == BATCH:
                left += self.waiting[n:]
                break
            (left if one.contact in self.in_hand else batch).append(one)
        self.waiting = left
        return batch


class Intake:
    """Takes raw envelopes of all tenants. One instance per process."""

    def __init__(
        self,
        database: Database,
        ports: Ports,
        *,
        silence: timedelta,
        raw_kept: timedelta,
        parsing: Parsing | None = None,
    ) -> None:
        self._parsing = parsing or Parsing()
        self._database = database
        self._ports = ports
        self._silence = silence
        self._raw_kept = raw_kept
        self._lines: dict[TenantId, _Line] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def take(self, raw: RawEnvelope) -> Receipt:
        """Stores one delivery; returns after the commit. A repeated delivery gets the first answer."""
        message, reason = await self._parsing.understand(self._ports.adapters[raw.account.channel], raw)
        return await self._queue(raw, message, reason)

    async def take_understood(self, raw: RawEnvelope, message: InboundMessage) -> Receipt:
        """What a customer wrote on a page of ours: nothing of it has to be understood. Else as `take`."""
        return await self._queue(raw, message, None)

    async def refuse(self, raw: RawEnvelope, reason: Phrase) -> Receipt:
        """Into quarantine, unread: what could not be taken again and again and holds up its mailbox."""
        return await self._queue(raw, None, reason)

    async def _queue(self, raw: RawEnvelope, message: InboundMessage | None, reason: Phrase | None) -> Receipt:
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        tenant = raw.account.tenant_id
        line = self._lines.setdefault(tenant, _Line())
        line.waiting.append(_Waiting(raw, message, reason, answer))
        if line.lanes < LANES:
            line.lanes += 1
            lane = asyncio.create_task(self._drain(tenant, line))
            self._running.add(lane)
            lane.add_done_callback(self._running.discard)
        return await answer

    async def _drain(self, tenant: TenantId, line: _Line) -> None:
        """A lane that finds nothing ends; what a contact in hand holds back is found by the lane that has it."""
        try:
            while batch := line.next_batch():
                contacts = {one.contact for one in batch} - {None}
                line.in_hand |= contacts
                try:
                    await self._take_batch(tenant, batch)
                finally:
                    line.in_hand -= contacts
        finally:
            line.lanes -= 1

    async def _take_batch(self, tenant: TenantId, batch: list[_Waiting]) -> None:
        try:
            await self._keep_files(tenant, batch)
            receipts = await self._database.run(
                tenant, lambda work: self._write(work, batch), actor="customer", role="system"
            )
        except Exception as error:
            if len(batch) == 1 or away(error):
                for one in batch:
                    _fail(one, error)
                return
            # One poisoned delivery must not fail its neighbours.
            for one in batch:
                await self._take_batch(tenant, [one])
            return
        for one, receipt in zip(batch, receipts, strict=True):
            if not one.answer.done():
                one.answer.set_result(receipt)

    async def _write(self, work: UnitOfWork, batch: Sequence[_Waiting]) -> list[Receipt]:
        receipts: list[Receipt | None] = [None] * len(batch)
        understood = []
        for n, one in enumerate(batch):
            if one.message is None:
                receipts[n] = await self._quarantine(work, one.raw, one.reason or unparseable(UnparseableCode.EMPTY))
            else:
                understood.append((n, self._arrival(one.raw, one.message)))
        if understood:
            await self._hold_files(work, [one for _, one in understood])
            decided = await self._store(work, [arrival for _, arrival in understood])
            for m, (n, _) in enumerate(understood):
                receipts[n] = decided.receipts[m]
        return [receipt for receipt in receipts if receipt is not None]

    async def _keep_files(self, tenant: TenantId, batch: list[_Waiting]) -> None:
        """Before the transaction, which would be open and hold its locks for as long as the bytes take.

        What it then does not come to name is merely unused, and swept.
        """
        for one in batch:
            for item in one.message.attachments if one.message else ():
                await self._ports.blobs.put(files.key_of(tenant, item.content), item.content)

    async def _hold_files(self, work: UnitOfWork, arrivals: list[Arrival]) -> None:
        """They stay until the rows that name them stand; one erased since with another customer is put again."""
        kept = {
            key: item.content
            for arrival in arrivals
            for key, item in zip(arrival.blob_keys, arrival.message.attachments, strict=True)
        }
        await sharing.hold(work, kept)
        for key, content in kept.items():
            if not await self._ports.blobs.has(key):
                await self._ports.blobs.put(key, content)

    def _arrival(self, raw: RawEnvelope, message: InboundMessage) -> Arrival:
        keys = tuple(files.key_of(raw.account.tenant_id, item.content) for item in message.attachments)
        return Arrival(raw, message, self._ports.adapters[raw.account.channel].capabilities, keys)

    async def _store(self, work: UnitOfWork, arrivals: list[Arrival]) -> IntakeDecision:
        found = await intake_store.look(work, arrivals)
        identified = await self._identify(work, arrivals, found)
        entries = await self._ports.planner.plan(
            work, [_request(*pair) for pair in zip(arrivals, identified, strict=True)]
        )
        decided = decide(arrivals, found, identified, entries, now=work.now, silence=self._silence)
        await intake_store.write(work, decided.plans, self._raw_kept)
        for plan in decided.plans:
            await self._announce(work, plan)
            await self._follow(work, plan)
        for arrival in arrivals:
            for report in arrival.message.reports:
                await delivery.take_report(work, arrival.account, report)
        return decided

    async def _identify(
        self, work: UnitOfWork, arrivals: list[Arrival], found: list[ArrivalContext]
    ) -> list[Identified]:
        """Who is new is resolved by the CRM; a repeated delivery must not make a customer twice."""
        ask = [n for n, facts in enumerate(found) if not facts.seen]
        claims = [_claim(arrivals[n].message) for n in ask]
        answers = await self._ports.customers.identify(work, claims) if claims else []
        by_place = dict(zip(ask, answers, strict=True))
        return [by_place.get(n, Identified(None, Identity.UNKNOWN)) for n in range(len(arrivals))]

    async def _announce(self, work: UnitOfWork, plan: ArrivalPlan) -> None:
        thread = plan.thread
        INBOUND.labels(plan.arrival.account.channel).inc()
        if thread.new and plan.position == 1:
            work.record(
                ConversationOpened(
                    conversation_id=ConversationId(thread.id),
                    channel=plan.arrival.account.channel,
                    customer_id=CustomerId(thread.customer_id) if thread.customer_id else None,
                ),
                correlation_id=thread.correlation_id,
            )
        work.record(
            MessageReceived(
                conversation_id=ConversationId(thread.id),
                interaction_id=InteractionId(plan.interaction_id) if plan.interaction_id else None,
                message_id=MessageId(plan.message_id),
                message_position=plan.position,
                channel=plan.arrival.account.channel,
            ),
            correlation_id=thread.correlation_id,
        )
        if plan.opens is not None and plan.over:
            assert plan.interaction_id is not None
            await record.write_if_over(work, plan.interaction_id)
        elif plan.opens is not None:
            work.record(_queued(work, plan), correlation_id=thread.correlation_id)
        elif plan.wakes:
            assert plan.interaction_id is not None
            await self._wake(work, plan.interaction_id)
        elif plan.interaction_id is not None and not plan.automatic:
            await self._turn_in_hand(work, plan.interaction_id)

    async def _follow(self, work: UnitOfWork, plan: ArrivalPlan) -> None:
        """What the message asks for besides an answer: a wish is heard with it, its files are fetched after it."""
        message, channel = plan.arrival.message, plan.arrival.account.channel
        if message.wish is not None:
            await self._ports.consent.heard(work, message.sender, channel, message.wish, f"message:{plan.message_id}")
        if message.remote:
            fetching.ask(work, MessageId(plan.message_id))

    async def _wake(self, work: UnitOfWork, interaction_id: UUID) -> None:
        await waiting.customer_wrote(work, self._ports, await store.lock_interaction(work, interaction_id))

    async def _turn_in_hand(self, work: UnitOfWork, interaction_id: UUID) -> None:
        """The customer wrote to an agent who has answered before: the clock of the next reply starts."""
        row = await store.lock_interaction(work, interaction_id)
        if row.first_replied_at is None or row.next_reply_due_at is not None:
            return
        turn = await self._ports.planner.turn(work, QueueId(row.queue_id) if row.queue_id else None, row.tier)
        if turn.reply_due_at is not None:
            await store.update_interaction(work, row.id, next_reply_due_at=turn.reply_due_at)

    async def _quarantine(self, work: UnitOfWork, raw: RawEnvelope, reason: Phrase) -> Receipt:
        id = await intake_store.quarantine(
            work,
            raw.account.id,
            sanitised.identity(raw.provider_id),
            raw.received_at,
            sanitised.text(raw.content_type),
            raw.body,
            sanitised.json(stored(reason)),
            self._raw_kept,
        )
        work.record(EnvelopeQuarantined(envelope_id=MessageId(id), channel=raw.account.channel))
        return Receipt(None, None, None, quarantined=reason)


def _claim(message: InboundMessage) -> Claim:
    """What was proven of the sender says nothing of another address they want the answer at."""
    proven = message.sender_verified if message.contact == message.sender else None
    return Claim(message.contact, proven, message.language)


def _request(arrival: Arrival, who: Identified) -> EntryRequest:
    return EntryRequest(
        channel=arrival.account.channel,
        tier=arrival.capabilities.tier,
        account_queue_id=arrival.account.queue_id,
        language=arrival.message.language,
        customer_id=who.customer_id,
        verified=who.identity is Identity.VERIFIED,
        subject=arrival.message.subject,
        text=arrival.message.text or "",
        wishes=arrival.message.wishes,
    )


def _queued(work: UnitOfWork, plan: ArrivalPlan) -> InteractionQueued:
    entry = plan.opens
    assert entry is not None
    assert plan.interaction_id is not None
    return InteractionQueued(
        interaction_id=InteractionId(plan.interaction_id),
        conversation_id=ConversationId(plan.thread.id),
        customer_id=CustomerId(plan.thread.customer_id) if plan.thread.customer_id else None,
        queue_id=entry.queue_id,
        channel=plan.arrival.account.channel,
        tier=plan.arrival.capabilities.tier,
        weight=plan.arrival.capabilities.capacity_weight,
        priority=entry.priority,
        skills=[f"{name}:{level}" for name, level in sorted(entry.skills.items())],
        entered_at=work.now,
        ranked_at=entry.ranked_at,
        at_head=entry.at_head,
        because=QueuedBecause.NEW,
        number=1,
        sl_started_at=entry.ranked_at,
        sl_seconds=entry.sl_seconds,
        sl_percent=entry.sl_percent,
        due_at=entry.first_reply_due_at,
        preferred_agent_id=entry.preferred_agent_id,
        preferred_until=entry.preferred_until,
        sl_due_at=entry.sl_due_at,
        shut=list(entry.shut),
        rings=eligibility.rings(eligibility.facts_of(entry)),
    )


def _fail(one: _Waiting, error: Exception) -> None:
    if not one.answer.done():
        one.answer.set_exception(error)


async def retry_quarantined(
    intake: Intake, database: Database, accounts: ChannelAccounts, tenant: TenantId, id: UUID
) -> Receipt:
    """Takes a quarantined envelope in again, after its cause was mended. It stays if it still fails."""
    async with database.read(tenant) as reader:
        kept = await intake_store.quarantined(reader, tenant, id)
        if kept is None:
            raise NoSuchEnvelope(id)
        account = await accounts.load(reader, tenant, kept.channel_account_id)
    raw = RawEnvelope(account, kept.provider_id, kept.received_at, kept.content_type, bytes(kept.raw))
    receipt = await intake.take(raw)
    if receipt.quarantined is None:
        async with database.work(tenant, actor="admin") as work:
            await intake_store.accept_quarantined(work, id)
    return receipt


async def discard_quarantined(work: UnitOfWork, id: UUID) -> None:
    if not await intake_store.discard_quarantined(work, id):
        raise NoSuchEnvelope(id)
