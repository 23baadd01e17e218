"""The explanation of an offer as compact JSON beside its segment, and back for people to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contact_center.kernel.contracts.channels import Tier
from routing.engine.decisions import ExcludedCount, Exclusion, Explanation, Offer
from routing.engine.model import Selection


def compact(offer: Offer) -> dict[str, Any]:
    """What is stored with the segment. Durations are seconds, rounded to tenths."""
    why = offer.explanation
    return {
        "tier": why.tier.value,
        "ring": why.ring,
        "waited": round(why.waited_s, 1),
        "score": round(why.score, 2),
        "at_head": why.at_head,
        "preferred": why.preferred,
        "selection": why.selection.value,
        "idle": round(why.idle_s, 1),
        "open": why.open_work,
        "eligible": why.eligible,
        "members": why.members,
        "interrupts": list(offer.interrupts),
        "excluded": [_counted(one) for one in why.excluded],
    }


def expand(stored: Mapping[str, Any]) -> Explanation:
    """The explanation that was stored; `routing.engine.explain.phrases` reads it out."""
    return Explanation(
        tier=Tier(stored["tier"]),
        ring=stored["ring"],
        waited_s=stored["waited"],
        score=stored["score"],
        at_head=stored["at_head"],
        preferred=stored["preferred"],
        selection=Selection(stored["selection"]),
        idle_s=stored["idle"],
        open_work=stored["open"],
        eligible=stored["eligible"],
        members=stored["members"],
        excluded=tuple(
            ExcludedCount(Exclusion(one["reason"]), one["agents"], one.get("skill"), one.get("minimum"))
            for one in stored["excluded"]
        ),
    )


def _counted(one: ExcludedCount) -> dict[str, Any]:
    said: dict[str, Any] = {"reason": one.reason.value, "agents": one.agents}
    return said if one.skill is None else said | {"skill": one.skill, "minimum": one.minimum}
