"""Reports count what the wallboard counts, however they are told apart, and each figure opens to as much work."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from contact_center.interactions.work import customer_leaving
from contact_center.kernel.contracts import tasks
from contact_center.kernel.ids import QueueId, new_id
from contact_center.measures import reporting, rollup, service
from contact_center.measures.errors import UnknownQueue, WrongInterval
from contact_center.measures.figures import IntervalCell
from contact_center.measures.projection import Measures
from contact_center.measures.queries import Pieces
from contact_center.measures.report import Split
from contact_center.measures.reporting import ReportSpan
from contact_center.platform.parked import rebuild
from contact_center.warehouse.definitions.counts import add_counts, add_levels
from tests.centre import START, Centre
from tests.integration.measures.day import RandomDay, catch_up

ZONE = "Asia/Taipei"
FIGURES = {
    Pieces.OFFERED: "offered", Pieces.CONTACTS: "contacts", Pieces.ANSWERED: "answered", Pieces.LOST: "lost",
    Pieces.SHORT: "abandoned_short", Pieces.FLOWED_OUT: "flowed_out", Pieces.CLOSED: "closed",
    Pieces.WAITING: "waiting",
}  # fmt: skip


def span(centre: Centre, queue: QueueId | None = None, channel: str | None = None) -> ReportSpan:
    begin = service.day_start(START, ZONE)
    return ReportSpan(begin, begin + timedelta(days=2), ZONE, queue, channel)


@pytest.mark.parametrize("seed", [4, 5])
async def test_every_split_adds_up_to_the_wallboard_and_opens_to_its_work(centre: Centre, seed: int) -> None:
    day = RandomDay(centre, seed)
    await day.run(150)
    await catch_up(centre)
    of = span(centre)
    async with centre.db.read(centre.tenant) as reader:
        wall = await service.wallboard(reader, centre.tenant, reader.now, ZONE)
        shown = add_counts(one.today for one in wall.queues)
        levels = add_levels(one.level_today for one in wall.queues)
        intervals = await service.intervals(
            reader, centre.tenant, None, of.start, of.end, now=reader.now, minutes=60, time_zone=ZONE
        )
        assert shown.offered > 20
        for split in Split:
            found = await reporting.report(reader, centre.tenant, of, split)
            assert found.total.counts == shown, split
            assert found.total.level == levels, split
            handled = sum(one.handled.pieces for one in found.lines)
            assert handled == await centre.value(
                "select count(*) from core.segment where state = 'done' and connected_at is not null"
            )
            if split is Split.TIME:
                assert [(one.at, one.counts) for one in found.lines] == [(one.at, one.counts) for one in intervals]
            if split is Split.QUEUE:
                by_id = {one.queue_id: one for one in wall.queues}
                assert all(one.counts == by_id[one.queue_id].today for one in found.lines if one.queue_id)
        for what, name in FIGURES.items():
            behind = await reporting.pieces(reader, centre.tenant, of, what, limit=1000)
            assert len(behind) == getattr(shown, name), what
        late = await reporting.pieces(reader, centre.tenant, of, Pieces.LATE, limit=1000)
        assert len(late) == shown.answered_late + shown.waiting_late
        agents = await reporting.agents(reader, centre.tenant, of)
        by_agent = {one.agent_id: one for one in wall.agents}
        for agent in agents.lines:
            assert agent.answered == by_agent[agent.agent_id].answered_today
            behind = await reporting.pieces(
                reader, centre.tenant, of, Pieces.OF_AGENT, agent=agent.agent_id, limit=1000
            )
            assert len(behind) == agent.answered
        assert agents.total.signed_in_seconds == pytest.approx(sum(one.signed_in_seconds for one in agents.lines))
        reasons = await reporting.reasons(reader, centre.tenant, of)
        assert reasons.closed == await centre.value("select count(*) from core.interaction where state = 'closed'")


async def test_one_queue_and_one_channel_are_parts_of_all(centre: Centre) -> None:
    day = RandomDay(centre, 6)
    await day.run(120)
    await catch_up(centre)
    async with centre.db.read(centre.tenant) as reader:
        whole = await reporting.report(reader, centre.tenant, span(centre), Split.QUEUE)
        for queue in centre.queues.values():
            alone = await reporting.report(reader, centre.tenant, span(centre, queue), Split.CHANNEL)
            line = next((one for one in whole.lines if one.queue_id == queue), None)
            assert alone.total.counts.offered == (line.counts.offered if line else 0)
            for one in alone.lines:
                assert one.channel is not None
                chosen = span(centre, queue, one.channel)
                only = await reporting.report(reader, centre.tenant, chosen, Split.TIME, minutes=1440)
                assert only.total.counts == one.counts
                assert only.total.handled == one.handled


async def test_weeks_are_seven_days_of_the_zone_and_spans_are_checked(centre: Centre) -> None:
    begin = datetime.fromisoformat("2026-10-19T00:00:00+02:00")
    async with centre.db.read(centre.tenant) as reader:
        of = ReportSpan(begin, begin + timedelta(days=21, hours=1), "Europe/Berlin")
        found = await reporting.report(reader, centre.tenant, of, Split.TIME, minutes=10_080)
        starts = [one.at.isoformat() for one in found.lines if one.at]
        assert starts == ["2026-10-18T22:00:00+00:00", "2026-10-25T23:00:00+00:00", "2026-11-01T23:00:00+00:00"]
        with pytest.raises(WrongInterval):
            await reporting.reasons(reader, centre.tenant, ReportSpan(begin, begin, "UTC"))
        with pytest.raises(UnknownQueue):
            await reporting.agents(
                reader, centre.tenant, ReportSpan(begin, begin + timedelta(days=1), "UTC", QueueId(new_id()))
            )


async def test_a_task_is_no_contact_and_can_be_asked_for(centre: Centre) -> None:
    await centre.customer_writes("+886911000001", "hello")
    task = (centre.tenant, new_id(), centre.queues["general"], tasks.CHANNEL, START, START)
    async with centre.db.work(centre.tenant, actor="test", role="system") as unit:
        await unit.execute(
            "insert into measures.entry (tenant_id, interaction_id, number, queue_id, channel, tier, entered_at, "
            "sl_started_at, kind, position, shut) values (%s, %s, 1, %s, %s, 'deferred', %s, %s, 'first', 1, '{}')",
            task,
        )
    await catch_up(centre)
    async with centre.db.read(centre.tenant) as reader:
        found = await reporting.report(reader, centre.tenant, span(centre), Split.CHANNEL)
        assert {one.channel: one.counts.offered for one in found.lines} == {"sms": 1, tasks.CHANNEL: 1}
        assert found.total.counts.offered == 1


async def _handling(centre: Centre, of: ReportSpan) -> list[tuple[object, int, int]]:
    """Of the days before the last two, which stay as they are."""
    async with centre.db.read(centre.tenant) as reader:
        past = replace(of, end=of.end - timedelta(days=3))
        found = [await reporting.report(reader, centre.tenant, past, split, minutes=1440) for split in Split]
    return [
        ((one.at, one.queue_id, one.channel), one.handled.pieces, round(one.handled.average or 0))
        for each in found for one in each.lines
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [7, 8])
async def test_sums_of_days_agree_with_the_entries_whenever_they_are_kept(
    centre: Centre, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while more comes in after them, when the zone changes, and when the log is counted anew."""
    day = RandomDay(centre, seed)
    begin = service.day_start(START, ZONE) - timedelta(days=1)
    of = ReportSpan(begin, begin + timedelta(days=7), ZONE)

    async def agree() -> None:
        async with centre.db.read(centre.tenant) as reader:
            for next_replies in (False, True):
                given = {"now": reader.now, "next_replies": next_replies}
                summed = await service.cells(
                    reader, centre.tenant, None, of.start, of.end, minutes=1440, time_zone=ZONE, **given
                )
                # Intervals that are no whole days are read from the entries themselves.
                read = await service.cells(reader, centre.tenant, None, of.start, of.end, minutes=720, **given)
                halves: dict[tuple[object, ...], list[IntervalCell]] = defaultdict(list)
                for cell in read:
                    at = service.day_start(cell.at, ZONE)
                    halves[at, cell.queue_id, cell.channel].append(cell)
                assert {(one.at, one.queue_id, one.channel): (one.counts, one.level) for one in summed} == {
                    key: (add_counts(one.counts for one in parts), add_levels(one.level for one in parts))
                    for key, parts in halves.items()
                }

    async def goes_on(n: int) -> None:
        for one in range(4):
            chat = await centre.customer_writes(f"more-{n}-{one}", "hello", channel="webchat", kind="web")
            centre.clock.pass_(seconds=30)
            if one < 2:
                await centre.run(customer_leaving.abandon, chat)
            elif one == 2:
                await centre.give(chat, await centre.agent(f"More-{n}"))
        await catch_up(centre)

    await day.run(100)
    await catch_up(centre)
    await agree()
    assert await rollup.roll_up(centre.db, centre.tenant, ZONE)
    await agree()
    monkeypatch.setattr(rollup, "FEWEST", 1)
    for n in range(2):
        centre.clock.pass_(seconds=50_000)
        await goes_on(n)
        await agree()
        assert await rollup.roll_up(centre.db, centre.tenant, ZONE)
        await agree()
    assert not await rollup.roll_up(centre.db, centre.tenant, ZONE)
    assert await centre.value("select sum(offered) from measures.day_cell") > 10
    handling = await _handling(centre, of)
    centre.clock.pass_(seconds=4 * 86_400)
    assert await rollup.roll_up(centre.db, centre.tenant, ZONE)
    assert await centre.value("select sum(pieces) from measures.day_handled") > 5
    await goes_on(2)
    assert await _handling(centre, of) == handling
    await rebuild(centre.db, centre.tenant, Measures())
    assert await centre.value("select count(*) from measures.rolled_up") == 0
    await agree()
    await rollup.roll_up(centre.db, centre.tenant, "Europe/Berlin")
    await agree()
    await rollup.roll_up(centre.db, centre.tenant, ZONE)
    await agree()
