from __future__ import annotations

import pytest

from channels.email.quotes import visible_text
from tests.unit.channels.email.builders import mail

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


NUMBER = "Bitte nennen Sie die Nummer."
REPLIES = [
    f"Am So., 22. Nov. 2026 um 16:05 Uhr schrieb Kiln Kundendienst <\ns@kiln.example>:\n\n> {NUMBER}",
    f"Von: Kiln <s@kiln.example>\nGesendet: Sonntag\nAn: Weber\nBetreff: Bestellung\n\n{NUMBER}",
    f"-----Ursprüngliche Nachricht-----\nVon: Kiln\n\n{NUMBER}",
    "Le dim. 22 nov. 2026 à 16:05, Kiln <s@kiln.example> a écrit :\n\n> x",
    "-----Message d'origine-----\nDe : Kiln\n", "De : Kiln\nEnvoyé : dimanche\nÀ : Anne\nObjet : Commande\n\nx",
    "El dom, 22 nov 2026 a las 16:05, Kiln (<s@kiln.example>) escribió:\n\n> x",
    "De: Kiln\nEnviado el: domingo\nPara: Ana\nAsunto: Pedido\n\nx",
    "Il giorno dom 22 nov 2026 alle ore 16:05 Kiln <s@kiln.example> ha scritto:\n\n> x",
    "Da: Kiln\nInviato: domenica\nA: Anna\nOggetto: Ordine\n\nx",
    "Em dom., 22 de nov. de 2026 às 16:05, Kiln <s@kiln.example> escreveu:\n\n> x",
    "Op zo 22 nov. 2026 om 16:05 schreef Kiln <s@kiln.example>:\n\n> x",
    "Den sön 22 nov. 2026 kl 16:05 skrev Kiln <s@kiln.example>:\n\n> x", "Fra: Kiln\nSendt: x\nTil: Anne\nEmne: Ordre\n\nx",
    "niedz., 22 lis 2026 o 16:05 Kiln <s@kiln.example> napisał(a):\n\n> x", "Od: Kiln\nDatum: x\nKomu: y\nPředmět: z\n\nx",
    "вс, 22 нояб. 2026 г. в 16:05, Kiln <s@kiln.example>:\n\n> x", "22.11.2026 16:05, Kiln пишет:\n> x",
    "22 Kas 2026 Paz 16:05 tarihinde Kiln <s@kiln.example> şunu yazdı:\n\n> x",
    "2026年11月22日(日) 16:05 Kiln <s@kiln.example>:\n\n> ご注文番号をお知らせください。",
    "差出人: Kiln\n送信日時: 2026年11月22日\n宛先: 田中\n件名: 注文\n\nx", "-----元のメッセージ-----\nx",
    "2026년 11월 22일 (일) 오후 4:05, Kiln <s@kiln.example>님이 작성:\n\n> x",
    "보낸 사람: Kiln <s@kiln.example>\n보낸 날짜: 2026년\n받는 사람: Kim\n제목: 주문\n\nx",
    "*From:* Kiln <s@kiln.example>\n*Sent:* Sunday\n*To:* X\n*Subject:* Re: Order\n\nx",
    "> quoted without a word above\n> more", "Kiln wrote:\n> x",
]  # fmt: skip


@pytest.mark.parametrize("quote", REPLIES)
def test_quote_below_is_cut_in_every_language(quote: str) -> None:
    assert visible_text(f"That works.\n\n{quote}\n") == "That works."


FORWARDS = [
    (
        "Order",
        "---------- Forwarded message ---------\nFrom: S <a@b.example>\nDate: x\nSubject: y\nTo: z\n\nPart 7 is recalled.",
    ),
    ("Fwd: Recall", "From: S <a@b.example>\nSent: x\nTo: y\nSubject: z\n\nPart 7 is recalled."),
    ("WG: Rückruf", "Von: S\nGesendet: x\nAn: y\nBetreff: z\n\nPart 7 is recalled."),
    ("Order", "Begin forwarded message:\n\nFrom: S\nDate: x\nTo: y\nSubject: z\n\nPart 7 is recalled."),
    ("Order", "-------- Weitergeleitete Nachricht --------\nBetreff: z\nVon: S\nDatum: x\n\nPart 7 is recalled."),
    ("转发: 召回", "发件人: S\n发送时间: x\n收件人: y\n主题: z\n\nPart 7 is recalled."),
    ("轉寄: 召回", "-----轉寄郵件-----\n寄件者: S\n主旨: z\n\nPart 7 is recalled."),
]


@pytest.mark.parametrize(("subject", "forward"), FORWARDS)
def test_what_a_customer_forwards_is_shown(subject: str, forward: str) -> None:
    assert "Part 7 is recalled." in visible_text(f"FYI, please see below.\n\n{forward}\n", subject)


def test_answer_below_the_quote_is_what_was_said() -> None:
    assert visible_text("On 22 Nov 2026, Kiln <s@kiln.example> wrote:\n> Which number?\n\nKC-1\n") == "KC-1"


def test_answers_between_the_lines_keep_what_they_answer() -> None:
    text = "On 22 Nov 2026, Kiln <s@kiln.example> wrote:\n> Which number?\nKC-1\n> Which colour?\nBlue"
    assert visible_text(f"{text}\n> Yours, Kiln") == text


@pytest.mark.parametrize(
    "text",
    [
        "He wrote:\nI will come tomorrow.", "My data:\nFrom: Taipei\nTo: Kaohsiung\nDate: 3 May", "As agreed on 3 May 2026 your colleague wrote:\n\nText",
        "Prices:\n> 100 pieces: 5 %\nPlease confirm.",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_quote_stays(text: str) -> None:
    visible = visible_text(text)
    assert visible == text or "Please confirm." in visible


def html_reply(body: str) -> str:
    return str(mail(body, "Content-Type: text/html; charset=utf-8\n", Subject="Re: Order").meta["visible_text"])


ON = "On Sun, Nov 22, 2026 at 4:05 PM Kiln &lt;s@kiln.example&gt; wrote:"


@pytest.mark.parametrize(
    "quote",
    [
        f'<div class="gmail_quote"><div>{ON}</div><blockquote><div>Number?</div></blockquote></div>',
        f'<div class="moz-cite-prefix">{ON}<br></div><blockquote type="cite"><p>Number?</p></blockquote>',
        f"<br><div><blockquote type='cite'><div>{ON}</div><br><div>Number?</div></blockquote></div>",
        "<div><div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Kiln<br><b>Sent:</b> Sunday<br><b>To:</b> Li<br>"
        "<b>Subject:</b> Re: Order</p></div><p>Number?</p></div>",
        "<hr><div id='divRplyFwdMsg'><b>Von:</b> Kiln<br><b>Gesendet:</b> x<br><b>An:</b> y<br><b>Betreff:</b> z</div><div>Number?</div>",
        '<div class="yahoo_quoted"><div>On Sunday, 22 November 2026, 16:05, Kiln &lt;s@kiln.example&gt; wrote:</div><div>Number?</div></div>',
        "<blockquote style='border-left: 1px solid #ccc; padding-left: 1ex'>Number?</blockquote>",
        "<div>------------------ Original ------------------</div><div>From: Kiln</div><div>Number?</div>",
    ],
)
def test_quote_in_html_is_recognised(quote: str) -> None:
    assert html_reply(f"<div>That works.</div>{quote}") == "That works."


def test_indented_words_in_html_are_the_customers() -> None:
    assert "two pieces" in html_reply("<p>I need</p><blockquote style='margin-left:40px'>two pieces</blockquote>")
