"""SQL of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.interactions import Claim
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers.domain import Customer, CustomerAddress, Match, fallback_name
from crm_core.customers.profile.postal import search_key

CUSTOMER = (
    "c.id, c.kind, c.name, c.organisation_id, o.name as organisation_name, c.job, c.language, c.time_zone, c.note, "
    "c.external, c.created_at, c.erased_at, c.family_name, c.given_name, c.form_of_address, c.tax_id, c.owner_id, "
    "c.segment, c.tags, c.fields, c.version"
)
ADDRESS = (
    "select customer_id, kind, value, label, verified_at, verified_how, id, use, valid_from, valid_until, created_at "
    "from crm.customer_address "
)
VALID = "(valid_until is null or valid_until > %(now)s)"
"""Not given up; a number may be somebody else's by now."""
FROM = (
    "from crm.customer c left join crm.customer o on o.tenant_id = c.tenant_id and o.id = c.organisation_id "
    "where c.tenant_id = %(tenant)s"
)
BY_KEY = (
    "from crm.customer c left join lateral (select s.name from crm.customer s where s.tenant_id = c.tenant_id "
    "and s.id = c.organisation_id offset 0) o on true where c.tenant_id = %(tenant)s"
)
"""For some by their ids: each organisation is looked up, also by a plan that was made while there were hardly any."""


async def matches(work: Reader, tenant: UUID, addresses: Sequence[Address]) -> list[list[Match]]:
    """For each address the customers it belongs to, in one query (indices customer_address_value and
    customer_alias_canonical, and the key of aliases)."""
    rows = await work.dicts(
        "select t.n::int as n, a.customer_id, coalesce(m.canonical_id, a.customer_id) as canonical_id, "
        "array(select o.customer_id from crm.customer_alias o where o.tenant_id = %(tenant)s "
        "and o.canonical_id = coalesce(m.canonical_id, a.customer_id)) as absorbed "
        "from unnest(%(kinds)s::text[], %(values)s::text[]) with ordinality as t(kind, value, n) "
        "join crm.customer_address a on a.tenant_id = %(tenant)s and a.kind = t.kind and a.value = t.value "
        "and (a.valid_until is null or a.valid_until > %(now)s) "
        "left join crm.customer_alias m on m.tenant_id = %(tenant)s and m.customer_id = a.customer_id "
        "order by t.n, a.created_at, a.customer_id",
        {
            "tenant": tenant,
            "now": work.now,
            "kinds": [address.kind for address in addresses],
            "values": [address.value for address in addresses],
        },
    )
    found: list[list[Match]] = [[] for _ in addresses]
    for row in rows:
        found[row["n"] - 1].append(Match(row["customer_id"], row["canonical_id"], tuple(row["absorbed"])))
    return found


async def create(
    work: UnitOfWork,
    *,
    name: str,
    kind: str = "person",
    language: str | None = None,
    organisation_id: UUID | None = None,
    job: str | None = None,
    time_zone: str | None = None,
    note: str | None = None,
    tax_id: str | None = None,
    family_name: str | None = None,
    given_name: str | None = None,
    external: dict[str, str] | None = None,
    id: CustomerId | None = None,
) -> CustomerId:
    made = id or CustomerId(new_id())
    await work.execute(
        "insert into crm.customer (tenant_id, id, kind, name, organisation_id, job, language, time_zone, note, tax_id, "
        "family_name, given_name, external, created_at) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, made, kind, name, organisation_id, job, language, time_zone, note, tax_id,
            family_name, given_name, Jsonb(external or {}), work.now,
        ],
    )  # fmt: skip
    return made


async def add_affiliation(work: UnitOfWork, person: CustomerId, organisation: UUID, job: str | None) -> None:
    await work.execute(
        "insert into crm.customer_affiliation (tenant_id, id, customer_id, organisation_id, job, may_order, "
        "may_get_invoices, created_at) values (%s, %s, %s, %s, %s, false, false, %s)",
        [work.tenant_id, new_id(), person, organisation, job, work.now],
    )


