"""How work was routed, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from routing.rules.applied import RuleApplied


@dataclass(frozen=True, slots=True)
class Sentence:
    """Of a phrase: `key` names it (`routing.engine.explain.ExplanationCode`), `args` fill it in."""

    key: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OfferMade:
    segment_id: UUID
    agent_id: UUID
    agent_name: str
    offered_at: datetime
    state: str
    reason: str | None
    """Why it ended, if it has."""
    policy_version: int | None
    read_position: int | None
    """Of the log, up to which the router had read."""
    overridden_by: str | None
    why: list[Sentence]
    text: str | None = None
    """The same in one English line: for programs, made where it leaves."""


@dataclass(frozen=True, slots=True)
class Unserved:
    """Nobody signed in could take it."""

    since: datetime
    lack: str
    missing: list[str]


@dataclass(frozen=True, slots=True)
class RoutingOfInteraction:
    offers: list[OfferMade]
    """In the order in which they were made."""
    nobody: Unserved | None
    rules: list[RuleApplied] = field(default_factory=list)
    """What the routing rules made of it, in their order."""
