"""The one door out: each conversation's outbox goes to its provider in the order of writing (D9).

A message is marked as being sent before the provider hears of it. When a crash or a broken
connection leaves it open whether the provider took it, its state is `unknown`: the provider is asked,
and only what is proven absent is sent again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery import files, store
from contact_center.interactions.delivery.domain import FileName, Outgoing
from contact_center.interactions.errors import MayNotSend
from contact_center.interactions.outbound import attempt_store
from contact_center.interactions.ports import Ports
from contact_center.interactions.recipients import of_outgoing
from contact_center.interactions.work import sending, signing
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    ChannelAccount,
    ChannelAdapter,
    Delivery,
    DeliveryReport,
    OutboundAttachment,
    OutboundMessage,
    Recipients,
    Sent,
)
from contact_center.kernel.contracts.interactions import ConversationRead, DeliveryChanged
from contact_center.kernel.errors import (
    ContactCenterError,
    ExternalSystemError,
    OutcomeUnknown,
    ReauthNeeded,
    RetryLater,
)
from contact_center.kernel.ids import ConversationId, MessageId, TenantId
from contact_center.kernel.phrases import Phrase, stored
from contact_center.platform.metrics import OUTBOUND
from contact_center.platform.unit_of_work import Database, UnitOfWork

log = structlog.get_logger()

MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(minutes=10)


class PostponedUntil(Exception):
    """The provider is not available; the rest of this outbox waits until then."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class Outbox:
    """Sends what agents wrote. Called by a job that holds the conversation's lock."""

    def __init__(self, database: Database, ports: Ports, accounts: ChannelAccounts) -> None:
        self._database = database
        self._ports = ports
        self._accounts = accounts

    async def flush(self, tenant: TenantId, conversation_id: ConversationId) -> int:
        """Sends everything that is due, in order; returns how many went out.

        Raises `PostponedUntil` when the provider wants to be asked again later.
        """
        sent = 0
        while True:
            claimed = await self._claim(tenant, conversation_id)
            if claimed is None:
                return sent
            sent += await self._deliver(tenant, *claimed)

    async def _claim(
        self,
        tenant: TenantId,
        conversation_id: ConversationId,
        loaded: tuple[tuple[FileName, ...], tuple[OutboundAttachment, ...]] = ((), ()),
    ) -> tuple[Outgoing, ChannelAccount, OutboundMessage] | None:
        """What is next. Its files are loaded while no transaction is open, and then it is claimed with them."""
        async with self._database.work(tenant, actor="outbox", role="system") as work:
            message = await store.lock_next(work, conversation_id)
            if message is None:
                return None
            named = await store.file_names(work, tenant, message.id)
            refusal = await self._refusal(work, message)
            if refusal is not None:
                await _refused_to_send(work, message, refusal)
            elif named == loaded[0]:
                account = await self._accounts.load(work, tenant, message.channel_account_id)
                outbound = await _outbound(work, self._ports, message, loaded[1])
                await store.count_attempt(work, message.id)
                if not message.doubtful:
                    await store.set_sending(work, message.id)
                    await _follow(work, message.attempt_id, Delivery.SENDING)
                return message, account, outbound
        if refusal is not None:
            return await self._claim(tenant, conversation_id)
        return await self._claim(tenant, conversation_id, (named, await files.load(self._ports.blobs, named)))

    async def _refusal(self, work: UnitOfWork, message: Outgoing) -> MayNotSend | None:
        """Whoever has said no since it was written gets nothing; an answer is what they asked for.

        What a provider may have already is not taken back.
        """
        capabilities = self._ports.adapters[message.channel].capabilities
        automatic = bool(message.meta.get("automatic")) and not capabilities.session
        purpose = message.purpose or (message.meta.get("purpose", sending.SERVICE) if automatic else None)
        if purpose is None or message.doubtful:
            return None
        first, *others = _recipients(message).everybody
        decision = await self._ports.consent.may_send(work, first, message.channel, purpose)
        if message.attempt_id is not None:
            await attempt_store.decided(work, message.attempt_id, decision)
        if not decision.allowed:
            return sending.REFUSALS[decision.reason]()
        try:
            for each in others:
                await sending.allowed(work, self._ports, each, message.channel, purpose, name=each.value)
        except MayNotSend as refused:
            return refused
        return None

    async def _deliver(
        self, tenant: TenantId, message: Outgoing, account: ChannelAccount, outbound: OutboundMessage
    ) -> int:
        adapter = self._ports.adapters[account.channel]
        try:
            taken = await self._hand_over(tenant, adapter, account, message, outbound)
        except OutcomeUnknown as unknown:
            await self._settle(tenant, message, Delivery.UNKNOWN, error=unknown)
            raise PostponedUntil(self._later(message, None)) from unknown
        except RetryLater as later:
            await self._settle(tenant, message, Delivery.PENDING, error=later)
            raise PostponedUntil(self._later(message, later.after)) from later
        except ReauthNeeded as refused:
            await self._settle(tenant, message, Delivery.PENDING, error=refused)
            raise PostponedUntil(self._later(message, LONGEST_PAUSE)) from refused
        except ExternalSystemError as refused:
            OUTBOUND.labels(account.channel, "failed").inc()
            await self._settle(tenant, message, Delivery.FAILED, error=refused)
            return 0
        if taken is None:
            return 0
        OUTBOUND.labels(account.channel, "sent").inc()
        await self._settle(tenant, message, Delivery.SENT, taken=taken)
        return 1

    async def _hand_over(
        self,
        tenant: TenantId,
        adapter: ChannelAdapter,
        account: ChannelAccount,
        message: Outgoing,
        outbound: OutboundMessage,
    ) -> Sent | None:
        """None if a report of the provider has shown meanwhile that it has the message."""
        if message.doubtful:
            proven = await adapter.find(account, outbound)
            if proven is not None:
                return proven
            # Noted before the provider hears of it, so that the next doubt is counted from this attempt.
            async with self._database.work(tenant, actor="outbox", role="system") as work:
                if not await store.set_sending(work, message.id):
                    return None
        return await adapter.send(account, outbound)

    def _later(self, message: Outgoing, asked: timedelta | None) -> datetime:
        pause = asked or min(LONGEST_PAUSE, timedelta(seconds=2 ** min(message.attempts, 10)))
        return self._database.clock.now() + pause

    async def _settle(
        self,
        tenant: TenantId,
        message: Outgoing,
        state: Delivery,
        *,
        taken: Sent | None = None,
        error: ExternalSystemError | None = None,
    ) -> None:
        async with self._database.work(
            tenant, actor="outbox", role="system", correlation_id=message.correlation_id
        ) as work:
            final = state
            if state is Delivery.PENDING and message.attempts + 1 >= MOST_ATTEMPTS:
                final = Delivery.FAILED
            # A doubt keeps the time of the attempt it is about; a report may have been faster than we are.
            moved = await store.settle(
                work, message.id, final, provider_id=taken.provider_id if taken else None,
                error_code=error.code if error else None, error=_refused(taken), failure=_failure(error),
            )  # fmt: skip
            if taken:
                await store.add_thread_keys(work, message, taken.own_keys)
            if moved:
                await _follow(work, message.attempt_id, final, error.code if error else None)
                _changed(work, message.conversation_id, message.id, final)


