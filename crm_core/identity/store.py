"""SQL of identity: what is asked, what was asked, which codes were sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.identity.domain import DEFAULT, Check, Guarded, IdentityPolicy, ProofQuestion

_CHECK = "id, customer_id, interaction_id, question, passed, agent_id, at, undone_at"


async def policy(reader: Reader, tenant: UUID) -> IdentityPolicy:
    rows = await reader.dicts(
        "select questions, needed, locked, attempts, lock_minutes, own_door from crm.identity_policy "
        "where tenant_id = %s",
        [tenant],
    )
    if not rows:
        return DEFAULT
    [row] = rows
    return IdentityPolicy(
        tuple(ProofQuestion(one) for one in row["questions"]), row["needed"],
        frozenset(Guarded(one) for one in row["locked"]), row["attempts"], timedelta(minutes=row["lock_minutes"]),
        row["own_door"],
    )  # fmt: skip


async def set_policy(work: UnitOfWork, policy: IdentityPolicy) -> None:
    values = [
        work.tenant_id, [one.value for one in policy.questions], policy.needed, sorted(policy.locked), policy.attempts,
        int(policy.lock.total_seconds() // 60), policy.own_door, work.now,
    ]  # fmt: skip
    await work.execute(
        "insert into crm.identity_policy (tenant_id, questions, needed, locked, attempts, lock_minutes, own_door, "
        "changed_at) values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id) do update "
        "set questions = excluded.questions, needed = excluded.needed, locked = excluded.locked, "
        "attempts = excluded.attempts, lock_minutes = excluded.lock_minutes, own_door = excluded.own_door, "
        "changed_at = excluded.changed_at",
        values,
    )


async def lock(work: UnitOfWork, customer: UUID) -> None:
    """Until the end of this unit of work nobody else asks about this customer: each wrong answer is counted."""
    await work.execute(
        "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"identity:{work.tenant_id}:{customer}"]
    )


async def insert_check(work: UnitOfWork, check: Check) -> None:
    await work.execute(
        "insert into crm.identity_check (tenant_id, id, customer_id, interaction_id, question, passed, agent_id, at) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, check.id, check.customer_id, check.interaction_id, check.question, check.passed,
            check.agent_id, check.at,
        ],
    )  # fmt: skip


async def checks(
    reader: Reader, tenant: UUID, interaction: UUID, customers: Collection[UUID], limit: int = 100
) -> list[Check]:
    """What was asked in a contact about this customer, in order (index identity_check_interaction)."""
    return await reader.many(
        Check,
        f"select {_CHECK} from crm.identity_check where tenant_id = %s and interaction_id = %s "
        "and customer_id = any(%s) order by at, id limit %s",
        [tenant, interaction, list(customers), limit],
    )


async def of_customer(reader: Reader, tenant: UUID, customers: Collection[UUID], limit: int) -> list[Check]:
    """What was asked about a customer, the latest first (index identity_check_customer)."""
    return await reader.many(
        Check,
        f"select {_CHECK} from crm.identity_check where tenant_id = %s and customer_id = any(%s) "
        "order by at desc, id desc limit %s",
        [tenant, list(customers), limit],
    )


async def wrong_since(reader: Reader, tenant: UUID, customers: Collection[UUID], since: datetime) -> list[datetime]:
    """When wrong answers were given for a customer, by whoever, on whatever channel."""
    found: list[datetime] = await reader.values(
        "select at from crm.identity_check where tenant_id = %s and customer_id = any(%s) and at > %s and not passed "
        "and undone_at is null order by at desc limit 50",
        [tenant, list(customers), since],
    )
    return found


async def undo_passed(work: UnitOfWork, interaction: UUID) -> None:
    """What was answered counts no more; wrong answers stay counted."""
    await work.execute(
        "update crm.identity_check set undone_at = %s where tenant_id = %s and interaction_id = %s and passed "
        "and undone_at is null",
        [work.now, work.tenant_id, interaction],
    )


@dataclass(frozen=True, slots=True)
class SentCode:
    id: UUID
    address_id: UUID
    channel: str
    attempts: int
    sent_at: datetime
    expires_at: datetime
    used_at: datetime | None


_CODE = "id, address_id, channel, attempts, sent_at, expires_at, used_at"


async def last_code(reader: Reader, tenant: UUID, interaction: UUID, customers: Collection[UUID]) -> SentCode | None:
    return await reader.one(
        SentCode,
        f"select {_CODE} from crm.identity_code where tenant_id = %s and customer_id = any(%s) "
        "and interaction_id = %s order by sent_at desc, id desc limit 1",
        [tenant, list(customers), interaction],
    )


async def codes_since(reader: Reader, tenant: UUID, customers: Collection[UUID], since: datetime) -> list[datetime]:
    """When codes were sent to a customer, the latest first."""
    found: list[datetime] = await reader.values(
        "select sent_at from crm.identity_code where tenant_id = %s and customer_id = any(%s) and sent_at > %s "
        "order by sent_at desc limit 50",
        [tenant, list(customers), since],
    )
    return found


async def insert_code(
    work: UnitOfWork,
    id: UUID,
    *,
    customer: UUID,
    interaction: UUID,
    address: UUID,
    channel: str,
    by: UUID,
    expires_at: datetime,
) -> None:
    await work.execute(
        "insert into crm.identity_code (tenant_id, id, customer_id, interaction_id, address_id, channel, sent_by, "
        "sent_at, expires_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, customer, interaction, address, channel, by, work.now, expires_at],
    )


async def set_message(work: UnitOfWork, code: UUID, message: UUID) -> None:
    await work.execute(
        "update crm.identity_code set message_id = %s where tenant_id = %s and id = %s", [message, work.tenant_id, code]
    )


async def count_try(work: UnitOfWork, code: UUID, *, used: bool) -> None:
    await work.execute(
        "update crm.identity_code set attempts = attempts + 1, used_at = case when %s then %s else used_at end "
        "where tenant_id = %s and id = %s",
        [used, work.now, work.tenant_id, code],
    )
