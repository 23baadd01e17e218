"""Links to a customer's history, the sites that may show it, and by whom the ERP means."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from erp_link.back_office.domain import (
    BackOfficeNote,
    Embedding,
    MeantBy,
    TimelineLink,
    WhoIsMeant,
    checked,
    opened,
    sealed,
    sites,
    who_is_meant,
)
from erp_link.back_office.errors import BackOfficeTextWrong, NotASiteOfTheErp, NotOneCustomer

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
KEY, FORMER = b"k" * 32, b"f" * 32
LINK = TimelineLink(UUID(int=1), UUID(int=2), (UUID(int=3), UUID(int=4)), NOW, NOW + timedelta(hours=1))


def test_a_link_says_what_was_sealed_into_it_also_with_a_former_key() -> None:
    assert opened(sealed(LINK, KEY), (KEY,)) == LINK
    assert opened(sealed(LINK, FORMER), (KEY, FORMER)) == LINK
    by_key = replace(LINK, key=UUID(int=9))
    assert opened(sealed(by_key, KEY), (KEY,)) == by_key


def test_a_link_that_was_changed_cut_or_signed_by_somebody_else_is_none() -> None:
    token = sealed(LINK, KEY)
    assert opened(token, (FORMER,)) is None
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    for at in range(len(raw)):
        forged = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert opened(base64.urlsafe_b64encode(forged).rstrip(b"=").decode(), (KEY,)) is None
    for wrong in ("", "x", token[:-4], "é" * 40, token + "AAAA", "=" * 8):
        assert opened(wrong, (KEY,)) is None


def test_a_link_ends_by_itself_and_with_all_others() -> None:
    assert LINK.is_good(NOW + timedelta(minutes=59), None)
    assert not LINK.is_good(NOW + timedelta(hours=1), None)
    assert not LINK.is_good(NOW, NOW + timedelta(seconds=1))
    assert LINK.is_good(NOW, NOW - timedelta(seconds=1))


def test_sites_are_hosts_and_nothing_that_a_policy_reads_otherwise() -> None:
    assert sites(
        ["https://ERP.example/", "", "http://erp.local:8000", "https://erp.example:443", "http://[::1]:80"]
    ) == (
        "https://erp.example",
        "http://erp.local:8000",
        "http://[::1]",
    )
    assert Embedding().ancestors == "'none'"
    for wrong in (
        "erp.example", "https://*.example", "https://erp.example; script-src *", "https://a.example https://b.example",
        "https://erp.example/app", "javascript:alert(1)", "https://a@b.example", "https://erp.example:99999",
        "https://erp.example?x", "https://erp'.example", "https://",
    ):  # fmt: skip
        with pytest.raises(NotASiteOfTheErp):
            sites([wrong])
    with pytest.raises(NotASiteOfTheErp):
        sites([f"https://{n}.example" for n in range(21)])


def test_exactly_one_value_says_who_is_meant() -> None:
    assert who_is_meant(account=" 7 ") == WhoIsMeant(MeantBy.ACCOUNT, "7")
    for wrong in ({}, {"account": "7", "email": "a@b.example"}, {"phone": "  "}):
        with pytest.raises(NotOneCustomer):
            who_is_meant(**wrong)


def test_a_note_has_a_writer_and_a_text() -> None:
    assert checked(BackOfficeNote("k", " Chen \n Mei ", " Pays on Friday. ")) == BackOfficeNote(
        "k", "Chen Mei", "Pays on Friday."
    )
    for by, text in (("", "x"), ("x", " "), ("x", "y" * 2001)):
        with pytest.raises(BackOfficeTextWrong):
            checked(BackOfficeNote("k", by, text))
