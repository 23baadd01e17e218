"""The bounds of fairness are those of the engine: nothing that arrives breaks them, and some courses reach them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from routing.engine.fairness import fairness, tier_bound
from routing.engine.inputs import GoneReason, WorkGone
from routing.engine.model import Capacity, QueueAccess, QueuePolicy, RoutingPolicy, Scoring, TierShares
from tests.unit.routing.engine.world import (
    BILLING,
    MEI,
    SALES,
    START,
    TIER,
    Centre,
    agent,
    interaction_id,
    offered,
    work,
)

ONE = Capacity(channels={"voice": 1, "sms": 1, "email": 1}, total=1)
CHANNELS = ("voice", "sms", "email")
SHARES = st.tuples(*[st.sampled_from([0, 10, 20, 30, 50, 70, 90])] * 3).filter(lambda s: sum(s) <= 100)


def one_after_the_other(shares: tuple[int, int, int], contests: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Which channels wait at each offer to the one agent, the one that got it first."""
    centre = Centre()
    centre.policy(shares=TierShares(live=shares[0], messaging=shares[1], deferred=shares[2]))
    centre.tell(agent(MEI, capacity=ONE, presence=Presence.AWAY))
    got: list[tuple[str, ...]] = []
    for n, channels in enumerate(contests):
        numbers = {channel: 10 * n + k for k, channel in enumerate(channels)}
        centre.tell(*(work(number, channel) for channel, number in numbers.items()))
        ((taken, _),) = offered(centre.presence(MEI, Presence.AVAILABLE)).items()
        centre.answer(taken)
        centre.presence(MEI, Presence.AWAY)
        centre.finish(taken)
        chosen = next(channel for channel, number in numbers.items() if number == taken)
        got.append((chosen, *(channel for channel in channels if channel != chosen)))
        for channel, number in numbers.items():
            if channel != chosen:
                centre.tell(_gone(number))
    return got


def _gone(number: int) -> WorkGone:
    return WorkGone(interaction_id=interaction_id(number), reason=GoneReason.CLOSED)


@settings(max_examples=25, deadline=None)
@given(
    shares=SHARES,
    contests=st.lists(st.sampled_from([("voice", "sms"), ("voice", "email"), ("sms", "email"), CHANNELS]), max_size=60),
)
def test_no_tier_waits_longer_for_its_turn_than_its_bound(
    shares: tuple[int, int, int], contests: list[tuple[str, ...]]
) -> None:
    waits = dict.fromkeys(CHANNELS, 0)
    for chosen, *others in one_after_the_other(shares, contests):
        waits[chosen] = 0
        for channel in others:
            waits[channel] += 1
            bound = tier_bound(TierShares(live=shares[0], messaging=shares[1], deferred=shares[2]), TIER[channel])
            assert bound.offers is None or waits[channel] < bound.offers


@pytest.mark.parametrize(
    ("shares", "offers"),
    [
        ((50, 20, 10), (3, 6, 11)),
        ((90, 0, 10), (2, None, 19)),
        ((0, 0, 100), (None, None, 1)),
        ((0, 0, 0), (None,) * 3),
    ],
)
def test_the_bounds_of_some_settings(shares: tuple[int, int, int], offers: tuple[int | None, ...]) -> None:
    given = TierShares(live=shares[0], messaging=shares[1], deferred=shares[2])
    assert tuple(tier_bound(given, tier).offers for tier in Tier) == offers


def test_the_bound_is_reached() -> None:
    """The eleventh contested offer is the mail's: not one too many is promised."""
    got = [chosen for chosen, *_ in one_after_the_other((50, 20, 10), [CHANNELS] * 40)]
    mails = [n for n, channel in enumerate(got) if channel == "email"]
    assert max(b - a for a, b in zip([-1, *mails], mails, strict=False)) in (10, 11)


def test_shares_without_a_common_measure_have_the_general_bound() -> None:
    assert tier_bound(TierShares(live=53, messaging=29, deferred=7), Tier.DEFERRED).offers == 29


@settings(max_examples=30, deadline=None)
@given(
    arrivals=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 15)), min_size=2, max_size=25),
)
def test_inside_a_tier_only_a_lead_in_points_overtakes(arrivals: list[tuple[int, int]]) -> None:
    """Minutes of entry and points, all waiting before the only agent comes."""
    centre = Centre()
    centre.policy()
    points = [priority for _, priority in arrivals]
    bound = fairness(RoutingPolicy(version=1), (min(points), max(points)), ()).overtaken_s
    for n, (minute, priority) in enumerate(arrivals):
        centre.tell(work(n, entered_at=START + timedelta(minutes=minute), priority=priority))
    centre.pass_(3600)
    served = list(offered(centre.tell(agent(MEI, capacity=ONE))))
    while len(served) < len(arrivals):
        centre.answer(served[-1])
        served += offered(centre.finish(served[-1]))
    for place, number in enumerate(served):
        for overtaken in served[place + 1 :]:
            assert (arrivals[number][0] - arrivals[overtaken][0]) * 60 <= bound


def test_what_goes_before_the_others_by_design_is_named() -> None:
    policy = RoutingPolicy(
        version=1, queues=(QueuePolicy(id=BILLING), QueuePolicy(id=SALES, scoring=Scoring.PRIORITY_ONLY))
    )
    first, second = QueueAccess(queue_id=BILLING, priority=1), QueueAccess(queue_id=SALES, priority=2)
    found = fairness(policy, (0, 10), [(first, second)])
    assert (found.first, found.behind, found.overtaken_s) == ((SALES,), (SALES,), 600.0)
    assert fairness(policy, (0, 10), [(first, second), (second,)]).behind == ()
