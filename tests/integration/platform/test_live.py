"""Live push: whenever a page comes, it sees everything after its cursor, once and in order (D11)."""

from __future__ import annotations

import asyncio
import random

from contact_center.interactions.presence import service as presence
from contact_center.kernel.contracts.interactions import Presence
from contact_center.platform.eventlog import head
from contact_center.platform.live import Hub
from contact_center.platform.wakeups import Wakeups
from tests.centre import Centre

PAGES = 20


async def test_pages_that_come_and_go_while_things_happen_miss_nothing(centre: Centre) -> None:
    """Between pages nobody reads the log, and the hub passes over it."""
    mei = await centre.agent("Mei")
    hub = Hub(centre.db, Wakeups(""))
    await hub.start()
    over = asyncio.Event()

    async def happenings() -> None:
        while not over.is_set():
            await centre.run(presence.choose, mei, Presence.AWAY)
            await centre.run(presence.choose, mei, Presence.AVAILABLE)

    happening = asyncio.create_task(happenings())
    try:
        for n in range(PAGES):
            await asyncio.sleep(random.random() / 20)
            async with centre.db.read(centre.tenant) as reader:
                cursor = await head(reader, centre.tenant)
            await _sees_everything(hub, centre, cursor if n % 2 else 0)
    finally:
        over.set()
        await happening
        await hub.stop()


async def _sees_everything(hub: Hub, centre: Centre, cursor: int) -> None:
    seen: list[int] = []
    subscription, missed = await hub.subscribe(centre.tenant, cursor)
    try:
        enough = len(missed) + 5
        seen += [event.position for event in missed]
        while len(seen) < enough:
            seen += [event.position for event in await subscription.next(5.0)]
    finally:
        hub.unsubscribe(subscription)
    assert seen == list(range(cursor + 1, cursor + 1 + len(seen)))
