"""What routing tells in the log: changes of its settings, and work that nobody can take."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, InteractionId, QueueId


@event_type("routing.policy_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingPolicyChanged(Event):
    """Queues or rules have a new version; the router takes it over whole."""

    policy_version: int


@event_type("routing.profile_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgentProfileChanged(Event):
    """Queues, skills or capacity of an agent are different now."""

    agent_id: AgentId


@event_type("interaction.nobody_eligible")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionUnserved(Event):
    """Nobody who is signed in could take this work, however long it waits."""

    interaction_id: InteractionId
    queue_id: QueueId
    lack: str
    """A value of `contracts.routing.Lack`."""
    missing: list[str]
    """`name:minimum`, the skills that nobody has."""


@event_type("interaction.eligible_again")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionServed(Event):
    interaction_id: InteractionId
    queue_id: QueueId
