"""SQL of the outbox: what is next, what became of it, and the files of messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.delivery.domain import (
    MAY_BE_RESENT,
    REPORTED_FROM,
    UNSETTLED,
    FileName,
    Outgoing,
    StoredFile,
)
from contact_center.kernel.contracts.channels import Delivery, DeliveryReport
from contact_center.kernel.ids import ConversationId, MessageId
from contact_center.kernel.phrases import stored
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_SENT = int(Delivery.SENT)
_NEXT = f"""
select m.id, m.conversation_id, c.channel, m.channel_account_id, m.recipients, c.contact_kind, c.contact_value,
  c.contact_name, c.subject, m.author_name, m.text, m.html, m.signature,
  m.quoted_from, m.meta,
  coalesce(m.goes_at, m.at) as at, m.attempts, m.delivery, m.delivery_at,
  c.correlation_id, t.id as attempt_id, t.purpose
from core.message m join core.conversation c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
left join lateral (select a.id, a.purpose from core.attempt a where a.tenant_id = m.tenant_id
  and a.message_id = m.id order by a.number desc limit 1) t on true
where m.tenant_id = %s and m.conversation_id = %s and m.out_number is not null and m.delivery < {_SENT}
  and m.held is null
order by coalesce(m.goes_at, m.at), m.out_number limit 1 for update of m
"""
_KNOWN = """
select exists (select 1 from core.message where tenant_id = %(tenant)s and channel_account_id = %(account)s
    and provider_id = %(key)s and out_number is not null)
  or exists (select 1 from core.thread_key where tenant_id = %(tenant)s and channel_account_id = %(account)s
    and key = %(key)s)
"""
_RESET = """
with failed as (
  select tenant_id, id, channel_account_id, conversation_id, provider_id from core.message
  where tenant_id = %(tenant)s and id = %(id)s and delivery = any(%(failed)s) and out_number is not null for update
), earlier as (
  insert into core.thread_key (tenant_id, channel_account_id, key, conversation_id)
  select tenant_id, channel_account_id, provider_id, conversation_id from failed where provider_id is not null
  on conflict do nothing
)
update core.message m set delivery = %(pending)s, attempts = 0, error = null, error_code = null,
  failure = null, provider_id = null
