"""The customer list."""

from __future__ import annotations

from urllib.parse import quote

from agent_ui.compose import customer
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import DocumentSearch
from agent_ui.customers.views import CustomerListView, CustomerRow
from agent_ui.words.languages import Words
from contact_center.interactions.reading import contact_queries as contacts
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import CustomerId
from contact_center.platform.paging import ROWS
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers


async def customer_list(reader: Reader, lens: Lens, query: str, page: int, numbers: DocumentSearch) -> CustomerListView:
    """Page 1, 2, … of what fits the query; those whose document it is the number of come first."""
    total = await customers.count(reader, lens.tenant, query)
    found = await customers.search(reader, lens.tenant, query, ROWS, after=(page - 1) * ROWS)
    documents = {one.customer: one for one in numbers.documents} if page == 1 else {}
    holders = await customers.several(reader, lens.tenant, documents)
    found = [*holders.values(), *(one for one in found if one.id not in holders)]
    ids = [one.id for one in found]
    addresses = await customers.addresses_of(reader, lens.tenant, ids)
    groups = await customers.groups(reader, lens.tenant, ids)
    last = {row.customer_id: row for row in await contacts.last_contacts(reader, lens.tenant, groups)}
    readable = await lens.rights.readable(reader, [row.interaction_id for row in last.values()])
    rows = []
    for one in found:
        contact = last.get(one.id)
        rows.append(
            CustomerRow(
                CustomerId(one.id), one.name, one.organisation_name,
                tuple(a.value for a in addresses if a.customer_id == one.id and a.kind != AddressKind.WEB),
                contact.at if contact else None,
                contact.text if contact and contact.interaction_id in readable else None,
                contact.channel if contact else None,
                documents[CustomerId(one.id)].number if one.id in holders else None,
                documents[CustomerId(one.id)].href if one.id in holders else f"/customers/{one.id}",
            )
        )  # fmt: skip
    more = f"/customers?q={quote(query)}&page={page + 1}" if page * ROWS < total else None
    return CustomerListView(query, tuple(rows), max(total, len(rows)), more, _unanswered(lens.words, numbers))


def _unanswered(words: Words, numbers: DocumentSearch) -> str | None:
    if numbers.unanswered is None:
        return None
    why = customer.erp_reason(words, numbers.source, numbers.unanswered)
    return words.gettext("%(why)s Orders, invoices and deliveries cannot be searched by number now.", why=why)
