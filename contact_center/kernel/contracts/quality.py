"""The published words of the room of quality."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, EvaluationId, InteractionId, ScoreCardId


@event_type("quality.card_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCardChanged(Event):
    """A score card was written, changed, retired or brought back."""

    card_id: ScoreCardId


@event_type("quality.published")
@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPublished(Event):
    """The agent may see how a piece of their work was evaluated, or how it was changed since."""

    evaluation_id: EvaluationId
    interaction_id: InteractionId
    agent_id: AgentId


@event_type("quality.replied")
@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationReplied(Event):
    """The agent has answered an evaluation."""

    evaluation_id: EvaluationId
    agent_id: AgentId
    disputed: bool
