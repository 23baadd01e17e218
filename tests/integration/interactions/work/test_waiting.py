"""Work that waits with its agent: what it frees, what brings it back, how it is closed and opened again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from contact_center.interactions.dispositions import store as dispositions
from contact_center.interactions.dispositions.domain import DispositionNode
from contact_center.interactions.errors import (
    CannotReopen,
    ContinuedInNewerWork,
    NotAnswered,
    NotATime,
    NotClosed,
    NotYourWork,
    TooManyWaiting,
)
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import (
    closing,
    customer_leaving,
    queueing,
    reopening,
    replies,
    transfers,
    waiting,
    waiting_rules,
    wrapping_up,
)
from contact_center.interactions.work.waiting_rules import NotAWaitingRule
from contact_center.kernel.contracts.interactions import Outcome, Presence
from contact_center.kernel.ids import AgentId, InteractionId
from routing.policy import queues_store as routing_store
from tests.centre import Centre

TOM = "+886911000001"


async def answer(centre: Centre, interaction: InteractionId, agent: AgentId, key: str = "k") -> None:
    await centre.run(replies.reply, centre.ports, interaction, agent, "Mei", "It left on Tuesday.", client_key=key)


async def used(centre: Centre, agent: AgentId) -> int:
    return int(await centre.value("select used from core.agent_load where agent_id = %s and channel = '*'", agent))


async def mail(centre: Centre) -> InteractionId:
    return await centre.customer_writes("tom@x.example", "Where is it?", channel="email", kind="email")


@pytest.mark.parametrize("channel", ["sms", "email"])
async def test_an_answered_message_frees_its_place_at_once(centre: Centre, channel: str) -> None:
    mei = await centre.agent("Mei", capacity={"*": 1, "sms": 1, "email": 1})
    first = await (mail(centre) if channel == "email" else centre.customer_writes(TOM, "Where is it?"))
    await centre.give(first, mei)
    await answer(centre, first, mei)
    assert (await centre.state(first), await used(centre, mei)) == ("waiting", 0)
    await centre.give(await centre.customer_writes("+886911000002", "and mine?"), mei)


async def test_an_answered_chat_stays_in_hand_as_the_visitor_sits_at_its_other_end(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    await centre.give(chat, mei)
    await answer(centre, chat, mei)
    assert (await centre.state(chat), await used(centre, mei)) == ("working", 1)


async def test_a_second_message_can_be_written_to_who_is_waited_for_and_nobody_else_may(centre: Centre) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei")
    chat = await centre.customer_writes(TOM, "hello")
    await centre.give(chat, mei)
    await answer(centre, chat, mei)
    await answer(centre, chat, mei, "k2")
    assert await centre.state(chat) == "waiting"
    assert await centre.value("select count(*) from core.message where direction = 'out'") == 2
    with pytest.raises(NotYourWork):
        await answer(centre, chat, wei, "k3")


async def test_a_customer_who_waits_for_us_is_not_filed_under_waiting_for_the_customer(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes(TOM, "hello")
    await centre.give(chat, mei)
    with pytest.raises(NotAnswered):
        await centre.run(waiting.put_by, chat, mei, None)
    for wrong in (timedelta(seconds=-1), timedelta(days=61)):
        with pytest.raises(NotATime):
            await centre.run(waiting.put_by, chat, mei, centre.clock.now() + wrong)
    await centre.run(waiting.put_by, chat, mei, centre.clock.now() + timedelta(hours=1))
    assert (await centre.state(chat), await used(centre, mei)) == ("waiting", 0)


async def test_what_was_put_by_can_be_taken_up_put_by_anew_answered_and_handed_on(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 1, "sms": 1})
    chat = await centre.customer_writes(TOM, "hello")
    await centre.give(chat, mei)
    hour = centre.clock.now() + timedelta(hours=1)
    await centre.run(waiting.put_by, chat, mei, hour)
    await centre.give(await centre.customer_writes("+886911000002", "me too"), mei)
    await centre.run(waiting.take_up, chat, mei)  # beyond the limit: it is their own
    assert (await centre.state(chat), await used(centre, mei)) == ("working", 2)
    await centre.run(waiting.put_by, chat, mei, hour)
    await centre.run(waiting.put_by, chat, mei, hour + timedelta(hours=1))
    until = "select parked_until from core.interaction where id = %s"
    assert await centre.value(until, chat) == hour + timedelta(hours=1)
    await answer(centre, chat, mei)
    assert await centre.value(until, chat) is None
    await centre.run(transfers.transfer_to_queue, centre.ports, chat, mei, centre.queues["billing"])
    assert await centre.state(chat) == "queued"


async def test_the_customers_next_message_brings_back_what_was_put_by(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes(TOM, "hello")
    await centre.give(chat, mei)
    await centre.run(waiting.put_by, chat, mei, centre.clock.now() + timedelta(hours=1))
    await centre.customer_writes(TOM, "are you there?")
    row = (
        await centre.rows("select state, preferred_agent_id, parked_until from core.interaction where id = %s", chat)
    )[0]
    assert row == {"state": "queued", "preferred_agent_id": mei, "parked_until": None}


async def test_the_next_message_of_a_dialogue_is_back_in_its_agents_hand_without_ringing(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes(TOM, "hello")
    await centre.give(chat, mei)
    await answer(centre, chat, mei)
    await centre.customer_writes(TOM, "thank you")
    row = (await centre.rows("select state, owner_agent_id, preferred_agent_id from core.interaction"))[0]
    assert row == {"state": "working", "owner_agent_id": mei, "preferred_agent_id": None}
    assert await used(centre, mei) == 1


@pytest.mark.parametrize("why", ["full", "away", "much later"])
async def test_the_next_message_waits_in_the_queue_where_its_agent_cannot_have_it_at_once(
    centre: Centre, why: str
) -> None:
    mei = await centre.agent("Mei", capacity={"*": 1, "sms": 1})
    chat = await centre.customer_writes(TOM, "hello")
    await centre.give(chat, mei)
    await answer(centre, chat, mei)
    if why == "full":
        await centre.give(await centre.customer_writes("+886911000002", "and me"), mei)
    elif why == "away":
        await centre.run(presence.choose, mei, Presence.AWAY)
    else:
        centre.clock.pass_(seconds=1801)
    await centre.customer_writes(TOM, "thank you")
    row = (await centre.rows("select state, preferred_agent_id from core.interaction where id = %s", chat))[0]
    assert row == {"state": "queued", "preferred_agent_id": mei}


async def test_closing_what_waited_asks_for_its_code_where_the_queue_wants_one(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    queue = await centre.run(routing_store.add_queue, "coded", wrap_mode={"sms": "mandatory"})
    chat = await centre.customer_writes(TOM, "hello")
    await centre.run(_into, centre, chat, queue)
    await centre.give(chat, mei)
    await answer(centre, chat, mei)
    await centre.run(closing.close, centre.ports, chat, mei)
    (part,) = await centre.rows("select id, state from core.segment where state <> 'done'")
    assert part["state"] == "wrapping"
    await centre.run(dispositions.keep, DispositionNode("order", None, {"en": "Order"}, 0, True))
    await centre.run(wrapping_up.wrap_up, part["id"], mei, disposition="order")
    record = (await centre.rows("select disposition, offers from core.interaction_record"))[0]
    assert record == {"disposition": "order", "offers": 1}


async def _into(unit, centre, interaction, queue) -> None:  # type: ignore[no-untyped-def]
    from contact_center.interactions import store
    from contact_center.kernel.contracts.interactions import QueuedBecause
    from routing.control import service as control

    row = await store.lock_interaction(unit, interaction)
    await queueing.move_to_queue(unit, row, await control.plan_for(unit, centre.ports, row, queue), QueuedBecause.MOVED)


async def test_closed_work_reopens_where_it_was_and_has_one_record_when_it_is_closed_again(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    letter = await mail(centre)
    await centre.give(letter, mei)
    with pytest.raises(NotClosed):
        await centre.run(reopening.reopen, centre.ports, letter, mei)
    await centre.run(closing.close, centre.ports, letter, mei)
    await centre.run(reopening.reopen, centre.ports, letter, mei)
    assert (await centre.state(letter), await used(centre, mei)) == ("working", 1)  # nobody has answered
    assert await centre.value("select count(*) from core.interaction_record") == 0
    await answer(centre, letter, mei)
    await centre.run(closing.close, centre.ports, letter, mei)
    await centre.run(reopening.reopen, centre.ports, letter, mei)
    assert (await centre.state(letter), await used(centre, mei)) == ("waiting", 0)
    await centre.run(closing.close, centre.ports, letter, mei)
    (record,) = await centre.rows("select outcome, messages_out from core.interaction_record")
    assert record == {"outcome": "completed", "messages_out": 1}


async def test_closing_a_chat_can_be_taken_back_while_its_visitor_is_there_and_not_later(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    await centre.give(chat, mei)
    await answer(centre, chat, mei)
    await centre.run(closing.close, centre.ports, chat, mei)
    with pytest.raises(CannotReopen):
        await centre.run(reopening.reopen, centre.ports, chat, mei, actor="somebody else")
    await centre.run(reopening.reopen, centre.ports, chat, mei)
    assert (await centre.state(chat), await used(centre, mei)) == ("working", 1)
    assert await centre.value("select state from core.conversation") == "open"
    await centre.run(closing.close, centre.ports, chat, mei)
    centre.clock.pass_(seconds=31)
    with pytest.raises(CannotReopen):
        await centre.run(reopening.reopen, centre.ports, chat, mei)


async def test_a_chat_that_its_visitor_left_stays_closed(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    await centre.give(chat, mei)
    await centre.run(customer_leaving.customer_left, centre.ports, chat, Outcome.COMPLETED)
    with pytest.raises(CannotReopen):
        await centre.run(reopening.reopen, centre.ports, chat, mei)


async def test_a_conversation_that_went_on_is_not_opened_twice(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    sms = await centre.customer_writes(TOM, "hello")
    await centre.give(sms, mei)
    await centre.run(closing.close, centre.ports, sms, mei)
    await centre.customer_writes(TOM, "one more thing")
    with pytest.raises(ContinuedInNewerWork):
        await centre.run(reopening.reopen, centre.ports, sms, mei)


async def test_closing_can_be_taken_back_while_it_is_wrapped_up(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    queue = await centre.run(routing_store.add_queue, "coded", wrap_mode={"sms": "mandatory"})
    chat = await centre.customer_writes(TOM, "hello")
    await centre.run(_into, centre, chat, queue)
    await centre.give(chat, mei)
    await centre.run(closing.close, centre.ports, chat, mei)
    await centre.run(reopening.reopen, centre.ports, chat, mei)
    open_ = await centre.rows("select state from core.segment where state <> 'done'")
    assert (await centre.state(chat), [one["state"] for one in open_]) == ("working", ["connected"])
    assert await centre.value("select count(*) from core.interaction_record") == 0


async def test_what_is_answered_beyond_the_limit_stays_in_hand(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 9, "sms": 9})
    await centre.run(waiting_rules.set_rule, 5, 10)
    for wrong in ((4, 10), (501, 10), (5, 121), (5, -1)):
        with pytest.raises(NotAWaitingRule):
            await centre.run(waiting_rules.set_rule, *wrong)
    texts = [await centre.customer_writes(f"+88691100000{n}", "hello") for n in range(6)]
    for text in texts:
        await centre.give(text, mei)
        await answer(centre, text, mei, f"k{text}")
    assert [await centre.state(one) for one in texts] == ["waiting"] * 5 + ["working"]
    assert await used(centre, mei) == 1, "it cannot come back beside five others"
    with pytest.raises(TooManyWaiting):
        await centre.run(waiting.put_by, texts[5], mei, None)
    await centre.run(waiting.put_by, texts[5], mei, centre.clock.now() + timedelta(hours=1))
    await centre.run(closing.close, centre.ports, texts[0], mei)
    await centre.run(waiting.take_up, texts[5], mei)
    await answer(centre, texts[5], mei, "again")
    assert await centre.state(texts[5]) == "waiting", "one of the five is done"


async def test_an_answered_chat_frees_its_place_when_nobody_has_written_for_a_while(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    asking = await centre.customer_writes("visitor-2", "anybody?", channel="webchat", kind="web")
    for one in (chat, asking):
        await centre.give(one, mei)
    await answer(centre, chat, mei)

    async def due() -> list[UUID]:
        async with centre.db.read(centre.tenant) as reader:
            return await waiting_rules.silent(reader, centre.tenant, centre.clock.now(), ["webchat"])

    centre.clock.pass_(seconds=599)
    assert await due() == []
    centre.clock.pass_(seconds=2)
    assert await due() == [chat], "who waits for an answer is never left"
    await centre.run(waiting.fall_silent, chat, ["webchat"])
    assert (await centre.state(chat), await used(centre, mei)) == ("waiting", 1)
    await centre.customer_writes("visitor", "one more thing", channel="webchat", kind="web")
    assert (await centre.state(chat), await used(centre, mei)) == ("working", 2), (
        "back in the same hand without ringing"
    )
    await centre.run(waiting_rules.set_rule, 50, 0)
    await answer(centre, chat, mei, "k2")
    centre.clock.pass_(seconds=7200)
    assert await due() == []
