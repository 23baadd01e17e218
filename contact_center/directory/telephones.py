"""Telephone numbers: the one reading of them, for intake, search, callbacks, the ERP and settings alike. Pure.

Kept is E.164 (`+886912345678`). Read is what people write: national or international, with an exit code in place
of the plus, with `(0)`, full-width digits, marks of direction, any dash, and an extension in English or Chinese.
What no network could ring is refused: a number is never completed by guessing, so one without its area code
stays unread. Numbering plans are those of Google's libphonenumber.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult, shortnumberinfo, timezone

HOME: Final = "TW"
"""Country (ISO 3166) by which a national number is read where nothing says another."""
LONGEST: Final = 60
"""Characters; no number is written with more."""
SHORTEST_FRAGMENT: Final = 4
"""Digits by which a number can be looked for."""

_EXTENSION: Final = re.compile(
    r"[\s,;]*(?:分機號碼|分機|分机|內線|内線|轉接|轉|转|#|;?ext(?:ension|n)?\.?=?|x|\bp\b)[\s.:=：]*(?P<ext>\d{1,9})\s*#?\s*$",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"^(?:tel|phone|mobile|fax|電話|手機|行動電話|傳真)\s*[.:]?\s*", re.IGNORECASE)
_PLAIN: Final = re.compile(r"\+?[\d\s().\-/~]+")
_EXIT_CODES: Final = ("00", "011", "010", "0011", "001", "002", "005", "006", "007", "009", "019", "810")
"""Dialled before a country's code in one country or another; believed only if a valid number follows."""
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d", "-"))


@dataclass(frozen=True, slots=True)
class Telephone:
    number: str
    """E.164."""
    extension: str | None = None
    """What is dialled once somebody answers; no part of who it is."""

    def __str__(self) -> str:
        return f"{self.number} #{self.extension}" if self.extension else self.number


def read(text: str, region: str | None = HOME) -> Telephone | None:
    """The number somebody wrote, or None if it is none.

    `region` (ISO 3166) is the country in which a number without country code is meant; None reads no such number.
    """
    if len(text) > LONGEST * 2:
        return None
    plain = _LABEL.sub("", _plain(text))
    found = _EXTENSION.search(plain)
    extension = found["ext"] if found else None
    number = _number(plain[: found.start()] if found else plain, region)
    return Telephone(number, extension) if number else None


def e164(text: str, region: str | None = HOME) -> str | None:
    """The number somebody wrote as it is kept, without its extension; None if it is none."""
    found = read(text, region)
    return found.number if found else None


def sender(text: str, region: str | None = HOME) -> str:
    """Who a network says has sent something: in E.164 where it is a number, with or without its plus.

    A short code or a name stays as it is: such senders cannot be answered by a call, but they are somebody.
    """
    plain = _plain(text)
    digits = re.sub(r"[\s().\-/]", "", plain)
    if re.fullmatch(r"[1-9]\d{9,14}", digits):
        whole = _parsed(f"+{digits}", None)
        if whole is not None and phonenumbers.is_valid_number(whole):
            return _kept(whole)
    return e164(text, region) or (digits if re.fullmatch(r"\+[1-9]\d{1,14}", digits) else text.strip())


def fragment(text: str, region: str | None = HOME) -> str | None:
    """Digits by which to look for kept numbers: of a whole number all, of a part those that are never rewritten.

    None if the text is no part of a number.
    """
    whole = e164(text, region)
    if whole is not None:
        return whole
    plain = _plain(text)
    if not _PLAIN.fullmatch(plain):
        return None
    digits = re.sub(r"\D", "", plain.replace("(0)", ""))
    bare = digits if plain.startswith("+") else digits.lstrip("0")
    return bare if len(bare) >= SHORTEST_FRAGMENT else None


def region_of(number: str) -> str | None:
    """The country of a number in E.164; None where several share its code or it is no number."""
    parsed = _parsed(number, None) if number.startswith("+") else None
    if parsed is None:
        return None
    found: str | None = phonenumbers.region_code_for_number(parsed)
    return found if found and found.isalpha() else None


