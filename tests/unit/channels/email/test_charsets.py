"""Words are read right whatever charset was declared, in bodies and in headers, long and short."""

from __future__ import annotations

import pytest

from channels.email.decode import header_text
from tests.unit.channels.email.builders import mail

WRONG = ["", "us-ascii", "utf-8", "iso-8859-1", "gb2312", "big5", "iso-2022-jp", "windows-1252", "x-unknown-99"]
WRITTEN = [
    ("gbk", "请问发票"), ("gbk", "你好"), ("gb18030", "请问我的订单什么时候发货"), ("big5", "發票"), ("big5", "您好，我想查詢訂單"),
    ("cp932", "修理"), ("cp932", "注文について"), ("euc_jp", "修理をお願いします"), ("cp949", "배송 문의"), ("cp1252", "Müller"),
    ("cp1252", "Grüße aus Köln"), ("cp1252", "à bientôt, très déçu"), ("cp1252", "It’s “broken” – please"), ("cp1251", "заказ"),
    ("cp1251", "Здравствуйте, где мой заказ?"), ("koi8-r", "Где мой заказ?"), ("iso2022_jp", "修理をお願いします。"), ("hz", "请问发票"),
    ("utf-8", "Grüße aus Köln – 您好"), ("utf-16", "Grüße"),
]  # fmt: skip


@pytest.mark.parametrize("declared", WRONG)
@pytest.mark.parametrize(("codec", "text"), WRITTEN)
def test_text_is_read_right_whatever_was_declared(codec: str, text: str, declared: str) -> None:
    head = f"Content-Type: text/plain; charset={declared}\n" if declared else ""
    assert mail(text.encode(codec), head).text == text


@pytest.mark.parametrize("body", ["gbk", "us-ascii", "iso-2022-jp", "utf-8"])
@pytest.mark.parametrize(
    ("codec", "subject"), [("utf-8", "订单查询"), ("gbk", "订单查询"), ("cp932", "ツール"), ("big5", "訂單")]
)
def test_raw_subject_is_read_right_whatever_the_body_declares(codec: str, subject: str, body: str) -> None:
    head = b"Subject: " + subject.encode(codec) + f"\r\nContent-Type: text/plain; charset={body}\r\n".encode()
    assert mail("hello", head, Subject=None).subject == subject


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?ISO-2022-JP?B?g2OBW4OLIJNjkoY=?=", "ツール 田中"),
        ("=?iso-8859-1?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?gb2312?B?xOM=?= =?gb2312?B?usM=?=", "你好"),
        ("=?utf-8?B?6KiC?= =?utf-8?B?5Zau?=", "訂單"),
        ("=?utf-8?B?6KiC5Zau", "=?utf-8?B?6KiC5Zau"),
    ],
)
def test_encoded_words_that_lie_are_read_right(value: str, text: str) -> None:
    assert header_text(value) == text
