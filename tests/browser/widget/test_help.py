"""Before a chat begins the widget shows articles that may answer the question, and never stands in the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from channels.webchat.model import WidgetArticle
from contact_center.kernel.ids import TenantId
from crm_core.knowledge.render import html
from tests.browser.widget.world import PICTURES, Widget, World, axe, world

pytestmark = pytest.mark.browser
DESCALE = (
    "Every **two months**:\n\n1. Citric acid.\n2. Rinse.\n\n[More](https://x.example)\n<img src=x onerror=alert(1)>"
)


class Shelf:
    """Articles about descaling, for whoever asks about that."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def there(self, tenant: TenantId) -> bool:
        return True

    async def own_pages(self, tenant: TenantId, language: str) -> str:
        return f"/help/kiln/{language}/own"

    async def about(self, tenant: TenantId, question: str, language: str, most: int) -> Sequence[WidgetArticle]:
        self.asked.append(question)
        fits = "descale" in question
        return [WidgetArticle(1, "en", "Descale the machine", html(DESCALE))] if fits else []


@pytest_asyncio.fixture(loop_scope="session")
async def shelf() -> Shelf:
    return Shelf()


@pytest_asyncio.fixture(loop_scope="session")
async def here(browser: Browser, shelf: Shelf) -> AsyncIterator[World]:
    async with world(browser, articles=shelf) as made:
        yield made


async def test_an_article_answers_in_place_and_one_click_still_talks_to_people(here: World, shelf: Shelf) -> None:
    widget = await Widget(await here.open()).open()
    own = widget.frame.get_by_role("link", name="Look up your cases and orders")
    await expect(own).to_have_attribute("href", "/help/kiln/en/own")
    await widget.say("How do I descale it?")
    panel = widget.frame.locator("#help")
    await panel.get_by_text("Descale the machine").click()
    await expect(panel.locator("ol li")).to_have_count(2)
    await expect(panel.locator("img")).to_have_count(0)
    await expect(panel.get_by_role("link")).to_have_attribute("target", "_blank")
    assert await axe(widget.page) == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    await widget.page.screenshot(path=PICTURES / "help.png")
    await expect(widget.frame.locator("#thread .msg, #unsent .msg")).to_have_count(0)
    await widget.frame.get_by_role("button", name="Still talk to us").click()
    await widget.shows("How do I descale it?")
    await expect(panel).to_be_hidden()
    await widget.say("It is a descale question")
    await widget.shows("How do I descale it?", "It is a descale question")
    assert shelf.asked == ["How do I descale it?"]
    assert here.complaints == []


async def test_what_helped_opens_no_chat_and_what_finds_nothing_opens_one_at_once(here: World) -> None:
    widget = await Widget(await here.open()).open()
    await widget.say("descale?")
    await widget.frame.get_by_role("button", name="That helped").click()
    await expect(widget.frame.locator("#help")).to_contain_text("Glad it helped")
    await widget.say("Where is my order?")
    await widget.shows("Where is my order?")
    assert here.complaints == []
