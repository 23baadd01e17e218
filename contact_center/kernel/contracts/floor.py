"""The published words of the floor: announcements to agents, and their requests for help."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, AnnouncementId, HelpRequestId, InteractionId, UserId


@event_type("announcement.made")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementMade(Event):
    announcement_id: AnnouncementId
    by_user_id: UserId
    told: list[AgentId]
    """Whom it is for."""


@event_type("announcement.read")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementRead(Event):
    announcement_id: AnnouncementId
    agent_id: AgentId


@event_type("announcement.taken_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementTakenBack(Event):
    announcement_id: AnnouncementId
    told: list[AgentId]
    """From whose pages it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpEvent(Event):
    """Base of what happens to a request for help."""

    help_request_id: HelpRequestId
    agent_id: AgentId
    """Who asked."""


@event_type("help.asked")
@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked(HelpEvent):
    interaction_id: InteractionId | None = None


@event_type("help.taken")
@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTaken(HelpEvent):
    by_user_id: UserId


@event_type("help.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class HelpEnded(HelpEvent):
    by_user_id: UserId
