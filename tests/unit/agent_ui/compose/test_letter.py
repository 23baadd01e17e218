"""A mail in the console: the new words first, the rest folded, pictures where they were put."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from agent_ui.compose import letter
from agent_ui.compose.thread import message_item
from agent_ui.views import MessageView
from agent_ui.words.languages import Words
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.reading.file_queries import Attached
from contact_center.interactions.reading.message_queries import MessageRow

PICTURE = Attached(UUID(int=9), UUID(int=1), "logo.png", "image/png", 10, "blob", content_id="logo@x")
HEADER = cast(
    "Header",
    SimpleNamespace(
        contact_kind="email", contact_value="li@x.example", subject="Order", channel="email", customer_read=0
    ),
)


def row(text: str = "Hello", html: str | None = None, direction: str = "in", **meta: Any) -> MessageRow:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return MessageRow(
        UUID(int=1), UUID(int=2), UUID(int=3), 1, direction, "customer", None, "Li Na", text, html, None, None,
        meta, at, None, 20 if direction == "out" else None, None, None,
    )  # fmt: skip


@pytest.fixture
def view(english: Words) -> Any:
    def make(of: MessageRow, *files: Attached) -> MessageView:
        made = message_item(english, HEADER, "Li Na", of, files)
        assert isinstance(made, MessageView)
        return made

    return make


def test_new_words_are_shown_and_what_they_answer_is_folded(view: Any) -> None:
    made = view(row("Yes.\n\nOn Monday Kiln wrote:\n> Number?", visible_text="Yes."))
    assert made.text == "Yes."
    assert made.quoted is not None
    assert made.quoted.text.startswith("On Monday")
    assert made.quoted.lines == 2


def test_words_between_a_quote_fold_the_whole_message(view: Any) -> None:
    made = view(row("On Monday:\n> Number?\n\nKC-1", visible_text="KC-1"))
    assert made.quoted.text == "On Monday:\n> Number?\n\nKC-1"


def test_message_without_a_quote_has_nothing_folded(view: Any) -> None:
    assert view(row(visible_text="Hello")).quoted is None


def test_picture_that_came_with_the_mail_stands_in_its_place_and_not_among_the_files(view: Any) -> None:
    made = view(row(html='<p>See <img data-cid="logo@x" alt="it"></p>', inline_images=["logo@x"]), PICTURE)
    assert made.in_place
    assert f'<img src="/files/{PICTURE.id}"' in made.html
    assert made.files == ()


def test_picture_of_a_reply_is_shown_below_the_new_words(view: Any) -> None:
    of = row("Yes.\n> Number?", '<p>Yes.<img data-cid="logo@x"></p>', visible_text="Yes.", inline_images=["logo@x"])
    made = view(of, PICTURE)
    assert not made.in_place
    assert [one.picture for one in made.files] == [True]


def test_file_that_only_calls_itself_a_picture_of_the_mail_is_not_shown(view: Any) -> None:
    hostile = Attached(UUID(int=8), UUID(int=1), "x.svg", "image/svg+xml", 10, "blob", content_id="logo@x")
    made = view(row(html='<img data-cid="logo@x">', inline_images=["logo@x"]), hostile)
    assert "src=" not in made.html
    assert not made.in_place


def test_picture_from_elsewhere_is_counted_and_never_loaded(view: Any) -> None:
    made = view(row(html='<img data-remote-src="https://x.example/p.png?a=1&amp;b=2">', remote_images=1))
    assert made.remote_pictures == 1
    assert " src=" not in made.html
    assert 'src="https://x.example/p.png?a=1&amp;b=2"' in letter.with_remote(made.html)


def test_who_else_got_it_and_what_is_missing_is_said(view: Any) -> None:
    made = view(row(others=["ana@x.example"], html_dropped=True, attachments_dropped=3))
    assert made.recipients.summary == "also to ana@x.example"
    assert made.remarks[-1] == "3 more files were not kept."


def test_colleague_of_the_customer_is_named_as_themselves(view: Any) -> None:
    assert view(row(**{"from": "ana@x.example"})).author == "Li Na <ana@x.example>"
    assert view(row(**{"from": "li@x.example"})).author == "Li Na"
    assert view(row(**{"from": "form@x.example", "answer_to": "li@x.example"})).author == "Li Na"


def test_copy_of_ours_says_to_whom(view: Any) -> None:
    assert view(row(direction="out", cc=["ana@x.example"])).recipients.summary == "copy to ana@x.example"


def test_everybody_who_got_a_mail_is_named_when_its_first_line_is_opened(view: Any) -> None:
    named = [{"kind": "email", "value": f"{n}@x.example", "name": n.title()} for n in ("ana", "bo", "cleo", "dan")]
    of = row(direction="out")
    to, hidden = {"kind": "email", "value": "li@x.example"}, {"kind": "email", "value": "eve@x.example"}
    made = view(replace(of, recipients={"to": [to], "cc": named, "bcc": [hidden]})).recipients
    assert made.summary == "copy to ana@x.example, bo@x.example, cleo@x.example and 2 more"
    assert made.to == ("li@x.example",)
    assert made.cc[0] == "Ana <ana@x.example>"
    assert made.bcc == ("eve@x.example",)


def test_mail_to_one_alone_says_nothing_of_recipients(view: Any) -> None:
    assert view(row(direction="out")).recipients is None
    assert view(row(to=["service@kiln.example"])).recipients is None


def test_page_with_pictures_from_elsewhere_runs_nothing() -> None:
    policy = letter.PAGE_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy


def test_quotes_within_the_formatting_are_folded_once_and_the_new_words_stand_before(view: Any) -> None:
    html = "<p>That works.</p><blockquote>Which <blockquote>old</blockquote> number?</blockquote><p>Anna</p>"
    shown = view(row("That works.\n\n> Which number?", html, visible_text="That works.")).html
    assert shown == (
        '<p>That works.</p><details class="said-quote"><summary>quoted text</summary>'
        "<blockquote>Which <blockquote>old</blockquote> number?</blockquote></details><p>Anna</p>"
    )


def test_a_mail_that_is_nothing_but_a_quote_is_not_folded_away(view: Any) -> None:
    html = "<blockquote>All of it</blockquote>"
    assert view(row("All of it", html)).html == html
    broken = letter.folded(letter.formatted("<p>x</p></blockquote>", ()), "quoted text")
    assert broken == "<p>x</p></blockquote>"
