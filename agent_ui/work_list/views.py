"""What the list of all work takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views import ClockView
from agent_ui.views.lists import FilterView, ListOption, SavedViewLine
from contact_center.kernel.ids import InteractionId


@dataclass(frozen=True, slots=True)
class ConversationLine:
    interaction: InteractionId
    channel: str
    who: str
    text: str
    """What it is about, else what was said last."""
    organisation: str | None = None
    queue: str = ""
    standing: str = ""
    """How far it is, in words: in the queue, with whom, closed how."""
    tags: tuple[str, ...] = ()
    clock: ClockView | None = None
    at: datetime | None = None
    """When it was closed, or was last written in, where no clock runs."""


@dataclass(frozen=True, slots=True)
class WorkListPage:
    query: str
    rows: tuple[ConversationLine, ...]
    total: str
    filters: tuple[FilterView, ...] = ()
    views: tuple[SavedViewLine, ...] = ()
    next_page: str | None = None
    filtered: bool = False
    state: str = ""
    """The list as an address says it, to be saved or exported."""
    export: str = "/conversations/export.csv"
    can_steer: bool = False
    """The reader may assign work and move it to other queues."""
    agents: tuple[ListOption, ...] = ()
    queues: tuple[ListOption, ...] = ()
    macros: tuple[ListOption, ...] = ()
    variables: tuple[str, ...] = ()
    """As they are written in a reply to each."""


@dataclass(frozen=True, slots=True)
class ManyDone:
    """What became of an act on many."""

    said: str
    left: tuple[str, ...] = ()
    """Why some stayed as they were, each reason once with how many."""
    undo: str | None = None


@dataclass(frozen=True, slots=True)
class BlockedLine:
    """A sender whose messages are closed as spam."""

    interaction: UUID
    """The work that was closed as spam, by which they are known here."""
    channel: str
    address: str
    name: str
    subject: str
    by: str
    at: datetime
    customer: str | None = None

    @property
    def href(self) -> str:
        return f"/console?c={self.interaction}"


@dataclass(frozen=True, slots=True)
class BlockedView:
    text: str
    senders: tuple[BlockedLine, ...]
    total: str
    next_page: str | None = None
    undo: str | None = None
    """Where unblocking the last one is taken back."""
