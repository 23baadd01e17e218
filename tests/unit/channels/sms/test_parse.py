from __future__ import annotations

from urllib.parse import quote_plus

import pytest

from channels.sms.parse import parse
from contact_center.kernel.contracts.channels import SteeringWord
from tests.told import unread
from tests.unit.channels.sms.builders import CUSTOMER, OURS, envelope, fixture


def test_a_customers_sms_has_sender_text_and_the_providers_id() -> None:
    message = parse(envelope(fixture("inbound_sms")))
    assert message.provider_id == "SM1f0e8ae6ade43cb3c0ce4525424e404f"
    assert (message.sender.value, message.recipient and message.recipient.value) == (CUSTOMER, OURS)
    assert message.text == "Where is my order SO-1042? Thanks & bye"
    assert message.sender_verified is None
    assert not message.automatic
    assert message.meta["place"] == {"city": "SAN FRANCISCO", "state": "CA", "zip": "94105", "country": "US"}


def test_chinese_and_emoji_arrive_whole_and_unknown_parameters_do_no_harm() -> None:
    assert parse(envelope(fixture("inbound_sms_chinese"))).text == "我的咖啡機不熱 ☕️"


def test_pictures_are_named_for_fetching_later() -> None:
    message = parse(envelope(fixture("inbound_mms")))
    assert message.text == ""
    assert [file.content_type for file in message.remote] == ["image/jpeg", "image/png"]
    assert [file.name for file in message.remote] == ["picture-1.jpg", "picture-2.png"]
    assert message.remote[1].url.endswith("/Media/ME2")


def test_twilios_own_word_about_an_opt_out_counts_whatever_was_written() -> None:
    meta = parse(envelope(fixture("inbound_stop_advanced"), settings={"messaging_service_sid": "MG"})).meta
    assert (meta["opt_out"], meta["opt_out_by"]) == ("STOP", "provider")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("STOP", "STOP"), (" stop. ", "STOP"), ("Unsubscribe", "STOP"), ("退訂", "STOP"), ("start", "START"),
     ("help!", "HELP"), ("ＳＴＯＰ", "STOP"), ("恢復訂閱", "START"), ("unstop", "START"), ("stop by tomorrow", None),
     ("", None), ("yes", None)],
)  # fmt: skip
def test_stop_words_count_only_when_alone(text: str, kind: str | None) -> None:
    body = f"MessageSid=SM1&From=%2B14155552671&Body={quote_plus(text)}".encode()
    message = parse(envelope(body))
    assert (message.wish, message.meta.get("opt_out")) == (kind, kind)


def test_yes_is_an_answer_unless_the_provider_says_that_it_opted_in() -> None:
    body = b"MessageSid=SM1&From=%2B14155552671&Body=Yes"
    assert parse(envelope(body)).wish is None
    assert parse(envelope(body + b"&OptOutType=START")).wish is SteeringWord.START


def test_a_sender_nobody_can_answer_is_marked_automatic() -> None:
    assert parse(envelope(b"MessageSid=SM1&From=BANK&Body=x")).automatic
    assert parse(envelope(b"MessageSid=SM1&From=24273&Body=x")).automatic


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"Body=x&From=%2B1", "MessageSid cannot be used"),
        (b"MessageSid=..%2FAccounts&From=%2B14155552671&Body=x", "MessageSid cannot be used"),
        (b"MessageSid=SM1%2F..%3Fx&From=%2B14155552671&Body=x", "MessageSid cannot be used"),
        (b"MessageSid=SM1%0A&From=%2B14155552671&Body=x", "MessageSid cannot be used"),
        (b"MessageSid=CA0123456789abcdef0123456789abcdef&From=%2B14155552671&Body=x", "MessageSid cannot be used"),
        (b"MessageSid=SM1&Body=x", "no sender's address"),
        (b"MessageSid=SM1&From=whatsapp%3A%2B14155552671", "another channel, “whatsapp”"),
        (b"MessageSid=SM1&From=%2B14155552671&To=%2B15005550009", "was sent to"),
        (b"MessageSid=SM1&From=%2B14155552671&AccountSid=ACb", "for the provider's account “ACb”"),
        (b"\xff\xfe", "not application/x-www-form-urlencoded"),
    ],
)
def test_what_cannot_be_understood_says_why(body: bytes, reason: str) -> None:
    with unread(match=reason):
        parse(envelope(body))


def test_a_senseless_count_of_media_is_none() -> None:
    assert parse(envelope(b"MessageSid=SM1&From=%2B14155552671&NumMedia=9999999")).remote == ()
    assert parse(envelope(b"MessageSid=SM1&From=%2B14155552671&NumMedia=x")).remote == ()


@pytest.mark.parametrize("sender", ["%2B14155552671", "14155552671", "%2B1+415+555+2671"])
def test_a_carrier_that_leaves_the_plus_out_means_the_same_person(sender: str) -> None:
    assert parse(envelope(f"MessageSid=SM1&From={sender}&Body=x".encode())).sender.value == "+14155552671"
