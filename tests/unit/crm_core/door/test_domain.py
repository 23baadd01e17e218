"""Who gets in by the customer's own door, and what they see there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contact_center.kernel.contracts.channels import Address, AddressKind
from crm_core.customers.profile.domain import Affiliation
from crm_core.door.domain import (
    CODES_OF_ALL_A_DAY,
    IDLE,
    KNOWN_DEVICE,
    LONGEST_REPLY,
    LONGEST_STAY,
    AskedBefore,
    Knock,
    RoleIn,
    Stay,
    address_of,
    device_tag,
    is_between_us,
    is_known_device,
    is_too_often,
    lasts,
    origin_of,
    reply_of,
    roles,
    takes_code,
)
from crm_core.door.errors import NotSuchAnAddress, ReplyMissing

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
ID, ORGANISATION = UUID(int=1), UUID(int=2)
KNOCK = Knock(ID, "email", "lin@x.example", "en", NOW, NOW + timedelta(minutes=10), 0, ID, None)
STAY = Stay(ID, ID, "email", "lin@x.example", NOW, NOW, NOW + LONGEST_STAY, None)
WORKS = Affiliation(
    ID, ID, "Lin", ORGANISATION, "Moss Lane", "Buyer", True, "TWD 20000", False, False, None, None, NOW
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        (" Lin@X.Example ", "email", "lin@x.example"),
        ("0932 555 081", "phone", "+886932555081"),
        ("＋886 932-555-081", "phone", "+886932555081"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kind: str, value: str) -> None:
    found = address_of(typed)
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    "typed", ["", "lin@", "@x.example", "lin@x", "lin", "a b@x.example", "1", "x" * 300, "a\n@x.y"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(NotSuchAnAddress):
        address_of(typed)


def test_codes_to_an_address_are_few() -> None:
    assert not is_too_often(_asked(timedelta(minutes=1)), "there", NOW)
    assert is_too_often(_asked(timedelta(seconds=59)), "there", NOW)
    assert is_too_often(_asked(*(timedelta(hours=n) for n in range(1, 6))), "there", NOW)


def test_a_stranger_uses_up_their_own_codes_and_none_of_the_owners() -> None:
    stranger = _asked(timedelta(seconds=1), *(timedelta(hours=n) for n in range(1, 6)))
    assert not is_too_often(stranger, "elsewhere", NOW)
    many = [AskedBefore(NOW - timedelta(hours=1), f"network {n}") for n in range(CODES_OF_ALL_A_DAY)]
    assert is_too_often(many, "elsewhere", NOW), "the owner is spared more"
    assert not is_too_often(many, KNOWN_DEVICE, NOW)
    assert is_too_often([AskedBefore(NOW - timedelta(seconds=9), KNOWN_DEVICE)], KNOWN_DEVICE, NOW)


def test_an_origin_tells_not_where_it_is_and_a_network_is_one() -> None:
    key = b"k" * 32
    assert origin_of(key, "2001:db8::1") == origin_of(key, "2001:db8::2") != origin_of(key, "2001:db8:0:1::1")
    assert origin_of(key, "::ffff:192.0.2.1") == origin_of(key, "192.0.2.1") != origin_of(key, "192.0.2.2")
    assert "192" not in origin_of(key, "192.0.2.1")
    assert origin_of(key, "") != origin_of(b"j" * 32, "")
    tenant, address = uuid4(), Address(AddressKind.EMAIL, "lin@x.example")
    tag = device_tag(key, tenant, "email", "lin@x.example")
    assert is_known_device(key, tenant, address, ["0" * 32, tag])
    assert not is_known_device(key, uuid4(), address, [tag])
    assert not is_known_device(b"j" * 32, tenant, address, [tag])


def _asked(*ago: timedelta) -> list[AskedBefore]:
    return [AskedBefore(NOW - one, "there") for one in ago]


def test_a_code_is_good_for_ten_minutes_and_five_tries_and_once() -> None:
    assert takes_code(KNOCK, NOW)
    assert not takes_code(KNOCK, KNOCK.expires_at)
    assert not takes_code(replace(KNOCK, attempts=5), NOW)
    assert not takes_code(replace(KNOCK, used_at=NOW), NOW)


def test_a_sign_in_ends_by_itself() -> None:
    assert lasts(STAY, NOW)
    assert not lasts(STAY, NOW + IDLE)
    used = replace(STAY, seen_at=NOW + LONGEST_STAY - timedelta(minutes=1))
    assert lasts(used, NOW + LONGEST_STAY - timedelta(seconds=1))
    assert not lasts(used, NOW + LONGEST_STAY)
    assert not lasts(replace(STAY, ended_at=NOW), NOW)


def test_a_role_shows_what_it_permits() -> None:
    assert roles([WORKS]) == (RoleIn(ORGANISATION, "Moss Lane", True, False, False),)
    also = replace(WORKS, may_order=False, may_get_invoices=True)
    assert roles([WORKS, also]) == (RoleIn(ORGANISATION, "Moss Lane", True, True, False),)
    assert roles([replace(WORKS, may_order=False)]) == ()


def test_a_thread_shows_only_what_was_written_between_us() -> None:
    theirs = {"lin@x.example"}

    def said(*, inbound: bool, writer: str | None = None, readers: tuple[str, ...] = ()) -> bool:
        return is_between_us(
            inbound=inbound, writer=writer, readers=readers, theirs=theirs, contact="lin@x.example"
        )  # fmt: skip

    assert said(inbound=True)
    assert said(inbound=True, writer="lin@x.example")
    assert not said(inbound=True, writer="lawyer@y.example")
    assert said(inbound=False)
    assert said(inbound=False, readers=("lawyer@y.example", "lin@x.example"))
    assert not said(inbound=False, readers=("lawyer@y.example",))


def test_an_answer_has_words_and_an_end() -> None:
    assert reply_of(" a  \r\nb\x00 ") == "a\nb"
    for text in ("", " \n ", "x" * (LONGEST_REPLY + 1)):
        with pytest.raises(ReplyMissing):
            reply_of(text)
