"""A second step at sign-in, as people meet it: set up, asked for, lost, required, reset."""

from __future__ import annotations

import asyncio
import re
import time

import httpx
import pyotp

from contact_center.directory.access import COOKIE
from contact_center.directory.second_factor.domain import MOST_WRONG, STEP
from contact_center.directory.service import Role
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, PASSWORD, House, Person
from tests.integration.agent_ui.test_signin import sign_in

PAGE = {"origin": HOST, "accept": "text/html"}


def code(secret: str, ahead: int = 0) -> str:
    """Of this moment, or of so many steps later: telephones go fast, too."""
    return pyotp.TOTP(secret).at(int(time.time()) + ahead * STEP)


def secret_in(page: str) -> str:
    found = re.search(r'<code class="factor-secret">([A-Z2-7 ]+)</code>', page)
    assert found is not None, page[:500]
    return found[1].replace(" ", "")


def codes_in(page: str) -> list[str]:
    return re.findall(r"<li><code>([a-z0-9-]{19})</code></li>", page)


async def set_up(person: Person) -> tuple[str, list[str]]:
    """Through the account page."""
    begun = await person.post("/me/second-factor/begin", {"current": PASSWORD})
    page = (await person.get(begun.headers["location"])).text
    assert 'src="data:image/svg+xml' in page
    secret = secret_in(page)
    done = await person.post("/me/second-factor/confirm", {"code": code(secret)})
    assert done.status_code == 200, done.text
    return secret, codes_in(done.text)


async def show(http: httpx.AsyncClient, typed: str) -> httpx.Response:
    return await http.post("/sign-in/code", data={"code": typed}, headers=PAGE)


async def wait_for_the_next_step(house: House, person: Person) -> None:
    """As if the code with which it was set up were of long ago."""

    async def forget(work: UnitOfWork) -> None:
        await work.execute(
            "update core.second_factor set last_step = 0 where tenant_id = %s and user_id = %s",
            [house.tenant, person.who.user.id],
        )

    await house.runtime.database.run(house.tenant, forget, actor="test")


