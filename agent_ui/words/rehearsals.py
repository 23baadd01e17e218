"""What simulations and replays say, in a language: how they were computed, how work was served, why there is none."""

from __future__ import annotations

from agent_ui.words import policies
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from routing.rehearsal.studies.refusals import Refusal


def refusal(words: Words, refused: Refusal) -> str:
    """`This cannot be simulated as it stands. (arrivals: nobody ever comes; expect …)`"""
    general = error_words(words, refused.code)
    if not refused.problems:
        return general
    lines = "; ".join(policies.line(words, problem) for problem in refused.problems)
    return words.gettext("%(general)s (%(problems)s)", general=general, problems=lines)
