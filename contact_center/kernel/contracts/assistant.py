"""The published words of the room of the assistant."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import InteractionId


@event_type("assistant.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantChanged(Event):
    """The language model of the organisation was set up, changed, or switched on or off."""

    enabled: bool


@event_type("assistant.asked")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantAsked(Event):
    """Texts of a conversation went to the organisation's language model; neither they nor the answer are kept."""

    interaction_id: InteractionId
    what: str
