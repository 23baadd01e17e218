"""Mail of persons is never closed unseen; mail of machines is never answered by one."""

from __future__ import annotations

import pytest

from tests.unit.channels.email.builders import OURS, mail, parts

AWAY = [
    "Automatic reply: Order", "Out of Office: Order", "Abwesenheitsnotiz: Bestellung", "Automatische Antwort: Bestellung",
    "Réponse automatique : Commande", "Absence du bureau : Commande", "Respuesta automática: Pedido",
    "Fuera de la oficina: Pedido", "Risposta automatica: Ordine", "Resposta automática: Pedido",
    "Automatisch antwoord: Bestelling", "Autosvar: Order", "Automatisk svar: Ordre", "Automaattinen vastaus: Tilaus",
    "Automatyczna odpowiedź: Zamówienie", "Automatická odpověď: Objednávka", "Автоматический ответ: Заказ",
    "Otomatik yanıt: Sipariş", "自动回复: 订单", "自動回覆：訂單", "自動応答: 注文", "【自動返信】ご注文", "不在通知", "자동 회신: 주문",
    "부재중: 주문",
]  # fmt: skip
PERSONS = [
    "Out of office chairs, two of them", "Re: Automatic reply: Order", "自動返信メールが届かない", "Automatic reply does not work",
    "Abwesenheit des Technikers", "Ausente desde ayer la pieza",
]  # fmt: skip


@pytest.mark.parametrize("subject", AWAY)
def test_note_that_somebody_is_away_needs_nobody(subject: str) -> None:
    message = mail("I am away.", Subject=subject)
    assert message.automatic
    assert message.no_auto_reply


@pytest.mark.parametrize("subject", PERSONS)
def test_subject_that_only_speaks_of_such_notes_is_a_persons(subject: str) -> None:
    assert not mail(Subject=subject).automatic


@pytest.mark.parametrize(
    "head",
    [
        "X-Auto-Response-Suppress: DR, OOF, AutoReply\n",
        "X-Auto-Response-Suppress: All\n",
        f"Auto-Submitted: auto-generated\nIn-Reply-To: {OURS}\n",
        "Auto-Submitted: auto-generated\nReply-To: anna@customers.example\n",
        f"Precedence: bulk\nReferences: {OURS}\n",
        "Precedence: bulk\nReply-To: anna@customers.example\n",
        "List-Id: <support.kiln.example>\nList-Post: <mailto:support@kiln.example>\nPrecedence: list\n",
        f"List-Id: <dev.other.example>\nList-Unsubscribe: <mailto:x@other.example>\nIn-Reply-To: {OURS}\n",
        "Return-Path: <>\n",
        "X-Autoreply: no\n",
        "Auto-Submitted: no\n",
    ],
)
def test_mail_of_a_person_is_seen_by_somebody(head: str) -> None:
    assert not mail("Our technician says: replace part 7.", head).automatic


@pytest.mark.parametrize(
    "head",
    [
        "X-Auto-Response-Suppress: All\n", f"Auto-Submitted: auto-generated\nIn-Reply-To: {OURS}\n", "Precedence: bulk\n",
        "List-Id: <news.shop.example>\n", "Return-Path: <>\n", "Auto-Submitted: auto-replied\n",
    ],
)  # fmt: skip
def test_no_machine_answers_a_machine_or_who_asks_for_none(head: str) -> None:
    assert mail("hello", head).no_auto_reply


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied (vacation)\n", "Auto-Submitted: auto-generated\n", "X-Autoreply: yes\n",
        "X-QQ-AutoReply: true\n", "Precedence: auto_reply\n", "List-Id: News <news.shop.example>\nPrecedence: bulk\n",
        "List-Unsubscribe: <https://shop.example/off>\n", f"Return-Path: <>\nIn-Reply-To: {OURS}\n",
    ],
)  # fmt: skip
def test_what_a_machine_wrote_for_the_file_needs_nobody(head: str) -> None:
    assert mail("hello", head).automatic


def test_answer_to_a_web_form_goes_to_the_customer_not_to_the_form() -> None:
    message = mail("An offer, please.", From="Shop <noreply@shop.example>", Reply_To="Anna <anna@customers.example>")
    assert not message.automatic
    assert message.contact.value == "anna@customers.example"
    assert message.contact.name == "Anna"
    assert message.sender.value == "noreply@shop.example"


@pytest.mark.parametrize(
    ("reply_to", "head"),
    [
        ("service@kiln.example", ""), ("service+token@kiln.example", ""), ("li.na@customers.example", ""),
        ("noreply@shop.example", ""), ("list@lists.example", "List-Post: <mailto:list@lists.example>\n"), ("nobody", ""),
    ],
)  # fmt: skip
def test_answer_goes_to_who_wrote_where_the_other_address_is_no_person(reply_to: str, head: str) -> None:
    assert mail("hello", head, Reply_To=reply_to).contact.value == "li.na@customers.example"


def test_first_usable_of_several_reply_addresses_counts() -> None:
    message = mail(Reply_To="service@kiln.example, anna@customers.example")
    assert message.contact.value == "anna@customers.example"


def test_read_receipt_opens_no_work() -> None:
    receipt = f"Content-Type: message/disposition-notification\n\nOriginal-Message-ID: {OURS}\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    message = parts("report; report-type=disposition-notification", "Content-Type: text/plain\n\nread", receipt)
    assert message.automatic
    assert message.meta["automatic_reason"] == "read receipt"
