"""The MIME tree of a mail, taken apart: bodies, attachments, delivery reports.

Read with the tolerant `compat32` policy and guarded at every access: the modern one raises on headers
that large senders really write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

from channels.email.decode import clean, header_text, text_of
from contact_center.kernel.contracts.channels import InboundAttachment

if TYPE_CHECKING:
    Mail = Message[str, str]
else:
    Mail = Message  # not generic at run time

MAX_DEPTH = 25
MAX_ATTACHMENTS = 200
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NAME_LENGTH = 180


@dataclass(slots=True)
class Parts:
    """What a mail carries. `plain` and `html` are the bodies to show, in order."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[InboundAttachment] = field(default_factory=list)
    dropped: int = 0
    """Attachments beyond `MAX_ATTACHMENTS`."""
    charset: str | None = None
    """The first charset declared: the best hint for raw bytes in headers."""
    reports: list[Mail] = field(default_factory=list)
    """The `message/delivery-status` part's blocks."""
    returned: Mail | None = None
    """The mail (or its headers) that a report is about."""


def read(raw: bytes) -> Mail | None:
    """The mail as a tree, None if even the tolerant parser fails (nested beyond reason)."""
    try:
        return BytesParser(policy=policy.compat32).parsebytes(raw)
    except (RecursionError, ValueError, LookupError, AttributeError, IndexError, TypeError):
        return None


def headers(mail: Mail, name: str) -> list[str]:
    """All raw values of a header, unfolded, in the order they stand in the mail."""
    wanted = name.lower()
    return [" ".join(str(value).split()) for key, value in mail.raw_items() if key.lower() == wanted]


def header(mail: Mail, name: str) -> str:
    """The first raw value of a header, `""` if there is none."""
    return next(iter(headers(mail, name)), "")


def take_apart(mail: Mail) -> Parts:
    """Walk the tree once."""
    parts = Parts()
    _walk(mail, parts, 0)
    return parts


def _walk(mail: Mail, parts: Parts, depth: int) -> None:
    kind = mail.get_content_type()
    children = mail.get_payload()
    if depth > MAX_DEPTH:
        _attach(mail, parts, kind)
    elif kind == "message/delivery-status" and isinstance(children, list):
        parts.reports += [each for each in children if isinstance(each, Message)]
        _attach(mail, parts, kind)
    elif kind in {"message/rfc822", "text/rfc822-headers", "message/global"}:
        parts.returned = parts.returned or _nested(mail)
        _attach(mail, parts, kind)
    elif isinstance(children, list):
        for child in children:
            if isinstance(child, Message):
                _walk(child, parts, depth + 1)
    else:
        _leaf(mail, parts, kind)


def _leaf(mail: Mail, parts: Parts, kind: str) -> None:
    charset = _charset(mail)
    parts.charset = parts.charset or charset
    shown = kind in {"text/plain", "text/html"} or kind.startswith("multipart/")
    if not shown or _disposition(mail) == "attachment" or file_name(mail, parts.charset):
        _attach(mail, parts, kind)
        return
    text = text_of(_content(mail), charset)
    if kind == "text/html":
        parts.html.append(text)
    else:
        parts.plain.append(_unflowed(text, mail))


def _attach(mail: Mail, parts: Parts, kind: str) -> None:
    if len(parts.attachments) >= MAX_ATTACHMENTS:
        parts.dropped += 1
        return
    name = file_name(mail, parts.charset) or _default_name(mail, parts, kind)
    content_id = header(mail, "content-id").strip("<> ") or None
    parts.attachments.append(InboundAttachment(name, kind, _content(mail), content_id))


def file_name(mail: Mail, hint: str | None = None) -> str | None:
    """The attachment's name, harmless as a file name, None if it has none."""
    try:
        raw = mail.get_filename()
    except (LookupError, ValueError, TypeError, AttributeError, IndexError):
        return None
    name = _UNSAFE_NAME.sub("_", header_text(str(raw), hint)).strip(" ._") if raw else ""
    if len(name) > _NAME_LENGTH:
        stem, dot, ending = name.rpartition(".")
        name = stem[: _NAME_LENGTH - len(ending) - 1] + dot + ending if 0 < len(ending) < 12 else name[:_NAME_LENGTH]
    return name or None


def _default_name(mail: Mail, parts: Parts, kind: str) -> str:
    number = len(parts.attachments) + 1
    if kind in {"message/rfc822", "message/global"}:
        nested = _nested(mail)
        subject = header_text(header(nested, "subject")) if nested is not None else ""
        return (_UNSAFE_NAME.sub("_", subject).strip(" ._")[:80] or f"message-{number}") + ".eml"
    ending = {"text/calendar": "ics", "text/plain": "txt", "text/html": "html", "application/pdf": "pdf"}.get(kind)
    return f"attachment-{number}.{ending or _ending(kind)}"


def _ending(kind: str) -> str:
    ending = re.sub(r"[^a-z0-9].*", "", kind.partition("/")[2])
    return ending[:8] if kind.startswith(("image/", "audio/", "video/")) and ending else "bin"


def _nested(mail: Mail) -> Mail | None:
    payload = mail.get_payload()
    if isinstance(payload, list):
        return payload[0] if payload and isinstance(payload[0], Message) else None
    return read(_content(mail))


def _content(mail: Mail) -> bytes:
    payload = mail.get_payload()
    if isinstance(payload, list):
        return b"\n".join(_bytes(each) for each in payload)
    try:
        decoded: Any = mail.get_payload(decode=True)
    except (LookupError, ValueError, AttributeError, TypeError, AssertionError):
        decoded = None
    if isinstance(decoded, bytes):
        return decoded
    return str(payload or "").encode("utf-8", "surrogateescape")


def _bytes(mail: Any) -> bytes:
    try:
        return bytes(mail.as_bytes())
    except Exception:  # the generator has many ways to fail on a broken mail; its text is still there
        return str(mail).encode("utf-8", "surrogateescape")


def _charset(mail: Mail) -> str | None:
    try:
        value = mail.get_param("charset")
    except (LookupError, ValueError, TypeError, AttributeError, IndexError):
        return None
    if isinstance(value, tuple):
        value = value[2]
    return clean(str(value)).strip() or None if value else None


def _disposition(mail: Mail) -> str:
    return header(mail, "content-disposition").partition(";")[0].strip().lower()


def _unflowed(text: str, mail: Mail) -> str:
    """Join the soft line breaks of `format=flowed` (RFC 3676)."""
    content_type = header(mail, "content-type").lower()
    if "format=flowed" not in content_type.replace(" ", "").replace('"', ""):
        return text
    cut = 1 if "delsp=yes" in content_type.replace(" ", "").replace('"', "") else 0
    lines: list[str] = []
    soft = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        body = line[1:] if line.startswith(" ") else line
        lines[-1:] = [lines[-1] + body] if soft and not quoted else [*lines[-1:], body]
        soft = body.endswith(" ") and body != "-- " and not quoted
        if soft and cut:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