async def create_newcomers(work: UnitOfWork, newcomers: Sequence[tuple[CustomerId, Claim]]) -> None:
    """Customers of whom nothing is known but the address they wrote from, all in one statement."""
    await work.execute(
        "with t as (select * from unnest(%(ids)s::uuid[], %(names)s::text[], %(languages)s::text[], %(kinds)s::text[], "
        "%(values)s::text[], %(hows)s::text[]) as t(id, name, language, kind, value, how)), "
        "c as (insert into crm.customer (tenant_id, id, kind, name, language, created_at) "
        "select %(tenant)s, id, 'person', name, language, %(now)s from t) "
        "insert into crm.customer_address (tenant_id, customer_id, kind, value, verified_at, verified_how, created_at) "
        "select %(tenant)s, id, kind, value, case when how is null then null else %(now)s end, how, %(now)s from t",
        {
            "tenant": work.tenant_id,
            "now": work.now,
            "ids": [id for id, _ in newcomers],
            "names": [fallback_name(claim) for _, claim in newcomers],
            "languages": [claim.language for _, claim in newcomers],
            "kinds": [claim.address.kind for _, claim in newcomers],
            "values": [claim.address.value for _, claim in newcomers],
            "hows": [claim.verified_by for _, claim in newcomers],
        },
    )


async def add_address(
    work: UnitOfWork,
    customer: CustomerId,
    kind: AddressKind,
    value: str,
    *,
    label: str | None = None,
    how: str | None = None,
) -> None:
    await work.execute(
        "insert into crm.customer_address (tenant_id, customer_id, kind, value, label, verified_at, verified_how, "
        "created_at) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, customer_id, kind, value) do update "
        "set valid_until = null, "
        "verified_at = coalesce(crm.customer_address.verified_at, excluded.verified_at), "
        "verified_how = coalesce(crm.customer_address.verified_how, excluded.verified_how)",
        [work.tenant_id, customer, kind, value, label, work.now if how else None, how, work.now],
    )


async def get(reader: Reader, tenant: UUID, id: UUID) -> Customer | None:
    return await reader.one(Customer, f"select {CUSTOMER} {BY_KEY} and c.id = %(id)s", {"tenant": tenant, "id": id})


async def several(reader: Reader, tenant: UUID, ids: Sequence[UUID]) -> list[Customer]:
    return await reader.many(
        Customer, f"select {CUSTOMER} {BY_KEY} and c.id = any(%(ids)s)", {"tenant": tenant, "ids": list(ids)}
    )


async def by_erp_number(reader: Reader, tenant: UUID, number: str) -> list[UUID]:
    """The canonical ids of those who have it (index customer_erp_number)."""
    return await reader.values(
        "select distinct coalesce(m.canonical_id, c.id) from crm.customer c "
        "left join crm.customer_alias m on m.tenant_id = c.tenant_id and m.customer_id = c.id "
        "where c.tenant_id = %s and c.erp_number = %s and c.erased_at is null order by 1",
        [tenant, number],
    )


async def by_address(reader: Reader, tenant: UUID, kind: str, value: str) -> list[Customer]:
    return await reader.many(
        Customer,
        f"select {CUSTOMER} {FROM} and c.id in (select coalesce(m.canonical_id, a.customer_id) "
        "from crm.customer_address a left join crm.customer_alias m on m.tenant_id = a.tenant_id "
        "and m.customer_id = a.customer_id where a.tenant_id = %(tenant)s and a.kind = %(kind)s "
        "and a.value = %(value)s and (a.valid_until is null or a.valid_until > %(now)s)) order by c.name",
        {"tenant": tenant, "kind": kind, "value": value, "now": reader.now},
    )


async def addresses(reader: Reader, tenant: UUID, customer: UUID) -> list[CustomerAddress]:
    return await reader.many(
        CustomerAddress,
        f"{ADDRESS} where tenant_id = %(tenant)s and customer_id = %(customer)s and {VALID} order by kind, value",
        {"tenant": tenant, "customer": customer, "now": reader.now},
    )


