"""Sign-on through a provider, as people and administrators meet it; and every way in which its answer may be wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest_asyncio

from contact_center.directory.access import COOKIE
from contact_center.directory.people.domain import PersonState
from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.integration.agent_ui.test_signin import sign_in
from tests.openid_provider import CLIENT, SECRET, OpenIdServer, openid_server

PAGE = {"origin": HOST, "accept": "text/html"}
LIN = {"sub": "00u1", "name": "林佳穎", "email": "Lin@Kiln.example", "email_verified": True, "groups": ["desk"]}


@pytest_asyncio.fixture(loop_scope="session")
async def provider() -> AsyncIterator[OpenIdServer]:
    async with openid_server() as served:
        served.person = dict(LIN)
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def ada(house: House) -> Person:
    return await house.person("ada", Role.ADMIN)


def form(provider: OpenIdServer, **more: str) -> dict[str, str]:
    return {
        "name": "Kiln accounts", "issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET,
        "claim": "groups", "rule.0.value": "leads", "rule.0.role": "supervisor", "rule.0.team": "Taipei",
        "rule.1.value": "desk", "rule.1.role": "agent", "rule.1.team": "Kaohsiung", "only_matched": "on",
        "makes_people": "on", "active": "on", "local_for": "everybody", **more,
    }  # fmt: skip


async def save(ada: Person, fields: dict[str, str]) -> None:
    saved = await ada.post("/admin/sign-in/provider", fields)
    assert saved.status_code == 303, saved.text


async def there(browser: httpx.AsyncClient, way: str = "/sign-in/with/kiln") -> str:
    """To the provider and on; the address at which the browser comes back."""
    gone = await browser.get(way, headers=PAGE)
    assert gone.status_code == 303, gone.text
    async with httpx.AsyncClient() as outside:
        back = await outside.get(gone.headers["location"])
    found = urlsplit(back.headers["location"])
    assert f"{found.scheme}://{found.netloc}{found.path}" == f"{HOST}/sign-in/callback"
    return f"{found.path}?{found.query}"


async def through(house: House, way: str = "/sign-in/with/kiln") -> tuple[httpx.Response, bool]:
    """The answer to who comes back, and whether they are in."""
    async with house.stranger() as browser:
        answer = await browser.get(await there(browser, way), headers=PAGE)
        return answer, (await browser.get("/me", headers=PAGE)).status_code == 200


async def people(house: House) -> list[dict[str, Any]]:
    return await house.rows(
        "select login, name, email, role, team from core.user_account where tenant_id = %s and login <> 'ada'",
        house.tenant,
    )


async def test_somebody_new_comes_in_as_the_mapping_says_and_again_as_it_says_then(
    house: House, ada: Person, provider: OpenIdServer
) -> None:
    await save(ada, form(provider))
    answer, inside = await through(house, "/sign-in/with/kiln?next=/customers")
    assert (answer.headers["location"], inside) == ("/customers", True)
    lin = {"login": "lin@kiln.example", "name": "林佳穎", "email": "lin@kiln.example"}
    assert await people(house) == [{**lin, "role": "agent", "team": "Kaohsiung"}]
    listed = (await ada.http.get("/api/v1/people")).json()["people"]
    assert {one["login"]: one["state"] for one in listed}["lin@kiln.example"] == PersonState.ACTIVE
    # By their id at the issuer, whatever their name and address are by then; moved to another group.
    provider.person |= {"email": "jia-ying@kiln.example", "groups": ["x", "leads"]}
    provider.rotate(publish=True, method="ES256")
    assert (await through(house))[1]
    assert await people(house) == [{**lin, "role": "supervisor", "team": "Taipei"}]
    asked = provider.asked
    assert len({one["state"] for one in asked} | {one["nonce"] for one in asked}) == 2 * len(asked)
    ways = await house.rows("select detail->>'way' as way from core.audit where detail ? 'way'")
    assert {one["way"] for one in ways} == {"sign-on"}
    # Taken out of every group that has a line.
    provider.person["groups"] = ["guests"]
    answer, inside = await through(house)
    assert (answer.status_code, inside) == (401, False)
    assert "give you no role here" in answer.text


async def test_nobody_comes_in_by_an_answer_that_is_wrong_in_any_way(
    house: House, ada: Person, provider: OpenIdServer
) -> None:
    await save(ada, form(provider))
    wrong = {
        "nonce": "belongs to another attempt", "audience": "meant for another program",
        "two audiences": "meant for another program", "expired": "too old", "issuer": "from another provider",
        "mixed up": "from another provider", "unsigned": "not signed as it must be",
        "signed with what is public": "not signed as it must be", "changed on the way": "not signed as it must be",
        "about another": "about somebody else", "declined": "did not let you in",
    }  # fmt: skip
    for provider.fault, said in wrong.items():
        answer, inside = await through(house)
        assert (answer.status_code, inside, said in answer.text) == (401, False, True), provider.fault
    provider.fault = ""
    provider.rotate(publish=False)
    answer, inside = await through(house)
    assert ("does not publish" in answer.text, inside) == (True, False), "an unknown key"
    provider.rotate(publish=True)
    assert (await through(house))[1], "the new key is believed as soon as it is published"
    provider.published = [provider.key.public | {"kid": "other"}]
    assert not (await through(house))[1], "and no longer than that"


async def test_an_answer_is_good_once_in_the_browser_that_asked(
    house: House, ada: Person, provider: OpenIdServer
) -> None:
    await save(ada, form(provider))
    async with house.stranger() as browser, house.stranger() as other:
        back = await there(browser)
        for planted in (back, back.replace("state=", "state=x")):
            refused = await other.get(planted, headers=PAGE)
            assert (refused.status_code, COOKIE in other.cookies) == (401, False), "another browser"
        await there(other)
        assert (await other.get(back, headers=PAGE)).status_code == 401, "another attempt"
        assert (await browser.get(back, headers=PAGE)).status_code == 303
        assert (await browser.get(back, headers=PAGE)).status_code == 401, "again"


async def test_an_account_is_found_by_a_verified_address_alone_and_a_switched_off_one_stays_out(
    house: House, ada: Person, provider: OpenIdServer
) -> None:
    made = {"name": "Lin", "login": "lin", "email": "lin@kiln.example", "role": "agent"}
    assert (await ada.post("/admin/people/new", made)).status_code == 200
    only = form(provider)
    del only["makes_people"]
    await save(ada, only)
    for unsure in (False, None, "true"):
        provider.person["email_verified"] = unsure
        answer, inside = await through(house)
        assert ("does not vouch for it" in answer.text, inside) == (True, False), unsure
    provider.person |= {"sub": "00u2", "email": "stranger@kiln.example", "email_verified": True}
    answer, inside = await through(house)
    assert ("have no account here" in answer.text, inside) == (True, False)
    provider.person = dict(LIN)
    assert (await through(house))[1]
    linked = await house.rows("select u.id from core.sign_in_identity i join core.user_account u on u.id = i.user_id")
    assert len(linked) == 1
    assert (await ada.post(f"/admin/people/{linked[0]['id']}/leave")).status_code == 303
    answer, inside = await through(house)
    assert ("switched off" in answer.text, inside) == (True, False)
    reasons = await house.rows("select detail->>'reason' as why from core.audit where action = 'sign-on failed'")
    assert {one["why"] for one in reasons} == {"email_not_vouched", "no_account", "switched_off"}


async def test_passwords_stay_for_administrators_and_the_last_of_them_stays_one(
    house: House, ada: Person, provider: OpenIdServer
) -> None:
    await house.person("mei", Role.AGENT)
    await save(ada, form(provider, local_for="administrators"))
    async with house.stranger() as browser:
        closed = await sign_in(browser, "mei@kiln")
        assert (closed.status_code, "signs in through its provider" in closed.text) == (401, True)
        assert 'href="/sign-in/with/kiln"' in closed.text
        assert (await sign_in(browser, "ada@kiln")).status_code == 303
        asked = await browser.get("/sign-in", headers=PAGE)
        assert "Short name of your organisation" in asked.text, "two organisations are here"
        assert "Kiln accounts" not in asked.text
        assert "Sign in with Kiln accounts" in (await browser.get("/sign-in?organisation=Kiln", headers=PAGE)).text
        unknown = await browser.get("/sign-in?organisation=lantern", headers=PAGE)
        assert "No organisation of this name" in unknown.text
        assert (await browser.get("/sign-in/with/lantern", headers=PAGE)).status_code == 404
    await house.runtime.database.run(
        house.tenant,
        lambda work: work.execute("update core.user_account set email = 'ada@kiln.example' where login = 'ada'"),
        actor="test",
    )
    provider.person = {"sub": "ada", "email": "ada@kiln.example", "email_verified": True, "groups": ["desk"]}
    assert (await through(house))[1]
    rows = await house.rows("select role, team from core.user_account where login = 'ada'")
    assert rows == [{"role": "admin", "team": "Kaohsiung"}]


async def test_an_administrator_tests_tries_and_removes_the_provider(
    house: House, ada: Person, provider: OpenIdServer
) -> None:
    mei = await house.person("mei", Role.AGENT)
    tested = await ada.post("/admin/sign-in/provider", form(provider, do="test", name="Not kept"))
    assert "it publishes 1 key." in tested.text
    assert 'value="Not kept"' in tested.text
    assert (await ada.http.get("/api/v1/sign-on-provider")).status_code == 404
    provider.document = {"token_endpoint": "http://169.254.169.254/token"}
    assert "not safe" in (await ada.post("/admin/sign-in/provider", form(provider, do="test"))).text
    provider.document = {"issuer": "https://elsewhere.example"}
    headers = {"origin": HOST, "x-csrf-token": ada.csrf}
    api = "/api/v1/sign-on-provider"
    found = await ada.http.post(f"{api}/test", json={"issuer": provider.issuer}, headers=headers)
    assert found.json() == {"usable": False, "keys": 0, "trouble": "not_a_document"}
    provider.document = {}
    for field, bad in (
        ("issuer", "http://login.kiln.example"), ("issuer", "https://169.254.169.254"), ("name", " "),
        ("client_id", ""), ("rule.1.value", "leads"), ("claim", ""),
    ):  # fmt: skip
        refused = await ada.post("/admin/sign-in/provider", form(provider, **{field: bad}))
        assert (refused.status_code, "Not saved." in refused.text) == (422, True), (field, bad)
    await save(ada, form(provider))
    shown = (await ada.get("/admin/sign-in")).text
    assert f"{HOST}/sign-in/callback" in shown
    assert SECRET not in shown
    kept = await house.rows("select secret from core.sign_in_provider")
    assert SECRET.encode() not in bytes(kept[0]["secret"])
    tried = await ada.get(await there(ada.http, "/admin/sign-in/try"))
    assert "you would come in as Agent" in tried.text
    assert "desk" in tried.text
    assert [one["login"] for one in await people(house)] == ["mei"], "nobody was made"
    assert (await mei.get("/admin/sign-in/try")).status_code == 403
    body = (await ada.http.get(api)).json() | {"name": "Renamed"}
    assert (await ada.http.put(api, json=body, headers=headers)).json()["name"] == "Renamed"
    assert (await through(house))[1], "an empty secret keeps the one there is"
    assert (await ada.post("/admin/sign-in/provider/remove")).status_code == 303
    assert (await ada.http.delete(api, headers=headers)).status_code == 404
    async with house.stranger() as browser:
        assert "through your organisation" not in (await browser.get("/sign-in", headers=PAGE)).text
