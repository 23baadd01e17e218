"""Postal addresses as the country writes them, and the one spelling by which they are found. Pure.

Taiwan (中華郵政): 3+3 postal code (3, or the older 3+2, are still seen), 縣市, 鄉鎮市區, then road, 段, 巷, 弄, 號, 樓
without spaces, from the large to the small; 台 and 臺 are one. Other countries: the lines of their postal services as
the Universal Postal Union collects them (S42), for those listed; the rest as most write, street first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from contact_center.kernel.scripts import folded, has_han
from crm_core.customers.profile.errors import NotAPostalCode, PostalAddressIncomplete

LONGEST = 200
LARGE_FIRST: Final = frozenset({"TW", "CN", "JP", "KR", "HK", "MO"})
"""Written from the large to the small, in their own scripts."""
CODE_BEFORE_CITY: Final = frozenset(
    {"DE", "FR", "IT", "ES", "NL", "BE", "AT", "CH", "DK", "SE", "NO", "FI", "PL", "CZ"}
)
CODE_LAST: Final = frozenset({"GB", "IE", "IN", "ID"})
"""On a line of its own, after the city."""
_CODES: Final = {
    "TW": re.compile(r"\d{3}(?:\d{2,3})?"),
    "US": re.compile(r"\d{5}(?:-\d{4})?"),
    "DE": re.compile(r"\d{5}"),
    "FR": re.compile(r"\d{5}"),
    "JP": re.compile(r"\d{3}-?\d{4}"),
    "CN": re.compile(r"\d{6}"),
}
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class PostalParts:
    """One address. `region`: 縣市, state; `city`: 鄉鎮市區, town; `street` down to the floor."""

    country: str
    """ISO 3166, two letters."""
    postal_code: str = ""
    region: str = ""
    city: str = ""
    street: str = ""
    extra: str = ""
    """Building, company, care of."""
    recipient: str = ""


def tidy(parts: PostalParts) -> PostalParts:
    """The one spelling. Raises `PostalAddressIncomplete`, `NotAPostalCode`."""
    country = parts.country.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise PostalAddressIncomplete(field="country")
    cleaned = {
        name: " ".join(unicodedata.normalize("NFKC", getattr(parts, name)).split())[:LONGEST]
        for name in ("postal_code", "region", "city", "street", "extra", "recipient")
    }
    if not cleaned["street"]:
        raise PostalAddressIncomplete(field="street")
    if not (cleaned["city"] or cleaned["region"]):
        raise PostalAddressIncomplete(field="city")
    if country == "TW":
        cleaned["postal_code"] = re.sub(r"[\s-]", "", cleaned["postal_code"])
        cleaned |= {name: _closed_up(cleaned[name]) for name in ("region", "city", "street", "extra")}
        cleaned["region"] = cleaned["region"].replace("台", "臺")
    pattern = _CODES.get(country)
    if cleaned["postal_code"] and (pattern and not pattern.fullmatch(cleaned["postal_code"])):
        raise NotAPostalCode(field="postal_code")
    return PostalParts(country, **cleaned)


def _closed_up(text: str) -> str:
    """No spaces between Chinese characters and numbers; between Latin words they stay."""
    return re.sub(r"\s+", "", text) if has_han(text) else text


def lines(parts: PostalParts) -> tuple[str, ...]:
    """As it is written on a letter, without the country."""
    return tuple(line for line in _lines(parts) if line)


def _lines(one: PostalParts) -> tuple[str, ...]:
    if one.country in LARGE_FIRST and has_han(one.street + one.city + one.region):
        return (f"{one.postal_code} {one.region}{one.city}".strip(), f"{one.street}{one.extra}", one.recipient)
    place = one.city if one.city else one.region
    if one.country in CODE_BEFORE_CITY:
        return (one.recipient, one.extra, one.street, f"{one.postal_code} {place}".strip())
    if one.country in CODE_LAST:
        return (one.recipient, one.extra, one.street, place, one.region if one.city else "", one.postal_code)
    region = " ".join(part for part in (one.region if one.city else "", one.postal_code) if part)
    return (one.recipient, one.extra, one.street, ", ".join(part for part in (place, region) if part))


def one_line(parts: PostalParts) -> str:
    """For lists and documents."""
    spaced = parts.country in LARGE_FIRST and has_han(parts.street + parts.city + parts.region)
    return (" " if spaced else ", ").join(lines(parts))


def search_key(text: str) -> str:
    """What is equal in a search: 臺 and 台, full-width and plain digits, 一段 and 1段, spaces or none."""
    plain = re.sub(r"([一二三四五六七八九])(?=段)", lambda found: found[1].translate(_NUMERALS), folded(text))
    return re.sub(r"[\s,，、-]", "", plain)


def key_of(parts: PostalParts) -> str:
    return search_key(f"{parts.postal_code}{parts.region}{parts.city}{parts.street}{parts.extra}{parts.recipient}")
