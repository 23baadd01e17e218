"""The router on a real database: who is offered what, and what follows."""

from __future__ import annotations

from datetime import timedelta

from psycopg.types.json import Jsonb

from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import customer_leaving, offers, transfers
from contact_center.kernel.contracts.interactions import Outcome, Presence, State
from contact_center.kernel.ids import AgentId, QueueId
from contact_center.measures import service as measures
from contact_center.measures.figures import NeedKind
from contact_center.platform.unit_of_work import UnitOfWork
from routing.engine.model import RoutingPolicy
from routing.explanation import service as history
from routing.policy import queues_store as routing_store
from tests.integration.routing.routed_centre import RoutedCentre
from tests.told import explained_line


async def test_a_customer_writes_and_the_longest_idle_agent_is_offered_the_work(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    desk.centre.clock.pass_(seconds=30)
    wei = await desk.centre.agent("Wei")
    first = await desk.writes("+886911000001")
    second = await desk.writes("+886911000002")
    assert await desk.offered_to(first) == mei
    assert await desk.offered_to(second) == wei


async def test_accepted_work_is_in_hand_and_the_next_goes_to_the_other(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    first = await desk.writes("+886911000001")
    await desk.accept(first)
    assert await desk.centre.state(first) == State.WORKING
    wei = await desk.centre.agent("Wei")
    second = await desk.writes("+886911000002")
    assert await desk.offered_to(second) == wei != mei


async def test_rejected_work_goes_to_somebody_else_and_not_back_for_a_minute(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    desk.centre.clock.pass_(seconds=30)
    wei = await desk.centre.agent("Wei")
    chat = await desk.writes()
    assert await desk.offered_to(chat) == mei
    await desk.reject(chat)
    assert await desk.offered_to(chat) == wei
    await desk.reject(chat)
    assert await desk.offered_to(chat) in {mei, wei}, "nobody else is eligible: better the same than nobody"


async def test_an_unanswered_offer_ends_on_time_and_the_work_keeps_its_place(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    chat = await desk.writes()
    first = await desk.offered(chat)
    entered = await desk.centre.value("select entered_at from core.interaction where id = %s", chat)
    await desk.step(seconds=59)
    assert await desk.offered(chat) == first
    await desk.step(seconds=1)
    assert await desk.centre.presence(mei) == Presence.NOT_RESPONDING
    assert await desk.offered(chat) is None
    assert await desk.centre.state(chat) == State.QUEUED
    assert await desk.centre.value("select entered_at from core.interaction where id = %s", chat) == entered
    wei = await desk.centre.agent("Wei")
    await desk.step()
    assert await desk.offered_to(chat) == wei


async def test_who_misses_as_many_offers_in_a_row_as_the_policy_allows_is_shown_to_the_supervisor(
    desk: RoutedCentre,
) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei")

    async def needs() -> list[NeedKind]:
        async with centre.db.read(centre.tenant) as reader:
            board = await measures.wallboard(reader, centre.tenant, centre.clock.now(), "UTC")
        return [need.kind for need in board.needs if need.name == "Mei"]

    await desk.writes()
    for misses in range(1, RoutingPolicy(version=1).misses_alert + 1):
        await desk.step(seconds=60)
        told = await centre.value("select count(*) from core.event where type = 'agent.missed_offers'")
        enough = misses == RoutingPolicy(version=1).misses_alert
        assert (told, NeedKind.AGENT_MISSED_OFFERS in await needs()) == (int(enough), enough)
        await centre.run(presence.choose, mei, Presence.AVAILABLE)
        await desk.step()
    await centre.run(presence.answered, mei)
    assert await needs() == []


async def test_an_agent_gets_no_more_than_their_places(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei", capacity={"*": 2, "sms": 2})
    chats = [await desk.writes(f"+88691100000{n}") for n in range(3)]
    for chat in chats[:2]:
        assert await desk.offered_to(chat) == mei
        await desk.accept(chat)
    assert await desk.offered_to(chats[2]) is None


async def test_who_has_chosen_a_break_after_this_gets_nothing_new(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    first = await desk.writes("+886911000001")
    await desk.accept(first)
    await desk.centre.run(presence.choose_next, mei, Presence.AWAY, "break")
    second = await desk.writes("+886911000002")
    assert await desk.offered_to(second) is None
    await desk.centre.run(presence.choose_next, mei, None)
    await desk.step()
    assert await desk.offered_to(second) == mei


async def test_a_transfer_to_a_colleague_waits_twenty_seconds_for_them(desk: RoutedCentre) -> None:
    mei, wei = await desk.centre.agent("Mei"), await desk.centre.agent("Wei", queues=())
    chat = await desk.writes()
    await desk.accept(chat)
    await desk.centre.run(transfers.transfer_to_agent, desk.centre.ports, chat, mei, wei)
    await desk.step()
    assert await desk.offered_to(chat) == wei, "the colleague need not serve the queue"
    await desk.reject(chat)
    assert await desk.offered_to(chat) == mei, "then the queue, which only Mei serves"


async def test_work_for_a_colleague_who_is_away_goes_to_the_queue(desk: RoutedCentre) -> None:
    mei, wei = await desk.centre.agent("Mei"), await desk.centre.agent("Wei", presence_=Presence.AWAY)
    chat = await desk.writes()
    await desk.accept(chat)
    await desk.centre.run(transfers.transfer_to_agent, desk.centre.ports, chat, mei, wei)
    await desk.step()
    assert await desk.offered_to(chat) == mei


async def test_an_offer_goes_away_with_the_customer(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    chat = await desk.writes("visitor", channel="webchat", kind="web")
    assert await desk.offered_to(chat) == mei
    await desk.centre.run(customer_leaving.abandon, chat)
    await desk.step()
    assert await desk.offered(chat) is None
    other = await desk.writes("+886911000002")
    assert await desk.offered_to(other) == mei


async def test_work_that_nobody_can_take_is_shown_with_the_skill_that_is_missing(desk: RoutedCentre) -> None:
    centre = desk.centre
    await centre.run(_ask_for, centre.queues["general"], {"tryton": 3})
    await centre.agent("Mei")
    chat = await desk.writes()
    async with centre.db.read(centre.tenant) as reader:
        (shown,) = await routing_store.unserved(reader, centre.tenant)
    assert (shown.interaction_id, shown.lack, shown.missing) == (chat, "skill", ["tryton:3"])
    wei = await centre.agent("Wei", skills={"tryton": 4})
    await desk.step()
    assert await desk.offered_to(chat) == wei
    async with centre.db.read(centre.tenant) as reader:
        assert await routing_store.unserved(reader, centre.tenant) == []


async def test_a_new_profile_counts_at_once(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", queues=())
    chat = await desk.writes()
    assert await desk.offered(chat) is None
    queues = {str(centre.queues["general"]): {"priority": 1, "delay": 0}}
    await centre.run(routing_store.set_profile, mei, skills={}, queues=queues, capacity={"*": 1, "sms": 1})
    await desk.step()
    assert await desk.offered_to(chat) == mei


async def test_a_paused_queue_offers_nothing_until_it_goes_on(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    await desk.centre.run(_settings, desk.centre.queues["general"], {"paused": True})
    chat = await desk.writes()
    assert await desk.offered(chat) is None
    await desk.centre.run(_settings, desk.centre.queues["general"], {})
    await desk.step()
    assert await desk.offered_to(chat) == mei


async def test_wrap_up_with_a_limit_ends_by_itself(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    call = await desk.writes("+886911000001", channel="voice")
    segment = await desk.accept(call)
    await desk.centre.run(customer_leaving.customer_left, desk.centre.ports, call, Outcome.COMPLETED)
    await desk.step()
    assert await desk.centre.segment_state(segment) == ("wrapping", None)
    second = await desk.writes("+886911000002", channel="voice")
    assert await desk.offered(second) is None, "wrapping up a call blocks live work"
    await desk.step(seconds=60)
    assert await desk.centre.segment_state(segment) == ("done", "completed")
    assert await desk.offered_to(second) == mei


async def test_an_offer_made_by_hand_ends_in_time_and_the_work_waits_again(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", queues=())
    chat = await desk.writes()
    expires = centre.clock.now() + timedelta(seconds=20)
    await centre.run(offers.offer, chat, mei, expires_at=expires, actor="user:supervisor")
    wei = await centre.agent("Wei")
    await desk.step()
    assert await desk.offered_to(chat) == mei
    await desk.step(seconds=22)
    assert await desk.offered_to(chat) == wei


async def test_the_offer_says_why(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    await desk.centre.agent("Wei", presence_=Presence.AWAY)
    chat = await desk.writes()
    stored = await desk.centre.value("select explanation from core.segment where interaction_id = %s", chat)
    assert await desk.offered_to(chat) == mei
    assert stored["eligible"] == 1
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        told = await history.of_interaction(reader, desk.centre.tenant, chat)
    assert [one.agent_name for one in told.offers] == ["Mei"]
    assert told.nobody is None
    assert (
        explained_line(told.offers[0])
        == "waited 0:00, score 0.0, Mei chosen: the only one eligible; 1 excluded: 1 away"
    )


async def _ask_for(unit: UnitOfWork, queue: QueueId, skills: dict[str, int]) -> None:
    await unit.execute("update routing.queue set skills = %s where id = %s", [Jsonb(skills), queue])
    await routing_store.bump_version(unit)


async def _settings(unit: UnitOfWork, queue: QueueId, settings: dict[str, object]) -> None:
    await unit.execute("update routing.queue set settings = %s where id = %s", [Jsonb(settings), queue])
    await routing_store.bump_version(unit)


async def test_each_channel_has_its_own_time_to_answer(desk: RoutedCentre) -> None:
    centre = desk.centre
    await centre.run(_offer_seconds, centre.queues["general"], {"voice": 15, "webchat": 40, "*": 90})
    await centre.agent("Mei")
    await centre.agent("Wei")
    call = await desk.writes("+886911000001", channel="voice")
    chat = await desk.writes("visitor", channel="webchat", kind="web")
    await desk.step(seconds=15)
    assert await desk.offered(call) is None
    assert await desk.offered(chat) is not None
    await desk.step(seconds=25)
    assert await desk.offered(chat) is None


async def _offer_seconds(unit: UnitOfWork, queue: QueueId, seconds: dict[str, int]) -> None:
    await unit.execute("update routing.queue set offer_seconds = %s where id = %s", [Jsonb(seconds), queue])
    await routing_store.bump_version(unit)


async def test_of_several_offers_made_together_only_the_one_that_is_refused_is_not_made(desk: RoutedCentre) -> None:
    """The database knows of Mei's absence before the router has read of it: she is not offered anything, Wei is."""
    mei, wei = await desk.centre.agent("Mei"), await desk.centre.agent("Wei")
    await desk.step()
    await desk.centre.run(_away_without_a_word, mei)
    written = [await desk.centre.customer_writes(f"+88691100000{n}", "hello") for n in range(2)]
    await desk.step()
    assert [agent for one in written if (agent := await desk.offered_to(one))] == [wei]
    refused = await desk.centre.rows(
        "select payload ->> 'agent_id' as agent from core.event where type = 'segment.refused' and tenant_id = %s",
        desk.centre.tenant,
    )
    assert {row["agent"] for row in refused} == {str(mei)}


async def _away_without_a_word(work: UnitOfWork, agent: AgentId) -> None:
    await work.execute(
        "update core.presence set state = 'away' where tenant_id = %s and agent_id = %s", [work.tenant_id, agent]
    )
