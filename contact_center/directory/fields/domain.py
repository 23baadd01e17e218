"""Custom fields: what an organisation wants to know beside what everybody does. Typed; values are JSON. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from contact_center.directory.fields.errors import (
    NotAFieldAmount,
    NotAFieldChoice,
    NotAFieldDate,
    NotAFieldNumber,
    NotYesOrNo,
    TextTooLong,
)

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
LONGEST = 500
"""Characters of a text."""


class FieldSubject(StrEnum):
    """What has the fields."""

    CUSTOMER = "customer"


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    id: UUID
    subject: str
    code: str
    """For programs; never changes."""
    name: str
    """As the organisation calls it."""
    kind: str
    choices: list[str]
    position: int


def code_of(name: str, taken: frozenset[str]) -> str:
    """A code for programs: of the name's Latin letters, else numbered."""
    base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "field"
    code, n = base, 2
    while code in taken:
        code, n = f"{base}_{n}", n + 1
    return code


def value_of(definition: FieldDefinition, raw: JsonValue) -> JsonValue:
    """The one spelling of a value: numbers and amounts exact, as text; dates ISO 8601. Nothing is None.

    Raises an error that says what is expected, with the field's code.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    match FieldKind(definition.kind):
        case FieldKind.TEXT:
            return _text(definition, raw)
        case FieldKind.NUMBER:
            return _decimal(str(raw), NotAFieldNumber(field=definition.code))
        case FieldKind.DATE:
            return _date(definition, raw)
        case FieldKind.CHOICE:
            if raw not in definition.choices:
                raise NotAFieldChoice(", ".join(definition.choices), field=definition.code)
            return raw
        case FieldKind.YES_NO:
            return _yes_no(definition, raw)
        case FieldKind.MONEY:
            return _money(definition, raw)


def _text(definition: FieldDefinition, raw: JsonValue) -> str:
    if not isinstance(raw, str) or len(raw.strip()) > LONGEST:
        raise TextTooLong(field=definition.code)
    return raw.strip()


def _decimal(raw: str, wrong: Exception) -> str:
    try:
        number = Decimal(raw.strip().replace(",", ""))
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or abs(number.adjusted()) > 18:
        raise wrong
    return f"{number:f}"


def _date(definition: FieldDefinition, raw: JsonValue) -> str:
    try:
        return date.fromisoformat(str(raw).strip()).isoformat()
    except ValueError:
        raise NotAFieldDate(field=definition.code) from None


def _yes_no(definition: FieldDefinition, raw: JsonValue) -> bool:
    known: dict[JsonValue, bool] = {True: True, False: False, "yes": True, "no": False}
    if not isinstance(raw, bool | str) or raw not in known:
        raise NotYesOrNo(field=definition.code)
    return known[raw]


def _money(definition: FieldDefinition, raw: JsonValue) -> JsonValue:
    """`TWD 12,000`, or an object with `currency` and `amount`."""
    wrong = NotAFieldAmount(field=definition.code)
    if isinstance(raw, dict):
        raw = f"{raw.get('currency')} {raw.get('amount')}"
    found = re.fullmatch(r"\s*([A-Za-z]{3})\s*(-?[\d,]{1,20}(?:\.\d{1,6})?)\s*", str(raw))
    if found is None:
        raise wrong
    return {"currency": found[1].upper(), "amount": _decimal(found[2], wrong)}
