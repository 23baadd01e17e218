"""Mail that no person wrote: auto-replies, lists, bounces. Kept and shown, never answered by a machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from channels.email.decode import header_text
from channels.email.identity import all_ids, first_id
from channels.email.parts import Mail, Parts, header, headers
from contact_center.kernel.contracts.channels import Delivery, DeliveryReport, InboundMessage

_ROBOTS = ("mailer-daemon", "postmaster", "mail-daemon", "no-reply", "noreply", "do-not-reply", "donotreply")
_AUTO_SUBJECTS = ("自动回复", "自動回覆", "自动答复", "自動回應", "automatic reply:", "auto-reply:", "out of office:")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery status notification (RFC 3464) says about a mail of ours."""

    recipient: str
    action: str
    """`failed`, `delayed`, `delivered`, `relayed` or `expanded`."""
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


def automatic_reason(mail: Mail, sender: str, subject: str, own_lists: Sequence[str] = ()) -> str | None:
    """Why this mail counts as written by a machine (the header that says so), None if a person wrote it."""
    auto_submitted = header(mail, "auto-submitted").partition(";")[0].strip().lower()
    if auto_submitted and auto_submitted != "no":
        return "auto-submitted"
    for name in ("x-autoreply", "x-autorespond", "x-autoresponse", "x-qq-autoreply"):
        if header(mail, name).lower() not in {"", "no"}:
            return name
    if header(mail, "x-auto-response-suppress").lower() not in {"", "none"}:
        return "x-auto-response-suppress"
    if "<>" in headers(mail, "return-path"):
        return "return-path"
    if sender.partition("@")[0].lower() in _ROBOTS:
        return "sender"
    if subject.lower().startswith(_AUTO_SUBJECTS):
        return "subject"
    return _list_reason(mail, own_lists)


def bounce_of(mail: Mail, parts: Parts) -> Bounce | None:
    """The delivery report in a mail, None if it has none."""
    report = next((each for each in parts.reports if header(each, "final-recipient")), None)
    if report is None:
        return None
    recipient = header(report, "original-recipient") or header(report, "final-recipient")
    returned = parts.returned
    references: list[str] = all_ids(header(returned, "references")) if returned is not None else []
    return Bounce(
        recipient=header_text(recipient.partition(";")[2] or recipient).strip().lower(),
        action=header(report, "action").strip().lower() or "failed",
        status=header(report, "status").split(" ")[0],
        diagnostic=header_text(header(report, "diagnostic-code").partition(";")[2])[:500],
        message_id=first_id(header(returned, "message-id")) if returned is not None else None,
        references=tuple(references),
    )


def delivery_report(message: InboundMessage, at: datetime) -> DeliveryReport | None:
    """What a bounce means for the mail of ours it is about; None for other mail and for mere delays."""
    bounce = message.meta.get("bounce")
    if not bounce or not bounce["message_id"] or bounce["action"] not in {"failed", "delivered"}:
        return None
    state = Delivery.UNDELIVERED if bounce["action"] == "failed" else Delivery.DELIVERED
    return DeliveryReport(bounce["message_id"], state, at, bounce["status"] or None, bounce["diagnostic"] or None)


def _list_reason(mail: Mail, own_lists: Sequence[str]) -> str | None:
    list_id = header(mail, "list-id").lower()
    if any(own in list_id for own in own_lists):
        return None
    if list_id:
        return "list-id"
    return "precedence" if header(mail, "precedence").lower() in _BULK else None
