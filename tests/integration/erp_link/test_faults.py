"""An ERP that fails in every way it can: what is known stays, with its age and the reason, and it recovers alone."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio

from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.erp import Capability, ContactPoint, Entity, Freshness
from contact_center.kernel.errors import GiveUp, ReauthNeeded, RetryLater
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import Database
from erp_link import copy_store
from erp_link.connectors.odoo.client import OdooApi
from erp_link.copying import Copying, renew
from erp_link.domain import CustomerFacts, FactsTrouble
from erp_link.kinds import FullConnector
from erp_link.reading import Records
from erp_link.service import ErpFactsService
from erp_link.store import PostgresFactsStore
from tests.contract.erp.kits import CUSTOMER_NUMBER, OdooKit, order_number
from tests.integration.erp_link.conftest import TENANT
from tests.odoo_server import OdooServer, Row, odoo_server
from tests.told import refused

POINTS = (ContactPoint("number", CUSTOMER_NUMBER),)
PATIENCE = timedelta(milliseconds=800)
"""How long a page waits."""


@dataclass
class Shift:
    """An organisation whose ERP is Odoo: its feed, and what pages ask."""

    server: OdooServer
    kit: OdooKit
    database: Database
    clock: ManualClock
    copying: Copying
    service: ErpFactsService
    asked: FullConnector

    async def orders(self) -> list[str]:
        async with self.database.read(TENANT) as reader:
            rows = await copy_store.of_account(reader, TENANT, "Odoo", Entity.ORDER, self.kit.account, 500)
        return sorted(row.number for row in rows)

    async def looked(self, customer: CustomerId) -> CustomerFacts:
        return await self.service.facts(TENANT, customer, POINTS, PATIENCE)


@pytest_asyncio.fixture
async def shift(store: PostgresFactsStore, clock: ManualClock) -> AsyncIterator[Shift]:
    async with odoo_server() as server:
        kit = OdooKit(server, OdooApi.JSON2)
        for n in range(1, 4):
            kit.order(n)
        asked, followed = kit.connector(deadline=timedelta(seconds=2)), kit.connector(deadline=timedelta(seconds=2))
        database = store._database

        async def offers() -> frozenset[Capability] | None:
            return await service.offers(PATIENCE)

        records = Records(database, clock, "Odoo", asked, offers)
        service = ErpFactsService(asked, store, clock, records)
        copying = Copying(database, TENANT, followed, rows=50)
        end = await copying.once()
        assert end.trouble is None
        yield Shift(server, kit, database, clock, copying, service, asked)
        await records.close()
        await service.close()
        await followed.close()


def _as_text(row: Row) -> Row:
    return {**row, "amount_total": "two thousand"} if "amount_total" in row else row


def _as_list(row: Row) -> Row:
    return {**row, "name": ["a", "list"]} if "date_order" in row else row


def _unknown_state(row: Row) -> Row:
    return {**row, "state": "fermenting"} if "date_order" in row else row


@pytest.mark.parametrize("spoilt", [_as_text, _as_list, _unknown_state])
async def test_wrong_types_stop_the_feed_and_leave_what_was_there(shift: Shift, spoilt: Callable[[Row], Row]) -> None:
    shift.server.spoilt = spoilt
    shift.kit.deliver(1, 1)
    shift.kit.order(4)
    assert (await shift.copying.follow(Entity.ORDER)).trouble is FactsTrouble.REFUSES
    assert await shift.orders() == [order_number(n) for n in (1, 2, 3)]
    shift.server.spoilt = None
    assert (await shift.copying.follow(Entity.ORDER)).trouble is None
    assert await shift.orders() == [order_number(n) for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(500, FactsTrouble.DOWN), (503, FactsTrouble.DOWN), (429, FactsTrouble.DOWN), (401, FactsTrouble.REFUSES_US)],
)
async def test_what_the_erp_answers_is_said_and_it_recovers_alone(
    shift: Shift, status: int, trouble: FactsTrouble
) -> None:
    shift.server.faults.status = status
    shift.kit.order(4)
    assert (await shift.copying.once()).trouble is trouble
    shift.server.faults.status = None
    assert (await shift.copying.once()).trouble is None
    assert len(await shift.orders()) == 4


async def test_half_an_answer_is_no_answer(shift: Shift) -> None:
    shift.server.faults.half = True
    shift.kit.order(4)
    assert (await shift.copying.follow(Entity.ORDER)).trouble is FactsTrouble.DOWN
    assert len(await shift.orders()) == 3
    shift.server.faults.half = False
    assert (await shift.copying.follow(Entity.ORDER)).trouble is None
    assert len(await shift.orders()) == 4


@pytest.mark.parametrize("api", list(OdooApi))
async def test_each_trouble_is_one_of_three_and_tells_no_traceback(shift: Shift, api: OdooApi) -> None:
    shift.kit.api = api
    stranger, erp = shift.kit.connector(secret="wrong"), shift.kit.connector()
    with pytest.raises(ReauthNeeded):
        await stranger.probe()
    await erp.probe()
    shift.server.missing.add(("sale.order", "amount_total"))
    with pytest.raises(GiveUp) as caught:
        await erp.orders(shift.kit.account)
    assert "Traceback" not in str(caught.value)
    assert "secret" not in repr(caught.value.detail)
    shift.server.faults.status, shift.server.faults.retry_after = 429, "30"
    with pytest.raises(RetryLater) as busy:
        await erp.orders(shift.kit.account)
    assert busy.value.after == timedelta(seconds=30)
    await stranger.close()
    await erp.close()


async def test_an_erp_that_takes_ten_seconds_does_not_make_anybody_wait(shift: Shift) -> None:
    """The facts of before are shown with their age and the reason; the question is given up at its deadline."""
    customer = CustomerId(new_id())
    assert (await shift.looked(customer)).orders.freshness is Freshness.FRESH
    shift.server.faults.delay = 10.0
    shift.clock.pass_(minutes=20)
    began = time.perf_counter()
    facts = await shift.looked(customer)
    assert time.perf_counter() - began < 3 * PATIENCE.total_seconds()
    assert (facts.orders.freshness, facts.orders.reason) == (Freshness.OLD, FactsTrouble.SLOW)
    assert facts.orders.as_of is not None
    assert len(facts.orders.items) == 3
    with refused(RetryLater, match="in time"):
        await shift.asked.orders(shift.kit.account)


async def test_a_record_that_is_asked_for_now_is_new_or_says_why_it_is_not(shift: Shift) -> None:
    shift.clock.pass_(minutes=1)
    shift.kit.deliver(2, 2)
    assert await renew(shift.database, TENANT, shift.asked, Entity.ORDER, "2", timedelta(seconds=5)) is None
    async with shift.database.read(TENANT) as reader:
        [row] = await copy_store.records(reader, TENANT, "Odoo", Entity.ORDER, ["2"])
    assert row.read_at == shift.clock.now()
    assert row.body["state"] == "delivered"
    shift.server.faults.status = 503
    trouble = await renew(shift.database, TENANT, shift.asked, Entity.ORDER, "2", timedelta(seconds=5))
    assert trouble is FactsTrouble.DOWN
    shift.server.faults.status = None
    shift.kit.remove(3)
    assert await renew(shift.database, TENANT, shift.asked, Entity.ORDER, "3", timedelta(seconds=5)) is None
    assert await shift.orders() == [order_number(n) for n in (1, 2)]


async def test_facts_that_are_asked_for_now_come_from_the_erp_whatever_the_copy_has(shift: Shift) -> None:
    customer = CustomerId(new_id())
    await shift.looked(customer)
    shift.kit.order(4)
    assert len((await shift.looked(customer)).orders.items) == 3
    facts = await shift.service.facts(TENANT, customer, POINTS, timedelta(seconds=10), anew=True)
    assert len(facts.orders.items) == 4
    assert facts.orders.freshness is Freshness.FRESH


async def test_a_shift_with_an_erp_that_fails_a_third_of_the_time(shift: Shift) -> None:
    """No figure without its age, no page that costs a tenth of a second more at the 95th percentile, nothing lost.

    What is measured is work, not waiting: once the copy is older than facts may be a page waits for its deadline.
    """

    async def worked(numbers: range) -> list[float]:
        spent = []
        for n in numbers:
            shift.kit.order(n)
            shift.kit.deliver(n, n % 3)
            await shift.copying.once()
            shift.clock.pass_(seconds=20)
            began = time.process_time()
            facts = await shift.looked(CustomerId(new_id()))
            spent.append(time.process_time() - began)
            for block in (facts.orders, facts.invoices, facts.deliveries):
                assert not block.items or block.as_of is not None
                assert block.freshness is Freshness.FRESH or block.reason is not None
        return sorted(spent)

    healthy = await worked(range(10, 20))
    shift.server.faults.share = 1 / 3
    failing = await worked(range(60, 84))
    assert failing[-2] < healthy[-2] + 0.1
    shift.server.faults.share = 0
    for _ in range(3):
        shift.clock.pass_(minutes=1)
        await shift.copying.once()
    wanted = [*range(1, 4), *range(10, 20), *range(60, 84)]
    assert await shift.orders() == [order_number(n) for n in wanted]
    for n in wanted[3:]:
        async with shift.database.read(TENANT) as reader:
            [row] = await copy_store.records(reader, TENANT, "Odoo", Entity.ORDER, [str(n)])
        assert row.body["lines"][0]["delivered"] == str(n % 3)
