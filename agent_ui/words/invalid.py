"""What is wrong with a form, field by field, in the reader's language: no pattern, no name of a field in the code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent_ui.words.languages import Words


def invalid_words(words: Words, errors: Iterable[Mapping[str, Any]]) -> str:
    """`errors` as pydantic gives them: `loc`, `type`, `ctx`."""
    sentences = dict.fromkeys(_sentence(words, error) for error in errors)
    return (" " if words.language == "en" else "").join(sentences)


def _sentence(words: Words, error: Mapping[str, Any]) -> str:
    kind, limits = str(error.get("type", "")), error.get("ctx") or {}
    field = _field(words, error.get("loc", ()))
    if kind in ("missing", "string_too_short", "too_short"):
        return words.gettext("%(field)s is missing.", field=field)
    if kind in ("string_too_long", "too_long"):
        most = words.number(int(limits.get("max_length", 0)))
        return words.gettext("%(field)s is too long; it may have %(n)s characters.", field=field, n=most)
    if kind == "string_pattern_mismatch":
        return words.gettext("%(field)s has characters that are not allowed.", field=field)
    if kind.startswith(("int_", "float_", "decimal_")):
        return words.gettext("%(field)s must be a number.", field=field)
    if kind.startswith(("greater_than", "less_than")):
        return words.gettext("%(field)s is out of range.", field=field)
    if kind.startswith(("date", "time")):
        return words.gettext("%(field)s must be a date or a time.", field=field)
    if kind in ("enum", "literal_error") or kind.startswith(("uuid", "bool")):
        return words.gettext("%(field)s is not one of the choices shown.", field=field)
    return words.gettext("%(field)s cannot be used.", field=field)


def _field(words: Words, place: Iterable[Any]) -> str:
    """What the form calls the field; a field of an address or of a program is just that."""
    names = [step for step in place if isinstance(step, str)]
    known = {
        "name": words.gettext("Name"),
        "login": words.gettext("Sign-in name"),
        "email": words.gettext("E-mail"),
        "password": words.gettext("Password"),
        "role": words.gettext("Role"),
        "origin": words.gettext("Address of the site"),
        "why": words.gettext("Why"),
        "to": words.gettext("What to do"),
        "queue": words.gettext("Queue"),
        "to_queue": words.gettext("Send the work to"),
        "message_en": words.gettext("Message to customers, English"),
        "message_zh": words.gettext("Message to customers, Chinese"),
        "text": words.gettext("Text"),
        "channel": words.gettext("Channel"),
        "day": words.gettext("Day"),
        "from": words.gettext("From"),
        "language": words.gettext("Language"),
        "note": words.gettext("Note"),
    }
    return known.get(names[-1] if names else "", words.gettext("A value"))
