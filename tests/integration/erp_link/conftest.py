from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from contact_center.demo.peers.erp.layout import ErpNotInstalled
from contact_center.directory import service as directory
from contact_center.kernel.clock import ManualClock, SystemClock
from contact_center.kernel.ids import TenantId, new_id
from contact_center.platform.unit_of_work import Database
from erp_link.service import ErpFactsService
from erp_link.store import PostgresFactsStore
from tests.erp_server import ErpServer, prepared_erp
from tests.servers import Database as MadeDatabase

TENANT = TenantId(new_id())


@pytest.fixture(scope="session")
def erp_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("erp-of-stops")
    try:
        prepared_erp(data_dir)
    except ErpNotInstalled as missing:
        pytest.skip(str(missing))
    return data_dir


@pytest.fixture(scope="module")
def shared_tryton(erp_data_dir: Path) -> Iterator[ErpServer]:
    server = ErpServer(erp_data_dir)
    yield server
    server.end()


@pytest.fixture
def tryton(shared_tryton: ErpServer) -> Iterator[ErpServer]:
    """A running Tryton that may be stopped, suspended and killed: the next test finds it running again."""
    if not shared_tryton.runs:
        shared_tryton.start()
    yield shared_tryton
    if shared_tryton.runs:
        shared_tryton.resume()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(SystemClock().now())


@pytest_asyncio.fixture
async def store(database: MadeDatabase, clock: ManualClock) -> AsyncIterator[PostgresFactsStore]:
    db = Database(database.app, database.system, clock=clock, pool=4)
    await db.open()
    await directory.create_tenant(db, slug="kiln", name="Kiln & Co", id=TENANT)
    yield PostgresFactsStore(db)
    await db.close()


@pytest_asyncio.fixture
async def erp(tryton: ErpServer, store: PostgresFactsStore, clock: ManualClock) -> AsyncIterator[ErpFactsService]:
    facts = ErpFactsService(tryton.connector(), store, clock)
    yield facts
    await facts.close()


@pytest_asyncio.fixture
async def impatient_erp(
    tryton: ErpServer, store: PostgresFactsStore, clock: ManualClock
) -> AsyncIterator[ErpFactsService]:
    """Calls an ERP down that has not answered within a second."""
    facts = ErpFactsService(tryton.connector(timedelta(seconds=1)), store, clock)
    yield facts
    await facts.close()
