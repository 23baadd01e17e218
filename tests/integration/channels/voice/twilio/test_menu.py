"""A telephone goes through its line's flow before it is work: keys over Twilio's webhooks, to the queue or out."""

from __future__ import annotations

from dataclasses import replace

from channels.voice.flow import service
from channels.voice.flow.domain import CallFlow
from channels.voice.flow.interpreter import FlowOutcome
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.channels.voice.twilio.exchange import Switch, happens
from tests.unit.channels.voice.flow.flows import ORDERS, whole


async def led(switch: Switch) -> None:
    """The number has the menu that is everybody's example."""
    centre = switch.centre
    queue = centre.queues["general"]
    flow = CallFlow(tuple(replace(one, queue=queue) if one.queue == ORDERS else one for one in whole().steps))

    async def make(work: UnitOfWork) -> None:
        id = await service.create(work, "Main line", flow)
        await service.publish(work, id, set(centre.queues.values()), saw=0, note="first")
        await service.assign(work, switch.account.id, id)

    await centre.run(make)


async def said(switch: Switch, sid: str, words: str) -> bool:
    return any(words in text for _, text in await switch.heard(sid))


async def presses(switch: Switch, sid: str, digits: str) -> None:
    answer = await switch.sim.post(f"/sim/calls/{sid}/press", json={"digits": digits})
    assert answer.status_code == 200, answer.text


async def counted(switch: Switch) -> dict[str, int]:
    async with switch.centre.db.read(switch.centre.tenant) as reader:
        rows = await reader.dicts("select outcome, count(*)::int as n from channels.call_flow_run group by outcome")
    return {str(row["outcome"]): row["n"] for row in rows}


async def test_a_caller_chooses_by_key_and_waits_in_the_queue_with_what_they_typed(switch: Switch) -> None:
    await led(switch)
    sid = await switch.rings()
    await happens(lambda: said(switch, sid, "For English press 2."), "the menu is heard")
    await presses(switch, sid, "2")
    await happens(lambda: said(switch, sid, "Orders 1, repairs 2."), "the second menu is heard")
    await presses(switch, sid, "1")
    await happens(lambda: said(switch, sid, "Your order number?"), "the number is asked for")
    await presses(switch, sid, "20418#")
    caller = await switch.waits(sid)
    [row] = await switch.centre.rows(
        "select q.queue_id, r.outcome, r.call_id from core.interaction q "
        "join channels.call c on c.interaction_id = q.id join channels.call_flow_run r on r.call_id = c.id "
        "where q.id = %s",
        caller.interaction,
    )
    assert row["queue_id"] == switch.centre.queues["general"]
    assert (row["outcome"], row["call_id"]) == (FlowOutcome.QUEUE, caller.call_id)
    mei = await switch.agent("mei")
    await switch.talks(caller, mei)


async def test_who_hangs_up_in_the_menu_is_counted_and_is_no_work(switch: Switch) -> None:
    await led(switch)
    sid = await switch.rings()
    await happens(lambda: said(switch, sid, "For English press 2."), "the menu is heard")
    answer = await switch.sim.post(f"/sim/calls/{sid}/hang-up")
    assert answer.status_code == 200, answer.text

    async def left() -> bool:
        return (await counted(switch)).get(FlowOutcome.LEFT) == 1

    await happens(left, "the call ended in the menu")
    assert await switch.centre.rows("select id from core.interaction") == []
