"""What rules did, in one English line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RuleApplied:
    """A rule that held for this work, or could not be told when it entered."""

    rule: str
    version: int | None
    """Of the policy; None if it could not be told."""
    did: Mapping[str, Any]
    """Of `queue` (name), `priority`, `skills`, `preferred`, `at_head`, `reply_seconds`, `rings` (their queues by
    name), `treatment`."""
    late: bool
    """The facts came after the work."""
    unknown: tuple[str, ...]
    """Attributes that were not known."""
    text: str


def applied(stored: Mapping[str, Any], queues: Mapping[str, str]) -> RuleApplied:
    """`queues`: names by id."""
    did = {name: value for name, value in stored.items() if name not in ("rule", "version", "late", "unknown")}
    if "queue" in did:
        did["queue"] = queues.get(did["queue"], did["queue"])
    if "rings" in did:
        did["rings"] = [_named(ring, queues) for ring in did["rings"]]
    unknown = tuple(stored.get("unknown", ()))
    late = bool(stored.get("late", False))
    return RuleApplied(
        stored["rule"], stored.get("version"), did, late, unknown, _line(stored["rule"], did, late, unknown)
    )


def _named(ring: Mapping[str, Any], queues: Mapping[str, str]) -> dict[str, Any]:
    if "queues" not in ring:
        return dict(ring)
    return {**ring, "queues": [queues.get(queue, queue) for queue in ring["queues"]]}


def _line(rule: str, did: Mapping[str, Any], late: bool, unknown: tuple[str, ...]) -> str:
    if unknown:
        return f"rule {rule}: not known in time: {', '.join(unknown)}"
    return f"rule {rule}: {', '.join(_deeds(did)) or 'nothing'}" + (" (facts came later)" if late else "")


def _deeds(did: Mapping[str, Any]) -> list[str]:
    said = []
    if "queue" in did:
        said.append(f"queue {did['queue']}")
    if did.get("priority"):
        said.append(f"priority {did['priority']:+}")
    said += [f"{skill} ≥ {minimum}" for skill, minimum in did.get("skills", {}).items()]
    if "preferred" in did:
        said.append(f"{did['preferred']['agent']} first")
    if did.get("at_head"):
        said.append("at the head")
    if did.get("reply_seconds"):
        said.append(f"reply within {did['reply_seconds']} s")
    said += [_ring(ring) for ring in did.get("rings", ())]
    return said + _treated(did.get("treatment", {}))


def _ring(ring: Mapping[str, Any]) -> str:
    steps = [f"{skill} ≥ {minimum}" for skill, minimum in ring.get("lower", {}).items()]
    steps += [f"without {skill}" for skill in ring.get("drop", ())]
    steps += [f"{queue} too" for queue in ring.get("queues", ())]
    return f"after {ring['after']} s " + (" and ".join(steps) or "as before")


def _treated(treatment: Mapping[str, Any]) -> list[str]:
    said = []
    if "announce" in treatment:
        said.append("place and wait are told" if treatment["announce"] else "place and wait are not told")
    if "announcement" in treatment:
        said.append("an announcement of its own")
    if "message" in treatment:
        said.append("a message at entry")
    if "callback" in treatment:
        said.append("callback offered" if treatment["callback"] == "offered" else "no callback")
    if "max_wait_seconds" in treatment:
        said.append(f"waits {treatment['max_wait_seconds']} s at most")
    return said
