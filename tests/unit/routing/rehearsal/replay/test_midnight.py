"""A queue that is open over midnight: the day ends, the waiting does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from contact_center.kernel.contracts import interactions as happened
from routing.engine.model import QueuePolicy
from routing.flow.model import QueueFlow
from routing.rehearsal.replay.comparing import arrivals, by_tier
from routing.rehearsal.replay.conditions import Awaiting, Extra, ReplayConditions, extra_id
from routing.rehearsal.replay.record import idle_at
from routing.rehearsal.replay.recording import DayRecording
from routing.rehearsal.replay.service import bounds
from tests.unit.routing.rehearsal.replay.logbook import (
    BEGINS,
    HOUR,
    MEI,
    ORDERS,
    PEOPLE,
    REPAIRS,
    WEI,
    Logbook,
    conditions_of,
    seconds,
)

MIDNIGHT = 12 * HOUR
"""The end of the logbook's day, in seconds from its beginning."""


def more(begins: float, ends: float) -> ReplayConditions:
    own = conditions_of()
    one = Extra(extra_id(MEI, 1), "Mei +1", MEI, BEGINS + timedelta(seconds=begins), BEGINS + timedelta(seconds=ends))
    return replace(own, profiles={**own.profiles, one.agent_id: own.profiles[MEI]}, extra=(one,))


# --- the end of the day


def night() -> Logbook:
    """One call before midnight waits for Mei until 00:05; another, after midnight, is behind it."""
    log = Logbook(followed=14)
    log.queued(MIDNIGHT - 60, 1)
    log.queued(MIDNIGHT + 30, 2)
    log.comes(MEI, at=MIDNIGHT + 300)
    log.offered(MIDNIGHT + 300, 1, MEI)
    log.connected(MIDNIGHT + 303, 1, MEI)
    log.done(MIDNIGHT + 400, 1, MEI, "completed")
    log.offered(MIDNIGHT + 400, 2, MEI)
    log.connected(MIDNIGHT + 404, 2, MEI)
    log.done(MIDNIGHT + 500, 2, MEI, "completed")
    return log


def test_who_waits_at_midnight_is_followed_until_the_answer() -> None:
    pair = night().pairs()[1, 1]
    assert (pair.recorded.how, pair.recorded.wait_s, pair.recorded.agent_name) == ("answered", 363, "Mei")
    assert pair.replayed == pair.recorded
    assert night().fidelity().exact


def test_the_next_days_own_work_is_not_of_the_day() -> None:
    log = night()
    pairs = log.pairs()
    assert set(pairs) == {(1, 1)}
    counts = by_tier(arrivals(log.day(), list(pairs.values())))[0][1].recorded
    assert (counts.offered, counts.answered, counts.waiting) == (1, 1, 0)


def test_the_next_days_work_competes_for_its_agents() -> None:
    log = night()
    log.queued(MIDNIGHT + 10, 3, priority=60)
    answered = seconds(log.play()[1, 1].answered_at)
    assert answered is not None
    assert answered > MIDNIGHT + 303


def test_people_more_before_midnight_spare_the_wait_over_it() -> None:
    pair = night().pairs(more(MIDNIGHT - 30, MIDNIGHT))[1, 1]
    assert (pair.replayed.how, pair.replayed.agent_name) == ("answered", str(extra_id(MEI, 1)))
    assert pair.replayed.wait_s < 60


def test_who_gives_up_after_midnight_was_abandoned_on_both_sides() -> None:
    log = Logbook(followed=14)
    log.queued(MIDNIGHT - 60, 1)
    log.closed(MIDNIGHT + 240, 1, "abandoned")
    pair = log.pairs()[1, 1]
    assert (pair.recorded.how, pair.recorded.wait_s, pair.recorded.within) == ("abandoned", 300, False)
    assert pair.replayed == pair.recorded


