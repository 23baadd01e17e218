"""Passwords, invitations and sessions, as people meet them."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from contact_center.bootstrap.web import server_config
from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE, SECURE_COOKIE
from contact_center.directory.errors import TooBusy
from contact_center.directory.hashing import AT_ONCE, MOST_WAITING, hash_password, verify_password
from contact_center.directory.service import Role
from contact_center.platform.unit_of_work import UnitOfWork
from tests.contract.twilio.conftest import free_port, until
from tests.integration.agent_ui.conftest import HOST, PASSWORD, House, Person
from tests.integration.agent_ui.test_signin import sign_in

FRESH = "harbour lantern seven"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(house: House) -> Person:
    return await house.person("ada", Role.ADMIN)


async def link_from(answered: httpx.Response) -> str:
    found = re.search(r'value="http[^"]*(/key/[^"]+)"', answered.text)
    assert found is not None, answered.text[:500]
    return found[1]


async def choose(browser: httpx.AsyncClient, link: str, password: str) -> httpx.Response:
    return await browser.post(link, data={"password": password}, headers={"origin": HOST, "accept": "text/html"})


# --- invitation and reset ----------------------------------------------------------------------------


async def test_who_is_invited_chooses_a_password_and_signs_in_by_name_or_e_mail(house: House, admin: Person) -> None:
    form = {"name": "New One", "login": "new", "email": "New.One@Kiln.example", "role": "agent", "password": "theirs?"}
    link = await link_from(await admin.post("/admin/people/new", form))
    async with house.stranger() as browser:
        for nothing in ("", "!", "theirs?", " "):
            assert (await sign_in(browser, "new@kiln", nothing)).status_code == 401
        shown = await browser.get(link, headers={"accept": "text/html"})
        assert "New One" in shown.text
        for weak in ("", " " * 12, "short", "password123", "newonenewone"):
            assert (await choose(browser, link, weak)).status_code == 422, weak
        done = await choose(browser, link, FRESH)
        assert done.headers["location"] == "/sign-in?done=password"
        for login in ("new", "NEW@kiln", "ｎｅｗ", " new.one@kiln.example ", "New.One@KILN.example"):
            assert (await sign_in(browser, login, FRESH)).status_code == 303, login


async def test_a_link_works_once_and_a_newer_one_replaces_it(house: House, admin: Person) -> None:
    first = await link_from(await admin.post("/admin/people/new", {"name": "New", "login": "new", "role": "agent"}))
    user = (await house.rows("select id from core.user_account where tenant_id = %s and login = 'new'", house.tenant))[
        0
    ]
    second = await link_from(await admin.post(f"/admin/people/{user['id']}/link"))
    async with house.stranger() as browser:
        assert (await browser.get(first, headers={"accept": "text/html"})).status_code == 404
        assert (await choose(browser, first, FRESH)).status_code == 404
        assert (await choose(browser, second, FRESH)).status_code == 303
        assert (await choose(browser, second, FRESH)).status_code == 404
        assert (await choose(browser, second[:-3] + "abc", FRESH)).status_code == 404
        other = await browser.post(second, data={"password": FRESH}, headers={"origin": "https://evil.example"})
        assert other.status_code == 403


async def test_a_reset_ends_every_session_of_the_old_password(house: House, admin: Person) -> None:
    mei = await house.person("mei", Role.AGENT)
    link = await link_from(await admin.post(f"/admin/people/{mei.who.user.id}/link"))
    assert (await mei.get("/console")).status_code == 200
    async with house.stranger() as browser:
        assert (await choose(browser, link, FRESH)).status_code == 303
        assert (await sign_in(browser, "mei@kiln", PASSWORD)).status_code == 401
        assert (await sign_in(browser, "mei@kiln", FRESH)).status_code == 303
    assert (await mei.get("/console")).status_code == 303
    actions = await house.rows("select action from core.audit where tenant_id = %s", house.tenant)
    assert {"reset made", "reset used", "sign-in failed"} <= {row["action"] for row in actions}


async def test_nobody_is_invited_without_a_name_or_twice(house: House, admin: Person) -> None:
    wrong = [
        {"name": "  ", "login": "x"},
        {"name": "X", "login": ""},
        {"name": "X", "login": "two words"},
        {"name": "X", "login": "ada"},
        {"name": "X", "login": "ＡＤＡ"},
        {"name": "X", "login": "x" * 101},
    ]
    for form in wrong:
        assert (await admin.post("/admin/people/new", {"role": "agent", **form})).status_code in (409, 422), form
    await admin.post("/admin/people/new", {"role": "agent", "name": "X", "email": "x@kiln.example"})
    again = await admin.post(
        "/admin/people/new", {"role": "agent", "name": "Y", "login": "y", "email": "X@kiln.example"}
    )
    assert again.status_code == 409


# --- one's own account -------------------------------------------------------------------------------


async def test_a_person_changes_their_password_and_stays_signed_in_here_alone(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    async with house.stranger() as elsewhere, house.stranger() as browser:
        await sign_in(elsewhere, "mei@kiln")
        wrong = await mei.post("/me/password", {"current": "not it", "password": FRESH})
        assert wrong.status_code == 422
        assert "current password" in wrong.text
        weak = await mei.post("/me/password", {"current": PASSWORD, "password": "password2026"})
        assert weak.status_code == 422
        assert "first that attackers try" in weak.text
        assert (await elsewhere.get("/me", headers={"accept": "text/html"})).status_code == 200
        done = await mei.post("/me/password", {"current": PASSWORD, "password": FRESH})
        assert done.headers["location"] == "/me?done=password"
        assert (await mei.get("/me")).status_code == 200
        assert (await elsewhere.get("/me", headers={"accept": "text/html"})).status_code == 303
        assert (await sign_in(browser, "mei@kiln", PASSWORD)).status_code == 401
        assert (await sign_in(browser, "mei@kiln", FRESH)).status_code == 303


async def test_sessions_are_listed_and_ended_by_their_owner_alone(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    wei = await house.person("wei", Role.AGENT)
    async with house.stranger() as phone:
        phone.headers["user-agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1"
        await sign_in(phone, "mei@kiln")
        shown = (await mei.get("/me")).text
        assert "Safari on iPhone" in shown
        end = re.search(r'action="(/me/sessions/[0-9a-f-]+/end)"', shown)
        assert end is not None
        assert (await wei.post(end[1])).status_code == 404
        assert (await phone.get("/me", headers={"accept": "text/html"})).status_code == 200
        assert (await mei.post(end[1])).status_code == 303
        assert (await phone.get("/me", headers={"accept": "text/html"})).status_code == 303
    async with house.stranger() as other:
        await sign_in(other, "mei@kiln")
        await mei.post("/me/sessions/end-others")
        assert (await other.get("/me", headers={"accept": "text/html"})).status_code == 303
    assert (await mei.get("/me")).status_code == 200


async def test_a_session_ends_when_nobody_is_there(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)

    async def idle(since: timedelta) -> None:
        async def age(unit: UnitOfWork) -> None:
            await unit.execute(
                "update core.session set idle = %s, seen_at = %s where tenant_id = %s and id = %s",
                [timedelta(hours=2), unit.now - since, unit.tenant_id, mei.who.session_id],
            )

        await house.runtime.database.run(house.tenant, age, actor="test")

    await idle(timedelta(minutes=119))
    assert (await mei.get("/me")).status_code == 200
    seen = await house.rows("select seen_at > now() - interval '1 minute' as fresh from core.session where id = %s",
                            mei.who.session_id)  # fmt: skip
    assert seen == [{"fresh": True}]
    await idle(timedelta(minutes=121))
    assert (await mei.get("/me")).status_code == 303


async def test_behind_tls_the_cookie_is_bound_to_this_host_and_browsers_are_told_to_keep_to_tls(house: House) -> None:
    await house.person("mei", Role.AGENT)
    async with house.stranger() as browser:
        here = await sign_in(browser, "mei@kiln")
        assert "strict-transport-security" not in here.headers
    transport = httpx.ASGITransport(house.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.kiln.example") as browser:
        form = {"login": "mei@kiln", "password": PASSWORD}
        answered = await browser.post("/sign-in", data=form, headers={"origin": "https://desk.kiln.example"})
        assert answered.status_code == 303
        cookie = next(one for one in answered.headers.get_list("set-cookie") if SECURE_COOKIE in one)
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Path=/;" in cookie
        assert "domain" not in cookie.lower()
        assert answered.headers["strict-transport-security"].startswith("max-age=31536000")
        assert (await browser.get("/me", headers={"accept": "text/html"})).status_code == 200
        value = browser.cookies[SECURE_COOKIE]
        browser.cookies.clear()
        browser.cookies.set(COOKIE, value)
        planted = await browser.get("/me", headers={"accept": "text/html"})
        assert planted.status_code == 303


# --- guessing ----------------------------------------------------------------------------------------


async def test_tries_at_one_person_count_together_however_the_name_is_written(house: House) -> None:
    await house.person("mei", Role.AGENT)
    names = ["mei", "MEI", "Mei@kiln", "mei@KILN ", "ｍｅｉ", " mei", "m\u200bei", "mei@kiln", "mEi", "meI"]
    async with house.stranger() as browser:
        for name in names:
            assert (await sign_in(browser, name, "wrong")).status_code == 401, name
        assert (await sign_in(browser, "mei")).status_code == 429


async def test_many_tries_at_once_are_counted_before_they_cost_anything(house: House) -> None:
    await house.person("mei", Role.AGENT)
    async with house.stranger() as browser:
        answers = await asyncio.gather(*(sign_in(browser, "mei@kiln", f"wrong {n}") for n in range(60)))
    codes = [one.status_code for one in answers]
    assert codes.count(401) <= 10, "no more than these were looked at"
    assert {*codes} <= {401, 429, 503}, "a machine that is out of breath may say so instead"
    failed = await house.rows(
        "select 1 from core.audit where tenant_id = %s and action = 'sign-in failed'", house.tenant
    )
    assert len(failed) == codes.count(401)


async def test_a_stranger_cannot_lock_somebody_out_of_the_browser_they_use(house: House) -> None:
    await house.person("mei", Role.AGENT)
    async with house.stranger() as own, house.stranger() as stranger:
        assert (await sign_in(own, "mei@kiln")).status_code == 303
        while (await sign_in(stranger, "mei@kiln", "wrong")).status_code != 429:
            pass
        assert (await sign_in(stranger, "mei@kiln")).status_code == 429
        assert (await sign_in(own, "mei@kiln")).status_code == 303


async def test_only_a_few_passwords_are_hashed_at_once_and_a_crowd_is_told_to_come_again() -> None:
    tries = [
        asyncio.create_task(verify_password("x", "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaA")) for _ in range(80)
    ]
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(end, TooBusy) for end in ends) == 80 - AT_ONCE - MOST_WAITING
    assert await verify_password("fine", await hash_password("fine"))


@pytest.mark.parametrize(("proxies", "believed"), [("", False), ("192.0.2.1", False), ("127.0.0.0/8, ::1", True)])
async def test_only_our_own_proxies_say_for_whom_they_ask(house: House, proxies: str, believed: bool) -> None:
    import uvicorn

    await house.person("mei", Role.AGENT)
    house.runtime.settings.proxies = proxies
    house.runtime.settings.port_base = free_port()
    server = uvicorn.Server(server_config(house.app, house.runtime.settings))
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    address = f"http://127.0.0.1:{house.runtime.settings.port}"
    async with httpx.AsyncClient(base_url=address) as browser:
        headers = {"origin": address, "x-forwarded-for": "203.0.113.7"}
        form = {"login": "mei@kiln", "password": "wrong"}
        assert (await browser.post("/sign-in", data=form, headers=headers)).status_code == 401
    server.should_exit = True
    await running
    rows = await house.rows(
        "select detail from core.audit where tenant_id = %s and action = 'sign-in failed'", house.tenant
    )
    assert rows == [{"detail": {"address": "203.0.113.7" if believed else "127.0.0.1"}}]


async def test_demo_people_keep_their_password_though_nobody_may_choose_it(house: House) -> None:
    async def make(work: UnitOfWork) -> None:
        await directory.create_user(work, login="demo", name="Demo", role=Role.AGENT, password="demo", demo=True)

    await house.runtime.database.run(house.tenant, make, actor="test")
    async with house.stranger() as browser:
        assert (await sign_in(browser, "demo@kiln", "demo")).status_code == 303
