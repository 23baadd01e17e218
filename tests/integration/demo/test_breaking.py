"""The page "Break something": a burst is counted right whatever the carrier does to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from channels.sms.endpoints import router as sms_router
from channels.sms.ports import SmsPorts
from channels.sms.service import SmsReports
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo.breaking.counting import overtaken
from contact_center.demo.breaking.endpoints import router
from contact_center.demo.breaking.page import render
from contact_center.demo.breaking.panel import BREAKABLE, STOPPABLE, BurstState, ControlPanel
from contact_center.demo.company.seed import seed
from contact_center.demo.names import ACCOUNT_SID, OUR_NUMBER, SMS
from contact_center.demo.peers.carrier.app import create_app as create_carrier
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, Number, sms_url
from contact_center.demo.peers.carrier.faults import FaultChange
from contact_center.kernel.errors import Invalid
from tests.contract.twilio.conftest import free_port, serving
from tests.integration.demo.conftest import settings, small_story
from tests.patience import PATIENCE
from tests.servers import Database


@asynccontextmanager
async def carrier_and_webhook(runtime: Runtime) -> AsyncIterator[str]:
    """The simulated carrier with our number on it, and the product's door for its webhooks."""
    port, carrier_port = free_port(), free_port()
    product = FastAPI()
    inbound = runtime.intake
    ports = SmsPorts(runtime.accounts, inbound, SmsReports(runtime.database), runtime.clock)
    product.include_router(sms_router(ports, f"http://127.0.0.1:{port}"))
    number = Number(OUR_NUMBER, ACCOUNT_SID, sms_url(f"http://127.0.0.1:{port}", str(SMS)))
    carrier = create_carrier(CarrierConfig((Account(ACCOUNT_SID, "0" * 32),), (number,), step_ms=1))
    async with serving(product, port), serving(carrier, carrier_port) as url:
        yield url


async def settled(panel: ControlPanel) -> BurstState:
    async with asyncio.timeout(PATIENCE):
        while True:
            burst = (await panel.state()).burst
            if burst is not None and burst.well:
                return burst
            await asyncio.sleep(0.1)


async def test_a_burst_under_doubled_and_shuffled_webhooks_arrives_once_and_whole(
    database: Database, tmp_path: Path
) -> None:
    given = settings(database, tmp_path)
    async with open_runtime(given, "test") as runtime:
        await seed(runtime, small_story())
        async with carrier_and_webhook(runtime) as carrier:
            panel = ControlPanel(given, control=tmp_path / "nobody", carrier=carrier)
            async with panel.open():
                await panel.fault(FaultChange(duplicate=1.0, shuffle=True))
                panel.begin(40)
                burst = await settled(panel)
                state = await panel.state()
    assert (burst.sent, burst.stored, burst.shown, burst.doubled, burst.refused) == (40, 40, 40, 0, 0)
    assert burst.in_order
    assert state.counters is not None
    assert state.counters["doubled"] == 40
    assert "is the demo running?" in state.trouble[0]


async def test_only_processes_of_the_page_can_be_killed_and_only_by_the_page(
    database: Database, tmp_path: Path
) -> None:
    panel = ControlPanel(settings(database, tmp_path), control=tmp_path / "nobody", carrier="http://127.0.0.1:1")
    async with panel.open():
        for name, do in (("mail", "kill"), ("web", "stop")):
            with pytest.raises(Invalid, match="can be killed"):
                await panel.process(name, do)  # type: ignore[arg-type]
        app = FastAPI()
        app.include_router(router(panel, {}))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8601") as http:
            order = {"contacts_per_hour": 0, "colleagues": False}
            elsewhere = await http.post("/break/pace", json=order, headers={"origin": "http://evil.example"})
            own = await http.post("/break/pace", json=order, headers={"origin": "http://127.0.0.1:8601"})
            state = (await http.get("/break/state")).json()
    assert elsewhere.is_error
    assert own.status_code == 200
    assert state["pace"] == order
    assert len(state["trouble"]) == 3, "neither the supervisor nor the carrier is there, and the page says so"


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_the_page_has_words_in_both_languages(lang: str) -> None:
    page = render(lang, "dark")
    assert f'<html lang="{lang}" data-theme="dark">' in page
    assert "{{" not in page
    assert page.count("data-do=") == len(BREAKABLE) + 2 * len(STOPPABLE)


def test_numbered_texts_that_come_late_are_counted() -> None:
    assert overtaken(["m 1", "m 3", "m 2", "m 9", "m 4"]) == 2
