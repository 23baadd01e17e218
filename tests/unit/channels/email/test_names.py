"""Files arrive under the names they were sent with, and every sender under theirs."""

from __future__ import annotations

import pytest

from channels.email.addresses import pairs
from tests.unit.channels.email.builders import mail, parts

NAME = "报价单 2026.pdf"


def name_of(disposition: bytes, charset: str = "utf-8") -> str:
    text = f"Content-Type: text/plain; charset={charset}\n\nx"
    file = b"Content-Type: application/pdf\r\nContent-Disposition: " + disposition + b"\r\n\r\n%PDF"
    return parts("mixed", text, file).attachments[0].name


@pytest.mark.parametrize(
    ("disposition", "charset"),
    [
        (f'attachment; filename="{NAME}"'.encode(), "utf-8"),
        (f'attachment; filename="{NAME}"'.encode(), "gbk"),
        (f'attachment; filename="{NAME}"'.encode("gbk"), "gbk"),
        (f'attachment; filename="{NAME}"'.encode("gbk"), "us-ascii"),
        (f"attachment; filename={NAME}".encode(), "utf-8"),
        (b"attachment; filename*=utf-8''%E6%8A%A5%E4%BB%B7%E5%8D%95%202026.pdf", "utf-8"),
        (b"attachment; filename*=gb2312'zh'%B1%A8%BC%DB%B5%A5%202026.pdf", "utf-8"),
        (b"attachment; filename*0*=utf-8''%E6%8A%A5%E4%BB;\r\n filename*1*=%B7%E5%8D%95;\r\n filename*2=\" 2026.pdf\"", "utf-8"),
        (b'attachment; filename="=?utf-8?B?5oql5Lu35Y2V?=\r\n =?utf-8?Q?_2026.pdf?="', "utf-8"),
        (b"attachment; filename==?gb2312?B?sai827WlIDIwMjYucGRm?=", "utf-8"),
        (b'attachment; filename="%E6%8A%A5%E4%BB%B7%E5%8D%95%202026.pdf"', "utf-8"),
        (b"attachment; filename=plain.pdf; filename*=utf-8''%E6%8A%A5%E4%BB%B7%E5%8D%95%202026.pdf", "utf-8"),
    ],
)  # fmt: skip
def test_name_survives_its_encoding(disposition: bytes, charset: str) -> None:
    assert name_of(disposition, charset) == NAME


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Wasserschaden Küche.jpg".encode("latin-1"), "Wasserschaden Küche.jpg"),
        ("修理.pdf".encode("cp932"), "修理.pdf"),
        ("訂單.pdf".encode("big5"), "訂單.pdf"),
        (b"C:\\temp\\bill.pdf", "C_temp_bill.pdf"),
        (b"../../etc/passwd", "etc_passwd"),
        (b'say \\"yes\\".pdf', "say _yes_.pdf"),
    ],
)
def test_raw_name_is_read_right_and_harmless(raw: bytes, name: str) -> None:
    assert name_of(b'attachment; filename="' + raw + b'"', "iso-8859-1") == name


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        ("message/delivery-status", ".txt"), ("text/x-log", ".txt"), ("text/csv", ".csv"), ("text/calendar", ".ics"),
        ("application/zip", ".zip"), ("image/jpeg", ".jpg"), ("message/rfc822", ".eml"), ("application/x-odd", ".bin"),
        ("text/rfc822-headers", ".txt"), ("message/disposition-notification", ".txt"),
    ],
)  # fmt: skip
def test_file_without_a_name_gets_one_that_opens(kind: str, ending: str) -> None:
    message = parts("mixed", "Content-Type: text/plain\n\nx", f"Content-Type: {kind}\n\nAction: none\n")
    assert message.attachments[0].name.endswith(ending)


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("Anna Berg anna@customers.example", "Anna Berg", "anna@customers.example"),
        ('"Berg, Anna" <Anna@Customers.example>', "Berg, Anna", "anna@customers.example"),
        ("'Anna' <anna@customers.example>", "Anna", "anna@customers.example"),
        ("anna@customers.example (Anna Berg)", "Anna Berg", "anna@customers.example"),
        ("=?utf-8?b?5byg5LiJ?= <z@customers.example>", "张三", "z@customers.example"),
        ("=?utf-8?q?anna=40customers=2Eexample?=", None, "anna@customers.example"),
        ("Anna <anna@customers.example> via Shop", "Anna", "anna@customers.example"),
        ("anna@customers.example <anna@customers.example>", None, "anna@customers.example"),
        ('"Anna (home)" <anna@customers.example', "Anna (home)", "anna@customers.example"),
    ],
)
def test_sender_whose_header_is_not_quite_right_keeps_name_and_address(
    value: str, name: str | None, address: str
) -> None:
    sender = mail(From=value).sender
    assert (sender.name, sender.value) == (name, address)


@pytest.mark.parametrize(
    ("codec", "name"),
    [("iso2022_jp", "田中"), ("cp932", "ァント 田中"), ("big5", "許功蓋"), ("gbk", "张伟"), ("cp1252", "Jörg")],
)
def test_raw_name_beside_an_address_is_read_right(codec: str, name: str) -> None:
    message = mail("hello", b"From: " + name.encode(codec) + b" <anna@customers.example>\r\n", From=None)
    assert (message.sender.name, message.sender.value) == (name, "anna@customers.example")


def test_parentheses_without_end_hide_nobody() -> None:
    message = mail("My order.", Cc="(" * 5000)
    assert message.text == "My order."
    assert pairs(["((((Anna <anna@customers.example>"])[0][1] == "anna@customers.example"


def test_members_of_a_group_are_read_and_its_name_is_not() -> None:
    assert pairs(["Team: a@x.example, b@x.example;", "undisclosed-recipients:;"]) == [
        ("", "a@x.example"), ("", "b@x.example"),
    ]  # fmt: skip
