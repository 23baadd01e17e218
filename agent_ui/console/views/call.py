"""A call: who hears whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contact_center.kernel.ids import CallId, InteractionId


class CallState(StrEnum):
    CONNECTING = "connecting"
    CONNECTED = "connected"
    HELD = "held"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


class LegState(StrEnum):
    TALKING = "talking"
    MUSIC = "music"
    """Held; hears music."""
    NOTICE = "notice"
    """Hears the recording announcement."""
    JOINING = "joining"
    LOST = "lost"


class Recording(StrEnum):
    OFF = "off"
    SOON = "soon"
    """Begins when the notice has been heard."""
    ON = "on"
    PAUSED = "paused"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LegView:
    name: str
    state: LegState
    since: datetime | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class CallView:
    call: CallId
    interaction: InteractionId
    state: CallState
    since: datetime
    """When the customer's call was answered."""
    customer: LegView
    others: tuple[LegView, ...] = ()
    """A consulted colleague."""
    muted: bool = False
    recording: Recording = Recording.OFF
    recording_reason: str | None = None
    ended: str | None = None
    """How it ended, in words."""

    @property
    def live(self) -> bool:
        return self.state is not CallState.ENDED
