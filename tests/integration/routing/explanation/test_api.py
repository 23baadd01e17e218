"""The routing of an interaction over the API."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from fastapi import FastAPI

from contact_center.directory.access import COOKIE
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import new_id
from contact_center.platform import problems
from routing.explanation.endpoints import router
from routing.rules.planning import QueuePlanner
from tests.integration.routing.routed_centre import RoutedCentre
from tests.people import signed_in
from tests.told import ENGLISH


@pytest_asyncio.fixture
async def api(desk: RoutedCentre) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in as Anna, who is away."""
    database = desk.centre.db
    await desk.centre.agent("Anna", presence_=Presence.AWAY)
    cookie = await signed_in(database, desk.centre.tenant, "anna")
    app = FastAPI()
    app.state.database = database
    problems.install(app, _no_page, ENGLISH.error)
    app.include_router(router(database, QueuePlanner(), ENGLISH))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", cookies={COOKIE: cookie}
    ) as client:
        yield client


async def _no_page(*_: object) -> None:
    return None


async def test_an_agent_reads_why_work_went_where_it_went(desk: RoutedCentre, api: httpx.AsyncClient) -> None:
    await desk.centre.agent("Mei")
    await desk.centre.agent("Wei")
    chat = await desk.writes()
    await desk.reject(chat)
    answer = (await api.get(f"/api/v1/interactions/{chat}/routing")).json()
    first, second = answer["offers"]
    assert (first["state"], first["reason"]) == ("done", "rejected")
    assert second["state"] == "alerting"
    assert {"key": "excluded.refused_lately", "args": {"agents": 1}} in second["why"]
    assert second["text"].endswith("1 away, 1 rejected or missed it")
    assert answer["nobody"] is None


async def test_work_nobody_can_take_says_what_is_missing(desk: RoutedCentre, api: httpx.AsyncClient) -> None:
    chat = await desk.centre.customer_writes("+886911000001", "hello")
    await desk.centre.run(_wants_tryton, chat)
    await desk.step()
    answer = (await api.get(f"/api/v1/interactions/{chat}/routing")).json()
    assert answer["offers"] == []
    assert answer["nobody"]["lack"] == "skill"
    assert answer["nobody"]["missing"] == ["tryton:3"]


async def _wants_tryton(work, interaction) -> None:  # type: ignore[no-untyped-def]
    await work.execute("update core.interaction set skills = '{\"tryton\": 3}' where id = %s", [interaction])


async def test_an_unknown_interaction_is_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.get(f"/api/v1/interactions/{new_id()}/routing")).status_code == 404


async def test_strangers_are_told_nothing(api: httpx.AsyncClient) -> None:
    api.cookies.clear()
    assert (await api.get(f"/api/v1/interactions/{new_id()}/routing")).status_code == 401
