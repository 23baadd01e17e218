"""A promise is kept or missed by channel, and what needs a person says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from psycopg.types.json import Jsonb

from contact_center.interactions.work import closing, customer_leaving
from contact_center.kernel.contracts.interactions import Presence
from contact_center.measures import service
from contact_center.measures.errors import UnknownChannel, UnknownQueue
from contact_center.measures.figures import ChannelFigures, Need, NeedKind, QueueLine, Wallboard
from routing.control import service as control
from routing.flow import closing as queue_closing
from tests.centre import START, Centre
from tests.integration.measures.day import catch_up
from tests.integration.routing.flow.settings import set_queue


async def board(centre: Centre) -> Wallboard:
    await catch_up(centre)
    async with centre.db.read(centre.tenant) as reader:
        return await service.wallboard(reader, centre.tenant, centre.clock.now(), "UTC")


async def general(centre: Centre) -> QueueLine:
    return next(line for line in (await board(centre)).queues if line.name == "general")


async def channel(centre: Centre, name: str) -> ChannelFigures:
    return next(one for one in (await general(centre)).by_channel if one.channel == name)


async def needs(centre: Centre, kind: NeedKind) -> list[Need]:
    return [need for need in (await board(centre)).needs if need.kind is kind]


async def test_many_mails_in_time_do_not_hide_calls_that_are_not(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 99, "email": 99, "voice": 9})
    calls = [await centre.customer_writes(f"+88691100000{n}", "", channel="voice", kind="phone") for n in range(3)]
    for call in calls[:2]:
        await centre.give(call, mei)
    for n in range(12):
        mail = await centre.customer_writes(f"{n}@example.org", "hi", channel="email", kind="email")
        await centre.give(mail, mei)
    centre.clock.pass_(seconds=30)
    await centre.give(calls[2], mei)
    line = await general(centre)
    assert line.level_now.share == pytest.approx(14 / 15)
    assert line.below_goal
    assert [(one.channel, one.below_goal) for one in line.by_channel] == [("voice", True), ("email", False)]
    assert (await channel(centre, "voice")).level_now.share == pytest.approx(2 / 3)
    (need,) = await needs(centre, NeedKind.QUEUE_BELOW_GOAL)
    assert (need.name, need.channel, need.goal) == ("general", "voice", 0.8)
    assert need.share == pytest.approx(2 / 3)


async def test_a_channel_has_its_own_goal_where_one_is_set(centre: Centre) -> None:
    await set_queue(centre, "general", goals={"email": 50})
    mei = await centre.agent("Mei", capacity={"*": 99, "email": 99, "webchat": 99})
    for name, kind, wait in (("email", "email", 5 * 3600), ("webchat", "web", 60)):
        first, second = [await centre.customer_writes(f"{n}@x.example", "hi", channel=name, kind=kind) for n in "ab"]
        await centre.give(first, mei)
        centre.clock.pass_(seconds=wait)
        await centre.give(second, mei)
    assert ((await channel(centre, "email")).goal, (await channel(centre, "webchat")).goal) == (0.5, 0.8)
    assert (await channel(centre, "webchat")).below_goal
    stamped = await centre.rows("select distinct channel, sl_percent from measures.entry order by channel")
    assert stamped == [{"channel": "email", "sl_percent": 50}, {"channel": "webchat", "sl_percent": 80}]


async def test_a_call_that_waits_long_is_an_alert_before_any_answer_is_counted(centre: Centre) -> None:
    await centre.agent("Mei")
    await centre.customer_writes("+886911000001", "", channel="voice", kind="phone")
    centre.clock.pass_(seconds=40)
    assert not await needs(centre, NeedKind.LONG_WAIT)
    centre.clock.pass_(seconds=40)
    (need,) = await needs(centre, NeedKind.LONG_WAIT)
    assert (need.name, need.channel, need.count, need.since) == ("general", "voice", 1, START)
    assert (await general(centre)).overdue


async def test_a_paused_and_a_closed_queue_need_a_person(centre: Centre) -> None:
    await centre.run(control.pause, centre.queues["general"], True, why="stock count")
    await centre.run(
        queue_closing.close_queues, [centre.queues["billing"]], why="fire drill", message={}, to_queue=None
    )
    (paused,), (closed,) = await needs(centre, NeedKind.QUEUE_PAUSED), await needs(centre, NeedKind.QUEUE_CLOSED)
    assert (paused.name, paused.why, paused.since) == ("general", "stock count", START)
    assert (closed.name, closed.why) == ("billing", "fire drill")
    assert [need.kind for need in (await board(centre)).needs] == [NeedKind.QUEUE_CLOSED, NeedKind.QUEUE_PAUSED]


@pytest.mark.parametrize(
    ("waits", "capacity", "skills", "free"),
    [
        ("voice", {"*": 5, "voice": 1}, {}, 1),
        ("voice", {"*": 5, "webchat": 3}, {}, 0),
        ("webchat", {"*": 0, "webchat": 3}, {}, 0),
        ("webchat", {"*": 5, "webchat": 3}, {"lathes": 3}, 0),
        (None, {"*": 5, "webchat": 3}, {}, 1),
        (None, {"*": 5, "webchat": 3}, {"lathes": 3}, 0),
    ],
)
async def test_an_agent_is_free_for_a_queue_who_could_take_what_waits(
    centre: Centre, waits: str | None, capacity: dict[str, int], skills: dict[str, int], free: int
) -> None:
    await set_queue(centre, "general", columns={"skills": Jsonb(skills)})
    await centre.agent("Mei", capacity=capacity)
    if waits:
        await centre.customer_writes("+886911000001", "hello", channel=waits, kind="phone")
    assert (await general(centre)).agents_free == free


async def test_ready_since_the_last_work_ended_not_since_signing_in(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    centre.clock.pass_(minutes=10)
    sms = await centre.customer_writes("+886911000001", "hello")
    await centre.give(sms, mei)
    centre.clock.pass_(minutes=5)
    await centre.run(closing.close, centre.ports, sms, mei)
    centre.clock.pass_(minutes=3)
    (line,) = (await board(centre)).agents
    assert (line.activity, line.activity_since) == ("idle", START + timedelta(minutes=15))
    assert line.presence == Presence.AVAILABLE


async def test_a_peak_between_two_points_of_the_trend_is_shown(centre: Centre) -> None:
    centre.clock.pass_(minutes=7)
    three = [await centre.customer_writes(f"v-{n}", "hi", channel="webchat", kind="web") for n in range(3)]
    centre.clock.pass_(minutes=1)
    for chat in three:
        await centre.run(customer_leaving.abandon, chat)
    centre.clock.pass_(minutes=12)
    assert max(point.waiting for point in (await general(centre)).trend) == 3


async def test_figures_of_a_channel_or_queue_that_is_not_there_are_an_error(centre: Centre) -> None:
    span = START, START + timedelta(hours=1)
    async with centre.db.read(centre.tenant) as reader:
        with pytest.raises(UnknownChannel):
            await service.intervals(reader, centre.tenant, None, *span, now=START, channel="fax")
        with pytest.raises(UnknownQueue):
            await service.intervals(reader, centre.tenant, centre.tenant, *span, now=START)  # type: ignore[arg-type]
