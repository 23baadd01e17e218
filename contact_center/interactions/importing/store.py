"""SQL of imports of old mail. What their mails become is in `archive_store`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.importing.domain import ADDRESSES_SHOWN, KEPT, MailAddress, MailImport, MailItem
from contact_center.platform.unit_of_work import Connection, Reader, UnitOfWork

IMPORT = "id, channel_account_id, file_names, state, item_count, next_place, created_by, created_at, ended_at"
ITEM = (
    "n, place, size, at, writer, writer_name, answer_to, named, subject, own_key, thread_keys, provider_id, automatic, "
    "outcome, refusal, contact, direction, conversation_id, message_id, made_customer"
)


async def insert(work: UnitOfWork, one: MailImport) -> None:
    await work.execute(
        "insert into core.mail_import (tenant_id, id, channel_account_id, file_names, state, item_count, created_by, "
        "created_at) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, one.id, one.channel_account_id, one.file_names, one.state, one.item_count, one.created_by,
            one.created_at,
        ],
    )  # fmt: skip


async def insert_item(
    work: UnitOfWork, id: UUID, n: int, raw: bytes | None, size: int, at: object, refusal: Mapping[str, Any] | None
) -> None:
    """As it stands in the file; `at` by the line before it."""
    await work.execute(
        "insert into core.mail_import_item (tenant_id, import_id, n, place, size, raw, at, outcome, refusal) "
        "values (%s, %s, %s, %s, %s, %b, %s, %s, %s)",
        [
            work.tenant_id, id, n, n, size, raw, at, "refused" if refusal else None,
            Jsonb(refusal) if refusal else None,
        ],
    )  # fmt: skip


async def get(reader: Reader, tenant: UUID, id: UUID) -> MailImport | None:
    return await reader.one(
        MailImport, f"select {IMPORT} from core.mail_import where tenant_id = %s and id = %s", [tenant, id]
    )


async def lock(work: UnitOfWork, id: UUID) -> MailImport | None:
    return await work.one(
        MailImport,
        f"select {IMPORT} from core.mail_import where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )


async def latest(reader: Reader, tenant: UUID, limit: int) -> list[MailImport]:
    return await reader.many(
        MailImport,
        f"select {IMPORT} from core.mail_import where tenant_id = %s order by created_at desc limit %s",
        [tenant, limit],
    )


async def step(work: UnitOfWork, id: UUID, state: str, next_place: int, *, ended: bool = False) -> None:
    await work.execute(
        "update core.mail_import set state = %s, next_place = %s, ended_at = case when %s then %s else ended_at end "
        "where tenant_id = %s and id = %s",
        [state, next_place, ended, work.now, work.tenant_id, id],
    )


async def grown(work: UnitOfWork, id: UUID, file_names: Sequence[str], item_count: int) -> None:
    await work.execute(
        "update core.mail_import set file_names = %s, item_count = %s where tenant_id = %s and id = %s",
        [list(file_names), item_count, work.tenant_id, id],
    )


async def items(reader: Reader, tenant: UUID, id: UUID, first: int, limit: int) -> list[MailItem]:
    return await reader.many(
        MailItem,
        f"select {ITEM} from core.mail_import_item where tenant_id = %s and import_id = %s and place >= %s "
        "order by place limit %s",
        [tenant, id, first, limit],
    )


async def items_of(reader: Reader, tenant: UUID, id: UUID, outcome: str, limit: int) -> list[MailItem]:
    return await reader.many(
        MailItem,
        f"select {ITEM} from core.mail_import_item where tenant_id = %s and import_id = %s and outcome = %s "
        "order by place limit %s",
        [tenant, id, outcome, limit],
    )


async def raws(reader: Reader, tenant: UUID, id: UUID, numbers: Sequence[int]) -> dict[int, bytes]:
    """The mails as they came, by number; those that are gone are left out."""
    rows = await reader.dicts(
        "select n, raw from core.mail_import_item where tenant_id = %s and import_id = %s and n = any(%s) "
        "and raw is not null",
        [tenant, id, list(numbers)],
    )
    return {row["n"]: bytes(row["raw"]) for row in rows}


async def counts(reader: Reader, tenant: UUID, id: UUID) -> dict[str, int]:
    rows = await reader.dicts(
        "select outcome, count(*) as n from core.mail_import_item where tenant_id = %s and import_id = %s "
        "and outcome is not null group by outcome",
        [tenant, id],
    )
    return {row["outcome"]: row["n"] for row in rows}


async def brought_in(reader: Reader, tenant: UUID, id: UUID) -> tuple[int, int]:
    """How many of its mails are in, and in how many conversations."""
    [row] = await reader.dicts(
        "select count(message_id) as mails, count(distinct conversation_id) filter (where message_id is not null) "
        "as conversations from core.mail_import_item where tenant_id = %s and import_id = %s",
        [tenant, id],
    )
    return row["mails"], row["conversations"]


async def mark_read(work: UnitOfWork, id: UUID, read: Sequence[Mapping[str, Any]]) -> None:
    await work.execute(
        "update core.mail_import_item i set at = t.at, writer = t.writer, writer_name = t.writer_name, "
        "answer_to = t.answer_to, named = t.named, subject = t.subject, own_key = t.own_key, "
        "thread_keys = t.thread_keys, provider_id = t.provider_id, automatic = t.automatic, outcome = t.outcome, "
        "refusal = t.refusal from jsonb_to_recordset(%s) as t(n int, at timestamptz, writer text, writer_name text, "
        "answer_to text, named text[], subject text, own_key text, thread_keys text[], provider_id text, "
        "automatic boolean, outcome text, refusal jsonb) "
        "where i.tenant_id = %s and i.import_id = %s and i.n = t.n",
        [Jsonb(list(read)), work.tenant_id, id],
    )


async def in_order_of_time(work: UnitOfWork, id: UUID) -> None:
    await work.execute(
        "update core.mail_import_item i set place = t.place from (select n, row_number() over "
        "(order by at nulls last, n) as place from core.mail_import_item where tenant_id = %(tenant)s "
        "and import_id = %(id)s) t where i.tenant_id = %(tenant)s and i.import_id = %(id)s and i.n = t.n "
        "and i.place <> t.place",
        {"tenant": work.tenant_id, "id": id},
    )


async def found_addresses(reader: Reader, tenant: UUID, id: UUID) -> list[dict[str, Any]]:
    """Everybody who wrote or got a mail of it: `address`, `name`, `mails`, and `automatic` for whom only machines'
    mail is from."""
    return await reader.dicts(
        "select address, max(name) as name, count(*) as mails, bool_and(automatic) as automatic from ("
        "select writer as address, writer_name as name, automatic from core.mail_import_item "
        "where tenant_id = %(tenant)s and import_id = %(id)s and writer is not null "
        "union all select answer_to, null, false from core.mail_import_item where tenant_id = %(tenant)s "
        "and import_id = %(id)s and answer_to is not null "
        "union all select unnest(named), null, false from core.mail_import_item where tenant_id = %(tenant)s "
        "and import_id = %(id)s) a group by address",
        {"tenant": tenant, "id": id},
    )


async def save_addresses(work: UnitOfWork, id: UUID, found: Sequence[MailAddress]) -> None:
    """New ones with their role; of those who are there already the number of mails alone changes."""
    await work.execute(
        "insert into core.mail_import_address (tenant_id, import_id, address, name, mails, role) "
        "select %s, %s, t.address, t.name, t.mails, t.role from jsonb_to_recordset(%s) "
        "as t(address text, name text, mails int, role text) "
        "on conflict (tenant_id, import_id, address) do update set mails = excluded.mails",
        [
            work.tenant_id, id,
            Jsonb([{"address": a.address, "name": a.name, "mails": a.mails, "role": a.role} for a in found]),
        ],
    )  # fmt: skip


async def set_roles(work: UnitOfWork, id: UUID, chosen: Sequence[Mapping[str, Any]]) -> None:
    await work.execute(
        "update core.mail_import_address a set role = t.role, means = t.means from jsonb_to_recordset(%s) "
        "as t(address text, role text, means text) "
        "where a.tenant_id = %s and a.import_id = %s and a.address = t.address",
        [Jsonb(list(chosen)), work.tenant_id, id],
    )


async def addresses(reader: Reader, tenant: UUID, id: UUID) -> list[MailAddress]:
    """Those with the most mails (index mail_import_address_mails)."""
    return await reader.many(
        MailAddress,
        "select address, name, mails, role, means from core.mail_import_address where tenant_id = %s "
        "and import_id = %s order by mails desc, address limit %s",
        [tenant, id, ADDRESSES_SHOWN],
    )


async def address_count(reader: Reader, tenant: UUID, id: UUID) -> int:
    return int(
        await reader.value(
            "select count(*) from core.mail_import_address where tenant_id = %s and import_id = %s", [tenant, id]
        )
    )


async def roles_of(reader: Reader, tenant: UUID, id: UUID, asked: Sequence[str]) -> list[MailAddress]:
    return await reader.many(
        MailAddress,
        "select address, name, mails, role, means from core.mail_import_address where tenant_id = %s "
        "and import_id = %s and address = any(%s)",
        [tenant, id, list(asked)],
    )


async def mark_judged(work: UnitOfWork, id: UUID, judged: Sequence[Mapping[str, Any]]) -> None:
    await work.execute(
        "update core.mail_import_item i set outcome = t.outcome, contact = t.contact, direction = t.direction "
        "from jsonb_to_recordset(%s) as t(n int, outcome text, contact text, direction text) "
        "where i.tenant_id = %s and i.import_id = %s and i.n = t.n",
        [Jsonb(list(judged)), work.tenant_id, id],
    )


async def mark_in(
    work: UnitOfWork, id: UUID, n: int, conversation: UUID, message: UUID, made_customer: UUID | None
) -> None:
    """It is in; what it was made from is not needed any more."""
    await work.execute(
        "update core.mail_import_item set conversation_id = %s, message_id = %s, made_customer = %s, raw = null "
        "where tenant_id = %s and import_id = %s and n = %s",
        [conversation, message, made_customer, work.tenant_id, id, n],
    )


async def mark_refused(work: UnitOfWork, id: UUID, n: int, refusal: Mapping[str, Any]) -> None:
    await work.execute(
        "update core.mail_import_item set outcome = 'refused', refusal = %s "
        "where tenant_id = %s and import_id = %s and n = %s",
        [Jsonb(refusal), work.tenant_id, id, n],
    )


async def forget_refusals(work: UnitOfWork, id: UUID) -> int:
    """Those that are still kept as they came are read again."""
    return await work.execute(
        "update core.mail_import_item set outcome = null, refusal = null where tenant_id = %s and import_id = %s "
        "and outcome = 'refused' and raw is not null",
        [work.tenant_id, id],
    )


async def mark_out(work: UnitOfWork, id: UUID, numbers: Sequence[int]) -> None:
    await work.execute(
        "update core.mail_import_item set conversation_id = null, message_id = null, made_customer = null "
        "where tenant_id = %s and import_id = %s and n = any(%s)",
        [work.tenant_id, id, list(numbers)],
    )


async def tidy(connection: Connection, now: Any) -> None:
    """What a file said goes when its time is over; that there was an import stays."""
    await connection.execute(
        "delete from core.mail_import_item r using core.mail_import i "
        "where i.tenant_id = r.tenant_id and i.id = r.import_id and i.created_at < %s",
        [now - KEPT],
    )
    await connection.execute(
        "delete from core.mail_import_address r using core.mail_import i "
        "where i.tenant_id = r.tenant_id and i.id = r.import_id and i.created_at < %s",
        [now - KEPT],
    )
