"""No journey leaves work behind that would ring in the next one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from contact_center.bootstrap.runtime import open_runtime
from contact_center.demo.names import KILN
from contact_center.interactions import store
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.work import agent_leaving, queueing
from contact_center.kernel.contracts.interactions import Outcome
from contact_center.kernel.ids import AgentId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork
from tests.journeys.world import World
from tests.patience import PATIENCE


@pytest_asyncio.fixture(autouse=True)
async def tidy(world: World) -> AsyncIterator[None]:
    expect.set_options(timeout=1000 * PATIENCE)
    yield
    async with open_runtime(world.installation.settings, "tests") as runtime:
        await runtime.database.run(KILN, _end_everything, actor="test")


async def _end_everything(work: UnitOfWork) -> None:
    """Agents leave their desks, then what is open is closed."""
    for agent in await work.values("select agent_id from core.presence where tenant_id = %s", [work.tenant_id]):
        await agent_leaving.sign_out(work, AgentId(agent), frozenset())
    open_ = "select id from core.interaction where tenant_id = %s and state <> 'closed'"
    for interaction in await work.values(open_, [work.tenant_id]):
        row = await store.lock_interaction(work, interaction)
        await queueing.close(work, row, Outcome.COMPLETED, Phrase(HistoryCode.CLOSED_BY_AGENT))
