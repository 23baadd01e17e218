from __future__ import annotations

from uuid import UUID

import pytest

from channels.sms.reports import parse_status
from channels.vendors.twilio.verify import form
from contact_center.kernel.contracts.channels import Delivery, Unparseable
from contact_center.kernel.phrases import Phrase
from tests.unit.channels.sms.builders import NOON, fixture


def test_a_delivered_message_is_reported_with_our_own_id() -> None:
    said = parse_status(dict(form(fixture("status_delivered"))), f"m={UUID(int=42)}", NOON)
    assert said is not None
    assert said.message_id == UUID(int=42)
    assert said.report.state is Delivery.DELIVERED
    assert said.report.provider_id == "SM5f0e8ae6ade43cb3c0ce4525424e404f"
    assert said.report.error is None


def test_a_failure_is_told_in_words() -> None:
    said = parse_status(dict(form(fixture("status_undelivered"))), "", NOON)
    assert said is not None
    assert (said.report.state, said.report.error_code) == (Delivery.UNDELIVERED, "30003")
    assert said.report.about == Phrase("twilio.30003")
    assert said.message_id is None


def test_a_status_invented_later_says_nothing() -> None:
    assert parse_status({"MessageSid": "SM1", "MessageStatus": "levitating"}, "", NOON) is None


@pytest.mark.parametrize("query", ["", "m=", "m=junk", "x=1", "m=1&m=2"])
def test_a_foreign_query_gives_no_id(query: str) -> None:
    said = parse_status({"SmsSid": "SM1", "SmsStatus": "sent"}, query, NOON)
    assert said is not None
    assert said.message_id is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", Delivery.SENT),
        ("queued", Delivery.SENT),
        ("sent", Delivery.SENT),
        ("delivered", Delivery.DELIVERED),
        ("read", Delivery.READ),
        ("undelivered", Delivery.UNDELIVERED),
        ("failed", Delivery.FAILED),
        ("canceled", Delivery.FAILED),
    ],
)
def test_each_status_of_the_provider_is_one_state_of_ours(status: str, state: Delivery) -> None:
    said = parse_status({"MessageSid": "SM1", "MessageStatus": status}, "", NOON)
    assert said is not None
    assert said.report.state is state


def test_a_callback_without_id_or_status_is_unparseable() -> None:
    with pytest.raises(Unparseable):
        parse_status({"MessageSid": "SM1"}, "", NOON)
