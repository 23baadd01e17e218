"""Types of case in words: what a change of one means, what was changed, what is wrong with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from agent_ui.words import cases as said
from agent_ui.words.languages import Words, load_translations
from contact_center.kernel.languages import text_for
from crm_core.cases.clocks import CaseClockKind
from crm_core.cases.model import CaseFieldKind, CaseState, CaseType, Priority
from crm_core.cases.type_rules import LISTS, EffectCode, TypeEffect


def usual(code: str, language: str) -> str:
    """How the product itself names a code in a language; empty for a code of the organisation's own."""
    words = _in(language)
    if code in said.NAMES:
        return words.gettext(said.NAMES[code])
    if all(part in said.NAMES for part in code.split("/")):
        return said.cause(words, None, code)
    return ""


@lru_cache(maxsize=8)
def _in(language: str) -> Words:
    return Words(language, UTC, datetime.fromtimestamp(0, UTC), load_translations(language))


def lists(words: Words) -> dict[str, str]:
    return {
        "fields": words.gettext("Fields"),
        "sub_states": words.gettext("Sub-states"),
        "reasons": words.gettext("Reasons"),
        "causes": words.gettext("Causes"),
        "remedies": words.gettext("Remedies"),
        "goals": words.gettext("Goals"),
        "priorities": words.gettext("Priorities"),
    }


def settings(words: Words) -> dict[str, str]:
    return {
        "names": words.gettext("Name"),
        "active": words.gettext("In use"),
        "confidential": words.gettext("Confidential"),
        "statutory_days": words.gettext("Days that the law gives"),
        "hours_of_queue": words.gettext("Opening hours"),
        "reopen_days": words.gettext("Days to open again"),
        "needs_cause": words.gettext("Cause needed"),
        "needs_remedy": words.gettext("Remedy needed"),
        "approval_over": words.gettext("Refunds need approval above"),
        "approvers": words.gettext("Who may approve"),
        "first_priority": words.gettext("First priority"),
    }


def kinds(words: Words) -> dict[str, str]:
    return {
        CaseFieldKind.TEXT: words.gettext("Text"),
        CaseFieldKind.NUMBER: words.gettext("Number"),
        CaseFieldKind.DATE: words.gettext("Date"),
        CaseFieldKind.CHOICE: words.gettext("Choice"),
        CaseFieldKind.YES_NO: words.gettext("Yes or no"),
    }


def clocks(words: Words) -> dict[str, str]:
    return {
        CaseClockKind.FIRST_ANSWER: words.gettext("First answer"),
        CaseClockKind.SOLVE: words.gettext("Solution"),
    }


def effect(words: Words, type: CaseType, one: TypeEffect) -> str:
    """One sentence on what becomes of the cases that are there."""
    open_ = words.ngettext("%(n)s open case", "%(n)s open cases", one.count)
    name = _entry(words, type, one)
    plain = {
        EffectCode.KEEPS_CLOCKS: words.gettext(
            "%(cases)s: clocks that run keep their goal until priority or contract changes.", cases=open_
        ),
        EffectCode.KEEPS_DEADLINE: words.gettext("%(cases)s: the day that the law sets stays as it was.", cases=open_),
        EffectCode.KEEPS_HOURS: words.gettext(
            "%(cases)s: goals go on in the opening hours of before until the case is opened again.", cases=open_
        ),
        EffectCode.NO_NEW: words.gettext("%(cases)s: they go on as they are; new ones cannot be opened.", cases=open_),
        EffectCode.HIDDEN_FROM_OTHERS: words.gettext(
            "%(cases)s: seen only by who opened, owns or watches them, supervisors and administrators.", cases=open_
        ),
        EffectCode.SEEN_BY_ALL: words.gettext("%(cases)s: seen by every agent from now on.", cases=open_),
        EffectCode.KEEPS_VALUE: words.gettext(
            "%(cases)s: “%(what)s” stays until somebody chooses something else.", cases=open_, what=name
        ),
        EffectCode.HIDES_FIELD: words.gettext(
            "%(cases)s: what is written in “%(what)s” stays and is no longer shown.", cases=open_, what=name
        ),
        EffectCode.NEEDS_VALUE: words.gettext(
            "%(cases)s: “%(what)s” is missing and will be needed before they can be resolved.", cases=open_, what=name
        ),
        EffectCode.REOPENS_OTHERWISE: words.ngettext(
            "%(n)s resolved case: the new time to open again counts from when it was resolved.",
            "%(n)s resolved cases: the new time to open again counts from when they were resolved.",
            one.count,
        ),
        EffectCode.OTHERS_APPROVE: words.ngettext(
            "%(n)s question for approval that waits is for the newly chosen from now on.",
            "%(n)s questions for approval that wait are for the newly chosen from now on.",
            one.count,
        ),
    }  # fmt: skip
    return plain[one.code]


