"""Problems and differences of policies in a language: on pages, and in English for programs and the command line."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from agent_ui.words.policy_problems import SENTENCES
from routing.policy.differences import Difference, DifferenceKind
from routing.policy.errors import Problem


class ReasonAndRemedy(NamedTuple):
    reason: str
    remedy: str


def told(words: Words, problem: Problem) -> ReasonAndRemedy:
    reason, remedy = SENTENCES[problem.code]
    return ReasonAndRemedy(filled(words, reason, problem.args), filled(words, remedy, problem.args))


def place(words: Words, problem: Problem) -> str:
    """`rules[Late].when (column 4) (line 12)`: the path, then where within it."""
    parts = [part for part in (within(words, problem), _line(words, problem.line)) if part]
    if not problem.place:
        return words.gettext(", ").join(parts)
    return problem.place + "".join(f" ({part})" for part in parts)


def line(words: Words, problem: Problem) -> str:
    """All of it in one line: `queues[a].skills[zh]: there is no skill 'zh'; add it to the skills …`."""
    found = told(words, problem)
    return words.gettext(
        "%(place)s: %(reason)s; %(remedy)s", place=place(words, problem), reason=found.reason, remedy=found.remedy
    )


def difference_line(words: Words, one: Difference) -> str:
    """`queues[billing].priority: 0 → 10`, `queues[Repairs]: removed`, `rules: order is now a, b`."""
    return words.gettext("%(place)s: %(change)s", place=one.place, change=_change(words, one))


def within(words: Words, problem: Problem) -> str:
    """`line 2, column 7` of the text at the place; empty if the whole is meant."""
    if problem.spot is None:
        return ""
    column = words.gettext("column %(n)s", n=problem.spot.column)
    return words.gettext("line %(n)s, ", n=problem.spot.line) + column if problem.spot.line else column


def _line(words: Words, number: int | None) -> str:
    return words.gettext("line %(n)s", n=number) if number else ""


def _change(words: Words, one: Difference) -> str:
    match one.kind:
        case DifferenceKind.REMOVED:
            return words.gettext("removed")
        case DifferenceKind.ADDED if one.after is None:
            return words.gettext("added")
        case DifferenceKind.ADDED:
            return words.gettext("added, %(what)s", what=_shown(words, one.after))
        case DifferenceKind.REORDERED:
            return words.gettext("order is now %(names)s", names=words.gettext(", ").join(one.after))
    return f"{_shown(words, one.before)} → {_shown(words, one.after)}"


def _shown(words: Words, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return words.gettext("nothing")
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
