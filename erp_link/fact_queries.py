"""SQL of what our copy of the ERP publishes as facts: invoices, and lines of orders, invoices, deliveries and returns.

A *document* is a record under an id made of its system, kind and id there; the index `record_document` finds it by
that. The day of a document is the one that lists are sorted by; drafts without one are no facts yet. A day far from
ours is a mistake of typing, which no calendar of days should have to reach.
"""

from __future__ import annotations

from hashlib import md5
from uuid import UUID

from contact_center.kernel.contracts.erp import Entity
from contact_center.platform.published import PublishedRows


def document(source: str, entity: Entity, external_id: str) -> UUID:
    """The id under which a record is known as a document."""
    return UUID(md5(f"{source}/{entity.value}/{external_id}".encode(), usedforsecurity=False).hexdigest())


_DOCUMENT = "md5(r.source || '/' || r.entity || '/' || r.external_id)::uuid"
# The one of our customers who has been known longest, where several are one account. Index account_map_account.
_HEAD = f"""
select {_DOCUMENT} as document, r.source as system, r.day::timestamp at time zone 'UTC' as at,
  (select m.customer_id from erp.account_map m where m.tenant_id = r.tenant_id and m.source = r.source
     and m.external_id = r.account and r.account <> '' order by m.customer_id limit 1) as customer,
  r.body ->> 'state' as state
"""
# Amounts and quantities to the digits that a fact keeps.
_GOODS = """
  l.n as number, coalesce(l.line ->> 'sku', '') as sku,
  md5(r.source || '/product/' || (l.line ->> 'product'))::uuid as product,
  round((l.line ->> 'quantity')::numeric, 4) as quantity, l.line ->> 'unit' as unit
"""
_ORDERED = """
  round((l.line ->> 'delivered')::numeric, 4) as delivered, round((l.line -> 'net' ->> 'amount')::numeric, 4) as net,
  l.line -> 'net' ->> 'currency' as currency, (l.line ->> 'promised_on')::timestamp at time zone 'UTC' as promised_at
"""
_INVOICED = """
  round((r.body -> 'net' ->> 'amount')::numeric, 4) as net, round((r.body -> 'tax' ->> 'amount')::numeric, 4) as tax,
  round((r.body -> 'total' ->> 'amount')::numeric, 4) as total,
  round((r.body -> 'open_amount' ->> 'amount')::numeric, 4) as open, r.body -> 'total' ->> 'currency' as currency,
  (r.body ->> 'due_on')::timestamp at time zone 'UTC' as due_at
"""
_SHIPPED = "(r.body ->> 'shipped_on')::timestamp at time zone 'UTC' as shipped_at"
_RETURNED = """
  r.body ->> 'kind' as kind, (r.body ->> 'received_on')::timestamp at time zone 'UTC' as received_at
"""
_WHERE = """
where r.tenant_id = %(tenant)s and r.deleted_at is null and r.day between date '2000-01-01' and date '2049-12-31'
"""
_WHOLE = f"from erp.record r {_WHERE}"
_LINES = f"""
from erp.record r cross join lateral jsonb_array_elements(r.body -> 'lines') with ordinality as l(line, n) {_WHERE}
"""
# record_document and record_account
_OF = f"""
and ({_DOCUMENT} = any(%(subjects)s) or (r.account <> '' and (r.source, r.account) in (
  select m.source, m.external_id from erp.account_map m
  where m.tenant_id = %(tenant)s and m.customer_id = any(%(subjects)s))))
"""
# record_day
_BETWEEN = "and r.day >= (%(start)s at time zone 'UTC')::date and r.day < (%(end)s at time zone 'UTC')::date"
_FIRST = f"select min(r.day)::timestamp at time zone 'UTC' {_WHOLE}"
_LAST = f"select max(r.day)::timestamp at time zone 'UTC' {_WHOLE}"

_ORDER_LINES = f"{_HEAD}, {_GOODS}, {_ORDERED} {_LINES} and r.entity = 'order'"
ORDER_LINES = PublishedRows(
    of=f"{_ORDER_LINES} {_OF}",
    between=f"{_ORDER_LINES} {_BETWEEN}",
    first=f"{_FIRST} and r.entity = 'order'",
    last=f"{_LAST} and r.entity = 'order'",
)
_INVOICES = f"{_HEAD}, {_INVOICED} {_WHOLE} and r.entity = 'invoice'"
INVOICES = PublishedRows(
    of=f"{_INVOICES} {_OF}",
    between=f"{_INVOICES} {_BETWEEN}",
    first=f"{_FIRST} and r.entity = 'invoice'",
    last=f"{_LAST} and r.entity = 'invoice'",
)
_INVOICE_LINES = f"{_HEAD}, {_GOODS} {_LINES} and r.entity = 'invoice'"
INVOICE_LINES = PublishedRows(
    of=f"{_INVOICE_LINES} {_OF}", between=f"{_INVOICE_LINES} {_BETWEEN}", first=INVOICES.first, last=INVOICES.last
)
_DELIVERY_LINES = f"{_HEAD}, {_GOODS}, {_SHIPPED} {_LINES} and r.entity = 'delivery'"
DELIVERY_LINES = PublishedRows(
    of=f"{_DELIVERY_LINES} {_OF}",
    between=f"{_DELIVERY_LINES} {_BETWEEN}",
    first=f"{_FIRST} and r.entity = 'delivery'",
    last=f"{_LAST} and r.entity = 'delivery'",
)
_RETURN_LINES = f"{_HEAD}, {_GOODS}, {_RETURNED} {_LINES} and r.entity = 'return'"
RETURN_LINES = PublishedRows(
    of=f"{_RETURN_LINES} {_OF}",
    between=f"{_RETURN_LINES} {_BETWEEN}",
    first=f"{_FIRST} and r.entity = 'return'",
    last=f"{_LAST} and r.entity = 'return'",
)
