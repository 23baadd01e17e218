"""One installation for all journeys of a run; each journey has customers of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent_ui.frame.render import ASSETS
from channels.voice.providers.builtin.preflight import webrtc_available
from contact_center.demo.peers.erp.layout import ErpNotInstalled
from tests.chromium import WHOLE_CHROMIUM
from tests.erp_server import ErpServer, prepared_erp
from tests.installation import Installation, installed
from tests.journeys.tidy import tidy  # noqa: F401 - after each journey
from tests.journeys.world import World, open_world
from tests.servers import Postgres

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # xdist writes groups into names in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs them all. Skips visibly where there is no browser or no network for calls."""
    able, reason = webrtc_available()
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("journeys"))
        if WHOLE_CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no chromium found: apt-get install chromium"))
        if not (ASSETS / "manifest.json").is_file():
            item.add_marker(pytest.mark.skip(reason="browser assets are not built: python tools/build_assets.py"))
        if item.get_closest_marker("webrtc") and not able:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def installation(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(postgres, tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture(scope="session")
def erp(installation: Installation) -> Iterator[ErpServer | None]:
    """The ERP that the installation's first tenant is connected to; None where Tryton is not installed.

    It runs in every journey: a page that asks an ERP that is down makes it be left in peace in the next one, too.
    """
    try:
        prepared_erp(installation.folder)
    except ErpNotInstalled:
        yield None
        return
    server = ErpServer(installation.folder, installation.settings.erp_port)
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture
def tryton(erp: ErpServer | None) -> ErpServer:
    if erp is None:
        pytest.skip("Tryton is not installed: make install")
    return erp


@pytest_asyncio.fixture
async def world(installation: Installation, erp: ErpServer | None, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(installation, tmp_path) as opened:
        yield opened
        assert opened.complaints == []
