"""SQL of what the ERP last said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import structlog
from psycopg.types.json import Jsonb

from contact_center.kernel.contracts.erp import Account, ErpAccountLinked, ErpFactsRead, Invoice, Order, Shipment
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from erp_link import copy_store
from erp_link.codec import from_plain, to_plain
from erp_link.domain import AccountLink, CachedBlock, DocumentNumber, FactKind, Holder, numbered

log = structlog.get_logger(__name__)

_ACTOR = "erp"
_ITEMS: dict[FactKind, type[Any]] = {FactKind.ORDERS: Order, FactKind.INVOICES: Invoice, FactKind.DELIVERIES: Shipment}
_UNREADABLE = (TypeError, ValueError, KeyError, ArithmeticError)

_READ_LINK = """
select external_id, account, as_of from erp.account_map
where tenant_id = %s and customer_id = %s and source = %s
"""
_READ_BLOCKS = """
select kind, items, as_of from erp.fact_block
where tenant_id = %s and customer_id = %s and source = %s
"""
_SAVE_LINK = """
insert into erp.account_map (tenant_id, customer_id, source, external_id, account, as_of)
values (%s, %s, %s, %s, %s, %s)
on conflict (tenant_id, customer_id, source)
do update set external_id = excluded.external_id, account = excluded.account, as_of = excluded.as_of
where (excluded.account ->> 'by_hand')::boolean or not coalesce((erp.account_map.account ->> 'by_hand')::boolean, false)
returning (select old.external_id from erp.account_map old
           where (old.tenant_id, old.customer_id, old.source) = (%s, %s, %s)) as before
"""
_FORGET_CUSTOMER = (
    "delete from erp.fact_block where tenant_id = %s and customer_id = %s",
    "delete from erp.document where tenant_id = %s and customer_id = %s",
    "delete from erp.account_map where tenant_id = %s and customer_id = %s",
)
_OF_GUESS = (
    "where t.tenant_id = %(tenant)s and t.customer_id = any(%(ids)s) and not exists (select 1 from erp.account_map a "
    "where a.tenant_id = t.tenant_id and a.customer_id = t.customer_id and a.source = t.source "
    "and (a.account ->> 'by_hand')::boolean)"
)
_FORGET_GUESSES = (
    f"delete from erp.fact_block t {_OF_GUESS}",
    f"delete from erp.document t {_OF_GUESS}",
    f"delete from erp.account_map t {_OF_GUESS}",
)
_FORGET_BLOCKS = "delete from erp.fact_block where tenant_id = %s and customer_id = %s and source = %s"
_SAVE_BLOCKS = """
insert into erp.fact_block (tenant_id, customer_id, source, kind, items, as_of)
select %(tenant)s, %(customer)s, %(source)s, b.kind, b.items, b.as_of
from unnest(%(kinds)s::text[], %(items)s::jsonb[], %(as_of)s::timestamptz[]) as b(kind, items, as_of)
on conflict (tenant_id, customer_id, source, kind)
do update set items = excluded.items, as_of = excluded.as_of
where excluded.as_of >= erp.fact_block.as_of
"""


_FORGET_DOCUMENTS = """
delete from erp.document where tenant_id = %(tenant)s and customer_id = %(customer)s and source = %(source)s
and kind = any(%(kinds)s)
"""
_SAVE_DOCUMENTS = """
insert into erp.document (tenant_id, source, kind, customer_id, number, letters, digits)
select %(tenant)s, %(source)s, d.kind, %(customer)s, d.number, d.letters, d.digits
from unnest(%(of)s::text[], %(numbers)s::text[], %(letters)s::text[], %(digits)s::text[])
  as d(kind, number, letters, digits)
