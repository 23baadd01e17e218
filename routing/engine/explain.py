"""An `Explanation` as phrases, in reading order; `agent_ui/words/explanations.py` has their sentences.

Names of agents, queues and skills come from the caller: the explanation holds none, and erasing a person leaves
nothing here. Done when somebody asks, never while deciding.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from contact_center.kernel.phrases import Phrase
from routing.engine.decisions import ExcludedCount, Exclusion, Explanation, MissingReason, NobodyEligible
from routing.engine.model import Selection


class ExplanationCode(StrEnum):
    """Names that programs read in `why` of an offer."""

    WAITED = "waited"
    AT_HEAD = "at_head"
    RING = "ring"
    SCORE = "score"
    PREFERRED = "chosen.preferred"
    ONLY_ONE = "chosen.only"
    LONGEST_IDLE = "chosen.longest_idle"
    FEWEST_OPEN = "chosen.fewest_open"
    MOST_PROFICIENT = "chosen.most_proficient"
    LEAST_OCCUPIED = "chosen.least_occupied"
    ROUND_ROBIN = "chosen.round_robin"
    EXCLUDED = "excluded"
    SIGNED_OUT = "excluded.signed_out"
    AWAY = "excluded.away"
    NOT_RESPONDING = "excluded.not_responding"
    UNREACHABLE = "excluded.unreachable"
    LACKS_SKILL = "excluded.lacks_skill"
    DELAYED = "excluded.delayed"
    REFUSED_LATELY = "excluded.refused_lately"
    BUSY = "excluded.busy"
    NO_MEMBER = "nobody.no_member"
    NOT_SIGNED_IN = "nobody.not_signed_in"
    NOBODY_SKILLED = "nobody.skill"


def _say(code: ExplanationCode, **args: Any) -> Phrase:
    return Phrase(code.value, args)


def phrases(explanation: Explanation, agent: str) -> tuple[Phrase, ...]:
    """Why `agent` (a name) got the work, in reading order: the work, the choice, the others."""
    e = explanation
    found = [_say(ExplanationCode.WAITED, clock=clock(e.waited_s))]
    if e.at_head:
        found.append(_say(ExplanationCode.AT_HEAD))
    if e.ring:
        found.append(_say(ExplanationCode.RING, ring=e.ring))
    found.append(_say(ExplanationCode.SCORE, score=round(e.score, 1), tier=e.tier.value))
    found.append(_choice(e, agent))
    if e.excluded:
        total = sum(counted.agents for counted in e.excluded)
        found.append(_say(ExplanationCode.EXCLUDED, agents=total))
        found.extend(_excluded(counted) for counted in e.excluded)
    return tuple(found)


def nobody(decision: NobodyEligible) -> tuple[Phrase, ...]:
    """Why nobody can take the work."""
    if decision.lack is not MissingReason.SKILL:
        return (_say(ExplanationCode(f"nobody.{decision.lack.value}")),)
    return tuple(_say(ExplanationCode.NOBODY_SKILLED, skill=r.skill, minimum=r.minimum) for r in decision.missing)


def clock(seconds: float) -> str:
    """`3:12`, `1:02:00`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _choice(e: Explanation, agent: str) -> Phrase:
    args: dict[str, Any] = {"agent": agent, "eligible": e.eligible, "idle": clock(e.idle_s)}
    if e.preferred:
        return _say(ExplanationCode.PREFERRED, **args)
    if e.eligible == 1:
        return _say(ExplanationCode.ONLY_ONE, **args)
    if e.selection is Selection.LONGEST_IDLE and e.open_work:
        return _say(ExplanationCode.FEWEST_OPEN, **args, open=e.open_work)
    return _say(ExplanationCode(f"chosen.{e.selection.value}"), **args)


def _excluded(counted: ExcludedCount) -> Phrase:
    args: dict[str, Any] = {"agents": counted.agents}
    if counted.reason is Exclusion.LACKS_SKILL:
        args |= {"skill": counted.skill or "", "minimum": counted.minimum or 0}
    return _say(ExplanationCode(f"excluded.{counted.reason.value}"), **args)
