"""Waits run in the opening hours of their queue, wherever they are told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contact_center.interactions.work import closing, customer_leaving, transfers, wrapping_up
from contact_center.kernel.ids import InteractionId
from contact_center.measures import service
from contact_center.measures.figures import QueueLine
from contact_center.measures.wait_queries import waits
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse.definitions.counts import Counts
from tests.centre import START, Centre
from tests.integration.measures.day import catch_up
from tests.integration.routing.flow.settings import set_calendars, set_queue

OFFICE = {"time_zone": "UTC", "week": {day: ["10:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}
SEEN = "select wait_seconds, within, left_how from measures.entry where tenant_id = %s and interaction_id = %s"
RECORD = "select wait_seconds, within_service_level from core.interaction_record where tenant_id = %s and interaction_id = %s"  # noqa: E501


async def office_hours(centre: Centre) -> None:
    """General opens at 10:00; the day of the test begins on Monday at 9:00."""
    await set_calendars(centre, office=OFFICE)
    await set_queue(centre, "general", calendar="office", columns={})


async def general(centre: Centre) -> QueueLine:
    await catch_up(centre)
    async with centre.db.read(centre.tenant) as reader:
        shown = await service.wallboard(reader, centre.tenant, centre.clock.now(), "UTC")
    return next(line for line in shown.queues if line.name == "general")


async def one(centre: Centre, query: str, interaction: InteractionId) -> dict[str, Any]:
    return (await centre.rows(query, centre.tenant, interaction))[0]


@pytest.mark.parametrize(("channel", "kind"), [("webchat", "web"), ("voice", "phone")])
async def test_who_leaves_before_the_opening_is_neither_lost_nor_late(centre: Centre, channel: str, kind: str) -> None:
    await office_hours(centre)
    early = await centre.customer_writes("+886911000001", "anybody?", channel=channel, kind=kind)
    centre.clock.pass_(seconds=600)
    waits_for_opening = await general(centre)
    assert (waits_for_opening.waiting, waits_for_opening.longest_since, waits_for_opening.overdue) == (1, None, False)
    await centre.run(customer_leaving.abandon, early)
    line = await general(centre)
    assert (line.level_today.due, line.today.abandoned, line.today.lost) == (0, 1, 0)
    assert (await one(centre, SEEN, early))["wait_seconds"] == 0
    assert (await one(centre, RECORD, early)) == {"wait_seconds": 0, "within_service_level": None}
    async with centre.db.read(centre.tenant) as reader:
        assert await waits(reader, centre.tenant, START) == []


async def test_who_left_within_five_seconds_is_a_short_abandon_whenever_it_was_noticed(centre: Centre) -> None:
    """A visitor's page fell silent after three seconds; that they are gone is certain a minute later."""
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    centre.clock.pass_(seconds=63)
    await centre.run(customer_leaving.abandon, chat, left_at=START + timedelta(seconds=3))
    line = await general(centre)
    assert (line.today.abandoned, line.today.abandoned_short, line.level_today.due) == (1, 1, 0)
    assert (await one(centre, SEEN, chat))["wait_seconds"] == 3
    assert (await one(centre, RECORD, chat))["wait_seconds"] == 3


async def test_who_comes_before_the_opening_waits_from_the_opening_on(centre: Centre) -> None:
    await office_hours(centre)
    mei = await centre.agent("Mei")
    early = await centre.customer_writes("visitor", "anybody?", channel="webchat", kind="web")
    centre.clock.pass_(hours=1, seconds=15)
    assert (await general(centre)).longest_since == START + timedelta(hours=1)
    segment = await centre.give(early, mei)
    await centre.run(closing.close, centre.ports, early, mei)
    await centre.run(wrapping_up.wrap_up, segment, mei, disposition=None)
    assert (await general(centre)).today.average_wait == 15
    assert await one(centre, RECORD, early) == {"wait_seconds": 15, "within_service_level": True}


async def test_a_letter_that_lies_over_night_waits_only_while_the_queue_is_open(centre: Centre) -> None:
    await office_hours(centre)
    mei = await centre.agent("Mei")
    centre.clock.pass_(hours=8)  # 17:00
    mail = await centre.customer_writes("a@example.org", "hello", channel="email", kind="email")
    centre.clock.pass_(hours=15)  # Tuesday, 8:00
    night = await general(centre)
    assert (night.today.waiting_late, night.overdue, night.below_goal) == (0, False, False)
    centre.clock.pass_(hours=3)  # 11:00: two open hours
    await centre.give(mail, mei)
    await centre.run(closing.close, centre.ports, mail, mei)
    await catch_up(centre)
    assert await one(centre, SEEN, mail) == {"wait_seconds": 7200, "within": True, "left_how": "answered"}
    assert await one(centre, RECORD, mail) == {"wait_seconds": 7200, "within_service_level": True}


async def test_a_change_of_the_calendar_rewrites_no_past(centre: Centre) -> None:
    await office_hours(centre)
    mei = await centre.agent("Mei")
    early = await centre.customer_writes("visitor", "anybody?", channel="webchat", kind="web")
    await set_queue(centre, "general", calendar=None)
    centre.clock.pass_(hours=1, seconds=15)
    await centre.give(early, mei)
    await catch_up(centre)
    assert (await one(centre, SEEN, early))["wait_seconds"] == 15


async def days(reader: Reader, centre: Centre, first: datetime, last: datetime, zone: str | None) -> list[Any]:
    return await service.intervals(
        reader, centre.tenant, None, first, last, now=last, minutes=1440, time_zone=zone
    )  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "change"), [("Europe/London", date(2026, 10, 25)), ("America/New_York", date(2027, 3, 14))]
)
async def test_days_on_which_the_clocks_change_are_days(centre: Centre, zone: str, change: date) -> None:
    local = ZoneInfo(zone)
    midnights = [datetime.combine(change + timedelta(days=n), time(), local) for n in range(-1, 4)]
    for midnight in midnights[:-1]:
        centre.clock.pass_(seconds=((midnight + timedelta(hours=23, minutes=30)) - centre.clock.now()).total_seconds())
        await centre.customer_writes(f"visitor-{midnight.day}", "hi", channel="webchat", kind="web")
    await catch_up(centre)
    first, last = midnights[0], midnights[-1]
    async with centre.db.read(centre.tenant) as reader:
        by_zone = await days(reader, centre, first.astimezone(UTC), last.astimezone(UTC), zone)
        by_start = await days(reader, centre, first, last, None)
    assert by_zone == by_start
    async with centre.db.read(centre.tenant) as reader:
        assert await days(reader, centre, first.astimezone(UTC), last.astimezone(UTC), None) == by_zone
    assert [part.at.astimezone(local).hour for part in by_zone] == [0, 0, 0, 0]
    assert [part.counts.offered for part in by_zone] == [1, 1, 1, 1]


async def test_who_was_handed_on_twice_is_one_contact_and_three_pieces(centre: Centre) -> None:
    mei = await centre.agent("Mei", queues=("general", "billing"))
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    await centre.give(chat, mei)
    for queue in ("billing", "general"):
        await centre.run(transfers.transfer_to_queue, centre.ports, chat, mei, centre.queues[queue])
        await centre.give(chat, mei)
    await catch_up(centre)
    async with centre.db.read(centre.tenant) as reader:
        now = centre.clock.now()
        span = START - timedelta(hours=1), START + timedelta(hours=1)
        (hour,) = await service.intervals(reader, centre.tenant, None, *span, now=now, minutes=120)
    counts: Counts = hour.counts
    assert (counts.contacts, counts.offered, counts.transferred) == (1, 3, 2)
