from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from channels.webchat.model import ChatPhase, ChatState
from tests.browser.widget.world import Widget, World, axe, typed, world
from tests.patience import PATIENCE

pytestmark = pytest.mark.browser
MEI = ChatState(ChatPhase.WITH_AGENT, "Mei")


@pytest_asyncio.fixture(loop_scope="session")
async def here(browser: Browser) -> AsyncIterator[World]:
    async with world(browser) as made:
        yield made


async def test_visitor_and_agent_write_to_each_other(here: World) -> None:
    widget = await Widget(await here.open()).open()
    await widget.head("Write to us, a person answers")
    await widget.say("Where is my order?")
    await widget.shows("Where is my order?")
    await widget.head("Someone will be with you soon")
    visitor = await here.visitor()
    await here.desk.state(visitor, ChatState(ChatPhase.WAITING, ahead=2))
    await expect(widget.frame.locator("#queue")).to_contain_text("2 before you")
    await here.desk.state(visitor, MEI)
    await widget.head("Mei is helping you")
    here.desk.agent_types(visitor, True)
    await expect(widget.frame.locator("#typing")).to_contain_text("Mei is typing")
    await here.desk.say(visitor, "On its way: https://track.example/7.")
    await widget.shows("Where is my order?", "On its way: https://track.example/7.")
    await expect(widget.frame.locator("#typing")).to_be_hidden()
    await expect(widget.frame.get_by_role("link")).to_have_attribute("href", "https://track.example/7")
    await here.desk.agent_reads(visitor)
    await expect(widget.frame.locator(".msg-out .msg-state")).to_have_text("Read")
    assert here.complaints == []


async def test_enter_sends_on_a_slow_line_before_the_scripts_are_there(here: World) -> None:
    let_in = asyncio.Event()

    async def wait(route: Route) -> None:
        await let_in.wait()
        await route.continue_()

    await here.context.route("**/main.js", wait)
    widget = await Widget(await here.open()).open()
    await typed(widget.box, "hello")
    await widget.box.press("Enter")
    await expect(widget.box).to_have_value("hello\n")
    let_in.set()
    await widget.shows("hello")
    await expect(widget.box).to_have_value("")


HOLD = """if (window !== top) addEventListener("message", (event) => {
  if (event.data?.type !== "init" || window.letIn) return;
  event.stopImmediatePropagation();
  window.held = event.data.widget;
}, true)"""
LET_IN = 'letIn = true; parent.postMessage({ widget: held, type: "ready" }, "*")'


async def test_what_a_member_writes_before_the_site_said_who_they_are_goes_out_as_theirs(here: World) -> None:
    await here.context.add_init_script(HOLD)
    widget = await Widget(await here.open(member="C-1001")).open()
    frame = widget.page.frames[-1]
    async with asyncio.timeout(PATIENCE):
        while not await frame.evaluate("window.held"):
            await asyncio.sleep(0.05)
    await widget.say("Where is my order?")
    await frame.evaluate(LET_IN)
    await widget.shows("Where is my order?")
    await widget.nothing_unsent()
    assert here.complaints == []


async def test_a_visitor_sees_the_wait_and_asks_to_be_called_back(here: World) -> None:
    widget = await Widget(await here.open()).open()
    await widget.say("Where is my order?")
    await widget.shows("Where is my order?")
    visitor = await here.visitor()
    await here.desk.state(visitor, ChatState(ChatPhase.WAITING, ahead=2, minutes=3, callback="offered"))
    await expect(widget.frame.locator("#queue")).to_have_text("We have your message. 2 before you. About 3 minutes.")
    await widget.frame.get_by_label("Rather be called?").fill("0911")
    await widget.frame.get_by_role("button", name="Call me back").click()
    await expect(widget.frame.locator("#callback-problem")).to_contain_text("with its country")
    assert await axe(widget.page) == []
    await widget.frame.get_by_label("Rather be called?").fill("+886911000001")
    await widget.frame.get_by_role("button", name="Call me back").click()
    await expect(widget.frame.locator("#queue")).to_contain_text("You keep your place")
    await expect(widget.frame.locator("#callback")).to_be_hidden()
    assert here.desk.called_back == [(visitor, "+886911000001")]


async def test_the_agent_sees_typing_and_that_the_answer_was_read(here: World) -> None:
    widget = await Widget(await here.open()).open()
    await widget.say("Hello")
    visitor = await here.visitor()
    await widget.box.press_sequentially("I am")
    await here.desk.until(lambda: (visitor, True) in here.desk.typed)
    await here.desk.say(visitor, "Yes?")
    await here.desk.until(lambda: here.desk.seen.get(visitor) == 2)


