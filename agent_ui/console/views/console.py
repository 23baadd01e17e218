"""The console as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.console.views.call import CallView
from agent_ui.console.views.common import SourceAge
from agent_ui.console.views.conversation import ThreadView, WrapUpView
from agent_ui.console.views.customer import CustomerView
from agent_ui.console.views.offer import OfferView
from agent_ui.console.views.presence import PresenceView
from agent_ui.console.views.work import WorkListView


@dataclass(frozen=True, slots=True)
class Alert:
    """One line in the top bar about a queue of the reader's."""

    text: str


@dataclass(frozen=True, slots=True)
class ConsoleView:
    work: WorkListView
    presence: PresenceView
    thread: ThreadView | None = None
    customer: CustomerView | None = None
    offer: OfferView | None = None
    call: CallView | None = None
    """The call this agent is in, whichever conversation is open."""
    wrap_ups: tuple[WrapUpView, ...] = ()
    alert: Alert | None = None
    erp: SourceAge | None = None
