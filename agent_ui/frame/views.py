"""What stands around every page of somebody who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent_ui.views import Alert, CallView, OfferView, PresenceView
from agent_ui.views.floor import FloorView


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
    waits: int = 0
    """Conversations in which a customer waits for this agent's answer."""
    notify: Mapping[str, object] = field(
        default_factory=lambda: {"sound": ["offer", "call"], "browser": [], "volume": 60}
    )
    """As the page reads it: what is told by `sound`, what by the `browser`, how loud."""
    floor: FloorView = field(default_factory=FloorView)
    mentions: int = 0
    """How often colleagues called this agent, and they have not seen it."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Something of which a person is told: who and where, never what was written."""

    kind: str
    id: str
    """One window of several tells each once."""
    title: str
    text: str
    href: str = ""
