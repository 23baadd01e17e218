"""Why somebody got this work: the router's own reasons, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.views import Candidate, ExplanationView, PresenceState
from agent_ui.words import rules
from agent_ui.words.languages import Words
from contact_center.interactions.errors import NoSuchSegment
from contact_center.interactions.reading import at_work_queries
from contact_center.interactions.reading.at_work_queries import AgentPartRow
from contact_center.interactions.work.rights import Act
from contact_center.platform.unit_of_work import Reader
from routing.explanation.service import rules_of
from routing.policy import administration as routing
from routing.rules.applied import RuleApplied


async def explanation(reader: Reader, lens: Lens, segment: UUID) -> ExplanationView:
    """Raises `NoSuchSegment`, and `NotForYou` for what the reader may not read."""
    part = await at_work_queries.part(reader, lens.tenant, segment)
    if part is None:
        raise NoSuchSegment(segment)
    await lens.rights.require(reader, part.interaction_id, Act.READ)
    why = part.explanation or {}
    queue = (await routing.queue_names(reader, lens.tenant)).get(part.queue_id, "") if part.queue_id else ""
    applied = await rules_of(reader, lens.tenant, part.interaction_id)
    return ExplanationView(
        title=lens.words.gettext("Why %(who)s was offered this work", who=part.agent_name),
        sentences=(
            *_sentences(lens.words, part, why, queue),
            *ruled(lens.words, applied),
            *_unjudged(lens.words, applied),
        ),
        decided_at=part.offered_at,
        candidates=(_chosen(lens.words, part, why),) if why else (),
        place=_place(lens.words, why),
        rules=_rules(lens.words, part),
    )


def _sentences(words: Words, part: AgentPartRow, why: Mapping[str, Any], queue: str) -> list[str]:
    if not why:
        return [words.gettext("%(who)s resumed it without an offer.", who=part.agent_name)]
    sentences = []
    if why.get("preferred"):
        sentences.append(
            words.gettext("%(who)s handled this before, so it was reserved for them.", who=part.agent_name)
        )
    else:
        eligible, members = int(why.get("eligible", 0)), int(why.get("members", 0))
        sentences.append(
            words.gettext(
                "Of the %(members)s agents who serve %(queue)s, %(eligible)s could take it at that moment.",
                members=words.number(members), queue=queue, eligible=words.number(eligible),
            )
        )  # fmt: skip
        sentences.append(_selection(words, part, why))
    if why.get("interrupts"):
        sentences.append(
            words.gettext("%(who)s's current work was parked for it, with its draft.", who=part.agent_name)
        )
    sentences += [_left_out(words, one) for one in why.get("excluded", ())]
    return sentences


def _selection(words: Words, part: AgentPartRow, why: Mapping[str, Any]) -> str:
    idle = words.span(timedelta(seconds=float(why.get("idle", 0))))
    by = {
        "longest_idle": words.gettext(
            "%(who)s came first: the least open work and, among equals, the longest idle (%(idle)s).",
            who=part.agent_name, idle=idle,
        ),
        "most_proficient": words.gettext("%(who)s is the most proficient.", who=part.agent_name),
        "least_occupied": words.gettext("%(who)s had the least open work.", who=part.agent_name),
        "round_robin": words.gettext("It was %(who)s's turn.", who=part.agent_name),
    }  # fmt: skip
    return by.get(str(why.get("selection")), by["longest_idle"])


def _left_out(words: Words, one: Mapping[str, Any]) -> str:
    n = int(one.get("count", one.get("agents", 0)))
    many = words.number(n)
    reasons = {
        "signed_out": words.gettext("%(many)s signed out.", many=many),
        "away": words.gettext("%(many)s away.", many=many),
        "not_responding": words.gettext("%(many)s not responding.", many=many),
        "unreachable": words.gettext("%(many)s without a connection.", many=many),
        "delayed": words.gettext("%(many)s not yet: they are offered this queue's work only after a delay.", many=many),
        "refused_lately": words.gettext("%(many)s declined or missed it a moment ago.", many=many),
        "busy": words.gettext("%(many)s had no free place.", many=many),
    }
    if one.get("reason") == "lacks_skill":
        return words.gettext("%(many)s without %(skill)s at %(minimum)s or better.", many=many,
                             skill=one.get("skill", ""), minimum=one.get("minimum", 0))  # fmt: skip
    return reasons.get(str(one.get("reason")), "")


def _chosen(words: Words, part: AgentPartRow, why: Mapping[str, Any]) -> Candidate:
    idle = timedelta(seconds=float(why.get("idle", 0)))
    load = words.ngettext("%(n)s piece of work", "%(n)s pieces of work", int(why.get("open", 0)))
    return Candidate(part.agent_name, PresenceState.AVAILABLE, "–", load, idle, words.gettext("offered"), chosen=True)


def _place(words: Words, why: Mapping[str, Any]) -> str | None:
    if not why:
        return None
    if why.get("at_head"):
        return words.gettext("It was at the head of the queue.")
    waited = words.span_exact(timedelta(seconds=float(why.get("waited", 0))))
    score = words.number(round(float(why.get("score", 0)), 1))
    if why.get("ring"):
        return words.gettext(
            "It had waited %(waited)s (ring %(ring)s); with its priority, %(score)s points.",
            waited=waited, ring=words.number(int(why["ring"])), score=score,
        )  # fmt: skip
    return words.gettext("It had waited %(waited)s; with its priority, %(score)s points.", waited=waited, score=score)


def _rules(words: Words, part: AgentPartRow) -> str | None:
    if part.policy_version is None:
        return None
    return words.gettext(
        "Decided by version %(version)s of the routing policy, at event %(position)s.",
        version=words.number(part.policy_version), position=words.number(part.read_position or 0),
    )  # fmt: skip


def ruled(words: Words, applied: Iterable[RuleApplied]) -> list[str]:
    """Rules that held, and what they did; those that could not be told say nothing to an agent."""
    return [sentence for one in applied if (sentence := rules.did(words, one))]


def _unjudged(words: Words, applied: Iterable[RuleApplied]) -> list[str]:
    """Rules that rest on a fact which nobody knew when the work came."""
    return [sentence for one in applied if (sentence := rules.unjudged(words, one))]
