"""A conversation that begins with us: written once, sent through the one door, answered like any other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.errors import (
    AlreadySent,
    CustomerObjected,
    NoConsent,
    NoCopiesHere,
    NotAMailAddress,
)
from contact_center.interactions.outbound import service
from contact_center.interactions.outbound.domain import AttemptResult, AttemptState
from contact_center.interactions.outbound.errors import (
    CannotStart,
    ConversationGoesOn,
    NoSuchContact,
    NotReachable,
    NotYourChannel,
    RefusalMissing,
)
from contact_center.interactions.outbound.service import Started, StartRequest
from contact_center.interactions.work import closing
from contact_center.interactions.work.replies import AfterReply
from contact_center.kernel.contracts.channels import Address, AddressKind, Delivery, DeliveryReport
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.ids import AgentId, CustomerId, UserId, new_id
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentProof, ConsentPurpose, ConsentState, ToldHow
from crm_core.customers.service import create_customer
from tests.centre import Centre

OFFER = "New beans are here. Reply STOP to refuse."
NUMBER, ANNA = "+886912345678", "anna@customers.example"


async def begin(centre: Centre, agent: AgentId, channel: str = "sms", **wanted: Any) -> Started:
    values = {"to": NUMBER if channel == "sms" else ANNA, "text": "Your part is here.", "client_key": "k" * 8}
    request = StartRequest(account=await centre.account(channel), **(values | wanted))
    made: Started = await centre.run(service.start, centre.ports, request, agent, "Mei", actor=f"user:{agent}")
    return made


async def attempts(centre: Centre, started: Started) -> list[tuple[AttemptState, AttemptResult | None]]:
    async with centre.db.read(centre.tenant) as reader:
        found = await service.attempts(reader, centre.tenant, started.interaction_id)
    return [(one.state, one.result) for one in found]


async def test_message_goes_out_and_its_answer_is_back_in_the_writers_hand(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    started = await begin(centre, mei, to="0912-345-678")
    assert await centre.state(started.interaction_id) == "waiting"
    assert await attempts(centre, started) == [(AttemptState.SCHEDULED, None)]
    assert await centre.outbox.flush(centre.tenant, started.conversation_id) == 1
    [sent] = centre.channel("sms").sent
    assert (sent.recipient.value, sent.text) == (NUMBER, "Your part is here.")
    assert await attempts(centre, started) == [(AttemptState.ENDED, AttemptResult.SENT)]
    assert await centre.customer_writes(NUMBER, "Thank you") == started.interaction_id
    assert await centre.state(started.interaction_id) == "working"


async def test_work_is_outbound_in_the_record_and_waited_for_nobody(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    started = await begin(centre, mei)
    await centre.customer_writes(NUMBER, "Thank you")
    await centre.run(closing.close, centre.ports, started.interaction_id, mei, disposition=None)
    [record] = await centre.rows(
        "select direction, agent_id, wait_seconds, within_service_level, messages_out from core.interaction_record"
    )
    assert record == {
        "direction": "outbound", "agent_id": mei, "wait_seconds": None, "within_service_level": None, "messages_out": 1,
    }  # fmt: skip


async def test_place_is_used_while_it_is_written_and_free_again_after(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    started = await begin(centre, mei)
    [segment] = await centre.rows("select agent_id, state, reason from core.segment")
    assert segment == {"agent_id": mei, "state": "done", "reason": "completed"}
    used = await centre.value("select used from core.agent_load where agent_id = %s and channel = 'sms'", mei)
    assert used == 0
    assert (await centre.history(started.interaction_id))[0] == ("started", {})


async def test_same_key_again_begins_nothing_and_answers_as_the_first_time(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    first, second = await asyncio.gather(begin(centre, mei), begin(centre, mei))
    assert first.interaction_id == second.interaction_id
    assert {first.repeated, second.repeated} == {False, True}
    assert await centre.value("select count(*) from core.message") == 1
    with pytest.raises(AlreadySent):
        await begin(centre, mei, text="Something else")
    with pytest.raises(AlreadySent):
        await begin(centre, mei, to="+886922333444")


async def test_mail_goes_to_all_that_were_named_and_whoever_answers_is_in_it(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    started = await begin(
        centre, mei, "email", subject="Your part", copies=["Ben@customers.example"], blind_copies=["eve@kiln.example"]
    )
    await centre.outbox.flush(centre.tenant, started.conversation_id)
    [sent] = centre.channel("email").sent
    assert sent.subject == "Your part"
    assert [one.value for one in sent.recipients.to] == [ANNA]
    assert [one.value for one in sent.recipients.cc] == ["ben@customers.example"]
    assert [one.value for one in sent.recipients.bcc] == ["eve@kiln.example"]
    answer = {"kind": "email", "token": str(started.conversation_id), "subject": "Re: Your part"}
    assert await centre.customer_writes(ANNA, "Thanks", channel="email", **answer) == started.interaction_id
    assert (
        await centre.customer_writes("ben@customers.example", "I come, too", channel="email", **answer)
        == started.interaction_id
    )


async def test_second_conversation_with_the_same_number_is_refused_while_one_is_open(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    open_work = await centre.customer_writes(NUMBER, "Where is my part?")
    with pytest.raises(ConversationGoesOn, match=str(open_work)):
        await begin(centre, mei)


async def test_closed_at_once_it_leaves_nothing_open(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    started = await begin(centre, mei, then=AfterReply.CLOSE)
    assert await centre.state(started.interaction_id) == "closed"
    await centre.outbox.flush(centre.tenant, started.conversation_id)
    assert await attempts(centre, started) == [(AttemptState.ENDED, AttemptResult.SENT)]
    again = await begin(centre, mei, client_key="another-key")
    assert again.conversation_id != started.conversation_id


async def test_attempt_that_failed_is_told_and_sending_again_is_another(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    started = await begin(centre, mei)
    centre.channel("sms").trouble.append(GiveUp("no such number"))
    await centre.outbox.flush(centre.tenant, started.conversation_id)
    assert await attempts(centre, started) == [(AttemptState.ENDED, AttemptResult.FAILED)]
    assert await centre.run(delivery.resend, started.message_id)
    await centre.outbox.flush(centre.tenant, started.conversation_id)
    account = await centre.account("sms")
    report = DeliveryReport(f"provider-{started.message_id}", Delivery.DELIVERED, centre.clock.now())
    assert await centre.run(delivery.take_report, account, report)
    assert await attempts(centre, started) == [
        (AttemptState.ENDED, AttemptResult.FAILED),
        (AttemptState.ENDED, AttemptResult.DELIVERED),
    ]


async def test_who_says_no_before_it_is_sent_gets_nothing_and_the_attempt_says_why(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    customer = await centre.run(create_customer, name="Anna", phones=[NUMBER])
    await says(centre, customer, ConsentPurpose.MARKETING, ConsentState.GIVEN, by=mei)
    started = await begin(centre, mei, purpose="marketing", customer=customer, text=OFFER)
    await says(centre, customer, ConsentPurpose.MARKETING, ConsentState.WITHDRAWN, by=mei)
    assert await centre.outbox.flush(centre.tenant, started.conversation_id) == 0
    assert centre.channel("sms").sent == []
    assert await centre.rows("select consent, result, error_code from core.attempt") == [
        {"consent": "withdrawal", "result": "failed", "error_code": "consent_withdrawn"}
    ]
    await says(centre, customer, ConsentPurpose.MARKETING, ConsentState.GIVEN, by=mei)
    assert await centre.run(delivery.resend, started.message_id)
    assert await centre.outbox.flush(centre.tenant, started.conversation_id) == 1
    [_, again] = await centre.rows("select consent, result from core.attempt order by number")
    assert again == {"consent": "consent", "result": "sent"}


async def says(centre: Centre, customer: CustomerId, purpose: ConsentPurpose, state: ConsentState, by: AgentId) -> None:
    told = consent.NewConsent(
        address=Address(AddressKind.PHONE, NUMBER), channel="sms", purpose=purpose, state=state, how=ToldHow.SPOKEN,
        proof=ConsentProof(note="on the phone"),
    )  # fmt: skip
    await centre.run(consent.record, customer, told, by=UserId(by))


async def test_who_withdrew_is_not_written_to_and_marketing_needs_a_yes(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    with pytest.raises(RefusalMissing):
        await begin(centre, mei, purpose="marketing")
    with pytest.raises(NoConsent):
        await begin(centre, mei, purpose="marketing", text=OFFER)
    customer = await centre.run(create_customer, name="Anna", phones=[NUMBER])
    for purpose, state in (
        (ConsentPurpose.MARKETING, ConsentState.GIVEN),
        (ConsentPurpose.SERVICE, ConsentState.OBJECTED),
    ):
        await says(centre, customer, purpose, state, by=mei)
    with pytest.raises(CustomerObjected):
        await begin(centre, mei)
    assert await centre.value("select count(*) from core.conversation") == 0
    started = await begin(centre, mei, purpose="marketing", customer=customer, text=OFFER)
    [row] = await centre.rows("select purpose, consent, consent_record, address from core.attempt")
    record = await centre.value("select change_id from crm.consent where purpose = 'marketing'")
    assert row == {"purpose": "marketing", "consent": "consent", "consent_record": record, "address": NUMBER}
    assert (
        await centre.value("select customer_id from core.interaction where id = %s", started.interaction_id) == customer
    )


@pytest.mark.parametrize(
    ("channel", "wanted", "refused"),
    [
        ("webchat", {}, CannotStart),
        ("voice", {}, CannotStart),
        ("sms", {"to": "not a number"}, NotReachable),
        ("email", {"to": "anna at customers"}, NotReachable),
        ("email", {"to": "anna@customers.example\r\nBcc: x@y.example"}, NotReachable),
        ("sms", {"copies": ["+886922333444"]}, NoCopiesHere),
        ("email", {"blind_copies": ["nobody"]}, NotAMailAddress),
        ("sms", {"customer": CustomerId(new_id())}, NoSuchContact),
    ],
)
async def test_what_the_channel_cannot_do_is_refused_by_what_it_says_of_itself(
    centre: Centre, channel: str, wanted: dict[str, Any], refused: type[Exception]
) -> None:
    mei = await centre.agent("Mei")
    with pytest.raises(refused):
        await begin(centre, mei, channel, **wanted)
    assert await centre.value("select count(*) from core.message") == 0


async def test_agent_without_places_for_a_channel_does_not_begin_on_it(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 1, "email": 1})
    with pytest.raises(NotYourChannel):
        await begin(centre, mei)
