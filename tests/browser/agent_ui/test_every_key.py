"""Every key of the list of keys does what the list says, in every kind of composer, and none while a text or a
character is being written."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from agent_ui.frame.keys import keys
from agent_ui.frame.page import Place
from agent_ui.frame.render import AssetAddresses, Renderer
from agent_ui.gallery import work
from agent_ui.gallery.channels import CHANNELS
from agent_ui.wiring import TEMPLATE_NAMES
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected, until

WORDS = Renderer(AssetAddresses({}), TEMPLATE_NAMES, channels=CHANNELS).words("en", datetime(2026, 11, 23, tzinfo=UTC))
LISTED = keys(WORDS, takes_work=True, on_console=True, places=tuple(Place))
OUTSIDE = [line.cap for line in LISTED.outside]
ANYWHERE = [line.cap for line in LISTED.anywhere]
COMPOSERS = {"reply": "chat", "mail": "offer", "note alone": "call", "voice message": "voicemail", "wrap-up": "wrap-up"}
"""Kind of composer → a page of the gallery that has it."""
TEXT = "#desk textarea"
PRESSED = {"↵": "Enter", "1–9": "1", "Ctrl ↵": "Control+Enter", "Ctrl Shift ↵": "Control+Shift+Enter", "−": "-"}

Effect = Callable[[Site, Page], Awaitable[None]]


async def press(page: Page, cap: str) -> None:
    if cap.startswith("G "):
        await page.keyboard.press("g")
        cap = cap[2:]
    name = PRESSED.get(cap, cap.replace("Ctrl ", "Control+").replace("Shift ", "Shift+"))
    await page.keyboard.press(name.lower() if len(name) == 1 else name)


async def open_page(site: Site, page: Page, name: str) -> None:
    await page.context.grant_permissions(["microphone"])
    await page.goto(f"{site.url}/gallery/{name}")
    await connected(site.gallery)
    await page.locator("body").evaluate("body => document.activeElement?.blur()")
    site.gallery.posted.clear()


def posts(ending: str) -> Effect:
    async def check(site: Site, page: Page) -> None:
        await until(lambda: any(path.endswith(ending) for path, _ in site.gallery.posted))

    return check


def focuses(selector: str) -> Effect:
    async def check(site: Site, page: Page) -> None:
        await expect(page.locator(selector).first).to_be_focused()

    return check


def shows(selector: str) -> Effect:
    async def check(site: Site, page: Page) -> None:
        await expect(page.locator(selector).first).to_be_visible()

    return check


def holds(text: str) -> Effect:
    async def check(site: Site, page: Page) -> None:
        await expect(page.locator(TEXT)).to_have_value(re.compile(text))
        await expect(page.locator(TEXT)).to_be_focused()

    return check


def goes(address: str) -> Effect:
    async def check(site: Site, page: Page) -> None:
        await page.wait_for_url(re.compile(address))

    return check


EFFECTS: dict[str, tuple[str, Effect]] = {
    "J": ("chat", focuses(".work-row:focus")),
    "K": ("chat", focuses(".work-row:focus")),
    "↵": ("chat", goes(f"c={work.MAIL}")),
    "/": ("chat", focuses("[data-narrow]")),
    "R": ("chat", focuses(TEXT)),
    "Shift R": ("offer", shows("input[name=copies]:checked")),
    "F": ("offer", goes("/new.forward=")),
    "Shift F": ("chat", focuses("[data-find] input")),
    "N": ("chat", focuses(".composer-note textarea")),
    "M": ("chat", shows("#dialog [data-snippet-list]")),
    "O": ("offer", shows("#dialog [data-send-at]")),
    "E": ("chat", posts("/close")),
    "P": ("chat", shows("#dialog .dialog-title")),
    "D": ("chat", shows("#dialog [name=subject]")),
    "T": ("chat", shows("#dialog [data-filter]")),
    "Shift E": ("chat", shows("#dialog .dialog-body")),
    "Shift P": ("call", posts("/pause")),
    "Shift U": ("call-parked", posts("/pick-up")),
    "H": ("call-consult", posts("/merge")),
    "U": ("call-consult", posts("/complete")),
    "−": ("call-consult", posts("/drop")),
    "Shift C": ("call-unreached", shows("#dialog [data-call-form]")),
    "#": ("call", shows("#dialog .keypad")),
    "*": ("call", posts("/leave-message")),
    "S": ("chat", shows("#dialog h2")),
    "A": ("chat", shows("#dialog [name=q]")),
    "X": ("chat", posts(f"/use/{work.CHAT}")),
    "L": ("chat", posts(f"/use/{work.CHAT}")),
    "V": ("chat", holds("SO-")),
    "I": ("chat", focuses(".pane-facts .scroller")),
    "Y": ("chat", shows("#dialog [data-assist]")),
    "Q": ("call-work", focuses("[data-guide-choice]")),
    "W": ("wrap-up", focuses("[data-wrap-up] select")),
    "+": ("wrap-up", posts("/wrap-up")),
    "Z": ("offer", focuses(TEXT)),
    "1–9": ("call", posts("/customer")),
    "C": ("chat", goes("/new")),
    "!": ("chat", shows("#dialog [name=text]")),
    "B": ("chat", shows("#presence .menu-list")),
    "G H": ("chat", goes("/home")),
    "G W": ("customers", goes("/console")),
    "G L": ("chat", goes("/conversations")),
    "G C": ("chat", goes("/customers")),
    "G S": ("chat", goes("/cases")),
    "G K": ("chat", goes("/knowledge")),
    "G B": ("chat", goes("/supervisor")),
    "G A": ("chat", goes("/admin")),
    "?": ("chat", shows("#dialog h2")),
}


async def test_every_listed_key_has_an_effect_here() -> None:
    assert set(EFFECTS) == set(OUTSIDE)
    assert set(ANYWHERE) == {
        "F2",
        "Shift F2",
        "F4",
        "F8",
        "Ctrl K",
        "Ctrl ↵",
        "Ctrl Shift ↵",
        "Ctrl ;",
        "Ctrl Z",
        "Esc",
    }


@pytest.mark.parametrize("cap", OUTSIDE)
async def test_a_listed_key_does_what_the_list_says(site: Site, page: Page, cap: str) -> None:
    name, effect = EFFECTS[cap]
    await open_page(site, page, name)
    if cap == "↵":
        await page.locator(f"#row-{work.MAIL}").focus()
    if cap == "Z":
        await page.fill(TEXT, "Dear Tom")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".undo")).to_be_visible()
        await page.locator(TEXT).blur()
        await page.evaluate("Date.now = ((now) => () => now() + 4000)(Date.now)")  # it was written a while ago
    await press(page, cap)
    await effect(site, page)
    if cap == "Z":
        await expect(page.locator(TEXT)).to_have_value("Dear Tom")


@pytest.mark.parametrize("kind", COMPOSERS)
async def test_n_leads_to_the_note_and_what_is_typed_then_is_text(site: Site, page: Page, kind: str) -> None:
    await open_page(site, page, COMPOSERS[kind])
    await page.keyboard.press("n")
    await expect(page.locator(TEXT)).to_be_focused()
    await page.keyboard.press("Control+End")
    await page.keyboard.type("jkrneptibgwz")
    await expect(page.locator(TEXT)).to_have_value(re.compile("jkrneptibgwz$"))
    assert page.url.endswith(COMPOSERS[kind]) or "c=" in page.url
    await expect(page.locator("#dialog")).to_be_hidden()
    assert [path for path, _ in site.gallery.posted if not path.endswith(("/drafts", "/typing", "/leg"))] == []


@pytest.mark.parametrize("kind", COMPOSERS)
async def test_no_key_acts_while_an_input_method_chooses_characters(site: Site, page: Page, kind: str) -> None:
    """As browsers tell it: by `isComposing`, or by the code 229 alone."""
    await open_page(site, page, COMPOSERS[kind])
    if kind == "wrap-up":
        await page.locator("[data-wrap-up] textarea").fill("備註")
    await page.locator(TEXT).focus()
    await page.evaluate(
        """keys => { for (const how of [{isComposing: true}, {keyCode: 229}]) for (const [key, more] of keys)
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, ...how,
        ...more})) }""",
        [[key, {}] for key in ("Enter", "Escape", "F2", "F4", "F8", *"jkrneptibgwz123?/+")]
        + [["Enter", {"ctrlKey": True}], ["Enter", {"ctrlKey": True, "shiftKey": True}], ["k", {"ctrlKey": True}]],
    )
    await expect(page.locator(TEXT)).to_be_focused()
    await expect(page.locator("#dialog")).to_be_hidden()
    assert [path for path, _ in site.gallery.posted if not path.endswith(("/drafts", "/typing", "/leg"))] == []


async def test_enter_and_esc_of_an_input_method_leave_a_filter_as_it_is(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    composing = """(field, key) => { for (const how of [{isComposing: true}, {keyCode: 229}])
        field.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, ...how})) }"""
    narrow = page.locator("[data-narrow]")
    await narrow.fill("Tom")
    for key in ("Enter", "Escape"):
        await narrow.evaluate(composing, key)
        await expect(narrow).to_be_focused()
        await expect(narrow).to_have_value("Tom")
    await narrow.blur()
    await page.keyboard.press("t")
    people = page.locator("[data-filter]")
    await people.fill("rosa")
    for key in ("Enter", "Escape"):
        await people.evaluate(composing, key)
        await expect(people).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#dialog input[type=radio]:checked")).to_have_count(0)  # she is on a call
    await people.fill("")
    await people.press("Enter")
    await expect(page.locator("#dialog input[type=radio]:checked")).to_have_count(1)
    assert not any(path.endswith("/transfer") for path, _ in site.gallery.posted)


async def test_keys_that_act_anywhere_act_while_writing(site: Site, page: Page) -> None:
    await open_page(site, page, "offer")
    await page.locator(TEXT).fill("")
    await page.locator(TEXT).focus()
    await page.keyboard.press("Control+k")
    await expect(page.locator("#find")).to_be_focused()
    await page.locator(TEXT).focus()
    await page.keyboard.press("Shift+F2")
    await posts("/reject")(site, page)
    await page.keyboard.type("Dear Tom")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".undo")).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(page.locator(TEXT)).to_have_value("Dear Tom")
    await page.keyboard.press("Escape")
    await expect(page.locator(TEXT)).not_to_be_focused()


async def test_send_and_close_does_so_for_an_answer_and_never_for_a_note(site: Site, page: Page) -> None:
    await open_page(site, page, "voicemail")
    await page.locator(TEXT).fill("rang twice")
    await page.keyboard.press("Control+Shift+Enter")
    await page.keyboard.press("Control+Enter")
    await posts("/notes")(site, page)
    assert [form.get("then") for path, form in site.gallery.posted if path.endswith("/notes")] == [None]


async def test_the_letter_after_g_is_nothing_but_a_place(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    for letter in "ept":
        await page.keyboard.press("g")
        await page.keyboard.press(letter)
    await page.keyboard.press("j")
    await expect(page.locator(".work-row:focus")).to_have_count(1)
    assert [path for path, _ in site.gallery.posted if path.endswith(("/close", "/park"))] == []
    await expect(page.locator("#dialog")).to_be_hidden()


async def test_letters_leave_the_page_behind_an_open_dialog_alone(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await page.keyboard.press("t")
    await page.locator("#dialog input[type=radio]").first.check()
    await page.keyboard.type("jnrepi")
    await expect(page.locator("#dialog")).to_be_visible()
    await expect(page.locator(".composer-note")).to_have_count(0)
    assert [path for path, _ in site.gallery.posted if path.endswith(("/close", "/park"))] == []


@pytest.mark.parametrize(("keys_", "blind"), [("Control+Shift+Enter", False), ("Control+Enter", True)])
async def test_a_number_outside_is_asked_or_given_the_customer_by_keys(
    site: Site, page: Page, keys_: str, blind: bool
) -> None:
    await open_page(site, page, "call")
    await page.keyboard.press("t")
    number = page.locator("#dialog [data-outside]")
    await page.locator("#dialog input[type=radio]").first.check()
    await number.fill("02 2345 6789")
    await expect(page.locator("#dialog input[type=radio]:checked")).to_have_count(0)
    await page.keyboard.press(keys_)
    await posts("/outside")(site, page)
    await expect(page.locator("#dialog")).to_be_hidden()
    [(path, said)] = [one for one in site.gallery.posted if not one[0].endswith(("/leg", "/device/access"))]
    assert path == f"/api/v1/calls/{work.call_view(site.gallery.now).call}/outside"
    assert said == {"to": "02 2345 6789", "blind": blind, "caller_id": "+886227110480", "note": ""}


async def test_a_note_that_is_being_typed_when_its_call_ends_stays_text(site: Site, page: Page) -> None:
    await open_page(site, page, "call")
    await page.keyboard.press("n")
    await page.keyboard.type("wants a call back ")
    wrap_up = work.console_wrap_up(site.gallery.now).thread
    assert wrap_up is not None
    swapped = site.gallery.part("console/push/bottom.html", "en", thread=wrap_up)
    await site.gallery.push({"seq": 11, "content": swapped})
    await expect(page.locator("[data-wrap-up] textarea")).to_be_focused()
    await page.keyboard.type("before ten, kept")
    await expect(page.locator("[data-wrap-up] textarea")).to_have_value(re.compile("before ten, kept$"))
    assert [path for path, _ in site.gallery.posted if path.endswith(("/close", "/park", "/transfer"))] == []


async def test_letters_typed_on_after_a_field_went_away_are_no_keys(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await page.locator(TEXT).press_sequentially("half a ")
    await page.locator("#desk").evaluate("desk => desk.querySelector('[data-composer]').remove()")
    await page.keyboard.type("sentence, kept")
    await expect(page.locator("#dialog")).to_be_hidden()
    assert [path for path, _ in site.gallery.posted if path.endswith(("/close", "/park"))] == []


LIST: dict[str, Effect] = {
    "J": focuses(".customer-row:focus"),
    "K": focuses(".customer-row:focus"),
    "X": shows(".many"),
    "/": focuses("[type=search][data-key='/']"),
}


@pytest.mark.parametrize("cap", LIST)
async def test_a_key_listed_on_a_list_does_what_the_list_says(site: Site, page: Page, cap: str) -> None:
    assert cap in [line.cap for line in keys(WORDS, takes_work=True, on_console=False, places=(), on_list=True).outside]
    await open_page(site, page, "conversations")
    if cap == "X":
        await press(page, "J")
    await press(page, cap)
    await LIST[cap](site, page)


HOME: dict[str, Effect] = {
    "J": focuses(".due:focus"),
    "K": focuses(".due:focus"),
    "↵": goes("/console"),
    "Q": posts("/take"),
    "D": shows("#dialog [name=subject]"),
    "G T": goes("/tasks"),
}


@pytest.mark.parametrize("cap", HOME)
async def test_a_key_listed_on_the_home_page_does_what_the_list_says(site: Site, page: Page, cap: str) -> None:
    assert cap in [line.cap for line in keys(WORDS, takes_work=True, on_console=False, places=(), on_home=True).outside]
    await open_page(site, page, "home")
    await press(page, cap)
    await HOME[cap](site, page)


async def test_the_list_names_only_what_works_on_the_page(site: Site, page: Page) -> None:
    await open_page(site, page, "customers")
    await page.keyboard.press("?")
    listed = page.locator("#dialog dt .unseen")
    await expect(listed.first).to_be_attached()
    caps = await listed.all_text_contents()
    here = keys(WORDS, takes_work=True, on_console=False, places=tuple(Place), on_list=True)
    assert caps == [line.cap for line in (*here.anywhere, *here.outside)]
    assert "E" not in caps
