"""Rules on the database: what enters is ruled, what the ERP tells later still counts, and why is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.interactions.work import closing, transfers
from contact_center.kernel.contracts.interactions import State
from contact_center.kernel.ids import CustomerId, InteractionId
from contact_center.platform.eventlog import consume_once
from crm_core.customers import service as customers
from erp_link.domain import CachedBlock, FactKind
from erp_link.store import PostgresFactsStore
from routing.control import service as control
from routing.explanation import service as history
from routing.flow.ports import NoNumbers
from routing.flow.wait_notice import wait_notice
from routing.policy import PolicyInvalid, administration
from routing.policy import service as publishing
from routing.rules.following import RulesFollowFacts
from routing.rules.planning import QueuePlanner
from routing.rules.preview import preview
from tests.centre import Centre
from tests.integration.routing.policy.erp import late_order
from tests.integration.routing.routed_centre import RoutedCentre
from tests.told import ENGLISH, explained_line, refused

LATE = {"name": "Late parcel", "when": "erp.late_deliveries > 0", "then": {"priority": 10, "skills": {"parcels": 2}}}
PHONE = "+886911000001"


@pytest.fixture
def ruled(centre: Centre) -> Centre:
    """The centre with the facts of CRM and ERP at the door, as the product has them."""
    object.__setattr__(centre.ports, "planner", QueuePlanner(StoredFacts()))
    return centre


async def follow(centre: Centre, *rules: Mapping[str, Any], **more: Any) -> None:
    async with centre.db.read(centre.tenant) as reader:
        document = (await publishing.current(reader, centre.tenant)).document.model_dump(mode="json")
    document.update({"rules": list(rules), "skills": sorted({*document["skills"], "parcels"}), **more})
    await centre.run(publishing.publish_data, document)


async def interaction(centre: Centre, id: InteractionId) -> dict[str, Any]:
    rows = await centre.rows("select * from core.interaction where tenant_id = %s and id = %s", centre.tenant, id)
    return rows[0]


async def customer(centre: Centre, phone: str = PHONE, **more: Any) -> CustomerId:
    made: CustomerId = await centre.run(customers.create_customer, name="Lin", phones=[phone], **more)
    return made


async def erp_says(centre: Centre, of: CustomerId, *orders: Any) -> None:
    store = PostgresFactsStore(centre.db)
    now = centre.clock.now()
    blocks = {FactKind.ORDERS: CachedBlock(tuple(orders), now), FactKind.INVOICES: CachedBlock((), now)}
    await store.save_blocks(centre.tenant, of, "Tryton", blocks)


async def test_a_rule_sends_work_to_its_queue_and_says_so(ruled: Centre) -> None:
    rule = {
        "name": "Invoices",
        "when": 'interaction.text.contains("invoice") && interaction.channel == "sms"',
        "then": {"queue": "billing", "priority": 5, "skills": {"parcels": 3}, "at_head": True},
    }
    await follow(ruled, rule)
    found = await interaction(ruled, await ruled.customer_writes(PHONE, "where is my invoice?"))
    assert found["queue_id"] == ruled.queues["billing"]
    assert (found["priority"], found["skills"], found["at_head"]) == (5, {"parcels": 3}, True)
    async with ruled.db.read(ruled.tenant) as reader:
        why = await history.of_interaction(reader, ruled.tenant, found["id"])
    assert [ENGLISH.rule(one) for one in why.rules] == [
        "Rule Invoices: queue billing, priority +5, parcels at 3 or better, to the head of the queue."
    ]
    other = await interaction(ruled, await ruled.customer_writes("+886911000002", "hello"))
    assert (other["queue_id"], other["priority"], other["rules"]) == (ruled.queues["general"], 0, [])


async def test_what_the_erp_has_said_already_counts_at_once(ruled: Centre) -> None:
    await follow(ruled, LATE)
    lin = await customer(ruled)
    await erp_says(ruled, lin, late_order(days=3))
    found = await interaction(ruled, await ruled.customer_writes(PHONE, "hello?"))
    assert found["priority"] == 10
    assert found["rules"] == [{"rule": "Late parcel", "version": 1, "priority": 10, "skills": {"parcels": 2}}]


async def test_rules_know_the_customers_history(ruled: Centre) -> None:
    await follow(
        ruled,
        {"name": "New", "when": "customer.first_contact", "then": {"priority": 1}},
        {"name": "Same agent", "when": 'customer.last_agent != ""', "then": {"preferred": {"agent": "last"}}},
        {"name": "By organisation", "when": 'customer.organisation == "Atelier"', "then": {"priority": 100}},
        {"name": "Stranger", "when": "!customer.known", "then": {"priority": 1000}},
    )
    mei = await ruled.agent("Mei")
    atelier = await ruled.run(customers.create_customer, name="Atelier", kind="organisation")
    await customer(ruled, organisation_id=atelier)
    first = await ruled.customer_writes(PHONE, "hello")
    assert (await interaction(ruled, first))["priority"] == 101
    segment = await ruled.give(first, mei)
    await ruled.run(closing.close, ruled.ports, first, mei)
    assert segment
    again = await interaction(ruled, await ruled.customer_writes(PHONE, "once more", provider_id="again"))
    assert again["priority"] == 100
    assert again["preferred_agent_id"] == mei
    assert again["preferred_until"] == ruled.clock.now() + timedelta(seconds=60)


async def test_rings_of_a_rule_are_the_works_own_through_transfers_and_restarts(
    desk: RoutedCentre, ruled: Centre
) -> None:
    rings = [{"after": 30, "drop": ["parcels"]}, {"after": 60, "queues": ["general"]}]
    rule = {"name": "VIP", "when": "true", "then": {"skills": {"parcels": 4}, "rings": rings}}
    await follow(ruled, rule)
    mei = await ruled.agent("Mei", queues=("general",))
    wei = await ruled.agent("Wei", queues=("billing",))
    sms = await desk.writes()
    await desk.pass_with_beats(mei, wei, seconds=25)
    assert await desk.offered_to(sms) is None
    await desk.restart()
    await desk.pass_with_beats(mei, wei, seconds=10)
    assert await desk.offered_to(sms) == mei
    await desk.accept(sms)
    await ruled.run(transfers.transfer_to_queue, ruled.ports, sms, mei, ruled.queues["billing"])
    await desk.pass_with_beats(mei, wei, seconds=5)
    assert await desk.offered_to(sms) == wei, "it is 35 s old: the first ring holds in this queue, too"
    async with ruled.db.read(ruled.tenant) as reader:
        why = await history.of_interaction(reader, ruled.tenant, sms)
    assert ENGLISH.rule(why.rules[0]) == (
        "Rule VIP: parcels at 4 or better, after 30 s without parcels, after 1 min also the agents of general."
    )
    assert why.offers[-1].why
    assert "ring 1" in explained_line(why.offers[-1])


async def test_a_rule_says_how_the_customer_is_treated_while_waiting(desk: RoutedCentre, ruled: Centre) -> None:
    treatment = {
        "announce": False,
        "announcement": {"en": "Partners first."},
        "message": {"en": "We are with you in a moment."},
        "callback": "offered",
        "max_wait_seconds": 60,
    }
    partner = {"name": "Partner", "when": 'interaction.channel != "sms"', "then": {"treatment": treatment}}
    await follow(ruled, partner)
    chat = await desk.writes("visitor-1", channel="webchat", kind="web")
    call = await desk.writes("visitor-2", channel="voice", kind="web")
    await desk.step(seconds=1)
    await desk.restart()
    await desk.step(seconds=6)
    sent = "select text from core.message where interaction_id = %s and direction = 'out'"
    assert await ruled.rows(sent, chat) == [{"text": "We are with you in a moment."}]
    assert await ruled.rows("select 1 as n from core.event where type = 'interaction.wait_announced'") == []
    async with ruled.db.read(ruled.tenant) as reader:
        in_chat = await wait_notice(reader, ruled.tenant, chat, NoNumbers())
        in_call = await wait_notice(reader, ruled.tenant, call, NoNumbers())
    assert (in_chat.place, in_chat.text) == (None, "Partners first.")
    assert in_call.text == "We are with you in a moment.", "the latest text"
    await ruled.run(control.move, ruled.ports, chat, ruled.queues["billing"], why="theirs")
    await desk.step(seconds=54)
    assert [await ruled.state(one) for one in (chat, call)] == [State.QUEUED, State.CLOSED]
    await desk.step(seconds=10)
    assert await ruled.state(chat) == State.CLOSED, "the clock of the other queue started at the move"
    assert len(await ruled.rows(sent, chat)) == 1


async def test_points_of_rules_stay_through_a_transfer(ruled: Centre) -> None:
    await follow(ruled, {"name": "All", "when": "true", "then": {"priority": 7, "skills": {"parcels": 1}}})
    mei = await ruled.agent("Mei")
    id = await ruled.customer_writes(PHONE, "hello")
    await ruled.give(id, mei)
    await ruled.run(transfers.transfer_to_queue, ruled.ports, id, mei, ruled.queues["billing"])
    found = await interaction(ruled, id)
    assert (found["queue_id"], found["priority"], found["skills"]) == (ruled.queues["billing"], 7, {"parcels": 1})


async def test_a_new_version_of_the_rules_holds_for_what_enters_next(ruled: Centre) -> None:
    await follow(ruled, {"name": "All", "when": "true", "then": {"priority": 7}})
    first = await ruled.customer_writes(PHONE, "hello")
    await follow(ruled, {"name": "All", "when": "true", "then": {"priority": 9}})
    second = await ruled.customer_writes("+886911000002", "hello")
    assert [(await interaction(ruled, id))["priority"] for id in (first, second)] == [7, 9]


async def test_a_renamed_queue_is_still_the_rules_queue(ruled: Centre) -> None:
    await follow(ruled, {"name": "All", "when": "true", "then": {"queue": "billing"}})
    await ruled.run(administration.set_queue, ruled.queues["billing"], name="Invoices", priority=0)
    async with ruled.db.read(ruled.tenant) as reader:
        document = (await publishing.current(reader, ruled.tenant)).document
    assert document.rules[0].then.queue == "Invoices"
    found = await interaction(ruled, await ruled.customer_writes(PHONE, "hello"))
    assert found["queue_id"] == ruled.queues["billing"]


async def test_facts_that_come_in_time_raise_waiting_work(desk: RoutedCentre, ruled: Centre) -> None:
    then = {**LATE["then"], "rings": [{"after": 5, "drop": ["parcels"]}], "treatment": {"callback": "offered"}}  # type: ignore[dict-item]
    await follow(ruled, {**LATE, "then": then})
    lin = await customer(ruled)
    early = await ruled.customer_writes("+886911000002", "I wait longer")
    await desk.step(seconds=60)
    id = await ruled.customer_writes(PHONE, "where is it?")
    await desk.step()
    assert (await interaction(ruled, id))["rules"] == [{"rule": "Late parcel", "unknown": ["erp.late_deliveries"]}]
    await erp_says(ruled, lin, late_order(days=3))
    await consume_once(ruled.db, RulesFollowFacts(QueuePlanner(StoredFacts())))
    found = await interaction(ruled, id)
    assert (found["priority"], found["skills"]) == (10, {"parcels": 2})
    async with ruled.db.read(ruled.tenant) as reader:
        why = await history.of_interaction(reader, ruled.tenant, id)
    assert [ENGLISH.rule(one) for one in why.rules] == [
        "Rule Late parcel, once its data had arrived: priority +10, parcels at 2 or better, "
        "after 5 s without parcels, a callback is offered."
    ]
    assert found["facts"]["treatment"] == {"callback": "offered"}
    await desk.step(seconds=5)
    await ruled.agent("Mei", capacity={"*": 1, "sms": 1})
    await desk.step()
    assert await desk.offered(id), "ten points are more than the minute the other waited longer"
    assert await desk.offered(early) is None


async def test_facts_that_come_too_late_change_nothing(ruled: Centre) -> None:
    await follow(ruled, LATE, facts_deadline_seconds=30)
    lin = await customer(ruled)
    id = await ruled.customer_writes(PHONE, "where is it?")
    ruled.clock.pass_(seconds=31)
    await erp_says(ruled, lin, late_order(days=3))
    await ruled.run(RulesFollowFacts(QueuePlanner(StoredFacts())).look, [lin])
    assert (await interaction(ruled, id))["priority"] == 0


async def test_a_rule_is_tried_on_what_came_today(ruled: Centre) -> None:
    lin = await customer(ruled)
    await erp_says(ruled, lin, late_order(days=3))
    other = await customer(ruled, "+886911000003")
    assert other
    for phone in (PHONE, "+886911000002", "+886911000003"):
        await ruled.customer_writes(phone, "where is my parcel?")
    async with ruled.db.read(ruled.tenant) as reader:
        late = await preview(reader, ruled.tenant, LATE, facts=StoredFacts())
        parcel = {"when": 'interaction.text.contains("parcel") && interaction.queue == "general"'}
        asked = await preview(reader, ruled.tenant, parcel, facts=StoredFacts())
        before = await preview(reader, ruled.tenant, parcel, date(2026, 11, 22), facts=StoredFacts())
        with refused(PolicyInvalid, match="column 4"):
            await preview(reader, ruled.tenant, {"when": "erp.late > 0"}, facts=StoredFacts())
    assert (late.matched, late.total, late.unknown) == (1, 3, 2)
    assert (
        ENGLISH.tried(late.matched, late.total, late.unknown)
        == "this rule would have matched 1 of 3; for 2 it cannot be told"
    )
    assert (asked.matched, asked.total, len(asked.newest)) == (3, 3, 3)
    assert (before.matched, before.total) == (0, 0)


async def test_facts_may_send_waiting_work_to_another_queue(ruled: Centre) -> None:
    follower = RulesFollowFacts(QueuePlanner(StoredFacts()))
    await follow(ruled, {**LATE, "then": {"queue": "billing", "priority": 3}})
    lin = await customer(ruled)
    id = await ruled.customer_writes(PHONE, "where is it?")
    await erp_says(ruled, lin, late_order(days=3))
    for _ in range(2):  # delivered twice, done once
        await ruled.run(follower.look, [lin])
    found = await interaction(ruled, id)
    assert (found["queue_id"], found["priority"]) == (ruled.queues["billing"], 3)
    assert UUID(str(found["customer_id"])) == lin
