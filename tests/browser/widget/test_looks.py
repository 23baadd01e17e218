"""Everybody can read it and reach it: axe, keys, small screens; pictures to look at in tests/.artifacts."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, expect

from channels.webchat.model import Author, CallMenu, CallPhase, ChatMessage, ChatPhase, ChatState, MenuPrompt
from contact_center.kernel.ids import MessageId, new_id
from tests.browser.widget.world import Widget, World, axe, picture, world
from tests.patience import PATIENCE
from tests.unit.channels.webchat.centre import Talk

pytestmark = pytest.mark.browser

WORDS = {
    "zh-Hant": [
        (Author.VISITOR, "訂單 SO-20418 的兩台磨豆機說 20 號會到，今天都 23 號了。"),
        (Author.AGENT, "佳穎您好，我是 Mei。一台已備好，另一台缺刀盤，系統顯示 26 號補到。"),
        (Author.VISITOR, "我們週五早上開幕，至少要先有一台能用。"),
        (Author.AGENT, "今天 16:00 前先出一台，明天到店，運費由我們負擔。"),
        (Author.AGENT, "出貨後可以在這裡查詢：https://kiln.example/track/SO-20418"),
    ],
    "en": [
        (Author.VISITOR, "Order SO-20418: two grinders were promised for the 20th. Today is the 23rd."),
        (Author.AGENT, "Hello, I am Mei. One is packed, the other waits for its burrs until the 26th."),
        (Author.VISITOR, "We open on Friday morning and need at least one of them working."),
        (Author.AGENT, "Then we send the first one today before 16:00, at our cost. You have it tomorrow."),
        (Author.AGENT, "You can follow it here: https://kiln.example/track/SO-20418"),
    ],
}


def tell(here: World, member: str, lang: str) -> None:
    at = datetime.now(UTC) - timedelta(minutes=9)
    talk = Talk(state=ChatState(ChatPhase.WITH_AGENT, "Mei"), read=3)
    for n, (author, text) in enumerate(WORDS[lang], 1):
        when = at + timedelta(minutes=n + n // 2)
        name = "Mei" if author is Author.AGENT else None
        talk.messages.append(ChatMessage(MessageId(new_id()), n, author, text, when, name))
    here.desk.talks[member] = [talk]


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
async def test_the_widget_is_readable(browser: Browser, width: int, theme: str, lang: str) -> None:
    height, phone = (844, True) if width == 390 else (900, False)
    async with world(browser, width=width, height=height, has_touch=phone) as here:
        tell(here, "C-1", lang)
        page = await here.open(lang=lang, theme=theme, member="C-1")
        widget = Widget(page)
        await expect(widget.launcher).to_be_visible()
        assert await axe(page, frame_only=False) == []
        await picture(page, f"button-{width}-{theme}-{lang}")
        await widget.open()
        await widget.shows(*(text for _, text in WORDS[lang]))
        here.desk.agent_types("C-1", True)
        await expect(widget.frame.locator("#typing")).to_be_visible()
        assert await axe(page) == []
        await picture(page, f"chat-{width}-{theme}-{lang}")
        wide = await page.frames[-1].evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide
        if width == 390:
            box = await page.locator("#contact-center-widget iframe").bounding_box()
            assert box == {"x": 0, "y": 0, "width": 390, "height": 844}


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_state_is_readable(browser: Browser, theme: str) -> None:
    async with world(browser) as here:
        page = await here.open(theme=theme)
        widget = await Widget(page).open()
        await expect(widget.frame.locator("#welcome")).to_be_visible()
        await widget.frame.locator("#say").fill("x" * 3990)
        assert await axe(page) == []
        await picture(page, f"welcome-{theme}")
        await widget.say("Hello")
        await widget.shows("Hello")
        here.desk.broken = True
        await widget.say("This one has to wait")
        visitor = await here.visitor()
        await here.desk.state(visitor, ChatState(ChatPhase.WAITING, ahead=2))
        await expect(widget.frame.locator("#queue")).to_contain_text("2 before you")
        await expect(widget.frame.locator("#unsent .msg-unsent")).to_be_visible()
        assert await axe(page) == []
        await picture(page, f"waiting-{theme}")
        here.desk.broken = False
        await widget.nothing_unsent()
        await here.desk.state(visitor, ChatState(ChatPhase.ENDED))
        await expect(widget.frame.get_by_role("button", name="Start a new conversation")).to_be_visible()
        assert await axe(page) == []
        await picture(page, f"ended-{theme}")


async def test_the_page_can_change_its_theme_while_the_chat_is_open(browser: Browser) -> None:
    async with world(browser) as here:
        page = await here.open(theme="light")
        widget = await Widget(page).open()
        await page.evaluate("document.documentElement.dataset.theme = 'dark'")
        await expect(widget.frame.locator("html")).to_have_attribute("data-theme", "dark")
        assert await axe(page) == []


async def test_the_chat_is_used_by_keys_alone(browser: Browser) -> None:
    async with world(browser) as here:
        page = await here.open()
        widget = Widget(page)
        await expect(widget.launcher).to_have_attribute("aria-expanded", "false")
        await widget.launcher.focus()
        await page.keyboard.press("Enter")
        await expect(widget.box).to_be_focused()
        await page.keyboard.type("Hello")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("there")
        await page.keyboard.press("Enter")
        await widget.shows("Hello\nthere")
        await page.keyboard.press("Escape")
        await expect(widget.launcher).to_be_focused()
        await expect(widget.launcher).to_have_attribute("aria-expanded", "false")


async def test_a_call_shows_who_is_on_it_and_can_be_muted_and_ended(browser: Browser) -> None:
    async with world(browser) as here:
        page = await here.open()
        widget = await Widget(page).open()
        await widget.frame.get_by_role("button", name="Call us").click()
        title = widget.frame.locator("#call-title")
        await expect(title).to_have_text("Calling Kiln & Co 窯坊")
        await expect(widget.frame.get_by_role("button", name="Mute")).to_be_visible()
        await here.centre.exchange.called.wait()
        assert len(here.centre.exchange.calls) == 1
        here.centre.exchange.happens(CallPhase.TALKING, recording=True)
        await expect(title).to_have_text("On the phone with Mei")
        await expect(widget.frame.locator("#call-clock")).to_have_text("0:01")
        await expect(widget.frame.locator("#call-why")).to_contain_text("recorded")
        assert await axe(page) == []
        await picture(page, "call-talking")
        await widget.frame.get_by_role("button", name="Mute").click()
        await expect(widget.frame.get_by_role("button", name="Speak again")).to_be_visible()
        here.centre.exchange.happens(CallPhase.ON_HOLD)
        await expect(title).to_have_text("Mei has put you on hold")
        await widget.frame.get_by_role("button", name="Hang up").click()
        await expect(title).to_have_text("The call has ended")
        await expect(widget.frame.locator("#call-why")).to_contain_text(re.compile(r"It lasted 0:\d\d"))
        assert await axe(page) == []
        assert here.centre.exchange.muted == [True]
        assert here.complaints == []


async def test_a_caller_goes_through_a_menu_by_key_and_by_typed_number(browser: Browser) -> None:
    id = new_id()
    menus = (
        CallMenu(
            id, 0, (MenuPrompt("For orders press 1, for repairs 2.", "en"),), "12", 1, 20,
            {"1": "Orders", "2": "Repairs"},
        ),
        CallMenu(id, 1, (MenuPrompt("Please type your order number.", "en"),), "0123456789#", 8, 20),
        CallMenu(id, 2, (MenuPrompt("You are number 3.", "en"),), then="connect"),
    )  # fmt: skip
    async with world(browser, permissions=["microphone"]) as here:
        here.centre.exchange.menus = menus
        page = await here.open()
        widget = Widget(page)
        await widget.open()
        await widget.frame.get_by_role("button", name="Call us").click()
        title, why = widget.frame.locator("#call-title"), widget.frame.locator("#call-why")
        await expect(title).to_have_text("Connected to Kiln & Co 窯坊")
        await expect(why).to_have_text("For orders press 1, for repairs 2.")
        await picture(page, "call-menu")
        assert await axe(page) == []
        await widget.frame.get_by_role("button", name="1 Orders").click()
        await expect(why).to_have_text("Please type your order number.")
        for key in ("2", "0", "5"):
            await widget.frame.locator(f"[data-key='{key}']").click()
        await page.keyboard.press("4")
        await widget.frame.get_by_role("button", name="Take the last digit back").click()
        await expect(widget.frame.locator("#pad-typed")).to_have_text("205")
        await picture(page, "call-typing")
        await widget.frame.get_by_role("button", name="Done #").click()
        await here.centre.exchange.called.wait()
        await expect(widget.frame.locator("#pad")).to_be_hidden()
        assert here.centre.exchange.pressed == ["1", "205"]
        await widget.frame.locator("#hangup").click()
        here.centre.exchange.menus = (menus[0], CallMenu(id, 1, (MenuPrompt("We are closed.", "en"),), then="ended"))
        await widget.frame.locator("#call-done").click()
        await widget.frame.get_by_role("button", name="Call us").click()
        await widget.frame.locator("[data-key='2']").click()
        await expect(title).to_have_text("The call has ended")
        await expect(why).to_have_text("We are closed.")
        await widget.frame.locator("#call-done").click()
        await widget.frame.get_by_role("button", name="Call us").click()
        await expect(why).to_have_text("For orders press 1, for repairs 2.")
        await widget.frame.locator("#hangup").click()
        await expect(widget.frame.locator("#pad")).to_be_hidden()
        async with asyncio.timeout(PATIENCE):
            await here.centre.exchange.left_one.wait()
        assert here.complaints == []


async def test_a_page_that_is_loaded_anew_in_the_menu_goes_on_where_its_caller_was(browser: Browser) -> None:
    id = new_id()
    async with world(browser, permissions=["microphone"]) as here:
        here.centre.exchange.menus = (
            CallMenu(id, 0, (MenuPrompt("For orders press 1, for repairs 2.", "en"),), "12", 1, 20),
            CallMenu(id, 1, (MenuPrompt("Please type your order number.", "en"),), "0123456789#", 8, 20),
            CallMenu(id, 2, (MenuPrompt("You are number 3.", "en"),), then="connect"),
        )
        page = await here.open()
        widget = Widget(page)
        await widget.open()
        await widget.frame.get_by_role("button", name="Call us").click()
        await widget.frame.locator("[data-key='1']").click()
        why = widget.frame.locator("#call-why")
        await expect(why).to_have_text("Please type your order number.")
        await page.reload()
        why = Widget(page).frame.locator("#call-why")
        await expect(why).to_have_text("Please type your order number.")
        assert here.centre.exchange.pressed == ["1"], "nothing was pressed by the reload"
        await page.keyboard.press("Tab")
        await Widget(page).frame.locator("[data-key='2']").click()
        await Widget(page).frame.get_by_role("button", name="Done #").click()
        await here.centre.exchange.called.wait()
        assert here.centre.exchange.pressed == ["1", "2"]
        await Widget(page).frame.locator("#hangup").click()
        await page.reload()
        await expect(Widget(page).frame.locator("#call-bar")).to_be_hidden()


async def test_a_page_can_open_a_call_by_its_own_button(browser: Browser) -> None:
    async with world(browser) as here:
        page = await here.open()
        widget = Widget(page)
        await expect(widget.launcher).to_be_visible()
        await page.evaluate("ContactCenterWidget.call()")
        await expect(widget.frame.locator("#call-title")).to_have_text("Calling Kiln & Co 窯坊")
        await expect(widget.frame.get_by_role("button", name="Mute")).to_be_visible()
        await here.centre.exchange.called.wait()
        here.centre.exchange.happens(CallPhase.ENDED, reason="nobody_free")
        await expect(widget.frame.locator("#call-why")).to_contain_text("Nobody was free")
