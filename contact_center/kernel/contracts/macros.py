"""The published words of the room of macros."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, InteractionId, MacroId


@event_type("macro.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class MacroChanged(Event):
    """A set of acts was written, changed or removed."""

    macro_id: MacroId
    removed: bool = False


@event_type("macro.run")
@dataclass(frozen=True, slots=True, kw_only=True)
class MacroRun(Event):
    macro_id: MacroId
    interaction_id: InteractionId
    agent_id: AgentId
    done: int
    """Acts that were carried out."""
    left: int
    """Acts that could not be."""
