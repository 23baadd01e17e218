"""A chat that begins with us: who is on the site is invited, accepts, declines or does not answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from contact_center.interactions.errors import AtCapacity, MayNotSend
from contact_center.interactions.outbound import inviting
from contact_center.interactions.outbound.errors import ConversationGoesOn, NoInvitation, NotOnSite
from contact_center.interactions.outbound.inviting import Invitation, InvitationAnswer
from contact_center.interactions.outbound.service import Started
from contact_center.interactions.presence import visitors
from contact_center.interactions.work import closing
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import AgentId, CustomerId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentProof, ConsentPurpose, ConsentState, ToldHow
from crm_core.consent.service import NewConsent
from crm_core.customers import service as customers
from tests.centre import Centre

VISITOR = "visitor-1"


async def known_visitor(centre: Centre) -> CustomerId:
    """A customer who has chatted before."""
    agent = await centre.agent("Ana")
    customer = CustomerId(await centre.run(customers.create_customer, name="林佳穎"))
    work = await centre.customer_writes(VISITOR, "Hello", channel="webchat", kind="web")
    await centre.give(work, agent)
    await centre.run(closing.close, centre.ports, work, agent, disposition=None, actor=f"user:{agent}")
    await centre.run(identify, customer)
    return customer


async def identify(work: UnitOfWork, customer: CustomerId) -> None:
    await work.execute(
        "update core.conversation set customer_id = %s, identity = 'verified' where contact_value = %s",
        [customer, VISITOR],
    )
    await work.execute(
        "insert into crm.customer_address (tenant_id, customer_id, kind, value, created_at) "
        "values (%s, %s, 'web', %s, %s)",
        [work.tenant_id, customer, VISITOR, work.now],
    )


async def invite(centre: Centre, agent: AgentId, customer: CustomerId, **values: Any) -> Started:
    wanted = Invitation(customer, "May I help?", **({"client_key": str(uuid4())} | values))
    made: Started = await centre.run(
        inviting.invite, centre.ports, centre.accounts, wanted, agent, "Mei", actor=f"user:{agent}"
    )
    return made


async def how(centre: Centre, made: Started) -> tuple[Any, ...]:
    [row] = await centre.rows(
        "select i.state, i.outcome, i.direction, t.result, t.purpose, v.state as invitation, l.used "
        "from core.interaction i join core.attempt t on t.interaction_id = i.id "
        "join core.chat_invitation v on v.interaction_id = i.id "
        "join core.agent_load l on l.agent_id = v.agent_id and l.channel = 'webchat' where i.id = %s",
        made.interaction_id,
    )
    return tuple(row.values())


async def test_an_invitation_is_accepted_declined_or_ends_and_takes_a_place_meanwhile(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 5, "webchat": 1})
    customer = await known_visitor(centre)
    with pytest.raises(NotOnSite):
        await invite(centre, mei, customer)
    account, page = (await centre.account("webchat")).id, uuid4()
    await centre.run(visitors.came, account, VISITOR, page)

    made = await invite(centre, mei, customer, client_key="the-same-key")
    assert (await invite(centre, mei, customer, client_key="the-same-key")).repeated
    assert await how(centre, made) == ("working", None, "outbound", None, "contact", "open", 1)
    wei = await centre.agent("Wei")
    with pytest.raises(ConversationGoesOn):
        await invite(centre, wei, customer)
    await answered(centre, made, InvitationAnswer.ACCEPTED)
    assert (await how(centre, made))[3:] == ("answered", "contact", "accepted", 1)
    with pytest.raises(NoInvitation):
        await answered(centre, made, InvitationAnswer.DECLINED)
    await centre.run(closing.close, centre.ports, made.interaction_id, mei, disposition=None, actor=f"user:{mei}")

    made = await invite(centre, wei, customer)
    await answered(centre, made, InvitationAnswer.DECLINED)
    assert await how(centre, made) == ("closed", "declined", "outbound", "declined", "contact", "declined", 0)

    made = await invite(centre, wei, customer)
    await centre.run(inviting.over, made.conversation_id)
    assert (await how(centre, made))[5] == "open", "its time is not over"
    centre.clock.pass_(seconds=121)
    await centre.run(inviting.over, made.conversation_id)
    assert await how(centre, made) == ("closed", "unanswered", "outbound", "no_answer", "contact", "unanswered", 0)


async def test_whoever_said_no_is_not_invited_and_nobody_takes_more_than_they_have_places_for(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 5, "webchat": 1})
    customer = await known_visitor(centre)
    account = (await centre.account("webchat")).id
    await centre.run(visitors.came, account, VISITOR, uuid4())
    await centre.give(await centre.customer_writes("visitor-2", "Hi", channel="webchat", kind="web"), mei)
    with pytest.raises(AtCapacity):
        await invite(centre, mei, customer)
    wei = await centre.agent("Wei")
    told = NewConsent(
        address=Address(AddressKind.WEB, VISITOR), channel="webchat", purpose=ConsentPurpose.SERVICE,
        state=ConsentState.OBJECTED, how=ToldHow.SPOKEN, proof=ConsentProof(note="No"),
    )  # fmt: skip
    await centre.run(consent.record, customer, told, by=wei)
    with pytest.raises(MayNotSend):
        await invite(centre, wei, customer)


async def answered(centre: Centre, made: Started, said: InvitationAnswer) -> None:
    await centre.run(inviting.answer, UUID(str(made.conversation_id)), said, actor="customer")
