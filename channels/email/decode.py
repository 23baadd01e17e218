"""Bytes to text for mail as it really comes: charsets that lie, headers that break the rules.

Nothing here raises on bad input. Order for bytes: the declared charset, UTF-8 if it fits exactly, a
guess by chardet, Latin-1. GB 2312 and GBK are read as GB 18030, which contains both and the characters
that senders use regardless.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re

import chardet

_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030", "hz": "hz",
    "big5": "big5hkscs", "x-x-big5": "big5hkscs", "cp950": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "iso-2022-jp": "iso2022_jp_ext", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "us-ascii": "utf-8", "ascii": "utf-8", "iso-8859-1": "cp1252", "latin-1": "cp1252", "utf8": "utf-8",
    "utf-8-sig": "utf-8", "default": "utf-8", "unknown-8bit": "",
}  # fmt: skip
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_GUESS_BYTES = 20_000
_SURE = 0.5


def text_of(content: bytes, declared: str | None = None) -> str:
    """Decode a body or any bytes; never fails, never leaves NUL or surrogates behind."""
    codec = codec_of(declared)
    for name in (codec, "utf-8"):
        if name:
            try:
                return clean(content.decode(name))
            except (UnicodeDecodeError, ValueError):
                continue
    return clean(_guessed(content, codec))


def codec_of(declared: str | None) -> str | None:
    """The Python codec to use for a declared charset, None for an unknown one."""
    name = (declared or "").strip(" \"'\t\r\n").lower()
    name = _WIDER.get(name, name)
    try:
        info = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return None
    return info.name if info is not None and info._is_text_encoding else None


def header_text(value: str, hint: str | None = None) -> str:
    """Decode a raw header value (RFC 2047 words, raw 8-bit bytes as surrogates) to one line.

    `hint` is the charset of the body: the best guess for raw bytes.
    """
    joined = _BETWEEN_WORDS.sub(r"\1", value)
    parts: list[str] = []
    at = 0
    for run in _runs(joined):
        parts += [_plain(joined[at : run[0][0]], hint), _decoded(run)]
        at = run[-1][1]
    parts.append(_plain(joined[at:], hint))
    return " ".join("".join(parts).split())


def clean(text: str) -> str:
    """Text without control, direction-override and half characters; Unix line ends."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _runs(value: str) -> list[list[tuple[int, int, str, bytes]]]:
    """Encoded words that stand side by side in one charset: senders split characters between them."""
    runs: list[list[tuple[int, int, str, bytes]]] = []
    for found in _WORD.finditer(value):
        charset = found.group(1).split("*")[0].lower()
        word = (found.start(), found.end(), charset, _unpacked(found.group(2), found.group(3)))
        if runs and runs[-1][-1][1] == found.start() and runs[-1][-1][2] == charset:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _decoded(run: list[tuple[int, int, str, bytes]]) -> str:
    return text_of(b"".join(word[3] for word in run), run[0][2])


def _unpacked(encoding: str, payload: str) -> bytes:
    raw = payload.encode("ascii", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw


def _plain(value: str, hint: str | None) -> str:
    try:
        return clean(value.encode("ascii").decode())
    except UnicodeEncodeError:
        return text_of(value.encode("utf-8", "surrogateescape"), hint)


def _guessed(content: bytes, codec: str | None) -> str:
    guess = chardet.detect(content[:_GUESS_BYTES])
    name = guess.get("encoding")
    guessed = codec_of(name) if name and (guess.get("confidence") or 0) >= _SURE else None
    # A declared charset with a few broken bytes is still a better reading than a doubtful guess.
    for choice in (guessed, codec):
        if choice:
            text = content.decode(choice, "replace")
            if text.count("\ufffd") <= len(text) // 50 + 1:
                return text
    return content.decode("latin-1")
