"""An agent invites a visitor: the window shows itself, and the visitor accepts or declines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from channels.webchat.model import ChatPhase, ChatState
from tests.browser.widget.world import PICTURES, Widget, World, axe, world

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(loop_scope="session")
async def here(browser: Browser) -> AsyncIterator[World]:
    async with world(browser) as made:
        yield made


async def test_a_visitor_is_invited_accepts_and_another_time_declines(here: World) -> None:
    page = await here.open()
    widget = await Widget(page).open()
    visitor = await here.visitor()
    await widget.frame.get_by_role("button", name="Minimise the chat").click()
    await page.get_by_role("button", name="Buy").focus()
    await here.desk.say(visitor, "May I help you choose?")
    await here.desk.state(visitor, ChatState(ChatPhase.INVITED, "Mei"))
    asked = widget.frame.get_by_role("group", name="Invitation to chat")
    await expect(asked).to_be_visible()
    await expect(widget.frame.locator("#head-state")).to_have_text("Mei would like to chat with you")
    await expect(page.get_by_role("button", name="Buy")).to_be_focused()
    assert await axe(page) == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / "invitation.png")
    await asked.get_by_role("button", name="Chat now").click()
    await expect(asked).to_be_hidden()
    await here.desk.state(visitor, ChatState(ChatPhase.INVITED, "Mei"))
    await asked.get_by_role("button", name="No, thank you").click()
    await expect(widget.launcher).to_be_visible()
    assert here.desk.answered == [True, False]
    assert here.complaints == []
