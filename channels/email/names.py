"""Names of files, in every encoding in which they travel, and made harmless."""

from __future__ import annotations

import re
from mimetypes import MimeTypes
from urllib.parse import unquote_to_bytes

from channels.email.decode import header_text, text_of
from channels.email.structure import MimePart, head_and_body, parameters

_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_LENGTH = 180
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ENDINGS = {
    "text/plain": "txt",
    "text/calendar": "ics", "text/vcard": "vcf", "text/x-vcard": "vcf", "text/html": "html", "text/csv": "csv",
    "text/rtf": "rtf", "text/xml": "xml", "text/markdown": "md", "text/css": "css", "text/x-amp-html": "html",
    "application/rtf": "rtf", "application/xml": "xml", "application/json": "json", "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m", "application/pkcs7-signature": "p7s", "application/x-pkcs7-signature": "p7s",
    "application/pgp-signature": "asc", "application/pgp-encrypted": "asc", "application/ms-tnef": "dat",
    "application/octet-stream": "bin", "application/gzip": "gz", "image/jpeg": "jpg", "image/jpg": "jpg",
    "image/tiff": "tif", "image/heic": "heic", "image/webp": "webp", "audio/mpeg": "mp3", "audio/amr": "amr",
    "audio/mp4": "m4a", "audio/wav": "wav", "audio/x-wav": "wav", "video/mp4": "mp4", "video/quicktime": "mov",
}  # fmt: skip
_MAILS = frozenset({"message/rfc822", "message/global"})
_TYPES = MimeTypes(())


def file_name(part: MimePart, hint: str | None = None) -> str | None:
    """The name a part was given, None if it has none."""
    _, disposition = parameters(part.first("content-disposition")[:20_000])
    for params, name in ((disposition, "filename"), (part.params, "name"), (disposition, "name")):
        found = harmless(_parameter(params, name, hint))
        if found:
            return found
    return None


def harmless(name: str) -> str:
    """A name without anything that means something to a file system, of a length it can keep."""
    name = _UNSAFE.sub("_", name).strip(" ._")
    if len(name) <= _LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    return stem[: _LENGTH - len(ending) - 1] + dot + ending if 0 < len(ending) < 12 else name[:_LENGTH]


def given_name(part: MimePart, number: int) -> str:
    """A name for a part that has none."""
    if part.kind in _MAILS:
        subject = harmless(header_text(dict(reversed(head_and_body(part.body)[0])).get("subject", "")))[:80]
        return (subject.strip(" ._") or f"message-{number}") + ".eml"
    return f"attachment-{number}.{_ending(part.kind)}"


def _ending(kind: str) -> str:
    if kind in _ENDINGS:
        return _ENDINGS[kind]
    known = _TYPES.guess_extension(kind)
    if known:
        return known[1:]
    if kind.startswith(("text/", "message/")):
        return "txt"
    ending = re.sub(r"[^a-z0-9].*", "", kind.partition("/")[2].removeprefix("x-"))
    return ending[:8] if kind.startswith(("image/", "audio/", "video/")) and ending else "bin"


def _parameter(params: dict[str, str], name: str, hint: str | None) -> str:
    """RFC 2231 (`name*=`, `name*0*=` …) before plain, encoded or raw values (RFC 2047, 8-bit, percent signs)."""
    if f"{name}*" in params or f"{name}*0" in params or f"{name}*0*" in params:
        return _extended(params, name, hint)
    value = params.get(name, "")
    if _PERCENT.search(value) and value.isascii() and "=?" not in value:
        raw = unquote_to_bytes(value)
        try:
            return raw.decode("utf-8") if not raw.isascii() or "%20" in value else value
        except UnicodeDecodeError:
            return value
    return header_text(value, hint)


def _extended(params: dict[str, str], name: str, hint: str | None) -> str:
    charset, pieces = None, []
    first = params.get(f"{name}*")
    if first is not None:
        charset, raw = _with_charset(first)
        pieces.append(raw)
    else:
        for number in range(1000):
            plain, coded = params.get(f"{name}*{number}"), params.get(f"{name}*{number}*")
            if plain is None and coded is None:
                break
            if coded is not None:
                found, raw = _with_charset(coded) if number == 0 else (None, _unquoted(coded))
                charset = found or charset
            else:
                raw = (plain or "").encode("utf-8", "surrogateescape")
            pieces.append(raw)
    content = b"".join(pieces)
    if b"=?" in content:  # both ways at once
        return header_text(content.decode("ascii", "surrogateescape"), hint)
    return " ".join(text_of(content, charset or hint).split())


def _with_charset(value: str) -> tuple[str | None, bytes]:
    charset, mark, rest = value.partition("'")
    _, second, text = rest.partition("'")
    return (charset or None, _unquoted(text)) if mark and second else (None, _unquoted(value))


def _unquoted(value: str) -> bytes:
    return unquote_to_bytes(value.encode("utf-8", "surrogateescape"))
