"""What call flows ask of other rooms, and of whoever carries the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from channels.voice.flow.domain import ClaimKind
from channels.voice.flow.interpreter import FlowAction, QueueLoad, QueueOpening, TypedClaim
from contact_center.kernel.contracts.channels import Address
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class FlowFacts(Protocol):
    """What a flow looks up; answered by routing, the CRM and the ERP."""

    async def queues(self, reader: Reader, tenant: UUID) -> Mapping[UUID, str]:
        """The queues of the organisation with their names."""
        ...

    async def opening(self, reader: Reader, tenant: UUID, queue: UUID) -> QueueOpening: ...

    async def load(self, reader: Reader, tenant: UUID, queue: UUID) -> QueueLoad:
        """Calls that wait in the queue now."""
        ...

    async def claimed(self, tenant: TenantId, kind: ClaimKind, digits: str) -> TypedClaim:
        """Whose number this is by our books; `found` is empty where it is nobody's, or cannot be found out in time."""
        ...

    async def call_back(self, work: UnitOfWork, queue: UUID | None, number: str, caller: Address) -> None:
        """Somebody of the queue is to call this number, as soon as the queue is open."""
        ...


class FlowCarrier(Protocol):
    """What a provider does for a call in a flow.

    A web call's page says the words, plays the sounds and has a keypad; a provider of the public network is told in its
    own language (`markup`). Both give back the keys with the turn that they answer.
    """

    can_transfer: bool
    """It puts calls through to outside numbers."""

    def tell(self, actions: Sequence[FlowAction]) -> str:
        """What is said and asked, as the provider takes it."""
        ...
