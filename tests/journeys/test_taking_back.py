"""What can be taken back waits in the database: a web process that ends in between changes nothing."""

from __future__ import annotations

import re

import httpx
from playwright.async_api import expect

from contact_center.bootstrap.runtime import open_runtime
from contact_center.demo.names import KILN
from contact_center.interactions.scheduled import service as scheduled
from contact_center.platform.unit_of_work import UnitOfWork
from tests.installation import UNDO_SECONDS, until
from tests.journeys.test_sms import Carrier, carrier, phone  # noqa: F401 - the carrier is a fixture
from tests.journeys.world import Console, World


async def undo_for(world: World, seconds: int) -> None:
    async def choose(work: UnitOfWork) -> None:
        await scheduled.set_undo_seconds(work, seconds)

    async with open_runtime(world.installation.settings, "tests") as runtime:
        await runtime.database.run(KILN, choose, actor="tests")


async def begins(world: World, mei: Console, number: str, text: str) -> None:
    await mei.page.goto(f"{world.installation.url}/new?to={number.replace('+', '%2B')}")
    await mei.page.locator("[data-begins] [name=text]").fill(text)
    await mei.page.locator("[data-send]").click()
    await expect(mei.thread.locator(".said-ours")).to_contain_text(text)


async def replaced(world: World) -> None:
    """The web process dies, and another one is there."""
    installation = world.installation
    installation.kill("web")

    async def there() -> bool:
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(f"{installation.url}/readyz")).is_success
            except httpx.TransportError:
                return False

    await until(there, "another web process answers")


async def test_a_message_is_taken_back_by_another_web_process_or_goes_out_once(
    world: World,
    carrier: Carrier,  # noqa: F811
) -> None:
    nair = world.person("p-nair")
    mei = await world.agent("mei")
    await undo_for(world, 60)
    try:
        await begins(world, mei, nair.phone, "Your G1 is ready, I think.")
        await replaced(world)
        await mei.thread.get_by_role("button", name="Undo").click()
        text = mei.page.locator("[data-begins] [name=text]")
        await expect(text).to_have_value("Your G1 is ready, I think.")
        await undo_for(world, 3)
        await text.fill("Your G1 is ready.")
        await mei.page.locator("[data-send]").click()
        await expect(mei.thread.locator(".said-ours")).to_contain_text("Your G1 is ready.")
        await replaced(world)
        # What the carrier tells of it may meet no web process; it is asked for later.
        await expect(mei.thread.locator(".said-ours")).to_contain_text(re.compile("sent|delivered"))
        assert await phone(carrier, nair.phone) == ["Your G1 is ready."]
        world.complaints.clear()  # a browser says aloud that a server was gone
    finally:
        await undo_for(world, UNDO_SECONDS)
    await mei.closes()
