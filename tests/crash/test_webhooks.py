"""A worker that dies while it tells others what happened: nothing is lost, made up, or told out of order."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from uuid import UUID

import pytest

from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.directory import service as directory
from contact_center.directory.webhooks import service as webhooks
from contact_center.directory.webhooks.domain import WebhookWish
from contact_center.kernel.contracts.snippets import SnippetChanged
from contact_center.kernel.ids import SnippetId, TenantId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from tests.crash.processes import Running, running, until
from tests.proving import examples
from tests.receiver import Receiver, receiver

pytestmark = pytest.mark.asyncio(loop_scope="module")
LOG_LEVEL = "WARNING"
SUBJECTS, EVENTS, KILLS = 12, examples(120, long=240), examples(2, long=5)


class TakenBackError(Exception):
    """What happened in this work has not."""


@pytest.mark.prove
async def test_what_was_committed_arrives_in_order_and_nothing_else_though_the_worker_is_killed(
    settings: Settings, seed: int
) -> None:
    chance = random.Random(seed)
    async with open_runtime(settings, "tests") as runtime, receiver() as there:
        tenant = await directory.create_tenant(runtime.database, slug="kiln", name="Kiln")
        await subscribe(runtime, tenant, there)
        async with running(settings, ("worker",)) as processes:
            killing = asyncio.create_task(kill(processes, there, chance))
            never = await happen(runtime, tenant, chance)
            await killing

            async def all_there() -> bool:
                return len({one.id for one in there.got}) >= EVENTS

            await until(all_there, "everything that was committed has been told", every=0.5)
            await until(lambda: nothing_waits(runtime, tenant), "every answer is noted", every=0.5)
    async with open_runtime(settings, "tests") as runtime, runtime.database.read(tenant) as reader:
        rows = await reader.dicts("select id, position, correlation_id from core.event where type = 'snippet.changed'")
    committed = {f"msg_{row['id'].hex}": row for row in rows}
    assert len(committed) == EVENTS
    assert {one.id for one in there.got} == set(committed), "exactly what was committed"
    assert not never & {UUID(one.told["data"]["snippet_id"]) for one in there.got}
    order: dict[UUID, list[int]] = defaultdict(list)
    for id in dict.fromkeys(one.id for one in there.got):
        order[committed[id]["correlation_id"]].append(committed[id]["position"])
    assert len(order) == SUBJECTS
    assert all(positions == sorted(positions) for positions in order.values()), "each subject in its order"


async def subscribe(runtime: Runtime, tenant: TenantId, there: Receiver) -> None:
    async def make(work: UnitOfWork) -> None:
        wish = WebhookWish("Other side", there.url, ["snippet.*"])
        await webhooks.make(work, runtime.vault, wish, UUID(int=1), own=True)

    await runtime.database.run(tenant, make, actor="test")


async def happen(runtime: Runtime, tenant: TenantId, chance: random.Random) -> set[UUID]:
    """Events of some subjects, in works of one to five; every fourth work comes to nothing. Returns what never was."""
    subjects = [new_id() for _ in range(SUBJECTS)]
    never: set[UUID] = set()
    left, n = EVENTS, 0
    while left:
        made = [SnippetId(new_id()) for _ in range(min(left, chance.randint(1, 5)))]
        n += 1
        fails = n % 4 == 0
        try:
            async with runtime.database.work(tenant, actor="test") as work:
                for one in made:
                    subject = subjects[(left + len(never)) % SUBJECTS] if fails else subjects[left % SUBJECTS]
                    left -= 0 if fails else 1
                    work.record(SnippetChanged(snippet_id=one), correlation_id=subject)
                if fails:
                    raise TakenBackError
        except TakenBackError:
            never.update(made)
        await asyncio.sleep(0.05)
    return never


async def kill(processes: Running, there: Receiver, chance: random.Random) -> None:
    """While messages are on their way: each time after some more have come."""
    for _ in range(KILLS):
        before, more = len(there.got), chance.randint(5, 30)

        async def came(before: int = before, more: int = more) -> bool:
            return len(there.got) >= before + more or len({one.id for one in there.got}) >= EVENTS

        await until(came, "messages come", every=0.01)
        processes.kill("worker")
        await asyncio.sleep(0.2)


async def nothing_waits(runtime: Runtime, tenant: TenantId) -> bool:
    async with runtime.database.read(tenant) as reader:
        return not await reader.value("select count(*) from core.webhook_delivery where state <> 'taken'")
