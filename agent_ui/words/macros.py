"""What macros do, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from crm_core.macros.domain import MacroAct, MacroActKind


@dataclass(frozen=True, slots=True)
class MacroNames:
    """By which the values of acts are called."""

    queues: Mapping[UUID, str]
    dispositions: Mapping[str, str]


def endings(words: Words) -> dict[str, str]:
    return {
        "": words.gettext("stays in hand"),
        MacroActKind.CLOSE.value: words.gettext("close"),
        MacroActKind.SNOOZE.value: words.gettext("park for some minutes"),
        MacroActKind.WAIT.value: words.gettext("wait for the customer"),
        MacroActKind.MOVE.value: words.gettext("move to a queue"),
    }


def act(words: Words, one: MacroAct, names: MacroNames) -> str:
    """What one act does, without its reason."""
    match one.kind:
        case MacroActKind.TEXT:
            return words.gettext("inserts a text")
        case MacroActKind.TAG:
            return words.gettext("tag %(tag)s", tag=one.value)
        case MacroActKind.DISPOSITION:
            return words.gettext("disposition %(name)s", name=names.dispositions.get(one.value, one.value))
        case MacroActKind.SNOOZE:
            return words.gettext("park for %(span)s", span=words.span(timedelta(minutes=int(one.value))))
        case MacroActKind.MOVE:
            return words.gettext("move to %(queue)s", queue=names.queues.get(UUID(one.value), words.gettext("a queue")))
        case MacroActKind.WAIT | MacroActKind.CLOSE:
            return endings(words)[one.kind.value]


def why(words: Words, one: MacroAct) -> str | None:
    return error_words(words, one.why) if one.why else None
