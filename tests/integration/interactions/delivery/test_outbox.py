"""What becomes of a message on its way out, whatever a provider reports and when."""

from __future__ import annotations

from uuid import UUID

import pytest

from channels.sms.service import MessageClaims, SmsReports
from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.work import replies
from contact_center.kernel.contracts.channels import Delivery, DeliveryReport
from contact_center.kernel.ids import MessageId
from tests.centre import Centre


async def written(centre: Centre) -> tuple[UUID, MessageId]:
    """An answer on its way: its conversation and itself."""
    mei = await centre.agent("Mei")
    waiting = await centre.customer_writes("+886911000001", "hello")
    await centre.give(waiting, mei)
    conversation = await centre.value("select conversation_id from core.interaction where id = %s", waiting)
    answer = await centre.run(replies.reply, centre.ports, waiting, mei, "Mei", "hi", client_key="k" * 12)
    return conversation, answer.message_id


async def sent(centre: Centre) -> tuple[UUID, MessageId, str]:
    conversation, message = await written(centre)
    await centre.outbox.flush(centre.tenant, conversation)
    return conversation, message, await centre.value("select provider_id from core.message where id = %s", message)


async def reported(centre: Centre, provider_id: str, *states: Delivery) -> None:
    for state in states:
        said = DeliveryReport(provider_id, state, centre.clock.now(), "30003", "off")
        assert await centre.run(delivery.take_report, await centre.account("sms"), said)


async def state_of(centre: Centre, message: MessageId) -> Delivery:
    return Delivery(await centre.value("select delivery from core.message where id = %s", message))


@pytest.mark.parametrize("late", [Delivery.UNDELIVERED, Delivery.FAILED, Delivery.SENT])
async def test_what_the_phone_has_confirmed_does_not_fail_afterwards(centre: Centre, late: Delivery) -> None:
    _, message, provider_id = await sent(centre)
    await reported(centre, provider_id, Delivery.DELIVERED, late)
    assert await state_of(centre, message) is Delivery.DELIVERED
    await reported(centre, provider_id, Delivery.READ, late)
    assert await state_of(centre, message) is Delivery.READ


async def test_a_report_of_an_attempt_that_failed_says_nothing_of_the_one_an_agent_sent_afterwards(
    centre: Centre,
) -> None:
    _, message, first = await sent(centre)
    await reported(centre, first, Delivery.UNDELIVERED)
    assert await centre.run(delivery.resend, message)
    account = await centre.account("sms")
    await SmsReports(centre.db).report(account, DeliveryReport(first, Delivery.FAILED, centre.clock.now()), message)
    assert await state_of(centre, message) is Delivery.PENDING
    assert await MessageClaims(centre.db).claimed(account, [first]) == {first}
    fresh = DeliveryReport("SM-second", Delivery.DELIVERED, centre.clock.now())
    await SmsReports(centre.db).report(account, fresh, message)
    assert await state_of(centre, message) is Delivery.DELIVERED


async def test_only_what_failed_is_sent_again(centre: Centre) -> None:
    _, message, provider_id = await sent(centre)
    assert not await centre.run(delivery.resend, message)
    await reported(centre, provider_id, Delivery.FAILED)
    assert await centre.run(delivery.resend, message)
