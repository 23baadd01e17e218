"""A tenant's own accent colour, made readable in both themes (WCAG 2.2, success criterion 1.4.3).

Contrast is (L1 + 0.05) / (L2 + 0.05) of the relative luminances, as WCAG 2.2 defines it. A colour that
falls short gets darker (light theme) or lighter (dark theme), hue and saturation kept, until it reaches
4.5 : 1 (7 : 1 in the dark theme, where it also fills buttons on a dark ground).
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

from contact_center.kernel.errors import Invalid
from contact_center.kernel.phrases import Phrase

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
    ratio: float
    away: float
    """Lightness an accent moves to when it needs more contrast: 0 black, 1 white."""
    tint: float
    """Lightness of the tint, and the most saturation it may have."""
    tint_saturation: float


_LIGHT = _Ground((253, 253, 252), (103, 100, 95), ENOUGH, away=0.0, tint=0.92, tint_saturation=0.58)
_DARK = _Ground((28, 27, 25), (160, 158, 154), ratio=7.0, away=1.0, tint=0.17, tint_saturation=0.32)


def palette(accent: str) -> Palette:
    """Raises `Invalid` if `accent` is not a hex colour."""
    wanted = parse_hex(accent)
    light, dark = _shades(wanted, _LIGHT), _shades(wanted, _DARK)
    return Palette(light, dark, adjusted=to_hex(wanted) != light.accent)


def parse_hex(text: str) -> Rgb:
    if not _HEX.fullmatch(text):
        raise Invalid(Phrase("not_a_colour", {"value": text, "example": DEFAULT_ACCENT}), field="accent")
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
    accent = _until_readable(wanted, tint, ground)
    on_accent = max((_WHITE, _BLACK), key=lambda text: contrast(text, accent))
    press = _mix(accent, _BLACK if on_accent == _WHITE else _WHITE, 0.14)
    return Shades(to_hex(accent), to_hex(on_accent), to_hex(press), to_hex(tint))


def _until_readable(colour: Rgb, tint: Rgb, ground: _Ground) -> Rgb:
    """Keeps hue and saturation; only the lightness moves."""
    _, lightness, _ = _hls(colour)
    steps = (lightness + (ground.away - lightness) * n / 50 for n in range(51))
    tries = (colour if n == 0 else _at(colour, level) for n, level in enumerate(steps))
    return next(c for c in tries if _readable(c, tint, ground))


def _readable(colour: Rgb, tint: Rgb, ground: _Ground) -> bool:
    return contrast(colour, ground.desk) >= ground.ratio and contrast(colour, tint) >= ENOUGH


def _tint(colour: Rgb, ground: _Ground) -> Rgb:
    quiet = _at(colour, ground.tint, ground.tint_saturation)
    tints = (_mix(quiet, ground.desk, step / 20) for step in range(21))
    return next(t for t in tints if contrast(t, ground.meta) >= ENOUGH)


def _hls(colour: Rgb) -> tuple[float, float, float]:
    r, g, b = colour
    return colorsys.rgb_to_hls(r / 255, g / 255, b / 255)


def _at(colour: Rgb, lightness: float, most_saturation: float = 1.0) -> Rgb:
    hue, _, saturation = _hls(colour)
    r, g, b = colorsys.hls_to_rgb(hue, lightness, min(saturation, most_saturation))
    return round(r * 255), round(g * 255), round(b * 255)


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b
