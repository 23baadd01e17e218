"""A router that takes over knows what the one before it knew."""

from __future__ import annotations

import pytest

from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import new_id
from routing.engine import Snapshot
from routing.errors import LeaseLost
from routing.router.lease import take
from tests.integration.routing.routed_centre import RoutedCentre


def _comparable(snapshot: Snapshot) -> tuple[object, ...]:
    """All but what a restart may forget: when whom was offered something last, and shares in flight."""
    agents = sorted(
        (agent.facts.agent_id, agent.facts.presence, agent.facts.idle_since, sorted(agent.facts.segments or ()),
         agent.misses, agent.facts.capacity, agent.facts.queues)
        for agent in snapshot.agents
    )  # fmt: skip
    work = {
        one.work.interaction_id: (one.work.queue_id, one.work.entered_at, one.work.at_head,
                                  {kept.agent_id for kept in one.work.excluded}, one.work.preferred, one.unserved)
        for one in snapshot.work
    }  # fmt: skip
    return agents, work, set(snapshot.offers), snapshot.policy


async def test_a_restarted_router_knows_everything_the_old_one_knew(desk: RoutedCentre) -> None:
    centre = desk.centre
    await centre.agent("Mei")
    centre.clock.pass_(seconds=10)
    await centre.agent("Wei", capacity={"*": 1, "sms": 1})
    await centre.agent("Anna", presence_=Presence.AWAY)
    for n in range(4):
        await desk.writes(f"+88691100000{n}")
    rows = await centre.rows("select interaction_id from core.segment where state = 'alerting'")
    await desk.accept(rows[0]["interaction_id"])
    await desk.reject(rows[1]["interaction_id"])
    before = desk.shard.engine(centre.tenant).snapshot()
    await desk.restart()
    after = desk.shard.engine(centre.tenant).snapshot()
    assert _comparable(after) == _comparable(before)


async def test_an_offer_that_ran_out_while_there_was_no_router_ends_when_there_is_one(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    chat = await desk.writes()
    assert await desk.offered_to(chat) == mei
    desk.centre.clock.pass_(seconds=120)
    await desk.restart()
    assert await desk.offered(chat) is None
    assert await desk.centre.presence(mei) == Presence.NOT_RESPONDING


async def test_who_rejected_it_before_the_restart_is_not_asked_after_it(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    desk.centre.clock.pass_(seconds=5)
    wei = await desk.centre.agent("Wei", capacity={"*": 1, "sms": 1})
    first = await desk.writes("+886911000001")
    assert await desk.offered_to(first) == mei
    second = await desk.writes("+886911000002")
    assert await desk.offered_to(second) == wei
    await desk.reject(first)
    assert await desk.offered(first) is None, "Wei is busy and Mei has just said no"
    await desk.restart()
    assert await desk.offered(first) is None
    await desk.step(seconds=60)
    assert await desk.offered_to(first) == mei


async def test_a_router_whose_connection_was_ended_stops_at_once(desk: RoutedCentre) -> None:
    await desk.centre.agent("Mei")
    await desk.step()
    pid = desk.lease.connection.info.backend_pid
    async with desk.centre.db.read_all() as reader:
        assert await reader.value("select pg_terminate_backend(%s)", [pid]), "the same role may end it"
    with pytest.raises(LeaseLost):
        await desk.shard.step(desk.centre.clock.now())


async def test_a_standby_ends_a_router_that_gives_no_sign_of_life(desk: RoutedCentre) -> None:
    await desk.centre.agent("Mei")
    await desk.step()
    lease = await take(desk.system_url, 0, new_id(), stale_after=1.0)
    with pytest.raises(LeaseLost):
        await desk.shard.step(desk.centre.clock.now())
    await lease.close()
