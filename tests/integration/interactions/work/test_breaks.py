"""Breaks begin with work open; what happens to it is the organisation's choice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import agent_leaving, breaks, closing, replies, wrapping_up
from contact_center.interactions.work.breaks import NotABreakRule
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId
from tests.centre import Centre


async def at_work(centre: Centre) -> tuple[AgentId, InteractionId, InteractionId]:
    """An agent with a mail and a message in hand."""
    mei = await centre.agent("Mei")
    mail = await centre.customer_writes("tom@x.example", "hello", channel="email", kind="email")
    sms = await centre.customer_writes("+886911000001", "hello")
    await centre.give(mail, mei)
    await centre.give(sms, mei)
    return mei, mail, sms


async def takes_a_break(centre: Centre, agent: AgentId) -> None:
    await centre.run(presence.leave, agent, "lunch")


async def test_a_break_begins_although_mails_and_messages_are_open(centre: Centre) -> None:
    mei, mail, sms = await at_work(centre)
    await takes_a_break(centre, mei)
    assert await centre.presence(mei) == "away"
    assert [await centre.state(one) for one in (mail, sms)] == ["working", "working"]
    await centre.run(replies.reply, centre.ports, mail, mei, "Mei", "Just before lunch.", client_key="k")


async def test_open_work_is_put_by_for_the_break_and_due_again_when_the_agent_is_back(centre: Centre) -> None:
    mei, _, _ = await at_work(centre)
    await centre.run(breaks.set_rule, "park", 30)
    await takes_a_break(centre, mei)
    half_an_hour = centre.clock.now() + timedelta(minutes=30)
    until = "select state, parked_until, owner_agent_id from core.interaction order by id"
    kept = {"state": "waiting", "parked_until": half_an_hour, "owner_agent_id": mei}
    assert await centre.rows(until) == [kept, kept]
    centre.clock.pass_(seconds=600)
    await centre.run(presence.choose, mei, Presence.AVAILABLE)
    assert await centre.rows(until) == [kept | {"parked_until": centre.clock.now()}] * 2


async def test_open_work_goes_back_to_its_queue_when_the_organisation_says_so(centre: Centre) -> None:
    mei, _, _ = await at_work(centre)
    await centre.run(breaks.set_rule, "queue", 60)
    await takes_a_break(centre, mei)
    rows = await centre.rows("select state, at_head from core.interaction order by id")
    assert rows == [{"state": "queued", "at_head": True}] * 2
    assert await centre.value("select sum(used) from core.agent_load where agent_id = %s", mei) == 0


async def test_somebody_on_the_line_holds_a_break_back_and_open_mails_do_not(centre: Centre) -> None:
    mei, mail, _ = await at_work(centre)
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    await centre.give(chat, mei)
    await centre.run(breaks.set_rule, "queue", 60)
    await takes_a_break(centre, mei)
    assert (await centre.presence(mei), await centre.state(mail)) == ("available", "working")
    await centre.run(closing.close, centre.ports, chat, mei)
    (wrap_up,) = await centre.rows("select id from core.segment where state = 'wrapping'")
    await centre.run(wrapping_up.wrap_up, wrap_up["id"], mei, disposition=None)
    assert (await centre.presence(mei), await centre.state(mail)) == ("away", "queued")


async def test_a_rule_for_breaks_is_one_of_three_with_minutes_of_a_day(centre: Centre) -> None:
    for do, minutes in (("burn", 60), ("park", 0), ("park", 1441)):
        with pytest.raises(NotABreakRule):
            await centre.run(breaks.set_rule, do, minutes)
    await centre.run(breaks.set_rule, "park", 15)
    async with centre.db.read(centre.tenant) as reader:
        assert (await breaks.rule(reader, centre.tenant)).minutes == 15


async def test_what_is_kept_at_sign_out_comes_back_with_its_agent(centre: Centre) -> None:
    mei, mail, sms = await at_work(centre)
    await centre.run(agent_leaving.sign_out, mei, frozenset({mail}))
    assert [await centre.state(one) for one in (mail, sms)] == ["waiting", "queued"]
    until = "select parked_until from core.interaction where id = %s"
    assert await centre.value(until, mail) is not None  # nobody is forgotten, should they stay away
    centre.clock.pass_(seconds=3600)
    await centre.run(presence.choose, mei, Presence.AVAILABLE)
    assert await centre.value(until, mail) == centre.clock.now()
