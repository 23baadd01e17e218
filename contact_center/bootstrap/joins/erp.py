"""Customers of the CRM and the ERP of their tenant: facts for pages, read ahead when somebody makes contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from agent_ui.compose.ports import Document, DocumentSearch
from agent_ui.views import ErpFacts as ErpView
from agent_ui.views import Tab
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.kernel.contracts.customers import CustomerErased
from contact_center.kernel.contracts.erp import Block, ContactPoint, Freshness, Order, Product
from contact_center.kernel.contracts.interactions import ConversationIdentified, InteractionQueued
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from erp_link.connectors.tryton.client import TrytonClient, TrytonSettings
from erp_link.connectors.tryton.connector import TrytonConnector
from erp_link.domain import Kind, Reason, document_number
from erp_link.service import ErpFacts
from erp_link.store import PostgresFactsStore, forget_customer

_TABS = {Kind.ORDERS: Tab.ORDERS, Kind.INVOICES: Tab.INVOICES, Kind.DELIVERIES: Tab.DELIVERIES}
NOT_CONNECTED = "is not connected to this organisation"


@dataclass(frozen=True, slots=True)
class SystemRow:
    kind: str
    url: str
    database: str
    login: str
    secret: bytes


class ErpSystems:
    """The ERP of each tenant, connected when first asked. Implements `agent_ui.frame.parts.Facts`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._store = PostgresFactsStore(runtime.database)
        self._known: dict[TenantId, tuple[SystemRow, ErpFacts]] = {}

    async def facts(self, tenant: TenantId, customer: CustomerId) -> ErpView:
        """What the tenant's ERP says of the customer, within the deadline of the settings."""
        system = await self._of(tenant)
        if system is None:
            return _nothing()
        points = await self._points(tenant, customer)
        found = await system.facts(tenant, customer, points, self._runtime.settings.erp_deadline)
        return ErpView(found.orders, found.invoices, found.deliveries, bought(found.orders))

    async def holders(self, tenant: TenantId, text: str) -> DocumentSearch:
        """Whose order, invoice or delivery this is: what we have read, and what we have not, asked of the ERP."""
        number = document_number(text)
        system = await self._of(tenant) if number is not None else None
        if number is None or system is None:
            return DocumentSearch()
        found = await system.holders(tenant, number)
        if found:
            return DocumentSearch(tuple(Document(one.customer_id, _TABS[one.kind], one.number) for one in found))
        owner = await system.owner(number, self._runtime.settings.erp_deadline)
        if isinstance(owner, Reason):
            return DocumentSearch(source=system.source, unanswered=owner)
        if owner is None:
            return DocumentSearch()
        account, written = owner
        async with self._runtime.database.read(tenant) as reader:
            known = await customers.numbered_in_erp(reader, tenant, account.number)
        known = known or await system.customers_of(tenant, account)
        return DocumentSearch(tuple(Document(customer, Tab.ORDERS, written) for customer in known))

    async def read_ahead(self, tenant: TenantId, customer: CustomerId) -> None:
        """Starts reading, so that the facts are there when the agent's page asks."""
        system = await self._of(tenant)
        if system is not None:
            system.refresh(tenant, customer, await self._points(tenant, customer))

    async def _of(self, tenant: TenantId) -> ErpFacts | None:
        async with self._runtime.database.read(tenant) as reader:
            row = await reader.one(
                SystemRow,
                "select kind, url, database, login, secret from erp.system where tenant_id = %s and active",
                [tenant],
            )
            region = await directory.phone_region(reader, tenant)
        known = self._known.get(tenant)
        if known is not None and known[0] == row:
            return known[1]
        if known is not None:
            await known[1].close()
            del self._known[tenant]
        if row is None:
            return None
        password = self._runtime.vault.open(row.secret).decode()
        client = TrytonClient(TrytonSettings(row.url, row.database, row.login, password))
        system = ErpFacts(TrytonConnector(client, region), self._store, self._runtime.clock)
        self._known[tenant] = (row, system)
        return system

    async def _points(self, tenant: TenantId, customer: CustomerId) -> tuple[ContactPoint, ...]:
        """The ERP's own number where the CRM knows it, else the customer's addresses and tax id."""
        async with self._runtime.database.read(tenant) as reader:
            known = await customers.customer(reader, tenant, customer)
            addresses = await customers.addresses(reader, tenant, customer)
        number: Mapping[str, Any] = known.external
        points = [ContactPoint("number", str(number["erp"]))] if number.get("erp") else []
        points += [ContactPoint(a.kind, a.value) for a in addresses if a.kind in ("email", "phone")]
        return tuple(points)

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


def _nothing() -> ErpView:
    block: Block[Any] = Block("ERP", Freshness.UNAVAILABLE, None, (), NOT_CONNECTED)
    return ErpView(block, block, block, block)


class ReadAhead:
    """Follows the log: a customer who makes contact is looked up before anybody answers."""

    name = "erp read-ahead"

    def __init__(self, systems: ErpSystems) -> None:
        self._systems = systems

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        for customer in {customer for event in events if (customer := _customer(event))}:
            await self._systems.read_ahead(work.tenant_id, CustomerId(customer))
        for event in events:
            if isinstance(event.event, CustomerErased):
                # A question that was out while the customer was erased must leave nothing behind.
                await forget_customer(work, event.event.customer_id)


def _customer(recorded: Recorded) -> UUID | None:
    event = recorded.event
    return event.customer_id if isinstance(event, InteractionQueued | ConversationIdentified) else None
