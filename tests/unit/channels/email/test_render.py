from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser
from typing import Any
from uuid import UUID

import pytest

from channels.email.render import own_message_id, render, subject_of, wire_address
from contact_center.kernel.contracts.channels import Address, AddressKind, OutboundAttachment, Recipients
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.ids import AttachmentId
from tests.told import refused
from tests.unit.channels.email.builders import ACCOUNT, CONVERSATION, TOKENS, answer, parsed

ATTACHMENT = OutboundAttachment(AttachmentId(UUID(int=5)), "報價單 2026.pdf", "application/pdf", b"%PDF-1")


def rendered(**changes: Any) -> Any:
    return BytesParser(policy=policy.default).parsebytes(render(ACCOUNT, answer(**changes), TOKENS))


def test_answer_reads_as_written_at_the_other_side() -> None:
    mail = parsed(render(ACCOUNT, answer(html="<p>您好</p>", attachments=(ATTACHMENT,)), TOKENS))
    assert mail.text == "您好，\n您的订单今天发货。"
    assert mail.html is not None
    assert "<p>您好</p>" in mail.html
    assert mail.sender.name == "Mei (Kiln & Co)"
    assert mail.attachments[0].name == "報價單 2026.pdf"
    assert mail.attachments[0].content == b"%PDF-1"
    assert mail.thread_keys == ("<question@customers.example>", "<first@customers.example>")


def test_retry_gives_the_same_bytes() -> None:
    message = answer(html="<p>x</p>", attachments=(ATTACHMENT,))
    assert render(ACCOUNT, message, TOKENS) == render(ACCOUNT, message, TOKENS)


def test_mail_is_plain_ascii_with_short_lines() -> None:
    raw = render(ACCOUNT, answer(text="长" * 3000 + "\n.\nFrom me", attachments=(ATTACHMENT,)), TOKENS)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert not re.search(rb"(?<!\r)\n", raw)


def test_long_references_stay_readable() -> None:
    ids = tuple(f"<{'x' * 80}.{n}@customers.example>#1" for n in range(40))
    raw = render(ACCOUNT, answer(references=ids), TOKENS)
    assert b"=?utf-8?q?=3C" not in raw
    references = rendered(references=ids)["References"].split()
    assert references[0] == ids[0].partition("#")[0]
    assert references[-1] == "<question@customers.example>"
    assert len(references) == 20


def test_replies_come_back_to_the_conversation() -> None:
    mail = rendered()
    token = TOKENS.sign(ACCOUNT.tenant_id, CONVERSATION)
    assert mail["Reply-To"].addresses[0].addr_spec == f"service+{token}@kiln.example"
    assert mail["Message-ID"] == own_message_id(ACCOUNT, answer(), TOKENS)
    reply = f"From: li.na@customers.example\r\nIn-Reply-To: {mail['Message-ID']}\r\n\r\nthanks\r\n".encode()
    assert parsed(reply).conversation_id == CONVERSATION


def test_our_own_mail_coming_back_is_never_answered() -> None:
    mail = parsed(render(ACCOUNT, answer(), TOKENS))
    assert mail.automatic
    assert mail.meta["automatic_reason"] == "own mail"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Where is it?", "Re: Where is it?"),
        ("RE: Re: Where is it?", "RE: Where is it?"),
        ("回复：RE: 订单", "回复： 订单"),
        ("回覆: 訂單", "回覆: 訂單"),
        ("答复: 发票", "答复: 发票"),
        ("AW: Rechnung", "AW: Rechnung"),
        (None, "Re: Kiln & Co"),
        ("Report\r\nBcc: all@x.example", "Re: Report Bcc: all@x.example"),
    ],
)
def test_subject_of_an_answer_has_one_prefix(subject: str | None, expected: str) -> None:
    assert subject_of(ACCOUNT, answer(subject=subject)) == expected


def test_first_mail_of_ours_has_no_reply_prefix() -> None:
    assert subject_of(ACCOUNT, answer(subject="Your order", in_reply_to=None, references=())) == "Your order"


def test_mail_of_a_machine_says_so() -> None:
    assert rendered(automatic=True)["Auto-Submitted"] == "auto-replied"
    assert rendered(automatic=True, in_reply_to=None)["Auto-Submitted"] == "auto-generated"
    assert rendered()["Auto-Submitted"] is None


def test_hostile_names_add_no_headers() -> None:
    recipient = Address(AddressKind.EMAIL, "li@customers.example", "Li\r\nBcc: all@x.example")
    mail = rendered(recipients=Recipients((recipient,)), author_name="Mei\nX-Bad: 1")
    assert mail["Bcc"] is None
    assert mail["X-Bad"] is None


def test_copies_are_named_and_blind_ones_stand_nowhere() -> None:
    named, also, cc, bcc = (Address(AddressKind.EMAIL, f"{n}@x.example", n) for n in ("li", "mo", "ana", "eve"))
    mail = rendered(recipients=Recipients((named, also), (cc, named), (bcc, cc)))
    assert mail["To"] == "li <li@x.example>, mo <mo@x.example>"
    assert mail["Cc"] == "ana <ana@x.example>"
    assert mail["Bcc"] is None
    assert "eve" not in str(mail)


@pytest.mark.parametrize(
    "address", ["nobody", "李@x.example", "a@", "a b@x.example", "a@b@c..d", "a\r\nRCPT TO:<x@y>@z"]
)
def test_address_that_mail_cannot_reach_is_given_up(address: str) -> None:
    with refused(GiveUp, match="not an e-mail address"):
        wire_address(address)


def test_international_domain_is_written_in_ascii() -> None:
    assert wire_address("li@客户.example") == "li@xn--ubt06m.example"
