"""What the job of an import of old mail does, batch after batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.importing import archive_store, store
from contact_center.interactions.importing.archive import Archive
from contact_center.interactions.importing.domain import (
    AT_WORK,
    AddressRole,
    MailAddress,
    MailImport,
    MailImportState,
    MailItem,
    MailOutcome,
    sort,
    suggested,
)
from contact_center.interactions.importing.service import mailboxes
from contact_center.interactions.intake import store as intake_store
from contact_center.interactions.intake.parsing import Parsing
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import (
    AddressKind,
    ChannelAccount,
    InboundMessage,
    RawEnvelope,
    UnparseableCode,
    unparseable,
)
from contact_center.kernel.ids import TenantId
from contact_center.kernel.phrases import Phrase, stored
from contact_center.platform.unit_of_work import Database, UnitOfWork

READ_TOGETHER = 100
"""Mails in one transaction."""
IN_TOGETHER = 25
JUDGED_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class _Understood:
    message: InboundMessage | None
    refusal: Phrase | None


class MailHistory:
    """What the job does: batch after batch, each with its place in one transaction, so that nothing is done twice.
    Mails are read before the transaction, which would be open for as long as that takes."""

    def __init__(self, database: Database, ports: Ports, accounts: ChannelAccounts, parsing: Parsing) -> None:
        self._database = database
        self._ports = ports
        self._accounts = accounts
        self._parsing = parsing
        self._archive = Archive(ports)

    async def go_on(self, tenant: TenantId, id: UUID) -> None:
        while True:
            async with self._database.read(tenant) as reader:
                known = await store.get(reader, tenant, id)
                if known is None or known.state not in AT_WORK:
                    return
                account = await self._accounts.load(reader, tenant, known.channel_account_id)
                limit = {
                    MailImportState.READING: READ_TOGETHER, MailImportState.RUNNING: IN_TOGETHER,
                }.get(MailImportState(known.state), JUDGED_TOGETHER)  # fmt: skip
                rows = await store.items(reader, tenant, id, known.next_place, limit)
            understood: dict[int, _Understood] = {}
            if known.state in (MailImportState.READING, MailImportState.RUNNING):
                wanted = [one for one in rows if _to_be_read(known, one)]
                understood = await self._understand(tenant, id, account, wanted)
            for one in understood.values() if known.state == MailImportState.RUNNING else ():
                await self._archive.keep_files(tenant, one.message)

            async def batch(
                work: UnitOfWork, known: MailImport = known, account: ChannelAccount = account,
                rows: list[MailItem] = rows, understood: Mapping[int, _Understood] = understood,
            ) -> None:  # fmt: skip
                now = await store.lock(work, id)
                if now is not None and (now.state, now.next_place) == (known.state, known.next_place):
                    await self._batch(work, now, account, rows, understood)

            await self._database.run(tenant, batch, actor=f"user:{known.created_by}", role="system")

    async def _understand(
        self, tenant: TenantId, id: UUID, account: ChannelAccount, rows: Sequence[MailItem]
    ) -> dict[int, _Understood]:
        found: dict[int, _Understood] = {}
        adapter = self._ports.adapters[account.channel]
        for one in rows:
            async with self._database.read(tenant) as reader:
                now = reader.now
                raw = (await store.raws(reader, tenant, id, [one.n])).get(one.n, b"")
            if not raw.strip():
                found[one.n] = _Understood(None, unparseable(UnparseableCode.EMPTY))
                continue
            envelope = RawEnvelope(account, f"mail_import:{id}:{one.n}", now, "message/rfc822", raw)
            found[one.n] = _Understood(*await self._parsing.understand(adapter, envelope))
        return found

    async def _batch(
        self, work: UnitOfWork, known: MailImport, account: ChannelAccount, rows: Sequence[MailItem],
        understood: Mapping[int, _Understood],
    ) -> None:  # fmt: skip
        last = not rows or rows[-1].place >= known.item_count
        match MailImportState(known.state):
            case MailImportState.READING:
                read = [_read(work.now, one, understood[one.n]) for one in rows if one.n in understood]
                await store.mark_read(work, known.id, read)
                after = MailImportState.READ
                if last:
                    await self._all_read(work, known)
            case MailImportState.CHECKING:
                await self._judge(work, known, rows)
                after = MailImportState.CHECKED
            case MailImportState.RUNNING:
                await self._bring_in(work, known, account, rows, understood)
                after = MailImportState.DONE
            case _:
                await self._archive.take_back(work, known.id, [one for one in rows if one.message_id])
                after = MailImportState.UNDONE
        await store.step(work, known.id, after if last else known.state, rows[-1].place + 1 if rows else 1, ended=last)

    async def _all_read(self, work: UnitOfWork, known: MailImport) -> None:
        await store.in_order_of_time(work, known.id)
        tenant = work.tenant_id
        own = {address.lower() for _, address in await mailboxes(self._accounts, self._ports, work, tenant)}
        own |= {one.email.lower() for one in await directory.users(work, tenant) if one.email}
        found = [
            MailAddress(
                row["address"], row["name"], row["mails"],
                suggested(row["address"], own=own, automatic=row["automatic"]).value, None,
            )
            for row in await store.found_addresses(work, tenant, known.id)
        ]  # fmt: skip
        await store.save_addresses(work, known.id, found)

    async def _judge(self, work: UnitOfWork, known: MailImport, rows: Sequence[MailItem]) -> None:
        asked = {address for one in rows for address in (one.writer, one.answer_to, *one.named) if address}
        chosen = await store.roles_of(work, work.tenant_id, known.id, sorted(asked))
        roles = {one.address: AddressRole(one.role) for one in chosen}
        open_rows = [one for one in rows if one.outcome != MailOutcome.REFUSED and one.message_id is None]
        here = await self._here(work, open_rows)
        judged = []
        for one in open_rows:
            found = sort(one, roles)
            if found is None:
                outcome = MailOutcome.LEFT_OUT
            else:
                outcome = MailOutcome.SAME if {one.own_key, one.provider_id} & here else MailOutcome.NEW
            judged.append(
                {
                    "n": one.n, "outcome": outcome.value, "contact": found.contact if found else None,
                    "direction": found.direction if found else None,
                }
            )  # fmt: skip
        await store.mark_judged(work, known.id, judged)

    async def _here(self, work: UnitOfWork, rows: Sequence[MailItem]) -> frozenset[str]:
        """Message-IDs and provider ids of these that are here, in whichever mailbox."""
        accounts = [id for id, _ in await mailboxes(self._accounts, self._ports, work, work.tenant_id)]
        keys = [one.own_key for one in rows if one.own_key]
        ids = [one.provider_id for one in rows if one.provider_id]
        return await archive_store.here_already(work, work.tenant_id, accounts, keys, ids)

    async def _bring_in(
        self, work: UnitOfWork, known: MailImport, account: ChannelAccount, rows: Sequence[MailItem],
        understood: Mapping[int, _Understood],
    ) -> None:  # fmt: skip
        """Doubles are asked for once more, as mail arrives meanwhile, and twins may stand in one file."""
        wanted = [one for one in rows if one.n in understood]
        await intake_store.hold_contacts(work, sorted({one.contact for one in wanted if one.contact}))
        here = set(await self._here(work, wanted))
        means = {
            one.address: one.means
            for one in await store.roles_of(
                work, work.tenant_id, known.id, sorted({one.contact for one in wanted if one.contact})
            )
        }
        doubles: list[dict[str, Any]] = []
        touched: list[UUID] = []
        for one in wanted:
            message, refusal = understood[one.n].message, understood[one.n].refusal
            if message is None:
                await store.mark_refused(work, known.id, one.n, stored(refusal or unparseable(UnparseableCode.EMPTY)))
                continue
            ids = {each for each in (one.own_key, one.provider_id) if each}
            if ids & here:
                doubles.append({
                    "n": one.n, "outcome": MailOutcome.SAME.value, "contact": one.contact, "direction": one.direction,
                })  # fmt: skip
                continue
            here |= ids
            touched.append(
                await self._archive.bring_in(work, known.id, account, one, message, means.get(one.contact or ""))
            )
        if doubles:
            await store.mark_judged(work, known.id, doubles)
        await self._archive.settle(work, known.id, touched)


def _to_be_read(known: MailImport, one: MailItem) -> bool:
    if known.state == MailImportState.READING:
        return one.writer is None and one.outcome is None
    return one.outcome == MailOutcome.NEW and one.message_id is None


def _read(now: datetime, one: MailItem, understood: _Understood) -> dict[str, Any]:
    message, refusal = understood.message, understood.refusal
    at = (message.sent_at if message else None) or one.at
    if message is not None and at is None:
        message, refusal = None, Phrase("mail_without_date")
    if message is None:
        return {
            "n": one.n, "at": at.isoformat() if at else None, "named": [], "thread_keys": [], "automatic": False,
            "outcome": MailOutcome.REFUSED.value, "refusal": stored(refusal) if refusal else None,
        }  # fmt: skip
    assert at is not None
    named = [each.value for each in message.recipients.everybody if each.kind is AddressKind.EMAIL][:50]
    return {
        "n": one.n, "at": min(at, now).isoformat(), "writer": message.sender.value, "writer_name": message.sender.name,
        "answer_to": message.reply_to.value if message.reply_to else None, "named": named,
        "subject": message.subject, "own_key": message.own_keys[0] if message.own_keys else None,
        "thread_keys": list(message.thread_keys), "provider_id": message.provider_id,
        "automatic": message.automatic, "outcome": None, "refusal": None,
    }  # fmt: skip
