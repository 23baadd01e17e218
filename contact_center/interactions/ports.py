"""What interactions need from others; the joins in `bootstrap` tie them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.channels import Address, ChannelAdapter, SteeringWord
from contact_center.kernel.contracts.consent import SendDecision
from contact_center.kernel.contracts.interactions import (
    Claim,
    EntryPlan,
    EntryRequest,
    Identified,
    TurnPlan,
    WrapRule,
)
from contact_center.kernel.ids import AgentId, CustomerId, QueueId, TenantId
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class Planner(Protocol):
    """Asked by the queue, answered by routing policy."""

    async def plan(self, work: UnitOfWork, requests: Sequence[EntryRequest]) -> list[EntryPlan]: ...

    async def turn(self, work: UnitOfWork, queue_id: QueueId | None, tier: str) -> TurnPlan: ...

    async def wrap_rule(self, work: UnitOfWork, queue_id: QueueId | None, channel: str) -> WrapRule: ...

    async def serves(self, reader: Reader, tenant: TenantId, agent: AgentId) -> frozenset[QueueId]:
        """The queues whose work this agent gets."""
        ...


class Customers(Protocol):
    """Asked by intake, answered by the CRM on the same connection."""

    async def identify(self, work: UnitOfWork, claims: Sequence[Claim]) -> list[Identified]: ...

    async def strangers(self, work: UnitOfWork, addresses: Sequence[Address]) -> frozenset[Address]:
        """Those of the addresses that no customer has."""
        ...

    async def forget_untouched(self, work: UnitOfWork, customers: Sequence[CustomerId]) -> None:
        """Customers who were made for something that is taken back go, unless they have more by now."""
        ...

    async def known(self, work: UnitOfWork, customer: CustomerId) -> CustomerId | None:
        """The customer that this id stands for now; None if there is none."""
        ...


class Consent(Protocol):
    """Asked by the one door out in the transaction that sends, told by the one door in what a customer wishes (D31)."""

    async def may_send(self, work: UnitOfWork, address: Address, channel: str, purpose: str) -> SendDecision:
        """Whether, and why: `reply`, `contact`, `service`, `survey` and `marketing` are purposes."""
        ...

    async def heard(self, work: UnitOfWork, address: Address, channel: str, wish: SteeringWord, source: str) -> None:
        """A customer's own word about what we may send to their address; in the transaction that keeps the message."""
        ...


class Secrets(Protocol):
    """Asked by the one door out: what a message says that is kept nowhere, such as a code to prove who one is."""

    def reveal(self, text: str, meta: Mapping[str, Any]) -> str:
        """The text as its recipient reads it."""
        ...


class NoSecrets:
    """See `Secrets`: every text says what is stored."""

    def reveal(self, text: str, _meta: Mapping[str, Any]) -> str:
        return text


class ManySecrets:
    """See `Secrets`: each in turn; what a message names says which of them concern it."""

    def __init__(self, *each: Secrets) -> None:
        self._each = each

    def reveal(self, text: str, meta: Mapping[str, Any]) -> str:
        for one in self._each:
            text = one.reveal(text, meta)
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterBy:
    """A letter that a person writes, for what stands below it."""

    queue: UUID | None
    language: str | None
    agent: str
    """By name."""
    agent_id: UUID | None
    customer: UUID | None
    conversation: UUID | None = None
    """None: it begins with this letter."""
    case: UUID | None = None
    """To which it is going to belong."""


class Signatures(Protocol):
    """Asked where a person's letter is written, answered by the CRM on the same connection."""

    async def of(self, reader: Reader, tenant: TenantId, letter: LetterBy) -> str:
        """What goes below it; empty where there is none."""
        ...


class ShownAddresses(Protocol):
    """How somebody of ours sees the addresses of a customer, answered by the CRM on the same connection."""

    async def of(self, reader: Reader, who: SignedIn, customer: UUID) -> Callable[[str], str]:
        """In full, or in part while they wait for the customer's verification."""
        ...


class NoSignatures:
    """See `Signatures`: of an organisation that has none."""

    async def of(self, reader: Reader, tenant: TenantId, letter: LetterBy) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything intake, work and delivery ask of other rooms."""

    adapters: Mapping[str, ChannelAdapter]
    customers: Customers
    planner: Planner
    consent: Consent
    blobs: BlobStore
    secrets: Secrets = field(default_factory=NoSecrets)
    signatures: Signatures = field(default_factory=NoSignatures)
