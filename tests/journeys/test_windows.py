"""An agent with several windows, and on pages other than the console."""

from __future__ import annotations

from uuid import UUID

from playwright.async_api import Locator, Page, expect

from tests.installation import until
from tests.journeys.test_chat import closes_and_codes, interaction_of, messages, says
from tests.journeys.world import Console, World


async def window(world: World, mei: Console, interaction: UUID) -> tuple[Page, Locator]:
    """Another window of hers on the same conversation, and where she writes in it."""
    page = await mei.page.context.new_page()
    world.listen(page)
    await page.goto(f"{world.installation.url}/console?c={interaction}")
    await expect(page.locator("#live-state")).to_have_text("Live")
    return page, page.locator("#desk [data-composer] textarea")


async def test_an_agent_who_looks_up_a_customer_stays_there_and_takes_the_offer_from_that_page(world: World) -> None:
    mei = await world.agent("mei")
    await mei.finds("Priya Nair")
    await expect(mei.page.locator("#presence")).to_contain_text("Available")

    async def seen() -> bool:
        found = await world.rows(
            "select 1 from core.agent_connection c join core.presence p on p.tenant_id = c.tenant_id "
            "and p.agent_id = c.agent_id where c.tenant_id = %s and c.closed_at is null and p.state = 'available' "
            "and p.unreachable_since is null "
            "and c.beat_at > now() - interval '30 seconds'"  # a process that an earlier journey killed holds nobody
        )
        return len(found) == 1

    await until(seen, "one page holds her, and she can be reached")
    tom = await world.visitor("p-hale")
    await says(tom, "Is the grinder on its way?")
    await mei.accepts("Tom Hale")
    assert "/console?c=" in mei.page.url
    await expect(mei.thread).to_contain_text("Is the grinder on its way?")
    await mei.page.locator(".nav").get_by_role("link", name="Customers").click()
    await expect(mei.page.locator("#presence")).to_be_visible()
    await mei.page.keyboard.press("g")
    await mei.page.keyboard.press("w")
    await mei.page.locator("#work .work-row").click()
    await closes_and_codes(mei, "other")


async def test_what_was_sent_in_one_window_is_no_draft_in_the_other_and_goes_once(world: World) -> None:
    mei, tom = await world.agent("mei"), await world.visitor("p-hale")
    await says(tom, "Where is my order?")
    await mei.accepts("Tom Hale")
    await mei.answer.press_sequentially("It left on Tuesday.")
    await expect(mei.page.locator("[data-kept]")).to_contain_text("draft kept")
    second, box = await window(world, mei, await interaction_of(mei))
    await expect(box).to_have_value("It left on Tuesday.")
    await mei.answer.press_sequentially(" By train.")
    await expect(box).to_have_value("It left on Tuesday. By train.")
    await mei.answer.press("Control+Enter")
    await expect(messages(tom)).to_have_text(["Where is my order?", "It left on Tuesday. By train."])
    await expect(box).to_have_value("")
    await box.press("Control+Enter")
    await second.reload()
    await expect(box).to_have_value("")
    await expect(messages(tom)).to_have_count(2)
    await second.close(run_before_unload=False)
    await closes_and_codes(mei, "other")


async def test_two_windows_with_two_texts_ask_which_it_is_to_be(world: World) -> None:
    mei, tom = await world.agent("mei"), await world.visitor("p-hale")
    await says(tom, "Where is my order?")
    await mei.accepts("Tom Hale")
    second, box = await window(world, mei, await interaction_of(mei))
    other = second.locator("[data-other-draft]")

    # The second cannot keep its own yet, so the first does not know of it.
    await second.route("**/console/drafts", lambda route: route.abort())
    await box.press_sequentially("It is in Hamburg.")
    await expect(second.locator("[data-kept]")).to_contain_text("on this computer")
    await mei.answer.press_sequentially("It left on Tuesday.")
    await expect(other).to_contain_text("It left on Tuesday.")
    await expect(box).to_have_value("It is in Hamburg.")
    await expect(mei.answer).to_have_value("It left on Tuesday.")
    await second.unroute("**/console/drafts")
    await second.get_by_role("button", name="Keep this one").click()
    await expect(mei.answer).to_have_value("It is in Hamburg.")
    await expect(other).to_have_count(0)
    await second.close(run_before_unload=False)
    await mei.writes("It is in Hamburg by now.")
    await expect(messages(tom)).to_have_text(["Where is my order?", "It is in Hamburg by now."])
    world.complaints.clear()  # a browser says aloud that a request was stopped
    await closes_and_codes(mei, "other")
