"""What stands around every page of somebody who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.views import Alert, CallView, OfferView, PresenceView


@dataclass(frozen=True, slots=True)
class FrameView:
    """For who takes work: it is offered, and calls go on, wherever they are looking."""

    presence: PresenceView
    offer: OfferView | None = None
    call: CallView | None = None
    """The call this agent is in, whatever the page shows."""
    alert: Alert | None = None
    cases: int = 0
    """How many cases this agent owns that are not resolved."""
    mentions: int = 0
    """How often colleagues called this agent, and they have not seen it."""
