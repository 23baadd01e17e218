"""Channel accounts as an administrator connects, sets, tests and switches them, on pages and by API."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest_asyncio

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person

API = "/api/v1/channel-accounts"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(house: House) -> Person:
    return await house.person("ada", Role.ADMIN)


async def api(person: Person, method: str, path: str = "", body: Any = None) -> httpx.Response:
    headers = {"origin": HOST, "x-csrf-token": person.csrf}
    return await person.http.request(method, API + path, json=body, headers=headers)


async def test_a_chat_is_connected_tested_set_and_switched_off(house: House, admin: Person) -> None:
    assert "Connect: Web chat" in (await admin.get("/admin/channels/new?channel=webchat")).text
    form = {"name": "Shop", "address": "shop", "queue": str(house.queues[house.tenant]), "s.calls": "on"}
    made = await admin.post("/admin/channels/new?channel=webchat", form)
    page = made.headers["location"].partition("?")[0]
    shown = (await admin.get(page)).text
    assert "widget.js" in shown
    assert "no web site may show it yet" in (await admin.post(f"{page}/test")).text
    wrong = await admin.post(page, {"name": "Shop front", "s.allowed_origins": "https://a.example\nnot a site"})
    assert wrong.status_code == 422
    assert 'value="Shop front"' in wrong.text
    field = re.search(r'<textarea[^>]* name="s.allowed_origins"[^>]*>', wrong.text)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    await admin.post(page, {"name": "Shop front", "s.allowed_origins": "https://a.example", "s.greeting.en": "Hi"})
    id = page.rpartition("/")[2]
    told = (await api(admin, "GET", f"/{id}")).json()
    assert (told["name"], told["queue_id"], told["active"]) == ("Shop front", None, True)
    assert told["settings"]["allowed_origins"] == ["https://a.example"]
    assert told["settings"]["greeting.en"] == "Hi"
    assert told["settings"]["calls"] is False
    await admin.post(f"{page}/active", {"active": "no"})
    assert (await api(admin, "GET", f"/{id}")).json()["active"] is False
    rows = await house.rows("select action from core.audit where tenant_id = %s order by at, id", house.tenant)
    assert [row["action"] for row in rows if row["action"].startswith("channel")] == [
        "channel account added", "channel account changed", "channel account switched off",
    ]  # fmt: skip


async def test_a_secret_is_kept_sealed_never_shown_and_stays_when_it_is_left_out(house: House, admin: Person) -> None:
    body = {
        "channel": "sms", "address": "0900 000 001", "name": "Line", "settings": {"account_sid": "AC1"},
        "secrets": {"auth_token": "very secret"},
    }  # fmt: skip
    lacking = await api(admin, "POST", "", {**body, "secrets": {}})
    assert lacking.status_code == 422
    assert lacking.json()["field"] == "auth_token"
    made = (await api(admin, "POST", "", body)).json()
    assert "/webhooks/twilio/" in made["to_copy"]
    assert (await api(admin, "POST", "", body)).json()["type"].endswith("already_connected")
    page = f"/admin/channels/{made['id']}"
    saved = await admin.post(page, {"name": "Line 2", "s.account_sid": "AC2", "s.auth_token": ""})
    assert saved.status_code == 303
    everything = [
        (await admin.get(page)).text,
        (await api(admin, "GET")).text,
        (await admin.get("/admin/channels")).text,
    ]
    assert not any("very secret" in text for text in everything)
    account = await house.runtime.accounts.get(made["id"])
    assert account is not None
    assert (account.name, account.settings, account.secrets) == (
        "Line 2", {"account_sid": "AC2"}, {"auth_token": "very secret"},
    )  # fmt: skip
    row = (await house.rows("select secrets from core.channel_account where id = %s", made["id"]))[0]
    assert b"very secret" not in bytes(row["secrets"])


async def test_a_list_says_what_came_last_and_another_organisation_has_its_own(house: House, admin: Person) -> None:
    await house.text("886900000001", "hello")
    accounts = (await api(admin, "GET")).json()["accounts"]
    assert [
        (one["channel"], one["health"]["last_in"] is not None, one["health"]["quarantined"]) for one in accounts
    ] == [("sms", True, 0)]
    other = await house.person("eve", Role.ADMIN, house.other)
    theirs = (await api(other, "GET")).json()["accounts"]
    assert {one["id"] for one in theirs}.isdisjoint({one["id"] for one in accounts})
    assert (await api(other, "GET", f"/{accounts[0]['id']}")).status_code == 404
    assert (await other.post(f"/admin/channels/{accounts[0]['id']}/active", {"active": "no"})).status_code == 404


async def test_in_the_demo_numbers_of_the_telephone_network_are_simulated_and_calls_of_web_pages_are_not(
    house: House, admin: Person
) -> None:
    lines = {
        "Calls from the chat": {"provider": "builtin"},
        "Service line": {"provider": "twilio", "account_sid": "AC1", "api_key_sid": "SK1"},
    }
    secrets = {"auth_token": "secret", "api_key_secret": "secret"}
    for number, (name, settings) in enumerate(lines.items()):
        body = {
            "channel": "voice", "name": name, "address": f"+88622711048{number}", "settings": settings,
            "secrets": secrets if settings["provider"] == "twilio" else {},
        }  # fmt: skip
        made = await api(admin, "POST", "", body)
        assert made.status_code == 201, made.text
    for address in ("/admin/channels", "/admin"):
        rows = (await admin.get(address)).text.split("<tr>")
        marked = {name: "simulated" in row for name in lines for row in rows if name in row}
        assert marked in ({"Calls from the chat": False, "Service line": True}, {}), address
