"""What is known for the places of a text that agents insert: of customer, agent and documents."""

from __future__ import annotations

from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import Facts
from agent_ui.words import customers as said
from contact_center.kernel.ids import CustomerId
from crm_core.customers.domain import Customer
from crm_core.snippets.domain import Variable


async def values(erp: Facts | None, lens: Lens, person: Customer | None) -> dict[Variable, str | None]:
    """Numbers are those of the latest order and invoice; nothing where the ERP does not say."""
    found: dict[Variable, str | None] = {Variable.AGENT_NAME: lens.name}
    if person is None:
        return found
    found[Variable.CUSTOMER_NAME] = person.name
    found[Variable.CUSTOMER_ADDRESSED] = said.addressed(lens.words, person) or person.name
    if erp is None:
        return found
    facts = await erp.facts(lens.tenant, CustomerId(person.id))
    found[Variable.ORDER_NUMBER] = next((one.number for one in facts.orders.items), None)
    found[Variable.INVOICE_NUMBER] = next((one.number for one in facts.invoices.items), None)
    return found
