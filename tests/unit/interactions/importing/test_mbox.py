"""mbox files taken apart, and whose mail it is."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from contact_center.interactions.importing import domain
from contact_center.interactions.importing.domain import AddressRole, MailItem, Sorted, mails_of, sort, suggested
from contact_center.interactions.importing.errors import NotAMailFile

TWO = (
    b"From lin@x.example Mon Jan 02 03:04:05 2023\r\nSubject: a\r\n\r\nFrom here on it is text.\r\n"
    b">From us with love\r\n\r\n"
    b"From 17@xxx Tue Feb 07 10:00:00 +0800 2023\nSubject: b\n\nno time below\n\nFrom now on\n"
)


def test_a_mail_begins_after_an_empty_line_with_a_sender_and_a_time() -> None:
    first, second = mails_of(io.BytesIO(TWO))
    assert first.raw == b"Subject: a\r\n\r\nFrom here on it is text.\r\nFrom us with love\r\n\r\n"
    assert first.received_at == datetime(2023, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert second.raw is not None
    assert second.raw.endswith(b"\n\nFrom now on\n")
    assert second.received_at == datetime(2023, 2, 7, 2, tzinfo=UTC)


def test_a_single_mail_is_a_file_too_and_anything_else_is_none() -> None:
    [one] = mails_of(io.BytesIO(b"Subject: alone\n\ntext"))
    assert one.raw == b"Subject: alone\n\ntext"
    for wrong in (b"", b"%PDF-1.7\n", b"name,phone\nLin,1\n"):
        with pytest.raises(NotAMailFile):
            list(mails_of(io.BytesIO(wrong)))


def test_a_mail_that_is_too_large_is_named_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain, "LARGEST_MAIL", 20)
    large = b"From a Mon Jan 02 03:04:05 2023\nSubject: long enough\n\nand more\n\n"
    small = b"From b Mon Jan 02 03:04:05 2023\nTo: c\n\nd\n"
    assert [(one.raw, one.size) for one in mails_of(io.BytesIO(large + small))] == [(None, 32), (b"To: c\n\nd\n", 9)]


def test_colleagues_are_known_by_their_domain_but_not_where_everybody_has_an_address() -> None:
    own = {"service@kiln.example", "mei@gmail.com"}
    assert suggested("sam@kiln.example", own=own, automatic=False) is AddressRole.OURS
    assert suggested("mei@gmail.com", own=own, automatic=False) is AddressRole.OURS
    assert suggested("lin@gmail.com", own=own, automatic=False) is AddressRole.CUSTOMER
    assert suggested("news@shop.example", own=own, automatic=True) is AddressRole.LEFT_OUT


def item(**given: Any) -> MailItem:
    values: dict[str, Any] = dict.fromkeys(MailItem.__dataclass_fields__)
    return MailItem(**values | {"n": 1, "place": 1, "size": 1, "named": [], "thread_keys": []} | given)


@pytest.mark.parametrize(
    ("mail", "sorted"),
    [
        (item(writer="lin@x", named=["us@k"]), Sorted("in", "lin@x")),
        (item(writer="form@y", answer_to="lin@x", named=["us@k"]), Sorted("in", "lin@x")),
        (item(writer="form@y", answer_to="us@k"), Sorted("in", "form@y")),
        (item(writer="us@k", named=["us@k", "news@z", "lin@x"]), Sorted("out", "lin@x")),
        (item(writer="us@k", named=["us@k"]), None),
        (item(writer="news@z", named=["us@k"]), None),
        (item(writer=None), None),
    ],
)
def test_a_mail_goes_to_its_customer_by_who_wrote_it_and_who_got_it(mail: MailItem, sorted: Sorted | None) -> None:
    roles = {"us@k": AddressRole.OURS, "news@z": AddressRole.LEFT_OUT}
    assert sort(mail, roles) == sorted