async def test_enter_while_composing_a_character_does_not_send(here: World) -> None:
    page = await here.open(lang="zh-Hant")
    widget = await Widget(page).open()
    await expect(widget.box).to_have_attribute("placeholder", "輸入訊息")
    await widget.box.evaluate(
        """box => {
            box.value = "ㄨㄛ";
            box.dispatchEvent(new InputEvent("input"));
            const enter = {key: "Enter", isComposing: true, bubbles: true, cancelable: true};
            box.dispatchEvent(new KeyboardEvent("keydown", enter));
        }"""
    )
    await expect(widget.box).to_have_value("ㄨㄛ")
    await widget.say("我的訂單呢？")
    await widget.shows("我的訂單呢？")
    assert here.desk.texts(await here.visitor()) == ["我的訂單呢？"]


async def test_after_a_reload_the_conversation_and_the_draft_are_there(here: World) -> None:
    page = await here.open()
    widget = await Widget(page).open()
    await widget.say("one")
    await widget.shows("one")
    visitor = await here.visitor()
    await here.desk.say(visitor, "two")
    await widget.shows("one", "two")
    await typed(widget.box, "half a sent")
    await page.reload()
    await widget.open()
    await widget.shows("one", "two")
    await expect(widget.box).to_have_value("half a sent")
    assert list(here.desk.names) == [visitor]


async def test_where_frames_may_store_nothing_leaves_the_frame(here: World) -> None:
    """The shop on the same site as the centre: the browser gives the frame storage of its own."""
    page = await here.context.new_page()
    await page.goto(f"http://localhost:{here.shop.port}/")
    widget = await Widget(page).open()
    await widget.say("one")
    await widget.shows("one")
    assert not await page.evaluate("Object.keys(localStorage).some(key => key.includes(':kept:'))")
    await page.reload()
    await widget.open()
    await widget.shows("one")


async def test_messages_of_a_dropped_line_arrive_once_and_in_order(here: World) -> None:
    page = await here.open()
    widget = await Widget(page).open()
    await widget.say("m0")
    await widget.shows("m0")
    visitor = await here.visitor()
    await here.product.stop()
    for n in (1, 2, 3):
        await widget.say(f"m{n}")
    await expect(widget.frame.locator("#unsent .msg")).to_have_count(3)
    await expect(widget.frame.locator("#notice")).to_contain_text("No connection")
    await expect(widget.frame.locator("#unsent")).to_contain_text("Goes out when you are connected again")
    await here.desk.say(visitor, "answer while away")
    await here.product.start()
    await widget.shows("m0", "answer while away", "m1", "m2", "m3")
    await widget.nothing_unsent()
    await expect(widget.frame.locator("#notice")).to_be_hidden()
    assert here.desk.texts(visitor) == ["m0", "answer while away", "m1", "m2", "m3"]


async def test_a_line_that_breaks_again_and_again_loses_and_doubles_nothing(here: World) -> None:
    widget = await Widget(await here.open()).open()
    texts = [f"m{n}" for n in range(12)]
    for n, text in enumerate(texts):
        await widget.say(text)
        if n % 4 == 1:
            await here.product.stop()
        if n % 4 == 3:
            await here.product.start()
    await widget.shows(*texts)
    await widget.nothing_unsent()
    assert here.desk.texts(await here.visitor()) == texts


async def test_unsent_messages_survive_a_reload(here: World) -> None:
    page = await here.open()
    widget = await Widget(page).open()
    await widget.say("before")
    await widget.shows("before")
    here.desk.broken = True
    await widget.say("kept")
    await expect(widget.frame.locator("#unsent .msg")).to_have_count(1)
    await page.reload()
    await widget.open()
    await expect(widget.frame.locator("#unsent .msg-text")).to_have_text(["kept"])
    here.desk.broken = False
    await widget.shows("before", "kept")
    assert here.desk.texts(await here.visitor()) == ["before", "kept"]


async def test_a_message_that_is_refused_can_be_discarded(here: World) -> None:
    page = await here.open()
    widget = await Widget(page).open()
    await widget.say("first")
    await widget.shows("first")
    await page.evaluate(
        """text => {
            const known = Object.keys(localStorage).find(key => key.includes(":kept:"));
            const item = {client_key: "0123456789", text, at: Date.now()};
            const shelf = known.replace(/:kept:.*/, ":kept:");
            localStorage.setItem(`${shelf}out:stranger:0123456789`, JSON.stringify(item));
        }""",
        "x" * 4001,
    )
    await page.reload()
    await widget.open()
    await widget.say("second")
    await widget.shows("first", "second")
    failed = widget.frame.locator("#unsent .msg-failed")
    await expect(failed).to_contain_text("Not sent")
    await expect(failed).to_contain_text("longer than 4000 characters")
    await failed.get_by_role("button", name="Discard").click()
    await widget.nothing_unsent()


