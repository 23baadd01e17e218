"""Old mail from mbox files becomes conversations that can be read: read, sorted by address, tried, brought in, taken
back, in batches that go on after a restart.

Nothing of it is work: no queue, no router, no figure of a day ever sees it. A customer who answers an old mail opens
new work in the same conversation, as with any other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final
from uuid import UUID

from contact_center.directory.service import audit
from contact_center.interactions import sanitised
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.importing import store
from contact_center.interactions.importing.domain import (
    LARGEST_MAIL,
    LONGEST_ADDRESS,
    MOST_MAILS,
    AddressRole,
    MailAddress,
    MailImport,
    MailImportState,
    MailItem,
    MailOutcome,
    SplitMail,
    mails_of,
)
from contact_center.interactions.importing.errors import (
    MailImportNotReady,
    NoMailbox,
    NoSuchMailImport,
    TooManyMails,
    WrongRole,
)
from contact_center.interactions.ports import Ports
from contact_center.kernel.ids import new_id
from contact_center.kernel.phrases import Phrase, stored
from contact_center.platform.unit_of_work import Reader, UnitOfWork

__all__ = [
    "MailAddress", "MailImport", "MailImportState", "MailItem", "MailOutcome", "add", "address_count",
    "addresses", "again", "brought_in", "counts", "get", "items_of", "keep", "latest", "mailboxes", "original", "run",
    "sort_addresses", "undo",
]  # fmt: skip

TASK: Final = "interactions.import_mail"
MOST_FILES = 50
"""Whose names are kept."""
KEPT_TOGETHER = 50


async def mailboxes(accounts: ChannelAccounts, ports: Ports, reader: Reader, tenant: UUID) -> list[tuple[UUID, str]]:
    """Those that old mail can belong to, with their addresses."""
    return [(row.id, row.address) for row in await accounts.all_of(reader, tenant) if _has_mail(ports, row.channel)]


def _has_mail(ports: Ports, channel: str) -> bool:
    adapter = ports.adapters.get(channel)
    return adapter is not None and adapter.capabilities.bulky and adapter.capabilities.subject


async def keep(
    work: UnitOfWork, accounts: ChannelAccounts, ports: Ports, account: UUID,
    files: Sequence[tuple[str, BinaryIO]], by: UUID,
) -> UUID:  # fmt: skip
    """The mails of first files, each with its name. Raises `NoMailbox`, `TooManyMails`, `NotAMailFile`."""
    if account not in [id for id, _ in await mailboxes(accounts, ports, work, work.tenant_id)]:
        raise NoMailbox(field="mailbox")
    names = [name[:200] for name, _ in files][:MOST_FILES]
    made = MailImport(
        new_id(), account, names, MailImportState.READING, 0, 1, by, work.now, None
    )  # fmt: skip
    await store.insert(work, made)
    count = 0
    for _, file in files:
        count = await _keep_mails(work, made.id, count, file)
    await store.grown(work, made.id, made.file_names, count)
    await audit(work, "mail import begun", f"mail import:{made.id}", file=made.file_names[0], mails=count)
    await _begin(work, made.id, MailImportState.READING)
    return made.id


async def add(work: UnitOfWork, id: UUID, files: Sequence[tuple[str, BinaryIO]]) -> None:
    """More files, such as the folder of what was sent. Raises `MailImportNotReady`, `TooManyMails`."""
    known = await _locked(work, id, MailImportState.READ, MailImportState.CHECKED)
    count = known.item_count
    for _, file in files:
        count = await _keep_mails(work, id, count, file)
    names = [*known.file_names, *(name[:200] for name, _ in files)][:MOST_FILES]
    await store.grown(work, id, names, count)
    await _begin(work, id, MailImportState.READING)


async def _keep_mails(work: UnitOfWork, id: UUID, n: int, file: BinaryIO) -> int:
    """Read beside the event loop, some at a time: a file may be large. Returns the last number."""
    file.seek(0)
    mails = mails_of(file)
    while some := await asyncio.to_thread(lambda: list(islice(mails, KEPT_TOGETHER))):
        if n + len(some) > MOST_MAILS:
            raise TooManyMails(field="file")
        async with work.connection.pipeline():
            for one in some:
                n += 1
                await store.insert_item(work, id, n, one.raw, one.size, one.received_at, _too_large(one))
    return n


def _too_large(one: SplitMail) -> dict[str, Any] | None:
    if one.raw is not None:
        return None
    return stored(Phrase("mail_too_large", {"limit": LARGEST_MAIL // (1024 * 1024)}))


async def get(reader: Reader, tenant: UUID, id: UUID) -> MailImport:
    found = await store.get(reader, tenant, id)
    if found is None:
        raise NoSuchMailImport(id)
    return found


async def latest(reader: Reader, tenant: UUID, limit: int = 20) -> list[MailImport]:
    return await store.latest(reader, tenant, limit)


async def counts(reader: Reader, tenant: UUID, id: UUID) -> Mapping[str, int]:
    """Mails by what would happen, or happened, with them."""
    return await store.counts(reader, tenant, id)


async def brought_in(reader: Reader, tenant: UUID, id: UUID) -> tuple[int, int]:
    """How many of its mails are in, and in how many conversations."""
    return await store.brought_in(reader, tenant, id)


async def items_of(reader: Reader, tenant: UUID, id: UUID, outcome: MailOutcome, limit: int = 50) -> list[MailItem]:
    return await store.items_of(reader, tenant, id, outcome.value, limit)


async def addresses(reader: Reader, tenant: UUID, id: UUID) -> list[MailAddress]:
    """Those with the most mails."""
    return await store.addresses(reader, tenant, id)


async def address_count(reader: Reader, tenant: UUID, id: UUID) -> int:
    return await store.address_count(reader, tenant, id)


async def original(reader: Reader, tenant: UUID, id: UUID, n: int) -> bytes:
    """A mail as it came, of one that is not in. Raises `NoSuchMailImport`."""
    found = await store.raws(reader, tenant, id, [n])
    if n not in found:
        raise NoSuchMailImport(id)
    return found[n]


async def sort_addresses(work: UnitOfWork, id: UUID, chosen: Sequence[tuple[str, str, str]]) -> None:
    """Says of addresses what they are and, optionally, whose customer they are (`address, role, means`), and begins to
    try what would happen. Raises `WrongRole`, `MailImportNotReady`."""
    await _locked(work, id, MailImportState.READ, MailImportState.CHECKED)
    await store.set_roles(work, id, [_chosen(*one) for one in chosen])
    await _begin(work, id, MailImportState.CHECKING)


def _chosen(address: str, role: str, means: str) -> dict[str, str | None]:
    other = sanitised.text(means).strip().lower()
    if role not in set(AddressRole) or len(other) > LONGEST_ADDRESS:
        raise WrongRole(field="role")
    if other and ("@" not in other or " " in other):
        raise WrongRole(field="means")
    return {"address": address, "role": role, "means": other or None}


async def run(work: UnitOfWork, id: UUID) -> None:
    """Brings in what was tried. Raises `MailImportNotReady`."""
    known = await _locked(work, id, MailImportState.CHECKED)
    await _begin(work, id, MailImportState.RUNNING)
    await audit(work, "mail import run", f"mail import:{id}", file=known.file_names[0], mails=known.item_count)


async def again(work: UnitOfWork, id: UUID) -> None:
    """Reads once more what could not be read. Raises `MailImportNotReady`."""
    await _locked(work, id, MailImportState.READ, MailImportState.CHECKED, MailImportState.DONE)
    await store.forget_refusals(work, id)
    await _begin(work, id, MailImportState.READING)


async def undo(work: UnitOfWork, id: UUID) -> None:
    """Takes a whole import back but for conversations that somebody has gone on with, and customers who have more by
    now. Raises `MailImportNotReady`, after 30 days `NoSuchMailImport`."""
    known = await _locked(work, id, MailImportState.DONE)
    await _begin(work, id, MailImportState.UNDOING)
    await audit(work, "mail import undone", f"mail import:{id}", file=known.file_names[0], mails=known.item_count)


async def _locked(work: UnitOfWork, id: UUID, *states: MailImportState) -> MailImport:
    found = await store.lock(work, id)
    if found is None or not found.has_mails(work.now):
        raise NoSuchMailImport(id)
    if found.state not in states:
        raise MailImportNotReady(id)
    return found


async def _begin(work: UnitOfWork, id: UUID, state: MailImportState) -> None:
    await store.step(work, id, state, 1)
    work.defer(TASK, lock=f"mail import {id}", tenant_id=str(work.tenant_id), import_id=str(id))
