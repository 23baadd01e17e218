"""What several benchmarks need beside their floor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import md5
from time import perf_counter
from uuid import UUID

from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, Reader

Ask = Callable[[Reader], Awaitable[object]]
"""A question to the database, as a page asks it."""


def id_of(name: str) -> UUID:
    """As `md5(name)::uuid` makes it in the database."""
    return UUID(md5(name.encode(), usedforsecurity=False).hexdigest())


def p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 2)


async def took(database: Database, tenant: TenantId, ask: Ask) -> float:
    """Seconds of one question, in a transaction of its own that is open already."""
    async with database.read(tenant) as reader:
        start = perf_counter()
        await ask(reader)
        return perf_counter() - start
