"""Why somebody got this work: the router's own reasons, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.views import Candidate, ExplanationView, PresenceState
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
    rules = await rules_of(reader, lens.tenant, part.interaction_id)
    return ExplanationView(
        title=lens.words.gettext("Why %(who)s was offered this work", who=part.agent_name),
        sentences=(
            *_sentences(lens.words, part, why, queue),
            *ruled(lens.words, rules),
            *_unjudged(lens.words, rules),
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
    return [
        words.gettext("Rule %(rule)s: %(did)s.", rule=one.rule, did=words.gettext(", ").join(_deeds(words, one.did)))
        for one in applied
        if one.did
    ]


def _unjudged(words: Words, applied: Iterable[RuleApplied]) -> list[str]:
    """Rules that rest on a fact which nobody knew when the work came."""
    return [
        words.gettext("Rule %(rule)s: the data it needs was not known in time.", rule=one.rule)
        for one in applied
        if one.unknown and not one.did
    ]


def _deeds(words: Words, did: Mapping[str, Any]) -> list[str]:
    sentences = []
    if "queue" in did:
        sentences.append(words.gettext("queue %(queue)s", queue=did["queue"]))
    if "priority" in did:
        sentences.append(words.gettext("priority %(points)s", points=f"{did['priority']:+}"))
    for skill, minimum in did.get("skills", {}).items():
        sentences.append(
            words.gettext("%(skill)s at %(minimum)s or better", skill=skill, minimum=words.number(minimum))
        )
    if "preferred" in did:
        sentences.append(words.gettext("reserved for one agent first"))
    if "at_head" in did:
        sentences.append(words.gettext("to the head of the queue"))
    if "reply_seconds" in did:
        within = words.span(timedelta(seconds=int(did["reply_seconds"])))
        sentences.append(words.gettext("a reply within %(span)s", span=within))
    sentences += [_ring(words, ring) for ring in did.get("rings", ())]
    return sentences + _treated(words, did.get("treatment", {}))


def _ring(words: Words, ring: Mapping[str, Any]) -> str:
    steps = [
        words.gettext("%(skill)s at %(minimum)s or better", skill=skill, minimum=words.number(minimum))
        for skill, minimum in ring.get("lower", {}).items()
    ]
    steps += [words.gettext("without %(skill)s", skill=skill) for skill in ring.get("drop", ())]
    steps += [words.gettext("also the agents of %(queue)s", queue=queue) for queue in ring.get("queues", ())]
    span = words.span(timedelta(seconds=int(ring["after"])))
    return words.gettext("after %(span)s %(steps)s", span=span, steps=words.gettext(" and ").join(steps) or "–")


def _treated(words: Words, treatment: Mapping[str, Any]) -> list[str]:
    announced = {
        True: words.gettext("place and expected wait are announced"),
        False: words.gettext("place and expected wait are not announced"),
    }
    offered = {
        "offered": words.gettext("a callback is offered"),
        "not_offered": words.gettext("no callback is offered"),
    }
    sentences = [announced[treatment["announce"]]] if "announce" in treatment else []
    sentences += [words.gettext("a special announcement")] if "announcement" in treatment else []
    sentences += [words.gettext("a text at once")] if "message" in treatment else []
    sentences += [offered[treatment["callback"]]] if "callback" in treatment else []
    if "max_wait_seconds" in treatment:
        longest = words.span(timedelta(seconds=int(treatment["max_wait_seconds"])))
        sentences.append(words.gettext("waits %(span)s at most", span=longest))
    return sentences
