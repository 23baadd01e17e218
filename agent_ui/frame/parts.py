"""What the screens stand on: services of the rooms below, given by the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from agent_ui.frame.alerts import Pressing
from agent_ui.frame.throttle import Throttle
from agent_ui.views import CallView, ErpFacts, Tab, VoicemailView
from contact_center.directory.service import SignedIn
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Ports
from contact_center.kernel.clock import Clock
from contact_center.kernel.ids import AgentId, CustomerId, TenantId
from contact_center.platform.live import Hub
from contact_center.platform.settings import Settings
from contact_center.platform.unit_of_work import Database, Reader
from contact_center.platform.vault import Vault
from contact_center.platform.wakeups import Wakeups
from routing.flow.ports import PastWaits
from routing.rules.ports import CustomerFacts

Erase = Callable[[TenantId, CustomerId, str], Awaitable[None]]
"""Forgets a customer in every room: (tenant, customer, actor)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A customer whose order, invoice or delivery has the number that was asked for."""

    customer: CustomerId
    tab: Tab
    """Where the customer's page shows it."""
    number: str


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """What a number found. `unanswered`: why the ERP `source` could not be asked, in the words of `erp_link`."""

    documents: tuple[Document, ...] = ()
    source: str = ""
    unanswered: str | None = None


class Facts(Protocol):
    """What the ERP says about a customer, from its cache or within its deadline."""

    async def facts(self, tenant: TenantId, customer: CustomerId) -> ErpFacts: ...

    async def holders(self, tenant: TenantId, text: str) -> DocumentSearch:
        """Whose document a text is the number of; nothing for a text that is no such number."""
        ...


class Calls(Protocol):
    """Calls as the console shows them."""

    async def of(self, reader: Reader, tenant: TenantId, interaction: UUID, who: str) -> CallView | None:
        """The call of this interaction with `who` on the other end; None if it has none."""
        ...

    async def message(
        self, reader: Reader, tenant: TenantId, interaction: UUID, agent: AgentId
    ) -> VoicemailView | None:
        """The message a caller left that this interaction is about, as this agent may hear it; None if it is not."""
        ...

    async def recordings(self, reader: Reader, who: SignedIn, interactions: Sequence[UUID]) -> dict[UUID, str]:
        """Where what was recorded of these interactions is played, for those that this person may hear."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    process_id: UUID
    """The web process that holds the browsers' sockets."""
    settings: Settings
    clock: Clock
    vault: Vault
    database: Database
    wakeups: Wakeups
    hub: Hub
    accounts: ChannelAccounts
    ports: Ports
    intake: Intake
    erase: Erase
    customer_facts: CustomerFacts
    """What rules can know of customers, for trying one on a day's work."""
    throttle: Throttle
    """One for the process: whoever opens it closes it."""
    pressing: Pressing = field(default_factory=Pressing)
    erp: Facts | None = None
    calls: Calls | None = None
    waits: PastWaits | None = None
    """For the expected wait; without it the wallboard tells none."""