async def addresses_alone(reader: Reader, tenant: UUID, ids: Sequence[UUID]) -> list[Address]:
    """Those addresses of these that nobody else has (index customer_address_value)."""
    rows = await reader.dicts(
        "select distinct a.kind, a.value from crm.customer_address a "
        "where a.tenant_id = %(tenant)s and a.customer_id = any(%(ids)s) "
        "and not exists (select 1 from crm.customer_address b where b.tenant_id = a.tenant_id and b.kind = a.kind "
        "and b.value = a.value and b.customer_id <> all(%(ids)s)) order by a.kind, a.value",
        {"tenant": tenant, "ids": list(ids)},
    )
    return [Address(AddressKind(row["kind"]), row["value"]) for row in rows]


FITS = (
    "and c.erased_at is null and not exists (select 1 from crm.customer_alias m where m.tenant_id = c.tenant_id "
    "and m.customer_id = c.id) and (%(text)s = '' "
    "or lower(c.name) like %(anywhere)s or lower(o.name) like %(anywhere)s "
    "or c.id in (select coalesce(m.canonical_id, a.customer_id) from crm.customer_address a "
    "left join crm.customer_alias m on m.tenant_id = a.tenant_id and m.customer_id = a.customer_id "
    "where a.tenant_id = %(tenant)s and (lower(a.value) like %(anywhere)s or a.kind = 'phone' "
    "and a.value like %(number)s)) "
    "or c.id in (select m.canonical_id from crm.customer_alias m join crm.customer b on b.tenant_id = m.tenant_id "
    "and b.id = m.customer_id where m.tenant_id = %(tenant)s and lower(b.name) like %(anywhere)s) "
    "or c.id in (select coalesce(m.canonical_id, p.customer_id) from crm.customer_postal p "
    "left join crm.customer_alias m on m.tenant_id = p.tenant_id and m.customer_id = p.customer_id "
    "where p.tenant_id = %(tenant)s and p.search like %(postal)s) "
    "or c.tags @> array[%(text)s::text] or c.tax_id = %(text)s)"
)
"""Whoever was merged into another is found as that other, by any of their names and addresses."""


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """What is looked for."""

    text: str
    number: str | None
    """The text as a telephone number or a part of one (`telephones.fragment`)."""

    def parameters(self, tenant: UUID) -> dict[str, object]:
        pattern = self.text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        number = f"%{self.number}%" if self.number else None
        key = search_key(pattern)
        return {
            "tenant": tenant, "text": pattern, "anywhere": f"%{pattern}%", "number": number,
            "postal": f"%{key}%" if len(key) > 1 else None,
        }  # fmt: skip


async def search(reader: Reader, tenant: UUID, wanted: CustomerQuery, limit: int, after: int = 0) -> list[Customer]:
    """By name, organisation or address, anywhere in them; all without a text. By name, `after` the first ones."""
    return await reader.many(
        Customer,
        f"select {CUSTOMER} {FROM} {FITS} order by c.name, c.id limit %(limit)s offset %(after)s",
        wanted.parameters(tenant) | {"limit": limit, "after": after},
    )


async def page(reader: Reader, tenant: UUID, wanted: CustomerQuery, limit: int, after: UUID | None) -> list[Customer]:
    """Like `search`, those that stand behind one customer in the list; an unknown one: none."""
    return await reader.many(
        Customer,
        f"select {CUSTOMER} {FROM} {FITS} and (%(after)s::uuid is null or (c.name, c.id) > (select name, id "
        "from crm.customer where tenant_id = %(tenant)s and id = %(after)s)) order by c.name, c.id limit %(limit)s",
        wanted.parameters(tenant) | {"limit": limit, "after": after},
    )


async def count(reader: Reader, tenant: UUID, wanted: CustomerQuery) -> int:
    return int(await reader.value(f"select count(*) {FROM} {FITS}", wanted.parameters(tenant)))


async def addresses_of(reader: Reader, tenant: UUID, customers: Sequence[UUID]) -> list[CustomerAddress]:
    return await reader.many(
        CustomerAddress,
        f"{ADDRESS} where tenant_id = %(tenant)s and customer_id = any(%(customers)s) and {VALID} order by kind, value",
        {"tenant": tenant, "customers": list(customers), "now": reader.now},
    )
