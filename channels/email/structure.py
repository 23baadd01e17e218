"""A mail's bytes as a tree of parts: headers and bodies, each body a slice of what arrived.

A reader of our own (decision 0016): the library's recurses with the nesting, stops reading headers at the
first line that is none, and gives an attached mail back as it would have written it itself. This one never
raises but `TooNested`, visits every byte a bounded number of times, and keeps attached mails as they came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from contact_center.kernel.contracts.channels import Unparseable, UnparseableCode

MAX_DEPTH = 50
"""Parts in one another. What people send has fewer than ten."""
MAX_PARTS = 2_000
MAX_HEADERS = 2_000
_LONGEST_HEADER = 200_000
_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_KNOWN = re.compile(
    rb"(?:from|to|cc|bcc|reply-to|sender|subject|date|message-id|in-reply-to|references|mime-version|return-path|"
    rb"received|delivered-to|list-[a-z]+|auto-submitted|precedence|content-[a-z-]+|x-[!-9;-~]+|dkim-signature|"
    rb"authentication-results|importance|priority|thread-[a-z]+|user-agent|resent-[a-z-]+|errors-to)[ \t]*:",
    re.IGNORECASE,
)
_TOKEN = re.compile(r'[^\s;="]+')


class TooNested(Unparseable):
    """Parts in one another, or side by side, beyond what anybody sends."""


@dataclass(slots=True)
class MimePart:
    """A mail or a part of one. `headers` are raw: 8-bit bytes are surrogates, names in lower case."""

    headers: list[tuple[str, str]]
    body: bytes = field(repr=False)
    kind: str = "text/plain"
    params: dict[str, str] = field(default_factory=dict)
    """Of Content-Type, raw, RFC 2231 continuations not yet joined."""
    children: list[MimePart] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        """All raw values of a header, unfolded, in the order they stand in the mail."""
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> str:
        """The first raw value of a header, `""` if there is none."""
        return next((value for key, value in self.headers if key == name), "")


def read(raw: bytes) -> MimePart:
    """The whole tree. Raises `TooNested`."""
    raw = raw.lstrip(b"\r\n")
    root = _part(raw if b"\n" in raw else raw.replace(b"\r", b"\n"), "text/plain")
    waiting, parts = [(root, 0)], 1
    while waiting:
        part, depth = waiting.pop()
        if not part.kind.startswith("multipart/"):
            continue
        if depth >= MAX_DEPTH:
            raise TooNested(UnparseableCode.TOO_NESTED, limit=MAX_DEPTH)
        default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        part.children = [_part(each, default) for each in _split(part)]
        if part.children:
            part.body = b""  # nobody reads it any more, and it may be large
        parts += len(part.children)
        if parts > MAX_PARTS:
            raise TooNested(UnparseableCode.TOO_MANY_PARTS, limit=MAX_PARTS)
        waiting += [(child, depth + 1) for child in part.children]
    return root


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The word a header begins with, in lower case, and its raw parameters. Each once, the first counts."""
    word, _, rest = value.partition(";")
    params: dict[str, str] = {}
    at, end = 0, len(rest)
    while at < end:
        name = _TOKEN.match(rest, at)
        if name is None:
            at += 1
            continue
        at = name.end()
        while at < end and rest[at].isspace():
            at += 1
        if at >= end or rest[at] != "=":
            continue
        value, at = _value(rest, at + 1)
        params.setdefault(name.group().lower(), value)
    return word.strip().strip('"').lower(), params


def _value(text: str, at: int) -> tuple[str, int]:
    while at < len(text) and text[at].isspace():
        at += 1
    if at < len(text) and text[at] == '"':
        found: list[str] = []
        at += 1
        while at < len(text) and text[at] != '"':
            # A backslash before anything else is a Windows path, not an escape.
            at += text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\")
            found.append(text[at : at + 1])
            at += 1
        return "".join(found), at + 1
    stop = text.find(";", at)
    stop = len(text) if stop < 0 else stop
    return text[at:stop].strip(), stop + 1


def head_and_body(raw: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Header fields and body. A line that is no header does not end the block while known headers follow."""
    fields: list[list[bytes]] = []
    names: list[str] = []
    at = 0
    while at < len(raw):
        stop = raw.find(b"\n", at)
        stop = len(raw) if stop < 0 else stop + 1
        line = raw[at:stop].rstrip(b"\r\n")
        if not line.strip():
            at = stop
            break
        found = _HEADER.match(line)
        if line[:1] in b" \t":
            if fields:
                fields[-1].append(line)
        elif found is not None and not (at == 0 and line.startswith(b"From ")):
            names.append(found.group(1).decode("ascii").lower())
            fields.append([found.group(2)])
        elif not (at == 0 and line.startswith(b"From ")) and not _goes_on(raw, stop):
            break
        at = stop
        if len(fields) > MAX_HEADERS:
            break
    return [(name, _unfolded(lines)) for name, lines in zip(names, fields, strict=True)], raw[at:]


def _goes_on(raw: bytes, at: int) -> bool:
    """Whether a known header stands within the next lines, before a blank one."""
    for line in raw[at : at + 4000].split(b"\n")[:20]:
        if not line.strip():
            return False
        if _KNOWN.match(line):
            return True
    return False


def _unfolded(lines: list[bytes]) -> str:
    return " ".join(b" ".join(lines)[:_LONGEST_HEADER].decode("ascii", "surrogateescape").split())


def _part(raw: bytes, default: str) -> MimePart:
    headers, body = head_and_body(raw)
    part = MimePart(headers, body)
    kind, part.params = parameters(part.first("content-type"))
    part.kind = kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) else _short(kind) or default
    return part


def _short(kind: str) -> str | None:
    """What old programs write instead of a whole type."""
    return {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(kind)


def _split(part: MimePart) -> list[bytes]:
    """What stands between the boundary's lines; nothing if they never come."""
    boundary = part.params.get("boundary", "").strip()
    if not boundary:
        return []
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    lines = re.compile(rb"(?:^|(?<=\n)|(?<=\r))--" + mark + rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
    found: list[bytes] = []
    begin: int | None = None
    for line in lines.finditer(part.body):
        if begin is not None:
            found.append(_without_break(part.body[begin : line.start()]))
        begin = None if line.group(1) else line.end()
        if begin is None:
            break
    if begin is not None and begin < len(part.body):
        found.append(part.body[begin:])
    return found


def _without_break(body: bytes) -> bytes:
    """The line break before a boundary belongs to the boundary."""
    return body[:-2] if body.endswith(b"\r\n") else body[:-1] if body[-1:] in (b"\n", b"\r") else body
