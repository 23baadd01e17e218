"""A simulation does what the policy says of hours, waiting, rules and interruption."""

from __future__ import annotations

from typing import Any

import pytest

from routing.rehearsal.simulation import day
from routing.rehearsal.simulation.reading import read_scenario
from routing.rehearsal.simulation.results import Simulated
from tests.told import ENGLISH
from tests.unit.routing.rehearsal.channels import MEDIA

OFFICE = {"office": {"time_zone": "Asia/Taipei", "week": {"mon": ["09:00-12:00"], "tue": ["09:00-12:00"]}}}
MANY = {"name": "many", "count": 40}


def simulated(queues: list[dict[str, Any]], arrivals: list[dict[str, Any]], **more: Any) -> Simulated:
    names = [queue["name"] for queue in queues]
    policy = {"queues": queues, **more.pop("policy", {})}
    usual = {"handle": {"shape": "constant", "mean": 60}}
    staff = more.pop("staff", [{**MANY, "queues": {name: {} for name in names}}])
    return day.simulate(
        read_scenario(
            {"policy": policy, "arrivals": [{**usual, **one} for one in arrivals], "staff": staff, "replications": 2}
            | {"interval": 1800, **more},
            MEDIA,
        )
    )


def test_who_writes_before_the_opening_waits_from_the_opening_on() -> None:
    late = [{"name": "late", "count": 40, "queues": {"A": {}}, "shifts": ["09:00-12:00"]}]
    mails = {"queue": "A", "channel": "sms", "calls": [20, 20, 0], "target": 60}
    told = {"begins": "08:00", "intervals": 4, "policy": {"calendars": OFFICE}}
    shut = simulated([{"name": "A", "calendar": "office"}], [mails], staff=sms(late), **told)
    always = simulated([{"name": "A"}], [mails], staff=sms(late), begins="08:00", intervals=4)
    assert shut.total.service_level.value == 1
    assert (shut.total.mean_wait_s.value or 0) < 30
    assert (always.total.mean_wait_s.value or 0) > 1500
    assert "calendar office" in ENGLISH.simulated(shut).queues[0].treatment
    holiday = simulated(
        [{"name": "A", "calendar": "office"}], [mails], staff=sms(late), **{**told, "day": "2026-01-07"}
    )
    assert holiday.total.mean_wait_s.value == 0  # Wednesday is closed: nothing of it has begun to wait


def sms(staff: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**one, "capacity": {"*": 5, "sms": 5}} for one in staff]


def test_work_that_waits_too_long_goes_to_the_other_queue_and_keeps_its_age() -> None:
    step = {"when": "waited", "limit": 30, "then": "queue", "queue": "B"}
    staff = [{**MANY, "queues": {"B": {}}}]
    found = simulated([{"name": "A", "overflow": [step]}, {"name": "B"}], [call(20)], staff=staff, intervals=4)
    assert found.total.moved.value == 1
    assert 30 <= (found.total.mean_wait_s.value or 0) < 31  # looked at once a second
    assert ENGLISH.simulated(found).queues[0].treatment == "after 30 s: to queue B"


def call(calls: float, **more: Any) -> dict[str, Any]:
    return {"queue": "A", "calls": calls, "target": 20, **more}


def test_with_nobody_signed_in_it_overflows_at_once() -> None:
    step = {"when": "nobody_eligible", "then": "queue", "queue": "B"}
    staff = [{**MANY, "queues": {"B": {}}}]
    found = simulated([{"name": "A", "overflow": [step]}, {"name": "B"}], [call(20)], staff=staff, intervals=4)
    assert found.total.service_level.value == 1
    assert (found.total.mean_wait_s.value or 9) < 2


def test_a_group_is_added_when_many_wait_and_a_rule_may_end_a_wait() -> None:
    step = {"when": "waiting", "limit": 3, "then": "group", "queue": "B"}
    rule = {"name": "brief", "when": 'interaction.channel == "webchat"', "then": {"treatment": {"max_wait_seconds": 5}}}
    staff = [{"name": "b", "count": 9, "queues": {"B": {}}}]
    streams: list[dict[str, Any]] = [call(40), {**call(4, channel="webchat"), "queue": "C"}]
    queues: list[dict[str, Any]] = [{"name": "A", "overflow": [step]}, {"name": "B"}, {"name": "C"}]
    found = simulated(queues, streams, staff=staff, policy={"rules": [rule]}, intervals=4)
    a, c = found.queues
    assert (a.figures.moved.value, c.figures.ended.value) == (0, 1)
    assert (a.figures.mean_wait_s.value or 0) > 5
    assert sum(group.occupancy.value or 0 for group in found.groups) > 0.05


@pytest.mark.parametrize("limit", [{"max_wait_seconds": 60}, {"max_waiting": 3}])
def test_limits_end_calls_that_exceed_them(limit: dict[str, int]) -> None:
    staff = [{"name": "one", "queues": {"A": {}}}]
    found = simulated([{"name": "A", **limit}], [call(90)], staff=staff, intervals=8)
    assert 0.4 < (found.total.ended.value or 0) < 0.9
    assert (found.total.mean_wait_s.value or 999) < 300
    mails = simulated(
        [{"name": "A", **limit}],
        [call(90, channel="email")],
        staff=[{**staff[0], "capacity": {"*": 1, "email": 1}}],
        intervals=8,
    )
    assert mails.total.ended.value == 0  # a letter does not vanish because many wrote


def test_rules_are_followed_as_far_as_what_they_read_is_known() -> None:
    rules = [
        {"name": "Chinese", "when": 'interaction.language == "zh"', "then": {"queue": "B"}},
        {"name": "by day", "when": "time.hour >= 12", "then": {"skills": {"late": 1}}},
        {"name": "VIP", "when": "customer.known", "then": {"priority": 30}},
    ]
    policy = {"rules": rules, "skills": ["late"]}
    staff = [{**MANY, "queues": {"A": {}}}, {**MANY, "name": "zh", "queues": {"B": {}}}]
    streams = [call(10, language="en"), call(10, language="zh", skills={})]
    found = simulated([{"name": "A"}, {"name": "B"}], streams, policy=policy, staff=staff, begins="11:00", intervals=4)
    by_group = {group.name: group.occupancy.value for group in found.groups}
    assert all((busy or 0) > 0 for busy in by_group.values())
    levels = [part.figures.service_level.value for part in found.intervals]
    assert levels == [1, 1, 0, 0]  # from noon on nobody has the skill
    (left_out,) = found.not_simulated
    assert (left_out.kind, left_out.name, left_out.reads) == ("rule", "VIP", ("customer.known",))
    assert "Chinese" in str(found.followed[0])


def test_a_call_interrupts_a_mail_whose_clock_stands_still_meanwhile() -> None:
    staff = [{"name": "one", "queues": {"A": {}}, "capacity": {"*": 1, "voice": 1, "email": 1}}]
    mail = {"queue": "A", "channel": "email", "calls": 0.5, "handle": {"shape": "constant", "mean": 3000}}
    streams = [mail, call(6)]
    waits = simulated([{"name": "A"}], streams, staff=staff, intervals=16)
    breaks = simulated(
        [{"name": "A"}], streams, staff=staff, intervals=16, policy={"interrupts": [{"by": "voice", "over": "email"}]}
    )
    assert (breaks.total.service_level.value or 0) > (waits.total.service_level.value or 0) + 0.2
    assert breaks.groups[0].occupancy.value == pytest.approx(waits.groups[0].occupancy.value, abs=0.05)
    assert str(ENGLISH.simulated(breaks).followed[0]).startswith("voice interrupts email")
