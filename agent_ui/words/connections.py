"""Settings of channel accounts, what a test of one found, and what to do about it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agent_ui.words.errors import error_words
from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from agent_ui.words.twilio_checks import check_words
from channels.declaring import ConnectionFinding
from channels.vendors.twilio.checking import CheckCode

N_ = str
"""Marks a text for the catalogue."""

LABELS: Final[Mapping[str, str]] = {
    "imap_host": N_("Server for reading (IMAP)"),
    "imap_tls": N_("Encryption for reading"),
    "imap_port": N_("Port for reading"),
    "smtp_host": N_("Server for sending (SMTP)"),
    "smtp_tls": N_("Encryption for sending"),
    "smtp_port": N_("Port for sending"),
    "user": N_("User of the mailbox"),
    "password": N_("Password of the mailbox"),
    "smtp_user": N_("User for sending"),
    "inbox": N_("Folder that is read"),
    "sent_folder": N_("Folder for sent mail"),
    "sent_copy": N_("Who keeps the copy of sent mail"),
    "first_sync": N_("Mail that is there already"),
    "after_intake": N_("A mail that was taken in"),
    "done_folder": N_("Folder it is moved to"),
    "rescan_days": N_("Days read again after the server renumbered"),
    "authserv_id": N_("Name that signs Authentication-Results"),
    "own_lists": N_("List-Ids through which customers write"),
    "account_sid": N_("Account SID"),
    "auth_token": N_("Auth token"),
    "messaging_service_sid": N_("Messaging service SID"),
    "api_key_sid": N_("API key SID"),
    "api_key_secret": N_("API key secret"),
    "auth_token_secondary": N_("Second auth token"),
    "allowed_origins": N_("Web sites that may show it"),
    "display_name": N_("Name that visitors see"),
    "accent": N_("Colour"),
    "greeting.en": N_("Greeting in English"),
    "greeting.zh-Hant": N_("Greeting in Chinese"),
    "calls": N_("Visitors may call"),
    "voice_account": N_("Account for calls"),
    "host_secret": N_("Secret shared with the site"),
    "provider": N_("Who carries the calls"),
    "sip_host": N_("Server of the trunk or PBX"),
    "sip_port": N_("Port of the trunk"),
    "sip_user": N_("User at the trunk"),
    "sip_password": N_("Password at the trunk"),
    "sip_domain": N_("SIP domain"),
    "sip_codec": N_("Codec that is preferred"),
    "sip_plus": N_("Numbers are dialled with a plus, like +886…"),
    "record": N_("Calls are recorded where the queue says so"),
    "tell_listening": N_("Callers are told when a supervisor listens"),
    "transcribe": N_("Recordings are written down as text"),
    "speech_url": N_("Server that turns speech into text"),
    "speech_model": N_("Model of that server"),
    "speech_key": N_("Key of that server"),
}
HINTS: Final[Mapping[str, str]] = {
    "imap_port": N_("Empty: the usual one."),
    "smtp_port": N_("Empty: the usual one."),
    "user": N_("Empty: the address."),
    "smtp_user": N_("Empty: as for reading."),
    "authserv_id": N_("Without it no sender counts as verified."),
    "own_lists": N_("One a line."),
    "account_sid": N_("Begins with AC; on the first page of the Twilio Console."),
    "auth_token": N_("Beside the account SID; it also signs what Twilio sends here."),
    "messaging_service_sid": N_("Begins with MG; empty: the number itself."),
    "auth_token_secondary": N_("While tokens are rotated."),
    "transcribe": N_("What customers and agents say is sent to the server named below, and nowhere else."),
    "speech_url": N_("OpenAI's interface, as whisper servers have it: https, or http in your own network, up to /v1."),
    "speech_key": N_("Empty for a server that wants none."),
    "allowed_origins": N_("One a line, like https://www.example.com."),
    "accent": N_("Like #1f6feb; empty: the product's own."),
    "host_secret": N_("At least 16 bytes; for members who are signed in at the site."),
    "display_name": N_("Empty: the name above."),
    "sip_host": N_("For a SIP trunk or PBX, by UDP; a name or an address, like sip.example.com."),
    "sip_user": N_("Empty: the trunk knows us by our address, and no registration is made."),
    "sip_domain": N_("Empty: the server."),
    "sip_codec": N_(
        "µ-law in America, Japan and Taiwan, A-law elsewhere; the other one is taken where the trunk wants it."
    ),
}
CHOICES: Final[Mapping[str, str]] = {
    "tls": N_("TLS, from the start"),
    "starttls": N_("STARTTLS, after connecting"),
    "none": N_("none: on this machine only"),
    "all": N_("is all taken in"),
    "unseen": N_("is taken in where unread"),
    "new": N_("stays where it is"),
    "keep": N_("stays as it is"),
    "seen": N_("is marked as read"),
    "move": N_("is moved to a folder"),
    "builtin": N_("this installation: calls from web sites"),
    "sip": N_("a SIP trunk or PBX of your own"),
    "twilio": N_("Twilio: a telephone number"),
    "pcmu": N_("G.711 µ-law"),
    "pcma": N_("G.711 A-law"),
    "append": N_("the contact centre puts it there"),
    "server": N_("the provider does it by itself"),
}
ADDRESSES: Final[Mapping[str, tuple[str, str]]] = {
    "mailbox": (N_("E-mail address"), N_("Customers write to it, and answers come from it.")),
    "twilio_number": (N_("Telephone number"), N_("As at Twilio, like +886 900 000 001.")),
    "site_chat": (N_("Short name"), N_("For yourselves, like shop.")),
    "calls_account": (N_("Number or short name"), N_("For calls from web sites a short name, like calls.")),
}
NEXT: Final[Mapping[str, str]] = {
    "mailbox": N_("The mailbox is read within half a minute."),
    "twilio_number": N_("At Twilio, at the number, enter this address for “A message comes in”, with HTTP POST:"),
    "site_chat": N_("Put this line before the end of the body of each page that shall show the chat:"),
    "calls_account": N_("Choose this account as “Account for calls” in the web chat whose visitors shall call."),
}
FINDINGS: Final[Mapping[str, str]] = {
    "mail_read": N_("%(server)s lets us in, and %(folder)s can be read"),
    "mail_not_read": N_("%(server)s cannot be read: “%(why)s”"),
    "mail_not_read_refused": N_("%(server)s refuses the user or the password: “%(why)s”"),
    "mail_no_folder": N_("there is no folder %(folder)s"),
    "mail_sent": N_("%(server)s lets us in to send"),
    "mail_not_sent": N_("%(server)s cannot be used to send: “%(why)s”"),
    "mail_not_sent_refused": N_("%(server)s refuses the user or the password for sending: “%(why)s”"),
    "chat_sites": N_("it may be shown on %(sites)s"),
    "chat_no_sites": N_("no web site may show it yet"),
    "chat_no_calls": N_("visitors may call, but no account for calls is chosen"),
    "calls_twilio": N_("the number is Twilio’s; how it is set there is checked by “contact-center twilio check”"),
    "calls_on": N_("this machine can carry calls"),
    "calls_off": N_("calls are not possible on this machine: “%(why)s”"),
    "trunk_answers": N_("%(host)s answers at port %(port)s"),
    "trunk_lets_us_in": N_("%(host)s takes our user and password"),
    "trunk_no_address": N_("%(host)s has no address on the network"),
    "trunk_silent": N_("%(host)s does not answer at port %(port)s"),
    "trunk_refuses": N_("%(host)s refuses the user or the password: “%(why)s”"),
    "trunk_broken": N_("%(host)s answers that it cannot work now: “%(why)s”"),
    "trunk_by_address": N_("the trunk must know this machine’s address, and reach it at UDP port %(port)s"),
    "trunk_no_speech": N_("this machine cannot speak: texts of call flows are heard only where they have a recording"),
    "test_too_slow": N_("the other side did not answer within %(seconds)s seconds"),
    "test_broke_said": N_("the other side says: “%(why)s”"),
}
REMEDIES: Final[Mapping[str, str]] = {
    "mail_not_read": N_("check server name, port and encryption, and that this machine may connect there"),
    "mail_not_read_refused": N_(
        "check user and password; many providers want an app password, or IMAP to be allowed in their settings first"
    ),
    "mail_no_folder": N_("make it in the mailbox, or choose one of these: %(folders)s"),
    "mail_not_sent": N_("check server name, port and encryption, and that this machine may connect there"),
    "mail_not_sent_refused": N_("give the user for sending if it is another one, and check that it may send by SMTP"),
    "chat_no_sites": N_("enter the address of your site under “Web sites that may show it”"),
    "chat_no_calls": N_("choose one, or switch calls off"),
    "calls_off": N_("give the machine an address besides the loopback"),
    "trunk_no_address": N_("check the name of the server; behind a VPN it may need the address itself"),
    "trunk_silent": N_("check server and port, that a firewall lets UDP through, and that the trunk takes UDP"),
    "trunk_refuses": N_("check user and password, and whether the trunk wants another SIP domain"),
    "trunk_broken": N_("ask whoever runs the trunk"),
    "trunk_no_speech": N_("install %(program)s on the machine of the workers, or add recordings to the prompts"),
    "test_too_slow": N_("check server name and port; a firewall on the way may keep silent"),
}
_TWILIO: Final = frozenset(one.value for one in CheckCode)


def label(words: Words, code: str) -> str:
    """A setting's name; one that we have no words for by its code."""
    return words.gettext(LABELS[code]) if code in LABELS else code.replace("_", " ")


