"""HTML of strangers: made safe to show, and read as text.

Nothing is loaded from outside when an agent opens a mail: a remote picture tells its sender who read it
and when. Its address moves to `data-remote-src`, a picture that came with the mail to `data-cid`; the
console decides when to put them back.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import unquote

import nh3

from channels.email.htmltext import text_of_html

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 400
"""The sanitiser's time grows with the square of the nesting: 200,000 levels keep it busy for minutes."""
MAX_TAG_WORDS = 2_000
"""… and of the attributes of one element."""
_ENTITIES_AT_ONCE = 500

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
_SEPARATOR = re.compile(r"[\s/]+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_INLINE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*$", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_TAG_OR_TEXT = re.compile(r"(<[^<>]*>)")
_UNSHOWN = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_LOADS = re.compile(r"url\s*\(|image(?:-set)?\s*\(|expression\s*\(|\\|@import", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SafeHtml:
    html: str
    remote_images: int
    """Pictures that would have been loaded from elsewhere."""
    inline_images: tuple[str, ...]
    """Content-IDs of the pictures that came along."""


def sanitise(source: str) -> SafeHtml | None:
    """Harmless HTML of the same content; None if it is too large, too deep or too wide to be worth it."""
    if len(source) > MAX_CHARACTERS or _depth(source) > MAX_DEPTH or _widest(source) > MAX_TAG_WORDS:
        return None
    safe = _cleaner().clean(_loosened(source))
    images = _Images()
    shown = _IMAGE.sub(images.replace, safe)
    return SafeHtml(shown, images.remote, tuple(images.inline))


def to_text(source: str, safe: SafeHtml | None) -> str:
    """The readable text of HTML; `safe` is what `sanitise` made of it: what it refused is only stripped."""
    text = text_of_html(source) if safe is not None else None
    if not (text or "").strip():
        text = html.unescape(_ANY_TAG.sub(" ", _UNSHOWN.sub(" ", source)))
        text = re.sub(r"[ \t]+", " ", text)
    return (text or "").strip()


def escaped(text: str) -> str:
    """Plain text as HTML, to stand beside HTML."""
    lines = html.escape(text.strip(), quote=False).replace("\n", "<br>\n")
    return f"<div>{lines}</div>"


class _Images:
    def __init__(self) -> None:
        self.remote = 0
        self.inline: list[str] = []

    def replace(self, found: re.Match[str]) -> str:
        return f"<img{_SOURCE.sub(self._source, found.group(1))}>"

    def _source(self, found: re.Match[str]) -> str:
        source = html.unescape(found.group(1)).strip()
        if source.lower().startswith("cid:"):
            content_id = unquote(source[4:]).strip("<> ")
            self.inline.append(content_id)
            return f' data-cid="{html.escape(content_id)}"'
        if source.lower().startswith("data:"):
            return found.group(0) if _INLINE_DATA.match(source) else ""
        if not source.lower().startswith(("http://", "https://")):
            return ""
        self.remote += 1
        return f' data-remote-src="{html.escape(source)}"'


def _harmless_style(value: str) -> str | None:
    """Declarations without those that could load something."""
    kept = [each for each in value.split(";") if not _LOADS.search(each)]
    return ";".join(kept) if any(each.strip() for each in kept) else None


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
    """`cid:` and `data:` are for pictures only, and no style loads anything."""
    if attribute == "style":
        return _harmless_style(value)
    if attribute in {"href", "cite"} and value.strip().lower().startswith(("data:", "cid:")):
        return None
    return value


def _depth(source: str) -> int:
    """The deepest nesting of elements that have to be closed by hand; an upper bound."""
    open_, deepest = 0, 0
    names: Counter[str] = Counter()
    for closing, found in _TAG.findall(source):
        name = found.lower()
        if name in _FLAT:
            continue
        if not closing:
            names[name] += 1
            open_ += 1
            deepest = max(deepest, open_)
        elif names[name]:  # an end without its beginning closes nothing
            names[name] -= 1
            open_ -= 1
    return deepest


def _widest(source: str) -> int:
    """The most words in one tag, as far as plain cutting tells tags apart."""
    long = [piece.partition(">")[0] for piece in source.split("<") if len(piece) > MAX_TAG_WORDS]
    return max((len(_SEPARATOR.findall(_QUOTED.sub("", tag))) for tag in long), default=0)


def _loosened(source: str) -> str:
    """The sanitiser's time grows with the square of the entities in one text: a comment ends the text."""
    if source.count("&") <= _ENTITIES_AT_ONCE * 20:
        return source
    pieces = _TAG_OR_TEXT.split(source)
    return "".join(
        piece if piece.startswith("<") and piece.endswith(">") else _with_comments(piece) for piece in pieces
    )


def _with_comments(text: str) -> str:
    parts = text.split("&")
    chunks = ["&".join(parts[n : n + _ENTITIES_AT_ONCE]) for n in range(0, len(parts), _ENTITIES_AT_ONCE)]
    return "<!---->&".join(chunks)
