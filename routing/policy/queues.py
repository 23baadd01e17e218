"""Queue settings as the policy the engine follows. Pure.

`settings` of a queue may say, beside what other parts read from it:

    {"selection": "most_proficient", "scoring": "priority_only", "auto_accept": true, "paused": false,
     "due_lead_seconds": 900,
     "rings": [{"after": 60, "lower": {"billing": 1}, "drop": ["lang:en"], "queues": ["<id of a queue>"]}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.routing import (
    OfferLimits,
    QueuePolicy,
    Requirement,
    Ring,
    RoutingPolicy,
    Scoring,
    Selection,
)
from contact_center.kernel.ids import QueueId

T = TypeVar("T", bound=Enum)


class QueueSettings(Protocol):
    """The settings of a queue that routing follows."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def skills(self) -> dict[str, int]: ...
    @property
    def offer_seconds(self) -> dict[str, int]: ...
    @property
    def settings(self) -> dict[str, Any]: ...


def routing_policy(
    version: int, queues: Iterable[QueueSettings], tiers: Mapping[str, Tier], same_agent_after_s: int
) -> RoutingPolicy:
    """`tiers`: of each channel."""
    return RoutingPolicy(
        version=version,
        queues=tuple(queue_policy(queue, tiers) for queue in queues),
        same_agent_after_s=same_agent_after_s,
    )


def queue_policy(queue: QueueSettings, tiers: Mapping[str, Tier]) -> QueuePolicy:
    """A queue's priority is not in it: work carries its own, taken from the queue when it entered."""
    said = queue.settings
    return QueuePolicy(
        id=QueueId(queue.id),
        name=queue.name,
        requirements=_requirements(queue.skills),
        scoring=_choice(said.get("scoring"), Scoring.MINUTES_AND_PRIORITY),
        selection=_choice(said.get("selection"), Selection.LONGEST_IDLE),
        offer=offer_limits(queue.offer_seconds, tiers),
        auto_accept=bool(said.get("auto_accept", False)),
        rings=tuple(_ring(ring) for ring in said.get("rings", ())),
        due_lead_s=int(said.get("due_lead_seconds", QueuePolicy(id=QueueId(queue.id)).due_lead_s)),
        paused=bool(said.get("paused", False)),
    )


def offer_limits(seconds: Mapping[str, int], tiers: Mapping[str, Tier]) -> OfferLimits:
    """By tier: what the tier's own channels say (the shortest), else `*`, else the usual."""
    usual = OfferLimits()
    named = {
        tier: min(
            (seconds[channel] for channel, its in tiers.items() if its is tier and channel in seconds), default=None
        )
        for tier in Tier
    }
    return OfferLimits(
        live_s=_first(named[Tier.LIVE], seconds.get("*"), usual.live_s),
        messaging_s=_first(named[Tier.MESSAGING], seconds.get("*"), usual.messaging_s),
        deferred_s=_first(named[Tier.DEFERRED], seconds.get("*"), usual.deferred_s),
    )


def _ring(said: Mapping[str, Any]) -> Ring:
    return Ring(
        after_s=int(said["after"]),
        drop=tuple(said.get("drop", ())),
        lower=_requirements(said.get("lower", {})),
        add_queues=tuple(QueueId(UUID(queue)) for queue in said.get("queues", ())),
    )


def _requirements(skills: Mapping[str, int]) -> tuple[Requirement, ...]:
    return tuple(Requirement(name, min(5, max(0, level))) for name, level in sorted(skills.items()))


def _choice(said: object, usual: T) -> T:
    """A word this version does not know is no reason to stop routing."""
    return next((choice for choice in type(usual) if choice.value == said), usual)


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)
