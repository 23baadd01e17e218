from __future__ import annotations

import pytest

from channels.email.quotes import visible_text

NEW = "新的内容在这里。"


@pytest.mark.parametrize(
    "quote",
    [
        "Kiln <service@kiln.example> 于2026年11月22日周日 16:05写道：\n\n> 您好",
        "Kiln & Co Service\n<service@kiln.example> 於 2026年11月22日 週日\n下午4:05寫道：\n> 您好",
        '在 2026-11-22 16:20:11，"Kiln" <service@kiln.example> 写道：\n>您好',
        "在2026年11月22日 16:20，Kiln<service@kiln.example> 写道：\n您好",
        "---原始邮件---\n发件人: x",
        "------------------ Original ------------------\nFrom: x",
        "-----邮件原件-----\n发件人: Kiln\n发送时间: 2026年11月20日\n收件人: 王伟\n主题: 发票",
        "________________________________\n寄件者: Kiln\n寄件日期: 2026年11月20日\n收件者: 王伟\n主旨: 發票",
        "发件人： Kiln\n\n发送时间： 2026-11-20 15:30\n\n收件人： 王伟\n\n主题： 发票",
        "From: Kiln <service@kiln.example>\nSent: Friday\nTo: Wang\nSubject: Invoice\n\nHello",
        "On Sun, Nov 22, 2026 at 4:05 PM Kiln <service@kiln.example> wrote:\n> Hello",
        "Am 22.11.2026 um 16:05 schrieb Kiln <service@kiln.example>:\n> Hallo",
    ],
)
def test_quote_below_is_cut(quote: str) -> None:
    assert visible_text(f"{NEW}\n\n{quote}\n") == NEW


@pytest.mark.parametrize("signature", ["发自我的iPhone", "發自我的手機", "Sent from my iPhone", "来自QQ邮箱"])
def test_signature_of_the_device_goes_with_the_quote(signature: str) -> None:
    text = visible_text(f"{NEW}\n\n{signature}\n\n---原始邮件---\n发件人: x")
    assert text.startswith(NEW)
    assert "---" not in text


def test_text_without_a_quote_stays_whole() -> None:
    text = "我在 2026-11-20 下的订单，\n发件人: 是谁？\n请回复。"
    assert visible_text(text) == text


def test_quote_with_nothing_above_stays_whole() -> None:
    text = "---原始邮件---\n发件人: a\n收件人: b\n主题: c\n\n转给你们看。"
    assert visible_text(text) == text
