"""An answer finds its conversation wherever our token stands, also encoded."""

from __future__ import annotations

import base64

import pytest

from tests.unit.channels.email.builders import ACCOUNT, CONVERSATION, OURS, TOKENS, mail, parts

TOKEN = TOKENS.sign(ACCOUNT.tenant_id, CONVERSATION)
TAGGED = f"service+{TOKEN}@kiln.example"
ID = f"<0192.{TOKEN}@kiln.example>"
CODED = f"=?utf-8?b?{base64.b64encode(ID.encode()).decode()}?="


@pytest.mark.parametrize(
    "head",
    [
        f"To: {TAGGED}\n", f"Cc: Kiln <{TAGGED.upper()}>\n", f"Delivered-To: {TAGGED}\n", f"X-Original-To: {TAGGED}\n",
        f"Envelope-To: {TAGGED}\n", f"Received: from mx by kiln for <{TAGGED}>; Mon, 23 Nov 2026\n", f"Resent-To: {TAGGED}\n",
        f"In-Reply-To: {ID}\n", f"In-Reply-To: {ID.strip('<>')}\n", f"References: <a@b> {ID}\n", f"References: <a@b>\n\t{ID}\n",
        f"In-Reply-To: {CODED}\n", f"References: =?us-ascii?Q?=3C0192=2E{TOKEN}=40kiln=2Eexample=3E?=\n",
        f"To: =?utf-8?q?Kiln?= <{TAGGED}>, other@x.example\n",
    ],
)  # fmt: skip
def test_token_is_found_in_any_header(head: str) -> None:
    assert mail("hello", head, To=None).conversation_id == CONVERSATION


@pytest.mark.parametrize(
    "body",
    [
        f"Yes.\n\n> Reply-To: {TAGGED}\n", f"550 unknown\n\nMessage-ID: {ID}\n", f"Yes.\n\nFrom: Kiln [mailto:{TAGGED}]\nSent: x\n",
    ],
)  # fmt: skip
def test_token_is_found_in_what_is_quoted(body: str) -> None:
    assert mail(body).conversation_id == CONVERSATION


def test_token_is_found_in_a_link_of_the_html_and_in_coded_words() -> None:
    link = f'<p>Yes.</p><a href="mailto:{TAGGED}">Kiln</a>'
    assert mail(link, "Content-Type: text/html\n").conversation_id == CONVERSATION
    coded = base64.encodebytes(f"Yes.\n> {ID}\n".encode()).decode()
    assert mail(coded, "Content-Transfer-Encoding: base64\n").conversation_id == CONVERSATION


def test_token_is_found_in_the_mail_that_came_back() -> None:
    returned = f"Content-Type: message/rfc822\n\nReply-To: {TAGGED}\nSubject: x\n\nHi"
    message = parts("mixed", "Content-Type: text/plain\n\nundeliverable", returned, From="postmaster@x.example")
    assert message.conversation_id == CONVERSATION


def test_token_in_a_header_counts_before_one_that_is_quoted() -> None:
    other = TOKENS.sign(ACCOUNT.tenant_id, type(CONVERSATION)(int=77))
    assert mail(f"> service+{other}@kiln.example", f"In-Reply-To: {ID}\n").conversation_id == CONVERSATION


@pytest.mark.parametrize(
    "head",
    [
        f"In-Reply-To: {OURS}\n", f"In-Reply-To: {OURS.strip('<>')}\n", f"References: {OURS}\n",
        "In-Reply-To: =?utf-8?q?=3C0192=2Eours=40kiln=2Eexample=3E?=\n",
    ],
)  # fmt: skip
def test_id_of_our_mail_is_found_in_any_writing(head: str) -> None:
    assert mail("hello", head).thread_keys == (OURS,)