async def test_a_password_alone_lets_nobody_in_and_a_code_is_good_once(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    assert (await mei.post("/me/second-factor/begin", {"current": "not it"})).status_code == 422
    secret, paper = await set_up(mei)
    assert len(paper) == 10
    assert "10 recovery codes are left" in (await mei.get("/me")).text
    async with house.stranger() as browser, house.stranger() as other:
        asked = await sign_in(browser, "mei@kiln", next="/customers")
        assert asked.headers["location"] == "/sign-in/code"
        assert COOKIE not in browser.cookies
        assert (await browser.get("/console", headers=PAGE)).status_code == 303
        used = await show(browser, code(secret))
        assert (used.status_code, "not right, or was used already" in used.text) == (422, True), "it set the factor up"
        await wait_for_the_next_step(house, mei)
        elsewhere = await browser.post(
            "/sign-in/code", data={"code": code(secret)}, headers={"origin": "https://evil.example"}
        )
        assert elsewhere.status_code == 403
        await sign_in(other, "mei@kiln")
        typed = code(secret)
        answers = await asyncio.gather(show(browser, f"{typed[:3]} {typed[3:]}"), show(other, typed))
        assert sorted(one.status_code for one in answers) == [303, 422], "of two at once one comes in"
        inside = next(one for one in answers if one.status_code == 303)
        assert inside.headers["location"] in ("/customers", "/console")
    ways = await house.rows(
        "select detail->>'way' as way from core.audit where action = 'signed in' and detail ? 'way'"
    )
    assert [one["way"] for one in ways] == ["second factor"]


async def test_who_has_lost_their_telephone_comes_in_by_paper_once_and_makes_new_codes(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    secret, paper = await set_up(mei)
    for kept in await house.rows("select code_hash from core.recovery_code"):
        assert paper[0].replace("-", "").encode() not in bytes(kept["code_hash"])
    async with house.stranger() as browser:
        await sign_in(browser, "mei@kiln")
        assert "Recovery code" in (await browser.get("/sign-in/code?paper=true", headers=PAGE)).text
        assert (await show(browser, paper[3].upper().replace("-", " "))).status_code == 303
        await sign_in(browser, "mei@kiln")
        assert (await show(browser, paper[3])).status_code == 422
    await wait_for_the_next_step(house, mei)
    assert (await mei.post("/me/second-factor/codes", {"code": paper[4]})).status_code == 422, "paper makes no paper"
    fresh = codes_in((await mei.post("/me/second-factor/codes", {"code": code(secret)})).text)
    assert len(fresh) == 10
    assert not set(fresh) & set(paper)
    async with house.stranger() as browser:
        await sign_in(browser, "mei@kiln")
        assert (await show(browser, paper[5])).status_code == 422
        assert (await show(browser, fresh[0])).status_code == 303
    assert (await mei.post("/me/second-factor/remove", {"code": fresh[1]})).status_code == 303
    async with house.stranger() as browser:
        assert (await sign_in(browser, "mei@kiln")).headers["location"] == "/console"


async def test_guessing_codes_ends_for_an_hour_from_wherever_and_another_password_ends_what_was_shown(
    house: House,
) -> None:
    mei = await house.person("mei", Role.AGENT)
    secret, paper = await set_up(mei)
    await wait_for_the_next_step(house, mei)
    async with house.stranger() as browser, house.stranger("203.0.113.9") as other:
        await sign_in(browser, "mei@kiln")
        await sign_in(other, "mei@kiln")
        wrong = await asyncio.gather(*(show(browser, f"{n:06}") for n in range(MOST_WRONG + 4)))
        assert sorted({one.status_code for one in wrong}) == [422, 429]
        assert [one.status_code for one in wrong].count(422) == MOST_WRONG
        for typed in (code(secret), paper[0]):
            assert (await show(other, typed)).status_code == 429
        failed = await house.rows("select 1 from core.audit where action = 'second factor failed'")
        assert len(failed) == MOST_WRONG
        changed = await mei.post("/me/password", {"current": PASSWORD, "password": "harbour lantern seven"})
        assert changed.status_code == 303
        assert (await show(other, code(secret))).headers["location"] == "/sign-in?done=late"
        forged = await other.get("/sign-in/code", headers={**PAGE, "cookie": "cc_pending=forged"})
        assert forged.headers["location"] == "/sign-in?done=late"


async def test_of_whom_it_is_required_sets_it_up_before_they_come_in_and_an_administrator_resets_it(
    house: House,
) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    assert (await ada.post("/admin/sign-in/second-factor", {"role": ["agent"]})).status_code == 303
    assert (await ada.http.get("/api/v1/second-factors")).json() == {"required": ["agent"], "people": []}
    assert "0 of 1" in (await ada.get("/admin/sign-in")).text
    async with house.stranger() as browser:
        asked = await sign_in(browser, "mei@kiln", next="/customers")
        assert asked.headers["location"] == "/sign-in/set-up"
        assert (await browser.get("/console", headers=PAGE)).status_code == 303
        secret = secret_in((await browser.get("/sign-in/set-up", headers=PAGE)).text)
        wrong = await browser.post("/sign-in/set-up", data={"code": "000000"}, headers=PAGE)
        assert (wrong.status_code, secret_in(wrong.text)) == (422, secret)
        done = await browser.post("/sign-in/set-up", data={"code": code(secret)}, headers=PAGE)
        assert len(codes_in(done.text)) == 10
        assert 'href="/customers"' in done.text
        assert (await browser.get("/customers", headers=PAGE)).status_code == 200
    refused = await mei.post("/me/second-factor/remove", {"code": code(secret, 1)})
    assert (refused.status_code, "requires a second step" in refused.text) == (409, True)
    person = f"/admin/people/{mei.who.user.id}"
    assert "Reset second step" in (await ada.get(person)).text
    assert (await mei.post(f"{person}/second-factor/reset")).status_code == 403
    assert (await ada.post(f"{person}/second-factor/reset")).headers["location"] == f"{person}?done=reset"
    again = await ada.http.delete(
        f"/api/v1/second-factors/{mei.who.user.id}", headers={"origin": HOST, "x-csrf-token": ada.csrf}
    )
    assert (again.status_code, again.json()["type"]) == (404, "urn:contact-center:no_second_factor")
    async with house.stranger() as browser:
        assert (await sign_in(browser, "mei@kiln")).headers["location"] == "/sign-in/set-up"
    acts = {row["action"] for row in await house.rows("select action from core.audit")}
    assert {"second factor required", "second factor set up", "second factor reset"} <= acts
