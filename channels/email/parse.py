"""Raw mail to message. Pure, and tolerant: only a mail without any sender or content is unparseable."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from channels.email.automatic import Bounce, automatic_reason, bounce_of
from channels.email.decode import header_text, text_of
from channels.email.domain import MailboxSettings
from channels.email.identity import all_ids, first_id, provider_id, split
from channels.email.markup import SafeHtml, sanitise, to_text
from channels.email.parts import Mail, Parts, header, headers, read, take_apart
from channels.email.quotes import visible_text
from channels.email.verify import ThreadTokens
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    InboundMessage,
    RawEnvelope,
    Unparseable,
)

_ADDRESS = re.compile(r"[^\s<>@\",;:()\[\]\\]{1,64}@[^\s<>@\",;:()\[\]\\]{1,255}")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$")
_MAX_KEYS = 40
_MAX_SUBJECT = 500
_MAX_TEXT = 1_000_000
_HEADER_LINE = re.compile(r"^[A-Za-z0-9-]{1,60}:")


def parse(raw: RawEnvelope, tokens: ThreadTokens, settings: MailboxSettings) -> InboundMessage:
    """Understand a mail. Raises `Unparseable` with the reason; nothing else."""
    if not raw.body.strip():
        raise Unparseable("the mail is empty")
    try:
        return _message(raw, _tree(raw.body), tokens, settings)
    except Unparseable:
        raise
    except Exception:  # whatever a hostile mail breaks, its plain content is still worth showing
        return _message(raw, _flat(raw.body), tokens, settings)


def _tree(body: bytes) -> Mail:
    mail = read(body.lstrip(b"\r\n"))
    return mail if mail is not None else _flat(body)


def _flat(body: bytes) -> Mail:
    """The mail without its structure: header lines that can be read, and everything else as text."""
    head, text = split(body)
    mail: Mail = Message()
    for line in text_of(re.sub(rb"\n[ \t]+", b" ", head)).split("\n")[:1000]:
        name, colon, value = line.partition(":")
        if colon and _HEADER_LINE.match(line) and not name.lower().startswith("content-"):
            mail[name] = value.strip()
    mail.set_payload(text_of(text))
    return mail


def _message(raw: RawEnvelope, mail: Mail, tokens: ThreadTokens, settings: MailboxSettings) -> InboundMessage:
    parts = take_apart(mail)
    account = raw.account
    sender = _sender(mail, parts.charset)
    subject = header_text(header(mail, "subject"), parts.charset)[:_MAX_SUBJECT]
    bounce = bounce_of(mail, parts)
    reason = "bounce" if bounce else automatic_reason(mail, sender.value, subject, settings.own_lists)
    own = first_id(header(mail, "message-id"))
    if own and tokens.find(account.tenant_id, [own]):
        reason = "own mail"  # a copy of what we sent ourselves; answering it would never end
    text, safe = _bodies(parts)
    authentication = _authentication(mail, settings.authserv_id)
    return InboundMessage(
        provider_id=provider_id(raw.body),
        sender=sender,
        text=text,
        sent_at=_date(mail),
        recipient=_recipient(mail, account.address),
        subject=subject or None,
        html=safe.html if safe else None,
        attachments=tuple(parts.attachments),
        thread_keys=tuple(_thread_keys(mail, bounce)),
        own_keys=(own,) if own else (),
        conversation_id=tokens.find(account.tenant_id, _token_places(mail, bounce)),
        sender_verified="dmarc" if _proven(authentication, sender.value) else None,
        language=_language(mail),
        automatic=reason is not None,
        meta=_meta(mail, parts, text, safe, reason, bounce, authentication),
    )


def _bodies(parts: Parts) -> tuple[str, SafeHtml | None]:
    """The full text and the safe HTML, from whichever of the two the mail has."""
    source = "\n<hr>\n".join(parts.html)
    safe = sanitise(source) if source.strip() else None
    text = "\n\n".join(each.strip() for each in parts.plain if each.strip())
    if not text and source:
        text = to_text(source, safe)
    return text[:_MAX_TEXT], safe


def _meta(
    mail: Mail, parts: Parts, text: str, safe: SafeHtml | None, reason: str | None, bounce: Bounce | None,
    authentication: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    facts: dict[str, Any] = {
        "visible_text": visible_text(text),
        "message_id": first_id(header(mail, "message-id")),
        "to": _addresses(headers(mail, "to")),
        "cc": _addresses(headers(mail, "cc")),
        "reply_to": next(iter(_addresses(headers(mail, "reply-to"))), None),
        "automatic_reason": reason,
        "bounce": bounce.as_meta() if bounce else None,
        "remote_images": safe.remote_images if safe else 0,
        "inline_images": list(safe.inline_images) if safe else [],
        "html_dropped": bool(parts.html) and safe is None,
        "attachments_dropped": parts.dropped,
        "authentication": authentication,
    }
    return {name: value for name, value in facts.items() if value or name == "visible_text"}


def _sender(mail: Mail, hint: str | None) -> Address:
    for name in ("from", "sender", "reply-to", "return-path"):
        for value in headers(mail, name):
            for display, address in _pairs(value):
                shown = header_text(display, hint)[:200]
                return Address(AddressKind.EMAIL, address, shown if shown and shown != address else None)
    raise Unparseable("no sender: the mail has no From, Sender, Reply-To or Return-Path with an address")


def _recipient(mail: Mail, own: str) -> Address:
    """The account's own address wherever it was written to, else the first address (an alias of it)."""
    names = ("to", "cc", "delivered-to", "x-original-to")
    addresses = [each for name in names for each in _addresses(headers(mail, name))]
    ours = own.lower()
    if ours in (_without_tag(each) for each in addresses) or not addresses:
        return Address(AddressKind.EMAIL, ours)
    return Address(AddressKind.EMAIL, addresses[0])


