"""Settings of an account as people write them, by what its channel declares. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from channels.connecting.errors import SettingMissing, SettingNotUsable
from channels.declaring import AccountSetting, SettingKind

LONGEST_VALUE: Final = 2000
MOST_LINES: Final = 100
MOST_NUMBER: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class AccountForm:
    """An account as it is asked for. A secret that is left out stays as it is."""

    name: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    queue_id: UUID | None = None


def settings_of(declared: Sequence[AccountSetting], given: Mapping[str, Any]) -> dict[str, Any]:
    """As an account keeps them: without what says nothing but the default. Raises `SettingNotUsable`."""
    known = {one.code: one for one in declared if not one.secret}
    strange = next((code for code in given if code not in known), None)
    if strange is not None:
        raise SettingNotUsable(strange, field=strange[:100])
    found: dict[str, Any] = {}
    for code, one in known.items():
        if code not in given:
            continue
        value = _value(one, given[code])
        if value in ("", [], None) or value == one.default:
            continue
        outer, dot, inner = code.partition(".")
        if dot:
            found.setdefault(outer, {})[inner] = value
        else:
            found[code] = value
    return found


def shown(declared: Sequence[AccountSetting], settings: Mapping[str, Any]) -> dict[str, Any]:
    """What each setting says now, by its code, secrets left out."""
    found = {}
    for one in declared:
        if one.secret:
            continue
        outer, dot, inner = one.code.partition(".")
        within = settings.get(outer)
        value = (within.get(inner) if isinstance(within, Mapping) else None) if dot else within
        empty: Any = [] if one.kind is SettingKind.LIST else one.default
        found[one.code] = empty if value is None else list(value) if one.kind is SettingKind.LIST else value
    return found


def undeclared(declared: Sequence[AccountSetting], settings: Mapping[str, Any]) -> dict[str, Any]:
    """What an account has that no form shows: it is kept."""
    known = {one.code.partition(".")[0] for one in declared}
    return {name: value for name, value in settings.items() if name not in known}


def check_needed(declared: Sequence[AccountSetting], settings: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    """Raises `SettingMissing` naming the first."""
    for one in declared:
        if one.required and not (secrets if one.secret else settings).get(one.code):
            raise SettingMissing(field=one.code)


def secrets_of(declared: Sequence[AccountSetting], given: Mapping[str, str]) -> dict[str, str]:
    """Those that say anything. Raises `SettingNotUsable`."""
    known = {one.code for one in declared if one.secret}
    for code, value in given.items():
        if code not in known or len(value) > LONGEST_VALUE or not value.isprintable():
            raise SettingNotUsable(field=code[:100])
    return {code: value for code, value in given.items() if value}


def _value(one: AccountSetting, given: Any) -> Any:
    match one.kind:
        case SettingKind.SWITCH if isinstance(given, bool):
            return given
        case SettingKind.NUMBER:
            return _number(one, given)
        case SettingKind.LIST if isinstance(given, list | tuple):
            return _lines(one, given)
        case SettingKind.CHOICE if given == "" or given in one.choices:
            return given
        case SettingKind.TEXT | SettingKind.CALLS if isinstance(given, str):
            return _text(one, given)
    raise SettingNotUsable(field=one.code)


def _number(one: AccountSetting, given: Any) -> int | None:
    if given in ("", None):
        return None
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) < 9:
        given = int(given)
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= MOST_NUMBER:
        raise SettingNotUsable(field=one.code)
    return given


def _lines(one: AccountSetting, given: Sequence[Any]) -> list[str]:
    lines = [_text(one, each) for each in given if isinstance(each, str)]
    if len(given) > MOST_LINES or len(lines) != len(given):
        raise SettingNotUsable(field=one.code)
    return list(dict.fromkeys(line for line in lines if line))


def _text(one: AccountSetting, given: str) -> str:
    text = given.strip()
    if len(text) > LONGEST_VALUE or not text.replace("\n", "").replace("\r", "").isprintable():
        raise SettingNotUsable(field=one.code)
    return text
