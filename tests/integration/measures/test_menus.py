"""Calls that entered by a menu are counted beside those that queues were offered, again from the log too."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contact_center.kernel.contracts.call_flows import CallFlowEnded
from contact_center.kernel.ids import ChannelAccountId, new_id
from contact_center.measures import service
from contact_center.measures.menus import MenuCounts
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre
from tests.integration.measures.day import catch_up


async def ended(centre: Centre, outcome: str, *, closed: bool = False, run: UUID | None = None) -> UUID:
    id = run or new_id()

    async def record(work: UnitOfWork) -> None:
        account = ChannelAccountId(centre.account_ids["voice"])
        work.record(CallFlowEnded(run_id=id, account_id=account, flow_id=None, outcome=outcome, closed=closed))

    await centre.run(record)
    return id


async def test_a_menu_keeps_no_call_from_being_counted(centre: Centre) -> None:
    refused = await ended(centre, "queue")
    await ended(centre, "queue")
    await ended(centre, "left")
    await ended(centre, "hung_up", closed=True)
    await catch_up(centre)
    await ended(centre, "no_lines", run=refused)
    await catch_up(centre)
    today = MenuCounts(to_agents=1, in_menu=1, after_hours=1, no_lines=1)
    now = centre.clock.now()
    async with centre.db.read(centre.tenant) as reader:
        assert await service.menus(reader, centre.tenant, now - timedelta(hours=1), now + timedelta(hours=1)) == today
        assert (await service.wallboard(reader, centre.tenant, now, "UTC")).menus == today
        later = await service.menus(reader, centre.tenant, now + timedelta(hours=1), now + timedelta(hours=2))
    assert later == MenuCounts()
