"""The policy over the API: who may, what is told, and what a wrong document is answered with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio
from fastapi import FastAPI

from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE, csrf_token
from contact_center.directory.service import Role
from contact_center.platform import problems
from contact_center.platform.vault import Vault
from routing.policy.endpoints import router
from routing.rules import endpoints as rules_endpoints
from tests.centre import Centre
from tests.people import signed_in
from tests.told import ENGLISH

POLICY = "/api/v1/routing/policy"


class Browser:
    """Somebody signed in, with the token that changes ask for."""

    def __init__(self, app: FastAPI, cookie: str, token: str) -> None:
        headers = {"sec-fetch-site": "same-origin", "x-csrf-token": token}
        transport = httpx.ASGITransport(app)
        self.http = httpx.AsyncClient(
            transport=transport, base_url="http://t", cookies={COOKIE: cookie}, headers=headers
        )


@pytest_asyncio.fixture
async def app(centre: Centre) -> FastAPI:
    made = FastAPI()
    made.state.database = centre.db
    made.state.vault = Vault("test secret")
    problems.install(made, _no_page, ENGLISH.error)
    made.include_router(router(centre.db, ENGLISH))
    made.include_router(rules_endpoints.router(centre.db, StoredFacts(), ENGLISH))
    return made


async def _no_page(*_: object) -> None:
    return None


async def sign_in(centre: Centre, app: FastAPI, name: str, role: Role) -> httpx.AsyncClient:
    await centre.agent(name, role=role)
    cookie = await signed_in(centre.db, centre.tenant, name.lower())
    who = await directory.session(centre.db, cookie)
    return Browser(app, cookie, csrf_token(app.state.vault, who)).http


@pytest_asyncio.fixture
async def ada(centre: Centre, app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with await sign_in(centre, app, "Ada", Role.ADMIN) as client:
        yield client


async def document(client: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(POLICY)).json()["document"]
    return found


async def test_an_administrator_publishes_and_rolls_back(ada: httpx.AsyncClient) -> None:
    wanted = await document(ada)
    wanted["queues"][0]["priority"] = 10
    first = (await ada.put(POLICY, json={"document": wanted, "note": "invoices first"})).json()["version"]
    wanted["queues"][0]["priority"] = 20
    second = (await ada.put(POLICY, json={"document": wanted, "based_on": first})).json()["version"]
    listed = (await ada.get("/api/v1/routing/versions")).json()
    assert [(one["version"], one["author"], one["note"]) for one in listed] == [
        (second, "Ada", ""),
        (first, "Ada", "invoices first"),
    ]
    changes = (await ada.get(f"/api/v1/routing/versions/{first}/changes", params={"to": second})).json()
    assert changes == {"changes": ["queues[billing].priority: 10 → 20"]}
    back = await ada.post(f"/api/v1/routing/versions/{first}/roll-back", json={})
    assert back.json()["version"] == second + 1
    assert (await document(ada))["queues"][0]["priority"] == 10
    stale = await ada.put(POLICY, json={"document": wanted, "based_on": first})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:contact-center:policy_moved_on")


async def test_a_wrong_document_is_answered_with_every_place(ada: httpx.AsyncClient) -> None:
    wanted = await document(ada)
    wanted["queues"][0]["prioritty"] = 1
    wanted["queues"][1]["calendar"] = "office"
    told = {"queues[billing].prioritty": "did you mean 'priority'?", "queues[general].calendar": None}
    answer = await ada.put(POLICY, json={"document": wanted})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert {one["place"] for one in answer.json()["problems"]} == set(told)
    assert answer.json()["problems"][0]["remedy"] == told["queues[billing].prioritty"]
    checked = await ada.post(f"{POLICY}/check", json={"document": wanted})
    assert checked.json()["problems"] == answer.json()["problems"]


async def test_a_file_goes_out_and_in(ada: httpx.AsyncClient) -> None:
    answer = await ada.get(f"{POLICY}.yaml")
    assert answer.headers["content-type"].startswith("application/yaml")
    text = answer.text.replace("name: billing", "name: Invoices")
    put = await ada.put(f"{POLICY}.yaml", content=text, params={"note": "renamed"})
    assert put.status_code == 200, put.text
    assert (await document(ada))["queues"][0]["name"] == "Invoices"
    wrong = await ada.put(f"{POLICY}.yaml", content=text + "colour: red\n")
    line = text.count("\n") + 1
    assert [one["place"] for one in wrong.json()["problems"]] == [f"colour (line {line})"]
    assert (await ada.put(f"{POLICY}.yaml", content=b"\xff")).status_code == 422


async def test_a_draft_is_saved_shown_published_and_thrown_away(ada: httpx.AsyncClient) -> None:
    wanted = await document(ada)
    assert (await ada.get(f"{POLICY}/draft")).status_code == 404
    wanted["queues"][0]["priority"] = 10
    saved = (await ada.put(f"{POLICY}/draft", json={"document": wanted})).json()
    assert (saved["changes"], saved["problems"]) == (["queues[billing].priority: 0 → 10"], [])
    assert (await ada.put(f"{POLICY}/draft", json={"document": wanted})).status_code == 409
    assert (await ada.get(f"{POLICY}/draft")).json()["revision"] == saved["revision"]
    published = await ada.post(f"{POLICY}/draft/publish", json={"revision": saved["revision"], "note": "go"})
    assert published.status_code == 200
    await ada.put(f"{POLICY}/draft", json={"document": wanted})
    assert (await ada.delete(f"{POLICY}/draft")).status_code == 204
    assert (await ada.delete(f"{POLICY}/draft")).status_code == 404


async def test_supervisors_read_agents_do_not(centre: Centre, app: FastAPI) -> None:
    async with await sign_in(centre, app, "Sam", Role.SUPERVISOR) as sam:
        assert (await sam.get(POLICY)).status_code == 200
        assert (await sam.put(POLICY, json={"document": await document(sam)})).status_code == 403
    async with await sign_in(centre, app, "Mei", Role.AGENT) as mei:
        assert (await mei.get(POLICY)).status_code == 403


async def test_the_description_names_the_document(app: FastAPI, ada: httpx.AsyncClient) -> None:
    described = (await ada.get("/openapi.json")).json()
    schemas = described["components"]["schemas"]
    assert "calendars" in schemas["Publishing"]["properties"]["document"]["properties"]
    assert {"PolicyDocument", "QueuePart", "PolicyDraftOut", "PolicyProblem"} <= set(schemas)


async def test_a_rule_is_tried_before_it_is_saved(ada: httpx.AsyncClient, centre: Centre) -> None:
    await centre.customer_writes("+886911000001", "where is my parcel?")
    rule = {"when": 'interaction.text.contains("parcel")'}
    tried = await ada.post("/api/v1/routing/rules/preview", json={"rule": rule})
    assert tried.json()["text"] == "this rule would have matched 1 of 1"
    wrong = await ada.post("/api/v1/routing/rules/preview", json={"rule": {"when": "erp.late > 0"}})
    assert wrong.json()["problems"][0]["place"] == "rules[preview].when (column 4)"
    known = (await ada.get("/api/v1/routing/rules/attributes")).json()
    assert {"name": "erp.late_days", "kind": "int", "meaning": "days the latest of them is late"} in known
