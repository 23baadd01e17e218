"""Signing in and out, as a browser does."""

from __future__ import annotations

import httpx

from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE
from contact_center.directory.service import Role
from contact_center.directory.tenancy import service as tenancy
from contact_center.interactions.presence import service as presence
from contact_center.kernel.contracts.interactions import Presence
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, PASSWORD, House


async def sign_in(http: httpx.AsyncClient, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    form = {"login": login, "password": password, "start_as": "available", **more}
    return await http.post("/sign-in", data=form, headers={"origin": HOST, "accept": "text/html"})


async def test_who_signs_in_lands_where_they_wanted_with_a_guarded_cookie(house: House) -> None:
    await house.person("mei", Role.AGENT)
    async with house.stranger() as browser:
        answered = await sign_in(browser, "mei@kiln", next="/customers?q=tom")
        assert answered.status_code == 303
        assert answered.headers["location"] == "/customers?q=tom"
        cookie = answered.headers["set-cookie"]
        assert cookie.startswith(COOKIE)
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie  # plain HTTP on the loopback
        assert (await browser.get("/console", headers={"accept": "text/html"})).status_code == 200


async def test_no_link_to_us_leads_elsewhere_after_signing_in(house: House) -> None:
    await house.person("mei", Role.AGENT)
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        async with house.stranger() as browser:
            answered = await sign_in(browser, "mei@kiln", next=elsewhere)
        assert answered.headers["location"] == "/console"


async def test_an_agent_chooses_how_to_start(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    async with house.stranger() as browser:
        await sign_in(browser, "mei@kiln", start_as="away")
    async with house.runtime.database.read(house.tenant) as reader:
        row = await presence.get(reader, house.tenant, mei.agent)
    assert row is not None
    assert row.state == Presence.AWAY


async def test_guessing_ends_after_ten_tries_and_says_so(house: House) -> None:
    await house.person("mei", Role.AGENT)
    async with house.stranger() as browser:
        for _ in range(10):
            refused = await sign_in(browser, "mei@kiln", "wrong")
            assert refused.status_code == 401
            assert "name or the password is wrong" in refused.text
        locked = await sign_in(browser, "mei@kiln")
    assert locked.status_code == 429
    assert "wait" in locked.text


async def test_a_right_password_forgives_the_wrong_ones(house: House) -> None:
    await house.person("mei", Role.AGENT)
    async with house.stranger() as browser:
        for _ in range(2):
            for _ in range(9):
                await sign_in(browser, "mei@kiln", "wrong")
            assert (await sign_in(browser, "mei@kiln")).status_code == 303


async def test_demo_users_are_refused_where_others_can_reach_us(house: House) -> None:
    async def make(work: UnitOfWork) -> None:
        await directory.create_user(
            work,
            login="demo",
            name="Demo",
            role=Role.AGENT,
            password="demo",
            demo=True,
        )

    await house.runtime.database.run(house.tenant, make, actor="test")
    async with house.stranger() as browser:
        assert (await sign_in(browser, "demo@kiln", "demo")).status_code == 303
    house.runtime.settings.bind = "0.0.0.0"
    async with house.stranger() as browser:
        assert (await sign_in(browser, "demo@kiln", "demo")).status_code == 401


async def test_another_site_cannot_sign_anybody_in(house: House) -> None:
    await house.person("mei", Role.AGENT)
    async with house.stranger() as browser:
        form = {"login": "mei@kiln", "password": PASSWORD}
        answered = await browser.post("/sign-in", data=form, headers={"origin": "https://evil.example"})
    assert answered.status_code == 403


async def test_signing_out_gives_open_work_back_or_keeps_it_as_asked(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    kept = await house.text("886900000001", "keep me")
    returned = await house.text("886900000002", "give me back")
    for interaction in (kept, returned):
        await house.give(interaction, mei.agent)
    asked = await mei.get("/sign-out", **{"hx-request": "true"})
    assert f"work-{kept}" in asked.text
    answered = await mei.post("/sign-out", {f"work-{kept}": "keep", f"work-{returned}": "queue"})
    assert answered.headers["location"] == "/sign-in"
    states = await house.rows("select id, state, at_head from core.interaction where tenant_id = %s", house.tenant)
    assert {row["id"]: row["state"] for row in states} == {kept: "waiting", returned: "queued"}
    assert (await mei.get("/console")).status_code == 303
    async with house.runtime.database.read(house.tenant) as reader:
        row = await presence.get(reader, house.tenant, mei.agent)
    assert row is not None
    assert row.state == Presence.OFFLINE


async def test_language_and_theme_are_remembered_with_the_person(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    assert '<html lang="en"' in (await mei.get("/console")).text
    await mei.post("/preferences", {"language": "zh-Hant"})
    await mei.post("/preferences", {"theme": "dark"})
    shown = (await mei.get("/console")).text
    html = shown.partition("<html ")[2].partition(">")[0]
    assert 'lang="zh-Hant"' in html
    assert 'data-theme="dark"' in html
    assert "我的工作" in shown


async def test_of_a_suspended_organisation_nobody_is_in_and_nobody_comes_in_until_it_is_resumed(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    async with house.stranger() as browser:
        assert (await mei.get("/console")).status_code == 200
        await house.runtime.database.run(house.tenant, lambda work: tenancy.suspend(work, "unpaid"), actor="cli")
        out = await mei.get("/console")
        assert out.status_code == 303
        assert "/sign-in" in out.headers["location"]
        refused = await sign_in(browser, "mei@kiln")
        assert refused.status_code == 401
        assert "organisation is suspended" in refused.text
        assert "unpaid" not in refused.text
        wrong = await sign_in(browser, "mei@kiln", "wrong")
        assert "organisation is suspended" not in wrong.text
        await house.runtime.database.run(house.tenant, tenancy.resume, actor="cli")
        assert (await sign_in(browser, "mei@kiln")).status_code == 303
