"""A recorded day, replayed: true to the record under its own policy, better with a ring or with people more."""

from __future__ import annotations

from datetime import date
from typing import Any

from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.names import KILN
from contact_center.kernel.errors import ContactCenterError
from routing.policy import service as publishing
from routing.policy.rings import RingPart
from routing.rehearsal.replay import service
from routing.rehearsal.replay.model import ReplayRequest
from routing.rehearsal.replay.results import ReplayCounts, Replayed
from routing.rules.model import RulePart
from tests.integration.routing.rehearsal.conftest import media
from tests.told import ENGLISH, refused

MONDAY = date(2026, 11, 23)
CAPABLE = ("jiahao", "grace", "mei", "james")
"""May repair, and were in a training from 13:57 to 15:04."""


async def replay(company: Runtime, day: date = MONDAY, **said: Any) -> Replayed:
    async with company.database.read(KILN) as reader:
        return await service.replay(reader, KILN, ReplayRequest(day=day, **said), media(company), StoredFacts())


def live(replayed: Replayed, queue: str = "Repairs") -> tuple[ReplayCounts, ReplayCounts]:
    found = next(row.pair for row in replayed.queues if row.name == queue and row.tier == "live")
    return found.recorded, found.replayed


async def test_a_recorded_day_can_be_rehearsed(company: Runtime) -> None:
    """One history for all of these: telling it is what takes the time."""
    await under_its_own_policy_each_day_is_as_recorded(company)
    await the_bad_hour_shows(company)
    await people_more_make_it_good(company)
    await a_training_moved_makes_it_good(company)
    await a_ring_helps_without_anybody_more(company)
    await a_rule_is_tried_on_what_came(company)
    await a_replay_is_the_same_each_time(company)
    await what_cannot_be_replayed_is_said(company)


async def under_its_own_policy_each_day_is_as_recorded(company: Runtime) -> None:
    for day in (21, 22, 23, 24):
        found = await replay(company, date(2026, 11, day))
        assert found.fidelity.exact, found.fidelity.differences[:3]
        assert found.fidelity.entries == found.fidelity.same_agent == found.fidelity.same_wait > 0
        assert all(pair.recorded == pair.replayed for _, pair in found.tiers)
        assert all(abs(a.recorded.busy_s - a.replayed.busy_s) < 1 for a in found.agents)


async def the_bad_hour_shows(company: Runtime) -> None:
    found = await replay(company)
    bad = [part.pair.recorded for part in found.intervals if 6 <= part.begins.hour < 7]
    good = [part.pair.recorded for part in found.intervals if not 6 <= part.begins.hour < 7]
    assert sum(part.abandoned for part in bad) > 0 == sum(part.abandoned for part in good)
    assert max(part.longest_wait_s or 0 for part in bad) > 100


async def people_more_make_it_good(company: Runtime) -> None:
    found = await replay(company, extra=[{"like": "wei", "count": 2, "span": "14:00-15:30"}])
    before, after = live(found)
    assert (before.abandoned, after.abandoned) == (3, 0)
    assert (after.service_level or 0) > (before.service_level or 0)
    helped = [agent for agent in found.agents if agent.extra]
    assert [agent.name for agent in helped] == ["Wei Huang 黃偉 +1", "Wei Huang 黃偉 +2"]
    assert all(agent.replayed.answered and not agent.recorded.answered for agent in helped)
    late = found.entries[0]
    assert late.gained_s > 100
    assert late.why is not None
    assert "chosen: longest idle" in str(ENGLISH.replayed(found).entries[0].why)
    assert found.fidelity.exact


async def a_training_moved_makes_it_good(company: Runtime) -> None:
    found = await replay(company, present=[{"login": login, "span": "13:50-15:10"} for login in CAPABLE])
    before, after = live(found)
    assert after.abandoned == 0 < before.abandoned
    agents = {agent.name: agent for agent in found.agents}
    grace = agents["Grace Obi (simulated)"]
    assert grace.replayed.present_s > grace.recorded.present_s + 3600


async def a_ring_helps_without_anybody_more(company: Runtime) -> None:
    async with company.database.read(KILN) as reader:
        policy = (await publishing.current(reader, KILN)).document
    ring = RingPart(after=20, drop=("machines",))
    queues = [q.model_copy(update={"rings": (ring,)}) if q.name == "Repairs" else q for q in policy.queues]
    found = await replay(company, policy=policy.model_copy(update={"queues": tuple(queues)}))
    before, after = live(found)
    assert ENGLISH.replayed(found).policy == "the policy given"
    assert (after.longest_wait_s or 0) < (before.longest_wait_s or 0)
    assert after.abandoned < before.abandoned
    assert any("ring 1" in str(entry.why) for entry in ENGLISH.replayed(found).entries)


async def a_rule_is_tried_on_what_came(company: Runtime) -> None:
    async with company.database.read(KILN) as reader:
        policy = (await publishing.current(reader, KILN)).document
    others = next(queue.name for queue in policy.queues if queue.name != "Repairs")
    when = 'interaction.queue == "Repairs" && interaction.tier == "live" && time.hour == 14'
    rule = RulePart.model_validate({"name": "Bad hour", "when": when, "then": {"queue": others}})
    found = await replay(company, policy=policy.model_copy(update={"rules": (*policy.rules, rule)}))
    assert found.rules is not None
    assert found.rules.names == ("Bad hour",)
    assert 0 < found.rules.changed < found.rules.total
    before, after = live(found)
    assert (after.longest_wait_s or 0) < (before.longest_wait_s or 0)
    assert found.fidelity.exact
    assert (await replay(company, policy=policy)).rules is None


async def a_replay_is_the_same_each_time(company: Runtime) -> None:
    said: dict[str, Any] = {"extra": [{"like": "wei", "span": "14:00-15:00"}]}
    assert await replay(company, **said) == await replay(company, **said)


async def what_cannot_be_replayed_is_said(company: Runtime) -> None:
    for said, why in (
        ({"day": date(2026, 11, 30)}, "has not begun yet"),
        ({"day": date(2025, 1, 6)}, "nothing was in a queue"),
        ({"present": [{"login": "nobody", "span": "09:00-10:00"}]}, "nobody with the login nobody"),
        ({"extra": [{"like": "admin"}]}, "admin is no agent"),
        ({"policy": 99}, "99"),
        ({"policy": "draft"}, "draft"),
    ):
        with refused(ContactCenterError, match=why):
            await replay(company, **said)
