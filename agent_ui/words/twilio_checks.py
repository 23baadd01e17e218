"""What a check of a Twilio account found, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from channels.vendors.twilio.checking import CheckCode

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Final[Mapping[CheckCode, str]] = {
    CheckCode.PUBLIC_URL_LOCAL: N_("the public URL %(url)s is an address of this machine alone"),
    CheckCode.PUBLIC_URL_PLAIN: N_("the public URL %(url)s is not encrypted (http)"),
    CheckCode.PUBLIC_URL_GOOD: N_("the public URL is %(url)s"),
    CheckCode.UNREACHABLE: N_("Twilio cannot be asked: “%(why)s”"),
    CheckCode.TOKEN_REFUSED: N_("Twilio refuses the account SID %(account)s with its auth token"),
    CheckCode.ACCOUNT_INACTIVE: N_("the account %(account)s is suspended or closed"),
    CheckCode.ACCOUNT_TRIAL: N_("the account %(account)s is a trial account"),
    CheckCode.ACCOUNT_GOOD: N_("the account %(account)s is active, and its auth token is right"),
    CheckCode.KEY_REFUSED: N_("Twilio refuses the API key %(key)s with its secret"),
    CheckCode.KEY_GOOD: N_("the API key %(key)s is accepted"),
    CheckCode.NOT_PERMITTED: N_("these credentials may not read %(what)s of the account: “%(why)s”"),
    CheckCode.PERMITTED: N_("messages, calls and recordings may be read"),
    CheckCode.SERVICE_PICKS: N_("the messaging service %(service)s picks the number, and decides where messages go"),
    CheckCode.NUMBER_UNKNOWN: N_("the account has no number %(number)s"),
    CheckCode.NUMBER_GOOD: N_("%(number)s can send and receive SMS"),
    CheckCode.NUMBER_NO_SMS: N_("%(number)s cannot send or receive SMS"),
    CheckCode.NUMBER_NO_VOICE: N_("%(number)s cannot make or take calls"),
    CheckCode.SMS_TO_APPLICATION: N_("messages to %(number)s go to a TwiML App instead of an address"),
    CheckCode.SMS_URL_MISSING: N_("nobody is told of messages to %(number)s"),
    CheckCode.SMS_URL_ELSEWHERE: N_("messages to %(number)s go to another address: %(is)s"),
    CheckCode.SMS_URL_GET: N_("Twilio tells of messages to %(number)s by GET"),
    CheckCode.SMS_URL_NOT_RETRIED: N_("Twilio does not try again when it could not tell of a message to %(number)s"),
    CheckCode.SMS_URL_GOOD: N_("messages to %(number)s come to this contact centre"),
    CheckCode.CALLS_TO_APPLICATION: N_("calls to %(number)s go to a TwiML App instead of an address"),
    CheckCode.CALLS_TO_TRUNK: N_("calls to %(number)s go to a SIP trunk instead of an address"),
    CheckCode.CALLS_URL_MISSING: N_("nobody is asked what calls to %(number)s hear"),
    CheckCode.CALLS_URL_ELSEWHERE: N_("calls to %(number)s go to another address: %(is)s"),
    CheckCode.CALLS_URL_GET: N_("Twilio asks about calls to %(number)s by GET"),
    CheckCode.CALLS_NO_FALLBACK: N_("nobody else is asked when calls to %(number)s find no answer"),
    CheckCode.CALLS_NO_STATUS: N_("nobody is told how calls to %(number)s end"),
    CheckCode.CALLS_GOOD: N_("calls to %(number)s come to this contact centre"),
    CheckCode.DOOR_CLOSED: N_("nobody answers at %(url)s: “%(why)s”"),
    CheckCode.DOOR_REFUSES: N_("at %(url)s the signature of this account is refused"),
    CheckCode.DOOR_UNKNOWN: N_("at %(url)s something else answers, with status %(status)s"),
    CheckCode.DOOR_GOOD: N_("the address for reports answers, and accepts this account's signature"),
}

REMEDIES: Final[Mapping[CheckCode, str]] = {
    CheckCode.PUBLIC_URL_LOCAL: N_(
        "set CONTACT_CENTER_PUBLIC_URL to the address under which the internet reaches this contact centre"
    ),
    CheckCode.PUBLIC_URL_PLAIN: N_("use https: messages and numbers of customers are in what Twilio sends"),
    CheckCode.UNREACHABLE: N_("look at status.twilio.com and at the way out of your network, then check again"),
    CheckCode.TOKEN_REFUSED: N_(
        "copy both from the first page of the Twilio Console; an auth token changed there has to be entered here"
    ),
    CheckCode.ACCOUNT_INACTIVE: N_("open the Twilio Console: it says why, and how the account becomes active again"),
    CheckCode.ACCOUNT_TRIAL: N_(
        "it reaches only numbers verified in the Twilio Console and adds words to each message; upgrade it in time"
    ),
    CheckCode.KEY_REFUSED: N_("make a new standard API key in the Twilio Console, and enter its SID and secret here"),
    CheckCode.NOT_PERMITTED: N_("use a standard API key, or give the restricted one the right to read them"),
    CheckCode.SERVICE_PICKS: N_(
        "in the messaging service choose “Defer to sender's webhook”, or enter the address of the number there, too"
    ),
    CheckCode.NUMBER_UNKNOWN: N_("buy it in the Twilio Console, or connect a number that the account has"),
    CheckCode.NUMBER_NO_SMS: N_("choose a number with the capability SMS"),
    CheckCode.NUMBER_NO_VOICE: N_("choose a number with the capability Voice before customers shall call it"),
    CheckCode.SMS_TO_APPLICATION: N_("at the number choose Webhook for “A message comes in”, and enter %(url)s"),
    CheckCode.SMS_URL_MISSING: N_("at the number enter for “A message comes in” %(url)s, method POST"),
    CheckCode.SMS_URL_ELSEWHERE: N_("at the number enter for “A message comes in” %(url)s, method POST"),
    CheckCode.SMS_URL_GET: N_("choose HTTP POST for “A message comes in”"),
    CheckCode.SMS_URL_NOT_RETRIED: N_("enter the address with its end: %(url)s"),
    CheckCode.CALLS_TO_APPLICATION: N_("at the number choose Webhook for “A call comes in”, and enter %(url)s"),
    CheckCode.CALLS_TO_TRUNK: N_("take the number out of the trunk, and enter for “A call comes in” %(url)s"),
    CheckCode.CALLS_URL_MISSING: N_("at the number enter for “A call comes in” %(url)s, method POST"),
    CheckCode.CALLS_URL_ELSEWHERE: N_("at the number enter for “A call comes in” %(url)s, method POST"),
    CheckCode.CALLS_URL_GET: N_("choose HTTP POST for “A call comes in”"),
    CheckCode.CALLS_NO_FALLBACK: N_("at the number enter for “Primary handler fails” %(url)s, method POST"),
    CheckCode.CALLS_NO_STATUS: N_("at the number enter for “Call status changes” %(url)s, method POST"),
    CheckCode.DOOR_CLOSED: N_(
        "start the contact centre; see to DNS, certificate and firewall of this address, or correct the public URL"
    ),
    CheckCode.DOOR_REFUSES: N_(
        "the running contact centre must have the same public URL and auth token as this check: restart it"
    ),
    CheckCode.DOOR_UNKNOWN: N_("let the reverse proxy pass /webhooks/twilio on to the contact centre"),
}
"""Nothing is to be done where there is none."""


def check_words(words: Words, code: CheckCode, args: Mapping[str, Any]) -> tuple[str, str | None]:
    """What was found, and the remedy if there is one."""
    remedy = REMEDIES.get(code)
    return filled(words, SENTENCES[code], args), None if remedy is None else filled(words, remedy, args)
