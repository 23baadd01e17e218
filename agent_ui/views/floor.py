"""What passes between agents and their supervisors: announcements, raised hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.ids import AgentId, InteractionId


@dataclass(frozen=True, slots=True)
class AnnouncementLine:
    """Something that the reader has still to read."""

    id: UUID
    by: str
    when: str
    text: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class OwnHandView:
    """The reader's raised hand."""

    id: UUID
    since: datetime
    text: str
    coming: str
    """Who said that they come; empty: nobody yet."""


@dataclass(frozen=True, slots=True)
class RaisedHandLine:
    """For supervisors: who asks for help."""

    id: UUID
    agent: AgentId
    name: str
    since: datetime
    text: str
    work: InteractionId | None = None
    who: str = ""
    """Whose work it is about."""
    channel: str = ""
    coming: str = ""
    """The colleague who comes."""
    mine: bool = False
    """The reader comes."""


@dataclass(frozen=True, slots=True)
class OtherQueuesView:
    """The reader serves other queues than usual."""

    queues: tuple[str, ...]
    until: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class FloorView:
    """Above each page of whoever takes work."""

    announcements: tuple[AnnouncementLine, ...] = ()
    hand: OwnHandView | None = None
    raised: tuple[RaisedHandLine, ...] = ()
    serving: OtherQueuesView | None = None
