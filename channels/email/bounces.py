"""Mail about mail: what became of something we sent. Delivery reports, bounces without one, read receipts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from channels.email.addresses import addresses
from channels.email.decode import header_text
from channels.email.identity import all_ids, first_id
from channels.email.parts import MailParts
from channels.email.phrases import RETURNED_SUBJECT
from channels.email.structure import MimePart
from contact_center.kernel.contracts.channels import Delivery, DeliveryReport

_DAEMONS = ("mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster", "mailsystem", "microsoftexchange", "mdaemon")
_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.#/-])(5[0-5]\d)[ -](?=\S)")
_FOR_WHOM = re.compile(r"[^\s<>@\",;:()\[\]\\]{1,64}@[^\s<>@\",;:()\[\]\\]{1,255}")
_DELAYED = re.compile(
    r"still being retried|will be retried|will (?:continue|keep) trying|not yet been delivered|delivery delayed|"
    r"warning message only|delayed mail|\(delay\)|verz(?:ö|oe)ger|retard[ée]|延遲|延迟|遅延", re.IGNORECASE,
)  # fmt: skip
_ID_LINE = re.compile(
    r"^[> \t]*(?:original[- ])?message[- ]id[ \t]*:[ \t]*(\S[^\n]{0,500})", re.IGNORECASE | re.MULTILINE
)
_LOOKED_AT = 50_000


@dataclass(frozen=True, slots=True)
class Bounce:
    """What another system says about a mail of ours."""

    recipient: str
    action: str
    """`failed`, `delayed`, `delivered`, `relayed`, `expanded` or, of a receipt, `displayed`."""
    status: str
    """Enhanced status code, e.g. `5.1.1`; empty if not given."""
    diagnostic: str
    message_id: str | None
    """Message-ID of our mail, in angle brackets."""
    references: tuple[str, ...] = ()

    def as_meta(self) -> dict[str, str | None]:
        return {
            "recipient": self.recipient, "action": self.action, "status": self.status,
            "diagnostic": self.diagnostic, "message_id": self.message_id,
        }  # fmt: skip


def bounce_of(mail: MimePart, parts: MailParts, sender: str, subject: str, text: str, own: str) -> Bounce | None:
    """The report in a mail, None if it is about no other. `own` is our mailbox: its ids come first."""
    ids = _about(mail, parts, text, own)
    if parts.receipts or mail.params.get("report-type", "").lower() == "disposition-notification":
        return _receipt(parts, ids, subject)
    report = _worst(parts.reports)
    if report is not None:
        return _reported(report, parts, ids)
    if _is_returned(mail, parts, sender, subject, text):
        return _told(mail, text, parts, ids)
    return None


def delivery_reports(bounce: Bounce | None, at: datetime) -> tuple[DeliveryReport, ...]:
    """What it means for the mail of ours it is about; nothing for mere delays."""
    states = {"failed": Delivery.UNDELIVERED, "delivered": Delivery.DELIVERED, "displayed": Delivery.READ}
    if bounce is None or not bounce.message_id or bounce.action not in states:
        return ()
    state = states[bounce.action]
    failed = state is Delivery.UNDELIVERED
    status, why = (bounce.status or None, bounce.diagnostic or None) if failed else (None, None)
    return (DeliveryReport(bounce.message_id, state, at, status, why),)


def _worst(reports: Iterable[MimePart]) -> MimePart | None:
    """Of several recipients the one that failed; the first block speaks of the whole mail only."""
    about = [each for each in reports if any(each.first(name) for name in _RECIPIENTS) or each.first("action")]
    failed = [each for each in about if _action(each) == "failed"]
    return next(iter([*failed, *about]), None)


_RECIPIENTS = ("original-recipient", "final-recipient", "x-actual-recipient", "original-rcpt-to", "x-failed-recipients")


def _action(report: MimePart) -> str:
    found = re.match(r"[a-z]+", report.first("action").strip().lower())
    if found:
        return found.group()
    return {"4": "delayed", "2": "delivered"}.get(report.first("status")[:1], "failed")


def _reported(report: MimePart, parts: MailParts, ids: list[str]) -> Bounce:
    recipient = next((report.first(name) for name in _RECIPIENTS if report.first(name)), "")
    recipient = header_text(recipient.rpartition(";")[2] or recipient).strip(" <>").lower()
    said = report.first("diagnostic-code")
    status = _CODE.search(report.first("status") + " " + said)
    return Bounce(
        recipient=recipient,
        action=_action(report),
        status=status.group(1) if status else "",
        diagnostic=header_text(said.partition(";")[2] or said).strip()[:500],
        message_id=next(iter(ids), None),
        references=_references(parts),
    )


def _receipt(parts: MailParts, ids: list[str], subject: str) -> Bounce:
    """Read, or deleted unread: what the reader's program says of it (RFC 8098)."""
    fields = next(iter(parts.receipts), MimePart([], b""))
    said = fields.first("disposition").lower()
    recipient = header_text(fields.first("final-recipient").rpartition(";")[2]).strip(" <>").lower()
    own_id = first_id(fields.first("original-message-id"))
    action = "displayed" if "displayed" in said else "processed"
    return Bounce(recipient, action, "", subject[:500], own_id or next(iter(ids), None), _references(parts))


