"""Message to mail. Pure: the same message always gives the same bytes, so a retry repeats its Message-ID."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email import policy
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.utils import format_datetime

from channels.email.identity import message_id_of
from channels.email.verify import ThreadTokens, reply_address
from contact_center.kernel.contracts.channels import Address, ChannelAccount, OutboundAttachment, OutboundMessage
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.phrases import Phrase

_PREFIX = re.compile(
    r"^\s*((?:re|aw|sv|antw|回复|回覆|答复|答覆|回應|回应)\s*(?:\[\d+\]|\(\d+\))?\s*[:：])\s*", re.IGNORECASE
)
_LOCAL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}\Z")
"""Wider than the standard: addresses like `a..b@` exist at some providers."""
_DOMAIN = re.compile(r"^(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9-]{1,63}\Z")
_MAX_REFERENCES = 20
_MAX_SUBJECT = 400
_CONTENT_TYPE = re.compile(r"^[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*$", re.IGNORECASE)


def render(account: ChannelAccount, message: OutboundMessage, tokens: ThreadTokens) -> bytes:
    """The mail as it goes over the wire (CRLF, 7-bit headers).

    Raises `GiveUp` for an address that mail cannot reach.
    """
    mail = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    token = tokens.sign(account.tenant_id, message.conversation_id)
    mail["From"] = _from(account, message)
    also, copies, _ = copies_of(message)
    mail["To"] = [_mailbox(each.name or "", each.value) for each in (message.recipient, *also)]
    if copies:
        mail["Cc"] = [_mailbox(each.name or "", each.value) for each in copies]
    reply_to = reply_address(wire_address(account.address), token)
    if reply_to != account.address:
        mail["Reply-To"] = _mailbox(account.name, reply_to)
    mail["Subject"] = subject_of(account, message)
    mail["Date"] = format_datetime(message.created_at)
    if message.automatic:
        mail["Auto-Submitted"] = "auto-replied" if message.in_reply_to else "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    _fill(mail, message)
    _name_boundaries(mail, message)
    return _thread_headers(account, message, tokens) + mail.as_bytes()


def copies_of(message: OutboundMessage) -> tuple[list[Address], list[Address], list[Address]]:
    """Who gets it beside the first recipient, each once, whom mail can reach at all: To, Cc, and Bcc.

    The last stand in no header; they are only told to the server.
    """
    taken = {message.recipient.value.lower()}
    sent = message.recipients
    return _fresh(sent.to[1:], taken), _fresh(sent.cc, taken), _fresh(sent.bcc, taken)


def _fresh(given: Iterable[Address], taken: set[str]) -> list[Address]:
    found = []
    for each in given:
        if each.value.lower() not in taken and _reachable(each.value):
            taken.add(each.value.lower())
            found.append(each)
    return found


def _reachable(address: str) -> bool:
    try:
        wire_address(address)
    except GiveUp:
        return False
    return True


def own_message_id(account: ChannelAccount, message: OutboundMessage, tokens: ThreadTokens) -> str:
    """Our Message-ID, in angle brackets: the message's id, the thread's token, the mailbox's domain."""
    token = tokens.sign(account.tenant_id, message.conversation_id)
    domain = wire_address(account.address).rpartition("@")[2]
    return f"<{message.id.hex}.{token}@{domain}>"


def subject_of(account: ChannelAccount, message: OutboundMessage) -> str:
    """One line; an answer begins with exactly one reply prefix, the customer's own where there is one."""
    subject = " ".join((message.subject or "").split())[:_MAX_SUBJECT]
    if not message.in_reply_to and not message.references:
        return subject or account.name
    first, prefix = "", _PREFIX.match(subject)
    while prefix:
        first = first or prefix.group(1).strip()
        subject = subject[prefix.end() :]
        prefix = _PREFIX.match(subject)
    return f"{first or 'Re:'} {subject or account.name}"


def wire_address(address: str) -> str:
    """The address in ASCII: an international domain in its `xn--` form.

    Raises `GiveUp` if it is not an address or its local part cannot be written in ASCII.
    """
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        ascii_domain = ""
    if not _LOCAL.match(local) or not _DOMAIN.match(ascii_domain):
        raise GiveUp(Phrase("not_an_email_address", {"value": address}), field="recipient")
    return f"{local}@{ascii_domain}"


def _from(account: ChannelAccount, message: OutboundMessage) -> HeaderAddress:
    author, house = _one_line(message.author_name), _one_line(account.name)
    return _mailbox(f"{author} ({house})" if author and house else author or house, account.address)


def _mailbox(name: str, address: str) -> HeaderAddress:
    local, _, domain = wire_address(address).rpartition("@")
    return HeaderAddress(_one_line(name), local, domain)


def _one_line(name: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f]+", " ", name).split())[:100]


def _fill(mail: EmailMessage, message: OutboundMessage) -> None:
    mail.set_content(_text(message.text), charset="utf-8")
    if message.html:
        page = f'<!doctype html><html><head><meta charset="utf-8"></head><body>{message.html}</body></html>'
        mail.add_alternative(page, subtype="html", charset="utf-8")
    for attachment in message.attachments:
        main, sub = _content_type(attachment)
        name = _one_line(attachment.name) or "attachment"
        mail.add_attachment(attachment.content, maintype=main, subtype=sub, filename=name)


def _content_type(attachment: OutboundAttachment) -> tuple[str, str]:
    kind = attachment.content_type.partition(";")[0].strip()
    if not _CONTENT_TYPE.match(kind) or kind.lower().startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    main, _, sub = kind.partition("/")
    return main, sub


def _text(text: str) -> str:
    return text.encode("utf-8", "replace").decode() + ("" if text.endswith("\n") else "\n")


def _name_boundaries(mail: EmailMessage, message: OutboundMessage) -> None:
    multiparts = [part for part in mail.walk() if part.is_multipart()]
    for number, part in enumerate(multiparts):
        part.set_boundary(f"=_{message.id.hex}_{number}")


def _thread_headers(account: ChannelAccount, message: OutboundMessage, tokens: ThreadTokens) -> bytes:
    """Written by hand: the library turns long ids in In-Reply-To and References into encoded words."""
    lines = [f"Message-ID: {own_message_id(account, message, tokens)}"]
    parent = message_id_of(message.in_reply_to) if message.in_reply_to else None
    if parent:
        lines.append(f"In-Reply-To: {_ascii(parent)}")
    references = _references(message.references, parent)
    if references:
        lines.append("References: " + "\r\n ".join(references))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _references(provider_ids: Iterable[str], parent: str | None) -> list[str]:
    """The thread's Message-IDs, oldest first, the one that is answered last; the first is kept if it is long."""
    known = [found for each in provider_ids if (found := message_id_of(each)) is not None and found != parent]
    ids = list(dict.fromkeys([*known, *([parent] if parent else [])]))
    kept = ids if len(ids) <= _MAX_REFERENCES else [ids[0], *ids[-_MAX_REFERENCES + 1 :]]
    return [_ascii(each) for each in kept]


def _ascii(message_id: str) -> str:
    return re.sub(r"[^\x21-\x7e]", "?", message_id)
