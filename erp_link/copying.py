"""Keeps our copy of the ERP's records true: follows what changes, and once a night looks for what is gone.

A round asks for what has changed until nothing is newer; the copy then agrees with the ERP as of the moment the round
began. Rows and position are committed together, so that it goes on after a crash where it stood; a lease keeps two
processes from following one feed. Facts that pages read (`erp.fact_block`) are renewed in the same transaction, for
customers whose account has changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from contact_center.kernel.contracts.erp import (
    Capability,
    Entity,
    ErpRecord,
    ErpRecordsCopied,
    FeedConnector,
    RecordPage,
)
from contact_center.kernel.errors import ExternalSystemError
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from erp_link import copy_store, store
from erp_link.copy_store import FeedRow
from erp_link.copying_domain import Touched, believable, copied, cursor_of, kept_cursor, restored
from erp_link.domain import MOST_OF_A_KIND, CachedBlock, FactKind, FactsTrouble, trouble_of

log = structlog.get_logger(__name__)

EVERY = 5.0
"""Seconds between two rounds."""
AGAIN = 15.0
"""Seconds after one that failed."""
ROWS = 1_000
"""Changed rows of one step: a bound for how long a question to the ERP takes, and a transaction of ours."""
IDS = 5_000
TOLD = 200
"""Records that one event names."""
LEASE = timedelta(minutes=1)
"""For so long a feed is whose it is without a word from them: of one that was killed, others take it up after this."""
BEAT = 20.0
"""Seconds between two such words."""
NIGHTLY = timedelta(hours=24)
ORDER = (
    Entity.ACCOUNT, Entity.ORDER, Entity.INVOICE, Entity.DELIVERY, Entity.SUPPLY, Entity.RETURN, Entity.UNIT,
    Entity.PRODUCT,
)  # fmt: skip
"""What pages need first comes first."""
OFFERED = {
    Entity.ACCOUNT: (Capability.CUSTOMERS,),
    Entity.PRODUCT: (Capability.PRODUCTS,),
    Entity.ORDER: (Capability.ORDERS,),
    Entity.INVOICE: (Capability.INVOICES,),
    Entity.DELIVERY: (Capability.DELIVERIES,),
    Entity.RETURN: (Capability.RETURNS, Capability.COMPLAINTS),
    Entity.UNIT: (Capability.UNITS,),
    Entity.SUPPLY: (Capability.PRODUCTION, Capability.PURCHASING),
}
"""An entity is there with any of these."""
BLOCKS = {
    Entity.ORDER: FactKind.ORDERS,
    Entity.INVOICE: FactKind.INVOICES,
    Entity.DELIVERY: FactKind.DELIVERIES,
}
"""What is kept for pages a second time, by customer."""


class Followed(FeedConnector, Protocol):
    """A connector whose records we copy."""

    source: str

    async def probe(self) -> frozenset[Capability]: ...


@dataclass(frozen=True, slots=True)
class RoundEnd:
    """What a round of all feeds came to."""

    rows: int = 0
    trouble: FactsTrouble | None = None


class Copying:
    """The feeds of one ERP."""

    def __init__(
        self, database: Database, tenant: TenantId, connector: Followed, *, rows: int = ROWS, beat: float = BEAT
    ) -> None:
        self._beat = beat
        self._database = database
        self._tenant = tenant
        self._connector = connector
        self._rows = rows
        self._offers: frozenset[Capability] | None = None

    @property
    def source(self) -> str:
        return self._connector.source

    async def once(self) -> RoundEnd:
        """One round of each feed. Never raises for the ERP: what is wrong is kept with the feed, and said."""
        try:
            self._offers = self._offers or await self._connector.probe()
        except ExternalSystemError as error:
            await self._all_failed(trouble_of(error))
            return RoundEnd(0, trouble_of(error))
        rows = 0
        for entity in ORDER:
            if not any(one in self._offers for one in OFFERED[entity]):
                continue
            end = await self.follow(entity)
            rows += end.rows
            if end.trouble is not None:
                await self._all_failed(end.trouble)
                self._offers = None
                return RoundEnd(rows, end.trouble)
        return RoundEnd(rows)

    async def follow(self, entity: Entity) -> RoundEnd:
        """One round of one feed, and the night's reconciliation where it is due."""
        feed = await self._claim(entity)
        if feed is None:
            return RoundEnd()
        trouble, rows = None, 0
        try:
            async with self._holding(entity):
                if cursor_of(feed.cursor) is None:
                    await self._expect(entity)
                rows = await self._round(entity, feed)
                if feed.copied_at is not None and (feed.reconciled_at is None or _is_due(feed, self._now())):
                    await self.reconcile(entity)
        except ExternalSystemError as error:
            trouble = trouble_of(error)
            log.warning("erp feed stands still", source=self.source, entity=entity.value, error=str(error))
        except (ValueError, TypeError, KeyError, ArithmeticError):
            # Types that the connector's parser does not know: the feed stops and says so, the last copy stays.
            trouble = FactsTrouble.REFUSES
            log.exception("erp feed gives what cannot be read", source=self.source, entity=entity.value)
        async with self._work() as work:
            await copy_store.release(work, self.source, entity, trouble)
        return RoundEnd(rows, trouble)

    async def reconcile(self, entity: Entity) -> tuple[int, int]:
        """What the ERP has no longer leaves the copy, what the copy lacks is read: (removed, not believed)."""
        began = self._now()
        there: set[str] = set()
        after: str | None = None
        while page := await self._connector.ids(entity, after, IDS):
            there.update(page)
            after = page[-1]
        async with self._database.read(self._tenant) as reader:
            ours = await copy_store.living(reader, self._tenant, self.source, entity, began)
        gone = [id for id in ours if id not in there]
        lacking = sorted(there - set(ours))
        refused = 0 if believable(len(ours), len(gone)) else len(gone)
        if refused:
            log.warning("erp shows far less than before, nothing is removed", entity=entity.value, missing=refused)
        found = [one for id in lacking[:IDS] if (one := await self._connector.get(entity, id)) is not None]
        async with self._work() as work:
            touched = await copy_store.remove(work, self.source, entity, [] if refused else gone, began)
            touched += await copy_store.apply(work, self.source, entity, [copied(one) for one in found], began)
            await tell(work, self.source, entity, touched, began)
            await copy_store.reconciled(work, self.source, entity, 0 if refused else len(gone), refused)
            await copy_store.forget_old(work)
        return 0 if refused else len(gone), refused

    async def _round(self, entity: Entity, feed: FeedRow) -> int:
        began, cursor, rows = self._now(), cursor_of(feed.cursor), 0
        while True:
            asked_at = self._now()
            page = await self._connector.changes(entity, cursor, self._rows)
            await self._take(entity, page, asked_at, began if page.done and page.looked else None)
            cursor, rows = dict(page.cursor), rows + len(page.records)
            if page.done:
                return rows

    async def _take(self, entity: Entity, page: RecordPage, asked_at: datetime, agreed_at: datetime | None) -> None:
        newest = {record.external_id: copied(record) for record in page.records}

        async def take(work: UnitOfWork) -> None:
            touched = await copy_store.apply(work, self.source, entity, list(newest.values()), asked_at)
            touched += await copy_store.remove(work, self.source, entity, page.gone, asked_at)
            await tell(work, self.source, entity, touched, asked_at)
            await copy_store.advance(
                work, self.source, entity, kept_cursor(page.cursor), rows=len(page.records), agreed_at=agreed_at,
                changed_at=page.changed_at.isoformat() if page.changed_at else None, until=work.now + LEASE,
            )  # fmt: skip

        await self._database.run(self._tenant, take, actor="erp")

    async def _claim(self, entity: Entity) -> FeedRow | None:
        async with self._work() as work:
            return await copy_store.claim(work, self.source, entity, work.now + LEASE)

    @asynccontextmanager
    async def _holding(self, entity: Entity) -> AsyncIterator[None]:
        """The feed stays ours, however long the ERP takes for an answer."""
        keeping = asyncio.create_task(self._keep(entity), name=f"hold the feed of {entity.value}")
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def _keep(self, entity: Entity) -> None:
        while True:
            await asyncio.sleep(self._beat)
            try:
                async with self._work() as work:
                    await copy_store.hold(work, self.source, entity, work.now + LEASE)
            except Exception:
                log.warning("the feed could not be held, trying again", entity=entity.value, exc_info=True)

    async def _expect(self, entity: Entity) -> None:
        count = await self._connector.count(entity)
        async with self._work() as work:
            await copy_store.expect(work, self.source, entity, count)

    async def _all_failed(self, trouble: FactsTrouble) -> None:
        async with self._work() as work:
            for entity in ORDER:
                await copy_store.release(work, self.source, entity, trouble)

    def _work(self) -> Any:
        return self._database.work(self._tenant, actor="erp")

    def _now(self) -> datetime:
        return self._database.clock.now()


