"""The processes as they are put together: a call over the widget's own HTTP, watched by one of two workers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.tasks import WatchedCalls
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.web import web_app
from contact_center.kernel.clock import SystemClock
from tests.centre import Centre
from tests.integration.channels.voice.service.office import SECRET_KEY, MediaProcess, happens
from tests.servers import Database
from tests.voice_tools import CUSTOMER_HZ, TonePeer

pytestmark = pytest.mark.webrtc


async def test_a_call_over_the_widget_is_watched_by_the_worker_that_is_left(
    centre: Centre, database: Database, tmp_path: Path
) -> None:
    able, reason = webrtc_available()
    if not able:
        pytest.skip(reason)
    settings = {"calls": True, "voice_account": str(centre.account_ids["voice"])}
    await centre.run(centre.accounts.change, centre.account_ids["webchat"], settings=settings, active=True)
    media = MediaProcess(database, tmp_path, 3)
    await media.start()
    async with open_runtime(_settings(database, tmp_path, media), "test", SystemClock()) as runtime:
        first, second = _worker(runtime), _worker(runtime)
        try:
            async with web_app(runtime) as app:
                transport = httpx.ASGITransport(app)
                async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as http:
                    await _call_and_hang_up(centre, http, first)
        finally:
            for worker in (first, second):
                worker.cancel()
            await asyncio.gather(first, second, return_exceptions=True)
            await media.stop()


async def _call_and_hang_up(centre: Centre, http: httpx.AsyncClient, worker: asyncio.Task[None]) -> None:
    assert (await http.get("/readyz")).json()["calls"] == "ok"
    widget = f"/widget/{centre.account_ids['webchat']}"
    token = (await http.post(f"{widget}/session", json={})).json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    ann = TonePeer(CUSTOMER_HZ)
    started = await http.post(f"{widget}/calls", json={"sdp": await ann.offer()}, headers=bearer)
    assert started.status_code == 201, started.text
    assert started.json()["state"] == "ringing"
    await ann.accept(started.json()["sdp"])
    await happens(ann.hears_music, "the customer hears music")
    assert await centre.value("select state from core.interaction") == "queued"
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    await ann.hang_up()

    async def abandoned() -> bool:
        return bool(await centre.value("select outcome from core.interaction") == "abandoned")

    await happens(abandoned, "the other worker has noticed that the customer left")


def _worker(runtime: Runtime) -> asyncio.Task[None]:
    return asyncio.create_task(WatchedCalls(runtime).run())


def _settings(database: Database, data: Path, media: MediaProcess) -> Settings:
    return Settings(
        data_dir=data,
        database_url=database.app,
        database_system_url=database.system,
        secret_key=SECRET_KEY,
        media_port=media.port,
    )
