"""What a mail's tree carries: words to show, files, reports about other mail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from channels.email.decode import codec_of, text_of
from channels.email.names import file_name, given_name, harmless
from channels.email.signed import content_of
from channels.email.structure import MimePart, head_and_body, parameters, read
from channels.email.transfer import decoded, uuencoded
from contact_center.kernel.contracts.channels import InboundAttachment

MAX_ATTACHMENTS = 200
_PLAIN = frozenset({"text/plain", "text/markdown", "text/x-markdown", "text/enriched", "text/x-plain", "plain/text"})
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/xhtml", "text/xhtml+xml"})
_MAILS = frozenset({"message/rfc822", "message/global"})
_HEADERS_ONLY = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RECEIPT = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_UNSHOWN = frozenset({"text/x-amp-html", "text/watch-html"})
_MARKUP = re.compile(
    r"</?(?:bold|italic|underline|fixed|param|color|fontfamily|smaller|bigger|excerpt|flush\w+)>", re.I
)
_SIGNED_LEVELS = 3


@dataclass(slots=True)
class TextBlock:
    """One stretch of words: as text, as HTML, or both as alternatives of each other."""

    plain: str | None = None
    html: str | None = None


@dataclass(slots=True)
class MailParts:
    """What a mail carries; `blocks` in the order in which they are read."""

    blocks: list[TextBlock] = field(default_factory=list)
    attachments: list[InboundAttachment] = field(default_factory=list)
    dropped: int = 0
    """Attachments beyond `MAX_ATTACHMENTS`."""
    charset: str | None = None
    """The first charset declared: the best hint for raw bytes in headers."""
    reports: list[MimePart] = field(default_factory=list)
    """Blocks of a `message/delivery-status`, their fields as headers."""
    receipts: list[MimePart] = field(default_factory=list)
    """The fields of `message/disposition-notification`."""
    returned: MimePart | None = None
    """The mail (or its headers) that a report is about, or the first attached."""
    candidates: list[tuple[int, MimePart]] = field(default_factory=list)
    """Words that were named like files, with their place among the attachments."""
    encrypted: bool = False
    """The words are there, but only its receiver's key opens them."""


def take_apart(root: MimePart) -> MailParts:
    """Walk the tree once. Raises `TooNested`."""
    parts = MailParts()
    parts.charset = _first_charset(root)
    _walk(root, parts)
    if not any((block.plain or block.html or "").strip() for block in parts.blocks):
        _promote(root, parts)
    return parts


def _walk(root: MimePart, parts: MailParts, level: int = 0) -> None:
    waiting: list[tuple[MimePart, TextBlock | None]] = [(root, None)]
    while waiting:
        part, block = waiting.pop()
        if part.children:
            if part.kind == "multipart/encrypted":
                parts.encrypted = True
            if part.kind == "multipart/alternative" and block is None:
                block = TextBlock()
                parts.blocks.append(block)
            waiting += [(child, block) for child in reversed(part.children)]
        elif part.kind in _SIGNED and level < _SIGNED_LEVELS:
            _open_signed(part, parts, level)
        else:
            _leaf(part, parts, block)


def _leaf(part: MimePart, parts: MailParts, block: TextBlock | None) -> None:
    if part.kind in _STATUS:
        parts.reports += _fields(part)
    elif part.kind in _RECEIPT:
        parts.receipts += _fields(part)
    elif part.kind in _MAILS | _HEADERS_ONLY:
        parts.returned = parts.returned or _returned(part)
    elif part.kind in _UNSHOWN and block is not None:
        return
    elif _is_words(part) and not _is_file(part, parts, alternative=block is not None):
        _words(part, parts, block)
        return
    elif _is_words(part) and len(parts.attachments) < MAX_ATTACHMENTS:
        parts.candidates.append((len(parts.attachments), part))
    _attach(part, parts)


def _is_words(part: MimePart) -> bool:
    return part.kind in _PLAIN | _HTML or part.kind.startswith("multipart/")


def _is_file(part: MimePart, parts: MailParts, *, alternative: bool) -> bool:
    if _disposition(part) == "attachment":
        return True
    return not alternative and file_name(part, parts.charset) is not None


