"""Signing in without what it costs: a password is made to be slow to check, and tests sign in by the hundred.

What checks a password is tested where it is the subject (tests/integration/agent_ui/test_signin.py, test_account.py).
"""

from __future__ import annotations

from datetime import timedelta

from contact_center.directory import service as directory
from contact_center.directory.hashing import hash_password
from contact_center.kernel.ids import TenantId, UserId
from contact_center.platform.unit_of_work import Database, UnitOfWork

_HASHES: dict[str, str] = {}
"""Of the few passwords that tests use, each made once."""


async def signed_in(database: Database, tenant: TenantId, login: str, lifetime: timedelta = timedelta(hours=1)) -> str:
    """The cookie of a session that has just begun, as a right password would have begun it."""

    async def begin(work: UnitOfWork) -> str:
        user = await work.value(
            "select id from core.user_account where tenant_id = %s and login = %s", [work.tenant_id, login]
        )
        assert user is not None, f"there is no {login}"
        return await directory.begin_session(work, UserId(user), lifetime=lifetime)

    return await database.run(tenant, begin, actor="test")


async def give_password(work: UnitOfWork, user: UserId, password: str) -> None:
    """The password of somebody made without one."""
    if password not in _HASHES:
        _HASHES[password] = await hash_password(password)
    await work.execute(
        "update core.user_account set password_hash = %s where tenant_id = %s and id = %s",
        [_HASHES[password], work.tenant_id, user],
    )
