"""The list as a file: what spreadsheets read as text, never as formulas."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import UUID

from agent_ui.words.csv_lines import BOM, csv_line
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.service import SignedIn
from contact_center.platform.unit_of_work import Database
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer, CustomerAddress
from crm_core.customers.listing import service as listing
from crm_core.customers.listing.service import CustomerFilter
from crm_core.identity import service as identity


def headings(words: Words) -> list[str]:
    return [
        words.gettext("Name"), words.gettext("Kind"), words.gettext("Organisation"), words.gettext("E-mail"),
        words.gettext("Phone"), words.gettext("Language"), words.gettext("Tax number"),
        words.gettext("Number in the ERP"), words.gettext("Segment"), words.gettext("Owner"), words.gettext("Tags"),
        words.gettext("Id"),
    ]  # fmt: skip


async def exported(database: Database, who: SignedIn, words: Words, asked: CustomerFilter) -> AsyncIterator[str]:
    """Batch by batch, so that a million customers need no more memory than a page of them."""
    tenant = who.tenant
    async with database.read(tenant) as reader:
        shown = await identity.in_part(reader, who)
        names = {UUID(str(one.id)): one.name for one in await directory.users(reader, tenant)}
    yield BOM + csv_line(headings(words))
    async for batch in listing.batches(database, tenant, asked):
        async with database.read(tenant) as reader:
            addresses = await customers.addresses_of(reader, tenant, [one.id for one in batch])
        by_customer: dict[UUID, list[CustomerAddress]] = {}
        for one in addresses:
            by_customer.setdefault(one.customer_id, []).append(replace(one, value=shown(one.value)))
        yield "".join(csv_line(_values(one, by_customer.get(one.id, []), names)) for one in batch)


def _values(one: Customer, addresses: Sequence[CustomerAddress], names: dict[UUID, str]) -> list[object]:
    def of(kind: str) -> str:
        return "; ".join(address.value for address in addresses if address.kind == kind)

    return [
        one.name, one.kind, one.organisation_name, of("email"), of("phone"), one.language, one.tax_id,
        one.external.get("erp"), one.segment, names.get(one.owner_id, "") if one.owner_id else "", "; ".join(one.tags),
        one.id,
    ]  # fmt: skip
