"""A customer writes in the shop's chat; agents answer, hand on, lose their connection, and wrap up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from playwright.async_api import Locator, expect

from tests.browser.widget.world import typed
from tests.installation import until
from tests.journeys.tidy import tidy  # noqa: F401 - for every journey here
from tests.journeys.world import Console, Visitor, World


async def says(visitor: Visitor, text: str) -> None:
    """Writes, and sees it taken; a widget that is not ready yet takes the key a moment later."""
    box = visitor.frame.locator("#say")
    await typed(box, text)

    async def sent() -> bool:
        await box.press("Enter")
        return not await box.input_value()

    await until(sent, "the widget takes the message")
    await expect(messages(visitor).last).to_have_text(text)


def messages(visitor: Visitor) -> Locator:
    return visitor.frame.locator("#thread .msg-text")


def texts(console: Console) -> Locator:
    """What the conversation on the desk shows, in order."""
    return console.thread.locator(".said .said-text")


async def closes_and_codes(console: Console, disposition: str) -> None:
    """By the buttons' places: Wei's page speaks Chinese."""
    await console.page.locator("#desk [data-key=e]").click()
    await console.page.locator("form.wrap-up select").select_option(disposition)
    await console.page.locator("form.wrap-up .button-main").click()
    await expect(console.page.locator("form.wrap-up")).to_have_count(0)


async def interaction_of(console: Console) -> UUID:
    return UUID(await console.page.locator("#desk [data-interaction]").get_attribute("data-interaction") or "")


async def segments(world: World, interaction: UUID) -> list[dict[str, Any]]:
    return await world.rows(
        "select u.login, s.state, s.reason, s.disposition from core.segment s join core.user_account u "
        "on u.tenant_id = s.tenant_id and u.id = s.agent_id where s.tenant_id = %s and s.interaction_id = %s "
        "order by s.offered_at",
        interaction,
    )


async def test_a_chat_is_offered_taken_with_a_key_answered_and_coded(world: World) -> None:
    mei = await world.agent("mei")
    tom = await world.visitor("p-hale")
    await says(tom, "Is the grinder on its way?")

    await mei.accepts("Tom Hale")
    interaction = await interaction_of(mei)
    await expect(texts(mei)).to_have_text(["Is the grinder on its way?"])
    await expect(mei.customer).to_contain_text("verified")
    await mei.writes("It leaves the warehouse today.")
    await expect(messages(tom)).to_have_text(["Is the grinder on its way?", "It leaves the warehouse today."])
    await expect(mei.thread).to_contain_text("read")
    await says(tom, "Thank you!")
    said = ["Is the grinder on its way?", "It leaves the warehouse today.", "Thank you!"]
    await expect(texts(mei)).to_have_text(said)
    await mei.picture("chat-en-light")

    await mei.page.locator("#desk [data-key=e]").click()
    await mei.wraps_up("order_status", "Leaves today.")
    await expect(mei.page.locator("#work .work-row")).to_have_count(0)
    parts = await segments(world, interaction)
    assert parts == [{"login": "mei", "state": "done", "reason": "completed", "disposition": "order_status"}]
    record = await world.rows(
        "select outcome, disposition, messages_in, messages_out from core.interaction_record "
        "where tenant_id = %s and interaction_id = %s",
        interaction,
    )
    assert record == [{"outcome": "completed", "disposition": "order_status", "messages_in": 2, "messages_out": 1}]


async def test_a_console_that_loses_its_connection_misses_nothing_and_doubles_nothing(world: World) -> None:
    mei = await world.agent("mei")
    visitor = await world.visitor("p-nair")
    await says(visitor, "one")
    await mei.accepts("Priya Nair")
    await mei.answer.fill("a half-written answer")

    world.installation.kill("web")
    await expect(mei.page.locator("#live-state")).to_contain_text("Reconnecting")
    await typed(visitor.frame.locator("#say"), "two")
    await visitor.frame.locator("#say").press("Enter")

    await expect(mei.page.locator("#live-state")).to_contain_text("Live")
    await expect(texts(mei)).to_have_text(["one", "two"])
    await says(visitor, "three")
    await expect(texts(mei)).to_have_text(["one", "two", "three"])
    await expect(mei.answer).to_have_value("a half-written answer")
    await mei.writes("Here I am.")
    await expect(mei.page.locator("#desk [data-guard]")).to_contain_text("wrote after you began this draft")
    await mei.page.get_by_role("button", name="Send anyway").click()
    await expect(messages(visitor)).to_have_text(["one", "two", "three", "Here I am."])
    await mei.page.reload()
    await expect(texts(mei)).to_have_text(["one", "two", "three", "Here I am."])
    await closes_and_codes(mei, "other")
    world.complaints.clear()  # a browser says aloud that a server was gone


async def test_mei_wraps_up_a_chat_that_wei_still_writes_in(world: World) -> None:
    mei = await world.agent("mei")
    visitor = await world.visitor("p-bell")
    await says(visitor, "My grinder rattles.")
    await mei.accepts("Marcus Bell")
    interaction = await interaction_of(mei)
    wei = await world.agent("wei")

    await mei.page.locator("#desk [data-key=t]").click()
    await mei.page.locator("#dialog label", has_text="Wei").locator("input").check()
    await mei.page.locator("#dialog textarea").fill("Knows grinders best.")
    await mei.page.locator("#dialog button[type=submit]").click()
    await wei.accepts("Marcus Bell")
    await expect(wei.thread).to_contain_text("Knows grinders best.")
    await expect(mei.page.locator("form.wrap-up")).to_be_visible()

    await wei.writes("I am Wei; when did it begin?")
    await expect(messages(visitor)).to_have_text(["My grinder rattles.", "I am Wei; when did it begin?"])
    await expect(texts(mei)).to_have_text(["My grinder rattles.", "I am Wei; when did it begin?"])
    states = {part["login"]: part["state"] for part in await segments(world, interaction)}
    assert states == {"mei": "wrapping", "wei": "connected"}

    await mei.wraps_up("repair_booked")
    await says(visitor, "Yesterday.")
    await expect(texts(wei)).to_have_text(["My grinder rattles.", "I am Wei; when did it begin?", "Yesterday."])
    await closes_and_codes(wei, "repair_booked")
    ends = {part["login"]: part["reason"] for part in await segments(world, interaction)}
    assert ends == {"mei": "transferred", "wei": "completed"}


async def test_signing_out_with_open_work_gives_it_to_a_colleague(world: World) -> None:
    mei = await world.agent("mei")
    visitor = await world.visitor("p-brooks")
    await says(visitor, "Hello?")
    await mei.accepts("Hannah Brooks")
    wei = await world.agent("wei")

    await mei.page.locator("#presence summary").click()
    await mei.page.locator("#presence").get_by_role("button", name="Sign out").click()
    await expect(mei.page.locator("#dialog select")).to_have_count(1)
    await mei.page.locator("#dialog button[type=submit]").click()
    await mei.page.wait_for_url("**/sign-in")

    await wei.accepts("Hannah Brooks")
    await expect(texts(wei)).to_have_text(["Hello?"])
    await closes_and_codes(wei, "other")


async def test_work_that_nobody_takes_shows_on_the_wallboard(world: World) -> None:
    visitor = await world.visitor("p-ellison")
    await says(visitor, "Is anybody there?")
    browser, _ = await world.browser()
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    world.listen(page)
    await page.goto(f"{world.installation.url}/supervisor")
    await page.locator("#login").fill("sam")
    await page.locator("#password").fill("demo")
    await page.locator("#password").press("Enter")
    await expect(page.locator("#board-side")).to_contain_text("Nobody signed in can take 1 in Orders")

    mei = await world.agent("mei")
    await expect(page.locator("#board-side")).to_contain_text("Mei Chen")
    await mei.accepts("Claire Donovan")
    await expect(page.locator("#board-side")).not_to_contain_text("Nobody signed in can take")
    await closes_and_codes(mei, "other")

    async def over() -> bool:
        return not await world.rows("select 1 from core.interaction where tenant_id = %s and state = 'queued'")

    await until(over, "nothing waits any more")
