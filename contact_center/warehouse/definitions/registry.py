"""Every measure: its name, what it says in words, its unit, its grain, its switches, its source and since when.

One list for all who count or explain: the wallboard, reports, the API and the warehouse take the conditions from
`waits`, the formulas from `counts`; `docs/reference/measures.md` and the API of definitions are made from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WAIT = "one wait of an interaction in a queue, in the interval in which it entered"
TIME = "one stretch of an agent's time"
PART = "one agent's part in an interaction, in the interval in which it was finished"
WAITS = "measures: entry"
STATES = "measures: agent_state"
SEGMENTS = "core: segment"
FIRST_VERSION = date(2026, 11, 23)


class MeasureUnit(StrEnum):
    PIECES = "pieces"
    SECONDS = "seconds"
    SHARE = "share, 0 to 1"


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """What a figure of this name means, wherever it stands."""

    name: str
    words: str
    unit: MeasureUnit
    grain: str
    source: str
    switches: tuple[str, ...] = ()
    """Settings of a queue that change what counts, read when the figure is."""
    since: date = FIRST_VERSION


def _count(name: str, words: str, *switches: str) -> MeasureDefinition:
    return MeasureDefinition(name, words, MeasureUnit.PIECES, WAIT, WAITS, switches)


REGISTRY: tuple[MeasureDefinition, ...] = (
    _count(
        "offered",
        "Handled pieces: all waits. A contact that was handed on to two more queues is three of them. "
        "offered = answered + abandoned + flowed_out + closed + waiting; for first answers, offered = contacts + "
        "transferred.",
    ),
    _count("contacts", "Customers' contacts: each once, in the queue and interval in which it began."),
    _count("transferred", "Pieces that came from another queue, or anew to this one with a new clock."),
    _count("answered", "An agent accepted."),
    _count("answered_within", "Those of `answered` that had a target and met it."),
    _count("answered_late", "Those of `answered` that had a target and did not meet it."),
    _count("abandoned", "The customer left before an agent accepted."),
    _count(
        "abandoned_short",
        "Those of `abandoned` that left within the queue's limit, or before their clock began.",
        "short_abandon_seconds",
    ),
    _count("flowed_out", "Moved to another queue while waiting."),
    _count("closed", "Ended in the queue in another way: spam, media lost, closed without an agent."),
    _count("waiting", "Still without a first answer."),
    _count("waiting_late", "Those of `waiting` that are past their target."),
    MeasureDefinition(
        "answered_wait_seconds", "Waits of the answered, summed; open hours only.", MeasureUnit.SECONDS, WAIT, WAITS
    ),
    MeasureDefinition(
        "average_wait_seconds",
        "`answered_wait_seconds` / `answered`: the average speed of answer. None when nobody was answered.",
        MeasureUnit.SECONDS, WAIT, WAITS,
    ),
    MeasureDefinition(
        "service_level",
        "`answered_within` / (`answered_within` + `answered_late` + `abandoned` after the short-abandon limit + "
        "`flowed_out` + `waiting_late`), the last three as the queue's switches say. Over queues and channels parts "
        "are summed, shares never averaged. None when nothing was due. Its range is Wilson's interval at 95 %.",
        MeasureUnit.SHARE, WAIT, WAITS, ("short_abandon_seconds", "abandons", "flow_outs", "waiting_past_target"),
    ),
    MeasureDefinition(
        "contact_seconds",
        "From connecting to wrap-up or the end, without holds and parked time.",
        MeasureUnit.SECONDS, PART, SEGMENTS,
    ),
    MeasureDefinition("hold_seconds", "On hold.", MeasureUnit.SECONDS, PART, SEGMENTS),
    MeasureDefinition("wrap_seconds", "After-contact work.", MeasureUnit.SECONDS, PART, SEGMENTS),
    MeasureDefinition(
        "state_seconds", "Time in a presence, with a reason, busy with something; all add up to the time signed in.",
        MeasureUnit.SECONDS, TIME, STATES,
    ),
    MeasureDefinition(
        "occupancy",
        "Handling / (handling + ready): `working` and `wrapping` in whatever presence, over these and the time "
        "`available` with nothing in hand, offers that ring included. Breaks and not responding are in neither.",
        MeasureUnit.SHARE, TIME, STATES,
    ),
)  # fmt: skip
