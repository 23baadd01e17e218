"""Reading takes time in proportion to size, whatever a sender found to keep a parser busy.

Counted in CPU seconds with a wide margin: the shapes below are read in some five seconds on a slow machine
if each is linear, and in many minutes if one of them is not.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.email.markup import MAX_CHARACTERS, sanitise
from channels.email.structure import MAX_DEPTH
from contact_center.platform.apart import Apart
from tests.told import unread
from tests.unit.channels.email.builders import ADAPTER, HEAD, envelope, mail, parsed
from tests.unit.channels.email.nasty import SHAPES

SIZE = 300_000
CPU_SECONDS = 300
PIECES = [
    "On ", "wrote:", ":\n", "> ", "\n", "\n\n", " ", "a@b.example ", "<", ">", "&", "<b>", "</i>", "<p ", "=", "\"", "'", "(", ")",
    "--b\n", "From: a\n", "Subject: b\n", "=?utf-8?q?", "?=", "begin 644 a\n", "550 5.1.1 ", "1.1.2026 16:05 ", "你", "\x1b$B", "~{",
    "<!--", "<script>", "<table>", "<blockquote type=cite>", "-----Original Message-----\n", "____\n", ";", ",", "写道：\n",
]  # fmt: skip


@pytest.mark.timeout(2 * CPU_SECONDS)
def test_every_shape_that_kept_a_parser_busy_is_read_within_a_few_seconds() -> None:
    command = [sys.executable, "-m", "tests.unit.channels.email.nasty", str(SIZE), *SHAPES]

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))

    done = subprocess.run(command, preexec_fn=limited, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


APART = Apart(seconds=120)


@pytest.mark.timeout(2 * CPU_SECONDS)
@settings(
    max_examples=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.sampled_from(["plain", "html"]))
def test_any_pattern_repeated_is_read_before_it_would_be_stopped(pieces: list[str], kind: str) -> None:
    pattern = "".join(pieces)
    body = f"{HEAD}Content-Type: text/{kind}; charset=utf-8\r\n\r\n{pattern * (200_000 // len(pattern))}".encode()
    message = asyncio.run(APART.run(ADAPTER.parse, envelope(body)))
    assert message.sender.value == "li.na@customers.example"


def test_price_list_is_shown_as_it_is() -> None:
    text = "\n".join(f"{n};On Sale;Widget;12,50" for n in range(2_000))
    assert mail(text).meta["visible_text"] == text


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/alternative", "multipart/digest"])
def test_parts_nested_beyond_reason_are_refused_with_a_reason(kind: str) -> None:
    levels = "".join(f'Content-Type: {kind}; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(MAX_DEPTH + 2))
    with unread(match="nested too deeply"):
        parsed((HEAD + levels + "\r\nhello\r\n").encode())


def test_more_parts_than_anybody_sends_are_refused_with_a_reason() -> None:
    head = f'{HEAD}Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    with unread(match="more than 2,000 parts"):
        parsed((head + "--b\r\n\r\na\r\n" * 3_000).encode())


def test_mails_attached_to_one_another_are_one_file() -> None:
    message = mail("Content-Type: message/rfc822\r\n\r\n" * 3_000 + "hello", "Content-Type: message/rfc822\n")
    assert len(message.attachments) == 1


@pytest.mark.parametrize(
    "source",
    [
        "<b></i>" * 20_000,
        "<div>" * 20_000,
        "a " * (MAX_CHARACTERS // 2 + 1),
        "<p " + "".join(f"a{n} " for n in range(5_000)) + ">",
    ],
)
def test_formatting_beyond_reason_is_dropped_and_the_words_stay(source: str) -> None:
    assert sanitise("hello" + source) is None
    message = mail("hello" + source, "Content-Type: text/html\n")
    assert message.text.startswith("hello")
    assert message.html is None
    assert message.meta["html_dropped"] is True


def test_text_longer_than_anybody_reads_is_cut_and_says_so() -> None:
    message = mail("hello " * 200_000)
    assert len(message.text) == 1_000_000
    assert message.meta["text_cut"] is True
