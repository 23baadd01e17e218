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


class Kind(StrEnum):
    BOOL = "bool"
    INT = "int"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Attribute:
    """What it means is said in `agent_ui/words/rules.py`."""

    name: str
    kind: Kind

    @property
    def group(self) -> str:
        return self.name.partition(".")[0]


ALL = (
    Attribute("interaction.channel", Kind.STRING),
    Attribute("interaction.tier", Kind.STRING),
    Attribute("interaction.queue", Kind.STRING),
    Attribute("interaction.language", Kind.STRING),
    Attribute("interaction.subject", Kind.STRING),
    Attribute("interaction.text", Kind.STRING),
    Attribute("time.hour", Kind.INT),
    Attribute("time.weekday", Kind.INT),
    Attribute("time.open", Kind.BOOL),
    Attribute("customer.known", Kind.BOOL),
    Attribute("customer.verified", Kind.BOOL),
    Attribute("customer.kind", Kind.STRING),
    Attribute("customer.name", Kind.STRING),
    Attribute("customer.organisation", Kind.STRING),
    Attribute("customer.language", Kind.STRING),
    Attribute("customer.first_contact", Kind.BOOL),
    Attribute("customer.open_matters", Kind.INT),
    Attribute("customer.contacts_30d", Kind.INT),
    Attribute("customer.last_agent", Kind.STRING),
    Attribute("erp.known", Kind.BOOL),
    Attribute("erp.open_orders", Kind.INT),
    Attribute("erp.late_deliveries", Kind.INT),
    Attribute("erp.late_days", Kind.INT),
    Attribute("erp.overdue_invoices", Kind.INT),
    Attribute("erp.overdue_days", Kind.INT),
)
BY_NAME = {attribute.name: attribute for attribute in ALL}
ARRIVES_LATER = frozenset({"erp"})
"""Groups that another system tells, in its own time."""
