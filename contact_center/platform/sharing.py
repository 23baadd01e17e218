"""Files that several rows share: a blob is named by its content, so two customers' same file is one blob.

It goes with the last row that names it. Whoever adds such a row holds the blob until they commit; whoever wants to
delete it waits for them, and looks again. So no row is ever left without its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contact_center.kernel.ids import TenantId
from contact_center.platform import personal
from contact_center.platform.blobs import BlobStore
from contact_center.platform.personal import Table
from contact_center.platform.unit_of_work import Database, UnitOfWork

_SPACE = 11
"""Of the advisory locks."""


async def hold(work: UnitOfWork, keys: Iterable[str]) -> None:
    """Nobody deletes these blobs before this unit of work ends. To be called before one is stored or found there."""
    wanted = sorted(set(keys))
    if wanted:
        await work.execute(
            "select pg_advisory_xact_lock_shared(hashtextextended(key, %s)) from unnest(%s::text[]) as t(key)",
            [_SPACE, wanted],
        )


async def release(
    database: Database, tenant: TenantId, blobs: BlobStore, tables: Sequence[Table], keys: Iterable[str], actor: str
) -> int:
    """Deletes those of the blobs that no row of any table names any more; returns how many. May be repeated."""
    deleted = 0
    for key in sorted(set(keys)):
        async with database.work(tenant, actor=actor) as work:
            await work.execute("select pg_advisory_xact_lock(hashtextextended(%s, %s))", [key, _SPACE])
            if await personal.named(work, tables, tenant, [key]):
                continue
            await blobs.delete(key)
            deleted += 1
    return deleted