async def tell(work: UnitOfWork, source: str, entity: Entity, touched: Sequence[Touched], at: datetime) -> None:
    """Who follows the log learns what changed, and customers whose records they are get their facts anew."""
    ids = sorted({one.external_id for one in touched})
    for n in range(0, len(ids), TOLD):
        work.record(ErpRecordsCopied(source=source, entity=entity, records=tuple(ids[n : n + TOLD])))
    await _renew_blocks(work, source, entity, {one.account for one in touched if one.account}, at)


async def _renew_blocks(work: UnitOfWork, source: str, entity: Entity, accounts: Collection[str], at: datetime) -> None:
    """The facts of customers who are one of these accounts."""
    kind = BLOCKS.get(entity)
    if kind is None or not accounts:
        return
    for customer, account in await copy_store.customers_of(work, work.tenant_id, source, accounts):
        items = await block_of(work, work.tenant_id, source, entity, account)
        await store.keep_blocks(work, CustomerId(customer), source, {kind: CachedBlock(items, at)})


async def renew(
    database: Database, tenant: TenantId, connector: Followed, entity: Entity, id: str, deadline: timedelta
) -> FactsTrouble | None:
    """Asks for one record now and keeps what comes; why it could not be asked, if so. Never raises for the ERP."""
    at = database.clock.now()
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            found = await connector.get(entity, id)
    except TimeoutError:
        return FactsTrouble.SLOW
    except ExternalSystemError as error:
        return trouble_of(error)
    except (ValueError, TypeError, KeyError, ArithmeticError):
        log.exception("erp gives what cannot be read", source=connector.source, entity=entity.value)
        return FactsTrouble.REFUSES

    async def keep(work: UnitOfWork) -> None:
        rows = [copied(found)] if found is not None else []
        touched = await copy_store.apply(work, connector.source, entity, rows, at)
        touched += await copy_store.remove(work, connector.source, entity, [] if found is not None else [id], at)
        await copy_store.confirm(work, connector.source, entity, id, at)
        await tell(work, connector.source, entity, touched, at)

    await database.run(tenant, keep, actor="erp")
    return None


async def block_of(reader: Any, tenant: TenantId, source: str, entity: Entity, account: str) -> tuple[ErpRecord, ...]:
    """The newest documents of an account from the copy; drafts, which have no day yet, come last."""
    rows = await copy_store.of_account(reader, tenant, source, entity, account, MOST_OF_A_KIND)
    return tuple(restored(entity, row.body) for row in rows)


def _is_due(feed: FeedRow, now: datetime) -> bool:
    return feed.reconciled_at is not None and now - feed.reconciled_at > NIGHTLY


class ErpFollowing(Protocol):
    """Who knows the ERPs of all organisations."""

    async def copyings(self) -> Sequence[Copying]: ...


async def follow_all(systems: ErpFollowing) -> None:
    """Runs in the worker, for ever."""
    while True:
        pause = EVERY
        try:
            for one in await systems.copyings():
                end = await one.once()
                pause = AGAIN if end.trouble else pause
        except Exception:
            log.exception("feeds of the ERP could not be followed, trying again")
            pause = AGAIN
        await asyncio.sleep(pause)
