"""What a supervisor sees, on the wall and through the API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from psycopg.types.json import Jsonb

from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE
from contact_center.directory.service import Role
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import closing, customer_leaving, offers, wrapping_up
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId
from contact_center.measures import service
from contact_center.measures.endpoints import router
from contact_center.measures.errors import WrongInterval, WrongTimeZone
from contact_center.measures.figures import NeedKind, QueueLine, WaitCause, WaitCauseKind, Wallboard
from contact_center.platform import problems
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.warehouse.column_store import FactEngine
from contact_center.warehouse.files import FactFolder
from contact_center.warehouse.reading import FactReading
from tests.centre import START, Centre
from tests.integration.measures.day import catch_up
from tests.people import signed_in
from tests.told import ENGLISH


async def board(centre: Centre, time_zone: str = "UTC") -> Wallboard:
    async with centre.db.read(centre.tenant) as reader:
        return await service.wallboard(reader, centre.tenant, centre.clock.now(), time_zone)


async def general(centre: Centre, time_zone: str = "UTC") -> QueueLine:
    return next(line for line in (await board(centre, time_zone)).queues if line.name == "general")


async def chat(centre: Centre, n: int) -> InteractionId:
    return await centre.customer_writes(f"visitor-{n}", "hello", channel="webchat", kind="web")


async def test_waiting_and_agents_are_shown_before_any_event_was_counted(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    first = await centre.customer_writes("+886911000001", "hello")
    centre.clock.pass_(seconds=50)
    await centre.customer_writes("+886911000002", "hello")
    await centre.give(await centre.customer_writes("+886911000003", "hi"), mei)
    shown = await board(centre)
    line = next(line for line in shown.queues if line.name == "general")
    assert (line.waiting, line.longest_since, line.today.offered) == (2, START, 0)
    assert (line.agents_signed_in, line.agents_free, line.waiting_by_channel) == (1, 1, {"sms": 2})
    assert shown.events_behind > 0
    agent = shown.agents[0]
    assert (agent.name, agent.presence, agent.activity) == ("Mei", "available", "working")
    assert (agent.load.used, agent.load.capacity, agent.load_by_channel["sms"].used) == (1, 5, 1)
    assert [(s.channel, s.state, s.since) for s in agent.segments] == [("sms", "connected", centre.clock.now())]
    async with centre.db.read(centre.tenant) as reader:
        items = await service.waiting(reader, centre.tenant)
    assert items[0].interaction_id == first
    assert (items[0].who, items[0].due_at) == ("+886911000001", START + timedelta(seconds=300))
    await catch_up(centre)
    assert (await board(centre)).events_behind == 0


async def test_service_level_follows_the_formula(centre: Centre) -> None:
    """Live target 20 s. Two in time, one late, one abandoned late, one short, one overdue, one fresh."""
    mei = await centre.agent("Mei", capacity={"*": 9, "webchat": 9})
    quick = [await chat(centre, n) for n in range(2)]
    lost, late, stays = await chat(centre, 3), await chat(centre, 4), await chat(centre, 5)
    centre.clock.pass_(seconds=10)
    for one in quick:
        await centre.give(one, mei)
    centre.clock.pass_(seconds=30)
    await centre.give(late, mei)
    await centre.run(customer_leaving.abandon, lost)
    changed_mind, _fresh = await chat(centre, 6), await chat(centre, 7)
    centre.clock.pass_(seconds=4)
    await centre.run(customer_leaving.abandon, changed_mind)
    assert await centre.state(stays) == "queued"
    await catch_up(centre)
    line = await general(centre)
    assert (line.level_now.within, line.level_now.due, line.level_now.share) == (2, 5, 0.4)
    assert line.level_today == line.level_now
    assert (line.today.offered, line.today.answered, line.today.abandoned, line.today.waiting) == (7, 3, 2, 2)
    assert (line.goal, line.target_seconds["webchat"], line.below_goal) == (0.8, 20, True)
    await centre.run(_switch, centre, {"short_abandon_seconds": 0, "waiting_past_target": False})
    assert ((await general(centre)).level_now.within, (await general(centre)).level_now.due) == (2, 5)
    await centre.run(_switch, centre, {"abandons": False, "waiting_past_target": False})
    assert ((await general(centre)).level_now.within, (await general(centre)).level_now.due) == (2, 3)
    centre.clock.pass_(minutes=31)
    assert (await general(centre)).level_now.share is None


async def _switch(unit: UnitOfWork, centre: Centre, switches: dict[str, object]) -> None:
    await unit.execute(
        "update routing.queue set settings = %s where tenant_id = %s and id = %s",
        [Jsonb({"service_level": switches}), centre.tenant, centre.queues["general"]],
    )


async def test_today_begins_at_midnight_of_the_tenants_zone(centre: Centre) -> None:
    await chat(centre, 1)  # 09:00 UTC is 17:00 in Taipei
    centre.clock.pass_(hours=7, minutes=1)  # 16:01 UTC is 00:01 of the next day in Taipei
    await catch_up(centre)
    assert (await general(centre, "UTC")).today.offered == 1
    assert (await general(centre, "Asia/Taipei")).today.offered == 0
    with pytest.raises(WrongTimeZone):
        await board(centre, "Taipei")


async def test_the_trend_ends_with_what_waits_now(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 9, "webchat": 9})
    first = await chat(centre, 1)
    centre.clock.pass_(minutes=20)
    await centre.give(first, mei)
    centre.clock.pass_(minutes=20)
    await catch_up(centre)
    await chat(centre, 2)
    trend = (await general(centre)).trend
    assert (len(trend), trend[-1].at, trend[-1].waiting) == (37, centre.clock.now(), 1)
    assert [point.waiting for point in trend[-10:]] == [0, 1, 1, 1, 1, 0, 0, 0, 0, 1]


async def test_a_person_is_called_for_what_no_machine_mends(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    wei = await centre.agent("Wei", queues=())
    sms = await centre.customer_writes("+886911000001", "hello")
    for _ in range(3):
        await centre.run(presence.choose, mei, Presence.AVAILABLE)
        await centre.run(offers.expire, await centre.offer(sms, mei))
    await centre.run(presence.missed_too_many, mei, 3)  # as the router says by the policy in force
    await centre.run(offers.expire, await centre.offer(sms, wei))
    await centre.arrives("sms", {"broken": "no sender"})
    centre.clock.pass_(minutes=10)
    await catch_up(centre)
    found = {(need.kind, need.name, need.count) for need in (await board(centre)).needs}
    assert found == {
        (NeedKind.LONG_WAIT, "general", 1),
        (NeedKind.QUEUE_BELOW_GOAL, "general", 1),
        (NeedKind.AGENT_MISSED_OFFERS, "Mei", 3),
        (NeedKind.AGENT_NOT_RESPONDING, "Wei", 1),
        (NeedKind.QUARANTINED, None, 1),
    }
    await centre.run(presence.choose, mei, Presence.OFFLINE)
    assert NeedKind.QUEUE_WITHOUT_AGENTS in {need.kind for need in (await board(centre)).needs}


async def test_agents_time_is_told_by_presence_and_activity(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    centre.clock.pass_(minutes=10)
    segment = await centre.give(await chat(centre, 1), mei)
    centre.clock.pass_(minutes=5)
    await centre.run(closing.close, centre.ports, await _interaction(centre), mei)
    centre.clock.pass_(minutes=2)
    await centre.run(wrapping_up.wrap_up, segment, mei, disposition=None)
    await centre.run(presence.choose, mei, Presence.AWAY, "lunch")
    centre.clock.pass_(minutes=30)
    await catch_up(centre)
    async with centre.db.read(centre.tenant) as reader:
        times = await service.agent_times(reader, centre.tenant, START, centre.clock.now())
    assert {(t.presence, t.activity): t.seconds / 60 for t in times if t.seconds} == {
        ("available", "idle"): 10,
        ("available", "working"): 5,
        ("available", "wrapping"): 2,
        ("away", "idle"): 30,
    }


async def _interaction(centre: Centre) -> InteractionId:
    return InteractionId(await centre.value("select id from core.interaction where state = 'working'"))


async def test_intervals_add_up_to_the_day_and_show_empty_ones(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 9, "webchat": 9})
    for n in range(4):
        one = await chat(centre, n)
        centre.clock.pass_(seconds=10)
        await centre.give(one, mei)
        centre.clock.pass_(minutes=20)
    await catch_up(centre)
    now = centre.clock.now()
    end = START + timedelta(hours=2)
    async with centre.db.read(centre.tenant) as reader:
        shown = await service.intervals(reader, centre.tenant, None, START, end, now=now)
        voice = await service.intervals(reader, centre.tenant, None, START, end, now=now, channel="voice")
        with pytest.raises(WrongInterval):
            await service.intervals(reader, centre.tenant, None, end, START, now=now)
    assert [part.counts.offered for part in shown] == [1, 1, 1, 0, 1, 0, 0, 0]
    assert (shown[0].average_wait_seconds, shown[0].level.share, shown[3].level.share) == (10.0, 1.0, None)
    assert not any(part.counts.offered for part in voice)


@asynccontextmanager
async def api(centre: Centre, place: Path, role: Role) -> AsyncIterator[httpx.AsyncClient]:
    """The API over HTTP, signed in."""
    name = f"{role.value}-of-the-day"
    await centre.agent(name, role=role, presence_=Presence.OFFLINE)
    signed = await signed_in(centre.db, centre.tenant, name)
    app = FastAPI()
    app.state.database = centre.db
    problems.install(app, _no_page, ENGLISH.error)
    engine = FactEngine()
    app.include_router(router(centre.db, FactReading(centre.db, FactFolder(str(place), place), engine)))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", cookies={COOKIE: signed}) as client:
        yield client
    engine.close()


async def _no_page(*_: object) -> None:
    return None


async def test_the_api_gives_the_figures_of_the_wallboard(centre: Centre, tmp_path: Path) -> None:
    await centre.agent("Mei")
    await chat(centre, 1)
    await catch_up(centre)
    async with api(centre, tmp_path, Role.SUPERVISOR) as client:
        shown = (await client.get("/api/v1/measures/wallboard")).json()
        assert shown["queues"][1]["today"]["offered"] + shown["queues"][0]["today"]["offered"] == 1
        assert shown["formula"].startswith("answered within")
        assert [agent["name"] for agent in shown["agents"]] == ["Mei"]
        span = {"from": "2026-11-23T09:00:00Z", "to": "2026-11-23T10:00:00Z", "queue": str(centre.queues["general"])}
        parts = (await client.get("/api/v1/measures/intervals", params=span)).json()
        assert [part["counts"]["offered"] for part in parts] == [1, 0, 0, 0]
        wrong = await client.get("/api/v1/measures/intervals", params=span | {"from": "2026-11-23T09:00:00"})
        assert (wrong.status_code, wrong.json()["field"]) == (422, "from, to")


async def test_agents_may_not_read_the_figures_of_all(centre: Centre, tmp_path: Path) -> None:
    async with api(centre, tmp_path, Role.AGENT) as client:
        assert (await client.get("/api/v1/measures/wallboard")).status_code == 403
        client.cookies.clear()
        assert (await client.get("/api/v1/measures/intervals")).status_code == 401


async def test_an_agent_id_of_another_tenant_is_not_on_the_board(centre: Centre) -> None:
    other = await directory.create_tenant(centre.db, slug="other", name="Other")
    await centre.agent("Mei")
    async with centre.db.read(other) as reader:
        shown = await service.wallboard(reader, other, centre.clock.now(), "UTC")
    assert (shown.queues, shown.agents, shown.needs) == ((), (), ())
    assert AgentId(other) not in {agent.agent_id for agent in (await board(centre)).agents}


async def test_a_visitor_of_whom_nothing_is_known_has_no_name_and_one_who_said_it_has(centre: Centre) -> None:
    """Their id says nothing to anybody; a name is never lost for it."""
    await centre.customer_writes("visitor-1f00", "hello", channel="webchat", kind="web")
    await centre.customer_writes("visitor-2f00", "hello", channel="webchat", kind="web", name="Lin Jiaying")
    await centre.customer_writes("+886900000001", "hello")
    await catch_up(centre)
    async with centre.db.read(centre.tenant) as reader:
        waiting = await service.waiting(reader, centre.tenant)
    assert {one.who for one in waiting} == {None, "Lin Jiaying", "+886900000001"}


async def test_a_queue_that_is_behind_says_why_and_who_could_help(centre: Centre) -> None:
    mei = await centre.agent("Mei", capacity={"*": 1, "sms": 1})
    await centre.agent("Ann", queues=(), capacity={"*": 2, "sms": 0})
    await centre.agent("Eve", queues=(), presence_=Presence.OFFLINE)
    await centre.give(await centre.customer_writes("+886911000001", "hello"), mei)
    waits = await centre.customer_writes("+886911000002", "hello")
    centre.clock.pass_(minutes=10)
    await catch_up(centre)
    busy = await _cause(centre)
    assert (busy.kind, busy.here, busy.working, busy.skills, busy.helper) == (WaitCauseKind.ALL_BUSY, 1, 1, {}, None)
    ben = await centre.agent("Ben", queues=())
    helped = await _cause(centre)
    assert helped.helper is not None
    assert helped.helper.agent_id == ben
    await centre.run(presence.choose, mei, Presence.AWAY, "lunch")
    assert (await _cause(centre)).kind is WaitCauseKind.ALL_ABSENT
    await centre.agent("Cat", capacity={"*": 2, "sms": 0})
    assert ((await _cause(centre)).kind, (await _cause(centre)).free) == (WaitCauseKind.NOBODY_FITS, 1)
    dan = await centre.agent("Dan")
    [need] = [one for one in (await board(centre)).needs if one.kind is NeedKind.LONG_WAIT]
    assert need.cause is None, "somebody free can take it: the router is about to offer it"
    await centre.give(waits, dan)


async def _cause(centre: Centre) -> WaitCause:
    [need] = [one for one in (await board(centre)).needs if one.kind is NeedKind.LONG_WAIT]
    assert need.cause is not None
    return need.cause
