"""HTML as text, with quotes marked as in plain mail, so that they are recognised there. No recursion."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

_SKIPPED = frozenset({"script", "style", "head", "title", "noscript", "template", "svg", "math", "iframe", "object"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "thead", "tfoot", "tr", "ul", "body", "html",
})  # fmt: skip
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table", "hr"})
_QUOTE_CLASSES = frozenset({
    "gmail_quote", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra", "cite", "wps_quotion",
})  # fmt: skip
_SPACE = re.compile(r"\s+")


def text_of_html(source: str) -> str | None:
    """The readable text; None if the parser cannot make anything of it."""
    try:
        root = lxml_html.document_fromstring(source, parser=lxml_html.HTMLParser(huge_tree=True, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    out = _Lines()
    _walk(root, out)
    return out.text()


class _Lines:
    """Text in the making: white space collapsed, each line with the depth of its quote."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self.depth = 0
        self.kept = 0
        """Elements above in which white space counts."""

    def add(self, text: str | None) -> None:
        if not text:
            return
        if self.kept:
            first, *others = text.split("\n")
            self._line.append(first)
            for each in others:
                self.end()
                self._line.append(each)
            return
        text = _SPACE.sub(" ", text)
        if text.startswith(" ") and (not self._line or self._line[-1].endswith(" ")):
            text = text[1:]
        if text:
            self._line.append(text)

    def end(self) -> None:
        self._lines.append((self.depth, "".join(self._line).rstrip()))
        self._line = []

    def block(self) -> None:
        """A new line, if this one has begun."""
        if "".join(self._line).strip():
            self.end()
        self._line = []

    def space(self) -> None:
        """A blank line, unless there is one."""
        self.block()
        if self._lines and self._lines[-1][1]:
            self._lines.append((min(self.depth, self._lines[-1][0]), ""))

    def text(self) -> str:
        self.block()
        lines = [("> " * depth + line).rstrip() if depth else line for depth, line in self._lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _walk(root: Any, out: _Lines) -> None:
    quoted: list[Any] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            _open(element, tag, out, quoted)
        else:
            _close(element, tag, out, quoted)


def _open(element: Any, tag: str, out: _Lines, quoted: list[Any]) -> None:
    if tag in _SKIPPED:
        element.text = None
        for child in list(element):
            element.remove(child)
        return
    if tag == "br":
        out.end()
    elif tag in _SPACED:
        out.space()
    elif tag in _BLOCKS:
        out.block()
    if tag == "li":
        out.add("- ")
    elif tag in {"td", "th"}:
        out.add(" ")
    elif tag == "img":
        out.add(_picture(element))
    if tag == "pre":
        out.kept += 1
    if tag == "blockquote" and _is_quote(element, quoted):
        quoted.append(element)
        out.depth += 1
    elif _classes(element) & _QUOTE_CLASSES:
        quoted.append(element)  # not marked itself: it may hold what introduces the quote, or a forward
    out.add(element.text)


def _close(element: Any, tag: str, out: _Lines, quoted: list[Any]) -> None:
    if tag in _SPACED:
        out.space()
    elif tag in _BLOCKS:
        out.block()
    if tag == "pre":
        out.kept -= 1
    if quoted and quoted[-1] is element:
        quoted.pop()
        if tag == "blockquote" and _is_quote(element, quoted):
            out.depth -= 1
    out.add(element.tail)


def _is_quote(element: Any, quoted: list[Any]) -> bool:
    """Programs also indent with this element; those that quote say so, on it or around it."""
    return bool(
        quoted
        or element.get("type", "").lower() == "cite"
        or element.get("cite")
        or _classes(element) & _QUOTE_CLASSES
        or "border-left" in element.get("style", "").replace(" ", "").lower()
    )


def _classes(element: Any) -> set[str]:
    return set((element.get("class") or "").split()[:20])


def _picture(element: Any) -> str:
    alt = " ".join((element.get("alt") or "").split())[:100]
    return f"[{alt}]" if alt else ""
