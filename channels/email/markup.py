"""HTML of strangers: made safe to show, and read as text.

Nothing is loaded from outside when an agent opens a mail: a remote picture tells its sender who read it
and when. Its address moves to `data-remote-src`, a picture that came with the mail to `data-cid`; the
console decides when to put them back.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import html_text
import nh3

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 400
"""The sanitiser's time grows with the square of the nesting: 200,000 levels keep it busy for minutes."""

_TAGS = (nh3.ALLOWED_TAGS | {"font", "tfoot"}) - {"map", "area"}
_STYLES = {
    "color", "background-color", "font-weight", "font-style", "font-size", "font-family", "text-align",
    "text-decoration", "vertical-align", "white-space", "border", "border-collapse", "padding", "padding-left",
    "margin-left", "list-style-type", "direction",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FLAT = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "td", "th", "tr", "dd", "dt", "option", "tbody", "thead", "tfoot", "html", "head", "body", "colgroup",
})  # fmt: skip
_IMAGE = re.compile(r'<img((?: [\w-]+="[^"]*")*)>')
_SOURCE = re.compile(r' src="([^"]*)"')
_INLINE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*$", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_UNSHOWN = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class SafeHtml:
    html: str
    remote_images: int
    """Pictures that would have been loaded from elsewhere."""
    inline_images: tuple[str, ...]
    """Content-IDs of the pictures that came along."""


def sanitise(source: str) -> SafeHtml | None:
    """Harmless HTML of the same content; None if it is too large or too deep to be worth it."""
    if len(source) > MAX_CHARACTERS or _depth(source) > MAX_DEPTH:
        return None
    safe = _cleaner().clean(source)
    images = _Images()
    shown = _IMAGE.sub(images.replace, safe)
    return SafeHtml(shown, images.remote, tuple(images.inline))


def to_text(source: str, safe: SafeHtml | None) -> str:
    """The readable text of HTML; `safe` is what `sanitise` made of it."""
    text = html_text.extract_text(safe.html, guess_layout=True) if safe else ""
    if not text.strip():  # the parser gives up silently on what it finds too deep
        text = html.unescape(_ANY_TAG.sub(" ", _UNSHOWN.sub(" ", source)))
        text = re.sub(r"[ \t]+", " ", text)
    return text.strip()


class _Images:
    def __init__(self) -> None:
        self.remote = 0
        self.inline: list[str] = []

    def replace(self, found: re.Match[str]) -> str:
        return f"<img{_SOURCE.sub(self._source, found.group(1))}>"

    def _source(self, found: re.Match[str]) -> str:
        source = html.unescape(found.group(1)).strip()
        if source.lower().startswith("cid:"):
            self.inline.append(source[4:])
            return f' data-cid="{html.escape(source[4:])}"'
        if source.lower().startswith("data:"):
            return found.group(0) if _INLINE_DATA.match(source) else ""
        self.remote += 1
        return f' data-remote-src="{html.escape(source)}"'


def _cleaner() -> nh3.Cleaner:
    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes["*"] = {"style", "dir", "lang", "title"}
    attributes["font"] = {"color", "face", "size"}
    return nh3.Cleaner(
        tags=_TAGS, attributes=attributes, filter_style_properties=_STYLES, attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"}, url_relative="deny",
        clean_content_tags={"script", "style", "title", "head", "noscript", "template"},
        link_rel="noopener noreferrer nofollow", set_tag_attribute_values={"a": {"target": "_blank"}},
    )  # fmt: skip


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    """`cid:` and `data:` are for pictures only."""
    if attribute in {"href", "cite"} and value.strip().lower().startswith(("data:", "cid:")):
        return None
    return value


def _depth(source: str) -> int:
    """The deepest nesting of elements that have to be closed by hand; an upper bound."""
    open_, deepest = 0, 0
    for closing, name in _TAG.findall(source):
        if name.lower() in _FLAT:
            continue
        open_ = max(0, open_ - 1) if closing else open_ + 1
        deepest = max(deepest, open_)
    return deepest
