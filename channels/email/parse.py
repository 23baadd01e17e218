"""Raw mail to message. Pure, and tolerant: only a mail without any sender, nested beyond reason or empty is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from channels.email.addresses import addresses, pairs
from channels.email.automatic import Origin, is_machine, origin
from channels.email.bounces import Bounce, bounce_of, delivery_reports
from channels.email.decode import header_text, text_of
from channels.email.domain import MailboxSettings
from channels.email.identity import all_ids, first_id, provider_id, split
from channels.email.markup import SafeHtml, escaped, sanitise, to_text
from channels.email.parts import MailParts, TextBlock, take_apart
from channels.email.quotes import visible_text
from channels.email.structure import MimePart, read
from channels.email.verify import ThreadTokens
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    InboundMessage,
    RawEnvelope,
    Recipients,
    SteeringWord,
    Unparseable,
    UnparseableCode,
)
from contact_center.kernel.ids import ConversationId

_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$")
_MAX_KEYS = 40
_MOST_NAMED = 100
"""Recipients that are kept of a header."""
_MAX_SUBJECT = 500
_MAX_TEXT = 1_000_000
_MAX_TOKEN_TEXT = 200_000
_HEADER_LINE = re.compile(r"^[A-Za-z0-9-]{1,60}:")
_WORDS = re.compile(r"[^\W\d_]{2,}|\d{3,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_WORDS_COMPARED = 400
_PLACEHOLDER = 0.3
"""Of the words in the HTML, the share below which the text beside it is another text (`cannot show HTML`)."""
_STEERING = {
    **dict.fromkeys(("STOP", "UNSUBSCRIBE", "退訂", "取消訂閱", "停止訂閱"), SteeringWord.STOP),
    **dict.fromkeys(("START", "SUBSCRIBE", "恢復訂閱", "重新訂閱"), SteeringWord.START),
}
"""Fewer than by SMS: "cancel" alone in a mail is about an order."""
_LONGEST_STEERING = 100
_ADDRESSED = (
    "to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "resent-to",
    "x-forwarded-to", "x-failed-recipients", "x-rcpt-to", "resent-cc", "apparently-to", "original-recipient",
)  # fmt: skip


def parse(raw: RawEnvelope, tokens: ThreadTokens, settings: MailboxSettings) -> InboundMessage:
    """Understand a mail. Raises `Unparseable` with the reason; nothing else."""
    if not raw.body.strip():
        raise Unparseable(UnparseableCode.EMPTY)
    try:
        return _Reading(raw, read(raw.body), tokens, settings).message()
    except Unparseable:
        raise
    except (MemoryError, RecursionError) as error:
        raise Unparseable(UnparseableCode.TOO_LARGE) from error
    except Exception:  # whatever a hostile mail breaks, its plain content is still worth showing
        return _Reading(raw, _flat(raw.body), tokens, settings).message()


def _flat(body: bytes) -> MimePart:
    """The mail without its structure: header lines that can be read, and everything else as text."""
    head, text = split(body)
    headers = []
    for line in text_of(re.sub(rb"\n[ \t]+", b" ", head)).split("\n")[:1000]:
        name, colon, value = line.partition(":")
        if colon and _HEADER_LINE.match(line) and not name.lower().startswith("content-"):
            headers.append((name.lower(), value.strip()))
    return MimePart(headers, text_of(text).encode(), params={"charset": "utf-8"})


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    safe: SafeHtml | None
    dropped: bool
    """There was HTML that cannot be shown."""
    cut: bool = False
    """There was more text than anybody reads."""


class _Reading:
    """One mail being understood; each fact is found once."""

    def __init__(self, raw: RawEnvelope, mail: MimePart, tokens: ThreadTokens, settings: MailboxSettings) -> None:
        self._raw = raw
        self._mail = mail
        self._tokens = tokens
        self._settings = settings
        self._own = raw.account.address.lower()
        self._parts = take_apart(mail)
        self._subject = header_text(mail.first("subject"), self._parts.charset)[:_MAX_SUBJECT]
        self._sender = self._from()
        self._reply_to = self._answers_go_to()
        self._words = _words_of(self._parts)

    def message(self) -> InboundMessage:
        mail, tenant = self._mail, self._raw.account.tenant_id
        bounce = bounce_of(mail, self._parts, self._sender.value, self._subject, self._words.text, self._own)
        keys = _thread_keys(mail, bounce)
        conversation = self._proven_thread(keys)
        own = first_id(header_text(mail.first("message-id")))
        made = self._origin(bounce, keys, conversation)
        if own and self._tokens.find(tenant, [own]):
            # A copy of what we sent ourselves; answering it would never end.
            made = Origin("own mail", "own mail")
        authentication = _authentication(mail, self._settings.authserv_id)
        return InboundMessage(
            provider_id=provider_id(self._raw.body),
            sender=self._sender,
            reply_to=self._reply_to,
            text=self._words.text,
            sent_at=_date(mail),
            recipient=self._recipient(),
            recipients=Recipients(self._named("to"), self._named("cc")),
            subject=self._subject or None,
            html=self._words.safe.html if self._words.safe else None,
            attachments=tuple(self._parts.attachments),
            thread_keys=tuple(keys),
            own_keys=(own,) if own and len(own) <= 500 else (),
            conversation_id=conversation,
            sender_verified="dmarc" if _proven(authentication, self._sender.value) else None,
            language=_language(mail),
            automatic=made.needs_nobody is not None,
            wish=self._wish(made),
            no_auto_reply=made.no_auto_reply is not None,
            reports=delivery_reports(bounce, self._raw.received_at),
            meta=self._meta(made, bounce, authentication),
        )

    def _wish(self, made: Origin) -> SteeringWord | None:
        """STOP or START as all that a person wrote above what they quote; START only from who is proven to be them."""
        if made.needs_nobody is not None or self._parts.attachments:
            return None
        own = visible_text(self._words.text[:_MAX_TOKEN_TEXT])
        said = unicodedata.normalize("NFKC", own).strip(" \n\r\t.!。\"'").upper()
        wish = _STEERING.get(said) if len(own) < _LONGEST_STEERING else None
        proven = _proven(_authentication(self._mail, self._settings.authserv_id), self._sender.value)
        return None if wish is SteeringWord.START and not proven else wish

    def _from(self) -> Address:
        for name in ("from", "sender", "reply-to", "return-path"):
            for shown, address in pairs(self._mail.all(name), self._parts.charset):
                return Address(AddressKind.EMAIL, address, shown or None)
        raise Unparseable(UnparseableCode.NO_SENDER)

    def _answers_go_to(self) -> Address | None:
        """Where the writer wants the answer, if that is somewhere else: not we, not a list, not a machine."""
        lists = set(addresses(self._mail.all("list-post")))
        for shown, address in pairs(self._mail.all("reply-to"), self._parts.charset):
            ours = _without_tag(address) == _without_tag(self._own)
            if address == self._sender.value:
                return None
            if not ours and address not in lists and not is_machine(address):
                return Address(AddressKind.EMAIL, address, shown or self._sender.name)
        return None

    def _origin(self, bounce: Bounce | None, keys: list[str], conversation: ConversationId | None) -> Origin:
        if bounce is not None:
            kind = "read receipt" if bounce.action in {"displayed", "processed"} else "bounce"
            return Origin(kind, kind)
        domain = "@" + self._own.rpartition("@")[2] + ">"
        answers_us = conversation is not None or any(key.lower().endswith(domain) for key in keys)
        return origin(
            self._mail, self._sender.value, self._subject, own=self._own, answers_us=answers_us,
            answer_to=self._reply_to.value if self._reply_to else None, own_lists=self._settings.own_lists,
        )  # fmt: skip

    def _proven_thread(self, keys: list[str]) -> ConversationId | None:
        """Our signed token, wherever it stands: where the mail was sent to, what it answers, what it quotes."""
        tenant = self._raw.account.tenant_id
        raw = [value for name in _ADDRESSED for value in self._mail.all(name)]
        traces = [value for value in self._mail.all("received") if "for" in value][:20]
        returned = self._parts.returned
        inside = [value for _, value in returned.headers] if returned is not None else []
        named = [value for name in ("in-reply-to", "references", "thread-topic") for value in self._mail.all(name)]
        places = [*raw, *keys, *named, *traces, *inside[:200]]
        decoded = [header_text(value) for value in places if "=?" in value]
        said = [self._words.text[:_MAX_TOKEN_TEXT], "\n".join(block.html or "" for block in self._parts.blocks)]
        return self._tokens.find(tenant, [*places, *decoded, *(each[:_MAX_TOKEN_TEXT] for each in said)])

    def _recipient(self) -> Address:
        """The account's own address wherever it was written to, else the first address (an alias of it)."""
        found = addresses(
            value for name in ("to", "cc", "delivered-to", "x-original-to") for value in self._mail.all(name)
        )
        if self._own in (_without_tag(each) for each in found) or not found:
            return Address(AddressKind.EMAIL, self._own)
        return Address(AddressKind.EMAIL, found[0])

    def _named(self, header: str) -> tuple[Address, ...]:
        """Each address of a header once, with the name it was first written with."""
        found: dict[str, Address] = {}
        for shown, address in pairs(self._mail.all(header), self._parts.charset):
            found.setdefault(address, Address(AddressKind.EMAIL, address, shown or None))
        return tuple(found.values())[:_MOST_NAMED]

    def _others(self) -> list[str]:
        """Who else got it, and may want the answer, too: neither we nor machines, nor the writer."""
        ours = _without_tag(self._own)
        known = {self._sender.value, self._reply_to.value if self._reply_to else ""}
        found = addresses([*self._mail.all("to"), *self._mail.all("cc")])
        return [each for each in found if _without_tag(each) != ours and each not in known and not is_machine(each)][
            :50
        ]

    def _meta(self, made: Origin, bounce: Bounce | None, authentication: dict[str, str]) -> dict[str, Any]:
        mail, safe, parts = self._mail, self._words.safe, self._parts
        visible = visible_text(self._words.text, self._subject)
        facts: dict[str, Any] = {
            "visible_text": visible,
            "message_id": first_id(mail.first("message-id")),
            "from": self._sender.value,
            "to": addresses(mail.all("to")),
            "cc": addresses(mail.all("cc")),
            "others": self._others(),
            "reply_to": next(iter(addresses(mail.all("reply-to"))), None),
            "answer_to": self._reply_to.value if self._reply_to else None,
            "automatic_reason": made.needs_nobody,
            "no_auto_reply": made.no_auto_reply,
            "bounce": bounce.as_meta() if bounce else None,
            "remote_images": safe.remote_images if safe else 0,
            "inline_images": list(dict.fromkeys(safe.inline_images))[:200] if safe else [],
            "html_dropped": self._words.dropped,
            "text_cut": self._words.cut,
            "attachments_dropped": parts.dropped,
            "encrypted": parts.encrypted and not self._words.text,
            "authentication": authentication,
        }
        return {name: value for name, value in facts.items() if value or name == "visible_text"}


