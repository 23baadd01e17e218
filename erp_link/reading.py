"""Records of the ERP, one by one: from our copy, with source and age, and with what belongs to them.

What the ERP computes (credit, stock, a customer's price) is in no copy: it is asked for with a deadline and kept for a
moment. An ERP that does not answer takes nothing from a page but these figures, and the page says so.
Longer than 400 lines: one way of reading, a few lines a step.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.erp import (
    Account,
    Block,
    BomLine,
    Capability,
    ContactPoint,
    CreditState,
    CustomerPrice,
    Entity,
    ErpRecord,
    Freshness,
    Invoice,
    LiveConnector,
    Order,
    Paper,
    Product,
    ReturnCase,
    Shipment,
    StockLevel,
    Supply,
    Unit,
)
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database, Reader
from erp_link import copy_store
from erp_link.computed import UNREADABLE, ComputedFigures
from erp_link.copy_store import ChangeRow, FeedRow, FoundRow
from erp_link.copying import BLOCKS, block_of
from erp_link.copying_domain import restored
from erp_link.domain import (
    LIMITS,
    FactKind,
    FactsTrouble,
    days_behind,
    days_late,
    document_number,
    missing,
    why_late,
)

T = TypeVar("T")
MOST_LINKED = 60
MOST_CHANGES = 50
FRESH_FOR = LIMITS[FactKind.ORDERS]
RELATED = frozenset({Entity.ORDER, Entity.INVOICE, Entity.DELIVERY, Entity.RETURN, Entity.UNIT})
PART_OF = {
    Entity.ORDER: FactKind.ORDERS,
    Entity.UNIT: FactKind.ORDERS,
    Entity.RETURN: FactKind.ORDERS,
    Entity.INVOICE: FactKind.INVOICES,
    Entity.ACCOUNT: FactKind.INVOICES,
    Entity.DELIVERY: FactKind.DELIVERIES,
}
"""Under which kind a record is kept from who may not see it yet; products and supplies are nobody's."""


