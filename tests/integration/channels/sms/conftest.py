from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.centre import Centre
from tests.integration.channels.sms.line import Line, sms_line


@pytest_asyncio.fixture
async def line(centre: Centre) -> AsyncIterator[Line]:
    async with sms_line(centre) as made:
        yield made
