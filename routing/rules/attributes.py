"""What rules can know: every attribute with its type and meaning. Nothing else is in their reach.

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
    name: str
    kind: Kind
    meaning: str

    @property
    def group(self) -> str:
        return self.name.partition(".")[0]


ALL = (
    Attribute("interaction.channel", Kind.STRING, "name of the channel, e.g. `email`"),
    Attribute("interaction.tier", Kind.STRING, "`live`, `messaging` or `deferred`"),
    Attribute("interaction.queue", Kind.STRING, "name of the queue it enters if no rule says otherwise"),
    Attribute("interaction.language", Kind.STRING, "as the customer wrote, e.g. `zh-Hant`; empty if not known"),
    Attribute("interaction.subject", Kind.STRING, "subject of the first message; empty without one"),
    Attribute("interaction.text", Kind.STRING, f"text of the first message, its first {LONGEST_TEXT:,} characters"),
    Attribute("time.hour", Kind.INT, "0 to 23, in the time zone of the organisation"),
    Attribute("time.weekday", Kind.INT, "1 (Monday) to 7 (Sunday)"),
    Attribute("time.open", Kind.BOOL, "the queue is open now"),
    Attribute(
        "customer.known",
        Kind.BOOL,
        "the address is one customer's; a newcomer becomes one (see `first_contact`), an anonymous visitor not",
    ),
    Attribute("customer.verified", Kind.BOOL, "and the identity is verified"),
    Attribute("customer.kind", Kind.STRING, "`person` or `organisation`; empty if not known"),
    Attribute("customer.name", Kind.STRING, "name in the CRM; empty if not known"),
    Attribute("customer.organisation", Kind.STRING, "name of the customer's organisation; empty without one"),
    Attribute("customer.language", Kind.STRING, "language in the CRM; empty if not known"),
    Attribute("customer.first_contact", Kind.BOOL, "never wrote or called before"),
    Attribute("customer.open_matters", Kind.INT, "interactions that are not closed"),
    Attribute("customer.contacts_30d", Kind.INT, "interactions of the last 30 days"),
    Attribute("customer.last_agent", Kind.STRING, "login of the agent who spoke with them last; empty if nobody"),
    Attribute("erp.known", Kind.BOOL, "the ERP has said something about the customer"),
    Attribute("erp.open_orders", Kind.INT, "orders confirmed and not delivered"),
    Attribute("erp.late_deliveries", Kind.INT, "orders with goods still to ship after the promised day"),
    Attribute("erp.late_days", Kind.INT, "days the latest of them is late"),
    Attribute("erp.overdue_invoices", Kind.INT, "unpaid invoices after their due day"),
    Attribute("erp.overdue_days", Kind.INT, "days the oldest of them is overdue"),
)
BY_NAME = {attribute.name: attribute for attribute in ALL}
ARRIVES_LATER = frozenset({"erp"})
"""Groups that another system tells, in its own time."""
