"""Our copy of the ERP's records: it is complete, follows what changes, and survives what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio

from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.erp import (
    Account,
    Capability,
    ContactPoint,
    DelayCause,
    Entity,
    ErpRecord,
    Freshness,
    Order,
    OrderState,
    RecordPage,
    StockLevel,
)
from contact_center.kernel.errors import RetryLater
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.kernel.money import Money
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Database
from erp_link import copy_store, store
from erp_link.connectors.tryton.client import TrytonClient
from erp_link.copying import LEASE, Copying
from erp_link.domain import AccountLink, FactsTrouble
from erp_link.reading import Records, RecordView
from erp_link.service import ErpFactsService
from erp_link.store import PostgresFactsStore
from tests.erp_server import ErpServer
from tests.installation import until
from tests.integration.erp_link.conftest import TENANT

TODAY = date(2026, 12, 4)
LONG = timedelta(seconds=60)


def an_order(n: int, total: int = 100, account: str = "7") -> Order:
    price = Money("TWD", Decimal(total))
    return Order(str(n), f"SO-{n:05}", OrderState.CONFIRMED, "", TODAY, None, None, price, account=account)


@dataclass
class Told:
    """An ERP of our own: a list of orders, which are its log of changes, too."""

    source: str = "Tryton"
    orders: list[Order] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    fails_at: int | None = None
    """Row at which it stops answering."""
    wrong: bool = False
    asked: int = 0

    async def probe(self) -> frozenset[Capability]:
        return frozenset({Capability.CUSTOMERS, Capability.ORDERS, Capability.FEED, Capability.STOCK})

    async def changes(self, entity: Entity, cursor: Mapping[str, Any] | None, limit: int) -> RecordPage:
        self.asked += 1
        if entity is not Entity.ORDER:
            return RecordPage(tuple(self.accounts) if cursor is None else (), {"row": 0}, True)
        row = int((cursor or {"row": 0})["row"])
        if self.fails_at is not None and row >= self.fails_at:
            raise RetryLater(Phrase("provider_too_slow", {"provider": "Tryton"}))
        if self.wrong:
            raise TypeError("a list where a day was")
        page = self.orders[row : row + limit]
        return RecordPage(tuple(page), {"row": row + len(page)}, len(page) < limit)

    async def count(self, entity: Entity) -> int:
        return len(self.orders) if entity is Entity.ORDER else len(self.accounts)

    async def ids(self, entity: Entity, after: str | None, limit: int) -> tuple[str, ...]:
        ids = sorted({one.external_id for one in (self.orders if entity is Entity.ORDER else self.accounts)})
        return tuple(id for id in ids if after is None or id > after)[:limit]

    async def get(self, entity: Entity, external_id: str) -> ErpRecord | None:
        return next((one for one in self.orders if one.external_id == external_id), None)

    async def stock(self, product: str, today: date) -> tuple[StockLevel, ...]:
        raise AssertionError("nobody asks for stock here")


@pytest_asyncio.fixture
async def db(store: PostgresFactsStore) -> AsyncIterator[Database]:
    yield store._database


async def feed_of(db: Database, entity: Entity = Entity.ORDER) -> copy_store.FeedRow:
    async with db.read(TENANT) as reader:
        return next(one for one in await copy_store.feeds(reader, TENANT, "Tryton") if one.entity == entity)


async def numbers(db: Database, account: str = "7") -> list[str]:
    async with db.read(TENANT) as reader:
        rows = await copy_store.of_account(reader, TENANT, "Tryton", Entity.ORDER, account, 100)
    return sorted(row.number for row in rows)


async def test_a_copy_goes_on_after_a_stop_where_it_stood_and_says_how_old_it_is(
    db: Database, clock: ManualClock
) -> None:
    erp = Told(orders=[an_order(n) for n in range(1, 8)], fails_at=4)
    copying = Copying(db, TENANT, erp, rows=2)
    end = await copying.follow(Entity.ORDER)
    assert end.trouble is FactsTrouble.DOWN
    feed = await feed_of(db)
    assert (feed.copied_at, feed.rows_read, feed.rows_there, feed.trouble) == (None, 4, 7, FactsTrouble.DOWN)
    assert await numbers(db) == ["SO-00001", "SO-00002", "SO-00003", "SO-00004"]
    clock.pass_(minutes=3)
    erp.fails_at, erp.asked = None, 0
    await Copying(db, TENANT, erp, rows=2).follow(Entity.ORDER)  # another process
    feed = await feed_of(db)
    assert erp.asked == 2, "what was read is not read once more"
    assert (feed.copied_at, feed.agreed_at, feed.trouble, feed.failing_since) == (clock.now(), clock.now(), None, None)
    assert len(await numbers(db)) == 7


async def test_what_changed_is_told_and_a_row_that_comes_twice_tells_nothing(db: Database, clock: ManualClock) -> None:
    erp = Told(orders=[an_order(1)])
    copying = Copying(db, TENANT, erp)
    await copying.follow(Entity.ORDER)
    clock.pass_(minutes=1)
    erp.orders += [an_order(1), replace(an_order(1, total=250), state=OrderState.DELIVERED)]
    await copying.follow(Entity.ORDER)
    async with db.read(TENANT) as reader:
        changes = await copy_store.changes(reader, TENANT, "Tryton", Entity.ORDER, "1", 9)
    [change] = changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before["state"], change.after["state"]) == ("confirmed", "delivered")
    assert (change.before["total"], change.after["total"]) == (["TWD", "100"], ["TWD", "250"])


async def test_only_one_process_follows_a_feed_and_another_takes_over_what_it_left(
    db: Database, clock: ManualClock
) -> None:
    async with db.work(TENANT, actor="test") as work:
        assert await copy_store.claim(work, "Tryton", Entity.ORDER, clock.now() + LEASE) is not None
    erp = Told(orders=[an_order(1)])
    await Copying(db, TENANT, erp).follow(Entity.ORDER)
    assert erp.asked == 0
    clock.pass_(seconds=LEASE.total_seconds() + 1)
    await Copying(db, TENANT, erp).follow(Entity.ORDER)
    assert await numbers(db) == ["SO-00001"]


async def test_however_long_the_erp_takes_the_feed_stays_with_who_follows_it(db: Database, clock: ManualClock) -> None:
    answers, asked = asyncio.Event(), asyncio.Event()

    class Slow(Told):
        async def changes(self, entity: Entity, cursor: Mapping[str, Any] | None, limit: int) -> RecordPage:
            asked.set()
            await answers.wait()
            return await super().changes(entity, cursor, limit)

    erp, other = Slow(orders=[an_order(1)]), Told(orders=[an_order(2)])
    following = asyncio.create_task(Copying(db, TENANT, erp, beat=0.01).follow(Entity.ORDER))
    await asked.wait()
    clock.pass_(seconds=LEASE.total_seconds() + 1)

    async def held_anew() -> bool:
        async with db.read(TENANT) as reader:
            return bool(
                await reader.value("select busy_until > %s from erp.feed where entity = 'order'", [clock.now()])
            )

    await until(held_anew, "who waits for the ERP says that the feed is theirs")
    await Copying(db, TENANT, other).follow(Entity.ORDER)
    assert other.asked == 0
    answers.set()
    await following
    assert await numbers(db) == ["SO-00001"]


async def test_what_the_erp_has_no_longer_leaves_at_night_but_not_nearly_everything_at_once(
    db: Database, clock: ManualClock
) -> None:
    erp = Told(orders=[an_order(n) for n in range(100, 200)])
    copying = Copying(db, TENANT, erp)
    await copying.follow(Entity.ORDER)
    clock.pass_(minutes=1)
    everything, erp.orders = erp.orders, erp.orders[:-3]
    assert await copying.reconcile(Entity.ORDER) == (3, 0)
    assert len(await numbers(db)) == 97
    clock.pass_(minutes=1)
    erp.orders = everything[:5]
    assert await copying.reconcile(Entity.ORDER) == (0, 92)
    assert (await feed_of(db)).refused_to_remove == 92
    clock.pass_(minutes=1)
    erp.orders = everything
    await copying.reconcile(Entity.ORDER)
    assert len(await numbers(db)) == 100, "what the copy lacked was read"


async def test_answers_of_wrong_types_stop_the_feed_and_not_the_page(db: Database, clock: ManualClock) -> None:
    erp = Told(orders=[an_order(1)], accounts=[Account("7", "C7", "Seven", emails=("seven@shop.example",))])
    copying = Copying(db, TENANT, erp)
    await copying.once()
    records = Records(db, clock, "Tryton", erp, erp.probe)  # type: ignore[arg-type]
    erp.wrong = True
    clock.pass_(minutes=10)
    assert (await copying.once()).trouble is FactsTrouble.REFUSES
    view = await records.view(TENANT, Entity.ORDER, "1", TODAY, LONG)
    assert view.block.freshness is Freshness.OLD
    assert view.block.as_of == clock.now() - timedelta(minutes=10)
    assert view.block.reason == FactsTrouble.REFUSES
    assert view.account is not None
    erp.wrong = False
    await copying.once()
    view = await records.view(TENANT, Entity.ORDER, "1", TODAY, LONG)
    assert (view.block.freshness, view.block.as_of) == (Freshness.FRESH, clock.now())
    assert (await records.search(TENANT, "so 00001", 5))[0].number == "SO-00001"
    assert [one.number for one in await records.search(TENANT, "SEVEN@shop.example", 5)] == ["C7"]


async def test_an_account_of_an_erased_customer_does_not_come_back(
    db: Database, store: PostgresFactsStore, clock: ManualClock
) -> None:

    erp, customer = Told(orders=[an_order(1), an_order(2, account="8")]), CustomerId(new_id())
    copying = Copying(db, TENANT, erp)
    await copying.follow(Entity.ORDER)
    await store.save_link(TENANT, customer, "Tryton", AccountLink(Account("7", "C7", "Seven"), clock.now()))
    async with db.work(TENANT, actor="test") as work:
        await withhold(work, customer)
    erp.orders.append(an_order(1, total=5))
    await copying.follow(Entity.ORDER)
    assert (await numbers(db), await numbers(db, "8")) == ([], ["SO-00002"])


async def withhold(work: Any, customer: CustomerId) -> None:
    await store.withhold(work, [customer])


@pytest.mark.erp
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("tryton")
async def test_pages_read_the_copy_while_tryton_is_gone_and_follow_it_when_it_is_back(
    tryton: ErpServer, db: Database, store: PostgresFactsStore, clock: ManualClock
) -> None:
    """One story, as the copy of the whole company takes a while: complete, served without Tryton, a line followed."""
    live, followed = tryton.connector(), tryton.connector(timedelta(seconds=120))
    copying = Copying(db, TENANT, followed)

    async def offers() -> frozenset[Capability]:
        return await live.probe()

    records = Records(db, clock, "Tryton", live, offers)
    facts = ErpFactsService(live, store, clock, records)
    assert (await copying.once()).trouble is None
    for entity in Entity:
        feed = await feed_of(db, entity)
        assert feed.copied_at is not None
        assert feed.rows_there > 0

    # Late, and why; with what belongs to it.
    [found] = await records.search(TENANT, "so20418", 5)
    view = await records.view(TENANT, Entity.ORDER, found.external_id, clock.now().date(), LONG)
    assert isinstance(view.record, Order)
    [delay] = view.record.delays
    assert (delay.cause, delay.quantity) == (DelayCause.PRODUCTION, 1)
    assert [one.number for one in view.invoices] == ["INV-3402"]
    assert len(view.deliveries) == 2
    assert view.credit is not None
    assert view.credit.items[0].limit == Money("TWD", Decimal(300000))
    [complaint] = [one for one in await records.search(TENANT, "RC-301", 5) if one.entity is Entity.RETURN]
    about = await records.view(TENANT, Entity.RETURN, complaint.external_id, clock.now().date(), LONG)
    assert [one.number for one in about.orders] == ["SO-20102"]
    [machine] = await records.search(TENANT, "k1-6102", 5)
    assert machine.entity is Entity.UNIT

    await _changes(tryton, copying, records, facts, view, clock)
    await _stops(tryton, copying, facts, clock)
    await facts.close()
    await records.close()
    await followed.close()


async def _changes(
    tryton: ErpServer,
    copying: Copying,
    records: Records,
    facts: ErpFactsService,
    view: RecordView,
    clock: ManualClock,
) -> None:
    """A line of the order changes, which does not touch the order itself."""
    customer = CustomerId(new_id())
    known = await facts.facts(TENANT, customer, (ContactPoint("email", "tom@mosslane.example"),), LONG)
    assert known.orders.freshness is Freshness.FRESH
    waiting = next(one for one in view.deliveries if one.state == "planned")
    later = {"__class__": "date", "year": 2031, "month": 5, "day": 6}
    client = TrytonClient(tryton.settings())
    await client.call("model.stock.shipment.out.write", [int(waiting.external_id)], {"planned_date": later})
    await client.close()
    clock.pass_(minutes=1)
    assert (await copying.once()).trouble is None
    seen = await facts.facts(TENANT, customer, (), timedelta(0))
    order = next(one for one in seen.orders.items if one.number == "SO-20418")
    assert order.expected_on == date(2031, 5, 6)
    view = await records.view(TENANT, Entity.ORDER, order.external_id, clock.now().date(), LONG)
    assert view.changes[0].fields["expected_on"][1] == "2031-05-06"


async def _stops(tryton: ErpServer, copying: Copying, facts: ErpFactsService, clock: ManualClock) -> None:
    """Tryton is gone: somebody who was never asked for is known all the same, and it is said how old that is."""
    tryton.kill()
    somebody = CustomerId(new_id())
    clock.pass_(minutes=7)
    gone = await facts.facts(TENANT, somebody, (ContactPoint("number", "C00001"),), LONG)
    assert {one.number for one in gone.orders.items} >= {"SO-20418", "SO-20102"}
    assert (gone.orders.freshness, gone.orders.reason) == (Freshness.OLD, FactsTrouble.DOWN)
    assert gone.orders.as_of == clock.now() - timedelta(minutes=7)
    assert (await copying.once()).trouble is FactsTrouble.DOWN
    tryton.start()
    assert (await copying.once()).trouble is None
    clock.pass_(minutes=1)
    back = await facts.facts(TENANT, somebody, (), LONG)
    assert back.orders.freshness is Freshness.FRESH
