from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.model import Story
from contact_center.demo.peers.erp.layout import ErpNotInstalled, story_anchor
from contact_center.kernel.clock import SystemClock
from erp_link.connectors.tryton.connector import TrytonConnector
from tests.erp_server import ErpServer, prepared_erp


@pytest.fixture(scope="session")
def tryton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ErpServer]:
    """A running Tryton that all tests of this folder only read from."""
    data_dir = tmp_path_factory.mktemp("erp")
    try:
        prepared_erp(data_dir)
    except ErpNotInstalled as missing:
        pytest.skip(str(missing))
    server = ErpServer(data_dir)
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture(scope="session")
def anchor(tryton: ErpServer) -> date:
    """The day on which the ERP's story is true."""
    return story_anchor(Path(tryton.data_dir), SystemClock().now())


@pytest.fixture(scope="session")
def story(anchor: date) -> Story:
    return build_story(anchor)


@pytest_asyncio.fixture
async def connector(tryton: ErpServer) -> AsyncIterator[TrytonConnector]:
    made = tryton.connector()
    yield made
    await made.close()
