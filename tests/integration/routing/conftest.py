"""A router that tests step by hand, beside the contact centre of `tests.centre`."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from contact_center.kernel.ids import new_id
from routing.flow.watch import FlowWatch
from routing.router.lease import take
from routing.router.service import Shard
from routing.router.translate import ChannelTraits
from tests.centre import CHANNELS, Centre
from tests.integration.routing.routed_centre import RoutedCentre
from tests.servers import Database

MEDIA = ChannelTraits.of(CHANNELS)


@pytest_asyncio.fixture
async def desk(centre: Centre, database: Database) -> AsyncIterator[RoutedCentre]:
    """The centre with a router; `await desk.step()` lets it read, decide and commit."""
    lease = await take(database.system, 0, new_id())
    routed = RoutedCentre(centre, database.system, lease, Shard(lease, centre.db, MEDIA, flow=FlowWatch(centre.ports)))
    yield routed
    await routed.lease.close()
