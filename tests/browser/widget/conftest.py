"""The widget stands in pages of other sites, where a whole browser refuses storage to its frame."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.conftest import started
from tests.chromium import WHOLE_CHROMIUM


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with started(WHOLE_CHROMIUM) as found:
        yield found