on conflict do nothing
"""
_HOLDERS = """
select customer_id, kind, number from erp.document
where tenant_id = %(tenant)s and digits = %(digits)s and %(letters)s in ('', letters)
order by number, customer_id limit %(limit)s
"""
"""Index document_digits."""
_OF_ACCOUNT = "select customer_id from erp.account_map where tenant_id = %s and source = %s and external_id = %s"


async def forget_guesses(work: UnitOfWork, customers: Collection[UUID]) -> None:
    """What was read of accounts that nobody chose by hand is forgotten: it is looked up anew."""
    for statement in _FORGET_GUESSES:
        await work.execute(statement, {"tenant": work.tenant_id, "ids": list(customers)})


async def forget_customer(work: UnitOfWork, customer: UUID) -> None:
    """Everything that the ERP ever said of this customer, in all systems; our copy of their account, too."""
    await copy_store.withhold(work, await copy_store.accounts_of(work, work.tenant_id, customer))
    for forget in _FORGET_CUSTOMER:
        await work.execute(forget, [work.tenant_id, customer])


async def keep_blocks(
    work: UnitOfWork, customer: CustomerId, source: str, blocks: Mapping[FactKind, CachedBlock]
) -> None:
    """These instead of older ones; who follows the log is told."""
    values = {
        "tenant": work.tenant_id,
        "customer": customer,
        "source": source,
        "kinds": [kind.value for kind in blocks],
        "items": [Jsonb(to_plain(block.items)) for block in blocks.values()],
        "as_of": [block.as_of for block in blocks.values()],
    }
    numbers = [(kind.value, item.number) for kind, block in blocks.items() for item in block.items if item.number]
    parts = [numbered(number) for _, number in numbers]
    values |= {
        "of": [kind for kind, _ in numbers],
        "numbers": [number for _, number in numbers],
        "letters": [part.letters for part in parts],
        "digits": [part.digits for part in parts],
    }
    if await work.execute(_SAVE_BLOCKS, values):
        await work.execute(_FORGET_DOCUMENTS, values)
        await work.execute(_SAVE_DOCUMENTS, values)
        work.record(ErpFactsRead(customer_id=customer, source=source))


async def withhold(work: UnitOfWork, customers: Collection[UUID]) -> None:
    """Accounts of customers who are erased leave our copy and do not come back. Before the link to them is erased."""
    for customer in customers:
        await copy_store.withhold(work, await copy_store.accounts_of(work, work.tenant_id, customer))


class PostgresFactsStore:
    """Implements `FactsStore` on the tables `erp.account_map`, `erp.fact_block` and `erp.document`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(
        self, tenant: TenantId, customer: CustomerId, source: str
    ) -> tuple[AccountLink | None, Mapping[FactKind, CachedBlock]]:
        key = (tenant, customer, source)
        async with self._database.read(tenant) as reader:
            links = await reader.dicts(_READ_LINK, key)
            blocks = await reader.dicts(_READ_BLOCKS, key)
        found = (_block(row) for row in blocks)
        return _link(links[0]) if links else None, dict(pair for pair in found if pair)

    async def save_link(self, tenant: TenantId, customer: CustomerId, source: str, link: AccountLink) -> None:
        key = (tenant, customer, source)
        external_id = link.account.external_id if link.account else None
        document = {"account": to_plain(link.account), "several": link.several, "by_hand": link.by_hand}
        async with self._database.work(tenant, actor=_ACTOR) as work:
            saved = await work.values(_SAVE_LINK, (*key, external_id, Jsonb(document), link.as_of, *key))
            if saved and saved[0] != external_id:
                work.record(ErpAccountLinked(customer_id=customer, source=source))
                await work.execute(_FORGET_BLOCKS, key)
                of = {
                    "tenant": tenant,
                    "customer": customer,
                    "source": source,
                    "kinds": [kind.value for kind in FactKind],
                }
                await work.execute(_FORGET_DOCUMENTS, of)

    async def save_blocks(
        self, tenant: TenantId, customer: CustomerId, source: str, blocks: Mapping[FactKind, CachedBlock]
    ) -> None:
        async with self._database.work(tenant, actor=_ACTOR) as work:
            await keep_blocks(work, customer, source, blocks)

    async def holders(self, tenant: TenantId, number: DocumentNumber, limit: int) -> list[Holder]:
        asked = {"tenant": tenant, "digits": number.digits, "letters": number.letters, "limit": limit}
        async with self._database.read(tenant) as reader:
            rows = await reader.dicts(_HOLDERS, asked)
        return [Holder(CustomerId(row["customer_id"]), FactKind(row["kind"]), row["number"]) for row in rows]

    async def customers_of(self, tenant: TenantId, source: str, external_id: str) -> list[CustomerId]:
        async with self._database.read(tenant) as reader:
            return [CustomerId(id) for id in await reader.values(_OF_ACCOUNT, [tenant, source, external_id])]


def _link(row: Mapping[str, Any]) -> AccountLink | None:
    document = row["account"] or {}
    try:
        account = document.get("account")
        known = from_plain(Account, account) if account else None
    except _UNREADABLE:
        return None
    return AccountLink(known, row["as_of"], document.get("several", False), document.get("by_hand", False))


def _block(row: Mapping[str, Any]) -> tuple[FactKind, CachedBlock] | None:
    """None for what another version wrote: it is read again from the ERP."""
    try:
        kind = FactKind(row["kind"])
        items = tuple(from_plain(_ITEMS[kind], item) for item in row["items"])
    except _UNREADABLE:
        log.info("erp facts of another version are read again", kind=row["kind"])
        return None
    return kind, CachedBlock(items, row["as_of"])
