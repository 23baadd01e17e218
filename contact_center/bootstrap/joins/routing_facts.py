"""What routing rules know of a customer: CRM, history and the ERP's cached word, read where they are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contact_center.kernel.contracts.erp import Invoice, Order, OrderState
from contact_center.kernel.ids import AgentId, CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader
from erp_link.codec import from_plain
from erp_link.domain import days_late, days_overdue
from routing.rules.attributes import Value
from routing.rules.book import zone_of
from routing.rules.ports import Picture

BELIEVED_FOR = timedelta(hours=24)
"""What the ERP said longer ago counts as not known."""
OPEN_ORDERS = frozenset({OrderState.CONFIRMED, OrderState.PART_DELIVERED})
MOST_FIGURES = 20_000
"""Blocks whose figures are remembered; a few megabytes."""
UNREADABLE = (TypeError, ValueError, KeyError, ArithmeticError)

# Index interaction_customer carries each of the inner questions; segment_interaction the one about agents.
CUSTOMERS = """
select c.id, c.kind, c.name, coalesce(o.name, '') as organisation, coalesce(c.language, '') as language,
  i.matters, i.contacts, i.seen, owner.agent as owner, last.agent as last_agent, coalesce(u.login, '') as last_login
from crm.customer c
left join crm.customer o on o.tenant_id = c.tenant_id and o.id = c.organisation_id
cross join lateral (
  select count(*) filter (where state <> 'closed') as matters,
    count(*) filter (where created_at > %(since)s) as contacts, count(*) > 0 as seen
  from core.interaction i where i.tenant_id = c.tenant_id and i.customer_id = c.id) i
left join lateral (
  select i.owner_agent_id as agent from core.interaction i
  where i.tenant_id = c.tenant_id and i.customer_id = c.id and i.state <> 'closed' and i.owner_agent_id is not null
  order by i.created_at desc limit 1) owner on true
left join lateral (
  select s.agent_id as agent from core.interaction i
  join core.segment s on s.tenant_id = i.tenant_id and s.interaction_id = i.id and s.connected_at is not null
  where i.tenant_id = c.tenant_id and i.customer_id = c.id
  order by i.created_at desc, s.connected_at desc limit 1) last on true
left join core.user_account u on u.tenant_id = c.tenant_id and u.id = last.agent
where c.tenant_id = %(tenant)s and c.id = any(%(ids)s)
"""
BLOCKS = """
select customer_id, kind, as_of from erp.fact_block
where tenant_id = %s and customer_id = any(%s) and kind in ('orders', 'invoices') and as_of > %s
"""
ITEMS = """
select customer_id, kind, items from erp.fact_block
where tenant_id = %s and customer_id = any(%s) and kind in ('orders', 'invoices')
"""
# The ERP has looked and knows nobody of these addresses.
NO_ACCOUNT = """
select customer_id from erp.account_map where tenant_id = %s and customer_id = any(%s) and as_of > %s
  and external_id is null and not coalesce((account ->> 'several')::boolean, false)
