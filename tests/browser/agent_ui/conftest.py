"""The gallery behind a real server, and a real browser before it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page

from agent_ui.frame.render import ASSETS
from agent_ui.gallery.app import Gallery, create_app
from tests.chromium import CHROMIUM
from tests.patience import PATIENCE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips visibly where there is no browser or the assets were not built."""
    reason = None
    if CHROMIUM is None:
        reason = "no chromium found: apt-get install chromium"
    elif not (ASSETS / "manifest.json").is_file():
        reason = "browser assets are not built: python tools/build_assets.py"
    for item in items:
        if "browser/agent_ui" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def gallery() -> Gallery:
    return Gallery()


@dataclass
class Site:
    """A running gallery; `stop` and `start` are a server that goes and comes back."""

    gallery: Gallery
    port: int = 0
    server: uvicorn.Server | None = None
    task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        config = uvicorn.Config(
            create_app(self.gallery), host="127.0.0.1", port=self.port, log_level="error", lifespan="off"
        )
        self.server = uvicorn.Server(config)
        self.task = asyncio.create_task(self.server.serve())
        while not self.server.started:
            await asyncio.sleep(0.01)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self.server is not None
        assert self.task is not None
        self.server.force_exit = True
        self.server.should_exit = True
        for socket in list(self.gallery.sockets):
            await socket.close(1012)
        await self.task


@pytest_asyncio.fixture(loop_scope="session")
async def site(gallery: Gallery) -> AsyncIterator[Site]:
    running = Site(gallery)
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page whose every script error and policy violation fails the test."""
    opened = await browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    opened.set_default_timeout(1000 * PATIENCE)
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    await opened.close()
    assert wrong == []
