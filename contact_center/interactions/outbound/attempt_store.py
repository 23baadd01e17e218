"""SQL of attempts. They follow the delivery of their messages in the transactions that move it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import psycopg

from contact_center.interactions import tables
from contact_center.interactions.domain import Interaction
from contact_center.interactions.errors import AlreadySent
from contact_center.interactions.outbound.domain import AttemptResult, AttemptState, ContactAttempt, of_delivery
from contact_center.kernel.contracts.channels import Address, Delivery
from contact_center.kernel.contracts.consent import SendDecision
from contact_center.kernel.ids import MessageId, new_id
from contact_center.platform.query import insert_row
from contact_center.platform.unit_of_work import Reader, UnitOfWork

ATTEMPT = (
    "id, interaction_id, number, message_id, channel, channel_account_id, address_kind, address, purpose, consent, "
    "consent_record, agent_id, state, scheduled_at, started_at, ended_at, result, error_code, cost, currency, "
    "caller_id, minute_price, for_interaction_id"
)
_AGAIN = """
insert into core.attempt (tenant_id, id, interaction_id, number, message_id, channel, channel_account_id, address_kind,
  address, purpose, consent, consent_record, agent_id, state, scheduled_at)
select tenant_id, %(id)s, interaction_id, number + 1, message_id, channel, channel_account_id, address_kind, address,
  purpose, consent, consent_record, agent_id, 'scheduled', %(now)s from core.attempt
where tenant_id = %(tenant)s and message_id = %(message)s order by number desc limit 1
"""


@dataclass(frozen=True, slots=True)
class AttemptUnderKey:
    """What was begun under a client's key."""

    attempt_id: UUID
    interaction_id: UUID
    conversation_id: UUID
    message_id: UUID
    address: str
    text: str


async def under_key(work: UnitOfWork, client_key: str) -> AttemptUnderKey | None:
    return await work.one(
        AttemptUnderKey,
        "select t.id as attempt_id, t.interaction_id, m.conversation_id, t.message_id, t.address, m.text "
        "from core.attempt t join core.message m on m.tenant_id = t.tenant_id and m.id = t.message_id "
        "where t.tenant_id = %s and t.client_key = %s",
        [work.tenant_id, client_key],
    )


async def insert(
    work: UnitOfWork,
    id: UUID,
    row: Interaction,
    message: MessageId,
    to: Address,
    *,
    purpose: str,
    decision: SendDecision,
    agent: UUID | None,
    client_key: str,
    at: datetime,
) -> None:
    """The first of its interaction, to be made at this time.

    Raises `AlreadySent` where the key has begun another conversation.
    """
    values = {
        "tenant_id": work.tenant_id, "id": id, "interaction_id": row.id, "number": 1, "message_id": message,
        "channel": row.channel, "channel_account_id": row.channel_account_id, "address_kind": to.kind.value,
        "address": to.value, "purpose": purpose, "consent": decision.reason.value,
        "consent_record": decision.record, "agent_id": agent, "state": "scheduled",
        "scheduled_at": at, "client_key": client_key,
    }  # fmt: skip
    try:
        async with work.connection.transaction():
            await work.execute(*insert_row(tables.attempt, values))
    except psycopg.errors.UniqueViolation as taken:
        raise AlreadySent(client_key, field="client_key") from taken


async def follow(work: UnitOfWork, attempt: UUID, delivery: Delivery, error_code: str | None = None) -> None:
    """The message of this attempt moved to this state."""
    state, result = of_delivery(delivery)
    await work.execute(
        "update core.attempt set state = %(state)s, result = %(result)s, error_code = %(code)s, "
        "started_at = case when %(state)s = 'sending' then %(now)s else started_at end, "
        "ended_at = case when %(state)s = 'ended' then %(now)s end where tenant_id = %(tenant)s and id = %(id)s",
        {
            "tenant": work.tenant_id, "id": attempt, "now": work.now, "state": state.value,
            "result": result.value if result else None, "code": error_code,
        },
    )  # fmt: skip


async def decided(work: UnitOfWork, attempt: UUID, decision: SendDecision) -> None:
    """Whether its message might go when it was its turn, and why."""
    await work.execute(
        "update core.attempt set consent = %s, consent_record = %s where tenant_id = %s and id = %s",
        [decision.reason.value, decision.record, work.tenant_id, attempt],
    )


async def again(work: UnitOfWork, message: UUID) -> None:
    """A message that failed is to be sent again: another attempt, if it was one; what allows it is asked anew."""
    values = {"tenant": work.tenant_id, "id": new_id(), "message": message, "now": work.now}
    await work.execute(_AGAIN, values)


async def of_interaction(reader: Reader, tenant: UUID, interaction: UUID) -> list[ContactAttempt]:
    """In the order of trying."""
    rows = await reader.many(
        ContactAttempt,
        f"select {ATTEMPT} from core.attempt where tenant_id = %s and interaction_id = %s order by number",
        [tenant, interaction],
    )
    return [
        replace(row, state=AttemptState(row.state), result=AttemptResult(row.result) if row.result else None)
        for row in rows
    ]
