"""Telephone numbers of the ERP in one form."""

from __future__ import annotations

import phonenumbers


def to_e164(text: str, region: str | None = None) -> str | None:
    """The number in E.164, or None. `region` (ISO 3166) says how to read one without a country code."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def region_of(e164: str) -> str | None:
    """The country a number in E.164 belongs to, None where several share its code or it is no number."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return None
