"""What the console's templates take: frozen facts, already decided, in nobody's language.

Times are aware datetimes; texts of ours are made in `labels` and `sentences`, texts of people are kept
as they were written. A view never holds more than its reader may see.
"""

from __future__ import annotations

from agent_ui.console.views.call import CallEnd, CallState, CallView, LegState, LegView, Recording
from agent_ui.console.views.common import ClockKind, ClockView, IdentityState, IdentityView, SourceAge, Tone
from agent_ui.console.views.console import Alert, ConsoleView
from agent_ui.console.views.conversation import (
    CallbackView,
    ComposerView,
    Disposition,
    EventIcon,
    EventView,
    FileView,
    Guard,
    MessageView,
    NoteView,
    PastView,
    ThreadItem,
    ThreadView,
    VoicemailState,
    VoicemailView,
    WrapUpView,
)
from agent_ui.console.views.customer import (
    CustomerChoice,
    CustomerView,
    ErpFacts,
    Fact,
    HistoryLine,
    OpenMatter,
    Stage,
    StageState,
    Statement,
    Tab,
)
from agent_ui.console.views.dialogs import (
    Candidate,
    ExplanationView,
    OpenWork,
    SignOutView,
    TransferTarget,
    TransferView,
    VerifyView,
)
from agent_ui.console.views.offer import OfferFact, OfferState, OfferView
from agent_ui.console.views.presence import PresenceChoice, PresenceState, PresenceView
from agent_ui.console.views.work import GroupKind, SlotLine, WorkGroup, WorkListView, WorkRow

__all__ = [
    "Alert",
    "CallEnd",
    "CallState",
    "CallView",
    "CallbackView",
    "Candidate",
    "ClockKind",
    "ClockView",
    "ComposerView",
    "ConsoleView",
    "CustomerChoice",
    "CustomerView",
    "Disposition",
    "ErpFacts",
    "EventIcon",
    "EventView",
    "ExplanationView",
    "Fact",
    "FileView",
    "GroupKind",
    "Guard",
    "HistoryLine",
    "IdentityState",
    "IdentityView",
    "LegState",
    "LegView",
    "MessageView",
    "NoteView",
    "OfferFact",
    "OfferState",
    "OfferView",
    "OpenMatter",
    "OpenWork",
    "PastView",
    "PresenceChoice",
    "PresenceState",
    "PresenceView",
    "Recording",
    "SignOutView",
    "SlotLine",
    "SourceAge",
    "Stage",
    "StageState",
    "Statement",
    "Tab",
    "ThreadItem",
    "ThreadView",
    "Tone",
    "TransferTarget",
    "TransferView",
    "VerifyView",
    "VoicemailState",
    "VoicemailView",
    "WorkGroup",
    "WorkListView",
    "WorkRow",
    "WrapUpView",
]
