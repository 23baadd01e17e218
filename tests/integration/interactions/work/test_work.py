"""Offers, work and presence on a real database, as agents and customers would notice them."""

from __future__ import annotations

import asyncio

import pytest

from contact_center.interactions.dispositions import store as dispositions
from contact_center.interactions.dispositions.domain import DispositionNode
from contact_center.interactions.errors import AtCapacity, NotYourOffer, NotYourWork, OfferGone, OpenWork
from contact_center.interactions.presence import service as presence
from contact_center.interactions.presence.service import NotAvailable
from contact_center.interactions.work import (
    agent_leaving,
    closing,
    customer_leaving,
    offers,
    replies,
    transfers,
    wrapping_up,
)
from contact_center.interactions.work.replies import AfterReply
from contact_center.kernel.contracts.channels import Delivery
from contact_center.kernel.contracts.interactions import Outcome, Presence
from contact_center.kernel.ids import ConversationId
from tests.centre import Centre


async def test_unanswered_offer_returns_to_its_place_and_agent_becomes_not_responding(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    entered = await centre.value("select entered_at from core.interaction where id = %s", chat)
    segment = await centre.offer(chat, mei)
    centre.clock.pass_(seconds=20)
    assert await centre.run(offers.expire, segment, actor="router")
    assert await centre.presence(mei) == "not_responding"
    assert await centre.state(chat) == "queued"
    assert await centre.segment_state(segment) == ("done", "timed_out")
    assert await centre.value("select entered_at from core.interaction where id = %s", chat) == entered


async def test_only_one_of_two_offers_for_the_same_work_can_be_open(centre: Centre) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei")
    chat = await centre.customer_writes("+886911000001", "hello")
    results = await asyncio.gather(centre.offer(chat, mei), centre.offer(chat, wei), return_exceptions=True)
    assert sum(isinstance(result, OfferGone) for result in results) == 1


async def test_the_database_keeps_agents_within_capacity_under_attack(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 5, "sms": 3})
    chats = [await centre.customer_writes(f"+8869110000{n:02}", "hello") for n in range(8)]
    results = await asyncio.gather(*(centre.offer(chat, mei) for chat in chats), return_exceptions=True)
    assert sum(isinstance(result, AtCapacity) for result in results) == 5
    assert await centre.value("select used from core.agent_load where agent_id = %s and channel = 'sms'", mei) == 3


async def test_an_offer_accepted_late_by_another_is_refused_with_words(centre: Centre) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei")
    chat = await centre.customer_writes("+886911000001", "hello")
    segment = await centre.offer(chat, mei)
    with pytest.raises(NotYourOffer):
        await centre.run(offers.accept, segment, wei)
    await centre.run(offers.reject, segment, mei)
    with pytest.raises(OfferGone):
        await centre.run(offers.accept, segment, mei)


async def test_mei_wraps_up_a_chat_that_wei_is_still_writing_in(centre: Centre) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei")
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    hers = await centre.give(chat, mei)
    await centre.run(transfers.transfer_to_agent, centre.ports, chat, mei, wei)
    assert (await centre.segment_state(hers))[0] == "wrapping"
    his = await centre.give(chat, wei)
    await centre.run(replies.reply, centre.ports, chat, wei, "Wei", "I have it now", client_key="k1")
    assert (await centre.segment_state(his))[0] == "connected"
    with pytest.raises(NotYourWork):
        await centre.run(replies.reply, centre.ports, chat, mei, "Mei", "me too", client_key="k2")
    await centre.run(dispositions.keep, DispositionNode("order", None, {"en": "Order"}, 0, True))
    await centre.run(wrapping_up.wrap_up, hers, mei, disposition="order")
    assert await centre.segment_state(hers) == ("done", "transferred")
    await centre.run(closing.close, centre.ports, chat, wei)
    await centre.run(wrapping_up.wrap_up, his, wei, disposition=None)
    record = (await centre.rows("select outcome, transfers, segments from core.interaction_record"))[0]
    assert (record["outcome"], record["transfers"], len(record["segments"])) == ("completed", 1, 2)


async def test_waiting_for_the_customer_uses_no_capacity_and_the_next_message_prefers_the_same_agent(
    centre: Centre,
) -> None:
    mei = await centre.agent("Mei", capacity={"*": 1, "sms": 1})
    first = await centre.customer_writes("+886911000001", "hello")
    await centre.give(first, mei)
    await centre.run(
        replies.reply, centre.ports, first, mei, "Mei", "Which order?", client_key="k", then=AfterReply.WAIT
    )
    assert await centre.state(first) == "waiting"
    second = await centre.customer_writes("+886911000002", "me too")
    await centre.give(second, mei)
    await centre.customer_writes("+886911000001", "SO-1")
    row = (await centre.rows("select state, preferred_agent_id from core.interaction where id = %s", first))[0]
    assert row == {"state": "queued", "preferred_agent_id": mei}