async def test_when_the_conversation_ends_a_new_one_can_begin(here: World) -> None:
    page = await here.open()
    widget = await Widget(page).open()
    await widget.say("thanks")
    await widget.shows("thanks")
    visitor = await here.visitor()
    await here.desk.state(visitor, MEI)
    await expect(widget.frame.locator("#thread")).to_contain_text("Mei has joined")
    await here.desk.state(visitor, ChatState(ChatPhase.WAITING))
    await expect(widget.frame.locator("#thread")).to_contain_text("Mei has left")
    await here.desk.state(visitor, ChatState(ChatPhase.ENDED))
    await widget.head("This conversation has ended")
    await widget.frame.get_by_role("button", name="Start a new conversation").click()
    await widget.shows()
    await widget.say("one more thing")
    await widget.shows("one more thing")
    assert len(here.desk.talks[visitor]) == 2


async def test_an_answer_to_a_closed_chat_shows_on_the_button(here: World) -> None:
    page = await here.open()
    widget = await Widget(page).open()
    await widget.say("hello")
    await widget.shows("hello")
    visitor = await here.visitor()
    await page.keyboard.press("Escape")
    await expect(widget.launcher).to_be_focused()
    await here.desk.say(visitor, "Are you there?")
    await expect(widget.launcher).to_have_attribute("aria-label", re.compile("1 new messages"))
    await page.reload()
    await expect(widget.launcher).to_have_attribute("aria-label", re.compile("1 new messages"))
    await widget.open()
    await widget.shows("hello", "Are you there?")
    await here.desk.until(lambda: here.desk.seen.get(visitor) == 2)


async def test_a_member_of_the_site_is_proven_and_signing_out_leaves_nothing_behind(here: World) -> None:
    page = await here.open(member="C-1001")
    widget = await Widget(page).open()
    await widget.say("my private question")
    await widget.shows("my private question")
    assert here.desk.names["C-1001"].verified == "host-token"
    assert here.desk.names["C-1001"].name == "林佳穎"
    await page.evaluate("ContactCenterWidget.forget()")
    await widget.shows()
    await widget.say("somebody else")
    await widget.shows("somebody else")
    assert here.desk.texts("C-1001") == ["my private question"]


async def test_a_refused_token_is_told_to_the_site_and_the_visitor_may_still_write(here: World) -> None:
    page = await here.open(token="x.y.z")
    widget = await Widget(page).open()
    await expect(widget.frame.locator("#notice")).to_contain_text("sign-in at this site has run out")
    await widget.say("help")
    await widget.shows("help")
    assert any("token of this visitor was refused" in c for c in here.complaints)


async def test_a_site_that_is_not_allowed_shows_nothing_and_says_why(here: World) -> None:
    page = await here.context.new_page()
    here.listen(page)
    async with page.expect_console_message(lambda m: "may not show the chat" in m.text):
        await page.goto(f"http://127.0.0.1:{here.elsewhere.port}/")
    assert await page.locator("#contact-center-widget").count() == 0


async def test_the_browser_itself_refuses_the_frame_on_a_site_that_is_not_allowed(here: World) -> None:
    page = await here.context.new_page()
    here.listen(page)
    await page.goto(f"http://127.0.0.1:{here.elsewhere.port}/")
    await page.evaluate(
        """src => { const f = document.createElement("iframe"); f.referrerPolicy = "no-referrer"; f.src = src;
        document.body.append(f); return new Promise(done => { f.onload = done; }); }""",
        f"http://localhost:{here.product.port}/widget/{here.centre.account.id}/frame",
    )
    assert any("frame-ancestors" in c for c in here.complaints)


async def test_what_people_write_never_becomes_markup(here: World) -> None:
    widget = await Widget(await here.open()).open()
    hostile = '<img src=x onerror="document.title=1"> javascript:alert(1) &amp; <b>'
    await widget.say(hostile)
    await widget.shows(hostile)
    await here.desk.say(await here.visitor(), hostile, name="<i>Mei</i>")
    await widget.shows(hostile, hostile)
    assert await widget.frame.locator("#thread img, #thread i, #thread a, .msg-text b").count() == 0


async def test_arabic_and_hebrew_run_from_the_right_whoever_writes_them(here: World) -> None:
    widget = await Widget(await here.open()).open()
    await widget.say("مرحبا، رقم الطلب SO-1!")
    await widget.shows("مرحبا، رقم الطلب SO-1!")
    visitor = await here.visitor()
    await here.desk.state(visitor, MEI)
    await here.desk.say(visitor, "שלום! ההזמנה SO-1 בדרך.\nYour parcel is on its way.")
    await widget.shows("مرحبا، رقم الطلب SO-1!", "שלום! ההזמנה SO-1 בדרך.\nYour parcel is on its way.")
    shown = await widget.frame.locator(".msg-text").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).unicodeBidi)"
    )
    assert shown == ["plaintext", "plaintext"]
    await expect(widget.frame.locator("#say")).to_have_attribute("dir", "auto")