def _is_returned(mail: MimePart, parts: MailParts, sender: str, subject: str, text: str) -> bool:
    """A bounce without a report: from a mail system, with words or codes that say so."""
    local = sender.partition("@")[0].lower()
    system = local.startswith(_DAEMONS) or "<>" in mail.all("return-path")
    if mail.first("x-failed-recipients"):
        return True
    words = bool(RETURNED_SUBJECT.search(subject))
    start = text[:_LOOKED_AT]
    codes = bool(_CODE.search(start) or _REPLY_CODE.search(start))
    return (system and (words or codes)) or (words and codes and (parts.returned is not None or system))


def _told(mail: MimePart, text: str, parts: MailParts, ids: list[str]) -> Bounce:
    start = text[:_LOOKED_AT]
    status, code = _CODE.search(start), _REPLY_CODE.search(start)
    named = addresses(mail.all("x-failed-recipients"))
    sent_to = addresses(parts.returned.all("to")) if parts.returned is not None else []
    found = _FOR_WHOM.search(start)
    recipient = next(iter([*named, *sent_to, *([found.group().lower()] if found else [])]), "")
    hard = status is not None and status.group(1).startswith("5")
    delayed = bool(_DELAYED.search(header_text(mail.first("subject")) + "\n" + start)) and not hard
    soft = status is not None and status.group(1).startswith("4") and code is None
    return Bounce(
        recipient=recipient,
        action="delayed" if delayed or soft else "failed",
        status=status.group(1) if status else "",
        diagnostic=_line_with(start, (status or code)),
        message_id=next(iter(ids), None),
        references=_references(parts),
    )


def _line_with(text: str, found: re.Match[str] | None) -> str:
    if found is None:
        return ""
    begin = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    return text[begin : end if end >= 0 else len(text)].strip()[:500]


def _about(mail: MimePart, parts: MailParts, text: str, own: str) -> list[str]:
    """Message-IDs it may be about: of what came back, named in the text, answered; ours before others."""
    returned = parts.returned
    found = [first_id(returned.first("message-id"))] if returned is not None else []
    for report in [*parts.reports, *parts.receipts]:
        for name in ("original-message-id", "x-original-message-id", "message-id"):
            found += all_ids(header_text(report.first(name)))
    for name in ("x-original-message-id", "in-reply-to", "references"):
        found += [each for value in mail.all(name) for each in all_ids(header_text(value))]
    found += [each for line in _ID_LINE.findall(text[: _LOOKED_AT * 4])[:20] for each in all_ids(line)]
    unique = list(dict.fromkeys(each for each in found if each and len(each) <= 500))
    domain = "@" + own.rpartition("@")[2].lower() + ">"
    return sorted(unique, key=lambda each: not each.lower().endswith(domain))


def _references(parts: MailParts) -> tuple[str, ...]:
    return tuple(all_ids(parts.returned.first("references"))[-40:]) if parts.returned is not None else ()
