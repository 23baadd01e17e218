"""The ERP of each organisation, connected when first asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from contact_center.directory import service as directory
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.erp import Block, Order, Product
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault
from erp_link import system_store
from erp_link.connectors.tryton.client import TrytonClient, TrytonSettings
from erp_link.connectors.tryton.connector import TrytonConnector
from erp_link.domain import CustomerFacts, FactKind, FactsTrouble, Holder, document_number
from erp_link.ports import CustomerBook
from erp_link.service import ErpFactsService
from erp_link.store import PostgresFactsStore
from erp_link.system_store import SystemRow


@dataclass(frozen=True, slots=True)
class Search:
    """Whose document a number is. `unanswered`: why the ERP `source` could not be asked."""

    holders: tuple[Holder, ...] = ()
    source: str = ""
    unanswered: FactsTrouble | None = None


class ErpSystems:
    """`deadline`: how long a page waits for the ERP before it shows what is known."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, customers: CustomerBook, deadline: timedelta
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._customers = customers
        self._deadline = deadline
        self._store = PostgresFactsStore(database)
        self._known: dict[TenantId, tuple[SystemRow, ErpFactsService]] = {}

    async def facts(self, tenant: TenantId, customer: CustomerId) -> CustomerFacts | None:
        """What the tenant's ERP says of the customer, within the deadline; None without an ERP."""
        system = await self._of(tenant)
        if system is None:
            return None
        async with self._database.read(tenant, by_key=True) as reader:
            customer = await self._customers.canonical(reader, tenant, customer)
            points = await self._customers.points(reader, tenant, customer)
        return await system.facts(tenant, customer, points, self._deadline)

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

    async def _of(self, tenant: TenantId) -> ErpFactsService | None:
        async with self._database.read(tenant, by_key=True) as reader:
            row = await system_store.active(reader, tenant)
            region = await directory.phone_region(reader, tenant)
        known = self._known.get(tenant)
        if known is not None and known[0] == row:
            return known[1]
        if known is not None:
            await known[1].close()
            del self._known[tenant]
        if row is None:
            return None
        password = self._vault.open(row.secret).decode()
        client = TrytonClient(TrytonSettings(row.url, row.database, row.login, password))
        system = ErpFactsService(TrytonConnector(client, region), self._store, self._clock)
        self._known[tenant] = (row, system)
        return system

    async def close(self) -> None:
        for _, system in self._known.values():
            await system.close()
        self._known.clear()


def bought(orders: Block[Order]) -> Block[Product]:
    """What the customer has ordered, newest first, each product once; as old as the orders it is read from."""
    products: dict[str, Product] = {}
    for order in orders.items:
        for line in order.lines:
            products.setdefault(line.sku, Product(line.sku, line.sku, line.description, line.unit, line.unit_price))
    return Block(orders.source, orders.freshness, orders.as_of, tuple(products.values()), orders.reason)
