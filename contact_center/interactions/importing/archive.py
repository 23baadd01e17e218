"""What an old mail becomes: a message of a closed conversation on its customer, and how it goes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions import store as core_store
from contact_center.interactions import tables
from contact_center.interactions.delivery import files
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.importing import archive_store, store
from contact_center.interactions.importing.archive_store import OldThread
from contact_center.interactions.importing.domain import MailItem
from contact_center.interactions.ports import Ports
from contact_center.interactions.recipients import as_stored
from contact_center.interactions.search import service as search
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, InboundMessage
from contact_center.kernel.contracts.interactions import (
    Claim,
    Identified,
    MailHistoryImported,
    MailHistoryTakenBack,
    Outcome,
    State,
)
from contact_center.kernel.ids import ConversationId, CustomerId, MessageId, TenantId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform import sharing
from contact_center.platform.unit_of_work import UnitOfWork

IMPORTED = Phrase(HistoryCode.IMPORTED)


@dataclass(frozen=True, slots=True)
class _Whose:
    who: Identified
    made: bool


class Archive:
    """Brings mails in one by one, in the order of their time, and takes them out."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def keep_files(self, tenant: TenantId, message: InboundMessage | None) -> None:
        """Before the transaction; what it then does not come to name is merely unused, and swept."""
        for item in message.attachments if message else ():
            await self._ports.blobs.put(files.key_of(tenant, item.content), item.content)

    async def bring_in(
        self, work: UnitOfWork, import_id: UUID, account: ChannelAccount, item: MailItem, message: InboundMessage,
        means: str | None,
    ) -> UUID:  # fmt: skip
        """The conversation that it is in now. `means`: the address whose customer the contact is, if another's."""
        assert item.contact is not None
        name = self._name(item, message)
        whose = await self._whose(work, Address(AddressKind.EMAIL, means or item.contact, name), message)
        thread = await archive_store.thread_of(work, account.id, [*item.thread_keys, *message.own_keys])
        if thread is None or not _fits(thread, item.contact, whose.who):
            thread = await self._begin(work, account, item, message, whose.who, name)
        made = await self._insert(work, account, item, message, thread)
        customer = whose.who.customer_id if whose.made else None
        await store.mark_in(work, import_id, item.n, thread.id, made, customer)
        return thread.id

    def _name(self, item: MailItem, message: InboundMessage) -> str | None:
        if item.direction == "in":
            return message.contact.name or message.sender.name
        return next((one.name for one in message.recipients.everybody if one.value == item.contact), None)

    async def _whose(self, work: UnitOfWork, address: Address, message: InboundMessage) -> _Whose:
        strangers = await self._ports.customers.strangers(work, [address])
        [who] = await self._ports.customers.identify(work, [Claim(address, None, message.language)])
        return _Whose(who, address in strangers)

    async def _begin(
        self, work: UnitOfWork, account: ChannelAccount, item: MailItem, message: InboundMessage, who: Identified,
        name: str | None,
    ) -> OldThread:  # fmt: skip
        conversation, interaction, correlation = new_id(), new_id(), new_id()
        capabilities = self._ports.adapters[account.channel].capabilities
        common = {
            "tenant_id": work.tenant_id, "channel": account.channel, "channel_account_id": account.id,
            "customer_id": who.customer_id, "subject": message.subject, "language": message.language,
            "state": State.CLOSED.value, "closed_at": item.at, "correlation_id": correlation,
        }  # fmt: skip
        await archive_store.insert(
            work,
            tables.conversation,
            common
            | {
                "id": conversation, "contact_kind": AddressKind.EMAIL.value, "contact_value": item.contact,
                "contact_name": name, "identity": who.identity.value, "single": False, "last_position": 0,
                "opened_at": item.at,
            },
        )  # fmt: skip
        await core_store.insert_interaction(
            work,
            common
            | {
                "id": interaction, "conversation_id": conversation, "tier": capabilities.tier.value,
                "direction": "inbound" if item.direction == "in" else "outbound", "outcome": Outcome.IMPORTED.value,
                "queue_id": account.queue_id, "weight": capabilities.capacity_weight, "created_at": item.at,
                "history_number": 1,
            },
            why=IMPORTED,
        )  # fmt: skip
        assert item.contact is not None
        return OldThread(conversation, interaction, item.contact, who.customer_id, 0)

    async def _insert(
        self, work: UnitOfWork, account: ChannelAccount, item: MailItem, message: InboundMessage, thread: OldThread
    ) -> UUID:
        made = new_id()
        ours = item.direction == "out"
        await archive_store.insert(
            work,
            tables.message,
            {
                "tenant_id": work.tenant_id, "id": made, "conversation_id": thread.id,
                "position": await archive_store.next_position(work, thread.id), "interaction_id": thread.interaction_id,
                "channel_account_id": account.id, "direction": item.direction,
                "author_kind": "agent" if ours else "customer",
                "author_name": message.sender.name or message.sender.value if ours else message.sender.name,
                "text": message.text, "html": message.html, "subject": message.subject, "language": message.language,
                "meta": Jsonb(dict(message.meta) | {"imported": True}), "at": item.at, "claimed_at": message.sent_at,
                "provider_id": message.provider_id, "recipients": Jsonb(as_stored(message.recipients)),
            },
        )  # fmt: skip
        await archive_store.insert(
            work,
            tables.envelope,
            {
                "tenant_id": work.tenant_id, "id": new_id(), "channel_account_id": account.id,
                "provider_id": message.provider_id, "received_at": item.at, "content_type": "message/rfc822",
                "state": "accepted", "message_id": made, "erasable_at": work.now,
            },
        )  # fmt: skip
        for key in message.own_keys:
            await archive_store.insert_key(work, account.id, key, thread.id)
        await self._insert_files(work, made, message)
        await search.keep_words(work, [MessageId(made)])
        return made

    async def _insert_files(self, work: UnitOfWork, made: UUID, message: InboundMessage) -> None:
        kept = {files.key_of(work.tenant_id, item.content): item for item in message.attachments}
        await sharing.hold(work, kept)
        for key, item in kept.items():
            if not await self._ports.blobs.has(key):
                await self._ports.blobs.put(key, item.content)
        rows = [
            {
                "name": item.name, "content_type": item.content_type, "size": len(item.content),
                "blob_key": files.key_of(work.tenant_id, item.content), "content_id": item.content_id,
            }
            for item in message.attachments
        ]  # fmt: skip
        await archive_store.insert_files(work, made, rows)

    async def settle(self, work: UnitOfWork, import_id: UUID, touched: Sequence[UUID]) -> None:
        """In the order of time, and told."""
        for id in dict.fromkeys(touched):
            await archive_store.settle(work, id)
            work.record(MailHistoryImported(import_id=import_id, conversation_id=ConversationId(id)))

    async def take_back(self, work: UnitOfWork, import_id: UUID, rows: Sequence[MailItem]) -> None:
        conversations = sorted({one.conversation_id for one in rows if one.conversation_id})
        free = await archive_store.untouched(work, conversations)
        gone = [one for one in rows if one.conversation_id in free]
        await archive_store.remove(
            work, [one.message_id for one in gone if one.message_id],
            [one.own_key for one in gone if one.own_key],
        )  # fmt: skip
        empty = await archive_store.remove_empty(work, sorted(free))
        for id in sorted(free - empty):
            await archive_store.settle(work, id)
        for id in sorted(free):
            work.record(MailHistoryTakenBack(import_id=import_id, conversation_id=ConversationId(id)))
        made = [CustomerId(one.made_customer) for one in rows if one.made_customer]
        if made:
            await self._ports.customers.forget_untouched(work, made)
        await store.mark_out(work, import_id, [one.n for one in gone])


def _fits(thread: OldThread, contact: str, who: Identified) -> bool:
    if thread.contact_value == contact:
        return True
    return thread.customer_id is not None and who.means(thread.customer_id)
