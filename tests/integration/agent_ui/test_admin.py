"""What administrators change takes effect, and is written down."""

from __future__ import annotations

import re

import pytest_asyncio

from contact_center.directory.service import Role
from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, PASSWORD, House, Person
from tests.integration.agent_ui.test_signin import sign_in


@pytest_asyncio.fixture(loop_scope="session")
async def admin(house: House) -> Person:
    return await house.person("ada", Role.ADMIN)


async def audited(house: House) -> list[str]:
    rows = await house.rows("select action from core.audit where tenant_id = %s order by at, id", house.tenant)
    beside = ("signed in", "routing policy published")
    return [row["action"] for row in rows if row["action"] not in beside]


async def test_a_new_agent_can_sign_in_and_a_switched_off_one_cannot(house: House, admin: Person) -> None:
    added = await admin.post("/admin/people/new", {"name": "New One", "login": "new", "role": "agent"})
    link = re.search(r'value="http[^"]*(/key/[^"]+)"', added.text)
    assert link is not None
    async with house.stranger() as browser:
        await browser.post(link[1], data={"password": PASSWORD}, headers={"origin": HOST})
        assert (await sign_in(browser, "new@kiln")).status_code == 303
        user = (
            await house.rows("select id from core.user_account where tenant_id = %s and login = 'new'", house.tenant)
        )[0]["id"]
        await admin.post(f"/admin/people/{user}/leave")
        assert (await browser.get("/console", headers={"accept": "text/html"})).status_code == 303
        assert (await sign_in(browser, "new@kiln")).status_code == 401
    assert await audited(house) == [
        "user added",
        "invitation made",
        "invitation used",
        "user switched off",
        "sign-in failed",
    ]


async def test_nobody_locks_themselves_out(house: House, admin: Person) -> None:
    refused = await admin.post(f"/admin/people/{admin.who.user.id}/leave")
    assert refused.status_code == 409


async def test_sites_that_may_show_the_chat_are_checked_listed_and_removed(house: House, admin: Person) -> None:
    nowhere = await admin.post("/admin/origins", {"origin": "https://shop.example"})
    assert nowhere.status_code == 409

    async def make(work: UnitOfWork) -> None:
        await house.runtime.accounts.create(
            work,
            channel="webchat",
            name="Chat",
            address="shop",
            settings={"accent": "#123456"},
            secrets={},
            queue_id=None,
        )

    await house.runtime.database.run(house.tenant, make, actor="test")
    wrong = await admin.post("/admin/origins", {"origin": "https://shop.example/path"})
    assert wrong.status_code == 422
    await admin.post("/admin/origins", {"origin": "HTTPS://Shop.example:443/"})
    shown = (await admin.get("/admin")).text
    assert "https://shop.example " in shown
    remove = re.search(r'action="(/admin/origins/[0-9a-f-]+/remove)"', shown)
    assert remove is not None
    await admin.post(remove[1])
    assert "https://shop.example " not in (await admin.get("/admin")).text
    settings = await house.rows(
        "select settings from core.channel_account where tenant_id = %s and channel = 'webchat'", house.tenant
    )
    assert settings == [{"settings": {"accent": "#123456", "allowed_origins": []}}]


async def test_quarantine_shows_its_reason_is_tried_again_and_discarded(house: House, admin: Person) -> None:
    account = await house.runtime.accounts.get(house.accounts[house.tenant])
    assert account is not None
    now = house.runtime.clock.now()
    raw = RawEnvelope(account, "SMbroken", now, "application/x-www-form-urlencoded", b"Nothing=useful")
    assert (await house.runtime.intake.take(raw)).quarantined
    shown = (await admin.get("/admin")).text
    assert "MessageSid cannot be used" in shown
    async with house.runtime.database.work(house.tenant, actor="test") as work:
        await work.execute(
            "update core.envelope set refusal = null, reason = 'no MessageSid' where tenant_id = %s", [house.tenant]
        )
    assert "no MessageSid" in (await admin.get("/admin")).text, "as an older version stored it"
    retry = re.search(r'action="(/admin/quarantine/[0-9a-f-]+)/retry"', shown)
    assert retry is not None
    still = await admin.post(f"{retry[1]}/retry")
    assert still.headers["location"] == "/admin?done=quarantined#quarantine"
    assert (await admin.post(f"{retry[1]}/discard", {"reason": " "})).status_code == 422
    assert "1 delivery in quarantine could not be read." in (await admin.get("/admin")).text
    await admin.post(f"{retry[1]}/discard", {"reason": "a scanner of theirs"})
    assert "Empty: everything that arrived could be read." in (await admin.get("/admin")).text
    assert await audited(house) == ["quarantine retried", "quarantine discarded"]
    assert "a scanner of theirs" in (await admin.get("/admin/audit")).text


async def test_erasing_a_customer_asks_twice_and_leaves_no_trace(house: House, admin: Person) -> None:
    await house.text("886900000001", "the+very+words")
    found = (await admin.get("/admin?erase=%2B886900000001")).text
    erase = re.search(r'action="(/admin/customers/[0-9a-f-]+/erase)"', found)
    assert erase is not None
    unsure = await admin.post(erase[1])
    assert unsure.status_code == 422
    done = await admin.post(erase[1], {"confirm": "yes"})
    assert done.headers["location"] == "/admin?done=erased#erase"
    assert "Nobody found." in (await admin.get("/admin?erase=%2B886900000001")).text
    left = await house.rows("select 1 from core.message where tenant_id = %s and text <> ''", house.tenant)
    assert left == []
    assert "customer erased" in await audited(house)


async def test_events_a_reader_set_aside_are_shown_with_their_fault_and_given_to_it_again(
    house: House, admin: Person
) -> None:
    await house.text("886900000002", "hello")
    async with house.runtime.database.work(house.tenant, actor="test", role="system") as work:
        await work.execute(
            "insert into core.event_cursor (tenant_id, consumer, position) values (%s, 'measures', 1)", [house.tenant]
        )
        await work.execute(
            "insert into core.event_parked (tenant_id, consumer, position, parked_at, error) "
            "values (%s, 'measures', 1, %s, 'KeyError at domain.py:133')",
            [house.tenant, work.now],
        )
    assert "1 event could not be digested." in (await admin.get("/admin")).text
    shown = (await admin.get("/admin/following")).text
    assert "KeyError at domain.py:133" in shown
    again = await admin.post("/admin/following/retry", {"consumer": "measures"})
    assert again.headers["location"] == "/admin/following?done=again"
    (job,) = await house.rows("select task_name, args from jobs.procrastinate_jobs")
    assert job == {"task_name": "log.retry_parked", "args": {"tenant_id": str(house.tenant), "consumer": "measures"}}
    assert (await admin.post("/admin/following/retry", {"consumer": "nobody"})).status_code == 404
    assert await audited(house) == ["parked events retried"]


async def test_readers_of_the_log_are_the_administrators_business(house: House) -> None:
    agent = await house.person("mei", Role.AGENT)
    assert (await agent.get("/admin/following")).status_code == 403
