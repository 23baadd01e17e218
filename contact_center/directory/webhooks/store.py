"""SQL of webhooks: endpoints, what is to be told to each, and each try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.directory.webhooks.domain import (
    KEPT,
    Webhook,
    WebhookAnswer,
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryState,
    WebhookState,
    WebhookWish,
)
from contact_center.directory.webhooks.errors import WebhookTrouble
from contact_center.platform.unit_of_work import Connection, Reader, UnitOfWork

_DELIVERY = "id, webhook_id, position, kind, body, made_at, state, tries, next_at, taken_at"


@dataclass(frozen=True, slots=True)
class ListeningWebhook:
    """An endpoint for which events are collected."""

    id: UUID
    kinds: list[str]
    whole: bool
    after: int
    """The position of the log when it was made, or switched on."""


@dataclass(frozen=True, slots=True)
class DueDelivery:
    tenant_id: UUID
    webhook_id: UUID
    id: UUID
    subject: UUID
    body: str
    url: str
    secret: bytes
    former_secret: bytes | None
    former_until: datetime | None


@dataclass(frozen=True, slots=True)
class LockedDelivery:
    state: WebhookDeliveryState
    tries: int
    subject: UUID
    failing_since: datetime | None
    name: str


async def webhooks(reader: Reader, tenant: UUID, only: UUID | None = None) -> list[Webhook]:
    """With what waits for each, and what was given up."""
    rows = await reader.dicts(
        "select w.id, w.name, w.url, w.kinds, w.whole, w.state, w.created_by, w.created_at, w.former_until, "
        "w.failing_since, w.taken_at, coalesce(n.waiting, 0)::int as waiting, coalesce(n.given_up, 0)::int as given_up "
        "from core.webhook w left join (select webhook_id, count(*) filter (where state = 'waiting') as waiting, "
        "count(*) filter (where state = 'given_up') as given_up from core.webhook_delivery "
        "where tenant_id = %(tenant)s and state <> 'taken' group by 1) n on n.webhook_id = w.id "
        "where w.tenant_id = %(tenant)s and (%(only)s::uuid is null or w.id = %(only)s) order by w.name, w.id",
        {"tenant": tenant, "only": only},
    )
    return [Webhook(**{**row, "state": WebhookState(row["state"])}) for row in rows]


async def count(reader: Reader, tenant: UUID) -> int:
    found: int = await reader.value("select count(*)::int from core.webhook where tenant_id = %s", [tenant])
    return found


async def failed(reader: Reader, tenant: UUID) -> list[str]:
    """Names of those that we have switched off ourselves."""
    return await reader.values(
        "select name from core.webhook where tenant_id = %s and state = 'failed' order by name", [tenant]
    )


async def add(work: UnitOfWork, id: UUID, wanted: WebhookWish, secret: bytes, by: UUID, after: int) -> None:
    state = WebhookState.ACTIVE if wanted.active else WebhookState.OFF
    await work.execute(
        "insert into core.webhook (tenant_id, id, name, url, kinds, whole, state, after, secret, created_by, "
        "created_at, changed_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, id, wanted.name, wanted.url, list(wanted.kinds), wanted.whole, state.value, after, secret,
            by, work.now, work.now,
        ],
    )  # fmt: skip


async def change(work: UnitOfWork, id: UUID, wanted: WebhookWish, after: int) -> None:
    """Switched on again, it is told what happens from `after` on; one that had failed, what has waited, too."""
    await work.execute(
        "update core.webhook set name = %(name)s, url = %(url)s, kinds = %(kinds)s, whole = %(whole)s, "
        "state = case when not %(active)s then 'off' else 'active' end, changed_at = %(now)s, "
        "failing_since = case when state = 'active' then failing_since end, "
        "after = case when state = 'off' then %(after)s else after end where tenant_id = %(tenant)s and id = %(id)s",
        {
            "tenant": work.tenant_id, "id": id, "name": wanted.name, "url": wanted.url, "kinds": list(wanted.kinds),
            "whole": wanted.whole, "active": wanted.active, "now": work.now, "after": after,
        },
    )  # fmt: skip


async def hurry(work: UnitOfWork, id: UUID) -> None:
    """What waits for it is tried now."""
    await work.execute(
        "update core.webhook_delivery set next_at = %s, tries = 0 "
        "where tenant_id = %s and webhook_id = %s and state = 'waiting'",
        [work.now, work.tenant_id, id],
    )


async def rotate(work: UnitOfWork, id: UUID, secret: bytes, until: datetime) -> None:
    await work.execute(
        "update core.webhook set former_secret = secret, former_until = %s, secret = %s, changed_at = %s "
        "where tenant_id = %s and id = %s",
        [until, secret, work.now, work.tenant_id, id],
    )


async def remove(work: UnitOfWork, id: UUID) -> int:
    """With all that was to be told to it."""
    mine = [work.tenant_id, id]
    # First: it waits for whoever collects for it (`listening`), whose rows are seen by what follows.
    gone = await work.execute("delete from core.webhook where tenant_id = %s and id = %s", mine)
    await work.execute("delete from core.webhook_attempt where tenant_id = %s and webhook_id = %s", mine)
    await work.execute("delete from core.webhook_delivery where tenant_id = %s and webhook_id = %s", mine)
    return gone


async def listening(work: UnitOfWork) -> list[ListeningWebhook]:
    """Under a lock, so that none is removed while something is added for it."""
    return await work.many(
        ListeningWebhook,
        "select id, kinds, whole, after from core.webhook where tenant_id = %s and state <> 'off' order by id "
        "for key share",
        [work.tenant_id],
    )


async def add_deliveries(work: UnitOfWork, rows: Sequence[dict[str, object]]) -> None:
    """Each once, however often its event is read."""
    async with work.connection.cursor() as cursor:
        await cursor.executemany(
            "insert into core.webhook_delivery (tenant_id, webhook_id, id, position, kind, subject, body, made_at, "
            "state, next_at) values (%(tenant)s, %(webhook)s, %(id)s, %(position)s, %(kind)s, %(subject)s, %(body)s, "
            "%(at)s, 'waiting', %(now)s) on conflict do nothing",
            [{"tenant": work.tenant_id, "now": work.now, **row} for row in rows],
        )


async def due(reader: Reader, now: datetime, at_once: int) -> list[DueDelivery]:
    """Over all organisations: of each endpoint so many, the first of each subject alone (index
    webhook_delivery_waiting)."""
    return await reader.many(
        DueDelivery,
        "select w.tenant_id, w.id as webhook_id, d.id, d.subject, d.body, w.url, w.secret, w.former_secret, "
        "w.former_until from core.webhook w cross join lateral (select d.id, d.subject, d.body "
        "from core.webhook_delivery d where d.tenant_id = w.tenant_id and d.webhook_id = w.id and d.state = 'waiting' "
        "and d.next_at <= %(now)s and not exists (select from core.webhook_delivery b where b.tenant_id = d.tenant_id "
        "and b.webhook_id = d.webhook_id and b.subject = d.subject and b.state = 'waiting' "
        "and b.position < d.position) order by d.position limit %(most)s) d where w.state = 'active'",
        {"now": now, "most": at_once},
    )


async def lock(work: UnitOfWork, webhook: UUID, id: UUID) -> LockedDelivery | None:
    rows = await work.dicts(
        "select d.state, d.tries, d.subject, w.failing_since, w.name from core.webhook w join core.webhook_delivery d "
        "on d.tenant_id = w.tenant_id and d.webhook_id = w.id where w.tenant_id = %s and w.id = %s and d.id = %s "
        "for no key update",
        [work.tenant_id, webhook, id],
    )
    return LockedDelivery(**{**rows[0], "state": WebhookDeliveryState(rows[0]["state"])}) if rows else None


async def note(work: UnitOfWork, webhook: UUID, id: UUID, answer: WebhookAnswer, at: datetime, took_ms: int) -> None:
    await work.execute(
        "insert into core.webhook_attempt (tenant_id, webhook_id, delivery_id, n, at, took_ms, status, trouble, "
        "answer) select %(tenant)s, %(webhook)s, %(id)s, coalesce(max(n), 0) + 1, %(at)s, %(took)s, %(status)s, "
        "%(trouble)s, %(answer)s from core.webhook_attempt "
        "where tenant_id = %(tenant)s and webhook_id = %(webhook)s and delivery_id = %(id)s",
        {
            "tenant": work.tenant_id, "webhook": webhook, "id": id, "at": at, "took": took_ms,
            "status": answer.status, "trouble": answer.trouble, "answer": answer.answer,
        },
    )  # fmt: skip


async def taken(work: UnitOfWork, webhook: UUID, id: UUID) -> None:
    await work.execute(
        "update core.webhook_delivery set state = 'taken', taken_at = %s, tries = tries + 1 "
        "where tenant_id = %s and webhook_id = %s and id = %s",
        [work.now, work.tenant_id, webhook, id],
    )
    await work.execute(
        "update core.webhook set taken_at = %s, failing_since = null where tenant_id = %s and id = %s",
        [work.now, work.tenant_id, webhook],
    )


async def not_taken(work: UnitOfWork, webhook: UUID, id: UUID, subject: UUID, next_at: datetime) -> None:
    """Those behind it rest as long: nothing looks at them before."""
    await work.execute(
        "update core.webhook_delivery set tries = tries + 1 where tenant_id = %s and webhook_id = %s and id = %s",
        [work.tenant_id, webhook, id],
    )
    await work.execute(
        "update core.webhook_delivery set next_at = greatest(next_at, %s) "
        "where tenant_id = %s and webhook_id = %s and subject = %s and state = 'waiting'",
        [next_at, work.tenant_id, webhook, subject],
    )
    await work.execute(
        "update core.webhook set failing_since = coalesce(failing_since, %s) where tenant_id = %s and id = %s",
        [work.now, work.tenant_id, webhook],
    )


async def give_up(work: UnitOfWork, webhook: UUID, id: UUID, subject: UUID) -> None:
    """Those behind it go on."""
    await work.execute(
        "update core.webhook_delivery set state = 'given_up' where tenant_id = %s and webhook_id = %s and id = %s",
        [work.tenant_id, webhook, id],
    )
    await work.execute(
        "update core.webhook_delivery set next_at = %s "
        "where tenant_id = %s and webhook_id = %s and subject = %s and state = 'waiting'",
        [work.now, work.tenant_id, webhook, subject],
    )


async def switch_off(work: UnitOfWork, webhook: UUID) -> int:
    return await work.execute(
        "update core.webhook set state = 'failed', changed_at = %s where tenant_id = %s and id = %s "
        "and state = 'active'",
        [work.now, work.tenant_id, webhook],
    )


async def deliveries(
    reader: Reader, tenant: UUID, webhook: UUID, state: WebhookDeliveryState | None, before: UUID | None, limit: int
) -> list[WebhookDelivery]:
    """The newest first (ids of events and tests begin with their time)."""
    rows = await reader.dicts(
        f"select {_DELIVERY} from core.webhook_delivery where tenant_id = %(tenant)s and webhook_id = %(webhook)s "
        "and (%(state)s::text is null or state = %(state)s) "
        "and (%(before)s::uuid is null or id < %(before)s) order by id desc limit %(limit)s",
        {
            "tenant": tenant, "webhook": webhook, "state": None if state is None else state.value, "before": before,
            "limit": limit,
        },
    )  # fmt: skip
    return [WebhookDelivery(**{**row, "state": WebhookDeliveryState(row["state"])}) for row in rows]


async def attempts(reader: Reader, tenant: UUID, webhook: UUID, ids: Sequence[UUID]) -> list[WebhookAttempt]:
    """The last of each first."""
    rows = await reader.dicts(
        "select delivery_id, at, took_ms, status, trouble, answer from core.webhook_attempt "
        "where tenant_id = %s and webhook_id = %s and delivery_id = any(%s) order by delivery_id, n desc",
        [tenant, webhook, list(ids)],
    )
    return [WebhookAttempt(**{**row, "trouble": row["trouble"] and WebhookTrouble(row["trouble"])}) for row in rows]


async def again(work: UnitOfWork, webhook: UUID, id: UUID | None) -> int:
    """One, or all that were given up: with all tries before it. Returns how many."""
    return await work.execute(
        "update core.webhook_delivery set state = 'waiting', tries = 0, next_at = %(now)s, taken_at = null "
        "where tenant_id = %(tenant)s and webhook_id = %(webhook)s "
        "and (id = %(id)s or (%(id)s::uuid is null and state = 'given_up'))",
        {"now": work.now, "tenant": work.tenant_id, "webhook": webhook, "id": id},
    )


async def tidy(connection: Connection, now: datetime) -> None:
    """What is older than `KEPT`, sent or not; and secrets that sign no more."""
    old = [now - KEPT]
    await connection.execute("delete from core.webhook_delivery where made_at < %s", old)
    await connection.execute("delete from core.webhook_attempt where at < %s", old)
    await connection.execute("update core.webhook set former_secret = null where former_until < %s", [now])
