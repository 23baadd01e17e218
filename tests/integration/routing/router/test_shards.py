"""Tenants divided among routers: each belongs to exactly one shard, and all routers divide them alike."""

from __future__ import annotations

import asyncio

import pytest

from contact_center.bootstrap.settings import Settings
from contact_center.kernel.ids import TenantId, new_id
from routing.router.lease import take
from routing.router.service import Shard, shard_of
from tests.integration.routing.conftest import MEDIA
from tests.integration.routing.routed_centre import RoutedCentre
from tests.patience import PATIENCE
from tests.servers import Database


def test_tenants_spread_over_the_shards() -> None:
    tenants = [TenantId(new_id()) for _ in range(400)]
    counts = [sum(shard_of(tenant, 4) == shard for tenant in tenants) for shard in range(4)]
    assert sum(counts) == 400
    assert min(counts) > 50


@pytest.mark.asyncio
async def test_a_router_leaves_the_tenants_of_other_shards_alone(desk: RoutedCentre, database: Database) -> None:
    """The centre's tenant belongs to one of two shards: the router of that one offers, the other does nothing."""
    await desk.lease.close()
    mei = await desk.centre.agent("Mei")
    work = await desk.centre.customer_writes("+886911000001", "hello")
    own = shard_of(desk.centre.tenant, 2)
    for shard, expected in ((1 - own, None), (own, mei)):
        lease = await take(database.system, shard, new_id(), shards=2)
        router = Shard(lease, desk.centre.db, MEDIA, shards=2)
        await router.step(desk.centre.clock.now())
        await lease.close()
        assert await desk.offered_to(work) == expected


@pytest.mark.asyncio
async def test_a_router_that_divides_otherwise_waits_until_the_others_are_gone(database: Database) -> None:
    first = await take(database.system, 0, new_id(), shards=1)
    second = asyncio.create_task(take(database.system, 1, new_id(), shards=2))
    done, _ = await asyncio.wait([second], timeout=0.5)
    assert not done
    await first.close()
    lease = await asyncio.wait_for(second, PATIENCE)
    assert lease.shard == 1
    await lease.close()


def test_a_shard_that_does_not_exist_is_refused_with_the_remedy() -> None:
    with pytest.raises(ValueError, match="set it between 0 and 1, or router_shards to more"):
        Settings(router_shards=2, router_shard=2)
