"""Reads an agent's day, for a supervisor and for the agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from agent_ui.agent_day.picture import percent, picture
from agent_ui.agent_day.views import AgentDayView, DayFigureLine, DayLink, DayPiece, DayPlace, DaySum
from agent_ui.compose import ratings
from agent_ui.compose.lens import Lens
from agent_ui.compose.presence import reason_name
from agent_ui.views.common import Tone
from agent_ui.views.ratings import RatingLine, RatingMark
from agent_ui.words import agent_day as said
from agent_ui.words import care as rated
from agent_ui.words import labels, waits
from agent_ui.words.dispositions import full_name
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.errors import NoSuchUser
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.dispositions.domain import DispositionTree
from contact_center.interactions.reading import floor_queries
from contact_center.interactions.reading.agent_day_queries import HandledPart
from contact_center.kernel.contracts.interactions import Reason
from contact_center.measures.agent_day import DayFigure, DayState, WorkedDay, handled_seconds, is_finished
from contact_center.measures.agent_day_reading import agent_day
from contact_center.platform.unit_of_work import Reader
from crm_core.care import service as care
from crm_core.care.domain import RatedBy, Rating, RatingVerdict, verdict
from routing.policy import administration as routing

OWN: Final = "/me/day"
TOOK_NONE: Final = (Reason.TIMED_OUT, Reason.REJECTED)


@dataclass(frozen=True, slots=True)
class DayContext:
    """What is known beside the figures, read once."""

    about: Mapping[UUID, Mapping[str, str | None]]
    """Who and what each piece of work is about."""
    ratings: Mapping[UUID, Rating]
    queues: Mapping[UUID, str]
    codes: DispositionTree
    readable: frozenset[UUID]
    own: bool


async def page(reader: Reader, lens: Lens, agent: UUID, day: date | None, time_zone: str) -> AgentDayView:
    """`day` None: today. Raises `NoSuchUser`, `WrongReportDays`."""
    words = lens.words
    name = (await directory.names(reader, lens.tenant, [agent])).get(agent)
    if name is None:
        raise NoSuchUser(agent)
    found = await agent_day(reader, lens.tenant, agent, day or words.today, time_zone)
    context = await _context(reader, lens, found)
    lines = await ratings.lines(reader, lens, sorted(context.ratings.values(), key=lambda one: one.asked_at))
    marks = () if context.own else (await ratings.marks(reader, lens, RatedBy.AGENT)).get(agent, ())
    return view_of(words, name, found, context, lines, marks)


def view_of(
    words: Words,
    name: str,
    found: WorkedDay,
    context: DayContext,
    lines: Sequence[RatingLine],
    marks: Sequence[RatingMark] = (),
) -> AgentDayView:
    address = OWN if context.own else f"/supervisor/agents/{found.agent_id}"
    return AgentDayView(
        name=name,
        title=_title(words, name, found),
        detail=tuple(_detail(words, found, list(context.ratings.values()))),
        day=found.day.isoformat(),
        before=_to(words, address, found.day - timedelta(days=1)),
        after=_to(words, address, found.day + timedelta(days=1)) if found.day < words.today else None,
        address=address,
        picture=picture(words, found, _rating(context), lambda part: _href(part, context)),
        pieces=tuple(_piece(words, part, context) for part in found.parts),
        sums=tuple(
            DaySum(one.state, _state_name(words, one.state, one.reason), duration(words, one.seconds))
            for one in found.sums
        ),
        signed_in=duration(words, found.signed_in_seconds),
        since=_since(words, found),
        figures=tuple(_figures(words, found)),
        compared=_compared(words, found),
        ratings=tuple(lines),
        marks=tuple(marks),
        change=None if context.own else f"/supervisor/control/agents/{found.agent_id}",
        own=context.own,
    )


async def _context(reader: Reader, lens: Lens, found: WorkedDay) -> DayContext:
    ids = [one.interaction_id for one in found.parts]
    given = await care.of_work(reader, lens.tenant, ids)
    return DayContext(
        about=await floor_queries.who(reader, lens.tenant, ids),
        ratings={one.interaction_id: one for one in given if one.agent_id == found.agent_id},
        queues=await routing.queue_names(reader, lens.tenant),
        codes=await dispositions.tree(reader, lens.tenant),
        readable=await lens.rights.readable(reader, ids),
        own=found.agent_id == lens.agent,
    )


def _to(words: Words, address: str, day: date) -> DayLink:
    return DayLink(words.long_date(day), f"{address}?day={day.isoformat()}")


def _title(words: Words, name: str, found: WorkedDay) -> str:
    n = int(found.finished.value or 0)
    day = words.long_date(found.day)
    return words.ngettext("%(who)s, %(day)s: %(n)s piece of work", "%(who)s, %(day)s: %(n)s pieces of work", n,
                          who=name, day=day)  # fmt: skip


def _detail(words: Words, found: WorkedDay, answered: list[Rating]) -> list[str]:
    done = [one for one in found.parts if is_finished(one, found.start, found.end)]
    sentences = []
    if done:
        counts = {channel: sum(one.channel == channel for one in done) for channel in {one.channel for one in done}}
        listed = [
            words.gettext("%(n)s %(pieces)s", n=words.number(n), pieces=labels.pieces(words, channel))
            for channel, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]
        sentences.append(words.gettext("Finished: %(list)s.", list=words.gettext(", ").join(listed)))
    missed = sum(one.reason == Reason.TIMED_OUT for one in found.parts)
    if missed:
        sentences.append(words.ngettext("%(n)s offer was missed.", "%(n)s offers were missed.", missed))
    bad = [one for one in answered if one.score is not None and verdict(one.of, one.score) is RatingVerdict.BAD]
    if bad:
        sentences.append(words.ngettext("%(n)s rating wants a look.", "%(n)s ratings want a look.", len(bad)))
    busy = found.occupancy
    if busy is not None:
        sentences.append(
            words.gettext(
                "Occupancy: %(share)s %% of the time available or handling work; breaks do not count.",
                share=words.percent(busy),
            )
        )
    return sentences


def _state_name(words: Words, state: DayState, reason: str | None) -> str:
    return (reason_name(words, reason) if state is DayState.AWAY else None) or said.state(words, state)


def _since(words: Words, found: WorkedDay) -> str:
    if not found.spans:
        return words.gettext("not signed in")
    begin, end = found.spans[0].since, found.spans[-1].until
    if found.goes_on and end >= words.now:
        return words.gettext("signed in since %(time)s", time=words.clock(begin))
    return words.gettext("signed in %(from)s to %(to)s", **{"from": words.clock(begin), "to": words.clock(end)})


def duration(words: Words, seconds: float) -> str:
    """35 min, 6 h 09: how long, to the minute; seconds below one."""
    span = timedelta(seconds=round(seconds))
    return words.span_exact(span) if span >= timedelta(hours=1) else words.span(span)


def _figures(words: Words, found: WorkedDay) -> list[DayFigureLine]:
    def count(value: float) -> str:
        return words.number(round(value))

    def time(value: float) -> str:
        return duration(words, value)

    lines = [_figure(words, words.gettext("Finished"), found.finished, count)]
    for channel, figure in found.medians.items():
        what = words.gettext("%(channel)s, median", channel=labels.channel(words, channel))
        lines.append(_figure(words, what, figure, time))
    return [*lines, _figure(words, words.gettext("Handed on"), found.transferred, count)]


def _figure(words: Words, name: str, figure: DayFigure, shown: Callable[[float], str]) -> DayFigureLine:
    value = figure.value or 0.0
    if figure.usual is None:
        return DayFigureLine(name, shown(value), words.gettext("too few days"))
    low, high = figure.usual.low, figure.usual.high
    least, most = min(low, value), max(high, value)
    scale = 80 / (most - least) if most > least else 0.0
    place = DayPlace(
        percent(10 + (low - least) * scale),
        percent(max(2.0, (high - low) * scale)),
        percent(10 + (value - least) * scale),
    )
    unusual = ""
    if value < low:
        unusual = words.gettext("less than usual")
    elif value > high:
        unusual = words.gettext("more than usual")
    usual = words.gettext("%(low)s–%(high)s", low=shown(low), high=shown(high))
    return DayFigureLine(name, shown(value), usual, place, unusual)


def _compared(words: Words, found: WorkedDay) -> str:
    if found.finished.usual is None:
        return words.gettext("Five days with work are needed before a day is compared with others.")
    return words.gettext(
        "The range is the middle 80 % of their own last 20 days with work. Compared with themselves only."
    )


def _rating(context: DayContext) -> Callable[[HandledPart], tuple[str, Tone]]:
    def given(part: HandledPart) -> tuple[str, Tone]:
        one = context.ratings.get(part.interaction_id)
        if one is None or one.score is None or part.connected_at is None:
            return "", Tone.PLAIN
        return str(one.score), rated.tone(one.of, one.score)

    return given


def _href(part: HandledPart, context: DayContext) -> str | None:
    if part.interaction_id not in context.readable:
        return None
    return f"/console?c={part.interaction_id}" if context.own else f"/supervisor/work/{part.interaction_id}"


def _piece(words: Words, part: HandledPart, context: DayContext) -> DayPiece:
    about = context.about.get(part.interaction_id, {})
    outcome, tone = said.outcome(words, part)
    one = context.ratings.get(part.interaction_id) if part.connected_at else None
    score = rated.score(words, one.of, one.score) if one is not None and one.score is not None else ""
    return DayPiece(
        at=words.clock(part.connected_at or part.offered_at),
        href=_href(part, context),
        who=waits.who_waits(words, about.get("who")),
        channel=part.channel,
        queue=context.queues.get(part.queue_id, "") if part.queue_id else "",
        reason=full_name(words, context.codes, part.disposition, part.done_at)
        if part.disposition
        else about.get("subject") or "",
        time=duration(words, handled_seconds(part)) if part.connected_at else "–",
        outcome=outcome,
        tone=tone,
        rating=score,
        rating_tone=rated.tone(one.of, one.score) if one is not None and one.score is not None else Tone.PLAIN,
    )
