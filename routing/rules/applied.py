"""What rules did to work, with the names of the queues they named."""

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
    text: str = ""
    """The same in one English line: for programs, made where it leaves."""


def applied(stored: Mapping[str, Any], queues: Mapping[str, str]) -> RuleApplied:
    """`queues`: names by id."""
    did = {name: value for name, value in stored.items() if name not in ("rule", "version", "late", "unknown")}
    if "queue" in did:
        did["queue"] = queues.get(did["queue"], did["queue"])
    if "rings" in did:
        did["rings"] = [_named(ring, queues) for ring in did["rings"]]
    unknown = tuple(stored.get("unknown", ()))
    late = bool(stored.get("late", False))
    return RuleApplied(stored["rule"], stored.get("version"), did, late, unknown)


def _named(ring: Mapping[str, Any], queues: Mapping[str, str]) -> dict[str, Any]:
    if "queues" not in ring:
        return dict(ring)
    return {**ring, "queues": [queues.get(queue, queue) for queue in ring["queues"]]}
