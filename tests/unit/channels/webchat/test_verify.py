from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from channels.webchat import verify
from channels.webchat.errors import HostTokenRefused, VisitorTokenRefused
from channels.webchat.model import Visitor
from contact_center.kernel.ids import ChannelAccountId, new_id
from tests.told import refused
from tests.unit.channels.webchat.centre import HOST_SECRET, SIGNING_KEY, account

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
SHOP = account()


def token(**changed: Any) -> str:
    claims = {"sub": "C-1001", "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 3600, **changed}
    return verify.sign({k: v for k, v in claims.items() if v is not None}, HOST_SECRET.encode())


def test_a_member_is_who_the_site_says() -> None:
    signed = verify.sign_host_token(HOST_SECRET, sub="C-1001", now=NOW, name="林佳穎", email="Chia@Example.tw")
    assert verify.verify_host_token(signed, SHOP, NOW) == Visitor("C-1001", "林佳穎", "chia@example.tw", "host-token")


def test_a_token_of_any_usual_jwt_library_is_understood() -> None:
    claims = {"sub": "C-1", "iat": NOW, "exp": NOW + timedelta(minutes=5)}
    assert verify.verify_host_token(jwt.encode(claims, HOST_SECRET, "HS256"), SHOP, NOW).id == "C-1"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (token(exp=int(NOW.timestamp()) - 120), "exp: the token has expired"),
        (token(exp=int(NOW.timestamp()) + 3601), "at most one hour"),
        (token(iat=int(NOW.timestamp()) + 120, exp=int(NOW.timestamp()) + 300), "iat: is in the future"),
        (token(exp=None), "exp: is missing"),
        (token(iat="yesterday"), "iat: is missing or not a number"),
        (token(sub=None), "sub: is missing"),
        (token(sub="  "), "sub: is missing or empty"),
        (token(sub="visitor-1"), "marks strangers"),
        (token(sub="x" * 201), "longer than 200"),
        (token(email="nobody"), "email: is not"),
        (token(name=7), "name: is missing or empty"),
        ("", "not a compact signed token"),
        ("a.b.c", "not a compact signed token"),
        ("é.é.é", "not a compact signed token"),
        (jwt.encode({"sub": "C-1"}, "another secret, long enough for it", "HS256"), "signature"),
        (jwt.encode({"sub": "C-1"}, "", "none"), "alg"),
        (jwt.encode({"sub": "C-1"}, HOST_SECRET * 2, "HS512"), "alg"),
    ],
)
def test_a_refused_token_says_which_claim_is_wrong(bad: str, why: str) -> None:
    with refused(HostTokenRefused, match=why):
        verify.verify_host_token(bad, SHOP, NOW)


def test_a_claim_changed_after_signing_is_noticed() -> None:
    head, _, mac = token().split(".")
    forged = verify.sign({"sub": "C-2", "iat": 1, "exp": 2}, b"another secret").split(".")[1]
    with refused(HostTokenRefused, match="signature"):
        verify.verify_host_token(f"{head}.{forged}.{mac}", SHOP, NOW)


def test_the_previous_secret_still_counts_while_it_is_kept() -> None:
    renewed = replace(SHOP, secrets={"host_secret": "n" * 32, "host_secret_previous": HOST_SECRET})
    assert verify.verify_host_token(token(), renewed, NOW).id == "C-1001"
    with pytest.raises(HostTokenRefused):
        verify.verify_host_token(token(), replace(SHOP, secrets={"host_secret": "n" * 32}), NOW)


def test_without_a_proper_secret_nobody_is_a_member() -> None:
    for secrets in ({}, {"host_secret": ""}, {"host_secret": "short"}):
        with refused(HostTokenRefused, match="host secret"):
            verify.verify_host_token(token(), replace(SHOP, secrets=secrets), NOW)


def test_a_stranger_comes_back_as_the_same_stranger_for_thirty_days() -> None:
    stranger = verify.new_stranger()
    ours = verify.issue_visitor_token(stranger, SHOP.id, SIGNING_KEY, NOW)
    later = NOW + timedelta(days=29)
    assert verify.verify_visitor_token(ours, SHOP.id, SIGNING_KEY, later) == stranger
    with refused(VisitorTokenRefused, match="expired"):
        verify.verify_visitor_token(ours, SHOP.id, SIGNING_KEY, NOW + timedelta(days=30))


def test_a_visitor_token_counts_for_one_account_only() -> None:
    ours = verify.issue_visitor_token(verify.new_stranger(), SHOP.id, SIGNING_KEY, NOW)
    with pytest.raises(VisitorTokenRefused):
        verify.verify_visitor_token(ours, ChannelAccountId(new_id()), SIGNING_KEY, NOW)


def test_a_host_token_is_no_visitor_token_and_the_other_way_round() -> None:
    with pytest.raises(VisitorTokenRefused):
        verify.verify_visitor_token(token(), SHOP.id, SIGNING_KEY, NOW)
    ours = verify.issue_visitor_token(verify.new_stranger(), SHOP.id, SIGNING_KEY, NOW)
    with pytest.raises(HostTokenRefused):
        verify.verify_host_token(ours, SHOP, NOW)


def test_a_browser_that_came_before_the_upgrade_is_the_same_visitor_after_it() -> None:
    """Tokens were signed by code of our own before; what it wrote still counts."""
    stranger = verify.new_stranger()
    claims = {"vis": stranger.id, "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 3600}
    key = hmac.digest(SIGNING_KEY, b"webchat visitor " + SHOP.id.bytes, hashlib.sha256)
    parts = [_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    before = ".".join([*parts, _base64(hmac.digest(key, ".".join(parts).encode(), hashlib.sha256))])
    assert verify.verify_visitor_token(before, SHOP.id, SIGNING_KEY, NOW) == stranger


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.mark.parametrize("nested", ["[" * 1500, '{"a":' * 500])
def test_a_token_of_nothing_but_brackets_is_refused(nested: str) -> None:
    for bad in (f"{_base64(nested.encode())}.e30.e30", f"e30.{_base64(nested.encode())}.e30"):
        with refused(HostTokenRefused, match=r"not a compact signed token|alg|signature"):
            verify.verify_host_token(bad, SHOP, NOW)


def test_a_member_stays_a_member_for_twelve_hours() -> None:
    member = Visitor("C-1", "Chia", "c@example.tw", "host-token")
    ours = verify.issue_visitor_token(member, SHOP.id, SIGNING_KEY, NOW)
    assert verify.verify_visitor_token(ours, SHOP.id, SIGNING_KEY, NOW + timedelta(hours=11)) == member
    with pytest.raises(VisitorTokenRefused):
        verify.verify_visitor_token(ours, SHOP.id, SIGNING_KEY, NOW + timedelta(hours=12))
