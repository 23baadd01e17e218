"""Addresses in header values, as people and programs really write them. One pass, no recursion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from channels.email.decode import header_text, text_of

_ADDRESS = re.compile(r"[^\s<>@\",;:()\[\]\\]{1,64}@[^\s<>@\",;:()\[\]\\]{1,255}")
_LONGEST = 50_000
_MOST = 500
_LONGEST_COMMENT = 2_000
_PIECE = re.compile(
    r'(?P<quoted>"(?:[^"\\]|\\.){0,2000}")|(?P<mark>[<>:])|(?P<separator>[,;])|(?P<plain>[^"<>:,;(]+)|(?P<stray>.)',
    re.DOTALL,
)
_UNESCAPED = re.compile(r"\\(.)")
_QUOTES = " \t\"'<>"


def pairs(values: Iterable[str], hint: str | None = None) -> list[tuple[str, str]]:
    """(name, address) in order; addresses in lower case, names decoded. What is no address is left out."""
    found: list[tuple[str, str]] = []
    for value in values:
        for name, words in _mailboxes(_readable(value[:_LONGEST], hint)):
            address = _address(words, hint)
            if address is not None:
                found.append((_name(name, words, address, hint), address))
            if len(found) >= _MOST:
                return found
    return found


def _readable(value: str, hint: str | None) -> str:
    """Raw characters first: a byte of one may look like a mark of the syntax (Shift_JIS, Big5, ISO-2022)."""
    if value.isascii() and "\x1b" not in value:
        return value
    return text_of(value.encode("utf-8", "surrogateescape"), hint)


def addresses(values: Iterable[str]) -> list[str]:
    """Each address once, in order, at most 100."""
    return list(dict.fromkeys(address for _, address in pairs(values)))[:100]


def _mailboxes(value: str) -> Iterator[tuple[str, str]]:
    """(what stands before the angle bracket or in comments, what stands inside or alone)."""
    entry = _Entry()
    for kind, text in _pieces(value):
        if kind == "," and not entry.angle:
            yield from entry.made()
            entry = _Entry()
        else:
            entry.take(kind, text)
    yield from entry.made()


def _pieces(value: str) -> Iterator[tuple[str, str]]:
    """Quoted strings, comments (nested or never closed), marks, and plain stretches."""
    at = 0
    while at < len(value):
        character = value[at]
        if character == "(":
            end = _end_of_comment(value, at)
            # One that never closes is no comment: what follows is read as if it were not there.
            yield ("(", value[at + 1 : end - 1]) if end else ("plain", " ")
            at = end or at + len(value[at:]) - len(value[at:].lstrip("("))
            continue
        piece = _PIECE.match(value, at)
        assert piece is not None  # it matches any single character
        kind = piece.lastgroup or "plain"
        yield (
            {"quoted": '"', "separator": ","}.get(kind, kind),
            piece.group().strip('"') if kind == "quoted" else piece.group(),
        )
        at = piece.end()


def _end_of_comment(value: str, at: int) -> int | None:
    depth = 0
    for n in range(at, min(len(value), at + _LONGEST_COMMENT)):
        depth += (value[n] == "(") - (value[n] == ")")
        if not depth:
            return n + 1
    return None


class _Entry:
    """One mailbox of a list, in the making."""

    def __init__(self) -> None:
        self.angle = False
        self._closed = False
        self._name: list[str] = []
        self._inside: list[str] = []
        self._comment: list[str] = []

    def take(self, kind: str, text: str) -> None:
        if kind == "(" and not self.angle:
            self._comment.append(text)
        elif text == "<":
            self.angle, self._inside = True, []
        elif text == ">" and self.angle:
            self.angle, self._closed = False, True
        elif text == ":" and not self.angle and not self._closed and not any("@" in each for each in self._name):
            self._name = []  # the name of a group
        elif self.angle or not self._closed or not self._name:
            # What follows the brackets is no part of the name.
            (self._inside if self.angle else self._name).append(_UNESCAPED.sub(r"\1", text) if kind == '"' else text)

    def made(self) -> Iterator[tuple[str, str]]:
        words = "".join(self._name).strip()
        if self._closed or self.angle:
            yield words or " ".join(self._comment).strip(), "".join(self._inside).strip()
        elif words:
            yield " ".join(self._comment).strip(), words


def _address(words: str, hint: str | None) -> str | None:
    """The address in what should be one; encoded or raw 8-bit characters become proper text first."""
    text = words if words.isascii() and "=?" not in words else header_text(words, hint)
    text = text.removeprefix("mailto:")
    found = _ADDRESS.fullmatch(text.strip(_QUOTES)) or _ADDRESS.search(text)
    if found is None:
        return None
    address = found.group().strip(_QUOTES + ".").lower()
    return address if address.isascii() and address.count("@") == 1 else header_text(address, hint)


def _name(name: str, words: str, address: str, hint: str | None) -> str:
    shown = header_text(name, hint).strip(_QUOTES)
    if not shown and " " in words.strip():  # `Anna Berg anna@…`, the brackets forgotten
        rest = header_text(words, hint)
        start = rest.lower().find(address)
        shown = (rest[:start] + rest[start + len(address) :]).strip(_QUOTES + "-,") if start >= 0 else ""
    return "" if shown.lower() == address else shown[:200]
