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
    """Of `queue` (name), `priority`, `skills`, `preferred`, `at_head`, `reply_seconds`."""
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
    unknown = tuple(stored.get("unknown", ()))
    late = bool(stored.get("late", False))
    return RuleApplied(
        stored["rule"], stored.get("version"), did, late, unknown, _line(stored["rule"], did, late, unknown)
    )


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
    return said