def test_what_is_handed_on_before_midnight_is_followed_too() -> None:
    log = Logbook(followed=14)
    log.comes(MEI)
    log.call(MIDNIGHT - 200, 1, MEI, talks=100)
    log.queued(MIDNIGHT - 97, 1, ORDERS, because=happened.QueuedBecause.TRANSFERRED, number=2)
    log.presence(MIDNIGHT - 97, MEI, "away")
    log.comes(WEI, at=MIDNIGHT + 100)
    log.offered(MIDNIGHT + 100, 1, WEI, try_=2)
    log.connected(MIDNIGHT + 104, 1, WEI, try_=2)
    log.done(MIDNIGHT + 200, 1, WEI, "completed", try_=2)
    assert log.pairs()[1, 2].recorded.wait_s == 201
    assert log.fidelity().exact


def test_what_still_waits_when_nothing_more_is_known_waits() -> None:
    log = Logbook(followed=12.5)
    log.queued(MIDNIGHT - 60, 1)
    pair = log.pairs()[1, 1]
    assert (pair.recorded.how, pair.recorded.wait_s) == ("waiting", 60 + HOUR / 2)
    assert pair.replayed == pair.recorded


# --- its beginning


def test_who_waits_since_yesterday_keeps_age_and_place() -> None:
    log = Logbook()
    log.queued(-30, 2)
    log.queued(-600, 1)
    log.comes(MEI, at=100)
    log.offered(100, 1, MEI)
    log.connected(103, 1, MEI)
    log.done(160, 1, MEI, "completed")
    log.offered(160, 2, MEI)
    log.connected(163, 2, MEI)
    log.done(200, 2, MEI, "completed")
    assert log.fidelity().exact
    pairs = log.pairs()
    assert (pairs[1, 1].replayed.wait_s, pairs[2, 1].replayed.wait_s) == (703, 193)
    assert not arrivals(log.day(), list(pairs.values()))


def test_the_oldest_is_served_first_when_somebody_is_free_as_the_day_begins() -> None:
    log = Logbook()
    log.comes(MEI, at=-50)
    log.queued(-30, 2)
    log.queued(-600, 1)
    plays = log.play()
    first, second = plays[1, 1].answered_at, plays[2, 1].answered_at
    assert first is not None
    assert second is None or first < second


def test_what_was_moved_before_midnight_waits_where_it_is() -> None:
    log = Logbook()
    log.queued(-600, 1, REPAIRS)
    log.queued(-300, 1, ORDERS, because=happened.QueuedBecause.MOVED)
    log.comes(MEI, at=-50)
    only_repairs = conditions_of()
    access = tuple(one for one in only_repairs.profiles[MEI].queues if one.queue_id == REPAIRS)
    profiles = {agent: replace(profile, queues=access) for agent, profile in only_repairs.profiles.items()}
    assert log.play(replace(only_repairs, profiles=profiles))[1, 1].answered_at is None


def test_an_offer_that_rings_over_midnight_is_answered_when_it_was() -> None:
    log = Logbook()
    log.comes(MEI, WEI, at=-100)
    log.queued(-40, 1)
    log.offered(-40, 1, MEI)
    log.done(-30, 1, MEI, "rejected", "alerting")
    log.offered(-10, 1, WEI, try_=2)
    log.connected(5, 1, WEI, try_=2)
    log.done(65, 1, WEI, "completed", try_=2)
    play = log.play()[1, 1]
    assert (seconds(play.answered_at), play.agent_id) == (5, WEI)
    assert log.fidelity().exact


def test_an_offer_that_rings_over_midnight_unanswered_ends_in_its_time() -> None:
    log = Logbook()
    log.comes(MEI, at=-100)
    log.queued(-10, 1)
    log.offered(-10, 1, MEI)
    log.done(10, 1, MEI, "timed_out", "alerting")
    log.presence(10, MEI, "not_responding")
    log.comes(WEI, at=40)
    log.offered(40, 1, WEI, try_=2)
    log.connected(44, 1, WEI, try_=2)
    log.done(100, 1, WEI, "completed", try_=2)
    assert log.fidelity().exact


