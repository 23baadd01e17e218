"""The agent UI's parts, taken from a process's runtime."""

from __future__ import annotations

from contextlib import AsyncExitStack

from agent_ui.console.calls import ConsoleCalls
from agent_ui.frame.parts import Parts
from agent_ui.frame.section import UiSettings
from agent_ui.frame.throttle import Throttle
from channels.voice.calls import open_desk
from channels.voice.wiring import calls_out
from contact_center.bootstrap.connecting import connecting_of
from contact_center.bootstrap.erasure import erase_customer
from contact_center.bootstrap.joins.back_office import back_office
from contact_center.bootstrap.joins.cases import QueueHours
from contact_center.bootstrap.joins.dispositions import StoredGround
from contact_center.bootstrap.joins.erp import ErpPages
from contact_center.bootstrap.joins.erp_acts import ActsByRights
from contact_center.bootstrap.joins.identity import ErpAnswers
from contact_center.bootstrap.joins.invoice_letters import MailedInvoices
from contact_center.bootstrap.joins.people import people_ports
from contact_center.bootstrap.joins.privacy import RegistryData
from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.bootstrap.joins.waits import MeasuredWaits
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory.single_sign_on.client import HttpOpenId
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.live import Hub
from contact_center.platform.settings import section
from crm_core.assistant.client import ChatCompletions
from crm_core.assistant.service import Assistants
from erp_link.connecting import ErpConnecting
from erp_link.proposals.service import Proposals
from erp_link.systems import ErpSystems


def screen_parts(runtime: Runtime, hub: Hub, erp: ErpSystems, throttle: Throttle, closing: AsyncExitStack) -> Parts:
    """`closing`: what is opened for them is closed with it."""
    desk, _ = open_desk(runtime, closing)
    out = calls_out(runtime, desk)

    async def erase(tenant: TenantId, customer: CustomerId, actor: str) -> None:
        await erase_customer(runtime, tenant, customer, actor)

    return Parts(
        process_id=runtime.process_id,
        settings=section(runtime.settings, UiSettings),
        clock=runtime.clock,
        vault=runtime.vault,
        database=runtime.database,
        wakeups=runtime.wakeups,
        hub=hub,
        accounts=runtime.accounts,
        ports=runtime.ports,
        intake=runtime.intake,
        connecting=connecting_of(runtime),
        people=people_ports(runtime.ports),
        personal=RegistryData(runtime),
        openid=HttpOpenId(),
        codes=StoredGround(),
        erase=erase,
        customer_facts=StoredFacts(),
        throttle=throttle,
        limits=runtime.limits,
        case_hours=QueueHours(),
        erp=ErpPages(erp),
        erp_connecting=ErpConnecting(runtime.database, runtime.vault, erp),
        back_office=back_office(runtime, erp),
        proposals=Proposals(runtime.database, erp, ActsByRights(runtime.ports.planner), MailedInvoices(runtime)),
        answers=ErpAnswers(runtime.database, erp),
        calls=ConsoleCalls(desk.providers.abilities),
        calls_out=out,
        assistants=Assistants(runtime.database, runtime.vault, ChatCompletions()),
        waits=MeasuredWaits(),
    )
