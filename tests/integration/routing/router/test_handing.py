"""Work handed to a queue or a colleague, and work put by: who is offered it then, and what its sender learns."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contact_center.interactions.errors import ColleagueNotAvailable
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import handover, transfers, waiting
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId
from tests.integration.routing.routed_centre import RoutedCentre

TOM = "+886911000001"
FULL = {"*": 1, "sms": 1}


async def to_queue(desk: RoutedCentre, work_: InteractionId, agent: AgentId, queue: str = "general") -> None:
    centre = desk.centre
    await centre.run(transfers.transfer_to_queue, centre.ports, work_, agent, centre.queues[queue])
    await desk.step()


async def to_agent(desk: RoutedCentre, work_: InteractionId, agent: AgentId, to: AgentId) -> None:
    await desk.centre.run(transfers.transfer_to_agent, desk.centre.ports, work_, agent, to)
    await desk.step()


async def handed_back(desk: RoutedCentre) -> list[tuple[str, str]]:
    """Whom the log tells of a transfer that was not taken, and why."""
    rows = await desk.centre.rows(
        "select payload ->> 'agent_id' as agent, payload ->> 'how' as how from core.event "
        "where type = 'interaction.handed_back' order by position"
    )
    return [(row["agent"], row["how"]) for row in rows]


async def mei_has_it(desk: RoutedCentre, capacity: dict[str, int] | None = None) -> tuple[AgentId, InteractionId]:
    mei = await desk.centre.agent("Mei", capacity=capacity)
    letter = await desk.writes(TOM)
    await desk.accept(letter)
    return mei, letter


async def test_what_is_handed_to_the_queue_goes_to_a_colleague_with_room_not_back_to_its_sender(
    desk: RoutedCentre,
) -> None:
    mei, letter = await mei_has_it(desk)
    wei = await desk.centre.agent("Wei")
    await desk.accept(await desk.writes("+886911000002"))  # Wei has less room now than Mei
    await to_queue(desk, letter, mei)
    assert await desk.offered_to(letter) == wei


async def test_a_new_router_knows_who_handed_work_on(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    await desk.centre.agent("Wei", capacity=FULL)
    await desk.accept(await desk.writes("+886911000002"))
    await to_queue(desk, letter, mei)
    assert await desk.offered_to(letter) is None  # Wei is there, though without room
    await desk.restart()
    assert await desk.offered_to(letter) is None
    await desk.step(seconds=60)
    assert await desk.offered_to(letter) == mei


async def test_its_sender_gets_it_again_where_nobody_else_can_take_it(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    await to_queue(desk, letter, mei)
    assert await desk.offered_to(letter) == mei


async def test_a_transfer_that_a_colleague_refuses_comes_back_to_its_sender_who_is_told(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    wei, _ = await desk.centre.agent("Wei"), await desk.centre.agent("Ann")
    await to_agent(desk, letter, mei, wei)
    assert await desk.offered_to(letter) == wei
    await desk.reject(letter)
    assert await desk.offered_to(letter) == mei
    assert await handed_back(desk) == [(str(mei), "refused")]
    await desk.reject(letter)  # then it is its queue's, and nobody is told twice
    assert await desk.offered_to(letter) not in (None, mei, wei)
    assert len(await handed_back(desk)) == 1


async def test_a_transfer_that_a_colleague_misses_comes_back_to_its_sender_who_is_told(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    wei = await desk.centre.agent("Wei")
    await to_agent(desk, letter, mei, wei)
    await desk.step(seconds=61)
    assert await desk.centre.presence(wei) == "not_responding"
    assert await handed_back(desk) == [(str(mei), "missed")]
    assert await desk.offered_to(letter) == mei


async def test_a_colleague_without_a_free_place_has_twenty_seconds_to_find_one(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    wei = await desk.centre.agent("Wei", capacity=FULL)
    await desk.accept(await desk.writes("+886911000002"))
    await to_agent(desk, letter, mei, wei)
    assert await desk.offered_to(letter) is None
    await desk.step(seconds=21)
    assert await handed_back(desk) == [(str(mei), "no_place")]
    assert await desk.offered_to(letter) == mei


async def test_a_colleague_who_leaves_while_it_rings_gives_it_back(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    wei = await desk.centre.agent("Wei")
    await to_agent(desk, letter, mei, wei)
    await desk.centre.run(presence.choose, wei, Presence.AWAY, "lunch")
    await desk.step()
    assert await handed_back(desk) == [(str(mei), "not_available")]
    assert await desk.offered_to(letter) == mei


async def test_who_left_while_they_were_chosen_gives_it_back_at_once(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    wei = await desk.centre.agent("Wei", presence_=Presence.AWAY)
    with pytest.raises(ColleagueNotAvailable):
        await desk.centre.run(handover.require_available, letter, wei)  # asked before, where somebody chooses
    await to_agent(desk, letter, mei, wei)
    assert await handed_back(desk) == [(str(mei), "not_available")]
    assert await desk.offered_to(letter) == mei


async def test_a_transfer_that_is_taken_is_nobodys_any_more(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    wei = await desk.centre.agent("Wei")
    await to_agent(desk, letter, mei, wei)
    await desk.accept(letter)
    row = await desk.centre.rows("select handed_by_agent_id, handed_to_agent_id, handed_until from core.interaction")
    assert row == [{"handed_by_agent_id": None, "handed_to_agent_id": None, "handed_until": None}]


async def test_what_was_put_by_comes_back_to_its_agent_at_its_time(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    await desk.centre.agent("Wei")
    await desk.centre.run(waiting.put_by, letter, mei, desk.centre.clock.now() + timedelta(minutes=10))
    await desk.step(seconds=599)
    assert await desk.offered_to(letter) is None
    await desk.step(seconds=1)
    assert await desk.offered_to(letter) == mei


async def test_what_was_put_by_goes_to_a_colleague_if_its_agent_is_away_by_then(desk: RoutedCentre) -> None:
    mei, letter = await mei_has_it(desk)
    wei = await desk.centre.agent("Wei")
    await desk.centre.run(waiting.put_by, letter, mei, desk.centre.clock.now() + timedelta(minutes=10))
    await desk.centre.run(presence.choose, mei, Presence.AWAY, "lunch")
    await desk.step(seconds=600)
    assert await desk.offered_to(letter) == wei


async def test_a_wait_after_a_transfer_is_counted_from_the_transfer(desk: RoutedCentre) -> None:
    """An alarm tells for how long a queue has kept somebody waiting, not how long ago they first came."""
    from contact_center.measures import service

    centre = desk.centre
    mei, letter = await mei_has_it(desk)
    await desk.step(seconds=3000)
    await centre.run(presence.choose, mei, Presence.AWAY, "lunch")
    await to_queue(desk, letter, mei, "billing")

    async def late() -> list[timedelta]:
        async with centre.db.read(centre.tenant) as reader:
            now = centre.clock.now()
            return [now - one.longest_since for one in await service.late_queues(reader, centre.tenant, now)]

    assert await late() == []
    promised = await centre.value("select sl_seconds from core.interaction where id = %s", letter)
    await desk.step(seconds=promised + 1)
    assert await late() == [timedelta(seconds=promised + 1)]
