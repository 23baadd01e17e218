"""Writing a reply: kept, guarded, taken back, sent once."""

from __future__ import annotations

import asyncio
from datetime import datetime

from playwright.async_api import Page, Route, expect

from agent_ui.gallery import work
from agent_ui.gallery.people import sample_id
from agent_ui.views import DraftView
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected, said, until

TEXT = "textarea[name=text]"


def posted(site: Site, ending: str) -> list[dict[str, str]]:
    return [form for path, form in site.gallery.posted if path.endswith(ending)]


async def open_chat(site: Site, page: Page) -> None:
    """The conversation with an empty composer and no guard."""
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await page.click("[data-guard-read]")
    await page.fill(TEXT, "")


async def test_a_chat_reply_is_sent_at_once_and_its_slip_gives_way_to_the_message(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "On its way")
    async with page.expect_response("**/messages"):
        await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-pending]")).to_have_count(1)
    key = posted(site, "/messages")[0]["client_key"]
    await site.gallery.push({"seq": 11, "content": said(site.gallery, 9101, "On its way", key)})
    await expect(page.locator("[data-pending]")).to_have_count(0)
    await expect(page.locator(TEXT)).to_have_value("")


async def test_a_mail_can_be_taken_back_within_its_seconds(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await page.fill(TEXT, "Dear Tom")
    await page.focus(TEXT)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#undo .undo")).to_contain_text("oes out in ")
    assert [form["text"] for form in posted(site, "/messages")] == ["Dear Tom"]
    await page.click("#undo .undo button")
    await expect(page.locator(TEXT)).to_have_value("Dear Tom")
    assert len(posted(site, "/take-back")) == 1


async def test_a_mail_goes_out_at_the_time_that_was_chosen(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await page.fill(TEXT, "Dear Tom")
    await page.locator(TEXT).blur()
    async with page.expect_response("**/messages"):  # the second key waits for the dialog of the first
        await page.keyboard.press("o")
        await page.keyboard.press("1")
    [sent] = posted(site, "/messages")
    assert sent["text"] == "Dear Tom"
    assert datetime.fromisoformat(sent["send_at"]) > site.gallery.now
    await expect(page.locator(".said", has_text="the corrected invoice")).to_contain_text("Cancel sending")


async def test_to_is_changed_and_the_signature_left_out_for_one_mail(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await page.click("[data-change-to]")
    await page.locator(".composer-to").fill("ana@mosslane.example, tom@mosslane.example")
    await page.check("[name=unsigned]")
    await page.fill(TEXT, "Dear Ana")
    await until(
        lambda: any("to:ana@mosslane.example" in (form.get("copies") or ()) for form in posted(site, "/drafts"))
    )
    async with page.expect_response("**/messages"):
        await page.press(TEXT, "Control+Enter")
    [sent] = posted(site, "/messages")
    assert (sent["to"], sent["unsigned"]) == ("ana@mosslane.example, tom@mosslane.example", "true")
    await expect(page.locator(".composer-to")).to_be_hidden()
    await expect(page.locator("[name=unsigned]")).not_to_be_checked()


async def test_send_asks_first_when_the_customer_wrote_in_between(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "As you wish")
    await site.gallery.push({"seq": 11, "content": said(site.gallery, 9102, "please cancel it instead")})
    await expect(page.locator("[data-guard]")).to_be_visible()
    await page.focus(TEXT)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-send]")).to_contain_text("Send anyway")
    assert posted(site, "/messages") == []
    async with page.expect_response("**/messages"):
        await page.keyboard.press("Control+Enter")


async def test_a_draft_survives_a_page_that_lost_its_server(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "kept here")
    await page.route("**/console/drafts", lambda route: route.abort())
    await page.type(TEXT, " too")
    await expect(page.locator("[data-kept]")).to_contain_text("on this computer")
    await page.reload()
    await expect(page.locator(TEXT)).to_have_value("kept here too")


async def test_closing_meets_the_draft_as_it_stands_however_slow_the_line(site: Site, page: Page) -> None:
    await open_chat(site, page)
    goes_on = asyncio.Event()

    async def late(route: Route) -> None:
        await goes_on.wait()
        await route.continue_()

    await page.route("**/console/drafts", late)
    await page.fill(TEXT, "not to be sent")
    await page.locator("#desk [data-key=e]").click()
    await page.evaluate("fetch('/gallery/chat').then((there) => there.text())")  # what was asked before it is there too
    goes_on.set()
    await until(lambda: bool(posted(site, "/close")))
    order = [path for path, _ in site.gallery.posted]
    assert order.index("/console/drafts") < next(at for at, path in enumerate(order) if path.endswith("/close"))


async def test_a_conversation_that_goes_off_the_page_while_its_draft_is_on_the_way_is_no_error(
    site: Site, page: Page
) -> None:
    await open_chat(site, page)
    let_in = asyncio.Event()

    async def wait(route: Route) -> None:
        await let_in.wait()
        await route.continue_()

    await page.route("**/console/drafts", wait)
    async with page.expect_request("**/console/drafts"):
        await page.type(TEXT, "On its w")
    form = await page.locator("[data-composer]").element_handle()
    await form.evaluate("form => form.replaceChildren()")
    async with page.expect_response("**/console/drafts"):
        let_in.set()
    assert await page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


DRAWN_ANEW = """() => {
  const before = document.querySelector('#desk'), after = before.cloneNode(true);
  after.querySelector('textarea').value = '';
  after.querySelector('[data-kind="reply"]')?.remove();  // the server has none yet
  before.replaceWith(after);
  document.dispatchEvent(new CustomEvent('desk:opened', { detail: {} }));
}"""


async def test_a_text_goes_on_under_its_key_when_the_desk_is_drawn_anew(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "On its w")
    async with page.expect_response("**/console/drafts"):
        await page.evaluate(DRAWN_ANEW)
    await expect(page.locator(TEXT)).to_have_value("On its w")
    await page.type(TEXT, "ay")
    async with page.expect_response("**/messages"):
        await page.keyboard.press("Control+Enter")
    [sent] = posted(site, "/messages")
    kept = [form for form in posted(site, "/console/drafts") if form["text"]]
    assert {form["client_key"] for form in kept} == {sent["client_key"]}


async def test_what_is_typed_after_a_dialog_was_sent_is_no_rest_of_it(site: Site, page: Page) -> None:
    """A note must not go on in the answer to the customer."""
    await open_chat(site, page)
    await page.locator(TEXT).blur()
    await page.keyboard.press("d")
    await expect(page.locator("#dialog [name=subject]")).to_be_focused()
    await page.keyboard.type("Call back")
    await page.keyboard.press("Tab")
    await page.keyboard.type("tomorrow")
    await page.keyboard.press("Enter")
    await expect(page.locator("#dialog[open]")).to_have_count(0)
    await page.keyboard.press("n")
    await page.keyboard.type("a note")
    await expect(page.locator(TEXT)).to_have_value("a note")
    async with page.expect_response("**/notes"):
        await page.keyboard.press("Control+Enter")
    assert posted(site, "/messages") == []


async def test_drafts_are_kept_on_the_server_as_they_are_typed(site: Site, page: Page) -> None:
    await open_chat(site, page)
    async with page.expect_response("**/console/drafts"):
        await page.type(TEXT, "abc")


async def test_a_reply_that_fails_comes_back_with_its_key(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.route("**/messages", lambda route: route.abort())
    await page.type(TEXT, "try me")
    key = await page.input_value("[name=client_key]")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-problem]")).to_contain_text("Not sent")
    await expect(page.locator(TEXT)).to_have_value("try me")
    assert await page.input_value("[name=client_key]") == key


async def test_opening_another_conversation_never_carries_a_draft_over(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "for 林佳穎 only")
    await page.click(f"#row-{work.MAIL}")
    await expect(page.locator("#desk h1")).to_contain_text("Tom Hale")
    await expect(page.locator(TEXT)).not_to_have_value("for 林佳穎 only")
    assert f"c={work.MAIL}" in page.url


async def test_a_note_goes_to_colleagues_not_to_the_customer(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.locator(TEXT).blur()
    await page.keyboard.press("n")
    await page.type(TEXT, "check the serial")
    async with page.expect_response("**/notes"):
        await page.keyboard.press("Control+Enter")
    assert posted(site, "/messages") == []


async def test_a_note_half_written_comes_back_as_a_note_and_never_as_an_answer(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await page.route("**/console/drafts", lambda route: route.abort())
    await page.keyboard.press("n")
    await page.keyboard.type("he sounded tired")
    await expect(page.locator("[data-kept]")).to_contain_text("on this computer")
    await page.reload()
    await expect(page.locator(TEXT)).to_have_value(work.MAIL_DRAFT)
    await page.keyboard.press("n")
    await expect(page.locator(".composer-note textarea")).to_have_value("he sounded tired")
    assert posted(site, "/messages") == []


async def test_answer_and_note_are_two_texts_each_where_it_was_left(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await page.fill(TEXT, "Dear Tom, it is")
    await page.locator(TEXT).blur()
    await page.keyboard.press("n")
    await expect(page.locator(".composer-note textarea")).to_have_value("")
    await page.keyboard.type("call him first")
    await page.locator(TEXT).blur()
    await page.keyboard.press("r")
    await expect(page.locator(TEXT)).to_have_value("Dear Tom, it is")
    await until(lambda: {form["kind"]: form["text"] for form in posted(site, "/drafts")}
                == {"reply": "Dear Tom, it is", "note": "call him first"})  # fmt: skip
    await page.locator(TEXT).blur()
    await page.keyboard.press("n")
    await expect(page.locator(".composer-note textarea")).to_have_value("call him first")


async def test_a_draft_changed_in_another_window_is_followed_and_one_against_it_asks(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await connected(site.gallery)

    def elsewhere(text: str, n: int) -> str:
        views = (DraftView("reply", text, sample_id(n), f"key-{n}", site.gallery.now),)
        return site.gallery.part("console/push/drafts.html", "en", interaction=work.MAIL, drafts=views)

    await site.gallery.push({"seq": 11, "content": elsewhere("Dear Tom", 900)})
    await expect(page.locator(TEXT)).to_have_value("Dear Tom")
    await expect(page.locator("input[name=client_key]")).to_have_value("key-900")
    await page.locator(TEXT).press_sequentially(", hello")
    await expect(page.locator("input[name=client_key]")).not_to_have_value("key-900")
    await site.gallery.push({"seq": 12, "content": elsewhere("Dear Mr Hale", 901)})
    await expect(page.locator(TEXT)).to_have_value("Dear Tom, hello")
    await expect(page.locator("[data-other-draft]")).to_contain_text("Dear Mr Hale")
    await page.get_by_role("button", name="Use that one").click()
    await expect(page.locator(TEXT)).to_have_value("Dear Mr Hale")


async def test_what_is_kept_stays_whatever_older_state_the_page_was_told(site: Site, page: Page) -> None:
    """The news of one's own writing may be late, or lost with Redis."""
    await page.goto(f"{site.url}/gallery/offer")
    await connected(site.gallery)
    for n, text in enumerate(("Dear Tom", "", "Dear Mr Hale")):
        async with page.expect_response("**/console/drafts"):
            await page.fill(TEXT, text)
        await site.gallery.push({"seq": 11 + n, "content": said(site.gallery, 9200 + n, f"news {n}")})
        await expect(page.locator(TEXT)).to_have_value(text)
    await expect(page.locator(TEXT)).to_have_value("Dear Mr Hale")


async def test_a_draft_that_is_gone_elsewhere_is_asked_for_before_it_is_taken_out_of_the_field(
    site: Site, page: Page
) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await connected(site.gallery)
    none = site.gallery.part("console/push/drafts.html", "en", interaction=work.MAIL, drafts=())
    async with page.expect_response("**/console/drafts/*"):
        await site.gallery.push({"seq": 11, "content": none})
    await expect(page.locator(TEXT)).to_have_value("")


async def test_a_choice_of_copies_is_kept_with_the_draft(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await connected(site.gallery)
    site.gallery.posted.clear()
    box = page.locator('input[name="copies"]').first
    address = await box.get_attribute("value")

    def kept() -> list[object]:
        return [form.get("copies") for form in posted(site, "/drafts")]

    await box.check()
    await until(lambda: [address] in kept())
    await box.uncheck()
    await until(lambda: [] in kept())


async def test_others_are_added_openly_and_blindly_and_stay_with_the_draft(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await connected(site.gallery)
    await page.fill(TEXT, "As discussed")
    await page.fill('[data-copy-add=""]', "Lin@moss.example")
    await page.keyboard.press("Enter")
    await page.fill('[data-copy-add="bcc:"]', "boss@kiln.example")
    await page.locator(TEXT).focus()

    def kept(address: str) -> bool:
        return any(address in (form.get("copies") or []) for form in posted(site, "/drafts"))

    await until(lambda: kept("lin@moss.example") and kept("bcc:boss@kiln.example"))
    await expect(page.locator(".composer-copies")).to_contain_text("Bcc boss@kiln.example")
    assert posted(site, "/messages") == []


async def test_a_snippet_goes_where_the_cursor_is_and_its_open_place_is_selected(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await page.fill(TEXT, "Hello.  Bye.")
    await page.locator(TEXT).evaluate("field => field.setSelectionRange(7, 7)")
    await page.keyboard.press("Control+;")
    await expect(page.locator("[data-snippet-list] input")).to_be_focused()
    await page.keyboard.type("order")
    await page.keyboard.press("Enter")
    await expect(page.locator(TEXT)).to_have_value("Hello. Your order {{order.number}} is on its way. Bye.")
    await page.keyboard.type("SO-1")
    await expect(page.locator(TEXT)).to_have_value("Hello. Your order SO-1 is on its way. Bye.")
