"""Why an offer was made, in one line: the sentences of `routing.engine.explain`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from contact_center.kernel.phrases import Phrase
from routing.engine.explain import ExplanationCode

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[ExplanationCode, str] = {
    ExplanationCode.WAITED: N_("waited %(clock)s"),
    ExplanationCode.AT_HEAD: N_("at the head after its agent was lost"),
    ExplanationCode.RING: N_("ring %(ring)s"),
    ExplanationCode.SCORE: N_("score %(score)s"),
    ExplanationCode.PREFERRED: N_("%(agent)s chosen: held for this agent"),
    ExplanationCode.ONLY_ONE: N_("%(agent)s chosen: the only one eligible"),
    ExplanationCode.LONGEST_IDLE: N_("%(agent)s chosen: longest idle (%(idle)s) of %(eligible)s eligible"),
    ExplanationCode.FEWEST_OPEN: N_("%(agent)s chosen: fewest open (%(open)s) of %(eligible)s eligible"),
    ExplanationCode.MOST_PROFICIENT: N_("%(agent)s chosen: most proficient of %(eligible)s eligible"),
    ExplanationCode.LEAST_OCCUPIED: N_("%(agent)s chosen: least occupied of %(eligible)s eligible"),
    ExplanationCode.ROUND_ROBIN: N_("%(agent)s chosen: next in turn of %(eligible)s eligible"),
    ExplanationCode.EXCLUDED: N_("%(agents)s excluded"),
    ExplanationCode.SIGNED_OUT: N_("%(agents)s signed out"),
    ExplanationCode.AWAY: N_("%(agents)s away"),
    ExplanationCode.NOT_RESPONDING: N_("%(agents)s not responding"),
    ExplanationCode.UNREACHABLE: N_("%(agents)s unreachable"),
    ExplanationCode.LACKS_SKILL: N_("%(agents)s lack %(skill)s ≥ %(minimum)s"),
    ExplanationCode.DELAYED: N_("%(agents)s not yet asked (delay)"),
    ExplanationCode.REFUSED_LATELY: N_("%(agents)s rejected or missed it"),
    ExplanationCode.BUSY: N_("%(agents)s busy"),
    ExplanationCode.NO_MEMBER: N_("no agent serves this queue"),
    ExplanationCode.NOT_SIGNED_IN: N_("those who could are signed out"),
    ExplanationCode.NOBODY_SKILLED: N_("nobody signed in has %(skill)s ≥ %(minimum)s"),
}
_OF_EXCLUDED = f"{ExplanationCode.EXCLUDED.value}."


def line(words: Words, phrases: Iterable[Phrase]) -> str:
    """`waited 3:12, ring 2, …; 11 excluded: 4 lack Mandarin ≥ 3, 6 busy`."""
    told: list[str] = []
    reasons: list[str] = []
    for phrase in phrases:
        sentence = filled(words, SENTENCES[ExplanationCode(phrase.code)], phrase.args)
        (reasons if phrase.code.startswith(_OF_EXCLUDED) else told).append(sentence)
    comma = words.gettext(", ")
    if not reasons:
        return comma.join(told)
    excluded = told.pop() + words.gettext(": ") + comma.join(reasons)
    return words.gettext("; ").join(filter(None, (comma.join(told), excluded)))
