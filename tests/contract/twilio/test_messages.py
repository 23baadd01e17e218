"""The product's SMS adapter and the simulated carrier, over real sockets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.vendors.twilio.client import TwilioClient
from channels.vendors.twilio.domain import Credentials
from contact_center.kernel.contracts.channels import Delivery
from contact_center.kernel.errors import GiveUp, OutcomeUnknown, ReauthNeeded, RetryLater
from tests.contract.twilio.conftest import Line, until
from tests.told import refused
from tests.unit.channels.sms.builders import ACCOUNT_SID, CUSTOMER, account, outbound


async def test_a_reply_reaches_the_customers_phone_and_is_reported_delivered(line: Line) -> None:
    message = line.message("您的咖啡機今天寄出 ☕")
    sent = await line.adapter.send(line.desk.account, message)
    await until(lambda: line.desk.states.get(message.id) is Delivery.DELIVERED)
    assert await line.on_the_phone() == ["您的咖啡機今天寄出 ☕"]
    assert line.desk.sids[message.id] == sent.provider_id
    assert line.carrier.counters.violations == 0


async def test_a_customers_sms_arrives_signed_and_is_acknowledged(line: Line) -> None:
    sid = await line.customer_sends("Where is my order? 訂單呢")
    await until(lambda: line.carrier.counters.acknowledged == 1)
    assert line.desk.inbox[sid].text == "Where is my order? 訂單呢"
    assert line.desk.inbox[sid].sender.value == CUSTOMER


async def test_an_unreachable_phone_is_reported_in_words(line: Line) -> None:
    message = line.message(recipients=outbound(to="+15005530003").recipients)
    await line.adapter.send(line.desk.account, message)
    await until(lambda: line.desk.states.get(message.id) is Delivery.UNDELIVERED)


@pytest.mark.parametrize(
    ("to", "words"),
    [("+15005550001", "not a valid phone number"), ("+15005550009", "not a mobile"), ("+15005550003", "Geo")],
)
async def test_a_number_that_cannot_be_reached_is_given_up_with_words(line: Line, to: str, words: str) -> None:
    with refused(GiveUp, match=words):
        await line.adapter.send(line.desk.account, line.message(recipients=outbound(to=to).recipients))


async def test_nobody_writes_to_a_customer_after_stop_until_start(line: Line) -> None:
    stop = await line.customer_sends("STOP")
    with refused(GiveUp, match="opted out by STOP") as caught:
        await line.adapter.send(line.desk.account, line.message())
    assert caught.value.fields["provider_code"] == 21610
    await until(lambda: stop in line.desk.inbox)
    assert line.desk.inbox[stop].meta["opt_out"] == "STOP"
    await line.customer_sends("Start")
    assert await line.adapter.send(line.desk.account, line.message())


async def test_a_wrong_token_asks_for_new_credentials(line: Line) -> None:
    with refused(ReauthNeeded, match="auth token"):
        await line.adapter.send(account(secrets={"auth_token": "wrong"}), line.message())
    with refused(ReauthNeeded, match="has no auth_token"):
        await line.adapter.send(account(secrets={}), line.message())


async def test_a_busy_carrier_is_asked_again_later(line: Line) -> None:
    await line.sim("faults", {"rate_limit": 1})
    with pytest.raises(RetryLater) as busy:
        await line.adapter.send(line.desk.account, line.message())
    assert busy.value.after == timedelta(seconds=2)


async def test_an_answer_cut_off_is_found_out_and_never_doubled(line: Line) -> None:
    await line.sim("faults", {"drop_response": 1})
    message = line.message("Once and only once")
    with pytest.raises(OutcomeUnknown):
        await line.adapter.send(line.desk.account, message)
    await until(lambda: line.desk.states.get(message.id) is Delivery.DELIVERED)
    sid = line.desk.sids.pop(message.id)  # as if no callback had come
    found = await line.adapter.find(line.desk.account, message)
    assert found is not None
    assert found.provider_id == sid
    assert await line.on_the_phone() == ["Once and only once"]
    assert line.carrier.counters.repeated == 0


async def test_a_message_never_taken_is_proven_absent(line: Line) -> None:
    await line.adapter.send(line.desk.account, line.message("Something else"))
    assert await line.adapter.find(line.desk.account, line.message("Never sent")) is None


async def test_the_same_words_sent_before_prove_nothing(line: Line) -> None:
    first = line.message("OK")
    sent = await line.adapter.send(line.desk.account, first)
    again = line.message("OK")
    await until(lambda: first.id in line.desk.sids)
    assert await line.adapter.find(line.desk.account, again) is None
    line.desk.sids.clear()
    with_thread = line.message("OK", references=(sent.provider_id,))
    assert await line.adapter.find(line.desk.account, with_thread) is None


async def test_two_messages_alike_leave_it_open(line: Line) -> None:
    message = line.message("OK")
    for _ in range(2):
        await line.adapter.send(line.desk.account, line.message("OK"))
    await until(lambda: line.carrier.counters.callbacks == 6)
    line.desk.sids.clear()
    with refused(OutcomeUnknown, match="2 messages"):
        await line.adapter.find(line.desk.account, message)


async def test_during_an_outage_nothing_is_decided_and_afterwards_nothing_is_lost(line: Line) -> None:
    await line.sim("faults", {"outage": True})
    message = line.message()
    with pytest.raises(OutcomeUnknown):
        await line.adapter.send(line.desk.account, message)
    with refused(OutcomeUnknown, match="cannot be reached|status|says|more requests"):
        await line.adapter.find(line.desk.account, message)
    sid = await line.customer_sends("Hello?")
    await line.sim("faults", {"outage": False})
    assert await line.adapter.find(line.desk.account, message) is None
    await until(lambda: sid in line.desk.inbox)


async def test_the_carrier_tries_again_while_the_desk_cannot_commit(line: Line) -> None:
    line.desk.down = 2
    sid = await line.customer_sends("Anybody there?")
    await until(lambda: sid in line.desk.inbox)
    await until(lambda: line.carrier.counters.acknowledged == 1)
    assert line.carrier.counters.retried == 2


async def test_doubled_and_overtaking_webhooks_lose_nothing_and_double_nothing(line: Line) -> None:
    await line.sim("faults", {"duplicate": 0.5, "shuffle": True})
    sids = [await line.customer_sends(f"message {n}") for n in range(30)]
    replies = [line.message(f"reply {n}") for n in range(20)]
    for reply in replies:
        await line.adapter.send(line.desk.account, reply)
    await until(lambda: line.carrier.counters.acknowledged == 30)
    await until(lambda: [line.desk.states.get(r.id) for r in replies] == [Delivery.DELIVERED] * 20)
    assert sorted(line.desk.inbox) == sorted(sids)
    assert max(line.desk.deliveries.values()) == 2
    assert line.carrier.counters.doubled > 0
    assert len(await line.on_the_phone()) == 20


async def test_what_was_written_while_the_desk_was_away_is_fetched(line: Line) -> None:
    before = line.desk.clock.now()
    line.desk.down = 1000
    await line.sim("numbers", {"number": "+15005550006", "channel_account": "http://127.0.0.1:1/#rc=0"})
    sids = [await line.customer_sends(text) for text in ("first", "second 第二")]
    raws = await line.adapter.missed(line.desk.account, before)
    assert sorted(r.provider_id for r in raws) == sorted(sids)
    assert {line.adapter.parse(r).text for r in raws} == {"first", "second 第二"}


async def test_a_message_can_be_looked_up_and_its_history_read_page_by_page(line: Line) -> None:
    sent = await line.adapter.send(line.desk.account, line.message())
    async_client: TwilioClient = line.adapter._client
    who = Credentials(ACCOUNT_SID, ACCOUNT_SID, line.desk.account.secrets["auth_token"])
    assert (await async_client.fetch_message(who, sent.provider_id)).recipient == CUSTOMER
    with refused(GiveUp, match="does not know"):
        await async_client.fetch_message(who, "SM" + "0" * 32)
    for n in range(4):
        line.carrier.from_customer(line.carrier.store.numbers["+15005550006"], CUSTOMER, f"{n}")
    listing = await async_client.list_messages(who, from_=CUSTOMER, page_size=3)
    assert (len(listing.messages), listing.complete) == (4, True)
    assert not (await async_client.list_messages(who, page_size=2, pages=1)).complete


async def test_asking_too_early_proves_nothing(line: Line) -> None:
    line.adapter.settle = timedelta(seconds=20)
    with refused(OutcomeUnknown, match="too early"):
        await line.adapter.find(line.desk.account, line.message())
