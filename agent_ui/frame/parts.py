"""What the screens stand on: services of the rooms below, given by the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from agent_ui.compose.ports import Calls, Facts
from agent_ui.frame.alerts import UrgentQueues
from agent_ui.frame.section import UiSettings
from agent_ui.frame.throttle import Throttle
from channels.connecting.service import Connecting
from channels.voice.calling.service import CallsOut
from contact_center.directory.people.ports import PeoplePorts
from contact_center.directory.privacy.ports import PersonalData
from contact_center.directory.single_sign_on.ports import OpenIdProvider
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.dispositions.ports import DispositionGround
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Ports
from contact_center.kernel.clock import Clock
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.kernel.rates import LocalLimits, RateLimits
from contact_center.platform.live import Hub
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault
from contact_center.platform.wakeups import Wakeups
from crm_core.assistant.service import Assistants
from crm_core.cases.ports import AroundTheClock, OpeningHours
from crm_core.identity.ports import Answers, NoAnswers
from erp_link.back_office.service import BackOffice
from erp_link.connecting import ErpConnecting
from erp_link.proposals.service import Proposals
from routing.flow.ports import PastWaits
from routing.rules.ports import CustomerFacts

Erase = Callable[[TenantId, CustomerId, str], Awaitable[None]]
"""Forgets a customer in every room: (tenant, customer, actor)."""


@dataclass(frozen=True, slots=True)
class Parts:
    process_id: UUID
    """The web process that holds the browsers' sockets."""
    settings: UiSettings
    clock: Clock
    vault: Vault
    database: Database
    wakeups: Wakeups
    hub: Hub
    accounts: ChannelAccounts
    ports: Ports
    intake: Intake
    connecting: Connecting
    """Channels, their accounts and what a test of one needs."""
    people: PeoplePorts
    """What looking after people asks of other rooms."""
    personal: PersonalData
    """What every room holds of a customer."""
    openid: OpenIdProvider
    """Asks the providers through which people sign in."""
    codes: DispositionGround
    """What codes of closed work may refer to."""
    erase: Erase
    customer_facts: CustomerFacts
    """What rules can know of customers, for trying one on a day's work."""
    throttle: Throttle
    """One for the process: whoever opens it closes it."""
    limits: RateLimits = field(default_factory=LocalLimits)
    """How fast strangers may go."""
    pressing: UrgentQueues = field(default_factory=UrgentQueues)
    case_hours: OpeningHours = field(default_factory=AroundTheClock)
    """In which the clocks of cases run."""
    erp: Facts | None = None
    erp_connecting: ErpConnecting | None = None
    """How the ERP is connected; None where none can be."""
    back_office: BackOffice | None = None
    """What the ERP may ask of us."""
    proposals: Proposals | None = None
    """What is asked of the ERP."""
    answers: Answers = field(default_factory=NoAnswers)
    """What only a customer should know, to compare their answers with."""
    calls: Calls | None = None
    calls_out: CallsOut | None = None
    """How customers are called; None where nothing carries calls."""
    assistants: Assistants | None = None
    """The language models of organisations."""
    waits: PastWaits | None = None
    """For the expected wait; without it the wallboard tells none."""
