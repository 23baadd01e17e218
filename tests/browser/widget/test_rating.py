"""Once a chat was closed the widget asks how it went; the answer is thanked for and may be changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from channels.webchat.model import AskedRating, CallPhase, CallStateChanged, ChatPhase, ChatState, VisitorCallState
from contact_center.kernel.ids import CallId
from tests.browser.widget.world import PICTURES, Widget, World, axe, world

pytestmark = pytest.mark.browser
ASKED = AskedRating("csat", "How satisfied are you with our service?", 1, 5)


@pytest_asyncio.fixture(loop_scope="session")
async def here(browser: Browser) -> AsyncIterator[World]:
    async with world(browser) as made:
        yield made


async def test_a_visitor_rates_the_chat_by_keyboard_changes_it_and_starts_anew(here: World) -> None:
    widget = await Widget(await here.open()).open()
    await widget.say("It drips")
    await widget.shows("It drips")
    visitor = await here.visitor()
    await here.desk.state(visitor, ChatState(ChatPhase.WITH_AGENT, "Mei"))
    await here.desk.state(visitor, ChatState(ChatPhase.ENDED, rating=ASKED))
    form = widget.frame.locator("#rating")
    await expect(form.get_by_text(ASKED.question)).to_be_visible()
    assert await axe(widget.page) == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    await widget.page.screenshot(path=PICTURES / "rating.png")
    await form.get_by_role("radio", name="5, Very satisfied").focus()
    await widget.page.keyboard.press("ArrowLeft")
    await form.get_by_role("textbox").fill("Quick")
    await form.get_by_role("button", name="Send the rating").press("Enter")
    await expect(form.get_by_text("Thank you")).to_be_visible()
    await form.get_by_role("button", name="Change it").click()
    await expect(form.get_by_role("radio", name="4", exact=True)).to_be_checked()
    await form.locator("label", has_text="2").click()
    await form.get_by_role("button", name="Send the rating").click()
    await expect(form.get_by_text("Thank you")).to_be_visible()
    assert here.desk.rated == [(4, "Quick"), (2, "Quick")]
    call = CallId(uuid4())
    here.desk.publish(visitor, CallStateChanged(VisitorCallState(call, CallPhase.ENDED, rating=ASKED)))
    after = widget.frame.get_by_role("form", name="Your rating of the call")
    await after.locator("label", has_text="5").click()
    assert await axe(widget.page) == []
    await widget.page.screenshot(path=PICTURES / "rating-call.png")
    await after.get_by_role("button", name="Send the rating").click()
    await expect(after.get_by_text("Thank you")).to_be_visible()
    assert here.desk.rated[-1] == (5, str(call))
    await after.get_by_role("button", name="Close").click()
    await expect(after).to_be_hidden()
    await widget.frame.get_by_role("button", name="Start a new conversation").click()
    await expect(form).to_be_hidden()
    assert here.complaints == []
