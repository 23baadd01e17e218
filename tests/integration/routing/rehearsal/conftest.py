"""The demo's company with a few days of history, told by the real services and the real engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo.company.past import history
from contact_center.demo.company.past.plan import first_day
from contact_center.demo.company.seed import seed
from contact_center.kernel.clock import ManualClock
from routing.router.translate import ChannelTraits
from tests.integration.demo.conftest import NOW, settings, small_story
from tests.servers import Database

DAYS = 3
CONTACTS = 110
RUSH = 24
"""Contacts of the bad hour: Monday from 14:00, when all but one of those who may repair are in a training."""


@pytest_asyncio.fixture
async def company(database: Database, tmp_path: Path) -> AsyncIterator[Runtime]:
    """Its clock stands at the end of the history: a Tuesday, the bad hour was on Monday."""
    clock = ManualClock(first_day(NOW, DAYS))
    async with open_runtime(settings(database, tmp_path), "test", clock) as runtime:
        story = small_story()
        await seed(runtime, story)
        await history.tell(runtime, story, NOW, count=CONTACTS, days=DAYS, rush=RUSH, progress=lambda done, of: None)
        clock.set(NOW)
        yield runtime


def media(runtime: Runtime) -> ChannelTraits:
    return ChannelTraits.of({name: adapter.capabilities for name, adapter in runtime.ports.adapters.items()})
