"""Loads what changed into the warehouse: restartable at any moment, never twice.

A round of one fact reads what waits, writes a file, and commits three things together: the file's place in the
manifest, how far the fact is loaded, and that what was read waits no more. A process that dies before that leaves a
file that nothing names (`sweep` finds it), and the round is done again; two that load the same fact at once see it by
the serial, and the second keeps nothing. The instant at which rows were learned only grows, so an answer as of an
earlier one stays true.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog

from contact_center.kernel.ids import TenantId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from contact_center.warehouse import store
from contact_center.warehouse.column_store import Paths
from contact_center.warehouse.domain import (
    FactDifference,
    FactRow,
    FactTable,
    by_month,
    days,
    difference,
    same_version,
    span,
    unlike,
)
from contact_center.warehouse.errors import LoadedElsewhere
from contact_center.warehouse.ports import FactSource
from contact_center.warehouse.reading import FactReading
from contact_center.warehouse.store import FactFile, FactLoad, PendingSubject

log = structlog.get_logger()

AT_ONCE = 2000
"""Subjects that one round loads."""
DAYS_AT_ONCE = 7
"""Days that one round reads while everything is read."""
LONG_AGO = timedelta(days=60)
"""Months before that change so seldom that each change is merged at once."""
FILES = 30
"""So many small files of one month are merged into one."""
LOOKS = 3
"""At what seems to differ, before it is said to."""
READ_ON = timedelta(hours=1)
"""After that nobody reads a file any more that another stands for."""


class FactLoader:
    """Loads the facts of all sources, and compares them with their owners."""

    def __init__(self, reading: FactReading, sources: Sequence[FactSource], *, files: int = FILES) -> None:
        self.reading = reading
        self.sources = sources
        self._database = reading.database
        self._merged_from = files
        self._turn = asyncio.Lock()

    async def round(self, tenant: TenantId) -> int:
        """One step of every fact; how much was done. Called again at once while there is something to do."""
        async with self._turn:
            return await self._round(tenant)

    async def _round(self, tenant: TenantId) -> int:
        done = 0
        for source in self.sources:
            known = await self._known(tenant, source.fact)
            if known.read_at is None:
                done += await self._read_on(tenant, source, known)
                known = await self._known(tenant, source.fact)
            if known.read_at or known.complete_from:  # while everything is read again, changes are not kept waiting
                done += await self._load_changes(tenant, source, known)
            await self._merge(tenant, source.fact, is_read=known.read_at is not None)
        return done

    async def _known(self, tenant: TenantId, fact: FactTable) -> FactLoad:
        async with self._database.read(tenant) as reader:
            known = await store.load_of(reader, tenant, fact.name)
        if known is not None:
            return known
        await self._database.run(tenant, lambda work: store.begin(work, fact.name), actor="warehouse")
        return await self._known(tenant, fact)

    async def _load_changes(self, tenant: TenantId, source: FactSource, known: FactLoad) -> int:
        """What waits, up to where the owner's rows are what the log says; with nothing to load, that it is fresh."""
        async with self._database.read(tenant) as reader:
            upto = await source.position(reader, tenant)
            waiting = await store.pending(reader, tenant, source.fact.name, upto, AT_ONCE)
            subjects = [one.subject for one in waiting]
            if source.fact.whole and subjects:
                paths = await self.reading.paths_in(reader, tenant, source.fact)
                keys = await store.known_keys(reader, tenant, subjects)
                subjects += await self._wholes_of(paths, known, subjects, keys)
            rows = await source.rows(reader, tenant, subjects, known.position) if subjects else []
            seen = reader.now
        gone: list[FactRow] = []
        if source.fact.whole and subjects:
            rows, gone = await self._changed(tenant, paths, known, rows, subjects)
        position = upto if len(waiting) < AT_ONCE else known.position
        await self._learn(tenant, source.fact, known, rows, seen, done=waiting, position=position, gone=gone)
        return len(waiting)

    async def _wholes_of(
        self, paths: Paths, known: FactLoad, subjects: Sequence[UUID], keys: Collection[UUID]
    ) -> list[UUID]:
        """What customers among the subjects had so far: it may be somebody else's now."""
        if known.learned_at is None or not keys:
            return []
        held = await asyncio.to_thread(self.reading.engine.wholes_of, paths, known.learned_at, keys)
        return sorted(held - set(subjects))

    async def _changed(
        self, tenant: TenantId, paths: Paths, known: FactLoad, rows: list[FactRow], subjects: Sequence[UUID]
    ) -> tuple[list[FactRow], list[FactRow]]:
        """Of rows that come together: those that are new or otherwise, and those of here that are there no more."""
        fact = paths.fact
        if known.learned_at is None or fact.whole is None:
            return rows, []
        ids = {*subjects, *(row[fact.whole] for row in rows)}
        found = await asyncio.to_thread(self.reading.engine.rows_of, paths, known.learned_at, ids)
        held = {row["row_id"]: row for row in found}
        pairs = zip(rows, await self._keyed(tenant, fact, rows), strict=True)
        fresh = [row for row, own in pairs if not same_version(fact, own, held.get(row["row_id"]))]
        there = {row["row_id"] for row in rows}
        return fresh, await self._not_nobodys(tenant, fact, [row for row in found if row["row_id"] not in there])

    async def _not_nobodys(self, tenant: TenantId, fact: FactTable, rows: Sequence[FactRow]) -> list[FactRow]:
        """Rows without those of customers who were erased, which stay though their owner has forgotten them."""
        keys = {row[name] for row in rows for name in fact.of_customers if row[name] is not None}
        if not keys:
            return list(rows)
        async with self._database.read(tenant) as reader:
            lost = keys - await store.keys_in_use(reader, tenant, keys)
        return [row for row in rows if not any(row[name] in lost for name in fact.of_customers)]

    async def _read_on(self, tenant: TenantId, source: FactSource, known: FactLoad) -> int:
        """The next days of everything there is: what is missing or other than here is learned, what is gone noted."""
        fact = source.fact
        async with self._database.read(tenant) as reader:
            begun = await source.first(reader, tenant)
            today = await _last_day(reader, tenant, source)
            since = known.reading_since or reader.now
            first = known.reading_from or (begun.date() if begun else today)
            position = known.position or await source.position(reader, tenant)
        day, upto = known.reading_day or first, known.reading_upto or today
        if day > upto:
            await self._database.run(tenant, lambda work: store.read_through(work, fact.name, since), actor="warehouse")
            return 1
        last = min(upto, day + timedelta(days=DAYS_AT_ONCE - 1))
        changed, gone, seen = await self._unlike(tenant, source, day, last)

        async def note(work: UnitOfWork) -> None:
            await store.read_on(work, fact.name, first, last + timedelta(days=1), upto, since)

        await self._learn(tenant, fact, known, changed, seen, position=position, gone=gone, is_complete=False)
        await self._database.run(tenant, note, actor="warehouse")
        return (last - day).days + 1

    async def _unlike(
        self, tenant: TenantId, source: FactSource, first: date, last: date
    ) -> tuple[list[FactRow], list[FactRow], datetime]:
        """Rows of these days that the warehouse lacks or has otherwise, and rows that it has alone."""
        owned, loaded, seen = await self.both(tenant, source, first, last)
        found = unlike(source.fact, owned, loaded)
        fresh = [row for row in owned if row["row_id"] in found.missing | found.changed]
        return fresh, [row for row in loaded if row["row_id"] in found.surplus], seen

    async def both(
        self, tenant: TenantId, source: FactSource, first: date, last: date
    ) -> tuple[list[FactRow], list[FactRow], datetime]:
        """The rows of some days at their owner and here, of one moment."""
        start, end = span(first, last)
        async with self._database.read(tenant) as reader:
            owned = await source.between(reader, tenant, start, end)
            known = await store.load_of(reader, tenant, source.fact.name)
            paths = await self.reading.paths_in(reader, tenant, source.fact, first, last)
            seen = reader.now
        if known is None or known.learned_at is None:
            return owned, [], seen
        at = source.fact.at
        found = await asyncio.to_thread(self.reading.engine.rows, paths, known.learned_at)
        loaded, there = [row for row in found if start <= row[at] < end], {row["row_id"] for row in owned}
        alone = await self._not_nobodys(tenant, source.fact, [row for row in loaded if row["row_id"] not in there])
        return owned, [*(row for row in loaded if row["row_id"] in there), *alone], seen

    async def _learn(
        self, tenant: TenantId, fact: FactTable, known: FactLoad, rows: Sequence[FactRow], seen: datetime, *,
        position: int, done: Sequence[PendingSubject] = (), gone: Sequence[FactRow] = (),
        is_complete: bool = True,
    ) -> None:  # fmt: skip
        """Keeps versions of rows, and how far the fact is loaded by them. Raises `LoadedElsewhere`."""
        before = [at + timedelta(microseconds=1) for at in (known.fresh_at, known.learned_at) if at]
        at = max(seen, *before) if before else seen
        made = [*await self._files(tenant, fact, rows, at), *await self._files(tenant, fact, gone, at, gone=True)]
        learned, fresh = at if made else None, at if is_complete else None

        async def commit(work: UnitOfWork) -> None:
            if not await store.advance(work, known, position=position, learned=learned, fresh=fresh):
                raise LoadedElsewhere(fact.name)
            for file in made:
                await store.add_file(work, file)
            await store.settle(work, fact.name, done)

        try:
            await self._database.run(tenant, commit, actor="warehouse")
        except LoadedElsewhere:  # after anything else it may have been committed all the same
            for file in made:
                await self.reading.folder.delete(file.key)
            raise

    async def _files(
        self, tenant: TenantId, fact: FactTable, rows: Sequence[FactRow], learned: datetime, *, gone: bool = False
    ) -> list[FactFile]:
        keyed = rows if gone else await self._keyed(tenant, fact, rows)
        made = []
        for month, part in by_month(fact, keyed).items():
            target = self.reading.engine.folder / f"{new_id()}.parquet"
            write = self.reading.engine.write
            await asyncio.to_thread(write, fact, part, learned, target, gone=gone)
            made.append(FactFile(*await self._put(tenant, fact, month, target, len(part)), learned, learned, False))
        return made

    async def _put(
        self, tenant: TenantId, fact: FactTable, month: date, made: Path, rows: int
    ) -> tuple[UUID, str, date, str, int, int]:
        id = new_id()
        key = f"{tenant}/{fact.name}/{month:%Y-%m}/{id}.parquet"
        size = await self.reading.folder.put(key, made)
        await asyncio.to_thread(made.unlink)
        return id, fact.name, month, key, rows, size

    async def _keyed(self, tenant: TenantId, fact: FactTable, rows: Sequence[FactRow]) -> Sequence[FactRow]:
        """Customers by the warehouse's own keys."""
        if not fact.of_customers:
            return rows
        ids = {row[name] for row in rows for name in fact.of_customers if row[name] is not None}
        keys = await self._database.run(tenant, lambda work: store.customer_keys(work, ids), actor="warehouse")
        return [_with_keys(row, fact.of_customers, keys) for row in rows]

    async def _merge(self, tenant: TenantId, fact: FactTable, *, is_read: bool) -> None:
        """Small files of a month become one; what was known when stays in it. Those of long ago do so at once, but not
        while they come day by day."""
        async with self._database.read(tenant) as reader:
            found = await store.files(reader, tenant, fact.name, None, None)
        for month in dict.fromkeys(one.month for one in found):
            small = [one for one in found if one.month == month and not one.merged]
            if len(small) >= self._merged_from or (
                is_read and small and month < small[-1].learned_upto.date() - LONG_AGO
            ):
                await self._merge_month(tenant, fact, [one for one in found if one.month == month])

    async def _merge_month(self, tenant: TenantId, fact: FactTable, files: Sequence[FactFile]) -> None:
        target = self.reading.engine.folder / f"{new_id()}.parquet"
        paths = [await self.reading.folder.path(one.key) for one in files]
        rows = await asyncio.to_thread(self.reading.engine.merge, paths, target)
        since, upto = min(one.learned_from for one in files), max(one.learned_upto for one in files)
        merged = FactFile(*await self._put(tenant, fact, files[0].month, target, rows), since, upto, True)

        async def commit(work: UnitOfWork) -> None:
            if await store.retire(work, [one.id for one in files]) != len(files):
                raise LoadedElsewhere(fact.name)
            await store.add_file(work, merged)

        await self._database.run(tenant, commit, actor="warehouse")

    async def tidy(self, tenant: TenantId, now: datetime) -> int:
        """Files go that a merged one has stood for long enough; how many."""
        async with self._database.read(tenant) as reader:
            keys = await store.retired(reader, tenant, now - READ_ON)
        for key in keys:
            await self.reading.folder.delete(key)
        if keys:
            await self._database.run(tenant, lambda work: store.forget(work, keys), actor="warehouse")
        return len(keys)

    async def sweep(self, tenant: TenantId, now: datetime) -> int:
        """Files go that nothing names, left by a load that died before it was committed; how many.

        What is younger may belong to a load that is under way. The files are listed before the manifest is read, so
        that one that is committed in between is found in it.
        """
        found = await self.reading.folder.older(f"{tenant}/", now - READ_ON)
        async with self._database.read(tenant) as reader:
            named = set(await store.keys_of_files(reader, tenant))
        lost = [key for key in found if key not in named]
        for key in lost:
            await self.reading.folder.delete(key)
        if lost:
            log.warning("files of loads that were never committed were deleted", files=len(lost))
        return len(lost)

    async def check(self, tenant: TenantId, pause: float = 0.0) -> list[FactDifference]:
        """Compares every fact with its owner's rows, day by day: what differs is told and kept, and stays as it is.

        While people work, what has just happened is on one side only: a row differs if it did so at each of a few
        looks, `pause` seconds apart, with a load between them.
        """
        found = []
        for source in self.sources:
            found += await self._check_fact(tenant, source, pause)
        return found

    async def _check_fact(self, tenant: TenantId, source: FactSource, pause: float) -> list[FactDifference]:
        fact = source.fact
        async with self._database.read(tenant) as reader:
            begun = await source.first(reader, tenant)
            last = await _last_day(reader, tenant, source)
        lines = []
        for day in days(begun.date() if begun else last, last):
            one = await self._check_day(tenant, source, day, pause)
            if one.owned or one.loaded:
                lines.append(one)

        async def keep(work: UnitOfWork) -> None:
            await store.save_check(work, fact.name, lines)
            await store.check_done(work, fact.name)

        await self._database.run(tenant, keep, actor="warehouse")
        return [one for one in lines if not one.agrees]

    async def _check_day(self, tenant: TenantId, source: FactSource, day: date, pause: float) -> FactDifference:
        owned, loaded, _ = await self.both(tenant, source, day, day)
        found = unlike(source.fact, owned, loaded)
        for _ in range(LOOKS - 1):
            if not found.all:
                break
            await asyncio.sleep(pause)
            await self.round(tenant)
            owned, loaded, _ = await self.both(tenant, source, day, day)
            found = unlike(source.fact, owned, loaded).still(found.all)
        return difference(day, len(owned), len(loaded), found)


async def _last_day(reader: Reader, tenant: TenantId, source: FactSource) -> date:
    """Up to where there may be rows: tomorrow, as clocks of other machines may be ahead, or the day of the latest."""
    tomorrow = reader.now.date() + timedelta(days=1)
    latest = await source.last(reader, tenant)
    return max(tomorrow, latest.date()) if latest else tomorrow


def _with_keys(row: FactRow, names: Iterable[str], keys: Mapping[UUID, UUID | None]) -> FactRow:
    return {**row, **{name: keys.get(row[name]) for name in names}}
