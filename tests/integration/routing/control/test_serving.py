"""Agents serve other queues for some hours: the router follows at once, and at the end by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contact_center.kernel.ids import AgentId, new_id
from routing.control import serving, undoing
from routing.control.service import WhyMissing
from routing.control.serving import (
    NobodyToServe,
    NoSuchSkill,
    NotServingOtherwise,
    ServesNothing,
    ServesTooLong,
)
from routing.control.undoing import ChangedSince
from routing.errors import NoSuchQueue
from routing.policy import administration, queues_store
from tests.integration.routing.routed_centre import RoutedCentre

ANNA = f"user:{new_id()}"


async def served(desk: RoutedCentre, agent: AgentId) -> set[str]:
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        found = await queues_store.served(reader, desk.centre.tenant, agent)
        names = await administration.queue_names(reader, desk.centre.tenant)
    return {names[one] for one in found}


async def test_an_agent_gets_the_other_queues_work_until_the_time_is_over(desk: RoutedCentre) -> None:
    centre = desk.centre
    billing = centre.queues["billing"]
    mei = await centre.agent("Mei", queues=("billing",), capacity={"*": 1, "sms": 1})
    own = await served(desk, mei)
    sms = await desk.writes()
    await desk.step()
    assert await desk.offered_to(sms) is None
    others = [id for id in centre.queues.values() if id != billing]
    until = centre.clock.now() + timedelta(hours=1)
    await centre.run(serving.set_serving, [mei], others, skills={}, until=until, why="orders  pile up", actor=ANNA)
    await desk.step()
    assert await desk.offered_to(sms) == mei
    assert await served(desk, mei) != own
    [row] = await centre.rows("select why, set_by from routing.temporary_serving")
    assert (row["why"], row["set_by"]) == ("orders pile up", ANNA)
    profile = await centre.rows("select queues from routing.agent_profile where agent_id = %s", mei)
    assert set(profile[0]["queues"]) == {str(billing)}  # the policy's own word stays as it is

    await desk.step(seconds=3601)
    await desk.step()
    assert await centre.rows("select 1 from routing.temporary_serving") == []
    assert await served(desk, mei) == own


async def test_it_is_ended_and_taken_back_and_refused_in_words(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", queues=("billing",))
    own = await served(desk, mei)
    others = [id for id in centre.queues.values() if id != centre.queues["billing"]]
    until = centre.clock.now() + timedelta(hours=2)

    undo = await centre.run(undoing.set_serving, [mei], others, skills={}, until=until, why="help", actor=ANNA)
    await centre.run(undoing.undo, undo, actor=ANNA)
    assert await served(desk, mei) == own
    undo = await centre.run(undoing.set_serving, [mei], others, skills={}, until=until, why="help", actor=ANNA)
    centre.clock.pass_(seconds=5)
    end = await centre.run(undoing.end_serving, mei, actor=ANNA)
    assert await served(desk, mei) == own
    with pytest.raises(ChangedSince):
        await centre.run(undoing.undo, undo, actor=ANNA)
    await centre.run(undoing.undo, end, actor=ANNA)
    assert await served(desk, mei) != own
    await centre.run(serving.end_serving, mei)
    with pytest.raises(NotServingOtherwise):
        await centre.run(serving.end_serving, mei)

    fits = {"skills": {}, "until": until, "why": "x"}
    now = centre.clock.now()
    for agents, queues, wrong, error in (
        ([], others, {}, NobodyToServe),
        ([new_id()], others, {}, NobodyToServe),
        ([mei], [], {}, ServesNothing),
        ([mei], [new_id()], {}, NoSuchQueue),
        ([mei], others, {"skills": {"no such skill": 3}}, NoSuchSkill),
        ([mei], others, {"until": now}, ServesTooLong),
        ([mei], others, {"until": now + timedelta(days=7, seconds=1)}, ServesTooLong),
        ([mei], others, {"why": " "}, WhyMissing),
    ):
        with pytest.raises(error):
            await centre.run(serving.set_serving, agents, queues, **{**fits, **wrong})
    assert await centre.rows("select 1 from routing.temporary_serving") == []
