"""Whether a Twilio account is set up as we need it: what is asked, and what each answer means.

Nothing is changed at Twilio and nobody is written to or rung. What is found travels as codes; the sentences and
remedies are in `agent_ui/words/twilio_checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl, urldefrag, urlsplit

import httpx

from channels.declaring import Grade
from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.transport import Transport
from channels.vendors.twilio.verify import FORM, SIGNATURE_HEADER, sign
from channels.vendors.twilio.voice import resources
from channels.vendors.twilio.voice.domain import AccountResource, NumberResource
from contact_center.kernel.errors import ExternalSystemError, GiveUp, ReauthNeeded

NOT_ACTIVE: Final = 20005
KNOCK_SECONDS: Final = 15.0
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared, not bound
READ: Final = ("Messages", "Calls", "Recordings")
"""What the credentials must be allowed to read."""


class CheckCode(StrEnum):
    """`args` beside each."""

    PUBLIC_URL_LOCAL = "public_url_local"
    """`url`"""
    PUBLIC_URL_PLAIN = "public_url_plain"
    """`url`"""
    PUBLIC_URL_GOOD = "public_url_good"
    """`url`"""
    UNREACHABLE = "unreachable"
    """`why`, a quotation"""
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code
    """`account`"""
    ACCOUNT_INACTIVE = "account_inactive"
    """`account`"""
    ACCOUNT_TRIAL = "account_trial"
    """`account`"""
    ACCOUNT_GOOD = "account_good"
    """`account`"""
    KEY_REFUSED = "key_refused"
    """`key`"""
    KEY_GOOD = "key_good"
    """`key`"""
    NOT_PERMITTED = "not_permitted"
    """`what`, a resource of the API; `why`, a quotation"""
    PERMITTED = "permitted"
    SERVICE_PICKS = "service_picks"
    """`service`"""
    NUMBER_UNKNOWN = "number_unknown"
    """`number`"""
    NUMBER_GOOD = "number_good"
    """`number`"""
    NUMBER_NO_SMS = "number_no_sms"
    """`number`"""
    NUMBER_NO_VOICE = "number_no_voice"
    """`number`"""
    SMS_TO_APPLICATION = "sms_to_application"
    """`number`, `url` it should have"""
    SMS_URL_MISSING = "sms_url_missing"
    """`number`, `url`"""
    SMS_URL_ELSEWHERE = "sms_url_elsewhere"
    """`number`, `url`, `is`"""
    SMS_URL_GET = "sms_url_get"
    """`number`"""
    SMS_URL_NOT_RETRIED = "sms_url_not_retried"
    """`number`, `url`"""
    SMS_URL_GOOD = "sms_url_good"
    """`number`"""
    CALLS_TO_APPLICATION = "calls_to_application"
    """`number`, `url` it should have"""
    CALLS_TO_TRUNK = "calls_to_trunk"
    """`number`, `url`"""
    CALLS_URL_MISSING = "calls_url_missing"
    """`number`, `url`"""
    CALLS_URL_ELSEWHERE = "calls_url_elsewhere"
    """`number`, `url`, `is`"""
    CALLS_URL_GET = "calls_url_get"
    """`number`"""
    CALLS_NO_FALLBACK = "calls_no_fallback"
    """`number`, `url`"""
    CALLS_NO_STATUS = "calls_no_status"
    """`number`, `url`"""
    CALLS_GOOD = "calls_good"
    """`number`"""
    DOOR_CLOSED = "door_closed"
    """`url`, `why`"""
    DOOR_REFUSES = "door_refuses"
    """`url`"""
    DOOR_UNKNOWN = "door_unknown"
    """`url`, `status`"""
    DOOR_GOOD = "door_good"
    """`url`"""


@dataclass(frozen=True, slots=True)
class AccountFinding:
    grade: Grade
    code: CheckCode
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallAddresses:
    """The addresses that a number should have for its calls."""

    incoming: str
    fallback: str
    status: str


@dataclass(frozen=True, slots=True)
class AccountSetup:
    """What is known of a Twilio account here, and what it should have there."""

    who: Credentials
    """As requests are made: the auth token, or an API key."""
    auth_token: str = field(repr=False)
    """Signs the webhooks, so it is needed besides any key."""
    public_url: str
    sms_url: str | None
    """The address for *A message comes in*, with its overrides; None: it is not for messages."""
    status_url: str
    """Where we are told what became of a message; knocked at."""
    number: str | None
    """None: a messaging service picks it."""
    service: str | None = None
    calls: CallAddresses | None = None
    """None: it is not for calls."""


async def check(transport: Transport, http: httpx.AsyncClient, setup: AccountSetup) -> tuple[AccountFinding, ...]:
    """All that can be told, in the order in which it should be mended. Ends early where nothing more can be asked."""
    found = [public_url_line(setup.public_url)]
    let_in = await _account(transport, setup)
    found += let_in
    if any(line.grade is Grade.WRONG for line in let_in):
        return tuple(found)
    found += await _permissions(transport, setup.who)
    found += await _number(transport, setup)
    found.append(await _knock(http, setup))
    return tuple(found)


def public_url_line(url: str) -> AccountFinding:
    parts = urlsplit(url)
    if not parts.hostname or parts.hostname in _LOCAL:
        return AccountFinding(Grade.WRONG, CheckCode.PUBLIC_URL_LOCAL, {"url": url})
    if parts.scheme != "https":
        return AccountFinding(Grade.NOTE, CheckCode.PUBLIC_URL_PLAIN, {"url": url})
    return AccountFinding(Grade.GOOD, CheckCode.PUBLIC_URL_GOOD, {"url": url})


def account_line(account: AccountResource) -> AccountFinding:
    told = {"account": account.sid}
    if account.status != "active":
        return AccountFinding(Grade.WRONG, CheckCode.ACCOUNT_INACTIVE, told)
    if account.trial:
        return AccountFinding(Grade.NOTE, CheckCode.ACCOUNT_TRIAL, told)
    return AccountFinding(Grade.GOOD, CheckCode.ACCOUNT_GOOD, told)


def number_lines(known: NumberResource, setup: AccountSetup) -> Iterator[AccountFinding]:
    """What a number can do, and whether its messages or its calls come to us."""
    told = {"number": known.number}
    if setup.calls is not None:
        yield from _call_lines(known, setup.calls)
    if setup.sms_url is None:
        return
    if known.sms:
        yield AccountFinding(Grade.GOOD, CheckCode.NUMBER_GOOD, told)
    else:
        yield AccountFinding(Grade.WRONG, CheckCode.NUMBER_NO_SMS, told)
    if not known.voice and setup.calls is None:
        yield AccountFinding(Grade.NOTE, CheckCode.NUMBER_NO_VOICE, told)
    if setup.service is None:
        yield _sms_line(known, setup.sms_url)


def _call_lines(known: NumberResource, wanted: CallAddresses) -> Iterator[AccountFinding]:
    told, args = {"number": known.number}, {"number": known.number, "url": wanted.incoming}
    if not known.voice:
        yield AccountFinding(Grade.WRONG, CheckCode.NUMBER_NO_VOICE, told)
    elif known.trunk:
        yield AccountFinding(Grade.WRONG, CheckCode.CALLS_TO_TRUNK, args)
    elif known.voice_application:
        yield AccountFinding(Grade.WRONG, CheckCode.CALLS_TO_APPLICATION, args)
    elif not known.voice_url:
        yield AccountFinding(Grade.WRONG, CheckCode.CALLS_URL_MISSING, args)
    elif urldefrag(known.voice_url)[0] != wanted.incoming:
        yield AccountFinding(Grade.WRONG, CheckCode.CALLS_URL_ELSEWHERE, {**args, "is": known.voice_url})
    elif known.voice_method.upper() != "POST":
        yield AccountFinding(Grade.WRONG, CheckCode.CALLS_URL_GET, told)
    else:
        yield AccountFinding(Grade.GOOD, CheckCode.CALLS_GOOD, told)
    if urldefrag(known.voice_fallback_url)[0] != wanted.fallback:
        yield AccountFinding(Grade.NOTE, CheckCode.CALLS_NO_FALLBACK, {**told, "url": wanted.fallback})
    if urldefrag(known.status_callback)[0] != urldefrag(wanted.status)[0]:
        yield AccountFinding(Grade.NOTE, CheckCode.CALLS_NO_STATUS, {**told, "url": wanted.status})


def _sms_line(known: NumberResource, url: str) -> AccountFinding:
    told, wanted = {"number": known.number}, {"number": known.number, "url": url}
    if known.sms_application:
        return AccountFinding(Grade.WRONG, CheckCode.SMS_TO_APPLICATION, wanted)
    if not known.sms_url:
        return AccountFinding(Grade.WRONG, CheckCode.SMS_URL_MISSING, wanted)
    address, overrides = urldefrag(known.sms_url)
    if address != urldefrag(url)[0]:
        return AccountFinding(Grade.WRONG, CheckCode.SMS_URL_ELSEWHERE, {**wanted, "is": address})
    if known.sms_method.upper() != "POST":
        return AccountFinding(Grade.WRONG, CheckCode.SMS_URL_GET, told)
    if "all" not in dict(parse_qsl(overrides)).get("rp", ""):
        return AccountFinding(Grade.NOTE, CheckCode.SMS_URL_NOT_RETRIED, wanted)
    return AccountFinding(Grade.GOOD, CheckCode.SMS_URL_GOOD, told)


async def _account(transport: Transport, setup: AccountSetup) -> list[AccountFinding]:
    """By the auth token first, as the webhooks depend on it; then by the key, if requests are made with one."""
    sid, key = setup.who.account_sid, setup.who.username
    try:
        body = await transport.get(Credentials(sid, sid, setup.auth_token), f"/2010-04-01/Accounts/{sid}.json")
        found = [account_line(resources.account(body))]
    except (ExternalSystemError, KeyError) as error:
        return [_refused(error, sid, AccountFinding(Grade.WRONG, CheckCode.TOKEN_REFUSED, {"account": sid}))]
    if key != sid:
        try:
            await transport.get(setup.who, _path(sid, READ[0]), {"PageSize": "1"})
            found.append(AccountFinding(Grade.GOOD, CheckCode.KEY_GOOD, {"key": key}))
        except ExternalSystemError as error:
            found.append(_refused(error, sid, AccountFinding(Grade.WRONG, CheckCode.KEY_REFUSED, {"key": key})))
    return found


def _refused(error: Exception, sid: str, refused: AccountFinding) -> AccountFinding:
    fields = getattr(error, "fields", {})
    if fields.get("provider_code") == NOT_ACTIVE:
        return AccountFinding(Grade.WRONG, CheckCode.ACCOUNT_INACTIVE, {"account": sid})
    if isinstance(error, ReauthNeeded | GiveUp):
        return refused
    return AccountFinding(Grade.WRONG, CheckCode.UNREACHABLE, {"why": _why(error)})


async def _permissions(transport: Transport, who: Credentials) -> list[AccountFinding]:
    found = []
    for what in READ:
        try:
            await transport.get(who, _path(who.account_sid, what), {"PageSize": "1"})
        except ExternalSystemError as error:
            found.append(AccountFinding(Grade.WRONG, CheckCode.NOT_PERMITTED, {"what": what, "why": _why(error)}))
    return found or [AccountFinding(Grade.GOOD, CheckCode.PERMITTED)]


async def _number(transport: Transport, setup: AccountSetup) -> list[AccountFinding]:
    service = [AccountFinding(Grade.NOTE, CheckCode.SERVICE_PICKS, {"service": setup.service})] if setup.service else []
    if setup.number is None:
        return service
    path = _path(setup.who.account_sid, "IncomingPhoneNumbers")
    try:
        page = await transport.get(setup.who, path, {"PhoneNumber": setup.number, "PageSize": "50"})
        numbers = [resources.number(body) for body in page.get("incoming_phone_numbers") or ()]
    except (ExternalSystemError, KeyError) as error:
        return [
            *service,
            AccountFinding(Grade.WRONG, CheckCode.NOT_PERMITTED, {"what": "IncomingPhoneNumbers", "why": _why(error)}),
        ]
    for known in numbers:
        if known.number == setup.number:
            return [*service, *number_lines(known, setup)]
    return [*service, AccountFinding(Grade.WRONG, CheckCode.NUMBER_UNKNOWN, {"number": setup.number})]


async def _knock(http: httpx.AsyncClient, setup: AccountSetup) -> AccountFinding:
    """A status report about no message, signed as Twilio signs: it is let in, understood as nothing, and confirmed."""
    url = urldefrag(setup.status_url)[0]
    form = {"AccountSid": setup.who.account_sid}
    headers = {SIGNATURE_HEADER: sign(setup.auth_token, url, form.items()), "Content-Type": FORM}
    try:
        answer = await http.post(url, data=form, headers=headers, timeout=KNOCK_SECONDS)
    except httpx.HTTPError as error:
        return AccountFinding(Grade.WRONG, CheckCode.DOOR_CLOSED, {"url": url, "why": repr(error)})
    if answer.is_success:
        return AccountFinding(Grade.GOOD, CheckCode.DOOR_GOOD, {"url": url})
    if answer.status_code == httpx.codes.FORBIDDEN:
        return AccountFinding(Grade.WRONG, CheckCode.DOOR_REFUSES, {"url": url})
    return AccountFinding(Grade.WRONG, CheckCode.DOOR_UNKNOWN, {"url": url, "status": answer.status_code})


def _path(sid: str, part: str) -> str:
    return f"/2010-04-01/Accounts/{sid}/{part}.json"


def _why(error: Exception) -> str:
    detail = getattr(error, "detail", None)
    return str(getattr(detail, "args", {}).get("quote") or detail or repr(error))
