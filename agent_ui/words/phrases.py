"""Sentences for phrases: what a room says beside an error, why a message is in quarantine or was not delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent_ui.words import twilio, unparseable
from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from contact_center.kernel.phrases import Phrase

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[str, str] = {
    # writing
    "customer_ended_conversation": N_("the customer has ended this conversation"),
    "calling_hours": N_("there it is %(now)s; calls are made from %(from)s to %(to)s"),
    "spent_of_at_most": N_("%(spent)s of at most %(most)s %(currency)s"),
    "of_at_most": N_("%(n)s of at most %(most)s"),
    "characters_of_at_most": N_("%(n)s of at most %(most)s characters"),
    "megabytes_of_at_most": N_("%(size)s MB of at most %(most)s MB"),
    "file_not_in_time": N_("the file did not come in time"),
    "file_erased_meanwhile": N_("the file was erased meanwhile"),
    "call_carries_no_text": N_("a call carries no written messages"),
    "voicemail_no_answer": N_("a voice message cannot be answered in its own channel; call back"),
    "task_no_answer": N_("a task has nobody to answer; call the customer, or write on another channel"),
    # figures
    "minutes": N_("%(n)s minutes"),
    "offset_needed": N_("instants need a UTC offset, e.g. 2026-11-23T09:00:00Z"),
    "from_to": N_("%(start)s to %(end)s"),
    "channel_of": N_("%(channel)s; there are: %(channels)s"),
    # forms, calls, policies
    "token_missing_or_old": N_("the form's token is missing or old"),
    "not_in_a_call": N_("in a call; write to us, or stay on the line"),
    "customer_leaving_message": N_("the customer is leaving a message"),
    "other_agent_on_call": N_("another agent is on this call"),
    "you_leaving_message": N_("you were leaving a message"),
    "based_on": N_("yours is based on version %(version)s, version %(followed)s is followed"),
    # what a provider or a server of theirs did; `quote` is in its own words
    "line_not_open": N_("nobody is rung for a call that is not open at the provider"),
    "provider_calls_waiting": N_("too many calls wait to be dialled from this number: one a second is"),
    "provider_unreachable": N_("%(provider)s cannot be reached: “%(quote)s”"),
    "provider_connection_broke": N_("the connection to %(provider)s broke: “%(quote)s”"),
    "provider_answer_unreadable": N_("the answer of %(provider)s cannot be read: “%(quote)s”"),
    "provider_answered": N_("%(provider)s answered with status %(status)s"),
    "provider_answered_otherwise": N_("%(provider)s answered with something else than records"),
    "provider_ended_session": N_("%(provider)s ended a session it had just begun"),
    "provider_error": N_("%(provider)s reports error %(error)s"),
    "provider_no_such_database": N_("%(provider)s has no such database at this address"),
    "provider_not_for_our_user": N_("%(provider)s does not offer this to our user"),
    "provider_record_busy": N_("%(provider)s is busy with the same record"),
    "provider_refuses_user": N_("%(provider)s refuses the user or its password"),
    "provider_says": N_("%(provider)s says: “%(quote)s”"),
    "provider_too_slow": N_("%(provider)s did not answer in time"),
    "not_that_server": N_("the server at this address is not %(provider)s"),
    "erp_has_no_customer": N_("%(erp)s has no customer %(customer)s"),
    "page_at_foreign_address": N_("the next page of %(provider)s is at a foreign address"),
    "file_at_foreign_address": N_("the file is not at an address of %(provider)s"),
    "file_larger_than": N_("the file is larger than %(limit)s bytes"),
    "file_too_many_redirects": N_("too many redirects on the way to the file"),
    "mail_server_answered": N_("mail server %(server)s answered: “%(quote)s”"),
    "mail_server_broke": N_("the connection to mail server %(server)s failed: “%(quote)s”"),
    "mail_server_cannot": N_("mail server %(server)s cannot do this: “%(quote)s”"),
    "mail_server_refused_sign_in": N_("mail server %(server)s refused the sign-in: “%(quote)s”"),
    "no_copy_in_folder": N_("no copy is in the folder %(folder)s, but the provider keeps none by itself"),
    "message_canceled": N_("the message was cancelled before it was sent"),
    "too_early_to_tell": N_("it is too early to tell; ask again %(seconds)s seconds after sending"),
    "several_look_alike": N_("%(n)s messages at the provider look like this one"),
    "too_many_to_look_through": N_("there are more messages to this number than can be looked through"),
    "media_process_answered": N_("the media process answered with status %(status)s"),
    "calls_at_once": N_("%(n)s calls at once"),
    # old mail that is imported
    "mail_too_large": N_("it is larger than %(limit)s MB"),
    "mail_without_date": N_("it has no date, and neither has the line before it in the file"),
    # settings of a channel account
    "account_lacks": N_("the channel account “%(account)s” has no %(name)s"),
    "key_too_short": N_("the key needs at least %(least)s bytes"),
    "not_a_colour": N_("“%(value)s” is not a colour; write it as #rrggbb, for example %(example)s"),
    "not_a_site": N_("allowed_origins: “%(value)s” is not a site; write scheme and host, like https://shop.example"),
    "not_a_telephone_number": N_("“%(value)s” is not a telephone number; write it like +886 2 2711 0480"),
    "not_a_web_address": N_("“%(value)s” does not begin with https:// (or http:// on this machine)"),
    "not_an_email_address": N_("“%(value)s” is not an e-mail address"),
    "password_readable": N_("%(setting)s: “none” would send the password unencrypted to %(host)s; use tls or starttls"),
    "setting_unusable": N_("%(setting)s cannot be used: “%(quote)s”"),
    # what a page of the web chat sent
    "bearer_token_needed": N_("send the chat's token as Bearer in Authorization"),
    "not_a_client_key": N_("%(field)s must be 8 to 64 letters, digits, - or _"),
    "not_a_count": N_("%(field)s must be a whole number from 0"),
    "not_a_frame_type": N_("type must be one of %(types)s"),
    "not_an_id": N_("%(field)s is not an id"),
    "algorithm_not_accepted": N_("alg: only %(algorithm)s is accepted"),
    "claim_missing": N_("%(claim)s: is missing or empty"),
    "claim_not_a_time": N_("%(claim)s: is missing or not a number of seconds since 1970"),
    "claim_not_an_email_address": N_("%(claim)s: is not an e-mail address"),
    "claim_too_long": N_("%(claim)s: is longer than %(limit)s characters"),
    "host_secret_missing": N_("the account has no host secret of at least %(least)s bytes; set one first"),
    "host_token_expired": N_("exp: the token has expired; sign a new one with each page"),
    "signature_of_another_secret": N_("signature: was not made with this account's secret"),
    "sub_marks_strangers": N_("sub: must not begin with %(prefix)s, which marks strangers"),
    "token_expired": N_("exp: the token has expired"),
    "token_from_the_future": N_("iat: is in the future; check the clock of the web site's server"),
    "token_lives_too_long": N_("exp: may be at most one hour after iat"),
    "token_not_signed": N_("it is not a compact signed token"),
    "not_json": N_("this is not a JSON object"),
}


ALL: Mapping[str, str] = {**SENTENCES, **unparseable.SENTENCES, **twilio.SENTENCES}


def phrase_words(words: Words, phrase: Phrase) -> str:
    """In the reader's language; of a code that this version has no sentence for, the code."""
    sentence = ALL.get(phrase.code)
    if sentence is None:
        return str(phrase)
    return filled(words, sentence, {name: _said(words, value) for name, value in phrase.args.items()})


def _said(words: Words, value: Any) -> Any:
    return phrase_words(words, value) if isinstance(value, Phrase) else value
