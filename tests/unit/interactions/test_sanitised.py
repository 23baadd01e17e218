from __future__ import annotations

import json

import pytest

from contact_center.interactions.sanitised import LONGEST_KEY, identity, sanitise, text
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    InboundAttachment,
    InboundMessage,
)
from tests.told import unread

NASTY = "a\x00b\ud800c"
MENDED = "ab\ufffdc"


def message(**changes: object) -> InboundMessage:
    given: dict[str, object] = {
        "provider_id": "id", "sender": Address(AddressKind.EMAIL, "a@b.example"), "text": "hello",
    }  # fmt: skip
    return InboundMessage(**(given | changes))  # type: ignore[arg-type]


def test_every_text_of_a_message_can_be_stored() -> None:
    mended = sanitise(
        message(
            provider_id=NASTY,
            sender=Address(AddressKind.WEB, NASTY, NASTY),
            recipient=Address(AddressKind.WEB, NASTY),
            text=NASTY,
            subject=NASTY,
            html=NASTY,
            attachments=(InboundAttachment(NASTY, NASTY, b"\x00", NASTY),),
            thread_keys=(NASTY,),
            own_keys=(NASTY,),
            sender_verified=NASTY,
            language=NASTY,
            meta={NASTY: [NASTY, {"deep": NASTY}], "number": 7, "nothing": None},
        )
    )
    shown = repr(mended)
    assert "\\x00" not in shown.replace("b'\\x00'", "")
    assert "\\ud800" not in shown
    assert mended.text == MENDED
    assert mended.meta == {MENDED: [MENDED, {"deep": MENDED}], "number": 7, "nothing": None}
    json.dumps(dict(mended.meta), ensure_ascii=False).encode()


def test_ordinary_text_stays_as_it_is() -> None:
    for given in ("您好 👩🏽‍🚒", "مرحبا", "a\tb\r\nc", "\U00020bb7"):
        assert text(given) == given


def test_an_id_too_long_for_an_index_is_stood_for_by_its_digest_always_the_same() -> None:
    long = "x" * 5_000
    assert identity(long) == identity(long) != identity(long + "y")
    assert len(identity(long)) <= LONGEST_KEY
    assert identity("SM1") == "SM1"


def test_keys_longer_than_any_real_one_are_dropped() -> None:
    mended = sanitise(message(own_keys=("<a@b>", "x" * 5_000, ""), thread_keys=("y" * 5_000,)))
    assert (mended.own_keys, mended.thread_keys) == (("<a@b>",), ())


@pytest.mark.parametrize(("value", "reason"), [("x" * 5_000, "longer than 500"), ("\x00 ", "no sender's address")])
def test_a_sender_nobody_could_answer_is_refused_with_the_reason(value: str, reason: str) -> None:
    with unread(match=reason):
        sanitise(message(sender=Address(AddressKind.WEB, value)))


def test_a_name_is_cut_to_what_a_page_can_show() -> None:
    shown = sanitise(message(sender=Address(AddressKind.WEB, "v", "N" * 5_000))).sender.name
    assert shown is not None
    assert len(shown) == 200