from failed f where m.tenant_id = f.tenant_id and m.id = f.id returning m.conversation_id
"""


@dataclass(frozen=True, slots=True)
class Reported:
    id: UUID
    conversation_id: UUID
    attempt_id: UUID | None


async def lock_next(work: UnitOfWork, conversation: ConversationId) -> Outgoing | None:
    """The first message of this outbox that is not settled and not held, its row locked: what was to leave first."""
    return await work.one(Outgoing, _NEXT, [work.tenant_id, conversation])


async def count_attempt(work: UnitOfWork, message: UUID) -> None:
    await work.execute(
        "update core.message set attempts = attempts + 1 where tenant_id = %s and id = %s", [work.tenant_id, message]
    )


async def set_sending(work: UnitOfWork, message: UUID) -> bool:
    """False if it is settled already."""
    changed = await work.execute(
        "update core.message set delivery = %s, delivery_at = %s "
        "where tenant_id = %s and id = %s and delivery = any(%s)",
        [int(Delivery.SENDING), work.now, work.tenant_id, message, UNSETTLED],
    )
    return changed > 0


async def settle(
    work: UnitOfWork,
    message: UUID,
    state: Delivery,
    *,
    provider_id: str | None,
    error_code: str | None,
    error: str | None,
    failure: dict[str, Any] | None,
) -> bool:
    """False if a report was faster. A doubt keeps the time of the attempt it is about."""
    changed = await work.execute(
        "update core.message set delivery = %s, delivery_at = case when %s then delivery_at else %s end, "
        "provider_id = coalesce(%s, provider_id), error_code = %s, error = %s, failure = %s "
        "where tenant_id = %s and id = %s and delivery = any(%s)",
        [
            int(state), state is Delivery.UNKNOWN, work.now, provider_id, error_code, error,
            None if failure is None else Jsonb(failure), work.tenant_id, message, UNSETTLED,
        ],
    )  # fmt: skip
    return changed > 0


async def add_thread_keys(work: UnitOfWork, message: Outgoing, keys: Iterable[str]) -> None:
    for key in keys:
        await work.execute(
            "insert into core.thread_key (tenant_id, channel_account_id, key, conversation_id) "
            "values (%s, %s, %s, %s) on conflict do nothing",
            [work.tenant_id, message.channel_account_id, key, message.conversation_id],
        )


async def provider_ids_before(work: UnitOfWork, message: Outgoing) -> list[str]:
    """What providers call the messages up to this one, in order."""
    return await work.values(
        "select provider_id from core.message where tenant_id = %s and conversation_id = %s "
        "and direction in ('in', 'out') and provider_id is not null and at <= %s order by position",
        [work.tenant_id, message.conversation_id, message.at],
    )


async def latest_inbound_id(work: UnitOfWork, conversation: UUID) -> str | None:
    found: str | None = await work.value(
        "select provider_id from core.message where tenant_id = %s and conversation_id = %s and direction = 'in' "
        "and provider_id is not null order by position desc limit 1",
        [work.tenant_id, conversation],
    )
    return found


async def apply_report(work: UnitOfWork, account: UUID, report: DeliveryReport) -> Reported | None:
    """None if there is no such message that this report moves forward."""
    return await work.one(
        Reported,
        "update core.message set delivery = %s, delivery_at = %s, error_code = %s, error = %s, failure = %s "
        "where tenant_id = %s and channel_account_id = %s and provider_id = %s and out_number is not null "
        "and delivery = any(%s) returning id, conversation_id, (select t.id from core.attempt t "
        "where t.tenant_id = message.tenant_id and t.message_id = message.id order by t.number desc limit 1) "
        "as attempt_id",
        [
            int(report.state), report.at, report.error_code, report.error, _about(report), work.tenant_id, account,
            report.provider_id, REPORTED_FROM[report.state],
        ],
    )  # fmt: skip


def _about(report: DeliveryReport) -> Jsonb | None:
    return None if report.about is None else Jsonb({"about": stored(report.about)})


async def is_known(work: UnitOfWork, account: UUID, provider_id: str) -> bool:
    """As a message of ours, or as an earlier attempt of one."""
    return bool(await work.value(_KNOWN, {"tenant": work.tenant_id, "account": account, "key": provider_id}))


async def adopt(work: UnitOfWork, account: UUID, message: MessageId, provider_id: str) -> None:
    await work.execute(
        "update core.message set provider_id = %(key)s where tenant_id = %(tenant)s and id = %(id)s "
        "and provider_id is null and channel_account_id = %(account)s and out_number is not null and not exists ("
        "select 1 from core.thread_key where tenant_id = %(tenant)s and channel_account_id = %(account)s "
        "and key = %(key)s)",
        {"tenant": work.tenant_id, "account": account, "id": message, "key": provider_id},
    )


async def reset_failed(work: UnitOfWork, message: UUID) -> UUID | None:
    """A failed message waits to be sent again; its conversation, None if it had not failed."""
    found: UUID | None = await work.value(_RESET, {
        "tenant": work.tenant_id, "id": message, "pending": int(Delivery.PENDING),
        "failed": [int(state) for state in MAY_BE_RESENT],
    })  # fmt: skip
    return found


async def set_customer_read(work: UnitOfWork, conversation: UUID, position: int) -> bool:
    changed = await work.execute(
        "update core.conversation set customer_read = %s where tenant_id = %s and id = %s and customer_read < %s "
        "and last_position >= %s",
        [position, work.tenant_id, conversation, position, position],
    )
    return changed > 0


async def insert_file(work: UnitOfWork, id: UUID, message: MessageId, file: StoredFile) -> None:
    await work.execute(
        "insert into core.attachment (tenant_id, id, message_id, name, content_type, size, blob_key) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, message, file.name, file.content_type, file.size, file.blob_key],
    )


async def file_names(reader: Reader, tenant: UUID, message: UUID) -> tuple[FileName, ...]:
    """In the order in which they were attached."""
    rows = await reader.many(
        FileName,
        "select id, name, content_type, blob_key from core.attachment where tenant_id = %s and message_id = %s "
        "order by id",
        [tenant, message],
    )
    return tuple(rows)
