"""Kinds of custom fields, in words."""

from __future__ import annotations

from agent_ui.words.languages import Words
from contact_center.directory.fields.domain import FieldKind


def names(words: Words) -> dict[str, str]:
    return {
        FieldKind.TEXT.value: words.gettext("Text"),
        FieldKind.NUMBER.value: words.gettext("Number"),
        FieldKind.DATE.value: words.gettext("Date"),
        FieldKind.CHOICE.value: words.gettext("Choice"),
        FieldKind.YES_NO.value: words.gettext("Yes or no"),
        FieldKind.MONEY.value: words.gettext("Amount of money"),
    }
