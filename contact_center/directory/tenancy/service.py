"""Suspending an organisation and resuming it.

Suspended, nobody of it signs in and no key of its API opens anything; who is in is out at once. What its customers
write is taken in and queued as ever, so that nothing of theirs is lost: once it is resumed, it is there.
"""

from __future__ import annotations

from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import store as directory_store
from contact_center.directory.tenancy import store
from contact_center.directory.tenancy.domain import Organisation
from contact_center.directory.tenancy.errors import NoReason, NotSuspended, SuspendedAlready
from contact_center.kernel.contracts.interactions import UserChanged
from contact_center.kernel.ids import UserId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

LONGEST_REASON = 300


async def organisations(database: Database) -> list[Organisation]:
    """All of this installation, the oldest first."""
    async with database.read_all() as reader:
        return await store.organisations(reader)


async def suspend(work: UnitOfWork, why: str) -> int:
    """How many people were in and are out. Raises `NoReason`, `SuspendedAlready`."""
    why = " ".join(why.split())
    if not why or len(why) > LONGEST_REASON:
        raise NoReason(field="why")
    if not await store.suspend(work, why):
        raise SuspendedAlready
    out = await store.end_sessions(work)
    for user in out:
        work.record(UserChanged(user_id=UserId(user)))
    await directory.audit(work, "organisation suspended", f"tenant:{work.tenant_id}", why=why)
    return len(out)


async def check_suspended(reader: Reader, tenant: UUID) -> None:
    """Raises `NotSuspended`."""
    if not await directory_store.is_suspended(reader, tenant):
        raise NotSuspended


async def resume(work: UnitOfWork) -> None:
    """Everybody may sign in again. Raises `NotSuspended`."""
    if not await store.resume(work):
        raise NotSuspended
    await directory.audit(work, "organisation resumed", f"tenant:{work.tenant_id}")
