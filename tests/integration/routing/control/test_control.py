"""Supervisors change running work: what follows for customers, agents, the log and the audit."""

from __future__ import annotations

import pytest

from contact_center.interactions.errors import NotQueued
from contact_center.interactions.presence import service as presence
from contact_center.interactions.presence.service import NotAvailable
from contact_center.kernel.contracts.interactions import Presence, State
from contact_center.kernel.ids import new_id
from routing.control import service as control
from routing.control.service import InThatQueue, NoPoints, NotWithAnAgent, PresenceNotForced, WhyMissing
from routing.errors import NoSuchQueue
from tests.integration.routing.routed_centre import RoutedCentre

ANNA = f"user:{new_id()}"


async def event(desk: RoutedCentre, type: str) -> dict[str, object]:
    """The last event of a type, with its actor."""
    rows = await desk.centre.rows(
        "select payload, actor from core.event where type = %s order by position desc limit 1", type
    )
    return {**rows[0]["payload"], "actor": rows[0]["actor"]}


async def audited(desk: RoutedCentre) -> list[tuple[str, str]]:
    rows = await desk.centre.rows("select action, detail ->> 'why' as why from core.audit where actor = %s", ANNA)
    return [(row["action"], row["why"]) for row in rows]


async def test_moved_work_keeps_its_age_and_goes_to_an_agent_of_the_other_queue(desk: RoutedCentre) -> None:
    centre = desk.centre
    sms = await desk.writes()
    entered = await centre.value("select entered_at from core.interaction where id = %s", sms)
    centre.clock.pass_(seconds=90)
    wei = await centre.agent("Wei", queues=("billing",))
    await desk.step()
    assert await desk.offered_to(sms) is None
    await centre.run(control.move, centre.ports, sms, centre.queues["billing"], why="wrong  queue", actor=ANNA)
    await desk.step()
    assert await desk.offered_to(sms) == wei
    row = (await centre.rows("select * from core.interaction where id = %s", sms))[0]
    assert (row["entered_at"], row["sl_started_at"]) == (entered, centre.clock.now())
    assert await desk.centre.history(sms) == [("new", {}), ("moved", {"why": "wrong queue"})]
    assert (await event(desk, "interaction.moved"))["actor"] == ANNA
    assert await audited(desk) == [("work moved", "wrong queue")]


async def test_an_offer_is_taken_back_when_its_work_is_moved(desk: RoutedCentre) -> None:
    centre = desk.centre
    await centre.agent("Mei")
    sms = await desk.writes()
    assert await desk.offered_to(sms)
    await centre.run(control.move, centre.ports, sms, centre.queues["billing"], why="for billing")
    await desk.step()
    assert await desk.offered_to(sms) is None
    with pytest.raises(InThatQueue):
        await centre.run(control.move, centre.ports, sms, centre.queues["billing"], why="again")
    with pytest.raises(NoSuchQueue):
        await centre.run(control.move, centre.ports, sms, new_id(), why="nowhere")


async def test_raised_work_overtakes_older_work(desk: RoutedCentre) -> None:
    centre = desk.centre
    older = await desk.writes("+886911000001")
    await desk.step(seconds=120)
    younger = await desk.writes("+886911000002")
    assert await centre.run(control.raise_priority, younger, 3, why="key account", actor=ANNA) == 3
    await desk.step()
    mei = await centre.agent("Mei", capacity={"*": 1, "sms": 1})
    await desk.step()
    assert await desk.offered_to(younger) == mei
    assert await desk.offered_to(older) is None
    assert (await event(desk, "interaction.raised"))["priority"] == 3
    assert (await desk.centre.history(younger))[-1] == ("raised", {"points": 3, "why": "key account"})


async def test_raised_work_stays_raised_in_another_queue(desk: RoutedCentre) -> None:
    centre = desk.centre
    sms = await desk.writes()
    await centre.run(control.raise_priority, sms, 30, why="key account")
    await centre.run(control.move, centre.ports, sms, centre.queues["billing"], why="about a bill")
    assert await centre.value("select priority from core.interaction where id = %s", sms) == 30


