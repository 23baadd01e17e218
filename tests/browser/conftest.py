"""One browser for all tests of a process; each test has a context of its own.

Starting a browser takes longer than most tests.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from inspect import iscoroutinefunction

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.chromium import CHROMIUM
from tests.patience import PATIENCE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser belongs to the event loop that started it, so its tests share one loop."""
    for item in items:
        if "tests/browser/" in str(item.path) and isinstance(item, pytest.Function) and iscoroutinefunction(item.obj):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with started(CHROMIUM) as found:
        yield found


@asynccontextmanager
async def started(program: str | None) -> AsyncIterator[Browser]:
    if program is None:
        pytest.skip("no chromium found: apt-get install chromium")
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=program,
            args=["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
        )
        expect.set_options(timeout=1000 * PATIENCE)
        yield found
        await found.close()
