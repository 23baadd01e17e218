"""A home-grown ERP in a database or in CSV files, through a mapping that an administrator has written.

A table with a column that says when a row last changed is followed by it; one without is read as a whole, every few
minutes. What its tables do not hold (credit, a customer's price, stock) is not available from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar, cast

from contact_center.kernel.clock import Clock, SystemClock
from contact_center.kernel.contracts.erp import (
    Account,
    BomLine,
    Capability,
    ContactPoint,
    CreditState,
    CustomerPrice,
    Entity,
    ErpFile,
    ErpRecord,
    Invoice,
    Order,
    Paper,
    Product,
    RecordPage,
    Shipment,
    StockLevel,
)
from contact_center.kernel.errors import GiveUp
from erp_link.connectors.keyset import Id, KeysetFeed, StampedPlace, StampedRow
from erp_link.connectors.sql import queries
from erp_link.connectors.sql.client import ForeignDatabase, Rows
from erp_link.connectors.sql.domain import MappedTable, MappedTables
from erp_link.connectors.sql.parse import TableReader
from erp_link.domain import DocumentNumber, numbered

T = TypeVar("T", bound=ErpRecord)
MOST = 50
SCANNED_EVERY = timedelta(minutes=4)
"""How often a table without a stamp is read as a whole."""
OFFERS = {
    Entity.ACCOUNT: Capability.CUSTOMERS,
    Entity.PRODUCT: Capability.PRODUCTS,
    Entity.ORDER: Capability.ORDERS,
    Entity.INVOICE: Capability.INVOICES,
    Entity.DELIVERY: Capability.DELIVERIES,
}
_NEWEST = {Entity.ORDER: "ordered_on", Entity.INVOICE: "issued_on", Entity.DELIVERY: "planned_on"}


class SqlConnector:
    """See `erp_link.kinds.FullConnector`."""

    def __init__(
        self, database: ForeignDatabase, tables: MappedTables, reader: TableReader, clock: Clock | None = None
    ) -> None:
        self.source = database.name
        self._database = database
        self._tables = tables
        self._reader = reader
        self._clock = clock or SystemClock()
        self._feeds: dict[Entity, KeysetFeed] = {}
        self._numeric: dict[str, bool] = {}
        """Tables whose ids are numbers."""

    async def probe(self) -> frozenset[Capability]:
        """Each mapped table is asked for one row: where a column is missing, its kind is not available."""
        found = {Capability.FEED}
        for entity, capability in OFFERS.items():
            table, lines = self._tables.of(entity), self._tables.lines(entity)
            if table is not None and await self._has(table) and (lines is None or await self._has(lines)):
                found.add(capability)
                found |= _beside(entity, table)
        return frozenset(found)

    async def find_accounts(self, points: tuple[ContactPoint, ...]) -> tuple[Account, ...]:
        table = self._tables.of(Entity.ACCOUNT)
        if table is None:
            return ()
        fields = {"email": ("email",), "tax_id": ("tax_id",), "number": ("number",), "phone": ("phone", "mobile")}
        found: dict[str, Account] = {}
        for point in points:
            for field in fields.get(point.kind, ()):
                key = "id" if field == "number" and field not in table.columns else field
                if not point.value or key not in table.columns:
                    continue
                query = (
                    queries.ending(table, key, point.value[-8:])
                    if point.kind == "phone"
                    else queries.named(table, key, point.value)
                )
                for record in await self._records(Entity.ACCOUNT, await self._database.rows(query)):
                    account = cast("Account", record)
                    if point.kind != "phone" or point.value in account.phones:
                        found[account.external_id] = account
        return tuple(found.values())

    async def account(self, external_id: str) -> Account | None:
        found = await self.get(Entity.ACCOUNT, external_id)
        return found if isinstance(found, Account) else None

    async def owner(self, number: DocumentNumber) -> tuple[Account, str] | None:
        """By the number as it is written here; tables that we do not know are not searched through."""
        for entity in (Entity.ORDER, Entity.INVOICE, Entity.DELIVERY):
            table = self._tables.of(entity)
            if table is None:
                continue
            field = "number" if "number" in table.columns else "id"
            for said in dict.fromkeys((f"{number.letters}-{number.digits}", f"{number.letters}{number.digits}",
                                       number.digits)):  # fmt: skip
                if field == "id" and not said.isdecimal() and await self._counts(table):
                    continue
                for record in await self._records(entity, await self._database.rows(queries.named(table, field, said))):
                    if number.means(numbered(record.number)):
                        owner = await self.account(getattr(record, "account", ""))
                        return (owner, record.number) if owner else None
        return None

    async def orders(self, account: str) -> tuple[Order, ...]:
        return cast("tuple[Order, ...]", await self.records(Entity.ORDER, account))

    async def invoices(self, account: str) -> tuple[Invoice, ...]:
        return cast("tuple[Invoice, ...]", await self.records(Entity.INVOICE, account))

    async def deliveries(self, account: str) -> tuple[Shipment, ...]:
        return cast("tuple[Shipment, ...]", await self.records(Entity.DELIVERY, account))

    async def products(self, skus: tuple[str, ...]) -> tuple[Product, ...]:
        table = self._tables.of(Entity.PRODUCT)
        if table is None:
            return ()
        key = "sku" if "sku" in table.columns else "id"
        found: list[ErpRecord] = []
        for sku in skus:
            found += await self._records(Entity.PRODUCT, await self._database.rows(queries.named(table, key, sku)))
        return tuple(one for one in found if isinstance(one, Product))

    # --- one record, and all that change ------------------------------------------------------------

    async def get(self, entity: Entity, external_id: str) -> ErpRecord | None:
        table = self._tables.of(entity)
        if table is None:
            return None
        rows = await self._database.rows(queries.by_ids(table, [await self._id(table, external_id)]))
        found = await self._records(entity, rows)
        return found[0] if found else None

    async def changes(self, entity: Entity, cursor: Mapping[str, Any] | None, limit: int) -> RecordPage:
        table = self._tables.of(entity)
        if table is None:
            return RecordPage((), {}, True)
        if table.stamp is None:
            return await self._scanned(entity, table, cursor, limit)
        lines = self._tables.lines(entity)
        streams = [SqlStream(self._database, table, "id")]
        if lines is not None and lines.stamp is not None and "id" in lines.columns:
            streams.append(SqlStream(self._database, lines, "parent"))
        feed = self._feeds.setdefault(entity, KeysetFeed())
        step = await feed.step(streams, cursor, limit, self._clock.now())
        ids = [await self._id(table, head) for head in step.heads]
        records: list[ErpRecord] = []
        for start in range(0, len(ids), 500):
            records += await self._records(
                entity, await self._database.rows(queries.by_ids(table, ids[start : start + 500]))
            )
        have = {one.external_id for one in records}
        stamp = datetime.fromisoformat(step.stamp).replace(tzinfo=None) if step.stamp else None  # as the page shows it
        return RecordPage(
            tuple(records), step.cursor, step.done, stamp, tuple(one for one in step.heads if one not in have)
        )

    async def count(self, entity: Entity) -> int:
        table = self._tables.of(entity)
        return int(await self._database.value(queries.counted(table))) if table is not None else 0

    async def ids(self, entity: Entity, after: str | None, limit: int) -> tuple[str, ...]:
        table = self._tables.of(entity)
        if table is None:
            return ()
        last = await self._id(table, after) if after is not None else None
        return tuple(str(row["id"]) for row in await self._database.rows(queries.ids(table, last, limit)))

    # --- what only an ERP that computes can say -------------------------------------------------------

    async def credit(self, account: str) -> CreditState | None:
        return None

    async def stock(self, product: str, today: date) -> tuple[StockLevel, ...]:
        return ()

    async def price(self, account: str | None, product: str, quantity: Decimal) -> CustomerPrice | None:
        return None

    async def supplies(self, products: Sequence[str]) -> tuple[ErpRecord, ...]:
        return ()

    async def components(self, product: str) -> tuple[BomLine, ...]:
        return ()

    async def document(self, entity: Entity, external_id: str) -> ErpFile | None:
        return None

    async def papers(self, product: str, serial: str | None) -> tuple[Paper, ...]:
        return ()

    async def paper(self, external_id: str) -> ErpFile | None:
        return None

    async def records(self, entity: Entity, account: str) -> tuple[ErpRecord, ...]:
        table = self._tables.of(entity)
        accounts = self._tables.of(Entity.ACCOUNT)
        if table is None or accounts is None or "account" not in table.columns:
            return ()
        id = await self._id(accounts, account)
        query = queries.of_account(table, id, _NEWEST.get(entity), MOST)
        return tuple(await self._records(entity, await self._database.rows(query)))

    async def close(self) -> None:
        await self._database.close()

    # --- below ---------------------------------------------------------------------------------------

    async def _scanned(
        self, entity: Entity, table: MappedTable, cursor: Mapping[str, Any] | None, limit: int
    ) -> RecordPage:
        """Everything in the order of ids, a page a step, then a pause."""
        state, now = dict(cursor or {}), self._clock.now()
        if state.get("again") and not self._database.is_local and now < datetime.fromisoformat(state["again"]):
            return RecordPage((), state, True, looked=False)
        rows = await self._database.rows(queries.ids(table, state.get("after"), limit))
        ids = [row["id"] for row in rows]
        records = await self._records(entity, await self._database.rows(queries.by_ids(table, ids))) if ids else []
        if len(ids) >= limit:
            return RecordPage(tuple(records), {"after": ids[-1]}, False)
        return RecordPage(tuple(records), {"again": (now + SCANNED_EVERY).isoformat()}, True)

    async def _records(self, entity: Entity, rows: Rows) -> list[ErpRecord]:
        table, lines = self._tables.of(entity), self._tables.lines(entity)
        assert table is not None
        by_parent: dict[str, list[Mapping[str, Any]]] = {}
        if lines is not None and rows:
            for line in await self._database.rows(queries.lines_of(lines, [row["id"] for row in rows])):
                by_parent.setdefault(str(line["parent"]), []).append(line)
        return [self._reader.record(entity, table, row, by_parent.get(str(row["id"]), ())) for row in rows]

    async def _has(self, table: MappedTable) -> bool:
        try:
            await self._database.rows(queries.asked(table).limit(1))
        except GiveUp:
            return False
        return True

    async def _id(self, table: MappedTable, external_id: str) -> Id:
        """As the column has it: a database compares no text with a number."""
        return int(external_id) if external_id.isdecimal() and await self._counts(table) else external_id

    async def _counts(self, table: MappedTable) -> bool:
        if table.name not in self._numeric:
            rows = await self._database.rows(queries.ids(table, None, 1))
            if not rows:
                return False
            self._numeric[table.name] = isinstance(rows[0]["id"], int)
        return self._numeric[table.name]


class SqlStream:
    """See `keyset.StampedStream`: the rows of one table by the column that says when they changed."""

    def __init__(self, database: ForeignDatabase, table: MappedTable, head: str) -> None:
        self.name = table.name
        self._database = database
        self._table = table
        self._head = head

    async def rows(self, after: StampedPlace | None, limit: int) -> list[StampedRow]:
        start = (_moment(after.stamp), after.id) if after is not None else None
        rows = await self._database.rows(queries.changed(self._table, self._head, start, limit))
        return [StampedRow(self._place(row), (str(row["head"]),)) for row in rows]

    async def newest(self) -> StampedPlace | None:
        rows = await self._database.rows(queries.newest(self._table))
        return self._place(rows[0]) if rows else None

    def _place(self, row: Mapping[str, Any]) -> StampedPlace:
        stamp = row["stamp"]
        if not isinstance(stamp, date):
            raise ValueError(f"changed: {stamp!r} is no instant")
        return StampedPlace(stamp.isoformat(), row["id"])

    def reached(self, after: StampedPlace | None, rows: Sequence[StampedRow]) -> StampedPlace:
        return rows[-1].place

    def before(self, place: StampedPlace, by: timedelta) -> StampedPlace:
        return StampedPlace((_moment(place.stamp) - by).isoformat(), place.id)


def _moment(stamp: str) -> date:
    return datetime.fromisoformat(stamp) if "T" in stamp else date.fromisoformat(stamp)


def _beside(entity: Entity, table: MappedTable) -> set[Capability]:
    """What some more columns give."""
    found = set()
    if entity is Entity.DELIVERY and "tracking_number" in table.columns:
        found.add(Capability.TRACKING)
    if entity is Entity.ACCOUNT and "parent" in table.columns:
        found.add(Capability.HIERARCHY)
    if entity is Entity.INVOICE and "e_invoice" in table.columns:
        found.add(Capability.E_INVOICE)
    return found
