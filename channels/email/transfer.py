"""What travels through mail and what it was before: transfer encodings, and files inside of texts."""

from __future__ import annotations

import base64
import binascii
import re
from itertools import islice

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=_-]+")
_PADDED = re.compile(rb"=+(?=[A-Za-z0-9+/_-])")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?$", re.MULTILINE)
_UU_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)

_MOST_FILES = 50


def decoded(body: bytes, encoding: str) -> bytes:
    """A body without its Content-Transfer-Encoding; an unknown one changes nothing."""
    words = encoding.split()
    name = words[0].strip("\"';,").lower() if words else ""
    if name == "base64":
        return _base64(body)
    if name == "quoted-printable":
        return binascii.a2b_qp(body)
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _one_uuencoded(body)
    return body


def uuencoded(text: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """A text without the files written into it (`begin 644 name … end`), and these: (raw name, content)."""
    files: list[tuple[bytes, bytes]] = []
    rest: list[bytes] = []
    at = 0
    for begin in islice(_UU_BEGIN.finditer(text), _MOST_FILES):
        if begin.start() < at:
            continue
        end = _UU_END.search(text, begin.end())
        if end is None:
            break
        content = _uu_lines(text[begin.end() : end.start()])
        if content:
            rest.append(text[at : begin.start()])
            files.append((begin.group(1).strip(), content))
            at = end.end()
    return b"".join([*rest, text[at:]]), files


def _base64(body: bytes) -> bytes:
    """As much of it as can be read: pieces put together, stray characters, padding forgotten."""
    pieces = [piece for piece in _PADDED.split(_NOT_BASE64.sub(b"", body).translate(_URL_SAFE)) if piece]
    return b"".join(_piece(piece.rstrip(b"=")) for piece in pieces)


def _piece(piece: bytes) -> bytes:
    if len(piece) % 4 == 1:
        piece = piece[:-1]
    try:
        return base64.b64decode(piece + b"=" * (-len(piece) % 4))
    except binascii.Error:
        return piece


def _one_uuencoded(body: bytes) -> bytes:
    _, files = uuencoded(body)
    return files[0][1] if files else body


def _uu_lines(body: bytes) -> bytes:
    content = []
    for line in body.splitlines():
        if not line.strip():
            continue
        try:
            content.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3  # what some senders append
            try:
                content.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return b""
    return b"".join(content)