@dataclass(frozen=True, slots=True)
class RecordFound:
    """What a search has found."""

    entity: Entity
    external_id: str
    account: str
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What of a record was what before, and what after: fields by name, values as JSON has them."""

    at: datetime
    fields: Mapping[str, tuple[Any, Any]]
    removed: bool = False


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record with all that belongs to it."""

    block: Block[ErpRecord]
    entity: Entity
    account: Account | None = None
    customers: tuple[CustomerId, ...] = ()
    """Ours who are its account."""
    related: tuple[RecordFound, ...] = ()
    orders: tuple[Order, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    deliveries: tuple[Shipment, ...] = ()
    returns: tuple[ReturnCase, ...] = ()
    units: tuple[Unit, ...] = ()
    supplies: tuple[Supply, ...] = ()
    """On their way, of the products it names."""
    changes: tuple[RecordChange, ...] = ()
    offers: frozenset[Capability] = frozenset()
    credit: Block[CreditState] | None = None
    stock: Block[StockLevel] | None = None
    price: Block[CustomerPrice] | None = None
    components: Block[BomLine] | None = None
    papers: Block[Paper] | None = None

    @property
    def record(self) -> ErpRecord | None:
        return self.block.items[0] if self.block.items else None


class Records:
    """Reads one organisation's ERP, through our copy."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        source: str,
        live: LiveConnector,
        offers: Any,
    ) -> None:
        """`offers`: asks what the ERP can give; None while it cannot be asked."""
        self._database = database
        self._clock = clock
        self._source = source
        self._live = live
        self._offers = offers
        self._figures = ComputedFigures(source, clock)

    # --- the copy as `service` reads it (see ports.RecordCopy) ---------------------------------------------

    async def agreed(self, tenant: TenantId) -> Mapping[FactKind, datetime]:
        async with self._database.read(tenant, by_key=True) as reader:
            feeds = await self._feeds(reader, tenant)
        accounts = feeds.get(Entity.ACCOUNT)
        if accounts is None or accounts.copied_at is None:
            return {}
        found = {}
        for entity, kind in BLOCKS.items():
            feed = feeds.get(entity)
            if feed is not None and feed.copied_at is not None and feed.agreed_at is not None:
                found[kind] = feed.agreed_at
        return found

    async def find_accounts(self, tenant: TenantId, points: tuple[ContactPoint, ...]) -> tuple[Account, ...]:
        names = [point.value.strip().casefold() for point in points]
        async with self._database.read(tenant, by_key=True) as reader:
            rows = await copy_store.accounts_named(reader, tenant, self._source, names)
        found = [restored(Entity.ACCOUNT, row.body) for row in rows]
        return tuple(one for one in found if isinstance(one, Account))

    async def blocks(
        self, tenant: TenantId, account: str, kinds: Sequence[FactKind]
    ) -> Mapping[FactKind, tuple[Any, ...]]:
        entities = {kind: entity for entity, kind in BLOCKS.items()}
        async with self._database.read(tenant, by_key=True) as reader:
            return {kind: await block_of(reader, tenant, self._source, entities[kind], account) for kind in kinds}

    # --- one record -------------------------------------------------------------------------------------------

    async def feeds(self, tenant: TenantId) -> tuple[FeedRow, ...]:
        """How far the copy has come, kind by kind."""
        async with self._database.read(tenant) as reader:
            return tuple((await self._feeds(reader, tenant)).values())

    async def view(
        self, tenant: TenantId, entity: Entity, id: str, today: date, deadline: timedelta, account: str = ""
    ) -> RecordView:
        """The record with what belongs to it; a product with the price of one account. Never raises for the ERP."""
        offers = await self._can()
        async with self._database.read(tenant) as reader:
            view = await self._copied(reader, tenant, entity, id, today)
        if view.record is None and view.block.reason != FactsTrouble.NO_RECORD and offers is not None:
            view = await self._not_copied(tenant, view, id, deadline)
        if account and entity is Entity.PRODUCT:
            async with self._database.read(tenant, by_key=True) as reader:
                known, customers = await self._whose(reader, tenant, account)
            view = replace(view, account=known, customers=customers)
        return await self._with_live(tenant, replace(view, offers=offers or frozenset()), today, deadline, account)

    async def delays(self, tenant: TenantId, orders: Sequence[Order], today: date) -> tuple[Order, ...]:
        """The same orders, those that are late with the reason."""
        late = [one for one in orders if days_late(one, today) or days_behind(one, today)]
        if not late:
            return tuple(orders)
        async with self._database.read(tenant) as reader:
            supplies = await self._supplies(reader, tenant, late)
        return tuple(replace(one, delays=why_late(one, today, supplies)) if one in late else one for one in orders)

    async def search(self, tenant: TenantId, text: str, limit: int) -> tuple[RecordFound, ...]:
        """Records with this number, in any spelling of a document's, serial, address or part of a product's name."""
        text = text.strip()
        if not text:
            return ()
        number = document_number(text)
        async with self._database.read(tenant) as reader:
            rows = await copy_store.named(reader, tenant, self._source, [text.casefold()], limit)
            if number is not None:
                rows += await copy_store.numbered(reader, tenant, self._source, number, limit)
            if len(text) > 1:
                rows += await copy_store.products_like(reader, tenant, self._source, text, limit)
        return tuple(dict.fromkeys(_found(row) for row in rows))[:limit]

    async def numbered(self, tenant: TenantId, entity: Entity, number: str) -> RecordFound | None:
        """The newest record of this kind with exactly this number."""
        async with self._database.read(tenant, by_key=True) as reader:
            rows = await copy_store.by_number(reader, tenant, self._source, entity, number.strip())
        return RecordFound(entity, rows[0].external_id, rows[0].account, rows[0].number, "") if rows else None

    async def whose(self, tenant: TenantId, account: str) -> tuple[Account | None, tuple[CustomerId, ...]]:
        """The account as our copy has it, and who of our customers it is."""
        async with self._database.read(tenant) as reader:
            return await self._whose(reader, tenant, account)

    async def _copied(self, reader: Reader, tenant: TenantId, entity: Entity, id: str, today: date) -> RecordView:
        feeds = await self._feeds(reader, tenant)
        rows = await copy_store.records(reader, tenant, self._source, entity, [id])
        if not rows:
            return RecordView(self._nothing(feeds.get(entity)), entity)
        row = rows[0]
        try:
            record = restored(entity, row.body)
        except UNREADABLE:
            return RecordView(Block(self._source, Freshness.ASKING, None, (), FactsTrouble.SLOW), entity)
        block = self._block(record, row.read_at, row.deleted_at, feeds.get(entity))
        account, customers = await self._whose(reader, tenant, row.account)
        changes = await copy_store.changes(reader, tenant, self._source, entity, id, MOST_CHANGES)
        view = RecordView(block, entity, account, customers, changes=tuple(_change(one) for one in changes))
        return await self._around(reader, tenant, view, record, today)

    async def _not_copied(self, tenant: TenantId, view: RecordView, id: str, deadline: timedelta) -> RecordView:
        """Asked of the ERP, while the first copy is not complete."""
        found = await self._figures.block(
            (tenant, "record", view.entity, id), lambda: self._live.get(view.entity, id), deadline
        )
        if not found.items:
            why = found.reason or FactsTrouble.NO_RECORD
            return replace(view, block=Block(self._source, Freshness.UNAVAILABLE, found.as_of, (), why))
        async with self._database.read(tenant) as reader:
            account, customers = await self._whose(reader, tenant, getattr(found.items[0], "account", ""))
        return replace(view, block=found, account=account, customers=customers)

    async def _around(
        self, reader: Reader, tenant: TenantId, view: RecordView, record: ErpRecord, today: date
    ) -> RecordView:
        coming = await self._supplies(reader, tenant, [record])
        supplies = tuple(coming or ())
        if isinstance(record, Order):
            delayed = replace(record, delays=why_late(record, today, coming))
            view = replace(view, block=replace(view.block, items=(delayed,)))
        links = _links(record)
        rows = await copy_store.linked(reader, tenant, self._source, links, MOST_LINKED) if links else []
        if isinstance(record, Product):
            units = await copy_store.of_product(reader, tenant, self._source, Entity.UNIT, [record.external_id])
            rows += [FoundRow("unit", one.external_id, one.account, one.number, "") for one in units[:MOST_LINKED]]
        others = [
            one for one in map(_found, rows) if (one.entity, one.external_id) != (view.entity, record.external_id)
        ]
        # A serial is no document of one account alone; documents of another account with the same number are not ours.
        whose = getattr(record, "account", "")
        mine = [one for one in others if not whose or one.account == whose]
        full = await self._read(reader, tenant, mine)
        return replace(
            view,
            related=tuple(dict.fromkeys(mine)),
            orders=tuple(one for one in full if isinstance(one, Order)),
            invoices=tuple(one for one in full if isinstance(one, Invoice)),
            deliveries=tuple(one for one in full if isinstance(one, Shipment)),
            returns=tuple(one for one in full if isinstance(one, ReturnCase)),
            units=tuple(one for one in full if isinstance(one, Unit)),
            supplies=tuple(one for one in supplies if one.is_open),
        )

    async def _read(self, reader: Reader, tenant: TenantId, found: Sequence[RecordFound]) -> list[ErpRecord]:
        records: list[ErpRecord] = []
        for entity in RELATED:
            ids = [one.external_id for one in found if one.entity is entity]
            if ids:
                for row in await copy_store.records(reader, tenant, self._source, entity, ids):
                    try:
                        records.append(restored(entity, row.body))
                    except UNREADABLE:
                        continue
        return sorted(records, key=lambda one: one.number)

    async def _supplies(self, reader: Reader, tenant: TenantId, records: Sequence[ErpRecord]) -> list[Supply] | None:
        """What is on its way of the products that they wait for; None where this ERP does not tell."""
        if Entity.SUPPLY not in await self._feeds(reader, tenant):
            return None
        products = {id for record in records for id in _awaited(record)}
        if not products:
            return []
        rows = await copy_store.of_product(reader, tenant, self._source, Entity.SUPPLY, sorted(products))
        found = [restored(Entity.SUPPLY, row.body) for row in rows]
        return [one for one in found if isinstance(one, Supply)]

    async def _whose(
        self, reader: Reader, tenant: TenantId, account: str
    ) -> tuple[Account | None, tuple[CustomerId, ...]]:
        if not account:
            return None, ()
        rows = await copy_store.records(reader, tenant, self._source, Entity.ACCOUNT, [account])
        known = restored(Entity.ACCOUNT, rows[0].body) if rows else None
        ours = await copy_store.customers_of(reader, tenant, self._source, [account])
        return (known if isinstance(known, Account) else None), tuple(CustomerId(id) for id, _ in ours)

    async def _feeds(self, reader: Reader, tenant: TenantId) -> dict[Entity, FeedRow]:
        rows = await copy_store.feeds(reader, tenant, self._source)
        return {Entity(row.entity): row for row in rows}

    def _block(
        self, record: ErpRecord, read_at: datetime, deleted_at: datetime | None, feed: FeedRow | None
    ) -> Block[ErpRecord]:
        agreed = feed.agreed_at if feed is not None else None
        as_of = max(read_at, agreed or read_at)
        if deleted_at is not None:
            return Block(self._source, Freshness.OLD, deleted_at, (record,), FactsTrouble.GONE)
        fresh = self._clock.now() - as_of <= FRESH_FOR
        trouble = FactsTrouble(feed.trouble) if feed is not None and feed.trouble else FactsTrouble.SLOW
        return Block(
            self._source, Freshness.FRESH if fresh else Freshness.OLD, as_of, (record,), None if fresh else trouble
        )

    def _nothing(self, feed: FeedRow | None) -> Block[ErpRecord]:
        """Not in the copy: unknown there, not yet read, or the ERP has no such kind."""
        if feed is None or feed.copied_at is None:
            why = FactsTrouble(feed.trouble) if feed is not None and feed.trouble else FactsTrouble.BEING_COPIED
            return Block(self._source, Freshness.UNAVAILABLE, None, (), why)
        return Block(self._source, Freshness.UNAVAILABLE, feed.agreed_at, (), FactsTrouble.NO_RECORD)

    # --- what is computed -------------------------------------------------------------------------------------

    async def _with_live(
        self, tenant: TenantId, view: RecordView, today: date, deadline: timedelta, whose: str
    ) -> RecordView:
        record, account = view.record, view.account
        if isinstance(record, Product):
            product = record.external_id
            stock, price = await asyncio.gather(
                self._computed(
                    view, Capability.STOCK, (tenant, "stock", product, today), deadline,
                    lambda: self._live.stock(product, today),
                ),
                self._computed(
                    view, Capability.PRICE, (tenant, "price", product, whose), deadline,
                    lambda: self._live.price(whose or None, product, Decimal(1)),
                ),
            )  # fmt: skip
            components = await self._computed(
                view, Capability.COMPONENTS, (tenant, "components", product), deadline,
                lambda: self._live.components(product),
            )  # fmt: skip
            papers = await self._papers(tenant, view, product, None, deadline)
            return replace(view, stock=stock, price=price if whose else None, components=components, papers=papers)
        if isinstance(record, Unit):
            return replace(view, papers=await self._papers(tenant, view, record.product, record.number, deadline))
        if isinstance(record, Order | Invoice | Account) and account is not None:
            credit = await self._computed(
                view, Capability.CREDIT, (tenant, "credit", account.external_id), deadline,
                lambda: self._live.credit(account.external_id),
            )  # fmt: skip
            if isinstance(record, Order) and credit.items and not record.delays:
                told = bool({Capability.PRODUCTION, Capability.PURCHASING} & view.offers)
                delays = why_late(record, today, view.supplies if told else None, credit.items[0])
                view = replace(view, block=replace(view.block, items=(replace(record, delays=delays),)))
            return replace(view, credit=credit)
        return view

    async def _papers(
        self, tenant: TenantId, view: RecordView, product: str, serial: str | None, deadline: timedelta
    ) -> Block[Paper]:
        key = (tenant, "papers", view.record.external_id if view.record is not None else "", product, serial)
        return await self._computed(view, Capability.PAPERS, key, deadline, lambda: self._live.papers(product, serial))

    async def _computed(
        self, view: RecordView, needs: Capability, key: Hashable, deadline: timedelta, ask: Any
    ) -> Block[Any]:
        """A figure, or why there is none: the ERP has no such thing, or nobody could ask what it has."""
        lacking = None
        if needs not in view.offers:
            lacking = FactsTrouble.NOT_OFFERED if view.offers else FactsTrouble.SLOW
        return await self._figures.block(key, ask, deadline, lacking=lacking)

    def expire(self, tenant: TenantId, id: str) -> None:
        """What the ERP has computed about a record is asked for anew at the next look."""
        self._figures.expire(tenant, id)

    async def _can(self) -> frozenset[Capability] | None:
        found: frozenset[Capability] | None = await self._offers()
        return found

    async def close(self) -> None:
        await self._figures.close()


def _found(row: FoundRow) -> RecordFound:
    return RecordFound(Entity(row.entity), row.external_id, row.account, row.number, row.label)


def _change(row: ChangeRow) -> RecordChange:
    before, after = row.before or {}, row.after or {}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return RecordChange(row.at, {name: (before.get(name), after.get(name)) for name in names}, row.after is None)


def _links(record: ErpRecord) -> tuple[str, ...]:
    """Numbers by which what belongs to a record is found."""
    match record:
        case Order():
            return (record.number,)
        case Invoice() | Shipment():
            return (record.number, *record.order_numbers)
        case ReturnCase():
            serials = tuple(line.serial for line in record.lines if line.serial)
            return (record.number, *record.order_numbers, *record.invoice_numbers, *serials)
        case Unit():
            return (record.number, *record.order_numbers, *record.delivery_numbers)
    return ()


def _awaited(record: ErpRecord) -> tuple[str, ...]:
    """Products of which a record waits for more."""
    if isinstance(record, Order):
        return tuple(line.product for line in missing(record) if line.product)
    if isinstance(record, Product):
        return (record.external_id,)
    return ()
