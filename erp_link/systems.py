"""The ERP of each organisation, connected when first asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from contact_center.directory import service as directory
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.erp import Block, Capability, Entity, ErpRecord, Freshness, Order, Product
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault
from erp_link import system_store
from erp_link.connectors.tryton.acts import TrytonActs
from erp_link.connectors.tryton.client import NAME, TrytonClient, TrytonSettings
from erp_link.connectors.tryton.connector import TrytonConnector
from erp_link.copy_store import FeedRow
from erp_link.copying import Copying
from erp_link.domain import CustomerFacts, FactKind, FactsTrouble, Holder, document_number
from erp_link.ports import CustomerBook
from erp_link.reading import RecordFound, Records, RecordView
from erp_link.service import ErpFactsService
from erp_link.store import PostgresFactsStore
from erp_link.system_store import SystemRow


@dataclass(frozen=True, slots=True)
class Search:
    """Whose document a number is. `unanswered`: why the ERP `source` could not be asked."""

    holders: tuple[Holder, ...] = ()
    source: str = ""
    unanswered: FactsTrouble | None = None


COPYING_DEADLINE = timedelta(seconds=30)
"""For one question of a feed: nobody waits for it."""
ASKING_DEADLINE = timedelta(seconds=5)
ACTING_DEADLINE = timedelta(seconds=20)
"""For one act or its preview: an order of many lines takes the ERP some seconds."""
FOUND = 12
"""Records that a search gives."""


@dataclass(slots=True)
class _Connected:
    """The ERP of one organisation, as this process asks it."""

    row: SystemRow
    facts: ErpFactsService
    records: Records
    copying: Copying
    feed: TrytonConnector = field(repr=False)
    live: TrytonConnector = field(repr=False)
    acts: TrytonActs = field(repr=False)

    async def close(self) -> None:
        await self.acts.close()
        await self.records.close()
        await self.facts.close()
        await self.feed.close()


class ErpSystems:
    """`deadline`: how long a page waits for the ERP before it shows what is known; `asking` and `acting`: how long a
    question or an act is waited for by whoever has the time."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        customers: CustomerBook,
        deadline: timedelta,
        *,
        asking: timedelta = ASKING_DEADLINE,
        acting: timedelta = ACTING_DEADLINE,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._customers = customers
        self._deadline = deadline
        self._asking = asking
        self._acting = acting
        self._store = PostgresFactsStore(database)
        self._known: dict[TenantId, _Connected] = {}

    async def facts(self, tenant: TenantId, customer: CustomerId) -> CustomerFacts | None:
        """What the tenant's ERP says of the customer, within the deadline; None without an ERP."""
        system = await self._connected(tenant)
        if system is None:
            return None
        async with self._database.read(tenant, by_key=True) as reader:
            customer = await self._customers.canonical(reader, tenant, customer)
            points = await self._customers.points(reader, tenant, customer)
            zone = await directory.time_zone(reader, tenant)
        facts = await system.facts.facts(tenant, customer, points, self._deadline)
        today = self._clock.now().astimezone(ZoneInfo(zone)).date()
        orders = await system.records.delays(tenant, facts.orders.items, today)
        return replace(facts, orders=replace(facts.orders, items=orders))

    async def holders(self, tenant: TenantId, text: str, *, ask: bool = True) -> Search:
        """Whose order, invoice or delivery this is: what we have read, and what we have not, asked of the ERP.

        Without `ask` only what we have read: for a search that answers while somebody types.
        """
        number = document_number(text)
        system = await self._of(tenant) if number is not None else None
        if number is None or system is None:
            return Search()
        found = await system.holders(tenant, number)
        if found or not ask:
            return Search(await self._once(tenant, found))
        owner = await system.owner(number, self._deadline)
        if isinstance(owner, FactsTrouble):
            return Search(source=system.source, unanswered=owner)
        if owner is None:
            return Search()
        account, written = owner
        async with self._database.read(tenant, by_key=True) as reader:
            known = await self._customers.numbered(reader, tenant, account.number)
        known = known or await system.customers_of(tenant, account)
        return Search(await self._once(tenant, [Holder(one, FactKind.ORDERS, written) for one in known]))

    async def _once(self, tenant: TenantId, found: Sequence[Holder]) -> tuple[Holder, ...]:
        """Merged customers under the id that they stand for now."""
        async with self._database.read(tenant, by_key=True) as reader:
            whole = [await self._customers.canonical(reader, tenant, one.customer_id) for one in found]
        return tuple(dict.fromkeys(replace(one, customer_id=id) for one, id in zip(found, whole, strict=True)))

    async def read_ahead(self, tenant: TenantId, customer: CustomerId) -> None:
        """Starts reading, so that the facts are there when the agent's page asks."""
        system = await self._of(tenant)
        if system is not None:
            async with self._database.read(tenant, by_key=True) as reader:
                customer = await self._customers.canonical(reader, tenant, customer)
                points = await self._customers.points(reader, tenant, customer)
            system.refresh(tenant, customer, points)

    # --- records ---------------------------------------------------------------------------------------

    async def record(self, tenant: TenantId, entity: Entity, id: str, today: date, account: str = "") -> RecordView:
        """One record with all that belongs to it, from our copy; what the ERP computes, within the deadline."""
        system = await self._connected(tenant)
        if system is None:
            nothing: Block[object] = Block("ERP", Freshness.UNAVAILABLE, None, (), FactsTrouble.NOT_CONNECTED)
            return RecordView(nothing, entity)  # type: ignore[arg-type]
        view = await system.records.view(tenant, entity, id, today, self._deadline, account)
        if view.customers or view.account is None:
            return view
        async with self._database.read(tenant, by_key=True) as reader:
            found = await self._customers.of_account(reader, tenant, view.account)
            whole = [await self._customers.canonical(reader, tenant, one) for one in found]
        return replace(view, customers=tuple(dict.fromkeys(whole)))

    async def found(self, tenant: TenantId, text: str) -> tuple[RecordFound, ...]:
        """Records of our copy that a text is the number, serial or name of; nobody outside is asked."""
        system = await self._connected(tenant)
        return await system.records.search(tenant, text, FOUND) if system is not None else ()

    async def numbered(self, tenant: TenantId, entity: Entity, number: str) -> RecordFound | None:
        system = await self._connected(tenant)
        return await system.records.numbered(tenant, entity, number) if system is not None else None

    async def acting(self, tenant: TenantId) -> TrytonActs | None:
        """The ERP as it takes acts; None without one."""
        system = await self._connected(tenant)
        return system.acts if system is not None else None

    async def record_now(self, tenant: TenantId, entity: Entity, id: str) -> ErpRecord | None:
        """As the ERP has it at this moment. Raises border errors."""
        system = await self._connected(tenant)
        return await system.live.get(entity, id) if system is not None else None

    async def feeds(self, tenant: TenantId) -> tuple[FeedRow, ...]:
        """How far the copy has come; nothing without an ERP."""
        system = await self._connected(tenant)
        return await system.records.feeds(tenant) if system is not None else ()

    async def copyings(self) -> Sequence[Copying]:
        """The feeds of all organisations, for the worker."""
        async with self._database.read_all() as reader:
            tenants = await system_store.connected(reader)
        found = [await self._connected(TenantId(one)) for one in tenants]
        return [one.copying for one in found if one is not None]

    async def _of(self, tenant: TenantId) -> ErpFactsService | None:
        system = await self._connected(tenant)
        return system.facts if system is not None else None

    async def _connected(self, tenant: TenantId) -> _Connected | None:
        async with self._database.read(tenant, by_key=True) as reader:
            row = await system_store.active(reader, tenant)
            region = await directory.phone_region(reader, tenant)
        known = self._known.get(tenant)
        if known is not None and known.row == row:
            return known
        if known is not None:
            del self._known[tenant]
            await known.close()
        if row is None:
            return None
        system = self._connect(tenant, row, region)
        self._known[tenant] = system
        return system

    def _connect(self, tenant: TenantId, row: SystemRow, region: str) -> _Connected:
        password = self._vault.open(row.secret).decode()
        settings = TrytonSettings(row.url, row.database, row.login, password, self._asking)
        asked = TrytonConnector(TrytonClient(settings), region)
        followed = TrytonConnector(TrytonClient(replace(settings, deadline=COPYING_DEADLINE, in_flight=1)), region)
        acts = TrytonActs(TrytonClient(replace(settings, deadline=self._acting)))
        facts: ErpFactsService

        async def offers() -> frozenset[Capability] | None:
            return await facts.offers(self._deadline)

        records = Records(self._database, self._clock, NAME, asked, offers)
        facts = ErpFactsService(asked, self._store, self._clock, records)
        return _Connected(row, facts, records, Copying(self._database, tenant, followed), followed, asked, acts)

    async def close(self) -> None:
        for system in self._known.values():
            await system.close()
        self._known.clear()


def bought(orders: Block[Order]) -> Block[Product]:
    """What the customer has ordered, newest first, each product once; as old as the orders it is read from."""
    products: dict[str, Product] = {}
    for order in orders.items:
        for line in order.lines:
            products.setdefault(line.sku, Product(line.sku, line.sku, line.description, line.unit, line.unit_price))
    return Block(orders.source, orders.freshness, orders.as_of, tuple(products.values()), orders.reason)
