"""Follows the log: a customer who makes contact is looked up before anybody answers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.kernel.contracts.customers import CustomerErased, CustomersMerged, CustomersUnmerged
from contact_center.kernel.contracts.interactions import ConversationIdentified, InteractionQueued
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork
from erp_link.store import forget_customer, forget_guesses
from erp_link.systems import ErpSystems


class ReadAhead:
    """A `Consumer` of the log."""

    name = "erp read-ahead"
    hurries = True
    wants = (InteractionQueued, ConversationIdentified, CustomerErased, CustomersMerged, CustomersUnmerged)

    def __init__(self, systems: ErpSystems) -> None:
        self._systems = systems

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        for customer in {customer for event in events if (customer := _customer(event))}:
            await self._systems.read_ahead(work.tenant_id, CustomerId(customer))
        for event in events:
            if isinstance(event.event, CustomerErased):
                # A question that was out while the customer was erased must leave nothing behind.
                await forget_customer(work, event.event.customer_id)
            elif isinstance(event.event, CustomersMerged | CustomersUnmerged):
                # Others' addresses and numbers ask for them now: which account they are is looked up again.
                await forget_guesses(work, [event.event.customer_id, event.event.other_id])


def _customer(recorded: Recorded) -> UUID | None:
    event = recorded.event
    return event.customer_id if isinstance(event, InteractionQueued | ConversationIdentified) else None
