from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contact_center.kernel.contracts.channels import Delivery, SteeringWord
from tests.told import unread
from tests.unit.channels.email.builders import (
    ACCOUNT,
    CONVERSATION,
    FIXTURES,
    TOKENS,
    account,
    fixture,
    mail,
    parsed,
)

REFERENCE = "<0192f0c4a1b27d3e8f90a1b2c3d4e5f6.reference@kiln.example>"


def test_gmail_reply_in_chinese_shows_the_new_words_and_keeps_the_whole() -> None:
    mail = fixture("gmail_zh_reply")
    assert mail.sender.value == "lin.meihua@gmail.example"
    assert mail.sender.name == "林美華"
    assert mail.subject == "Re: 咖啡機漏水"
    assert mail.meta["visible_text"] == "謝謝您的回覆，序號是 KC-20418，還在保固期內。\n請問可以派人來收嗎？"
    assert "請提供機器的序號" in mail.text
    assert mail.sent_at == datetime(2026, 11, 23, 1, 12, 31, tzinfo=UTC)
    assert mail.thread_keys == (REFERENCE, "<CAFirst0001@mail.gmail.example>")
    assert mail.own_keys == ("<CAKx9q1Z7=reply@mail.gmail.example>",)
    assert mail.meta["cc"] == ["wei.chen@gmail.example"]
    assert mail.recipient is not None
    assert mail.recipient.value == "service@kiln.example"
    assert not mail.automatic


@pytest.mark.parametrize(
    ("name", "visible", "subject"),
    [
        ("outlook_zh_reply", "您好：\n\n发票抬头应为“镕達贸易有限公司”，请重开。\n\n王伟", "答复: 发票 INV-2041"),
        ("qq_reply", "还没有收到，麻烦查一下物流。", "回复：订单 SO-1188 什么时候发货"),
        ("163_reply", "好的，明天下午在家，可以上门。", "Re:磨豆机坏了"),
    ],
)
def test_reply_of_a_chinese_client_is_trimmed_and_kept(name: str, visible: str, subject: str) -> None:
    mail = fixture(name)
    assert mail.meta["visible_text"] == visible
    assert mail.subject == subject
    assert len(mail.text) > len(visible) + 20
    assert mail.thread_keys == (REFERENCE,)


def test_apple_mail_reply_is_reflowed_and_trimmed() -> None:
    mail = fixture("apple_mail_reply")
    visible = mail.meta["visible_text"]
    assert "send it to the café instead of our home address?" in visible.replace("\n", " ")
    assert "Which colour" not in visible
    assert "Which colour" in mail.text


@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        ("big5_body", "退貨裏面少了一件", "你好，嘅件裏面少咗一隻杯，麻煩跟進。"),
        ("iso2022jp", "コーヒーマシンの修理について", "修理をお願いします。"),
        ("shift_jis", "①番の機械", "①番の機械が動きません。"),
        ("gbk_raw_subject", "订单查询", "请问我的订单到哪里了？謝謝産品。"),
        ("split_character_subject", "關於訂單的問題請回覆", "hello"),
        ("unknown_charset", "Grüße", "Grüße aus München"),
        ("broken_boundary", "cut off", "The parts never begin, but the text is here."),
    ],
)
def test_charsets_are_read_right(name: str, subject: str, text: str) -> None:
    mail = fixture(name)
    assert mail.subject == subject
    assert mail.text == text


def test_raw_gbk_sender_name_is_read_right() -> None:
    assert fixture("gbk_raw_subject").sender.name == "王小明"


def test_message_id_that_crashes_the_modern_parser_is_kept() -> None:
    mail = fixture("outlook_zh_reply")
    assert mail.own_keys == ("<[9d1e5a]@firma.example>",)
    assert mail.language == "zh-CN"


def test_mail_without_message_id_has_an_identity_of_its_own() -> None:
    mail = fixture("no_message_id")
    assert mail.provider_id.startswith("#")
    assert mail.own_keys == ()
    assert mail.provider_id == fixture("no_message_id").provider_id


def test_hostile_html_is_harmless_and_loads_nothing() -> None:
    mail = fixture("html_only_hostile")
    assert mail.html is not None
    for bad in (
        "script",
        "onload",
        "onerror",
        "javascript:",
        "iframe",
        "form",
        "position",
        "<base",
        "text/html",
        "svg",
    ):
        assert bad not in mail.html.lower()
    assert ' src="http' not in mail.html
    assert 'data-remote-src="https://bad.example/pixel.gif?id=7"' in mail.html
    assert 'data-cid="logo@bad"' in mail.html
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in mail.html
    assert 'href="https://shop.example/x"' in mail.html
    assert mail.meta["remote_images"] == 1
    assert mail.meta["inline_images"] == ["logo@bad"]
    assert mail.attachments[0].content_id == "logo@bad"
    assert "Please pay" in mail.text
    assert "alert" not in mail.text


