"""Markdown of articles as HTML that is safe to show, and as plain text that goes into an answer. Pure.

CommonMark with tables, by markdown-it; HTML inside it is text. What comes out is cleaned once more by nh3, as every
foreign HTML that we show is: a mistake of one library is then no hole.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_TAGS: Final = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_SCHEMES: Final = {"https", "http", "mailto", "tel"}
_HEADINGS: Final = 4
"""The deepest; the page has a title of its own, so `#` is its second level."""


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=256)
def html(markdown: str) -> str:
    """For a page: headings begin at the second level, links open without telling where they come from."""
    parser = _parser()
    tokens = parser.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + 1, _HEADINGS + 1)}"
    made = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        made, tags=_TAGS, attributes={"a": {"href", "title"}, "ol": {"start"}}, url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )  # fmt: skip


def plain(markdown: str) -> str:
    """As it is written in an answer: no marks, lists with their signs, links by their address."""
    return "\n\n".join(_block(one, "") for one in SyntaxTreeNode(_parser().parse(markdown)).children).strip()


def _block(node: SyntaxTreeNode, sign: str) -> str:
    if node.type in ("bullet_list", "ordered_list"):
        first = int(node.attrs.get("start", 1) or 1)
        ordered = node.type == "ordered_list"
        signs = [f"{n}. " if ordered else "- " for n in range(first, first + len(node.children))]
        return "\n".join(_item(item, one) for item, one in zip(node.children, signs, strict=True))
    if node.type in ("fence", "code_block"):
        return node.content.rstrip("\n")
    if node.type == "hr":
        return "—"
    if node.type == "table":
        rows = [row for part in node.children for row in part.children]
        return "\n".join(" | ".join(_inline(cell) for cell in row.children) for row in rows)
    if node.type == "blockquote":
        return "\n".join(_block(one, sign) for one in node.children)
    return sign + _inline(node)


def _item(item: SyntaxTreeNode, sign: str) -> str:
    lines = [_block(one, "") for one in item.children]
    text = "\n".join(lines)
    return sign + text.replace("\n", "\n" + " " * len(sign))


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type == "image":
        return node.content
    inner = "".join(_inline(one) for one in node.children)
    if node.type == "link":
        address = str(node.attrs.get("href", ""))
        return inner if inner == address or not address else f"{inner} ({address})"
    return inner


def excerpt(markdown: str, most: int = 160) -> str:
    """The beginning of it on one line."""
    line = " ".join(plain(markdown).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
