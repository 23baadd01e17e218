"""What an agent sees of the ERP while it answers, is slow, is gone and comes back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.erp import ContactPoint, Freshness
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import CustomerId, new_id
from erp_link.domain import CustomerFacts, FactsTrouble
from erp_link.service import ErpFactsService
from erp_link.store import PostgresFactsStore
from tests.erp_server import ErpServer
from tests.integration.erp_link.conftest import TENANT
from tests.patience import PATIENCE

pytestmark = [pytest.mark.erp, pytest.mark.timeout(900), pytest.mark.xdist_group("tryton")]

MOSS_LANE = (ContactPoint("email", "tom@mosslane.example"),)
SHARED_PHONE = (ContactPoint("phone", "+886227118830"),)
LONG = timedelta(seconds=PATIENCE)
"""Long enough for an answer on any machine."""
SHORT = timedelta(milliseconds=50)


def somebody() -> CustomerId:
    return CustomerId(new_id())


def blocks(facts: CustomerFacts) -> set[Freshness]:
    return {facts.orders.freshness, facts.invoices.freshness, facts.deliveries.freshness}


async def test_facts_come_with_source_and_age(erp: ErpFactsService, clock: ManualClock) -> None:
    facts = await erp.facts(TENANT, somebody(), MOSS_LANE, LONG)
    assert blocks(facts) == {Freshness.FRESH}
    assert facts.orders.source == "Tryton"
    assert facts.orders.as_of == clock.now()
    assert facts.account.items[0].name == "苔巷咖啡 Moss Lane Café"
    assert {order.number for order in facts.orders.items} >= {"SO-20418", "SO-20102"}
    assert {invoice.number for invoice in facts.invoices.items} >= {"INV-3391", "INV-3407"}
    assert len(facts.deliveries.items) == 6


async def test_page_does_not_wait_beyond_its_deadline_and_facts_follow(erp: ErpFactsService, tryton: ErpServer) -> None:
    customer = somebody()
    tryton.suspend()
    facts = await erp.facts(TENANT, customer, MOSS_LANE, SHORT)
    tryton.resume()
    assert blocks(facts) == {Freshness.ASKING}
    assert facts.orders.reason == FactsTrouble.SLOW
    await erp.settled(TENANT, customer)
    facts = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert blocks(facts) == {Freshness.FRESH}


async def test_old_facts_are_read_again_when_somebody_looks(erp: ErpFactsService, clock: ManualClock) -> None:
    customer = somebody()
    await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    clock.pass_(minutes=6)
    facts = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert facts.orders.as_of == clock.now()
    assert facts.invoices.as_of == clock.now() - timedelta(minutes=6)
    assert blocks(facts) == {Freshness.FRESH}


async def test_suspended_erp_leaves_the_last_facts_with_their_age_and_the_reason(
    erp: ErpFactsService, impatient_erp: ErpFactsService, tryton: ErpServer, clock: ManualClock
) -> None:
    customer = somebody()
    known = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    clock.pass_(hours=3)
    tryton.suspend()
    erp = impatient_erp
    slow = await erp.facts(TENANT, customer, MOSS_LANE, SHORT)
    assert slow.orders.items == known.orders.items
    assert slow.orders.as_of == known.orders.as_of
    assert (slow.orders.freshness, slow.orders.reason) == (Freshness.OLD, FactsTrouble.SLOW)
    await erp.settled(TENANT, customer)
    down = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert (down.orders.freshness, down.orders.reason) == (Freshness.OLD, FactsTrouble.DOWN)
    assert erp.trouble == (FactsTrouble.DOWN, clock.now())


async def test_erp_that_does_not_answer_is_left_in_peace_and_tried_again(
    erp: ErpFactsService, tryton: ErpServer, clock: ManualClock
) -> None:
    customer = somebody()
    tryton.kill()
    for _ in range(2):
        facts = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert blocks(facts) == {Freshness.UNAVAILABLE}
    assert facts.orders.reason == FactsTrouble.DOWN
    tryton.start()
    left_in_peace = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert blocks(left_in_peace) == {Freshness.UNAVAILABLE}
    clock.pass_(seconds=3)
    recovered = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert blocks(recovered) == {Freshness.FRESH}
    assert erp.trouble is None


async def test_erp_killed_in_the_middle_of_work_comes_back_without_a_restart_of_ours(
    erp: ErpFactsService, tryton: ErpServer, clock: ManualClock
) -> None:
    customer = somebody()
    known = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    tryton.kill()
    clock.pass_(minutes=20)
    down = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert blocks(down) == {Freshness.OLD}
    assert down.invoices.items == known.invoices.items
    tryton.start()
    clock.pass_(minutes=1)
    recovered = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert blocks(recovered) == {Freshness.FRESH}
    assert recovered.orders.as_of == clock.now()


async def test_many_pages_about_one_customer_ask_once(erp: ErpFactsService, tryton: ErpServer) -> None:
    customer = somebody()
    tryton.suspend()
    pages = [asyncio.create_task(erp.facts(TENANT, customer, MOSS_LANE, LONG)) for _ in range(20)]
    tryton.resume()
    results = await asyncio.gather(*pages)
    assert all(blocks(facts) == {Freshness.FRESH} for facts in results)
    assert len({facts.orders.as_of for facts in results}) == 1


async def test_shared_number_shows_no_facts_until_somebody_chooses(erp: ErpFactsService) -> None:
    customer = somebody()
    facts = await erp.facts(TENANT, customer, SHARED_PHONE, LONG)
    assert blocks(facts) == {Freshness.UNAVAILABLE}
    assert facts.orders.reason == FactsTrouble.SEVERAL_ACCOUNTS
    zhang = (await erp.facts(TENANT, somebody(), (ContactPoint("number", "C00010"),), LONG)).account.items[0]
    await erp.link(TENANT, customer, zhang.external_id)
    facts = await erp.facts(TENANT, customer, SHARED_PHONE, LONG)
    assert facts.account.items[0].name == "張雅婷"
    assert [order.number for order in facts.orders.items] == ["SO-20377"]


async def test_customer_whom_the_erp_does_not_know_has_none_and_is_looked_up_again_later(
    erp: ErpFactsService, clock: ManualClock
) -> None:
    customer = somebody()
    nobody = (ContactPoint("email", "nobody@nowhere.example"),)
    facts = await erp.facts(TENANT, customer, nobody, LONG)
    assert blocks(facts) == {Freshness.FRESH}
    assert facts.orders.items == ()
    assert facts.orders.reason == FactsTrouble.NO_ACCOUNT
    clock.pass_(minutes=11)
    found = await erp.facts(TENANT, customer, MOSS_LANE, LONG)
    assert found.orders.items


async def test_account_that_does_not_exist_cannot_be_chosen(erp: ErpFactsService) -> None:
    with pytest.raises(NotFound):
        await erp.link(TENANT, somebody(), "999999")


async def test_facts_read_in_advance_are_there_when_somebody_looks(
    erp: ErpFactsService, tryton: ErpServer, store: PostgresFactsStore
) -> None:
    customer = somebody()
    erp.refresh(TENANT, customer, MOSS_LANE)
    await erp.settled(TENANT, customer)
    tryton.suspend()
    facts = await erp.facts(TENANT, customer, MOSS_LANE, timedelta(0))
    assert blocks(facts) == {Freshness.FRESH}