def test_html_too_deep_for_the_sanitiser_is_shown_as_text() -> None:
    raw = b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"Hello" + b"</div>" * 100_000
    mail = parsed(raw)
    assert mail.html is None
    assert mail.text == "Hello"
    assert mail.meta["html_dropped"] is True


def test_attachments_of_all_kinds_are_taken_apart() -> None:
    mail = fixture("nested_attachments")
    names = [attachment.name for attachment in mail.attachments]
    assert names == ["原始郵件.eml", "报价单.xls", "報價.._.._x.exe", "notes.txt"]
    assert mail.text == "See the attached mail and the quote."
    assert b"inside.pdf" in mail.attachments[0].content
    assert mail.attachments[1].content == b"\x00\x01\x02"


def test_bounce_is_automatic_and_finds_the_mail_it_is_about() -> None:
    mail = fixture("bounce_rfc3464")
    assert mail.automatic
    assert mail.meta["automatic_reason"] == "bounce"
    assert mail.meta["bounce"]["recipient"] == "gone@other.example"
    assert mail.meta["bounce"]["status"] == "5.1.1"
    assert mail.thread_keys == (REFERENCE, "<first.1@other.example>")
    report = next(iter(mail.reports), None)
    assert report is not None
    assert (report.provider_id, report.state, report.error_code) == (REFERENCE, Delivery.UNDELIVERED, "5.1.1")


@pytest.mark.parametrize(("name", "reason"), [("auto_reply_zh", "subject"), ("mailing_list", "list-id")])
def test_mail_written_by_machines_is_marked(name: str, reason: str) -> None:
    mail = fixture(name)
    assert mail.automatic
    assert mail.meta["automatic_reason"] == reason


def test_mail_through_our_own_group_address_is_a_customers_mail() -> None:
    assert not fixture("mailing_list", account(own_lists=["news.shop.example"])).automatic


def test_broken_base64_and_headers_are_read_as_far_as_they_go() -> None:
    mail = fixture("bad_base64")
    assert mail.text == "Hello world"
    assert mail.subject is not None
    assert mail.subject.startswith("Hello")


def test_token_in_the_address_or_in_references_proves_the_conversation() -> None:
    token = TOKENS.sign(ACCOUNT.tenant_id, CONVERSATION)
    to = f"From: a@b.example\r\nTo: <Service+{token.upper()}@kiln.example>\r\n\r\nhi\r\n".encode()
    references = f"From: a@b.example\r\nReferences: <x@y> <0192.{token}@kiln.example>\r\n\r\nhi\r\n".encode()
    assert parsed(to).conversation_id == CONVERSATION
    assert parsed(references).conversation_id == CONVERSATION


def test_forged_token_proves_nothing() -> None:
    token = TOKENS.sign(ACCOUNT.tenant_id, CONVERSATION)
    forged = ("a" if token[0] != "a" else "b") + token[1:]
    assert (
        parsed(f"From: a@b.example\r\nTo: service+{forged}@kiln.example\r\n\r\nhi\r\n".encode()).conversation_id is None
    )


def test_check_by_the_receiving_server_counts_only_where_it_is_configured() -> None:
    raw = (
        b"Authentication-Results: mx.kiln.example; dkim=pass; dmarc=pass header.from=b.example\r\n"
        b"Authentication-Results: mx.kiln.example; dmarc=fail\r\nFrom: a@b.example\r\n\r\nhi\r\n"
    )
    assert parsed(raw).sender_verified is None
    assert parsed(raw, account(authserv_id="mx.kiln.example")).sender_verified == "dmarc"
    assert parsed(raw, account(authserv_id="mx.other.example")).sender_verified is None
    assert (
        parsed(raw.replace(b"header.from=b", b"header.from=c"), account(authserv_id="mx.kiln.example")).sender_verified
        is None
    )


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"Subject: hello\r\n\r\nno sender at all\r\n"])
def test_mail_from_nobody_says_why_it_cannot_be_read(raw: bytes) -> None:
    with unread(match=r"empty|no sender's address"):
        parsed(raw)


def test_every_fixture_can_be_stored_as_text() -> None:
    for path in FIXTURES.glob("*.eml"):
        mail = parsed(path.read_bytes())
        (mail.text + (mail.subject or "") + (mail.html or "")).encode("utf-8")
        assert "\x00" not in mail.text


@pytest.mark.parametrize(
    ("body", "wish"),
    [
        ("STOP", SteeringWord.STOP),
        ("退訂。\n\nOn Mon, 2 Nov 2026, Kiln wrote:\n> New beans, reply STOP to refuse.", SteeringWord.STOP),
        ("Cancel", None),
        ("Please stop the order", None),
        ("START", None),
    ],
)
def test_a_mail_that_is_only_stop_is_heard_and_start_only_from_who_is_proven(
    body: str, wish: SteeringWord | None
) -> None:
    assert mail(body).wish is wish
