"""The demo's history, whenever it is begun and however long it is: a day worth a replay is in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from contact_center.demo.company.past.plan import BAD_HOUR, MACHINES_AT_LEAST, RUSH, ZONE, first_day, make_plan, skills
from contact_center.demo.company.past.year import Thinning
from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.model import Story

MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def story() -> Story:
    return build_story(MONDAY)


@pytest.mark.parametrize("days", [0, 1, 4, 364])
@pytest.mark.parametrize("weekday", range(7))
def test_there_is_a_bad_hour_whatever_the_weekday_and_the_length(story: Story, weekday: int, days: int) -> None:
    now = datetime.combine(MONDAY + timedelta(days=weekday), datetime.min.time(), ZONE) + timedelta(hours=15)
    plan = make_plan(story, now.astimezone(UTC), 40, days=days)
    bad = plan.bad_day.astimezone(ZONE)
    assert bad.weekday() < 5
    assert plan.begins == first_day(now, days) < plan.bad_day < now - timedelta(hours=15)
    begins = bad.replace(hour=BAD_HOUR.hour)
    hour = [one for one in plan.contacts if begins <= one.at < begins + timedelta(hours=1)]
    assert len(hour) >= RUSH
    able = [
        shift
        for shift in plan.shifts
        if skills()[shift.login].get("machines", 0) >= MACHINES_AT_LEAST and shift.begins < begins < shift.ends
    ]
    there = [one for one in able if not any(a <= begins and begins + timedelta(hours=1) <= b for a, b, _ in one.breaks)]
    assert len(there) <= 1


def test_a_slow_machine_leaves_out_nothing_of_the_bad_hour(story: Story) -> None:
    now = datetime.combine(MONDAY, datetime.min.time(), ZONE) + timedelta(hours=15)
    plan = make_plan(story, now.astimezone(UTC), 3000)
    assert (now - plan.bad_day).days >= 3  # Friday
    thinning = Thinning(plan, 0.0, 1)
    hour = plan.bad_day + timedelta(hours=BAD_HOUR.hour)
    kept = [one for one in plan.contacts if thinning.keeps(one, 60, 60)]
    assert sum(hour <= one.at < hour + timedelta(hours=1) for one in kept) >= RUSH
    assert len(kept) < len(plan.contacts)