"""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    id: UUID
    kind: str
    name: str
    organisation: str
    language: str
    matters: int
    contacts: int
    seen: bool
    owner: UUID | None
    last_agent: UUID | None
    last_login: str


@dataclass(frozen=True, slots=True)
class _Read:
    """One block of facts as it was read on one day."""

    tenant: UUID
    customer: UUID
    kind: str
    as_of: datetime
    today: date


class StoredFacts:
    """Implements `routing.rules.ports.CustomerFacts`: two to five questions, however many customers.

    Figures of the ERP are counted once per block and day: a customer who writes ten messages is counted once.
    """

    def __init__(self) -> None:
        self._figures: dict[_Read, dict[str, Value]] = {}

    async def of(
        self, reader: Reader, tenant: TenantId, customers: Collection[CustomerId], groups: Collection[str]
    ) -> Mapping[CustomerId, Picture]:
        ids = list(customers)
        rows = await _customers(reader, tenant, ids) if "customer" in groups else {}
        erp = await self._erp(reader, tenant, ids) if "erp" in groups else {}
        return {id: _picture(rows.get(id), erp.get(id, {"erp.known": False})) for id in ids}

    async def _erp(self, reader: Reader, tenant: TenantId, ids: list[CustomerId]) -> dict[CustomerId, dict[str, Value]]:
        key = [tenant, ids, reader.now - BELIEVED_FOR]
        found: dict[CustomerId, dict[str, Value]] = {}
        today = await _today(reader, tenant)
        reads = [
            _Read(tenant, row["customer_id"], row["kind"], row["as_of"], today)
            for row in await reader.dicts(BLOCKS, key)
        ]
        counted = {read: self._figures[read] for read in reads if read in self._figures}
        counted |= await _count(reader, [read for read in reads if read not in counted])
        self._remember(counted)
        for read in reads:
            found.setdefault(CustomerId(read.customer), {"erp.known": True}).update(counted.get(read, {}))
        for id in await reader.values(NO_ACCOUNT, key):
            found[CustomerId(id)] = {"erp.known": True, **_orders((), today), **_invoices((), today)}
        return found

    def _remember(self, counted: Mapping[_Read, dict[str, Value]]) -> None:
        if len(self._figures) > MOST_FIGURES:
            self._figures.clear()
        self._figures.update(counted)


async def _count(reader: Reader, reads: list[_Read]) -> dict[_Read, dict[str, Value]]:
    if not reads:
        return {}
    by_place = {(read.customer, read.kind): read for read in reads}
    rows = await reader.dicts(ITEMS, [reads[0].tenant, [read.customer for read in reads]])
    found = ((by_place.get((row["customer_id"], row["kind"])), row) for row in rows)
    return {read: _figures(row, read.today) for read, row in found if read is not None}


def _picture(row: CustomerRow | None, erp: Mapping[str, Value]) -> Picture:
    if row is None:
        return Picture({"customer.known": True, **erp})
    known: dict[str, Value] = {
        "customer.known": True,
        "customer.kind": row.kind,
        "customer.name": row.name,
        "customer.organisation": row.organisation,
        "customer.language": row.language,
        "customer.first_contact": not row.seen,
        "customer.open_matters": row.matters,
        "customer.contacts_30d": row.contacts,
        "customer.last_agent": row.last_login,
    }
    owner = AgentId(row.owner) if row.owner else None
    return Picture({**known, **erp}, AgentId(row.last_agent) if row.last_agent else None, owner)


async def _customers(reader: Reader, tenant: TenantId, ids: list[CustomerId]) -> dict[CustomerId, CustomerRow]:
    params = {"tenant": tenant, "ids": ids, "since": reader.now - timedelta(days=30)}
    return {CustomerId(row.id): row for row in await reader.many(CustomerRow, CUSTOMERS, params)}


async def _today(reader: Reader, tenant: TenantId) -> date:
    zone = await reader.value("select time_zone from core.tenant where tenant_id = %s", [tenant])
    return _day(reader.now, zone_of(str(zone)))


def _day(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _figures(row: Mapping[str, Any], today: date) -> dict[str, Value]:
    """Nothing for what another version wrote: it is read again from the ERP."""
    try:
        if row["kind"] == "orders":
            return _orders([from_plain(Order, item) for item in row["items"]], today)
        return _invoices([from_plain(Invoice, item) for item in row["items"]], today)
    except UNREADABLE:
        return {}


def _orders(orders: Iterable[Order], today: date) -> dict[str, Value]:
    orders = list(orders)
    late = [days for order in orders if (days := days_late(order, today)) > 0]
    return {
        "erp.open_orders": sum(order.state in OPEN_ORDERS for order in orders),
        "erp.late_deliveries": len(late),
        "erp.late_days": max(late, default=0),
    }


def _invoices(invoices: Iterable[Invoice], today: date) -> dict[str, Value]:
    overdue = [days for invoice in invoices if (days := days_overdue(invoice, today)) > 0]
    return {"erp.overdue_invoices": len(overdue), "erp.overdue_days": max(overdue, default=0)}
