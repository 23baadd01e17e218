"""SQL of second factors and recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contact_center.directory.second_factor.domain import SecondFactor
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_FACTOR = "secret, begun_at, confirmed_at, last_step, wrong, wrong_since"


async def factor(reader: Reader, tenant: UUID, user: UUID) -> SecondFactor | None:
    return await reader.one(
        SecondFactor, f"select {_FACTOR} from core.second_factor where tenant_id = %s and user_id = %s", [tenant, user]
    )


async def lock(work: UnitOfWork, user: UUID) -> SecondFactor | None:
    """Of two that send the same code the second sees that it was used."""
    return await work.one(
        SecondFactor,
        f"select {_FACTOR} from core.second_factor where tenant_id = %s and user_id = %s for update",
        [work.tenant_id, user],
    )


async def begin(work: UnitOfWork, user: UUID, secret: bytes) -> bool:
    """False if there is one that is confirmed."""
    begun = await work.execute(
        "insert into core.second_factor (tenant_id, user_id, secret, begun_at, last_step, wrong) "
        "values (%s, %s, %s, %s, 0, 0) on conflict (tenant_id, user_id) do update set secret = excluded.secret, "
        "begun_at = excluded.begun_at, last_step = 0 where core.second_factor.confirmed_at is null",
        [work.tenant_id, user, secret, work.now],
    )
    return begun > 0


async def confirm(work: UnitOfWork, user: UUID) -> None:
    await work.execute(
        "update core.second_factor set confirmed_at = %s where tenant_id = %s and user_id = %s",
        [work.now, work.tenant_id, user],
    )


async def used(work: UnitOfWork, user: UUID, step: int) -> None:
    """A right code; wrong ones before it count no more."""
    await work.execute(
        "update core.second_factor set last_step = greatest(last_step, %s), wrong = 0, wrong_since = null "
        "where tenant_id = %s and user_id = %s",
        [step, work.tenant_id, user],
    )


async def set_wrong(work: UnitOfWork, user: UUID, wrong: int, since: datetime) -> None:
    await work.execute(
        "update core.second_factor set wrong = %s, wrong_since = %s where tenant_id = %s and user_id = %s",
        [wrong, since, work.tenant_id, user],
    )


async def remove(work: UnitOfWork, user: UUID) -> bool:
    """False if there was none. Its recovery codes go with it."""
    await work.execute("delete from core.recovery_code where tenant_id = %s and user_id = %s", [work.tenant_id, user])
    gone = await work.execute(
        "delete from core.second_factor where tenant_id = %s and user_id = %s", [work.tenant_id, user]
    )
    return gone > 0


async def set_recovery_codes(work: UnitOfWork, user: UUID, digests: Sequence[bytes]) -> None:
    """Instead of all before."""
    await work.execute("delete from core.recovery_code where tenant_id = %s and user_id = %s", [work.tenant_id, user])
    for digest in digests:
        await work.execute(
            "insert into core.recovery_code (tenant_id, id, user_id, code_hash, made_at) values (%s, %s, %s, %s, %s)",
            [work.tenant_id, new_id(), user, digest, work.now],
        )


async def spend_recovery_code(work: UnitOfWork, user: UUID, digest: bytes) -> bool:
    """False if there is no such code, or it is spent."""
    spent = await work.execute(
        "update core.recovery_code set used_at = %s where tenant_id = %s and user_id = %s and code_hash = %s "
        "and used_at is null",
        [work.now, work.tenant_id, user, digest],
    )
    return spent > 0


async def recovery_codes_left(reader: Reader, tenant: UUID, user: UUID) -> int:
    found: int = await reader.value(
        "select count(*)::int from core.recovery_code where tenant_id = %s and user_id = %s and used_at is null",
        [tenant, user],
    )
    return found


async def since(reader: Reader, tenant: UUID) -> dict[UUID, datetime]:
    """Who has one, and since when."""
    rows = await reader.dicts(
        "select user_id, confirmed_at from core.second_factor where tenant_id = %s and confirmed_at is not null",
        [tenant],
    )
    return {row["user_id"]: row["confirmed_at"] for row in rows}