def hint(words: Words, code: str) -> str:
    return words.gettext(HINTS[code]) if code in HINTS else ""


def choice(words: Words, value: str) -> str:
    return words.gettext(CHOICES[value]) if value in CHOICES else value


def address(words: Words, kind: str) -> tuple[str, str]:
    """What the address of an account is called, and a hint; `kind` is `Channel.account_words`."""
    name, more = ADDRESSES.get(kind, (N_("Address"), ""))
    return words.gettext(name), words.gettext(more) if more else ""


def next_step(words: Words, kind: str, otherwise: str) -> str:
    """What is left to do; `otherwise` of a channel that we have no words for."""
    return words.gettext(NEXT[kind]) if kind in NEXT else otherwise


def finding(words: Words, found: ConnectionFinding) -> tuple[str, str]:
    """What was found, and the remedy, empty where nothing is to be done."""
    args: Mapping[str, Any] = found.args
    if found.code in _TWILIO:
        said, remedy = check_words(words, CheckCode(found.code), args)
        return said, remedy or ""
    if found.code == "test_broke":
        sentence = error_words(words, str(args.get("code")), int(args.get("status", 500)))
        said = filled(words, FINDINGS["test_broke_said"], args) if args.get("why") else ""
        return sentence, said
    if found.code not in FINDINGS:
        return found.code.replace("_", " "), ""
    remedy = REMEDIES.get(found.code)
    return filled(words, FINDINGS[found.code], args), filled(words, remedy, args) if remedy else ""
