"""What rules can know: every attribute with its type. Nothing else is in their reach.

An attribute that is not known is left out; a condition that rests on it does not hold until it is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = bool | int | str
Attributes = Mapping[str, Value]

LONGEST_TEXT = 10_000


class AttributeKind(StrEnum):
    BOOL = "bool"
    INT = "int"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Attribute:
    """What it means is said in `agent_ui/words/rules.py`."""

    name: str
    kind: AttributeKind

    @property
    def group(self) -> str:
        return self.name.partition(".")[0]


ALL = (
    Attribute("interaction.channel", AttributeKind.STRING),
    Attribute("interaction.tier", AttributeKind.STRING),
    Attribute("interaction.queue", AttributeKind.STRING),
    Attribute("interaction.language", AttributeKind.STRING),
    Attribute("interaction.subject", AttributeKind.STRING),
    Attribute("interaction.text", AttributeKind.STRING),
    Attribute("time.hour", AttributeKind.INT),
    Attribute("time.weekday", AttributeKind.INT),
    Attribute("time.open", AttributeKind.BOOL),
    Attribute("customer.known", AttributeKind.BOOL),
    Attribute("customer.verified", AttributeKind.BOOL),
    Attribute("customer.kind", AttributeKind.STRING),
    Attribute("customer.name", AttributeKind.STRING),
    Attribute("customer.organisation", AttributeKind.STRING),
    Attribute("customer.language", AttributeKind.STRING),
    Attribute("customer.first_contact", AttributeKind.BOOL),
    Attribute("customer.open_matters", AttributeKind.INT),
    Attribute("customer.contacts_30d", AttributeKind.INT),
    Attribute("customer.last_agent", AttributeKind.STRING),
    Attribute("erp.known", AttributeKind.BOOL),
    Attribute("erp.open_orders", AttributeKind.INT),
    Attribute("erp.late_deliveries", AttributeKind.INT),
    Attribute("erp.late_days", AttributeKind.INT),
    Attribute("erp.overdue_invoices", AttributeKind.INT),
    Attribute("erp.overdue_days", AttributeKind.INT),
)
BY_NAME = {attribute.name: attribute for attribute in ALL}
ARRIVES_LATER = frozenset({"erp"})
"""Groups that another system tells, in its own time."""
