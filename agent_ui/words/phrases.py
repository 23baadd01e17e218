"""Sentences for phrases: what a room says beside an error, why a message is in quarantine or was not delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from contact_center.kernel.phrases import Phrase

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[str, str] = {
    # writing
    "customer_ended_conversation": N_("the customer has ended this conversation"),
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
}


def phrase_words(words: Words, phrase: Phrase) -> str:
    """In the reader's language; of a code that this version has no sentence for, the code."""
    sentence = SENTENCES.get(phrase.code)
    if sentence is None:
        return str(phrase)
    return filled(words, sentence, {name: _said(words, value) for name, value in phrase.args.items()})


def _said(words: Words, value: Any) -> Any:
    return phrase_words(words, value) if isinstance(value, Phrase) else value
