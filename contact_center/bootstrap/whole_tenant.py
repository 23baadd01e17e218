"""A whole organisation read out into one file, or deleted with everything it has.

The tables are those of the registry, so a table that is added is in both without another line.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from contact_center.bootstrap.registry import TABLES
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.directory.tenancy import service as tenancy
from contact_center.directory.tenancy import store as tenancy_store
from contact_center.kernel.ids import TenantId
from contact_center.platform import whole_store
from contact_center.platform.personal import Table
from contact_center.platform.unit_of_work import UnitOfWork

SECRETS = frozenset({"password_hash", "token_hash", "secret_hash", "code_hash", "secret", "secrets", "former_secret"})
"""Columns that are in no export: what opens doors here, or elsewhere."""
AT_ONCE = 5000
"""Rows that go in one transaction, so that others wait for none for long."""

Progress = Callable[[str, int], None]
"""Is told what was done and how many there were: rows of a table, or `files`."""


@dataclass(frozen=True, slots=True)
class Whole:
    """How much of an organisation there was."""

    rows: int
    files: int


def owned() -> tuple[Table, ...]:
    """The tables whose rows belong to an organisation."""
    return tuple(table for table in TABLES if "tenant_id" in table.columns)


async def size(runtime: Runtime, tenant: TenantId) -> Whole:
    async with runtime.database.read(tenant) as reader:
        rows = [await whole_store.count(reader, table.name, tenant) for table in owned()]
    return Whole(sum(rows), len(await _files(runtime, tenant)))


async def export(runtime: Runtime, tenant: TenantId, to: Path, progress: Progress) -> Whole:
    """One snapshot of all rows (`tables/NAME.jsonl`, a line each) and the files (`files/…`, no longer sealed), with a
    `manifest.json` that counts them. Nothing stands at `to` before it is whole.
    """
    unfinished = to.with_name(to.name + ".part")
    counts: dict[str, int] = {}
    try:
        unfinished.touch()
        unfinished.chmod(0o600)  # before anything stands in it
        with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
            async with runtime.database.read(tenant) as reader:
                slug, at = (await directory.tenant(reader, tenant)).slug, reader.now
                for table in owned():
                    counts[table.name] = 0
                    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as lines:
                        async for row in whole_store.rows(reader, table.name, tenant, SECRETS):
                            lines.write(row.encode() + b"\n")
                            counts[table.name] += 1
                    progress(table.name, counts[table.name])
            files = await _files(runtime, tenant)
            for key in files:
                archive.writestr(f"files/{key.partition('/')[2]}", await runtime.blobs.get(key))
            progress("files", len(files))
            told = {"organisation": slug, "id": str(tenant), "at": at.isoformat(), "rows": counts, "files": len(files)}
            archive.writestr("manifest.json", json.dumps(told, indent=1))
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
    return Whole(sum(counts.values()), len(files))


async def delete(runtime: Runtime, tenant: TenantId, progress: Progress) -> Whole:
    """Everything, files first named by rows and then those by none. May be interrupted and repeated until the
    organisation itself, which goes last, is gone. Raises `NotSuspended`.
    """
    async with runtime.database.read(tenant) as reader:
        await tenancy.check_suspended(reader, tenant)
        *names, last = await whole_store.in_order_of_deletion(reader, owned(), tenancy_store.ITSELF)
    rows = 0
    for name in names:
        gone = await _empty(runtime, tenant, name)
        progress(name, gone)
        rows += gone
    files = await _files(runtime, tenant)
    for key in files:
        await runtime.blobs.delete(key)
    progress("files", len(files))
    return Whole(rows + await _empty(runtime, tenant, last), len(files))


async def _empty(runtime: Runtime, tenant: TenantId, table: str) -> int:
    async def some(work: UnitOfWork) -> int:
        return await whole_store.delete_some(work, table, AT_ONCE)

    gone = 0
    while True:
        step = await runtime.database.run(tenant, some, actor="cli")
        gone += step
        if step < AT_ONCE:
            return gone


async def _files(runtime: Runtime, tenant: UUID) -> list[str]:
    return [one.key async for found in runtime.blobs.list(str(tenant)) for one in found]