async def test_break_after_this_call_begins_when_the_work_is_done(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    await centre.give(chat, mei)
    await centre.run(presence.choose_next, mei, Presence.AWAY, "break")
    assert await centre.presence(mei) == "available"
    other = await centre.customer_writes("+886911000002", "hello")
    with pytest.raises(NotAvailable):
        await centre.offer(other, mei)
    await centre.run(closing.close, centre.ports, chat, mei)
    assert await centre.presence(mei) == "away"


async def test_signing_out_with_open_work_asks_where_it_goes(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    await centre.give(chat, mei)
    with pytest.raises(OpenWork):
        await centre.run(presence.choose, mei, Presence.OFFLINE)


async def test_a_lost_agent_puts_the_chat_at_the_head_of_its_queue(centre: Centre) -> None:
    from contact_center.interactions import store

    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    segment = await centre.give(chat, mei)

    async def lose(unit: object) -> None:
        _, row = await store.lock_segment(unit, segment)  # type: ignore[arg-type]
        await agent_leaving.lose_agent(unit, row)  # type: ignore[arg-type]

    await centre.run(lose)
    rows = await centre.rows("select state, at_head from core.interaction where id = %s", chat)
    assert rows == [{"state": "queued", "at_head": True}]


async def test_the_same_answer_sent_twice_by_a_nervous_browser_is_one_message(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    await centre.give(chat, mei)
    for _ in range(2):
        await centre.run(replies.reply, centre.ports, chat, mei, "Mei", "Good morning", client_key="k")
    assert await centre.value("select count(*) from core.message where direction = 'out'") == 1


async def test_answers_go_out_once_and_in_order_whatever_the_provider_does(centre: Centre) -> None:
    from contact_center.interactions.delivery.service import PostponedUntil
    from contact_center.kernel.errors import OutcomeUnknown, RetryLater

    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    await centre.give(chat, mei)
    for n in range(3):
        await centre.run(replies.reply, centre.ports, chat, mei, "Mei", f"line {n}", client_key=f"k{n}")
    sms = centre.channel("sms")
    sms.trouble += [RetryLater("busy"), OutcomeUnknown("cut")]
    conversation = ConversationId(
        await centre.value("select conversation_id from core.interaction where id = %s", chat)
    )
    for _ in range(2):
        with pytest.raises(PostponedUntil):
            await centre.outbox.flush(centre.tenant, conversation)
    assert await centre.outbox.flush(centre.tenant, conversation) == 3
    assert [message.text for message in sms.sent] == ["line 0", "line 1", "line 2"]
    states = await centre.rows("select distinct delivery from core.message where direction = 'out'")
    assert states == [{"delivery": int(Delivery.SENT)}]


async def test_what_the_provider_took_before_the_line_broke_is_not_sent_again(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    await centre.give(chat, mei)
    await centre.run(replies.reply, centre.ports, chat, mei, "Mei", "once", client_key="k")
    conversation = ConversationId(
        await centre.value("select conversation_id from core.interaction where id = %s", chat)
    )
    claimed = await centre.outbox._claim(centre.tenant, conversation)
    assert claimed is not None
    await centre.channel("sms").send(claimed[1], claimed[2])  # the provider takes it, and we die before hearing so
    assert await centre.outbox.flush(centre.tenant, conversation) == 1
    assert len(centre.channel("sms").sent) == 1


async def test_a_customer_who_leaves_before_the_answer_is_abandoned_and_the_offer_rescinded(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    segment = await centre.offer(chat, mei)
    await centre.run(customer_leaving.customer_left, centre.ports, chat, Outcome.COMPLETED)
    assert await centre.segment_state(segment) == ("done", "rescinded")
    assert (
        await centre.value("select outcome from core.interaction_record where interaction_id = %s", chat) == "abandoned"
    )


async def test_a_file_goes_out_with_the_answer_where_the_channel_carries_files(centre: Centre) -> None:
    from contact_center.interactions.delivery import files
    from contact_center.interactions.errors import NoFilesHere

    mei = await centre.agent("Mei")
    mail = await centre.customer_writes("tom@x.example", "hello", channel="email", kind="email")
    await centre.give(mail, mei)
    given = [files.SubmittedFile("報價單.pdf", "application/pdf", b"%PDF-1.7")]
    with pytest.raises(NoFilesHere):
        await files.keep(centre.ports, centre.tenant, "sms", given)
    kept = await files.keep(centre.ports, centre.tenant, "email", given)
    await centre.run(replies.reply, centre.ports, mail, mei, "Mei", "", client_key="k", attached=kept)
    conversation = ConversationId(
        await centre.value("select conversation_id from core.interaction where id = %s", mail)
    )
    await centre.outbox.flush(centre.tenant, conversation)
    (sent,) = centre.channel("email").sent
    assert [(one.name, one.content) for one in sent.attachments] == [("報價單.pdf", b"%PDF-1.7")]
