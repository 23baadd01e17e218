"""What a customer reads beside an invoice that goes out once more, in their language; and what colleagues read."""

from __future__ import annotations

from datetime import UTC, datetime

from agent_ui.words.languages import CHINESE, ENGLISH, Words, load_translations


def letter_again(language: str, number: str, organisation: str) -> tuple[str, str]:
    """Subject and text."""
    words = _in(language)
    subject = words.gettext("Invoice %(number)s", number=number)
    text = words.gettext(
        "Hello,\n\nyou asked for invoice %(number)s once more. It is attached.\n\n%(organisation)s",
        number=number, organisation=organisation,
    )  # fmt: skip
    return subject, text


def noted_again(language: str, number: str, to: str) -> str:
    return _in(language).gettext("Invoice %(number)s was sent again to %(address)s.", number=number, address=to)


def _in(language: str) -> Words:
    tongue = CHINESE if language.lower().startswith("zh") else ENGLISH
    return Words(tongue, UTC, datetime.fromtimestamp(0, UTC), load_translations(tongue))
