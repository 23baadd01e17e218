"""The ERP of each organisation, connected when first asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from contact_center.directory import service as directory
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.erp import (
    Block,
    Capability,
    Entity,
    ErpFile,
    ErpRecord,
    Freshness,
    Order,
    Product,
)
from contact_center.kernel.contracts.erp_acts import ActingConnector
from contact_center.kernel.errors import ContactCenterError, ExternalSystemError
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault
from erp_link import system_store
from erp_link.computed import UNREADABLE
from erp_link.connectors.known import OWN
from erp_link.copy_store import FeedRow
from erp_link.copying import Copying, renew
from erp_link.domain import CustomerFacts, FactKind, FactsTrouble, Holder, document_number, trouble_of
from erp_link.kinds import ErpConnection, ErpKind, FullConnector, NoSuchErpKind, kinds
from erp_link.ports import CustomerBook
from erp_link.reading import RecordFound, Records, RecordView
from erp_link.service import ErpFactsService
from erp_link.store import PostgresFactsStore
from erp_link.system_store import SystemRow

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Search:
    """Whose document a number is. `unanswered`: why the ERP `source` could not be asked."""

    holders: tuple[Holder, ...] = ()
    source: str = ""
    unanswered: FactsTrouble | None = None


ASKING_DEADLINE = timedelta(seconds=5)
"""For one question of a page, which itself waits much shorter: the answer is there for the next look."""
RENEWING_DEADLINE = timedelta(seconds=4)
"""For what somebody has asked to be read now."""
FILE_DEADLINE = timedelta(seconds=20)
"""For a print, which the ERP may have to make first: somebody waits for it, and nothing else does."""
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
    asked: FullConnector = field(repr=False)
    feed: FullConnector = field(repr=False)
    acts: ActingConnector | None = field(repr=False)
    """None where this kind of ERP takes no acts."""

    async def close(self) -> None:
        if self.acts is not None:
            await self.acts.close()
        await self.records.close()
        await self.facts.close()
        await self.feed.close()


class ErpSystems:
    """`deadline`: how long a page waits for the ERP before it shows what is known; `files`: the folder below which
    an ERP's files may be read; `asking` and `acting`: how long a question or an act is waited for by whoever has the
    time."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        customers: CustomerBook,
        deadline: timedelta,
        files: str = "",
        *,
        asking: timedelta = ASKING_DEADLINE,
        acting: timedelta = ACTING_DEADLINE,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._customers = customers
        self._deadline = deadline
        self._files = files
        self._kinds = kinds(OWN)
        self._asking = asking
        self._acting = acting
        self._store = PostgresFactsStore(database)
        self._known: dict[TenantId, _Connected] = {}

    async def facts(self, tenant: TenantId, customer: CustomerId, *, anew: bool = False) -> CustomerFacts | None:
        """What the tenant's ERP says of the customer, within the deadline; None without an ERP. `anew`: asked now, with
        more patience, as a person waits for it."""
        system = await self._connected(tenant)
        if system is None:
            return None
        async with self._database.read(tenant, by_key=True) as reader:
            customer = await self._customers.canonical(reader, tenant, customer)
            points = await self._customers.points(reader, tenant, customer)
            zone = await directory.time_zone(reader, tenant)
        patience = RENEWING_DEADLINE if anew else self._deadline
        facts = await system.facts.facts(tenant, customer, points, patience, anew=anew)
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

    async def renew(self, tenant: TenantId, entity: Entity, id: str) -> FactsTrouble | None:
        """Asks the ERP for one record now and puts the answer into the copy; why it could not, if so."""
        system = await self._connected(tenant)
        if system is None:
            return FactsTrouble.NOT_CONNECTED
        system.records.expire(tenant, id)
        return await renew(self._database, tenant, system.asked, entity, id, RENEWING_DEADLINE)

    async def file(self, tenant: TenantId, entity: Entity, id: str, paper: str | None = None) -> ErpFile | FactsTrouble:
        """The ERP's print of a record, or one of the papers that lie beside it; why there is none, if so."""
        system = await self._connected(tenant)
        if system is None:
            return FactsTrouble.NOT_CONNECTED
        try:
            async with asyncio.timeout(FILE_DEADLINE.total_seconds()):
                found = await (system.asked.document(entity, id) if paper is None else system.asked.paper(paper))
        except TimeoutError:
            return FactsTrouble.SLOW
        except ExternalSystemError as error:
            return trouble_of(error)
        except UNREADABLE:
            log.exception("erp gives a file that cannot be read", source=system.facts.source)
            return FactsTrouble.REFUSES
        return found if found is not None else FactsTrouble.NOT_OFFERED

    async def found(self, tenant: TenantId, text: str) -> tuple[RecordFound, ...]:
        """Records of our copy that a text is the number, serial or name of; nobody outside is asked."""
        system = await self._connected(tenant)
        return await system.records.search(tenant, text, FOUND) if system is not None else ()

    async def numbered(self, tenant: TenantId, entity: Entity, number: str) -> RecordFound | None:
        system = await self._connected(tenant)
        return await system.records.numbered(tenant, entity, number) if system is not None else None

    async def customers_of(self, tenant: TenantId, account: str, *, is_number: bool = False) -> list[CustomerId]:
        """Our customers who are this account, or the account with this number, as our copy has it; asks nobody."""
        system = await self._connected(tenant)
        if system is None:
            return []
        if is_number:
            found = await system.records.numbered(tenant, Entity.ACCOUNT, account)
            if found is None:
                return []
            account = found.external_id
        known, ours = await system.records.whose(tenant, account)
        async with self._database.read(tenant) as reader:
            others = await self._customers.of_account(reader, tenant, known) if known is not None else []
        return list(dict.fromkeys((*ours, *others)))

    async def called(self, tenant: TenantId) -> str:
        """What the ERP is called; `ERP` where none is connected."""
        system = await self._connected(tenant)
        return system.facts.source if system is not None else "ERP"

    async def acting(self, tenant: TenantId) -> ActingConnector | None:
        """The ERP as it takes acts; None without one, and where it takes none."""
        system = await self._connected(tenant)
        return system.acts if system is not None else None

    async def record_now(self, tenant: TenantId, entity: Entity, id: str) -> ErpRecord | None:
        """As the ERP has it at this moment. Raises border errors."""
        system = await self._connected(tenant)
        return await system.asked.get(entity, id) if system is not None else None

    async def feeds(self, tenant: TenantId) -> tuple[FeedRow, ...]:
        """How far the copy has come; nothing without an ERP."""
        system = await self._connected(tenant)
        return await system.records.feeds(tenant) if system is not None else ()

    async def standing(
        self, tenant: TenantId
    ) -> tuple[str, frozenset[Capability] | None, tuple[FactsTrouble, datetime] | None]:
        """The ERP's name, what it gives, and why and since when it does not answer this process."""
        system = await self._connected(tenant)
        if system is None:
            return "", None, None
        offers = await system.facts.offers(self._deadline)
        return system.facts.source, offers, system.facts.trouble

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
        try:
            system = self._connect(tenant, row, region)
        except ContactCenterError:
            # A package that is gone, or settings that an older version took: said on the page of the connection.
            log.exception("erp cannot be connected as it was set up", kind=row.kind)
            return None
        self._known[tenant] = system
        return system

    @property
    def offered(self) -> Sequence[ErpKind]:
        """The kinds of ERP that can be connected here."""
        return tuple(self._kinds.values())

    def connector(self, row: SystemRow, secret: str, region: str, deadline: timedelta, in_flight: int) -> FullConnector:
        """Of what was filled in; asks nobody yet. Raises `Invalid`. Close it at the end."""
        kind, given = self._given(row, secret, region, deadline, in_flight)
        return kind.connect(given)

    def _given(
        self, row: SystemRow, secret: str, region: str, deadline: timedelta, in_flight: int
    ) -> tuple[ErpKind, ErpConnection]:
        kind = self._kinds.get(row.kind)
        if kind is None:
            raise NoSuchErpKind(row.kind, field="kind")
        given = ErpConnection(
            row.url, row.database, row.login, secret, row.settings, region, deadline, in_flight, self._files
        )
        return kind, given

    def _connect(self, tenant: TenantId, row: SystemRow, region: str) -> _Connected:
        secret = self._vault.open(row.secret).decode()
        asked = self.connector(row, secret, region, self._asking, 4)
        followed = self.connector(row, secret, region, COPYING_DEADLINE, 1)
        kind, acting = self._given(row, secret, region, self._acting, 1)
        acts = kind.acts(acting) if kind.acts is not None else None
        facts: ErpFactsService

        async def offers() -> frozenset[Capability] | None:
            return await facts.offers(self._deadline)

        records = Records(self._database, self._clock, asked.source, asked, offers)
        facts = ErpFactsService(asked, self._store, self._clock, records)
        return _Connected(row, facts, records, Copying(self._database, tenant, followed), asked, followed, acts)

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
