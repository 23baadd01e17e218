"""Simulations and replays over the API: asked for, computed by a job, read back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
from fastapi import FastAPI

from contact_center.bootstrap import tasks
from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.names import KILN
from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE, csrf_token
from contact_center.kernel.ids import new_id
from contact_center.platform import problems
from routing.rehearsal.studies import service
from routing.rehearsal.studies.endpoints import router
from routing.rules.ports import NoCustomerFacts
from tests.integration.routing.rehearsal.conftest import media
from tests.people import signed_in
from tests.told import ENGLISH
from tests.unit.routing.rehearsal.channels import MEDIA

STEADY = {"calls": 20, "aht": 180, "agents": 4, "target": 20, "hours": 20}
DAY: dict[str, Any] = {
    "policy": {"queues": [{"name": "Orders"}]},
    "intervals": 2,
    "replications": 5,
    "arrivals": [{"queue": "Orders", "calls": 12, "handle": 180, "patience": 120}],
    "staff": [{"name": "all", "count": 3, "queues": {"Orders": {}}}],
}


@pytest_asyncio.fixture
async def api(company: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in as Sam, who supervises; the worker's jobs run beside."""
    app = FastAPI()
    app.state.database = company.database
    app.state.vault = company.vault
    problems.install(app, _no_page, ENGLISH.error)
    app.include_router(router(company.database, ENGLISH, MEDIA))
    tasks.register(company.jobs, company)
    working = asyncio.create_task(company.jobs.run_worker_async(install_signal_handlers=False, queues=["studies"]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        await sign_in(company, client, "sam")
        yield client
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


async def sign_in(company: Runtime, client: httpx.AsyncClient, login: str) -> None:
    cookie = await signed_in(company.database, KILN, login)
    client.cookies.set(COOKIE, cookie)
    who = await directory.session(company.database, cookie)
    client.headers["sec-fetch-site"] = "same-origin"
    client.headers["x-csrf-token"] = csrf_token(company.vault, who)


async def _no_page(*_: object) -> None:
    return None


async def ask(api: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What becomes of it in the end; each answer on the way has to make sense."""
    answer = await api.post(f"/api/v1/routing/{path}", json=body)
    while answer.status_code == 202 or answer.json()["state"] in ("waiting", "running"):
        assert answer.json()["state"] in ("waiting", "running")
        await asyncio.sleep(0.05)
        answer = await api.get(f"/api/v1/routing/studies/{answer.json()['id']}")
    found: dict[str, Any] = answer.json()
    return found


async def test_what_if_over_the_api(company: Runtime, api: httpx.AsyncClient) -> None:
    """One history for all of these: telling it is what takes the time."""
    await a_queue_is_simulated(api)
    await agents_are_found_and_planned(api)
    await a_day_is_replayed(api)
    await tomorrow_is_expected_from_the_record(api)
    await what_cannot_be_is_refused_at_once_or_said(company, api)
    await a_job_that_runs_twice_changes_nothing(company, api)
    await only_supervisors_ask(company, api)


async def a_queue_is_simulated(api: httpx.AsyncClient) -> None:
    study = await ask(api, "simulate", {"steady": STEADY})
    assert (study["kind"], study["state"], study["progress"]) == ("simulate", "done", 1.0)
    level = study["simulated"]["total"]["service_level"]
    assert level["low"] < level["value"] < level["high"]
    assert "first come, first served" in study["simulated"]["queues"][0]["discipline"]
    again = await ask(api, "simulate", {"steady": STEADY})
    assert again["simulated"] == study["simulated"]


async def agents_are_found_and_planned(api: httpx.AsyncClient) -> None:
    found = await ask(api, "simulate", {"scenario": DAY, "find": {"goal": 80}})
    assert found["found"]["agents"] >= 2
    planned = await ask(api, "simulate", {"scenario": DAY, "find": {"goal": 80, "by_interval": True}})
    assert len(planned["planned"]["agents"]) == 2


async def a_day_is_replayed(api: httpx.AsyncClient) -> None:
    study = await ask(api, "replay", {"day": "2026-11-23", "extra": [{"like": "wei", "span": "14:00-15:30"}]})
    assert study["state"] == "done"
    assert study["replayed"]["fidelity"]["differences"] == []
    assert study["replayed"]["entries"][0]["why"]
    latest = (await api.get("/api/v1/routing/studies")).json()
    assert latest[0]["id"] == study["id"]
    assert latest[0]["replayed"] is None


async def tomorrow_is_expected_from_the_record(api: httpx.AsyncClient) -> None:
    """A Monday, when the record knows of one."""
    scenario = (await api.get("/api/v1/routing/scenario", params={"day": "2026-11-30"})).json()
    assert {part["queue"] for part in scenario["arrivals"]} == {"Orders", "Invoices", "Repairs"}
    assert sum(sum(part["calls"]) for part in scenario["arrivals"]) > 40
    assert {"wei", "more"} < {part["name"] for part in scenario["staff"]}
    study = await ask(api, "simulate", {"scenario": {**scenario, "replications": 5}})
    assert study["state"] == "done", study["problem"]
    repairs = next(queue for queue in study["simulated"]["queues"] if queue["name"] == "Repairs")
    assert 0.3 < repairs["figures"]["service_level"]["value"] < 1
    thursday = await api.get("/api/v1/routing/scenario", params={"day": "2026-11-26"})
    assert {**thursday.json(), "day": scenario["day"]} == scenario, (
        "on a young record the latest day that is over stands in"
    )


async def what_cannot_be_is_refused_at_once_or_said(company: Runtime, api: httpx.AsyncClient) -> None:
    both = await api.post("/api/v1/routing/simulate", json={"steady": STEADY, "scenario": DAY})
    assert both.status_code == 422
    unknown = await api.post("/api/v1/routing/simulate", json={"scenario": {**DAY, "staff": [{"name": "x"}]}})
    assert unknown.status_code == 422
    assert "staff.0.queues" in unknown.text
    endless = await ask(api, "simulate", {"steady": {**STEADY, "agents": 1}})
    assert endless["state"] == "failed"
    assert "grow for ever" in endless["problem"]
    empty = await ask(api, "replay", {"day": "2020-01-01"})
    assert (empty["state"], "nothing was in a queue" in empty["problem"]) == ("failed", True)
    assert (await api.get(f"/api/v1/routing/studies/{new_id()}")).status_code == 404


async def a_job_that_runs_twice_changes_nothing(company: Runtime, api: httpx.AsyncClient) -> None:
    study = await ask(api, "simulate", {"steady": STEADY})
    await service.run(company.database, KILN, UUID(study["id"]), media(company), NoCustomerFacts())
    assert (await api.get(f"/api/v1/routing/studies/{study['id']}")).json() == study


async def only_supervisors_ask(company: Runtime, api: httpx.AsyncClient) -> None:
    await sign_in(company, api, "mei")
    assert (await api.post("/api/v1/routing/simulate", json={"steady": STEADY})).status_code == 403
    assert (await api.post("/api/v1/routing/replay", json={"day": "2026-11-23"})).status_code == 403