def _words(part: MimePart, parts: MailParts, block: TextBlock | None) -> None:
    """Into the alternative it belongs to, as long as that has none of its kind; else after what came before."""
    html = part.kind in _HTML
    if block is None or (html and block.html is not None) or (not html and block.plain is not None):
        if block is not None and html and block.html:
            block.html += "\n" + _text(part)
            return
        block = TextBlock()
        parts.blocks.append(block)
    if html:
        block.html = _text(part)
        return
    content, files = uuencoded(_content(part))
    block.plain = _text(part, content)
    for name, inside in files:
        _add(parts, harmless(text_of(name, parts.charset)) or "file", "application/octet-stream", inside, None)


def _text(part: MimePart, content: bytes | None = None) -> str:
    charset = _charset(part)
    text = text_of(_content(part) if content is None else content, charset or _meta_charset(part))
    if part.kind == "text/enriched":
        return _MARKUP.sub("", text).replace("<<", "<")
    return text if part.kind in _HTML else _unflowed(text, part)


def _meta_charset(part: MimePart) -> str | None:
    """What HTML says of itself where the mail says nothing."""
    if part.kind not in _HTML:
        return None
    found = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,40})", part.body[:4000], re.IGNORECASE)
    return found.group(1).decode("ascii") if found else None


def _promote(root: MimePart, parts: MailParts) -> None:
    """A mail whose only words were marked or named as a file: they are the message all the same."""
    for place, part in parts.candidates:
        if (part is root or _disposition(part) != "attachment") and _content(part).strip():
            del parts.attachments[place]
            _words(part, parts, None)
            return


def _attach(part: MimePart, parts: MailParts) -> None:
    number = len(parts.attachments) + 1
    name = file_name(part, parts.charset) or given_name(part, number)
    content_id = part.first("content-id").strip("<> ") or None
    _add(parts, name, part.kind, _content(part), content_id, location=part.first("content-location").strip())


def _add(parts: MailParts, name: str, kind: str, content: bytes, content_id: str | None, *, location: str = "") -> None:
    if len(parts.attachments) >= MAX_ATTACHMENTS:
        parts.dropped += 1
        return
    parts.attachments.append(InboundAttachment(name, kind, content, content_id or location[:500] or None))


def _open_signed(part: MimePart, parts: MailParts, level: int) -> None:
    """What was signed takes the place of the signature's file; encrypted mail stays a file."""
    inside = content_of(_content(part))
    if inside is None:
        parts.encrypted = parts.encrypted or part.params.get("smime-type", "").lower() != "signed-data"
        _attach(part, parts)
        return
    tree = read(inside)
    parts.charset = parts.charset or _first_charset(tree)
    _walk(tree, parts, level + 1)


def _fields(part: MimePart) -> list[MimePart]:
    """The blocks of a report; each is a set of fields, separated by blank lines."""
    blocks = re.split(rb"\n[ \t]*\n", _content(part).replace(b"\r\n", b"\n").strip())[:200]
    return [MimePart(head_and_body(block + b"\n\n")[0], b"") for block in blocks if block.strip()]


def _returned(part: MimePart) -> MimePart:
    return MimePart(*head_and_body(_content(part).lstrip(b"\r\n")))


def _content(part: MimePart) -> bytes:
    return decoded(part.body, part.first("content-transfer-encoding"))


def _charset(part: MimePart) -> str | None:
    value = part.params.get("charset") or part.params.get("charset*") or ""
    value = value.split("'")[0].strip()
    return value if value and value.isascii() else None


def _first_charset(root: MimePart) -> str | None:
    """The first that says more than ASCII, else the first."""
    waiting, found = [root], []
    while waiting:
        part = waiting.pop()
        charset = _charset(part)
        if charset and part.kind.startswith("text/"):
            found.append(charset)
        waiting += reversed(part.children)
    telling = [charset for charset in found if codec_of(charset) not in {"utf-8", None}]
    return next(iter([*telling, *found]), None)


def _disposition(part: MimePart) -> str:
    return parameters(part.first("content-disposition")[:20_000])[0]


def _unflowed(text: str, part: MimePart) -> str:
    """Join the soft line breaks of `format=flowed` (RFC 3676)."""
    if part.params.get("format", "").lower() != "flowed":
        return text
    cut = 1 if part.params.get("delsp", "").lower() == "yes" else 0
    lines: list[list[str]] = []
    soft = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        body = line[1:] if line.startswith(" ") else line
        goes_on = body.endswith(" ") and body != "-- " and not quoted
        piece = body[:-1] if goes_on and cut else body
        if soft and not quoted:
            lines[-1].append(piece)
        else:
            lines.append([piece])
        soft = goes_on
    return "\n".join("".join(line) for line in lines)
