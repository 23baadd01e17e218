"""The console as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.views.common import SourceAge
from agent_ui.views.conversation import ThreadView, WrapUpView
from agent_ui.views.customer import CustomerView
from agent_ui.views.work import WorkListView


@dataclass(frozen=True, slots=True)
class Alert:
    """One line in the top bar about a queue of the reader's."""

    text: str


@dataclass(frozen=True, slots=True)
class ConsoleView:
    """What the console has inside its frame."""

    work: WorkListView
    thread: ThreadView | None = None
    customer: CustomerView | None = None
    wrap_ups: tuple[WrapUpView, ...] = ()
    erp: SourceAge | None = None
