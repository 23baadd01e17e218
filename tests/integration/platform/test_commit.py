"""The end of a unit of work: positions and commit go to the database together."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from contact_center.kernel.contracts.routing_events import RoutingPolicyChanged
from contact_center.kernel.ids import TenantId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre


async def write(work: UnitOfWork) -> None:
    work.record(RoutingPolicyChanged(policy_version=1))


async def test_many_at_once_get_positions_without_a_gap(centre: Centre) -> None:
    before = await _positions(centre)
    await asyncio.gather(*(centre.db.run(centre.tenant, write, actor="test") for _ in range(40)))
    after = await _positions(centre)
    assert after == [*range(1, len(before) + 41)]


async def test_without_a_head_nothing_is_committed_and_the_connection_stays_good(centre: Centre) -> None:
    before = await _positions(centre)
    for _ in range(3):
        with pytest.raises(psycopg.errors.NotNullViolation):
            await centre.db.run(TenantId(new_id()), write, actor="test", role="system")
    await centre.db.run(centre.tenant, write, actor="test", role="system")
    assert len(await _positions(centre)) == len(before) + 1


async def _positions(centre: Centre) -> list[int]:
    rows = await centre.rows("select position from core.event where tenant_id = %s order by position", centre.tenant)
    return [row["position"] for row in rows]
