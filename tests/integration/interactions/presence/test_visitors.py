"""Visitors of web sites who leave, come back, or are lost with a web process."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from channels.webchat.visitors import Visitors
from contact_center.interactions.presence import visitors
from contact_center.interactions.presence.visitors import GONE_AFTER
from contact_center.interactions.work import transfers
from contact_center.kernel.ids import AgentId, InteractionId, new_id
from contact_center.measures import service
from tests.centre import Centre
from tests.integration.measures.day import catch_up
from tests.patience import PATIENCE

AT_ONCE = timedelta(0)
NEVER = timedelta(days=1)
"""Longer than any test: only what the test itself asks for happens."""


async def chat(centre: Centre, visitor: str = "visitor-1") -> InteractionId:
    return await centre.customer_writes(visitor, "hello", channel="webchat", kind="web")


async def eventually(condition: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await condition():
            await asyncio.sleep(0.02)


async def history(centre: Centre, interaction: InteractionId) -> list[str]:
    return [code for code, _ in await centre.history(interaction)]


async def events(centre: Centre, kind: str) -> int:
    return int(await centre.value("select count(*) from core.event where type = %s", kind))


async def seen(centre: Centre, visitors: Visitors, seconds: float) -> None:
    """Time passes while this process lives: its heartbeat touches its lines."""
    centre.clock.pass_(seconds=seconds)
    async with centre.db.pools["system"].connection() as connection:
        await connection.execute(
            "update core.visitor_line set seen_at = %s where process_id = %s and left_at is null",
            [centre.clock.now(), visitors.process],
        )


async def with_agent(centre: Centre) -> tuple[InteractionId, AgentId]:
    mei, taken = await centre.agent("Mei"), await chat(centre)
    await centre.give(taken, mei)
    return taken, mei


async def test_who_closes_the_page_before_anybody_answered_has_abandoned(centre: Centre) -> None:
    account, waiting = await centre.account("webchat"), await chat(centre)
    here = Visitors(centre.db, AT_ONCE)
    await here.came(account, "visitor-1")
    await here.went(account, "visitor-1")

    async def closed() -> bool:
        return await centre.state(waiting) == "closed"

    await eventually(closed)
    assert await centre.value("select count(*) from core.visitor_line") == 0


async def test_a_visitor_whose_line_moves_to_another_web_process_has_not_left(centre: Centre) -> None:
    account, waiting = await centre.account("webchat"), await chat(centre)
    one, other = Visitors(centre.db, NEVER), Visitors(centre.db, NEVER)
    await one.came(account, "visitor-1")
    await one.went(account, "visitor-1")
    left = centre.clock.now()
    await other.came(account, "visitor-1")
    assert not await centre.run(visitors.settle, account.id, "visitor-1", since=left)
    assert await centre.state(waiting) == "queued"


async def test_who_left_another_process_a_moment_ago_has_their_full_time_to_come_back(centre: Centre) -> None:
    account, waiting = await centre.account("webchat"), await chat(centre)
    one, other = Visitors(centre.db, NEVER), Visitors(centre.db, NEVER)
    await one.came(account, "visitor-1")
    await one.went(account, "visitor-1")
    first = centre.clock.now()
    centre.clock.pass_(seconds=50)
    await other.came(account, "visitor-1")
    await other.went(account, "visitor-1")
    centre.clock.pass_(seconds=10)
    assert not await centre.run(visitors.settle, account.id, "visitor-1", since=first)
    assert await centre.state(waiting) == "queued"


async def test_a_reload_is_no_leaving_whatever_is_heard_first(centre: Centre) -> None:
    account, waiting = await centre.account("webchat"), await chat(centre)
    here = Visitors(centre.db, NEVER)
    await here.came(account, "visitor-1")
    for _ in range(10):
        await asyncio.gather(here.went(account, "visitor-1"), here.came(account, "visitor-1"))
        assert not await centre.run(visitors.settle, account.id, "visitor-1")
    assert await centre.state(waiting) == "queued"


async def test_who_is_lost_with_a_web_process_is_found_by_another_and_left_with_its_last_sign_of_life(
    centre: Centre,
) -> None:
    account, waiting = await centre.account("webchat"), await chat(centre)
    killed, watching = Visitors(centre.db, GONE_AFTER), Visitors(centre.db, GONE_AFTER)
    await killed.came(account, "visitor-1")
    await watching.came(account, "visitor-2")
    await seen(centre, killed, 3)
    last = centre.clock.now()
    await seen(centre, watching, 50)
    assert await watching.look() == 0
    await seen(centre, watching, 20)
    assert await watching.look() == 1
    assert await centre.state(waiting) == "closed"
    assert await centre.value("select closed_at from core.interaction where id = %s", waiting) == last
    assert await centre.value("select array_agg(visitor) from core.visitor_line") == ["visitor-2"]
    assert await watching.look() == 0


async def test_who_leaves_within_five_seconds_is_a_short_abandon_however_late_it_is_noticed(centre: Centre) -> None:
    account = await centre.account("webchat")
    await chat(centre)
    here = Visitors(centre.db, NEVER)
    await here.came(account, "visitor-1")
    centre.clock.pass_(seconds=3)
    await here.went(account, "visitor-1")
    centre.clock.pass_(seconds=60)
    assert await centre.run(visitors.settle, account.id, "visitor-1")
    await catch_up(centre)
    async with centre.db.read(centre.tenant) as reader:
        board = await service.wallboard(reader, centre.tenant, centre.clock.now(), "UTC")
    line = next(queue for queue in board.queues if queue.name == "general")
    assert (line.today.abandoned, line.today.abandoned_short, line.level_today.due) == (1, 1, 0)
    record = await centre.rows("select wait_seconds from core.interaction_record")
    assert [float(row["wait_seconds"]) for row in record] == [3.0]


async def test_a_line_that_broke_without_a_word_ended_when_it_was_last_heard(centre: Centre) -> None:
    account, waiting = await centre.account("webchat"), await chat(centre)
    here = Visitors(centre.db, NEVER)
    await here.came(account, "visitor-1")
    centre.clock.pass_(seconds=4)
    heard = centre.clock.now()
    centre.clock.pass_(seconds=18)
    await here.went(account, "visitor-1", heard)
    assert await centre.run(visitors.settle, account.id, "visitor-1")
    assert await centre.value("select closed_at from core.interaction where id = %s", waiting) == heard


async def test_the_agent_is_told_once_that_the_visitor_has_left_and_that_they_are_back(centre: Centre) -> None:
    account = await centre.account("webchat")
    taken, _ = await with_agent(centre)
    here, elsewhere = Visitors(centre.db, NEVER), Visitors(centre.db, NEVER)
    await here.came(account, "visitor-1")
    await here.went(account, "visitor-1")
    for _ in range(2):
        await centre.run(visitors.settle, account.id, "visitor-1")
    assert (await history(centre, taken))[-1:] == ["visitor_left"]
    assert await events(centre, "interaction.visitor_left") == 1
    assert await centre.state(taken) == "working"
    async with centre.db.read(centre.tenant) as reader:
        assert await visitors.away_since(reader, centre.tenant, account.id, "visitor-1") is not None
    await elsewhere.came(account, "visitor-1")
    await elsewhere.came(account, "visitor-1")
    assert (await history(centre, taken))[-2:] == ["visitor_left", "visitor_came"]
    assert await events(centre, "interaction.visitor_came") == 1
    async with centre.db.read(centre.tenant) as reader:
        assert await visitors.away_since(reader, centre.tenant, account.id, "visitor-1") is None


async def test_who_leaves_while_handed_on_does_not_wait_any_more(centre: Centre) -> None:
    account = await centre.account("webchat")
    taken, mei = await with_agent(centre)
    await centre.run(transfers.transfer_to_queue, centre.ports, taken, mei, centre.queues["billing"])
    here = Visitors(centre.db, NEVER)
    await here.came(account, "visitor-1")
    await here.went(account, "visitor-1")
    await centre.run(visitors.settle, account.id, "visitor-1")
    assert await centre.state(taken) == "closed"


async def test_what_a_visitor_leaves_behind_elsewhere_is_not_touched(centre: Centre) -> None:
    account, sms = await centre.account("webchat"), await centre.customer_writes("+886911000001", "hello")
    other = await chat(centre, "visitor-2")
    here = Visitors(centre.db, NEVER)
    for visitor in ("+886911000001", str(new_id())):
        await here.came(account, visitor)
        await here.went(account, visitor)
        await centre.run(visitors.settle, account.id, visitor)
    assert (await centre.state(sms), await centre.state(other)) == ("queued", "queued")