async def test_assigned_work_goes_to_the_named_agent_even_beyond_capacity(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", capacity={"*": 1, "sms": 1})
    wei = await centre.agent("Wei")
    first = await desk.writes("+886911000001")
    await desk.accept(first)
    second = await desk.writes("+886911000002")
    full = mei if await desk.offered_to(second) == wei else wei
    await centre.run(control.assign, second, full, why="knows the matter", actor=ANNA)
    await desk.step()
    assert await desk.offered_to(second) == full
    await desk.step(seconds=61)
    await desk.step(seconds=2)
    assert await desk.offered_to(second) != full, "not answered: the queue's again, and not to who missed it"


async def test_nothing_is_assigned_to_who_is_away(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei", presence_=Presence.AWAY)
    sms = await desk.writes()
    with pytest.raises(NotAvailable):
        await desk.centre.run(control.assign, sms, mei, why="please")
    assert await desk.centre.history(sms) == [("new", {})], "nothing half done"


async def test_work_taken_back_is_at_the_head_and_goes_to_somebody_else(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei")
    sms = await desk.writes()
    await desk.accept(sms)
    wei = await centre.agent("Wei")
    await centre.run(control.take_back, sms, why="Mei goes home", actor=ANNA)
    await desk.step()
    assert await desk.offered_to(sms) == wei != mei
    assert (await event(desk, "interaction.taken_back"))["agent_id"] == str(mei)
    assert (await desk.centre.history(sms))[-1] == ("taken_back", {"why": "Mei goes home"})
    await desk.accept(sms)
    with pytest.raises(NotQueued):
        await centre.run(control.raise_priority, sms, 5, why="in hand now")


async def test_what_nobody_has_cannot_be_taken_back(desk: RoutedCentre) -> None:
    sms = await desk.writes()
    with pytest.raises(NotWithAnAgent):
        await desk.centre.run(control.take_back, sms, why="by mistake")


async def test_a_paused_queue_offers_nothing_until_it_is_resumed(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei")
    await centre.run(control.pause, centre.queues["general"], True, why="training", actor=ANNA)
    sms = await desk.writes()
    assert await desk.offered_to(sms) is None
    await desk.restart()
    assert await desk.offered_to(sms) is None, "another router knows of it, too"
    await centre.run(control.pause, centre.queues["general"], True, why="training, still", actor=ANNA)
    await centre.run(control.pause, centre.queues["general"], False, why="over", actor=ANNA)
    await desk.step()
    assert await desk.offered_to(sms) == mei
    assert await audited(desk) == [("queue paused", "training"), ("queue resumed", "over")]


async def test_a_forced_presence_brings_work_or_takes_it_away(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", presence_=Presence.AWAY)
    sms = await desk.writes()
    await centre.run(control.force_presence, mei, Presence.AVAILABLE, why="break is over", actor=ANNA)
    await desk.step()
    assert await desk.offered_to(sms) == mei
    await desk.accept(sms)
    await centre.run(control.force_presence, mei, Presence.OFFLINE, why="gone without signing out", actor=ANNA)
    await desk.step()
    assert await centre.presence(mei) == Presence.OFFLINE
    assert await centre.state(sms) == State.QUEUED
    assert (await event(desk, "presence.forced"))["why"] == "gone without signing out"


async def test_away_has_the_reason_the_supervisor_chose(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    await desk.centre.run(control.force_presence, mei, Presence.AWAY, why="coach her", away_reason="meeting")
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        row = await presence.get(reader, desk.centre.tenant, mei)
    assert row is not None
    assert (row.state, row.reason) == ("away", "meeting")


async def test_every_act_wants_a_reason_and_sensible_values(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", presence_=Presence.AWAY)
    sms = await desk.writes()
    with pytest.raises(WhyMissing):
        await centre.run(control.raise_priority, sms, 5, why="  ")
    with pytest.raises(WhyMissing):
        await centre.run(control.pause, centre.queues["general"], True, why="x" * 201)
    with pytest.raises(NoPoints):
        await centre.run(control.raise_priority, sms, 0, why="nothing")
    with pytest.raises(PresenceNotForced):
        await centre.run(control.force_presence, mei, Presence.NOT_RESPONDING, why="odd")
