"""An offer and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent_ui.views.common import IdentityView, Tone
from contact_center.kernel.ids import InteractionId, SegmentId


@dataclass(frozen=True, slots=True)
class OfferFact:
    icon: str
    text: str
    source: str
    tone: Tone = Tone.PLAIN


class OfferState(StrEnum):
    ALERTING = "alerting"
    GONE = "gone"
    """Taken by somebody else, or the customer left."""
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class OfferView:
    segment: SegmentId
    interaction: InteractionId
    channel: str
    queue: str
    who: str
    identity: IdentityView
    waiting_since: datetime
    offered_at: datetime
    due: datetime
    facts: tuple[OfferFact, ...] = ()
    because: str | None = None
    explanation: str | None = None
    """Address of the full explanation."""
    consequence: str | None = None
    """What happens to open work on accepting."""
    state: OfferState = OfferState.ALERTING
    outcome: str | None = None
    """For GONE and MISSED: what happened, in words."""
    preview: str | None = None
