"""An agent's day in words: their states, and what became of each piece."""

from __future__ import annotations

from agent_ui.views.common import Tone
from agent_ui.words.languages import Words
from contact_center.interactions.reading.agent_day_queries import HandledPart
from contact_center.kernel.contracts.interactions import Reason, State
from contact_center.measures.agent_day import DayState


def state(words: Words, state: DayState) -> str:
    return {
        DayState.READY: words.gettext("available, no work"),
        DayState.WORKING: words.gettext("working"),
        DayState.WRAPPING: words.gettext("wrap-up"),
        DayState.AWAY: words.gettext("away"),
        DayState.NOT_RESPONDING: words.gettext("not responding"),
    }[state]


def outcome(words: Words, part: HandledPart) -> tuple[str, Tone]:
    """What became of a piece in this agent's hands."""
    match part.reason:
        case Reason.TIMED_OUT:
            return words.gettext("missed"), Tone.LATE
        case Reason.REJECTED:
            return words.gettext("rejected"), Tone.SOON
        case Reason.TRANSFERRED:
            return words.gettext("handed on"), Tone.PLAIN
        case Reason.PARKED:
            return words.gettext("parked"), Tone.PLAIN
        case Reason.LOST:
            return words.gettext("connection lost"), Tone.LATE
        case Reason.RESCINDED:
            return words.gettext("withdrawn"), Tone.PLAIN
    if part.done_at is None:
        waits = part.state == State.WAITING
        return words.gettext("waits for the customer") if waits else words.gettext("in hand"), Tone.PLAIN
    if part.purpose == "consult":
        return words.gettext("consulted"), Tone.PLAIN
    return {
        State.CLOSED: words.gettext("completed"),
        State.WAITING: words.gettext("waits for the customer"),
    }.get(State(part.state), words.gettext("done")), Tone.PLAIN
