"""A tenant's own accent colour, made readable in both themes (WCAG 2.2, success criterion 1.4.3).

Contrast is (L1 + 0.05) / (L2 + 0.05) of the relative luminances, as WCAG 2.2 defines it. A colour that
falls short is moved towards black (light theme) or white (dark theme) until it reaches 4.5 : 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Rgb = tuple[int, int, int]

ENOUGH = 4.5
DEFAULT_ACCENT = "#2651ad"
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Shades:
    """The accent in one theme: as fill and text, text on it, pressed, and a quiet ground made of it."""

    accent: str
    on_accent: str
    press: str
    tint: str


@dataclass(frozen=True, slots=True)
class Palette:
    light: Shades
    dark: Shades
    adjusted: bool
    """The tenant's colour alone did not reach 4.5 : 1 in one of the themes and was moved."""


@dataclass(frozen=True, slots=True)
class _Ground:
    desk: Rgb
    meta: Rgb
    """The faintest text that stands on the tint."""
    towards: Rgb
    tint_share: float


_LIGHT = _Ground(desk=(253, 253, 252), meta=(103, 100, 95), towards=_BLACK, tint_share=0.13)
_DARK = _Ground(desk=(28, 27, 25), meta=(160, 158, 154), towards=_WHITE, tint_share=0.18)


def palette(accent: str) -> Palette:
    """Raises ValueError with the remedy if `accent` is not a hex colour."""
    wanted = parse_hex(accent)
    light, dark = _shades(wanted, _LIGHT), _shades(wanted, _DARK)
    return Palette(light, dark, adjusted=to_hex(wanted) != light.accent)


def parse_hex(text: str) -> Rgb:
    if not _HEX.fullmatch(text):
        raise ValueError(f"accent: {text!r} is not a colour; write it as #rrggbb, for example {DEFAULT_ACCENT}")
    digits = text[1:] if len(text) == 7 else "".join(c * 2 for c in text[1:])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def to_hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Rgb) -> float:
    r, g, b = (_linear(c / 255) for c in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _linear(c: float) -> float:
    return float(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)


def _shades(wanted: Rgb, ground: _Ground) -> Shades:
    tint = _tint(wanted, ground)
    accent = _until_readable(wanted, (ground.desk, tint), ground.towards)
    on_accent = max((_WHITE, _BLACK), key=lambda text: contrast(text, accent))
    press = _mix(accent, _BLACK if on_accent == _WHITE else _WHITE, 0.14)
    return Shades(to_hex(accent), to_hex(on_accent), to_hex(press), to_hex(tint))


def _until_readable(colour: Rgb, grounds: tuple[Rgb, ...], towards: Rgb) -> Rgb:
    steps = (_mix(colour, towards, share / 50) for share in range(51))
    return next(c for c in steps if all(contrast(c, ground) >= ENOUGH for ground in grounds))


def _tint(colour: Rgb, ground: _Ground) -> Rgb:
    shares = (ground.tint_share * (20 - step) / 20 for step in range(21))
    tints = (_mix(ground.desk, colour, share) for share in shares)
    return next(t for t in tints if contrast(t, ground.meta) >= ENOUGH)


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b