async def _refused_to_send(work: UnitOfWork, message: Outgoing, refusal: MayNotSend) -> None:
    await store.settle(
        work, message.id, Delivery.FAILED, provider_id=None, error_code=refusal.code, error=None,
        failure=_failure(refusal),
    )  # fmt: skip
    await _follow(work, message.attempt_id, Delivery.FAILED, refusal.code)
    _changed(work, message.conversation_id, message.id, Delivery.FAILED)


def _recipients(message: Outgoing) -> Recipients:
    contact = Address(AddressKind(message.contact_kind), message.contact_value, message.contact_name)
    return of_outgoing(message.recipients, contact, message.meta)


def _refused(taken: Sent | None) -> str | None:
    """Of a message that went out: who will not get their copy."""
    return ", ".join(taken.refused) if taken and taken.refused else None


def _failure(error: ContactCenterError | None) -> dict[str, Any] | None:
    """What went wrong, and what it is about: a phrase, or the provider's own words."""
    if error is None:
        return None
    if isinstance(error.detail, Phrase):
        return {"code": error.code, "about": stored(error.detail)}
    return {"code": error.code, "detail": error.detail or None}


async def _outbound(
    work: UnitOfWork, ports: Ports, message: Outgoing, attached: tuple[OutboundAttachment, ...]
) -> OutboundMessage:
    thread = await store.provider_ids_before(work, message)
    latest = await store.latest_inbound_id(work, message.conversation_id)
    return OutboundMessage(
        id=MessageId(message.id),
        conversation_id=ConversationId(message.conversation_id),
        recipients=_recipients(message),
        text=signing.whole(ports.secrets.reveal(message.text, message.meta), message.signature, message.quoted_from),
        author_name=message.author_name or "",
        created_at=message.at,
        subject=message.subject,
        html=signing.whole_html(message.html, message.signature),
        attachments=attached,
        in_reply_to=latest,
        references=tuple(thread[-20:]),
        automatic=bool(message.meta.get("automatic")),
        attempted_at=message.delivery_at if message.doubtful else None,
    )


