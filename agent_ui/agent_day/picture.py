"""A day as lanes: states above, the work of each channel below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from agent_ui.agent_day.views import DayBlock, DayLane, DayPicture
from agent_ui.compose.presence import reason_name
from agent_ui.views.common import Tone
from agent_ui.words import agent_day as said
from agent_ui.words import labels
from agent_ui.words.languages import Words
from contact_center.interactions.reading.agent_day_queries import HandledPart
from contact_center.measures.agent_day import DayState, StateSpan, WorkedDay

LETTER: Final = 1.4
"""Percent of the picture that a letter takes; a Chinese one takes two of them."""
THINNEST: Final = 0.25
MOST_ROWS: Final = 6
"""Rows of one lane: more at once than any agent may have in hand stand over one another."""
STEPS: Final = (1, 2, 3, 4, 6, 12)
MOST_TICKS: Final = 10


class Axis:
    """Whole hours around all that happened."""

    def __init__(self, words: Words, begin: datetime, end: datetime) -> None:
        self._words = words
        self.begin = begin.astimezone(words.zone).replace(minute=0, second=0, microsecond=0)
        hours = max(1, -(-(end - self.begin) // timedelta(hours=1)))
        self.hours = hours
        self._long = timedelta(hours=hours)

    def at(self, when: datetime) -> float:
        return min(100.0, max(0.0, (when - self.begin) / self._long * 100))

    def block(self, since: datetime, until: datetime) -> tuple[float, float]:
        x = self.at(since)
        return x, max(THINNEST, self.at(until) - x)

    def ticks(self) -> tuple[tuple[str, str], ...]:
        step = next((one for one in STEPS if self.hours <= one * MOST_TICKS), STEPS[-1])
        times = [self.begin + timedelta(hours=n) for n in range(0, self.hours + 1, step)]
        return tuple((percent(self.at(one)), self._words.clock(one)) for one in times)


def percent(value: float) -> str:
    return f"{value:.2f}%"


def picture(
    words: Words, day: WorkedDay, ratings: Callable[[HandledPart], tuple[str, Tone]],
    address: Callable[[HandledPart], str | None],
) -> DayPicture | None:  # fmt: skip
    """`ratings`: what a customer gave for a piece; `address`: where it is read."""
    times = [(one.since, one.until) for one in day.spans]
    times += [(one.offered_at, one.done_at or one.seen_at) for one in day.parts]
    if not times:
        return None
    begin, end = max(day.start, min(t[0] for t in times)), min(day.end, max(t[1] for t in times))
    axis = Axis(words, begin, max(end, begin + timedelta(minutes=1)))
    lanes = [DayLane(words.gettext("State"), (tuple(_state(words, axis, one) for one in day.spans),))]
    for channel in sorted({one.channel for one in day.parts}, key=lambda code: labels.channel(words, code)):
        rows = _rows([one for one in day.parts if one.channel == channel])
        lanes.append(
            DayLane(
                labels.channel(words, channel),
                tuple(tuple(_piece(words, axis, one, ratings(one), address(one)) for one in row) for row in rows),
            )
        )
    return DayPicture(axis.ticks(), tuple(lanes))


def _state(words: Words, axis: Axis, one: StateSpan) -> DayBlock:
    x, width = axis.block(one.since, one.until)
    name = (reason_name(words, one.reason) if one.state is DayState.AWAY else None) or said.state(words, one.state)
    label = words.gettext(
        "%(what)s, %(from)s to %(to)s", **{"what": name, "from": words.clock(one.since), "to": words.clock(one.until)}
    )
    away = one.state in (DayState.AWAY, DayState.NOT_RESPONDING)
    return DayBlock(
        percent(x), percent(width), label, name if away and _fits(name, width) else "", state=one.state
    )  # fmt: skip


def _piece(words: Words, axis: Axis, one: HandledPart, rating: tuple[str, Tone], href: str | None) -> DayBlock:
    since, until = one.connected_at or one.offered_at, one.done_at or one.seen_at
    x, width = axis.block(since, until)
    outcome, tone = said.outcome(words, one)
    label = words.gettext(
        "%(what)s, %(from)s to %(to)s: %(outcome)s",
        **{
            "what": labels.channel(words, one.channel), "from": words.clock(since), "to": words.clock(until),
            "outcome": outcome,
        },
    )  # fmt: skip
    text, rated = rating
    if text:
        label = words.gettext("%(label)s; rated %(score)s", label=label, score=text)
    return DayBlock(
        percent(x), percent(width), label, text if _fits(text, width) else "",
        tone=rated if rated is Tone.LATE else tone, href=href,
    )  # fmt: skip


def _fits(text: str, width: float) -> bool:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text) * LETTER < width


def _rows(parts: Sequence[HandledPart]) -> list[list[HandledPart]]:
    """Each piece in the first row whose last one was over by then."""
    rows: list[list[HandledPart]] = []
    for one in sorted(parts, key=lambda part: part.connected_at or part.offered_at):
        since = one.connected_at or one.offered_at
        free = next((row for row in rows if (row[-1].done_at or row[-1].seen_at) <= since), None)
        if free is not None:
            free.append(one)
        elif len(rows) < MOST_ROWS:
            rows.append([one])
        else:
            rows[-1].append(one)
    return rows
