"""Sentences for phrases: what a room says beside an error, why a message is in quarantine or was not delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from contact_center.kernel.phrases import Phrase

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[str, str] = {}


def phrase_words(words: Words, phrase: Phrase) -> str:
    """In the reader's language; of a code that this version has no sentence for, the code."""
    sentence = SENTENCES.get(phrase.code)
    if sentence is None:
        return str(phrase)
    return filled(words, sentence, {name: _said(words, value) for name, value in phrase.args.items()})


def _said(words: Words, value: Any) -> Any:
    return phrase_words(words, value) if isinstance(value, Phrase) else value
