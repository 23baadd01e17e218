"""What every channel owes: nothing lost, nothing doubled, nothing out of order, nobody held up (D19).

Each test runs over every channel of `conftest.KITS`, through the real intake and outbox.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import pytest

from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.errors import MessageTooLong
from contact_center.interactions.work import replies
from contact_center.kernel.contracts.channels import (
    ChannelAdapter,
    Delivery,
    DeliveryReport,
    InboundMessage,
    RawEnvelope,
    Unparseable,
    UnparseableCode,
)
from tests.contract.channels.kit import ChannelKit
from tests.contract.channels.stage import CuttingPlanner, Dying, FailingCustomers, Killed, Stage, until
from tests.told import ENGLISH

HOSTILE = {
    "nul": "before\x00after",
    "lone surrogate": "before\ud800after",
    "swapped surrogates": "before\udc00\ud800after",
    "controls": "before\x07\x1b[31mafter",
    "right to left": "مرحبا بالعالم שלום",
    "override": "before\u202eafter\u202c",
    "emoji": "👩🏽‍🚒🇹🇼 ☕️",
    "chinese": "您好,我的訂單在哪裡？𠮷野家",
    "combining": "Z͑ͫa̴l̷g̴o̶",
    "markup": "<script>alert(1)</script> & {{ 7*7 }} ' \" \\",
    "sql": "'; drop table core.message; --",
}
INTACT = ("right to left", "emoji", "chinese", "combining", "sql")
"""These must come through as they were written."""
NOT_TEXT = ("lone surrogate", "swapped surrogates")


def writes(stage: Stage) -> bool:
    return stage.adapter.capabilities.text


def needs_text(stage: Stage) -> None:
    if not writes(stage):
        pytest.skip(f"{stage.kit.channel} carries no written messages")


# The declaration


def test_the_adapter_says_what_it_is(stage: Stage) -> None:
    assert stage.adapter.channel == stage.kit.channel
    capabilities = stage.adapter.capabilities
    assert capabilities.capacity_weight >= 1
    assert not capabilities.max_attachment_bytes or capabilities.attachments
    assert capabilities.text or capabilities.media


def test_parsing_is_pure(stage: Stage) -> None:
    raw = stage.envelope(1)
    first = stage.adapter.parse(raw)
    assert stage.adapter.parse(raw) == first
    assert first.sender.value == stage.kit.customer(0)


# In: once, in order, whatever happens


async def test_a_message_delivered_many_times_is_one_message(stage: Stage) -> None:
    receipts = await stage.take(*(stage.envelope(1) for _ in range(6)))
    [later] = await stage.take(stage.envelope(1))
    assert len({receipt.message_id for receipt in [*receipts, later]}) == 1
    assert later.repeated
    assert len(await stage.messages()) == 1


async def test_a_message_delivered_again_after_weeks_changes_nothing(stage: Stage) -> None:
    [first] = await stage.take(stage.envelope(1))
    stage.centre.clock.pass_(hours=24 * 29)
    stage.restart()
    [again] = await stage.take(stage.envelope(1))
    assert (again.message_id, again.repeated) == (first.message_id, True)


async def test_messages_in_any_order_are_kept_once_and_shown_in_one_order(stage: Stage) -> None:
    order = [n for n in range(12) for _ in range(2)]
    random.Random(19).shuffle(order)
    first, *rest = order
    receipts = await stage.take(stage.envelope(first))
    receipts += await stage.take(*(stage.envelope(n) for n in rest))
    shown = await stage.messages()
    assert len(shown) == 12
    by_thread: dict[object, list[int]] = {}
    for message in shown:
        by_thread.setdefault(message["conversation_id"], []).append(message["position"])
    assert all(positions == list(range(1, len(positions) + 1)) for positions in by_thread.values())
    told = {(receipt.message_id, receipt.position) for receipt in receipts}
    assert told == {(message["id"], message["position"]) for message in shown}


async def test_customers_do_not_get_into_each_others_threads(stage: Stage) -> None:
    await stage.take(*(stage.envelope(10 * customer + n, customer=customer) for customer in range(3) for n in range(3)))
    shown = await stage.messages()
    assert len(shown) == 9
    assert len({message["contact_value"] for message in shown}) == 3
    assert len({(message["conversation_id"], message["contact_value"]) for message in shown}) == len(
        {message["conversation_id"] for message in shown}
    )


async def test_what_the_provider_brings_twice_and_shuffled_arrives_once(stage: Stage) -> None:
    texts = [f"line number {n}" for n in range(8)]
    await stage.kit.provider_brings(stage, texts)
    assert sorted(message["text"].strip() for message in await stage.messages()) == texts


@pytest.mark.parametrize("step", ["looking up the customer", "writing"])
async def test_intake_that_died_half_way_takes_the_repetition(stage: Stage, step: str) -> None:
    if step == "writing":
        stage.restart(planner=CuttingPlanner(stage.centre.ports.planner))
    else:
        stage.restart(customers=FailingCustomers(stage.centre.ports.customers))
    first = await asyncio.gather(stage.intake.take(stage.envelope(1)), return_exceptions=True)
    stage.restart()
    [again] = await stage.take(stage.envelope(1))
    assert again.message_id is not None
    assert len(await stage.messages()) == 1
    if isinstance(first[0], BaseException):
        assert not again.repeated, "the provider was told of a failure, yet the message was kept"


async def test_a_provider_that_hung_up_before_our_answer_brings_nothing_new(stage: Stage) -> None:
    first = asyncio.create_task(stage.intake.take(stage.envelope(1)))
    await asyncio.sleep(0)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    await until(lambda: _kept(stage, 1))
    stage.restart()
    [again] = await stage.take(stage.envelope(1))
    assert again.repeated
    assert len(await stage.messages()) == 1


async def _kept(stage: Stage, count: int) -> bool:
    return len(await stage.messages()) == count


# In: what nobody can understand


async def test_what_cannot_be_understood_is_kept_with_its_reason_and_stops_nothing(stage: Stage) -> None:
    broken = stage.kit.malformed(stage.account)
    receipts = await stage.take(stage.envelope(1), *broken, stage.envelope(2))
    assert receipts[0].message_id
    assert receipts[-1].message_id
    reasons = [receipt.quarantined for receipt in receipts[1:-1]]
    assert all(reasons), reasons
    assert not [reason for reason in reasons if reason and reason.code == UnparseableCode.PARSER_FAILED], (
        "only Unparseable is allowed"
    )
    assert len(await stage.quarantined()) == len(broken)


async def test_the_parser_raises_nothing_but_unparseable(stage: Stage) -> None:
    chance = random.Random(19)
    good = stage.envelope(1, "Hello, 您好 👋").body
    raws = [
        RawEnvelope(stage.account, f"bent-{n}", stage.centre.clock.now(), "x/y", _bent(good, chance))
        for n in range(300)
    ]
    for raw in raws:
        _parses_or_refuses(stage.adapter, raw)
    receipts = await stage.take(*raws[:120])
    assert all(receipt.message_id or receipt.quarantined for receipt in receipts)


def _parses_or_refuses(adapter: ChannelAdapter, raw: RawEnvelope) -> None:
    try:
        assert isinstance(adapter.parse(raw), InboundMessage)
    except Unparseable as why:
        if ENGLISH.phrase(why.reason) == str(why.reason):
            raise AssertionError("refused for a reason that has no sentence") from why


def _bent(good: bytes, chance: random.Random) -> bytes:
    """Cut off, turned over, doubled or strewn with bytes that do not belong there."""
    body = bytearray(good)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(body) + 1)
        match chance.randrange(4):
            case 0:
                del body[place:]
            case 1:
                body[place:place] = chance.choice(
                    [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"\r\n\r\n", b"&=", b"\\ud800"]
                )
            case 2 if place < len(body):
                body[place] ^= 1 << chance.randrange(8)
            case _:
                body += body[place : place + 200]
    return bytes(body)


# In: hostile text


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_text_is_kept_and_can_be_read(stage: Stage, kind: str) -> None:
    text = HOSTILE[kind]
    before, hostile, after = await stage.take(stage.envelope(1), stage.envelope(2, text, name=text), stage.envelope(3))
    assert before.message_id
    assert after.message_id
    if kind in NOT_TEXT and hostile.quarantined:
        return  # kept with its reason: on this channel these bytes are no text at all
    assert hostile.message_id, hostile.quarantined
    if writes(stage):
        [kept] = [message["text"] for message in await stage.messages() if message["id"] == hostile.message_id]
        assert kept.strip() == text if kind in INTACT else "\x00" not in kept
        assert kind in INTACT or all(word in kept for word in ("before", "after") if word in text)


async def test_a_very_long_message_is_kept_or_refused_with_a_reason(stage: Stage) -> None:
    [receipt] = await stage.take(stage.envelope(1, "long " * 200_000, name="N" * 10_000))
    assert receipt.message_id or "longer" in ENGLISH.phrase(receipt.quarantined)  # type: ignore[arg-type]


# Out: once, in order, whatever happens


async def test_answers_reach_the_customer_once_and_in_the_order_of_writing(stage: Stage) -> None:
    needs_text(stage)
    conversation = await stage.answers("first answer", "第二個回答 ☕️", "מענה שלישי")
    await stage.flush(conversation)
    received = await stage.kit.received()
    assert [one.split("\n")[0] for one in received] == ["first answer", "第二個回答 ☕️", "מענה שלישי"]
    assert await stage.flush(conversation) == 0
    assert all(state >= Delivery.SENT for state in await stage.states())


async def test_hostile_words_of_an_agent_do_not_block_the_outbox(stage: Stage) -> None:
    needs_text(stage)
    conversation = await stage.answers("before\x00 and \ud800after", "the next one")
    await stage.flush_in_the_end(conversation)
    received = await stage.kit.received()
    assert len(received) == 2
    assert received[1].startswith("the next one")


async def test_a_rate_limit_postpones_and_then_sends_once(stage: Stage) -> None:
    needs_text(stage)
    conversation = await stage.answers("one", "two")
    await stage.kit.rate_limit(True)
    await stage.postponed(conversation)
    await stage.postponed(conversation)
    assert await stage.kit.received() == []
    await stage.kit.rate_limit(False)
    await stage.flush_in_the_end(conversation)
    await _arrived(stage, "one", "two")


async def test_after_an_outage_everything_goes_out_once_and_in_order(stage: Stage) -> None:
    needs_text(stage)
    conversation = await stage.answers("one", "two", "three")
    await stage.kit.outage(True)
    for _ in range(3):
        await stage.postponed(conversation)
    await stage.kit.outage(False)
    await stage.flush_in_the_end(conversation)
    await _arrived(stage, "one", "two", "three")


async def test_what_the_provider_took_without_our_hearing_so_is_not_sent_again(stage: Stage) -> None:
    needs_text(stage)
    conversation = await stage.answers("one", "two")
    await stage.kit.lose_answers(True)
    await stage.postponed(conversation)
    await stage.kit.lose_answers(False)
    await stage.flush_in_the_end(conversation)
    await _arrived(stage, "one", "two")


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_crash_around_the_handing_over_loses_and_doubles_nothing(stage: Stage, moment: str) -> None:
    needs_text(stage)
    conversation = await stage.answers("one", "two")
    stage.restart(adapters={stage.kit.channel: Dying(stage.adapter, moment)})
    with pytest.raises(Killed):
        await stage.flush(conversation)
    stage.restart()
    await stage.flush_in_the_end(conversation)
    await _arrived(stage, "one", "two")


async def _arrived(stage: Stage, *texts: str) -> None:
    assert [one.split("\n")[0] for one in await stage.kit.received()] == list(texts)
    assert all(state >= Delivery.SENT for state in await stage.states())


async def test_a_text_longer_than_the_channel_takes_is_refused_before_it_is_written(stage: Stage) -> None:
    needs_text(stage)
    limit = stage.adapter.capabilities.max_length
    if limit is None:
        pytest.skip(f"{stage.kit.channel} has no limit of length")
    mei, interaction, _ = await stage.at_work()
    with pytest.raises(MessageTooLong):
        await stage.centre.run(replies.reply, stage.ports, interaction, mei, "Mei", "x" * (limit + 1), client_key="k")


# Out: what becomes of it


async def test_reports_in_any_order_never_move_a_state_backwards(stage: Stage) -> None:
    needs_text(stage)
    _needs_receipts(stage.kit, stage.adapter)
    conversation = await stage.answers("one")
    await stage.flush(conversation)
    [message] = await stage.centre.rows("select provider_id from core.message where direction = 'out'")
    now = stage.centre.clock.now()
    for state in (Delivery.DELIVERED, Delivery.SENT, Delivery.DELIVERED, Delivery.SENT):
        said = DeliveryReport(message["provider_id"], state, now)
        assert await stage.centre.run(delivery.take_report, stage.account, said)
    assert await stage.states() == [Delivery.DELIVERED]


async def test_reports_the_provider_doubles_and_shuffles_end_in_the_truth(stage: Stage) -> None:
    needs_text(stage)
    _needs_receipts(stage.kit, stage.adapter)
    await stage.kit.shuffle_reports(True)
    conversation = await stage.answers("one", "two")
    await stage.flush_in_the_end(conversation)
    await until(lambda: _all_delivered(stage))
    await _arrived(stage, "one", "two")


async def _all_delivered(stage: Stage) -> bool:
    return set(await stage.states()) == {Delivery.DELIVERED}


def _needs_receipts(kit: ChannelKit, adapter: ChannelAdapter) -> None:
    if not adapter.capabilities.delivery_receipts:
        pytest.skip(f"{kit.channel} has no delivery reports")
