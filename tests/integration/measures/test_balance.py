"""The identity of all reports, on random days through the real services."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from contact_center.interactions import store
from contact_center.interactions.domain import Segment
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import agent_leaving, offers, queueing, replies, transfers
from contact_center.interactions.work.replies import AfterReply
from contact_center.kernel.contracts.interactions import Outcome, Presence
from contact_center.kernel.phrases import Phrase
from contact_center.measures import service
from contact_center.measures.domain import ACTIVITY, Activity
from contact_center.measures.figures import IntervalCell
from contact_center.measures.projection import CONSUMER, Measures
from contact_center.platform.eventlog import read_events
from contact_center.platform.parked import rebuild, recount
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.warehouse.definitions.counts import Counts, add_counts
from tests.centre import START, Centre
from tests.integration.measures.day import RandomDay, catch_up

ENTRIES = "select * from measures.entry order by interaction_id, number"
STATES = "select * from measures.agent_state order by agent_id, since"


async def cells(centre: Centre, *, next_replies: bool = False) -> list[IntervalCell]:
    now = centre.clock.now()
    end = now + timedelta(seconds=1)
    async with centre.db.read(centre.tenant) as reader:
        return await service.cells(
            reader, centre.tenant, None, START, end, now=now, minutes=15, next_replies=next_replies
        )


async def entries(centre: Centre, interaction: UUID) -> list[tuple[str, str, str | None]]:
    await catch_up(centre)
    names = {id: name for name, id in centre.queues.items()}
    rows = await centre.rows("select * from measures.entry where interaction_id = %s order by number", interaction)
    return [(names[row["queue_id"]], row["kind"], row["left_how"]) for row in rows]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_cell_balances_on_a_random_day_and_after_a_rebuild(centre: Centre, seed: int) -> None:
    day = RandomDay(centre, seed)
    await day.run(150)
    assert day.done > 30
    await catch_up(centre, batch=7)
    found = await cells(centre) + await cells(centre, next_replies=True)
    assert all(cell.counts.balanced for cell in found)
    total = add_counts(cell.counts for cell in found)
    assert total.offered == await centre.value("select count(*) from measures.entry")
    assert min(total.answered, total.abandoned, total.waiting) > 0
    await the_projection_agrees_with_the_core(centre, total)
    before = await centre.rows(ENTRIES), await centre.rows(STATES)
    assert (await recount(centre.db, centre.tenant, Measures())).agrees
    await rebuild(centre.db, centre.tenant, Measures())
    assert (await centre.rows(ENTRIES), await centre.rows(STATES)) == before
    await the_whole_log_is_told_again(centre)
    assert (await centre.rows(ENTRIES), await centre.rows(STATES)) == before


async def the_projection_agrees_with_the_core(centre: Centre, total: Counts) -> None:
    """By other ways to the same numbers."""
    assert not await centre.value("select count(*) from core.event_parked where consumer = %s", CONSUMER)
    interactions = await centre.value("select count(*) from core.interaction where entered_at is not null")
    assert await centre.value("select count(*) from measures.entry where kind = 'first'") == interactions
    never = await centre.value("select count(*) from core.interaction where state = 'queued' and requeues = 0")
    assert await centre.value("select count(*) from measures.entry where left_at is null and number = 1") == never
    stray = await centre.value(
        "select count(*) from measures.entry e join core.interaction i on i.id = e.interaction_id "
        "where e.left_at is null and (i.state <> 'queued' or i.queue_id <> e.queue_id)"
    )
    assert stray == 0
    for row in await centre.rows("select * from measures.agent_state where until is null"):
        assert row["state"] == await centre.presence(row["agent_id"])
        hands = await centre.rows("select id, state from core.segment where agent_id = %s and state <> 'done'",
                                  row["agent_id"])  # fmt: skip
        assert row["segments"] == {str(hand["id"]): hand["state"] for hand in hands}
        doing = {ACTIVITY[hand["state"]] for hand in hands}
        assert row["activity"] == next((a for a in Activity if a in doing), Activity.IDLE)


async def the_whole_log_is_told_again(centre: Centre) -> None:
    async with centre.db.work(centre.tenant, actor="test", role="system") as unit:
        events = await read_events(unit, centre.tenant, 0, 10_000)
        await Measures().handle(unit, events)
        for event in events[-40:]:
            await Measures().handle(unit, [event])


async def test_rejected_and_missed_offers_are_one_wait_with_one_answer(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    await centre.run(offers.reject, await centre.offer(chat, mei), mei)
    centre.clock.pass_(seconds=30)
    await centre.run(offers.expire, await centre.offer(chat, mei))
    await centre.run(presence.choose, mei, Presence.AVAILABLE)
    centre.clock.pass_(seconds=30)
    await centre.give(chat, mei)
    assert await entries(centre, chat) == [("general", "first", "answered")]
    row = (await centre.rows(ENTRIES))[0]
    assert (row["wait_seconds"], row["within"], row["agent_id"]) == (60.0, True, mei)


async def test_work_that_lost_its_agent_or_went_to_a_colleague_is_offered_and_answered_once(centre: Centre) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei")
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    await centre.give(chat, mei)
    await centre.run(transfers.transfer_to_agent, centre.ports, chat, mei, wei)
    centre.clock.pass_(seconds=10)
    await centre.give(chat, wei)
    await centre.run(agent_leaving.give_back, await _segment(centre, chat))
    assert await entries(centre, chat) == [("general", "first", "answered")]
    async with centre.db.read(centre.tenant) as reader:
        shown = await service.wallboard(reader, centre.tenant, centre.clock.now(), "UTC")
    general = next(line for line in shown.queues if line.name == "general")
    assert (general.waiting, general.today.offered, general.today.waiting) == (1, 1, 0)


async def test_a_transfer_is_an_entry_of_the_other_queue_with_a_clock_of_its_own(centre: Centre) -> None:
    mei = await centre.agent("Mei", queues=("general", "billing"))
    chat = await centre.customer_writes("visitor", "hello", channel="webchat", kind="web")
    centre.clock.pass_(seconds=15)
    await centre.give(chat, mei)
    await centre.run(transfers.transfer_to_queue, centre.ports, chat, mei, centre.queues["billing"])
    assert await entries(centre, chat) == [("general", "first", "answered"), ("billing", "transferred", None)]
    centre.clock.pass_(seconds=15)
    await centre.give(chat, mei)
    assert (await entries(centre, chat))[1] == ("billing", "transferred", "answered")
    assert [row["within"] for row in await centre.rows(ENTRIES)] == [True, True]


async def test_a_customer_who_writes_again_is_a_next_reply_and_no_first_answer(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    chat = await centre.customer_writes("+886911000001", "hello")
    await centre.give(chat, mei)
    await centre.run(replies.reply, centre.ports, chat, mei, "Mei", "Which?", client_key="k", then=AfterReply.WAIT)
    centre.clock.pass_(hours=1)
    await centre.customer_writes("+886911000001", "SO-1")
    assert await entries(centre, chat) == [("general", "first", "answered"), ("general", "next", None)]
    assert [cell.counts.offered for cell in await cells(centre)] == [1]
    assert [cell.counts.waiting for cell in await cells(centre, next_replies=True)] == [1]


async def test_spam_closed_in_the_queue_is_neither_answered_nor_abandoned(centre: Centre) -> None:
    spam = await centre.customer_writes("spammer@example.org", "You have won", channel="email", kind="email")
    await centre.run(_close_as_spam, spam)
    assert await entries(centre, spam) == [("general", "first", "closed")]
    cell = (await cells(centre))[0]
    assert (cell.counts.closed, cell.level.share) == (1, None)


async def _close_as_spam(unit: UnitOfWork, interaction: UUID) -> None:
    await queueing.close(unit, await store.lock_interaction(unit, interaction), Outcome.SPAM, Phrase("spam"))


async def _segment(centre: Centre, interaction: UUID) -> Segment:
    async with centre.db.read(centre.tenant) as reader:
        found = await store.open_segments(reader, centre.tenant, interaction)
    return next(segment for segment in found if segment.state == "connected")