def _words_of(parts: MailParts) -> _Words:
    """The full text and the safe HTML, block by block, each from whichever of the two it has."""
    shown = "\n<hr>\n".join(_as_html(block) for block in parts.blocks if _as_html(block))
    has_html = any((block.html or "").strip() for block in parts.blocks)
    safe = sanitise(shown) if has_html else None
    text = "\n\n".join(each for each in (_as_text(block, safe) for block in parts.blocks) if each)
    return _Words(text[:_MAX_TEXT], safe, has_html and safe is None, len(text) > _MAX_TEXT)


def _as_html(block: TextBlock) -> str:
    if (block.html or "").strip():
        return block.html or ""
    plain = block.plain or ""
    return escaped(plain) if plain.strip() else ""


def _as_text(block: TextBlock, safe: SafeHtml | None) -> str:
    plain = (block.plain or "").strip()
    if not (block.html or "").strip():
        return plain
    if plain and len(plain) > 2_000:
        return plain
    read = to_text(block.html or "", safe)
    return read if _is_placeholder(plain, read) else plain


def _is_placeholder(plain: str, read: str) -> bool:
    """Whether the text says something else than the HTML it should be an alternative of."""
    if not plain:
        return True
    wanted = set(_WORDS.findall(read[:20_000].lower())[:_WORDS_COMPARED])
    if not wanted:
        return False
    return len(wanted & set(_WORDS.findall(plain[:20_000].lower()))) / len(wanted) < _PLACEHOLDER