def test_who_refused_before_midnight_is_spared_after_it() -> None:
    log = Logbook()
    log.comes(MEI, WEI, at=-100)
    log.queued(-40, 1)
    log.offered(-40, 1, MEI)
    log.done(-20, 1, MEI, "rejected", "alerting")
    assert log.play()[1, 1].agent_id == WEI


def test_overflow_counts_the_wait_from_before_midnight() -> None:
    """Sent on after ten minutes: nine of them were yesterday."""
    own = conditions_of()
    calm = tuple(Awaiting(queue, name, QueueFlow(), None) for queue, name in ((REPAIRS, "Repairs"), (ORDERS, "Orders")))
    flow = QueueFlow.model_validate(
        {"overflow": [{"when": "waited", "limit": 600, "then": "queue", "queue": "Orders"}]}
    )
    sends = (replace(calm[0], flow=flow), calm[1])
    log = Logbook()
    log.queued(-540, 1)
    log.comes(WEI, at=0)
    said = replace(own, waiting=sends)
    only_orders = tuple(one for one in own.profiles[WEI].queues if one.queue_id == ORDERS)
    profiles = {agent: replace(profile, queues=only_orders) for agent, profile in own.profiles.items()}
    played = log.play(replace(said, profiles=profiles), replace(own, waiting=calm))
    assert seconds(played[1, 1].answered_at) == pytest.approx(64, abs=1)


def test_the_longest_idle_before_midnight_is_asked_first_after_it() -> None:
    log = Logbook()
    log.comes(WEI, MEI, at=-HOUR)
    log.call(-HOUR + 60, 1, WEI)
    before = DayRecording(BEGINS - timedelta(hours=12), BEGINS).fold(log.events).day(0, PEOPLE)
    idle = idle_at(before)
    assert idle[MEI] == BEGINS - timedelta(seconds=HOUR - 1)
    assert idle[WEI] == BEGINS - timedelta(seconds=HOUR - 60 - 63)


# --- days that are not 24 hours long


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)]
)
def test_a_day_is_as_long_as_it_is(day: date, hours: int) -> None:
    begins, ends = bounds(day, ZoneInfo("Europe/Berlin"))
    assert ends - begins == timedelta(hours=hours)
    assert (begins.tzinfo, ends.tzinfo) == (UTC, UTC)


@pytest.mark.parametrize("hours", [23, 25])
def test_its_last_hour_is_of_it_and_what_comes_after_is_not(hours: int) -> None:
    """Both calls wait over the midnight of that day; the second is the next day's."""
    log = Logbook(hours=hours, followed=hours + 2)
    log.queued(hours * HOUR - 30, 1)
    log.queued(hours * HOUR, 2)
    log.comes(MEI, at=hours * HOUR + 60)
    log.offered(hours * HOUR + 60, 1, MEI)
    log.connected(hours * HOUR + 65, 1, MEI)
    log.done(hours * HOUR + 90, 1, MEI, "completed")
    assert {key: pair.replayed.wait_s for key, pair in log.pairs().items()} == {(1, 1): 95}
    assert log.fidelity().exact


def test_another_policy_is_followed_over_midnight_as_well() -> None:
    """Nobody serves the queue until midnight is past: the record has the answer at once, the policy asked about not."""
    log = Logbook(followed=14)
    log.comes(MEI)
    log.call(MIDNIGHT - 30, 1, MEI, talks=20)
    log.comes(WEI, at=MIDNIGHT + 500)
    own = conditions_of()
    nobody = replace(own.profiles[MEI], queues=())
    pair = log.pairs(replace(own, profiles={**own.profiles, MEI: nobody}))[1, 1]
    assert (pair.recorded.wait_s, pair.replayed.agent_name) == (3, "Wei")
    assert pair.replayed.wait_s == pytest.approx(533, abs=5)
    paused = replace(own, policy=replace(own.policy, queues=(QueuePolicy(id=REPAIRS, paused=True),)))
    assert log.pairs(paused)[1, 1].replayed.how == "waiting"
