"""What a row of an interaction's history says: a code and what it names. Pure.

Rows of older versions have text instead (`moved: the customer asked for it`); `of_text` reads the forms there were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from contact_center.kernel.contracts.interactions import QueuedBecause
from contact_center.kernel.phrases import Phrase


class HistoryCode(StrEnum):
    """Beside these, the reasons for which work enters its queue (`QueuedBecause`) are codes."""

    WISH = "wish"
    """`wish`: of a customer, which is carried out by itself."""
    AUTOMATIC = "automatic"
    """Sent by a machine."""
    BLOCKED = "blocked"
    """Its sender is blocked: it is spam."""
    VOICEMAIL_LEFT = "voicemail_left"
    STARTED = "started"
    """Begun by one of ours, who wrote first."""
    CALLED_OUT = "called_out"
    """Begun by one of ours, who called."""
    CALL_ANSWERED = "call_answered"
    """The customer has answered a call of ours."""
    CALL_NOT_REACHED = "call_not_reached"
    """`result` of a call of ours that nobody answered, `code` where more is known."""
    CALL_MESSAGE_LEFT = "call_message_left"
    """A machine had taken a call of ours, and was told our message."""
    CALL_PAID = "call_paid"
    """`minutes` of a call of ours that are reckoned, and their `cost` in `currency`."""
    ACCEPTED = "accepted"
    TAKEN_UP = "taken_up"
    REOPENED = "reopened"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_OVER = "invitation_over"
    """Declined, or not answered: the outcome says which."""
    IMPORTED = "imported"
    """Old mail from before, brought from a file."""
    RETURNED_TO_AGENT = "returned_to_agent"
    """The next turn of a dialogue; it goes without saying, as `ANSWERED` does."""
    ANSWERED = "answered"
    FOR_CUSTOMER = "waiting_for_customer"
    SILENT = "silent"
    """An answered chat in which nobody said anything for as long as the organisation has chosen."""
    MANY_WAIT = "many_wait"
    """Answered, but in hand still: as much as may be waits for customers with its agent."""
    PARKED = "parked"
    """`until`."""
    PARKED_FOR_BREAK = "parked_for_break"
    KEPT_AT_SIGN_OUT = "kept_at_sign_out"
    LEFT_BY_AGENT = "left_by_agent"
    """Whoever had it works here no more; `to`: the colleague it waits with now, if any."""
    MESSAGE_TAKEN_BACK = "message_taken_back"
    """By its writer, before it was sent."""
    VISITOR_LEFT = "visitor_left"
    """`at`: since when nobody was heard of."""
    VISITOR_CAME = "visitor_came"
    VOICEMAIL = "voicemail"
    """`because`: the caller is asked for a message."""
    TO_VOICEMAIL = "to_voicemail"
    CUSTOMER_LEFT = "customer_left"
    MEDIA_LOST = "media_lost"
    CLOSED_BY_AGENT = "closed_by_agent"
    RAISED = "raised"
    """`points`, and in whose words `why`; likewise of `QueuedBecause.MOVED` and `TAKEN_BACK`."""
    ASSIGNED = "assigned"
    """`agent`, `why`."""
    UNDONE = "undone"
    """`act`: what a supervisor took back."""
    WIDENED = "widened"
    """`because`, `queue`: a name, as it was; likewise of `QueuedBecause.OVERFLOWED`."""
    CALL_INTERRUPTED = "call_interrupted"
    """`side` whose media was gone, and for how many `seconds`."""
    CONSULT_ASKED = "consult_asked"
    """`to`: the colleague; likewise of the next four."""
    CONSULT_OVER = "consult_over"
    """`parted`: how."""
    CONFERENCED = "conferenced"
    HANDED_OVER = "handed_over"
    """`by` whom."""
    GIVEN_TO_CONSULTED = "given_to_consulted"
    """Its agent, `by`, was lost."""
    OUTSIDE_CALLED = "outside_called"
    """`to`: the attempt by which a number outside was rung for the call; likewise of the next four."""
    OUTSIDE_IN = "outside_in"
    """It spoke with the customer and the agent."""
    OUTSIDE_OVER = "outside_over"
    """`result`; where it is paid for `minutes`, `cost` and `currency`."""
    SENT_OUTSIDE = "sent_outside"
    """The customer was given to it."""
    OUTSIDE_RETURNED = "outside_returned"
    """`result`: the customer came back from it."""
    CALL_PARKED = "call_parked"
    """`until`: when it comes back, should nobody pick it up."""
    CALL_PICKED_UP = "call_picked_up"
    """`seconds` it had been parked."""
    CALL_LEFT_PARKED = "call_left_parked"
    """The customer hung up meanwhile."""
    CALLBACK_ASKED = "callback_asked"
    CALLBACK_CALLED_IN = "callback_called_in"
    CALLBACK_LATE = "callback_late"
    CALLBACK_TRIED = "callback_tried"
    """`result`, `number` of the attempt; likewise of the next two."""
    CALLBACK_REACHED = "callback_reached"
    CALLBACK_GIVEN_UP = "callback_given_up"
    TASK_DUE = "task_due"
    TASK_ENDED = "task_ended"
    """What it was for is done, or not to be done any more."""
    TASK_RESCHEDULED = "task_rescheduled"


def of_text(why: str) -> Phrase | None:
    """What the text of an older version says; None for a form that there never was."""
    if why in _WHOLE:
        return Phrase(_WHOLE[why])
    code, _, rest = why.partition(":")
    reads = _WITH_MORE.get(code)
    return reads(rest.removeprefix(" ")) if reads else Phrase(code) if code in _KNOWN and not rest else None


_WHOLE: Mapping[str, str] = {
    "sent by a machine": HistoryCode.AUTOMATIC,
    "left after the tone": HistoryCode.VOICEMAIL_LEFT,
    "waiting for the customer": HistoryCode.FOR_CUSTOMER,
    "put_by_for_break": HistoryCode.PARKED_FOR_BREAK,
    "to voicemail": HistoryCode.TO_VOICEMAIL,
    "the customer left": HistoryCode.CUSTOMER_LEFT,
    "media lost": HistoryCode.MEDIA_LOST,
    "closed by the agent": HistoryCode.CLOSED_BY_AGENT,
}
_KNOWN = frozenset([*(code.value for code in HistoryCode), *(code.value for code in QueuedBecause)])

Reads = Callable[[str], Phrase]


def _one(code: str, name: str) -> Reads:
    return lambda rest: Phrase(code, {name: rest} if rest else {})


def _two(code: str, first: str, second: str) -> Reads:
    def read(rest: str) -> Phrase:
        one, _, other = rest.partition(":")
        args: dict[str, Any] = {first: one, second: other.strip()}
        return Phrase(code, {name: value for name, value in args.items() if value})

    return read


_WITH_MORE: Mapping[str, Reads] = {
    "wish": _one(HistoryCode.WISH, "wish"),
    "put_by": _one(HistoryCode.PARKED, "until"),
    "visitor_left": _one(HistoryCode.VISITOR_LEFT, "at"),
    "voicemail": _one(HistoryCode.VOICEMAIL, "because"),
    "undone": _one(HistoryCode.UNDONE, "act"),
    "ruled": _one(QueuedBecause.RULED, "rules"),
    "transferred": _one(QueuedBecause.TRANSFERRED, "to"),
    "handed_back": _two(QueuedBecause.HANDED_BACK, "how", "to"),
    "moved": _one(QueuedBecause.MOVED, "why"),
    "taken_back": _one(QueuedBecause.TAKEN_BACK, "why"),
    "raised": _two(HistoryCode.RAISED, "points", "why"),
    "assigned": _two(HistoryCode.ASSIGNED, "agent", "why"),
    "overflowed": _two(QueuedBecause.OVERFLOWED, "because", "queue"),
    "widened": _two(HistoryCode.WIDENED, "because", "queue"),
    "call_interrupted": _two(HistoryCode.CALL_INTERRUPTED, "side", "seconds"),
    "callback_tried": _two(HistoryCode.CALLBACK_TRIED, "result", "number"),
    "callback_reached": _two(HistoryCode.CALLBACK_REACHED, "result", "number"),
    "callback_given_up": _two(HistoryCode.CALLBACK_GIVEN_UP, "result", "number"),
}
