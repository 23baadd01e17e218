"""The rule the demo ships with: who waits for late goods comes earlier."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from contact_center.bootstrap.runtime import open_runtime
from contact_center.demo.company.seed import seed
from contact_center.demo.names import KILN, demo_id, queue_id
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.interactions import EntryRequest
from contact_center.kernel.ids import CustomerId
from erp_link.domain import CachedBlock, FactKind
from erp_link.store import PostgresFactsStore
from routing.policy import service as publishing
from tests.integration.demo.conftest import settings, small_story
from tests.integration.routing.policy.erp import late_order
from tests.servers import Database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_a_customer_of_the_demo_with_a_late_parcel_comes_earlier(database: Database, tmp_path: Path) -> None:
    story = small_story()
    late, other = (CustomerId(demo_id("customer", person.key)) for person in story.people[:2])
    async with open_runtime(settings(database, tmp_path), "test", ManualClock(NOW)) as runtime:
        await seed(runtime, story)
        store = PostgresFactsStore(runtime.database)
        for customer, orders in ((late, (late_order(days=3),)), (other, ())):
            await store.save_blocks(KILN, customer, "Tryton", {FactKind.ORDERS: CachedBlock(orders, NOW)})
        requests = [EntryRequest("webchat", "live", queue_id("Orders"), "en", one) for one in (late, other)]
        plans = await runtime.database.run(
            KILN, lambda work: runtime.ports.planner.plan(work, requests), actor="test", role="system"
        )
        async with runtime.database.read(KILN) as reader:
            listed = await publishing.versions(reader, KILN)
    assert [plan.priority for plan in plans] == [10, 0]
    assert [one["rule"] for one in plans[0].rules] == ["Late parcel"]
    assert [(one.version, one.note) for one in listed] == [(1, "as the demo begins")]