def country_code(number: str) -> str | None:
    """How the numbers of its country begin, like `+886`, for a number in E.164; None if it is none."""
    parsed = _parsed(number, None) if number.startswith("+") else None
    return f"+{parsed.country_code}" if parsed is not None else None


def grouped(number: str) -> str:
    """A number in E.164 in the groups in which its country writes it; anything else as it is."""
    parsed = _parsed(number, None) if number.startswith("+") else None
    if parsed is None:
        return number
    shown: str = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return shown


EMERGENCY: Final = frozenset({"000", "110", "111", "112", "113", "117", "118", "119", "120", "122", "911", "999"})
"""Where help is called in one country or another; whoever types one of them means it."""
_PAID_BY_CALLER: Final = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)


def is_emergency(text: str, region: str = HOME) -> bool:
    """Whether somebody wrote a number by which police, ambulance or fire brigade are called, here or elsewhere."""
    digits = re.sub(r"[\s().\-/]", "", _plain(text))
    if digits in EMERGENCY:
        return True
    if digits.startswith("+"):
        rest = (digits.removeprefix(f"+{code}") for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
        return any(one in EMERGENCY for one in rest if one != digits)
    return len(digits) <= 6 and bool(shortnumberinfo.is_emergency_number(digits, region))


def is_premium(number: str) -> bool:
    """Whether whoever calls a number in E.164 pays more than for the call, as of premium-rate and shared-cost lines."""
    parsed = _parsed(number, None)
    return parsed is not None and phonenumbers.number_type(parsed) in _PAID_BY_CALLER


def time_zones(number: str) -> tuple[str, ...]:
    """Where a number in E.164 may ring, as names of the tz database; empty where that is not known."""
    parsed = _parsed(number, None)
    found = timezone.time_zones_for_number(parsed) if parsed is not None else ()
    return tuple(one for one in found if one != timezone.UNKNOWN_TIMEZONE)


def _plain(text: str) -> str:
    """Without what cannot be seen, and in the plain forms of digits, dashes and spaces."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", seen.translate(_DASHES)).strip()


def _number(plain: str, region: str | None) -> str | None:
    plain = plain.strip(" ,;-")
    if not _PLAIN.fullmatch(plain) or len(plain) > LONGEST:
        return None
    if plain.startswith("+"):
        return _international("+" + plain.lstrip("+ ").removeprefix("00"))
    national = _national(plain, region) if region else None
    return national or _after_exit_code(plain)


def _international(plain: str) -> str | None:
    parsed = _parsed(plain, None)
    return _kept(parsed) if parsed is not None and _rings(parsed) else None


def _national(plain: str, region: str | None) -> str | None:
    """As its country writes it. Without the trunk prefix only mobile numbers are whole; others may lack their area."""
    parsed = _parsed(plain, region)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return None
    typed = re.sub(r"\D", "", plain)
    shown = re.sub(r"\D", "", phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL))
    with_code = typed.endswith(f"{parsed.country_code}{phonenumbers.national_significant_number(parsed)}")
    mobile = phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE
    return _kept(parsed) if typed == shown or with_code or mobile else None


def _after_exit_code(plain: str) -> str | None:
    digits = re.sub(r"\D", "", plain.replace("(0)", ""))
    for code in _EXIT_CODES:
        if not digits.startswith(code):
            continue
        parsed = _parsed("+" + digits.removeprefix(code), None)
        if parsed is not None and phonenumbers.is_valid_number(parsed):
            return _kept(parsed)
    return None


def _rings(parsed: PhoneNumber) -> bool:
    """Valid, or with the length of a mobile number in its country: new ranges may be newer than our plans."""
    if phonenumbers.is_valid_number(parsed):
        return True
    length = phonenumbers.is_possible_number_for_type_with_reason(parsed, PhoneNumberType.MOBILE)
    return bool(length == ValidationResult.IS_POSSIBLE)


def _parsed(plain: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None


def _kept(parsed: PhoneNumber) -> str:
    shown: str = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return shown
