"""Settings of an account by what its channel declares."""

from __future__ import annotations

from typing import Any

import pytest

from channels.connecting.domain import check_needed, secrets_of, settings_of, shown, undeclared
from channels.connecting.errors import SettingMissing, SettingNotUsable
from channels.declaring import AccountSetting, SettingKind

DECLARED = (
    AccountSetting("host", required=True),
    AccountSetting("port", SettingKind.NUMBER),
    AccountSetting("tls", SettingKind.CHOICE, ("on", "off"), default="on"),
    AccountSetting("record", SettingKind.SWITCH, default=True),
    AccountSetting("sites", SettingKind.LIST),
    AccountSetting("greeting.en"),
    AccountSetting("password", secret=True, required=True),
)


def test_only_what_differs_from_the_default_is_kept() -> None:
    given = {"host": " a.example ", "port": "993", "tls": "on", "record": False, "sites": ["x", "", "x", "y"],
             "greeting.en": "Hello"}  # fmt: skip
    kept = settings_of(DECLARED, given)
    assert kept == {
        "host": "a.example", "port": 993, "record": False, "sites": ["x", "y"], "greeting": {"en": "Hello"},
    }  # fmt: skip
    told = shown(DECLARED, kept)
    assert told["tls"] == "on"
    assert told["greeting.en"] == "Hello"
    assert "password" not in told
    assert settings_of(DECLARED, told) == kept


@pytest.mark.parametrize(
    "given",
    [
        {"port": "many"}, {"port": -1}, {"port": True}, {"tls": "perhaps"}, {"record": "yes"}, {"sites": "x"},
        {"host": 5}, {"host": "x" * 3000}, {"host": "a\0b"}, {"sites": ["x"] * 200}, {"password": "x"}, {"strange": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_used_names_its_field(given: dict[str, Any]) -> None:
    with pytest.raises(SettingNotUsable) as wrong:
        settings_of(DECLARED, given)
    assert wrong.value.fields["field"] == next(iter(given))


def test_what_is_needed_is_named_secrets_too() -> None:
    with pytest.raises(SettingMissing) as missing:
        check_needed(DECLARED, {"host": "a"}, {})
    assert missing.value.fields["field"] == "password"
    check_needed(DECLARED, {"host": "a"}, secrets_of(DECLARED, {"password": "p"}))
    assert secrets_of(DECLARED, {"password": ""}) == {}
    with pytest.raises(SettingNotUsable):
        secrets_of(DECLARED, {"host": "no secret"})


def test_what_no_form_shows_is_kept() -> None:
    assert undeclared(DECLARED, {"host": "a", "greeting": {}, "older": 1}) == {"older": 1}
