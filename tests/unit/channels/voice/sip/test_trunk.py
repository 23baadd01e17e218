"""What an account says of its trunk, and whom a call is for."""

from __future__ import annotations

from typing import Any

import pytest

from channels.voice.providers.sip.account import trunk_of
from channels.voice.providers.sip.domain import Trunk, reason_of
from channels.voice.providers.sip.leading import number_from
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import ChannelAccountId, TenantId, new_id

OURS = "+886227361234"


def _account(settings: dict[str, Any], **secrets: str) -> ChannelAccount:
    return ChannelAccount(
        ChannelAccountId(new_id()),
        TenantId(new_id()),
        "voice",
        "Own line",
        OURS,
        {"provider": "sip", **settings},
        secrets,
    )


def test_a_trunk_by_address_and_one_with_a_user() -> None:
    plain = trunk_of(_account({"sip_host": "192.0.2.7"}))
    assert (plain.registers, plain.port, plain.our_uri) == (False, 5060, f"sip:{OURS}@192.0.2.7")
    ours = trunk_of(_account(
        {"sip_host": "sip.example.com", "sip_port": "5080", "sip_user": "kiln", "sip_domain": "example.com",
         "sip_plus": False}, sip_password="secret",
    ))  # fmt: skip
    assert (ours.registers, ours.port, ours.our_uri) == (True, 5080, "sip:kiln@example.com")
    assert ours.uri_of("+886912345678") == "sip:886912345678@example.com"
    assert "secret" not in repr(ours)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({}, "sip_host"),
        ({"sip_host": "a b"}, "sip_host"),
        ({"sip_host": "sip.example.com\r\nVia: x"}, "sip_host"),
        ({"sip_host": "sip.example.com", "sip_user": "kiln"}, "sip_password"),
        ({"sip_host": "sip.example.com", "sip_user": "kiln>\r\n"}, "sip_user"),
        ({"sip_host": "sip.example.com", "sip_port": "70000"}, "sip_port"),
        ({"sip_host": "sip.example.com", "sip_codec": "opus"}, "sip_codec"),
    ],
)
def test_what_cannot_be_used_is_named(settings: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        trunk_of(_account(settings))
    assert wrong.value.fields["field"] == field


@pytest.mark.parametrize(
    ("called", "ours"),
    [(OURS, True), ("886227361234", True), ("0227361234", True), ("27361234", True), ("kiln", True),
     ("+886227361235", False), ("1234", False), ("", False), ("anonymous", False)],
)  # fmt: skip
def test_whom_a_call_is_for(called: str, ours: bool) -> None:
    line = Trunk(new_id(), new_id(), OURS, "sip.example.com", user="kiln")
    assert line.is_called_by(called) is ours


@pytest.mark.parametrize(
    ("caller", "number"),
    [("+886912345678", "+886912345678"), ("0912345678", "+886912345678"), ("00886912345678", "+886912345678"),
     ("0081312345678", "+81312345678"), ("anonymous", None), ("", None), ("reception", None)],
)  # fmt: skip
def test_who_calls(caller: str, number: str | None) -> None:
    assert number_from(_account({}), caller) == number


def test_reasons() -> None:
    assert [reason_of(status) for status in (486, 600, 480, 487, 603, 404, 500)] == [
        "busy", "busy", "no_answer", "no_answer", "no_answer", "failed", "failed",
    ]  # fmt: skip
