"""What a customer of the past wrote, in the form in which each channel's adapter understands it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlencode

from channels.voice.adapter import CONTENT_TYPE as CALL
from channels.voice.adapter import envelope_body
from channels.webchat.model import Visitor
from channels.webchat.parse import envelope
from contact_center.demo.company.past.plan import Contact
from contact_center.demo.company.story.model import Person
from contact_center.demo.names import ACCOUNT_SID, MAILBOX
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, RawEnvelope
from contact_center.kernel.ids import QueueId

_FORM = "application/x-www-form-urlencoded"
_SHOP = "https://kiln.example/service"


def chosen(account: ChannelAccount, queue: QueueId) -> ChannelAccount:
    """The account as the customer reached it: with the queue chosen on the page or in the menu."""
    return replace(account, queue_id=queue)


def letter(
    contact: Contact, account: ChannelAccount, now: datetime, text: str, number: int, answers: str | None = None
) -> RawEnvelope:
    """`number` makes it unique; `answers`: Message-ID of the mail it answers."""
    match contact.channel:
        case "email":
            return _mail(contact, account, now, text, number, answers)
        case "sms":
            return _sms(contact.person, account, now, text, number)
        case "webchat":
            return _chat(contact.person, account, now, text, number)
        case _:
            return _call(contact.person, account, now, number)


def _mail(
    contact: Contact, account: ChannelAccount, now: datetime, text: str, number: int, answers: str | None
) -> RawEnvelope:
    mail = EmailMessage()
    mail["From"] = f'"{contact.person.name}" <{contact.person.email}>'
    mail["To"] = MAILBOX
    mail["Subject"] = f"Re: {contact.subject}" if answers else contact.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<past-{number}@{contact.person.email.rpartition('@')[2]}>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(text)
    return RawEnvelope(account, str(mail["Message-ID"]), now, "message/rfc822", mail.as_bytes())


def _sms(person: Person, account: ChannelAccount, now: datetime, text: str, number: int) -> RawEnvelope:
    sid = f"SM{number:032x}"
    form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": person.phone, "To": account.address, "Body": text}
    return RawEnvelope(account, sid, now, _FORM, urlencode(form).encode())


def _chat(person: Person, account: ChannelAccount, now: datetime, text: str, number: int) -> RawEnvelope:
    visitor = Visitor(person.key, person.name, person.email, "host-token")
    language = "zh-Hant" if person.language == "zh-TW" else "en"
    key = f"past-{number:08}"
    return envelope(account, visitor, client_key=key, text=text, now=now, language=language, page=_SHOP)


def _call(person: Person, account: ChannelAccount, now: datetime, number: int) -> RawEnvelope:
    call, caller = f"past-call-{number}", Address(AddressKind.WEB, person.key, person.name)
    language = "zh-Hant" if person.language == "zh-TW" else "en"
    body = envelope_body(call, caller, verified="host-token", language=language, page=_SHOP)
    return RawEnvelope(account, call, now, CALL, body)
