"""A webhook of Twilio about an incoming SMS → an inbound message. Pure.

Twilio adds parameters without notice, so unknown ones are ignored. Media of an MMS are named with the
message and fetched later (`SmsAdapter.fetch`): intake does not wait for downloads.
"""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from channels.vendors.twilio.verify import FORM, form
from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    ChannelAccount,
    InboundMessage,
    RawEnvelope,
    RemoteFile,
    SteeringWord,
    Unparseable,
    UnparseableCode,
)
from contact_center.kernel.whole import whole

_WORDS: Final = {
    SteeringWord.STOP: "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT 退訂 停止 取消訂閱 停止訂閱",
    SteeringWord.START: "START UNSTOP 恢復 恢復訂閱 重新訂閱",
    SteeringWord.HELP: "HELP INFO",
}
"""The words Twilio acts on by itself, but for YES: that opts in at Twilio, and is also how people answer a question.
It counts only where Twilio says so (`OptOutType`)."""
SID: Final = re.compile(r"(SM|MM)[0-9A-Za-z]{1,62}")
"""Twilio's are 32 hex digits; see docs/decisions/0024-what-an-id-of-a-provider-may-be.md."""
_KEYWORDS: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_E164: Final = re.compile(r"\+[1-9]\d{1,14}")
_NAMES: Final = {"image": "picture", "audio": "sound", "video": "film"}
_ENDINGS: Final = {"image/jpeg": ".jpg", "audio/amr": ".amr", "text/vcard": ".vcf", "text/x-vcard": ".vcf"}
_PLACE: Final = {"FromCity": "city", "FromState": "state", "FromZip": "zip", "FromCountry": "country"}


def parse(raw: RawEnvelope) -> InboundMessage:
    """Raises `Unparseable` with the reason."""
    fields = _fields(raw)
    sid = message_sid(fields)
    if not sid:
        raise Unparseable(UnparseableCode.FIELD_UNUSABLE, field="MessageSid")
    _demand_ours(raw.account, fields)
    sender = _sender(raw.account, fields)
    return InboundMessage(
        provider_id=sid,
        sender=Address(AddressKind.PHONE, sender, fields.get("ProfileName") or None),
        recipient=Address(AddressKind.PHONE, telephones.sender(fields["To"])) if fields.get("To") else None,
        text=fields.get("Body", ""),
        remote=tuple(_media(fields)),
        wish=wish[0] if (wish := opt_out(fields)) else None,
        own_keys=(sid,),
        automatic=not _E164.fullmatch(sender),
        meta=_meta(fields),
    )


def message_sid(fields: Mapping[str, str]) -> str | None:
    """The id Twilio gave the message, under any of the names it has had; None for what cannot be one."""
    said = fields.get("MessageSid") or fields.get("SmsMessageSid") or fields.get("SmsSid") or ""
    return said if SID.fullmatch(said) else None


def opt_out(fields: Mapping[str, str]) -> tuple[SteeringWord, str] | None:
    """What the customer wishes and who says so: `provider` (it blocks by itself) or `word`."""
    kind = fields.get("OptOutType", "").upper()
    if kind in _WORDS:
        return SteeringWord(kind), "provider"
    word = unicodedata.normalize("NFKC", fields.get("Body", "")).strip(" \n\r\t.!。\"'").upper()
    return (_KEYWORDS[word], "word") if word in _KEYWORDS else None


def _fields(raw: RawEnvelope) -> dict[str, str]:
    try:
        return dict(form(raw.body))
    except ValueError as error:
        raise Unparseable(UnparseableCode.NOT_IN_FORMAT, format=FORM, detail=str(error)) from error


def _demand_ours(account: ChannelAccount, fields: Mapping[str, str]) -> None:
    expected, claimed = account.settings.get("account_sid"), fields.get("AccountSid")
    if expected and claimed and expected != claimed:
        raise Unparseable(UnparseableCode.OTHER_ACCOUNT, claimed=claimed, account=account.name)
    to, ours = fields.get("To"), telephones.sender(account.address)
    if to and telephones.sender(to) != ours and not account.settings.get("messaging_service_sid"):
        raise Unparseable(UnparseableCode.OTHER_ADDRESS, to=to, address=account.address)


def _sender(account: ChannelAccount, fields: Mapping[str, str]) -> str:
    """In E.164, also from carriers that leave the plus out; national numbers are of the country of our own."""
    sender = fields.get("From", "").strip()
    if not sender:
        raise Unparseable(UnparseableCode.NO_SENDER)
    scheme, colon, _ = sender.partition(":")
    if colon:
        raise Unparseable(UnparseableCode.OTHER_CHANNEL, channel=scheme)
    return telephones.sender(sender, telephones.region_of(account.address) or telephones.HOME)


def _meta(fields: Mapping[str, str]) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    if said := opt_out(fields):
        meta["opt_out"], meta["opt_out_by"] = said
    if place := {name: fields[key] for key, name in _PLACE.items() if fields.get(key)}:
        meta["place"] = place
    if service := fields.get("MessagingServiceSid"):
        meta["messaging_service_sid"] = service
    return meta


def _media(fields: Mapping[str, str]) -> Iterator[RemoteFile]:
    """Named by what they are: a carrier tells no names."""
    for n in range(min(whole(fields.get("NumMedia", "")) or 0, 20)):
        if url := fields.get(f"MediaUrl{n}"):
            kind = fields.get(f"MediaContentType{n}", "application/octet-stream")
            yield RemoteFile(url, f"{_NAMES.get(kind.partition('/')[0], 'file')}-{n + 1}{_ending(kind)}", kind)


def _ending(content_type: str) -> str:
    kind = content_type.partition(";")[0].strip().lower()
    return _ENDINGS.get(kind) or mimetypes.guess_extension(kind) or ""
