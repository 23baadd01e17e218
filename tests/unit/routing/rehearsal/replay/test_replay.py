"""What a replay takes from the record, one fact at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from contact_center.kernel.contracts import interactions as happened
from contact_center.kernel.contracts.routing_events import InteractionOverflowed, InteractionRaised, QueuePaused
from routing.engine.model import Capacity, Interrupt, QueueAccess, QueuePolicy, Requirement, Ring
from routing.rehearsal.replay import comparing
from routing.rehearsal.replay.conditions import Extra, Profile, QueueAdditions, ReplayConditions, Span, extra_id
from routing.rehearsal.replay.player import Player
from routing.rehearsal.statements import StatementCode, say
from tests.unit.routing.rehearsal.replay.logbook import (
    BEGINS,
    MEDIA,
    MEI,
    NAMES,
    ORDERS,
    REPAIRS,
    WEI,
    Logbook,
    conditions_of,
    seconds,
    work,
)


def test_a_quiet_day_is_as_recorded() -> None:
    log = Logbook()
    log.comes(MEI, WEI)
    log.call(100, 1, MEI)
    log.call(110, 2, WEI)
    log.call(300, 3, MEI)
    found = log.fidelity()
    assert found.exact
    assert (found.entries, found.same_agent, found.same_wait) == (3, 3, 3)


def test_a_missed_offer_is_missed_again_and_its_agent_away_as_long() -> None:
    log = Logbook()
    log.comes(MEI)
    log.queued(100, 1)
    log.offered(100, 1, MEI)
    log.done(120, 1, MEI, "timed_out", "alerting")
    log.presence(120, MEI, "not_responding")
    log.presence(200, MEI, "available")
    log.offered(200, 1, MEI, try_=2)
    log.connected(203, 1, MEI, try_=2)
    log.done(260, 1, MEI, "completed", try_=2)
    assert seconds(log.play()[1, 1].answered_at) == 203
    assert log.fidelity().exact


def test_a_refused_offer_is_refused_again() -> None:
    log = Logbook()
    log.comes(MEI, WEI)
    log.queued(100, 1)
    log.offered(100, 1, MEI)
    log.done(104, 1, MEI, "rejected", "alerting")
    log.offered(104, 1, WEI, try_=2)
    log.connected(109, 1, WEI, try_=2)
    log.done(160, 1, WEI, "completed", try_=2)
    assert log.fidelity().exact


def test_who_gave_up_gives_up_after_the_same_time_and_is_answered_if_somebody_is_there() -> None:
    log = Logbook()
    log.comes(MEI)
    log.call(100, 1, MEI, talks=300)
    log.queued(120, 2)
    log.closed(180, 2, "abandoned")
    play = log.play()[2, 1]
    assert (seconds(play.gone_at), play.abandoned) == (180, True)
    helped = log.play(with_more(105, 3600))[2, 1]
    assert helped.agent_id == extra_id(MEI, 1)
    assert seconds(helped.answered_at) == 123


def with_more(begins: float, ends: float) -> ReplayConditions:
    own = conditions_of()
    one = Extra(extra_id(MEI, 1), "Mei +1", MEI, BEGINS + timedelta(seconds=begins), BEGINS + timedelta(seconds=ends))
    return replace(own, profiles={**own.profiles, one.agent_id: own.profiles[MEI]}, extra=(one,))


def test_what_is_handed_on_comes_when_the_work_before_it_is_done() -> None:
    log = Logbook()
    log.comes(MEI)
    log.comes(WEI, at=500)
    log.queued(100, 1, ORDERS)
    log.offered(100, 1, MEI)
    log.connected(110, 1, MEI)
    log.done(170, 1, MEI, "transferred")
    log.queued(170, 1, REPAIRS, because=happened.QueuedBecause.TRANSFERRED, number=2)
    log.offered(170, 1, MEI, try_=2)
    log.connected(180, 1, MEI, try_=2)
    log.done(240, 1, MEI, "completed", try_=2)
    assert log.fidelity().exact
    later = log.play(without_mei())
    assert seconds(later[1, 1].answered_at) == 510
    assert seconds(later[1, 2].entered_at) == 570


def without_mei() -> ReplayConditions:
    """She serves no queue, so Wei, who comes later, does it all."""
    own = conditions_of()
    nobody = replace(own.profiles[MEI], queues=())
    return replace(own, profiles={**own.profiles, MEI: nobody})


def test_somebody_is_there_whatever_they_did() -> None:
    log = Logbook()
    log.comes(MEI)
    log.presence(90, MEI, "away")
    log.queued(100, 1)
    log.closed(160, 1, "abandoned")
    log.presence(400, MEI, "available")
    own = conditions_of()
    span = Span(MEI, BEGINS + timedelta(seconds=80), BEGINS + timedelta(seconds=300))
    play = log.play(replace(own, present=(span,)))[1, 1]
    assert play.agent_id == MEI
    assert log.play()[1, 1].abandoned


def test_who_has_chosen_to_leave_gets_nothing_new() -> None:
    log = Logbook()
    log.comes(MEI, WEI)
    log.call(100, 1, MEI, talks=100)
    log.add(150, happened.NextPresenceChosen(agent_id=WEI, presence=happened.Presence.AWAY, reason="lunch"))
    log.queued(160, 2)
    log.offered(203, 2, MEI)
    log.connected(205, 2, MEI)
    log.done(260, 2, MEI, "completed")
    assert log.fidelity().exact


def test_work_given_by_hand_is_given_again_if_it_still_waits() -> None:
    log = Logbook()
    log.comes(MEI, WEI)
    log.call(100, 1, MEI, talks=500)
    log.call(101, 2, WEI, talks=500)
    log.queued(110, 3)
    log.offered(130, 3, WEI, actor="user:boss")
    log.connected(135, 3, WEI)
    log.done(200, 3, WEI, "completed")
    play = log.play()[3, 1]
    assert (play.agent_id, seconds(play.answered_at)) == (WEI, 135)


def test_a_supervisor_raises_it_again() -> None:
    log = Logbook()
    log.comes(MEI)
    log.call(100, 1, MEI, talks=200)
    log.queued(110, 2)
    log.queued(120, 3)
    log.add(130, InteractionRaised(interaction_id=work(3), points=60, priority=60, why="key account"))
    for number, at in ((3, 303), (2, 406)):
        log.offered(at, number, MEI)
        log.connected(at + 3, number, MEI)
        log.done(at + 103, number, MEI, "completed")
    assert log.fidelity().exact


def test_a_paused_queue_offers_nothing_until_it_goes_on() -> None:
    log = Logbook()
    log.comes(MEI)
    log.add(50, QueuePaused(queue_id=REPAIRS, paused=True, why="fire drill"))
    log.queued(100, 1)
    log.add(400, QueuePaused(queue_id=REPAIRS, paused=False, why="over"))
    log.offered(400, 1, MEI)
    log.connected(403, 1, MEI)
    log.done(460, 1, MEI, "completed")
    assert log.fidelity().exact


def test_skills_of_the_queue_are_exchanged_and_those_of_the_work_stay() -> None:
    own = conditions_of(repairs=QueueAdditions(5, {"machines": 3}))
    new = conditions_of(repairs=QueueAdditions(9, {"machines": 1, "tools": 2}))
    log = Logbook()
    log.queued(100, 1, priority=7, skills=["lang:zh:3", "machines:3"])
    queued = log.day().entries[0].queued
    brought, same = Requirement("lang:zh", 3), Requirement("machines", 3)
    assert new.entry(queued, own) == (
        REPAIRS,
        11,
        [brought, Requirement("machines", 1), Requirement("tools", 2)],
    )
    assert own.entry(queued, own) == (REPAIRS, 7, [brought, same])


def test_a_ring_brings_those_with_less_skill() -> None:
    log = Logbook()
    log.comes(MEI, WEI)
    log.call(100, 1, MEI, talks=400, skills=["machines:3"])
    log.queued(120, 2, skills=["machines:3"])
    log.closed(200, 2, "abandoned")
    skills = {MEI: {"machines": 3}, WEI: {"machines": 1}}
    asked = {"repairs": QueueAdditions(0, {"machines": 3})}
    own = conditions_of(skills=skills, **asked)
    ring = QueuePolicy(id=REPAIRS, rings=(Ring(after_s=20, lower=(Requirement("machines", 1),)),))
    new = conditions_of(ring, skills=skills, **asked)
    day = log.day()
    before = {p.entry.interaction_id: p for p in Player(day, own, own, MEDIA).play().plays}[work(2)]
    after = {p.entry.interaction_id: p for p in Player(day, new, own, MEDIA).play().plays}[work(2)]
    assert before.abandoned
    assert after.agent_id == WEI
    assert seconds(after.answered_at) == 143


def test_own_rings_and_groups_that_overflow_added_widen_again() -> None:
    log = Logbook()
    log.comes(WEI)
    ring = {"after": 30, "drop": ["machines"], "queues": [str(ORDERS)]}
    log.queued(100, 1, skills=["machines:3"], rings=[json.dumps(ring)])
    log.queued(500, 2)
    step = {"interaction_id": work(2), "queue_id": REPAIRS, "because": "waiting", "did": ["group"]}
    log.add(540, InteractionOverflowed(**step, to_queue_id=ORDERS))  # type: ignore[arg-type]
    said = conditions_of()
    only = replace(said.profiles[WEI], queues=(QueueAccess(queue_id=ORDERS),))
    said = replace(said, profiles={WEI: only})
    plays = {play.entry.interaction_id: play for play in Player(log.day(), said, said, MEDIA).play().plays}
    assert [seconds(plays[work(n)].answered_at) for n in (1, 2)] == [134, 544]


def test_a_mail_that_a_call_interrupts_stands_still_as_it_did() -> None:
    log = Logbook()
    log.comes(MEI)
    mail: dict[str, Any] = {"channel": "email", "tier": "deferred"}
    log.queued(100, 1, **mail)
    log.offered(100, 1, MEI, **mail)
    log.connected(103, 1, MEI)
    log.parked(200, 1, MEI, by=2)
    log.call(200, 2, MEI, rings=3, talks=60)
    log.parked(263, 1, MEI)
    log.done(703, 1, MEI, "completed")
    log.queued(300, 3, **mail)
    log.offered(703, 3, MEI, **mail)
    log.connected(706, 3, MEI)
    log.done(800, 3, MEI, "completed")
    own = conditions_of()
    one = Profile({}, own.profiles[MEI].queues, Capacity(channels={"voice": 1, "email": 1}, total=1))
    policy = replace(own.policy, interrupts=(Interrupt("voice", "email"),))
    breaks = replace(own, policy=policy, profiles={MEI: one})
    played = log.play(breaks, breaks)
    assert [seconds(played[n, 1].answered_at) for n in (1, 2, 3)] == [103, 203, 706]
    waits = log.play(replace(breaks, policy=own.policy), breaks)
    assert [seconds(waits[n, 1].answered_at) for n in (1, 2, 3)] == [103, 643, 706]  # 537 s of mail, then the call


def test_work_open_before_the_day_is_load_of_its_agent() -> None:
    log = Logbook()
    log.comes(MEI, at=-900)
    log.call(-100, 1, MEI, talks=400)
    log.queued(50, 2)
    log.offered(303, 2, MEI)
    log.connected(305, 2, MEI)
    log.done(360, 2, MEI, "completed")
    found = log.fidelity()
    assert found.entries == 1
    assert found.exact


def test_a_difference_is_told_with_its_reason() -> None:
    """Recorded with Wei, who was idle for less long: nothing in the record says why."""
    log = Logbook()
    log.comes(MEI, WEI)
    log.call(100, 1, WEI)
    log.call(110, 2, MEI)
    found = log.fidelity()
    assert not found.exact
    first, second = found.differences
    assert (first.recorded_agent, first.replayed_agent) == ("Wei", "Mei")
    assert first.reason == say(StatementCode.DIFFERS_FIRST)
    assert second.reason == say(StatementCode.DIFFERS_FOLLOWS)


def test_agents_time_is_told_for_both_days() -> None:
    log = Logbook()
    log.comes(MEI, WEI)
    log.call(100, 1, MEI, talks=100)
    log.presence(1000, MEI, "offline")
    log.presence(1000, WEI, "offline")
    day = log.day()
    played = Player(day, conditions_of(), conditions_of(), MEDIA).play()
    mei, wei = comparing.agents(day, played, NAMES, frozenset())
    assert (mei.name, mei.recorded, mei.replayed) == ("Mei", mei.replayed, mei.recorded)
    assert (mei.recorded.busy_s, mei.recorded.present_s) == (100, 990)
    assert (wei.recorded.answered, wei.recorded.busy_s) == (0, 0)


def test_what_comes_out_of_hours_is_in_time_by_the_clock_that_starts_with_the_opening() -> None:
    log = Logbook()
    log.comes(MEI, at=3600)
    log.queued(100, 1, ranked_at=BEGINS + timedelta(hours=1), sl_started_at=BEGINS + timedelta(hours=1))
    log.offered(3600, 1, MEI)
    log.connected(3603, 1, MEI)
    log.done(3660, 1, MEI, "completed")
    day = log.day()
    played = Player(day, conditions_of(), conditions_of(), MEDIA).play()
    (pair,) = comparing.pairs(day, played, NAMES)
    assert (pair.recorded.within, pair.recorded.wait_s, pair.replayed.within) == (True, 3503.0, True)
