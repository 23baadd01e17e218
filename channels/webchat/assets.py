"""The widget's files, read once when the router is built, and named by their content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from channels.webchat.colour import Palette, Shades
from channels.webchat.domain import LANGUAGES

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class WidgetAssets:
    version: str
    """Digest of all files: part of their address, so that browsers may keep them for ever."""
    files: Mapping[str, Asset]
    words: Mapping[str, Mapping[str, str]]
    """By language, what the widget says."""


def load() -> WidgetAssets:
    folder = files("channels.webchat")
    served = [*(folder / "static").iterdir(), *(files("channels.voice") / "static").iterdir()]
    found = {
        item.name: _asset(item.name, item.read_bytes())
        for item in sorted(served, key=lambda i: i.name)
        if _suffix(item.name) in TYPES
    }
    digest = hashlib.sha256(b"".join(a.etag.encode() for a in found.values())).hexdigest()[:12]
    words = {lang: _words((folder / "locale" / f"{lang}.json").read_text("utf-8")) for lang in LANGUAGES}
    return WidgetAssets(digest, found, words)


def theme_css(palette: Palette) -> str:
    """The tenant's colour as custom properties; the widget's own style sheet uses them."""
    pairs = zip(_properties(palette.light), _properties(palette.dark), strict=True)
    lines = [f"--{name}: light-dark({light}, {dark});" for (name, light), (_, dark) in pairs]
    return ":root { " + " ".join(lines) + " }\n"


def _properties(shades: Shades) -> list[tuple[str, str]]:
    return [
        ("accent", shades.accent),
        ("on-accent", shades.on_accent),
        ("accent-press", shades.press),
        ("tint", shades.tint),
    ]


def _asset(name: str, content: bytes) -> Asset:
    etag = hashlib.sha256(content).hexdigest()[:16]
    return Asset(content, TYPES[_suffix(name)] + "; charset=utf-8", f'"{etag}"')


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2]


def _words(text: str) -> Mapping[str, str]:
    read: Any = json.loads(text)
    return {str(k): str(v) for k, v in read.items()}
