from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.voice.providers.builtin.preflight import webrtc_available
from tests.centre import Centre
from tests.integration.channels.voice.service.office import Office, open_office
from tests.servers import Database


@pytest.fixture
async def office(centre: Centre, database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    able, reason = webrtc_available()
    if not able:
        pytest.skip(reason)
    async with open_office(centre, database, tmp_path) as office:
        yield office
