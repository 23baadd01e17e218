"""What rules ask others: the picture of a customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from contact_center.kernel.ids import AgentId, CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader
from routing.rules.attributes import Attributes


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a customer now. What is not known is not in it."""

    attributes: Attributes = field(default_factory=dict)
    last_agent: AgentId | None = None
    """Who spoke with them last."""
    owner: AgentId | None = None
    """Who holds their newest open matter."""


class Sentences(Protocol):
    """In English, for answers to programs."""

    def attribute(self, name: str) -> str:
        """What a condition reads under this name."""
        ...

    def tried(self, matched: int, total: int, unknown: int) -> str:
        """Of a rule that was tried on a day: what it would have matched, and where it cannot be told."""
        ...


class CustomerFacts(Protocol):
    """Answered from what is stored here already: nobody outside is asked."""

    async def of(
        self, reader: Reader, tenant: TenantId, customers: Collection[CustomerId], groups: Collection[str]
    ) -> Mapping[CustomerId, Picture]:
        """`groups` of attributes that are wanted: `customer`, `erp`."""
        ...


class NoCustomerFacts:
    """For an installation without CRM and ERP: nothing is known."""

    async def of(
        self, reader: Reader, tenant: TenantId, customers: Collection[CustomerId], groups: Collection[str]
    ) -> Mapping[CustomerId, Picture]:
        return {}
