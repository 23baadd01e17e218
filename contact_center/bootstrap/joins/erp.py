"""The ERP joined to the CRM, by whose numbers and addresses it is asked, and to the pages that show it."""

from __future__ import annotations

from datetime import date
from typing import Any

from agent_ui.compose.ports import Document, DocumentSearch
from agent_ui.views import ErpFacts as ErpView
from agent_ui.views import Tab
from channels.channel import Centre, Resources
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.contracts.erp import Account, Block, ContactPoint, Entity, ErpFile, Freshness
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.settings import section
from contact_center.platform.unit_of_work import Database, Reader
from crm_core.customers import service as customers
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded
from erp_link.domain import FactKind, FactsTrouble
from erp_link.reading import PART_OF, RecordFound, RecordView
from erp_link.section import ErpSection
from erp_link.systems import ErpSystems, bought

MOST_ADDRESSES = 20
"""Of an account, by which its people among our customers are looked for."""
_TABS = {FactKind.ORDERS: Tab.ORDERS, FactKind.INVOICES: Tab.INVOICES, FactKind.DELIVERIES: Tab.DELIVERIES}


class KnownCustomers:
    """See `erp_link.ports.CustomerBook`."""

    async def canonical(self, reader: Reader, tenant: TenantId, customer: CustomerId) -> CustomerId:
        return CustomerId((await customers.canonical(reader, tenant, [customer]))[customer])

    async def points(self, reader: Reader, tenant: TenantId, customer: CustomerId) -> tuple[ContactPoint, ...]:
        known = await customers.customer(reader, tenant, customer)
        addresses = await customers.addresses(reader, tenant, customer)
        number = known.external.get("erp")
        asked_by = (AddressKind.EMAIL, AddressKind.PHONE)
        return (
            *([ContactPoint("number", str(number))] if number else ()),
            *(ContactPoint(one.kind, one.value) for one in addresses if one.kind in asked_by),
        )

    async def numbered(self, reader: Reader, tenant: TenantId, number: str) -> list[CustomerId]:
        return await customers.numbered_in_erp(reader, tenant, number)

    async def of_account(self, reader: Reader, tenant: TenantId, account: Account) -> list[CustomerId]:
        found = dict.fromkeys(await customers.numbered_in_erp(reader, tenant, account.number))
        known_by = [(AddressKind.EMAIL, one) for one in account.emails] + [
            (AddressKind.PHONE, one) for one in account.phones
        ]
        for kind, value in known_by[:MOST_ADDRESSES]:
            found |= dict.fromkeys(
                CustomerId(one.id) for one in await customers.candidates(reader, tenant, kind, value)
            )
        return list(found)


def erp_systems(runtime: Resources | Centre) -> ErpSystems:
    """Close it at the end."""
    settings = section(runtime.settings, ErpSection)
    return ErpSystems(
        runtime.database, runtime.vault, runtime.clock, KnownCustomers(), settings.erp_deadline, settings.erp_files
    )


class VerifiedReaders:
    """See `erp_link.endpoints.MayRead`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, who: SignedIn, found: RecordView) -> bool:
        part = PART_OF.get(found.entity)
        if part is None:
            return True
        async with self._database.read(who.tenant) as reader:
            hidden = await identity.guarded_of_all(reader, who, found.customers)
        return Guarded(part.value) not in hidden


class ErpPages:
    """See `agent_ui.compose.ports.Facts`."""

    def __init__(self, systems: ErpSystems) -> None:
        self._systems = systems

    async def facts(self, tenant: TenantId, customer: CustomerId, *, anew: bool = False) -> ErpView:
        found = await self._systems.facts(tenant, customer, anew=anew)
        if found is None:
            block: Block[Any] = Block("ERP", Freshness.UNAVAILABLE, None, (), FactsTrouble.NOT_CONNECTED)
            return ErpView(block, block, block, block)
        return ErpView(found.orders, found.invoices, found.deliveries, bought(found.orders))

    async def record(self, tenant: TenantId, entity: Entity, id: str, today: date, account: str = "") -> RecordView:
        return await self._systems.record(tenant, entity, id, today, account)

    async def renew(self, tenant: TenantId, entity: Entity, id: str) -> str | None:
        return await self._systems.renew(tenant, entity, id)

    async def file(self, tenant: TenantId, entity: Entity, id: str, paper: str | None = None) -> ErpFile | str:
        return await self._systems.file(tenant, entity, id, paper)

    async def found(self, tenant: TenantId, text: str) -> tuple[RecordFound, ...]:
        return await self._systems.found(tenant, text)

    async def numbered(self, tenant: TenantId, entity: Entity, number: str) -> RecordFound | None:
        return await self._systems.numbered(tenant, entity, number)

    async def holders(self, tenant: TenantId, text: str, *, ask: bool = True) -> DocumentSearch:
        found = await self._systems.holders(tenant, text, ask=ask)
        documents = tuple(Document(one.customer_id, _TABS[one.kind], one.number) for one in found.holders)
        return DocumentSearch(documents, found.source, found.unanswered)