def _entry(words: Words, type: CaseType, one: TypeEffect) -> str:
    if not one.about:
        return {"causes": words.gettext("Cause"), "remedies": words.gettext("Remedy")}.get(one.what, "")
    if one.what == "priorities":
        return said.priority(words, one.about)
    found = next((entry for entry in getattr(type, one.what, ()) if entry.code == one.about), None)
    return entry_name(words, one.about, found.names if found is not None else {})


def entry_name(words: Words, code: str, names: Mapping[str, str]) -> str:
    return text_for(names, words.language) if names else usual(code, words.language) or code.replace("_", " ")


def differences(words: Words, was: CaseType | None, became: CaseType | None, people: Mapping[str, str]) -> list[str]:
    """What one change did, a line for each setting or list."""
    if became is None:
        return [words.gettext("As it comes with the product")]
    if was is None:
        return [words.gettext("Made, or first changed")]
    found = []
    for name, label in settings(words).items():
        old, new = getattr(was, name), getattr(became, name)
        if old != new:
            found.append(
                words.gettext(
                    "%(what)s: %(before)s → %(after)s", what=label, before=_shown(words, name, old, people),
                    after=_shown(words, name, new, people),
                )
            )  # fmt: skip
    for name, label in lists(words).items():
        line = _list_line(words, label, getattr(was, name), getattr(became, name), keyed=name in LISTS)
        if line:
            found.append(line)
    return found or [words.gettext("Put in another order")]


def _list_line(words: Words, label: str, was: Any, became: Any, *, keyed: bool) -> str:
    if not keyed:
        return "" if set(was) == set(became) else words.gettext("%(what)s changed", what=label)
    old, new = {one.code: one for one in was}, {one.code: one for one in became}
    parts = [
        words.gettext(sentence, what=words.gettext(", ").join(entry_name(words, one.code, one.names) for one in which))
        for sentence, which in (
            (_ADDED, [one for code, one in new.items() if code not in old]),
            (_TAKEN_OUT, [one for code, one in old.items() if code not in new]),
            (_CHANGED, [one for code, one in new.items() if code in old and old[code] != one]),
        )
        if which
    ]
    return words.gettext("%(what)s: %(changes)s", what=label, changes=words.gettext("; ").join(parts)) if parts else ""


N_ = str
"""Marks a text for the catalogue."""
_ADDED = N_("added %(what)s")
_TAKEN_OUT = N_("taken out %(what)s")
_CHANGED = N_("changed %(what)s")


def _shown(words: Words, name: str, value: Any, people: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return words.gettext("Yes") if value else words.gettext("No")
    if name == "names":
        return text_for(value, words.language) if value else "–"
    if name == "first_priority":
        return said.priority(words, value)
    if name == "approvers":
        return words.gettext(", ").join(people.get(one, one[:8]) for one in value) or "–"
    if name == "hours_of_queue" and value:
        return people.get(value, words.gettext("of a queue"))
    return "–" if value in (None, "") else str(value)


def invalid(words: Words, error: Mapping[str, Any]) -> str:
    """One problem that pydantic found with what was typed, with its remedy."""
    kind, limits = str(error.get("type", "")), error.get("ctx") or {}
    if kind in ("missing", "string_too_short") or (kind.startswith(("decimal_", "int_")) and not error.get("input")):
        return words.gettext("This is missing; fill it in.")
    if kind == "string_pattern_mismatch":
        return words.gettext("Use small Latin letters, digits and _, beginning with a letter; 40 at most.")
    if kind == "string_too_long":
        return words.gettext("This is too long; use at most %(n)s characters.", n=limits.get("max_length"))
    if kind == "too_long":
        return words.gettext("These are too many; keep at most %(n)s.", n=limits.get("max_length"))
    if kind == "too_short":
        return words.gettext("Choose at least one.")
    if kind in ("decimal_max_places", "decimal_max_digits"):
        return words.gettext("Use at most two decimals.")
    if kind.startswith(("decimal_", "int_")):
        return words.gettext("Write a number.")
    if kind.startswith("greater_than"):
        return words.gettext("Write a larger number: at least %(n)s.", n=limits.get("ge", limits.get("gt")))
    if kind.startswith("less_than"):
        return words.gettext("Write a smaller number: at most %(n)s.", n=limits.get("le", limits.get("lt")))
    return words.gettext("Choose one of the list.")


def priorities(words: Words) -> dict[str, str]:
    return {one.value: said.priority(words, one) for one in Priority}


def states(words: Words) -> dict[str, str]:
    """Those that have sub-states."""
    return {one.value: said.state(words, one) for one in (CaseState.NEW, CaseState.OPEN, CaseState.WAITING)}
