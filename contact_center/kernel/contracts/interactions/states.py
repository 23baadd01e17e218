"""The states of work and of who does it, and why they change."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    WORKING = "working"
    WAITING = "waiting"
    """For the customer; uses no capacity."""
    CLOSED = "closed"


class Outcome(StrEnum):
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    """The customer left before anybody answered; live channels only."""
    DROPPED = "dropped"
    """Our side lost it: a media process died."""
    FLOWED_OUT = "flowed_out"
    SPAM = "spam"
    NEVER_REACHED = "never_reached"
    """We called, and nobody answered; of a callback, none of its calls."""
    AUTOMATIC = "automatic"
    """Sent by a machine; nobody has to answer."""
    TAKEN_BACK = "taken_back"
    """We began it, and took its message back before it was sent: nobody was contacted."""
    DECLINED = "declined"
    """We invited them to a chat, and they did not want one."""
    UNANSWERED = "unanswered"
    """We invited them to a chat, and nobody answered."""
    IMPORTED = "imported"
    """Old mail from before; it was never work here."""


class CallResult(StrEnum):
    """What became of a call of ours."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    """An answering machine took it."""
    CANCELLED = "cancelled"
    """Whoever called gave it up, or was not there, before anybody answered."""
    FAILED = "failed"
    """The network could not ring it, or our media broke."""


class SegmentState(StrEnum):
    ALERTING = "alerting"
    CONNECTED = "connected"
    HELD = "held"
    WRAPPING = "wrapping"
    DONE = "done"


class Reason(StrEnum):
    """Why a segment is done."""

    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    PARKED = "parked"
    """The agent parked the call, for whoever picks it up."""
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    """RONA: nobody took the offer in time."""
    RESCINDED = "rescinded"
    """The work went away while it was offered."""
    LOST = "lost"
    """The agent's browser, network or machine went away."""


class Identity(StrEnum):
    """How sure we are who a conversation is with (D31)."""

    UNKNOWN = "unknown"
    CLAIMED = "claimed"
    """Caller ID or From matched one customer: a claim, not proof."""
    AMBIGUOUS = "ambiguous"
    """Several customers share the address: the agent picks, and no ERP fact shows before."""
    VERIFIED = "verified"


class QueuedBecause(StrEnum):
    NEW = "new"
    CUSTOMER_WROTE = "customer_wrote"
    TRANSFERRED = "transferred"
    AGENT_LOST = "agent_lost"
    RETURNED = "returned"
    """The agent gave it back, e.g. at sign-out."""
    MOVED = "moved"
    """A supervisor put it into another queue."""
    TAKEN_BACK = "taken_back"
    """A supervisor took it from its agent."""
    RULED = "ruled"
    """Facts arrived by which a rule sends it elsewhere."""
    OVERFLOWED = "overflowed"
    """A rule of its queue, or the closure of the queue, sent it to another."""
    CALLBACK_DUE = "callback_due"
    """It is time to call the customer again."""
    HANDED_BACK = "handed_back"
    """The colleague it was transferred to did not take it."""
    PULLED = "pulled"
    """An agent asked for the oldest work of the queue; it is held for them."""
    WOKEN = "woken"
    """The time is over until which its agent had put it by."""
    PARK_OVER = "park_over"
    """Nobody picked the parked call up in time."""


class ReturnReason(StrEnum):
    """Why a colleague did not take what was transferred to them."""

    REFUSED = "refused"
    MISSED = "missed"
    """It rang, and nobody answered."""
    NO_PLACE = "no_place"
    """No place became free in time."""
    NOT_AVAILABLE = "not_available"
    """They left, or their connection broke."""


class ParkReason(StrEnum):
    """Why work waits with its agent, and with that how it comes back."""

    ANSWERED = "answered"
    """By an answer, in a dialogue: the next message goes straight back into the agent's hand."""
    AGENT = "agent"
    """The agent chose the time."""
    BREAK = "break"
    """Its agent went on a break; it comes back with them."""
    SIGN_OUT = "sign_out"
    """Its agent signed out and kept it; it comes back with them."""
    CALL = "call"
    """A live call: its customer hears music, and whoever serves the queue may pick it up."""


class OnBreak(StrEnum):
    """What happens to an agent's open mails and messages when a break begins; the organisation chooses."""

    KEEP = "keep"
    """They stay with the agent, who may go on with them."""
    PARK = "park"
    """They are put by until the agent is back, or a set time is over."""
    QUEUE = "queue"
    """They go back to their queues, at the head."""


class WrapMode(StrEnum):
    NONE = "none"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"
    """Until a disposition is chosen."""
    TIMED = "timed"
