"""SQL that makes old mail conversations, closed from the beginning, and takes them away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contact_center.interactions import tables
from contact_center.kernel.contracts.interactions import Outcome
from contact_center.kernel.ids import new_id
from contact_center.platform.query import insert_row
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def here_already(
    reader: Reader, tenant: UUID, accounts: Sequence[UUID], keys: Sequence[str], provider_ids: Sequence[str]
) -> frozenset[str]:
    """Those Message-IDs and provider ids under which a message is here, on any of these accounts (keys of
    core.thread_key and core.envelope)."""
    rows = await reader.dicts(
        "select k.key as found from core.thread_key k where k.tenant_id = %(tenant)s "
        "and k.channel_account_id = any(%(accounts)s) and k.key = any(%(keys)s) "
        "union all select e.provider_id from core.envelope e where e.tenant_id = %(tenant)s "
        "and e.channel_account_id = any(%(accounts)s) and e.provider_id = any(%(ids)s) and e.state = 'accepted'",
        {"tenant": tenant, "accounts": list(accounts), "keys": list(keys), "ids": list(provider_ids)},
    )
    return frozenset(row["found"] for row in rows)


@dataclass(frozen=True, slots=True)
class OldThread:
    """A conversation that consists of old mail alone."""

    id: UUID
    interaction_id: UUID
    contact_value: str
    customer_id: UUID | None
    last_position: int


async def thread_of(work: UnitOfWork, account: UUID, keys: Sequence[str]) -> OldThread | None:
    """Locked. The first of the keys that leads to a conversation decides; one that goes on with us stays as it is."""
    return await work.one(
        OldThread,
        "select c.id, i.id as interaction_id, c.contact_value, c.customer_id, c.last_position "
        "from unnest(%(keys)s::text[]) with ordinality as k(key, at) "
        "join core.thread_key h on h.tenant_id = %(tenant)s and h.channel_account_id = %(account)s and h.key = k.key "
        "join core.conversation c on c.tenant_id = h.tenant_id and c.id = h.conversation_id "
        "join core.interaction i on i.tenant_id = c.tenant_id and i.conversation_id = c.id and i.outcome = %(old)s "
        "where not exists (select 1 from core.interaction o where o.tenant_id = c.tenant_id "
        "and o.conversation_id = c.id and o.id <> i.id) order by k.at limit 1 for update of c",
        {"keys": list(keys), "tenant": work.tenant_id, "account": account, "old": Outcome.IMPORTED.value},
    )


async def insert(work: UnitOfWork, table: Any, values: dict[str, Any]) -> None:
    await work.execute(*insert_row(table, values))


async def insert_key(work: UnitOfWork, account: UUID, key: str, conversation: UUID) -> None:
    await work.execute(
        "insert into core.thread_key (tenant_id, channel_account_id, key, conversation_id) values (%s, %s, %s, %s) "
        "on conflict do nothing",
        [work.tenant_id, account, key, conversation],
    )


async def insert_files(work: UnitOfWork, message: UUID, files: Sequence[Mapping[str, Any]]) -> None:
    """Shown in the order of their ids."""
    ids = sorted(new_id() for _ in files)
    for id, file in zip(ids, files, strict=True):
        await insert(work, tables.attachment, {"tenant_id": work.tenant_id, "id": id, "message_id": message, **file})


async def settle(work: UnitOfWork, conversation: UUID) -> None:
    """After mails came or went: in the order of their time, and the conversation as long as they are."""
    of = {"tenant": work.tenant_id, "id": conversation}
    await work.execute(
        "update core.message m set position = -t.position from (select id, row_number() over "
        "(order by at, abs(position)) as position from core.message where tenant_id = %(tenant)s "
        "and conversation_id = %(id)s) t where m.tenant_id = %(tenant)s and m.id = t.id",
        of,
    )
    await work.execute(
        "update core.message set position = -position where tenant_id = %(tenant)s and conversation_id = %(id)s "
        "and position < 0",
        of,
    )
    await work.execute(
        "update core.conversation c set last_position = t.n, last_message_at = t.last, last_inbound_at = t.inbound, "
        "opened_at = t.first, closed_at = t.last from (select count(*) as n, min(at) as first, max(at) as last, "
        "max(at) filter (where direction = 'in') as inbound from core.message where tenant_id = %(tenant)s "
        "and conversation_id = %(id)s) t where c.tenant_id = %(tenant)s and c.id = %(id)s",
        of,
    )
    await work.execute(
        "update core.interaction i set created_at = c.opened_at, closed_at = c.closed_at from core.conversation c "
        "where i.tenant_id = %(tenant)s and i.conversation_id = %(id)s and c.tenant_id = i.tenant_id "
        "and c.id = i.conversation_id and i.outcome = %(old)s",
        of | {"old": Outcome.IMPORTED.value},
    )


async def untouched(work: UnitOfWork, conversations: Sequence[UUID]) -> frozenset[UUID]:
    """Those that nobody has gone on with: no newer work, no note of a colleague; locked."""
    rows = await work.dicts(
        "select c.id from core.conversation c where c.tenant_id = %(tenant)s and c.id = any(%(ids)s) "
        "and not exists (select 1 from core.interaction i where i.tenant_id = c.tenant_id "
        "and i.conversation_id = c.id and i.outcome is distinct from %(old)s) "
        "and not exists (select 1 from core.message m where m.tenant_id = c.tenant_id and m.conversation_id = c.id "
        "and m.direction in ('note', 'event')) order by c.id for update of c",
        {"tenant": work.tenant_id, "ids": list(conversations), "old": Outcome.IMPORTED.value},
    )
    return frozenset(row["id"] for row in rows)


async def remove(work: UnitOfWork, messages: Sequence[UUID], keys: Sequence[str]) -> None:
    """Files, words and keys of the messages go with them."""
    of = {"tenant": work.tenant_id, "ids": list(messages), "keys": list(keys)}
    await work.execute(
        "delete from core.thread_key k using core.message m where m.tenant_id = %(tenant)s and m.id = any(%(ids)s) "
        "and k.tenant_id = m.tenant_id and k.conversation_id = m.conversation_id and k.key = any(%(keys)s)",
        of,
    )
    await work.execute("delete from core.envelope where tenant_id = %(tenant)s and message_id = any(%(ids)s)", of)
    await work.execute("delete from core.message_words where tenant_id = %(tenant)s and message_id = any(%(ids)s)", of)
    await work.execute("delete from core.message where tenant_id = %(tenant)s and id = any(%(ids)s)", of)


async def remove_empty(work: UnitOfWork, conversations: Sequence[UUID]) -> frozenset[UUID]:
    """Those without a message; their work and history go with them."""
    rows = await work.dicts(
        "delete from core.conversation c where c.tenant_id = %s and c.id = any(%s) and not exists "
        "(select 1 from core.message m where m.tenant_id = c.tenant_id and m.conversation_id = c.id) returning c.id",
        [work.tenant_id, list(conversations)],
    )
    return frozenset(row["id"] for row in rows)


async def next_position(work: UnitOfWork, conversation: UUID) -> int:
    return int(
        await work.value(
            "select coalesce(max(position), 0) + 1 from core.message where tenant_id = %s and conversation_id = %s",
            [work.tenant_id, conversation],
        )
    )
