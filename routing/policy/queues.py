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

from contact_center.kernel.by_channel import REST, named_channels
from contact_center.kernel.ids import QueueId
from routing.engine.model import (
    ChannelLimit,
    Interrupt,
    OfferLimits,
    QueuePolicy,
    Requirement,
    Reserve,
    Ring,
    RoutingPolicy,
    Scoring,
    Selection,
    TierShares,
)
from routing.flow.model import Then, When

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
    version: int, queues: Iterable[QueueSettings], same_agent_after_s: int, settings: Mapping[str, Any] | None = None
) -> RoutingPolicy:
    """`settings` are the tenant's own: `{"shares": {"live": 60}, "interrupts": [{"by": "voice", "over": "email"}],
    "reserved": {"voice": 1}}`."""
    said, listed = settings or {}, list(queues)
    ids = {name: QueueId(queue.id) for queue in listed for name in (queue.name, str(queue.id))}
    return RoutingPolicy(
        version=version,
        queues=tuple(queue_policy(queue, ids) for queue in listed),
        shares=TierShares(**said.get("shares", {})),
        interrupts=tuple(Interrupt(one["by"], one["over"]) for one in said.get("interrupts", ())),
        reserved=tuple(Reserve(channel, int(places)) for channel, places in said.get("reserved", {}).items()),
        same_agent_after_s=same_agent_after_s,
    )


def queue_policy(queue: QueueSettings, ids: Mapping[str, QueueId] | None = None) -> QueuePolicy:
    """A queue's priority is not in it: work carries its own, taken from the queue when it entered."""
    said = queue.settings
    return QueuePolicy(
        id=QueueId(queue.id),
        name=queue.name,
        requirements=_requirements(queue.skills),
        scoring=_choice(said.get("scoring"), Scoring.MINUTES_AND_PRIORITY),
        selection=_choice(said.get("selection"), Selection.LONGEST_IDLE),
        offer=offer_limits(queue.offer_seconds),
        auto_accept=bool(said.get("auto_accept", False)),
        rings=tuple(ring(one) for one in said.get("rings", ())),
        groups=groups_by_age(said.get("overflow", ()), ids or {}),
        due_lead_s=int(said.get("due_lead_seconds", QueuePolicy(id=QueueId(queue.id)).due_lead_s)),
        paused=bool(said.get("paused") or said.get("closed")),
    )


def groups_by_age(overflow: Iterable[Mapping[str, Any]], ids: Mapping[str, QueueId]) -> tuple[Ring, ...]:
    """Overflow to another group by age alone is a ring of the engine, exact to the instant, in simulations, too."""
    return tuple(
        Ring(after_s=int(step["limit"]), add_queues=(ids[step["queue"]],))
        for step in overflow
        if _is_ring(step) and step.get("queue") in ids
    )


def _is_ring(step: Mapping[str, Any]) -> bool:
    """As `OverflowStep.is_ring`, of steps as stored: one that this version cannot read stops no router."""
    by_age = step.get("then") == Then.GROUP and step.get("when") == When.WAITED
    return by_age and not step.get("tiers") and not step.get("message")


def offer_limits(seconds: Mapping[str, int]) -> OfferLimits:
    """What a channel says of its own, else `*`, else what its tier usually has."""
    channels = tuple(
        ChannelLimit(channel=name, seconds=limit) for name, limit in sorted(named_channels(seconds).items())
    )
    if REST not in seconds:
        return OfferLimits(channels=channels)
    rest = seconds[REST]
    return OfferLimits(live_s=rest, messaging_s=rest, deferred_s=rest, channels=channels)


def ring(said: Mapping[str, Any]) -> Ring:
    """As stored with a queue or with the work itself; queues by id."""
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