async def take_report(work: UnitOfWork, account: ChannelAccount, report: DeliveryReport) -> bool:
    """What a provider says later. Early, doubled or late reports never move a state backwards.

    Returns False if the message is not known yet (the provider was faster than our commit): the
    provider is then to be asked to repeat.
    """
    found = await store.apply_report(work, account.id, report)
    if found is None:
        return await store.is_known(work, account.id, report.provider_id)
    await _follow(work, found.attempt_id, report.state, report.error_code)
    _changed(work, found.conversation_id, found.id, report.state)
    return True


async def adopt(work: UnitOfWork, account: ChannelAccount, message_id: MessageId, provider_id: str) -> None:
    """A report that outran our own record says which message is the provider's: it has it under this id.

    An id of an earlier attempt, which failed before an agent sent the message again, is not taken up.
    """
    await store.adopt(work, account.id, message_id, provider_id)


async def resend(work: UnitOfWork, message_id: UUID) -> bool:
    """An agent asks to send a failed message again, in its old place; True if it had failed.

    The provider's id of the attempt that failed stays known as such: what is still reported about it is not
    about the new attempt, nor is it proof that the provider has that.
    """
    conversation = await store.reset_failed(work, message_id)
    if conversation is None:
        return False
    await attempt_store.again(work, message_id)
    work.defer(
        "interactions.flush_outbox",
        lock=f"outbox:{conversation}",
        tenant_id=str(work.tenant_id),
        conversation_id=str(conversation),
    )
    _changed(work, conversation, message_id, Delivery.PENDING)
    return True


async def customer_read(work: UnitOfWork, conversation_id: UUID, position: int) -> None:
    """The customer's page has shown our messages up to this position."""
    changed = await store.set_customer_read(work, conversation_id, position)
    if changed:
        work.record(ConversationRead(conversation_id=ConversationId(conversation_id), message_position=position))


async def _follow(work: UnitOfWork, attempt: UUID | None, state: Delivery, error_code: str | None = None) -> None:
    """What the message of an attempt does is what the attempt does."""
    if attempt is not None:
        await attempt_store.follow(work, attempt, state, error_code)


def _changed(work: UnitOfWork, conversation: UUID, message: UUID, state: Delivery) -> None:
    work.record(
        DeliveryChanged(
            conversation_id=ConversationId(conversation), message_id=MessageId(message), delivery=int(state)
        )
    )
