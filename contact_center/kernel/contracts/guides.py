"""The published words of the room of guides."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import InteractionId, QueueId


@event_type("guide.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class GuideChanged(Event):
    """The steps that agents of a queue are led through were changed. Version 0 is none."""

    queue_id: QueueId
    guide_version: int


@event_type("guide.answered")
@dataclass(frozen=True, slots=True, kw_only=True)
class GuideAnswered(Event):
    """A step was answered, or answered anew. `finished`: the end of the guide is reached."""

    interaction_id: InteractionId
    queue_id: QueueId
    step: str
    finished: bool