def _without_tag(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return local.split("+", 1)[0] + at + domain


def _date(mail: MimePart) -> datetime | None:
    try:
        sent = parsedate_to_datetime(mail.first("date")[:200])
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _thread_keys(mail: MimePart, bounce: Bounce | None) -> list[str]:
    """Strongest first: what it answers, then the references from the newest to the oldest."""
    keys = [bounce.message_id, *reversed(bounce.references)] if bounce and bounce.message_id else []
    keys += _ids(mail.all("in-reply-to"))
    keys += reversed(_ids(mail.all("references")))
    unique = list(dict.fromkeys(key for key in keys if key and len(key) <= 500))
    return unique[:_MAX_KEYS] if len(unique) <= _MAX_KEYS else [*unique[: _MAX_KEYS - 1], unique[-1]]


def _ids(values: Iterable[str]) -> list[str]:
    """Some programs write the header's value as encoded words."""
    return [key for value in values for key in all_ids(header_text(value) if "=?" in value else value)]


def _authentication(mail: MimePart, authserv_id: str | None) -> dict[str, str]:
    """Results of the checks by the server that received the mail: its topmost header under its own name."""
    if authserv_id is None:
        return {}
    for value in mail.all("authentication-results"):
        name, _, results = value.partition(";")
        if name.split(" ")[0].strip().lower() == authserv_id.lower():
            found = dict(re.findall(r"\b(dmarc|dkim|spf|arc)=([a-z]+)", results.lower()))
            domain = re.search(r"\bheader\.from=\"?@?([a-z0-9.-]+)", results.lower())
            return found | ({"from": domain.group(1)} if domain else {})
    return {}


def _proven(authentication: dict[str, str], sender: str) -> bool:
    domain = sender.rpartition("@")[2]
    return authentication.get("dmarc") == "pass" and authentication.get("from", domain) == domain


def _language(mail: MimePart) -> str | None:
    language = mail.first("content-language").split(",")[0].strip()
    return language if _LANGUAGE.match(language) else None