def _addresses(values: Iterable[str]) -> list[str]:
    found = (address for value in values for _, address in _pairs(value))
    return list(dict.fromkeys(found))[:100]


def _pairs(value: str) -> list[tuple[str, str]]:
    """(display name, address) of a header's raw value; addresses in lower case."""
    try:
        pairs = getaddresses([value])
    except (IndexError, ValueError, TypeError, AttributeError):
        pairs = []
    good = [(name, address.strip().lower()) for name, address in pairs if _ADDRESS.fullmatch(address.strip())]
    if good or len(value) > 100_000:
        return [(name, _readable(address)) for name, address in good]
    return [("", _readable(each.lower())) for each in _ADDRESS.findall(header_text(value))]


def _readable(address: str) -> str:
    """An address with raw 8-bit bytes (as some senders write it) becomes proper text."""
    return address if address.isascii() else header_text(address)


def _without_tag(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return local.split("+", 1)[0] + at + domain


def _date(mail: Mail) -> datetime | None:
    try:
        sent = parsedate_to_datetime(header(mail, "date"))
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _thread_keys(mail: Mail, bounce: Bounce | None) -> list[str]:
    """Strongest first: what it answers, then the references from the newest to the oldest."""
    keys = [bounce.message_id, *reversed(bounce.references)] if bounce and bounce.message_id else []
    keys += [key for value in headers(mail, "in-reply-to") for key in all_ids(value)]
    keys += reversed([key for value in headers(mail, "references") for key in all_ids(value)])
    unique = list(dict.fromkeys(key for key in keys if key and len(key) <= 500))
    return unique[:_MAX_KEYS] if len(unique) <= _MAX_KEYS else [*unique[: _MAX_KEYS - 1], unique[-1]]


def _token_places(mail: Mail, bounce: Bounce | None) -> list[str]:
    addressed = [value for name in ("to", "cc", "delivered-to", "x-original-to") for value in headers(mail, name)]
    return [*addressed, *_thread_keys(mail, bounce)]


def _authentication(mail: Mail, authserv_id: str | None) -> dict[str, str]:
    """Results of the checks by the server that received the mail: its topmost header under its own name."""
    if authserv_id is None:
        return {}
    for value in headers(mail, "authentication-results"):
        name, _, results = value.partition(";")
        if name.split(" ")[0].strip().lower() == authserv_id.lower():
            found = dict(re.findall(r"\b(dmarc|dkim|spf|arc)=([a-z]+)", results.lower()))
            domain = re.search(r"\bheader\.from=\"?@?([a-z0-9.-]+)", results.lower())
            return found | ({"from": domain.group(1)} if domain else {})
    return {}


def _proven(authentication: dict[str, str], sender: str) -> bool:
    domain = sender.rpartition("@")[2]
    return authentication.get("dmarc") == "pass" and authentication.get("from", domain) == domain


def _language(mail: Mail) -> str | None:
    language = header(mail, "content-language").split(",")[0].strip()
    return language if _LANGUAGE.match(language) else None
