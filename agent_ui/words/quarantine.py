"""Why a delivery is in quarantine."""

from __future__ import annotations

from agent_ui.words import phrases
from agent_ui.words.languages import Words
from contact_center.interactions.reading.quarantine_queries import Quarantined
from contact_center.kernel.phrases import read


def reason(words: Words, row: Quarantined) -> str:
    """In the reader's language; of an older version, which stored a sentence, that sentence."""
    return (row.reason or "") if row.refusal is None else phrases.phrase_words(words, read(row.refusal))
