"""A day replayed under a policy that treats waiting work otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contact_center.kernel.contracts.interactions import QueuedBecause
from routing.engine.model import QueueAccess
from routing.flow.model import Calendar, OverflowStep, QueueFlow
from routing.rehearsal.replay.conditions import Awaiting, Profile, ReplayConditions
from tests.unit.routing.rehearsal.replay.logbook import (
    MEI,
    ORDERS,
    PLACES,
    REPAIRS,
    WEI,
    Logbook,
    conditions_of,
    seconds,
)


def busy_with_the_first() -> Logbook:
    log = Logbook()
    log.comes(MEI, WEI)
    log.call(100, 1, MEI, talks=297)  # until 400
    return log


def waits(calendar: Calendar | None = None, **said: Any) -> ReplayConditions:
    """Mei serves repairs, Wei orders; so work of repairs waits as the policy says."""
    flow = QueueFlow(**said)
    profiles = {
        agent: Profile({}, (QueueAccess(queue_id=queue),), PLACES) for agent, queue in ((MEI, REPAIRS), (WEI, ORDERS))
    }
    waiting = (Awaiting(REPAIRS, "Repairs", flow, calendar), Awaiting(ORDERS, "Orders", QueueFlow(), None))
    return replace(conditions_of(), profiles=profiles, waiting=waiting)


OVER = OverflowStep(when="waited", limit=20, then="queue", queue="Orders")


def test_work_overflows_as_the_other_policy_says_and_as_it_did_without_it() -> None:
    log = busy_with_the_first()
    log.queued(200, 2)
    log.offered(400, 2, MEI)
    log.connected(403, 2, MEI)
    log.done(460, 2, MEI, "completed")
    assert seconds(log.play(waits(), waits())[2, 1].answered_at) == 403
    sent_on = log.play(waits(overflow=[OVER]), waits())[2, 1]
    assert (sent_on.agent_id, seconds(sent_on.answered_at)) == (WEI, 223)


def test_what_the_policy_of_the_day_did_is_undone() -> None:
    log = busy_with_the_first()
    log.queued(200, 2)
    log.queued(220, 2, ORDERS, because=QueuedBecause.OVERFLOWED, number=2)
    log.offered(220, 2, WEI)
    log.connected(223, 2, WEI)
    log.done(280, 2, WEI, "completed")
    own = waits(overflow=[OVER])
    assert log.play(own, own)[2, 1].agent_id == WEI
    stays = log.play(waits(), own)[2, 1]
    assert (stays.agent_id, seconds(stays.answered_at)) == (MEI, 403)


def test_limits_end_what_waits_and_let_go_what_they_ended() -> None:
    log = busy_with_the_first()
    log.queued(200, 2)
    log.closed(260, 2, "flowed_out")
    day = waits(max_wait_seconds=60)
    assert seconds(log.play(day, day)[2, 1].gone_at) == 260
    assert seconds(log.play(waits(max_wait_seconds=30), day)[2, 1].gone_at) == 230
    assert log.play(waits(), day)[2, 1].agent_id == MEI


def test_other_hours_give_work_another_age() -> None:
    log = busy_with_the_first()
    log.queued(200, 2, channel="email", tier="deferred")
    log.queued(250, 3)
    hours = Calendar(time_zone="UTC", week={"mon": ["00:05-12:00"]})
    found = log.play(waits(hours, max_wait_seconds=30), waits())
    assert seconds(found[3, 1].gone_at) == 330  # thirty seconds after five past
    assert found[2, 1].answered_at is not None
