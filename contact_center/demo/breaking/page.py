"""The page itself, in two languages."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from contact_center.demo.breaking.panel import BREAKABLE, STOPPABLE

PACKAGE = "contact_center.demo.breaking"


def render(lang: str, theme: str | None) -> str:
    """`lang`: `en` or `zh-Hant`."""
    return (
        _templates()
        .get_template("break.html")
        .render(lang=lang, theme=theme, t=_words(lang), breakable=BREAKABLE, stoppable=STOPPABLE)
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _words(lang: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((files(PACKAGE) / "locale" / f"{lang}.json").read_text("utf-8"))
    return read
