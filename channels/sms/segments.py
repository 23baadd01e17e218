"""How many SMS a text is billed and sent as. Pure; the composer shows it while somebody types.

A text of GSM 7-bit characters has 160 of them in one SMS, 153 in each of several; with any other
character all of it goes as UCS-2: 70, or 67 UTF-16 code units. A character that takes two units is
never divided. Source: 3GPP TS 23.038 §6.2.1 and TS 23.040 §9.2.3.24.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_LENGTH: Final = 1600
"""Most characters Twilio takes in one message."""


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """What it is counted by; a browser that counts while somebody types gets it from here."""

    basic: str
    extended: str
    """Two units each."""
    single: tuple[int, int]
    """Units of a text that fits into one SMS, in GSM-7 and UCS-2."""
    several: tuple[int, int]
    """Units of each SMS of a longer one."""


TABLE: Final = SegmentTable(
    basic="@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
    extended="\f^{}\\[~]|€",
    single=(160, 70),
    several=(153, 67),
)
_BASIC: Final = frozenset(TABLE.basic)
_EXTENDED: Final = frozenset(TABLE.extended)


class Encoding(StrEnum):
    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


_LIMITS: Final = {
    Encoding.GSM_7: (TABLE.single[0], TABLE.several[0]),
    Encoding.UCS_2: (TABLE.single[1], TABLE.several[1]),
}


@dataclass(frozen=True, slots=True)
class Segments:
    encoding: Encoding
    count: int
    left: int
    """Units that still fit into the last SMS."""
    characters: int
    """Length as the limit of 1,600 counts it."""
    wide: str | None
    """The first character that forces UCS-2, to show why the text costs more."""

    @property
    def too_long(self) -> bool:
        return self.characters > MAX_LENGTH


def segments(text: str) -> Segments:
    """The SMS a text needs; an empty text needs none."""
    wide = next((c for c in text if c not in _BASIC and c not in _EXTENDED), None)
    encoding = Encoding.GSM_7 if wide is None else Encoding.UCS_2
    single, several = _LIMITS[encoding]
    sizes = [_units(c, encoding) for c in text]
    if sum(sizes) <= single:
        return Segments(encoding, int(bool(text)), single - sum(sizes), len(text), wide)
    count, used = _packed(sizes, several)
    return Segments(encoding, count, several - used, len(text), wide)


def _units(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return 2 if character in _EXTENDED else 1
    return 2 if ord(character) > 0xFFFF else 1


def _packed(sizes: Iterable[int], room: int) -> tuple[int, int]:
    """Segments needed and units used in the last one."""
    count, used = 1, 0
    for size in sizes:
        if used + size > room:
            count, used = count + 1, 0
        used += size
    return count, used
