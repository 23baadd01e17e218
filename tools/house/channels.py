"""A channel is known by what it can do, never by its name (D18).

The names of the product's channels stand in their own folders, where the interface has words for them, and in what
only shows or replays (gallery, demo, migrations). `email` is also a kind of address and a field of people: it counts
where it is compared with, looked up by or given as a channel.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.house.finding import Finding
from tools.house.reading import nodes, parsed

NAMES = frozenset({"sms", "webchat", "voice"})
ALSO = NAMES | {"email"}
EXEMPT = (
    "contact_center/demo/",
    "contact_center/bootstrap/migrations/",
    "agent_ui/gallery/",
    "agent_ui/words/labels.py",
    "channels/",
)
OWN = "channels/{}/"
_COMPARED = re.compile(r"\bchannel\s*(?:=|<>|!=|in\b)\s*\(?\s*'(\w+)'")


def check_channel_names(path: PurePosixPath, source: str) -> list[Finding]:
    """One file of the product; in `channels/` each folder may say its own name alone."""
    room = str(path)
    if room.startswith(EXEMPT) and not room.startswith("channels/"):
        return []
    tree = parsed(source)
    return [
        Finding(path, line, f"{name!r} is a channel's name: ask what the channel can do, or let it say so itself")
        for name, line in {*_plain(tree), *_as_channel(tree), *_in_sql(tree)}
        if not room.startswith(OWN.format(name))
    ]


def _plain(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and node.value in NAMES:
            yield node.value, node.lineno


def _in_sql(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """`i.channel = 'voice'` in a statement."""
    for node in nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((name, node.lineno) for name in _COMPARED.findall(node.value) if name in ALSO)


def _as_channel(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """`x.channel == "email"`, `x.channel in ("email", …)`, `channel="email"`, `adapters["email"]`, `case "email"`."""
    for node in nodes(tree):
        match node:
            case ast.Compare(left=left, comparators=right) if _is_channel(left) or any(map(_is_channel, right)):
                yield from _constants(node)
            case ast.keyword(arg="channel", value=value):
                yield from _constants(value)
            case ast.Subscript(value=ast.Attribute(attr="adapters") | ast.Name(id="adapters"), slice=key):
                yield from _constants(key)
            case ast.Match(subject=subject, cases=cases) if _is_channel(subject):
                for one in cases:
                    yield from _constants(one.pattern)


def _is_channel(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in {"channel", "channel_name"}


def _constants(node: ast.AST) -> Iterator[tuple[str, int]]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and one.value in ALSO:
            yield one.value, one.lineno
