"""SQL of the customer's own door: codes asked for, and who is signed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from contact_center.kernel.contracts.channels import Address
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.door.domain import AskedBefore, Knock, Stay

KNOCK = ", ".join(field.name for field in fields(Knock))
STAY = ", ".join(field.name for field in fields(Stay))
KNOCKS_KEPT = timedelta(days=1)
STAYS_KEPT = timedelta(days=30)


async def lock_address(work: UnitOfWork, address: Address) -> None:
    """Until the end of this unit of work nobody else asks for a code to this address."""
    await work.execute(
        "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
        [f"door:{work.tenant_id}:{address.kind.value}:{address.value}"],
    )


async def asked_since(reader: Reader, tenant: UUID, address: Address, since: datetime) -> list[AskedBefore]:
    """When codes to an address were asked for, and from where (index door_knock_address)."""
    return await reader.many(
        AskedBefore,
        "select asked_at as at, origin from crm.door_knock where tenant_id = %s and kind = %s and value = %s "
        "and asked_at > %s order by asked_at desc limit 200",
        [tenant, address.kind.value, address.value, since],
    )


async def insert_knock(
    work: UnitOfWork, id: UUID, address: Address, language: str, expires_at: datetime, origin: str
) -> None:
    """An earlier code to this address that was asked for from there is valid no more."""
    await work.execute(
        "update crm.door_knock set expires_at = least(expires_at, %s) where tenant_id = %s and kind = %s "
        "and value = %s and origin = %s",
        [work.now, work.tenant_id, address.kind.value, address.value, origin],
    )
    await work.execute(
        "insert into crm.door_knock (tenant_id, id, kind, value, language, asked_at, expires_at, origin) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, address.kind.value, address.value, language, work.now, expires_at, origin],
    )


async def lock_knock(work: UnitOfWork, id: UUID) -> Knock | None:
    return await work.one(
        Knock, f"select {KNOCK} from crm.door_knock where tenant_id = %s and id = %s for update", [work.tenant_id, id]
    )


async def set_sent(work: UnitOfWork, id: UUID, customer: UUID, message: UUID) -> None:
    await work.execute(
        "update crm.door_knock set customer_id = %s, message_id = %s where tenant_id = %s and id = %s",
        [customer, message, work.tenant_id, id],
    )


async def count_try(work: UnitOfWork, id: UUID, *, used: bool) -> None:
    await work.execute(
        "update crm.door_knock set attempts = attempts + 1, used_at = case when %s then %s else used_at end "
        "where tenant_id = %s and id = %s",
        [used, work.now, work.tenant_id, id],
    )


async def insert_stay(work: UnitOfWork, stay: Stay, token_hash: str) -> None:
    await work.execute(
        "insert into crm.door_stay (tenant_id, id, token_hash, customer_id, kind, value, begun_at, seen_at, "
        "expires_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, stay.id, token_hash, stay.customer_id, stay.kind, stay.value, stay.begun_at, stay.seen_at,
            stay.expires_at,
        ],
    )  # fmt: skip


async def stay_of(reader: Reader, tenant: UUID, token_hash: str) -> Stay | None:
    return await reader.one(
        Stay, f"select {STAY} from crm.door_stay where tenant_id = %s and token_hash = %s", [tenant, token_hash]
    )


async def set_seen(work: UnitOfWork, id: UUID) -> None:
    await work.execute(
        "update crm.door_stay set seen_at = %s where tenant_id = %s and id = %s and ended_at is null",
        [work.now, work.tenant_id, id],
    )


async def end(work: UnitOfWork, id: UUID) -> None:
    await work.execute(
        "update crm.door_stay set ended_at = %s where tenant_id = %s and id = %s and ended_at is null",
        [work.now, work.tenant_id, id],
    )


async def end_all(work: UnitOfWork, customers: Collection[UUID]) -> None:
    """(index door_stay_customer)"""
    await work.execute(
        "update crm.door_stay set ended_at = %s where tenant_id = %s and customer_id = any(%s) and ended_at is null",
        [work.now, work.tenant_id, list(customers)],
    )


async def tidy(connection: AsyncConnection[Any], now: datetime) -> None:
    """Of all organisations; as `system`."""
    await connection.execute("delete from crm.door_knock where asked_at < %s", [now - KNOCKS_KEPT])
    await connection.execute("delete from crm.door_stay where expires_at < %s", [now - STAYS_KEPT])
