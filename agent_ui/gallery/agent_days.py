"""Samples of an agent's day: a full one as a supervisor sees it, and one's own that has just begun."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from agent_ui.agent_day.compose import DayContext, view_of
from agent_ui.agent_day.views import AgentDayView
from agent_ui.gallery.people import sample_id
from agent_ui.views.common import Tone
from agent_ui.views.ratings import RatingLine
from agent_ui.words.languages import Words
from contact_center.interactions.dispositions.domain import DispositionNode, DispositionTree
from contact_center.interactions.reading.agent_day_queries import FinishedRow, HandledPart
from contact_center.measures.agent_day import ActivitySpan, WorkedDay, add_up, finished_figures, timeline
from crm_core.care.domain import Rating, RatingKind

SPANS = (
    ("08:57", "available", None, "idle"),
    ("09:02", "available", None, "working"),
    ("10:25", "available", None, "wrapping"),
    ("10:31", "away", "break", "idle"),
    ("10:46", "available", None, "working"),
    ("12:10", "away", "lunch", "idle"),
    ("13:10", "available", None, "idle"),
    ("13:18", "available", None, "working"),
    ("14:55", "away", "meeting", "idle"),
    ("15:25", "available", None, "working"),
    ("16:22", "not_responding", None, "idle"),
    ("16:30", "available", None, "working"),
    ("17:50", "available", None, "wrapping"),
    ("18:01", "offline", None, "idle"),
)
PIECES = (
    ("09:02", "09:21", "voice", "黃柏翰", "waiting", "completed", "serial"),
    ("09:24", "09:58", "voice", "Tom Hale", "closed", "transferred", "billing"),
    ("09:55", "10:24", "webchat", "鄭雅文", "closed", "completed", "steam"),
    ("10:05", "10:31", "webchat", "Ellison Hotels", "closed", "completed", "order"),
    ("10:46", "11:12", "voice", "吳淑芬", "closed", "completed", "steam"),
    ("11:20", "11:58", "email", "Marcus Bell", "closed", "completed", "return"),
    ("13:18", "13:40", "voice", "周明德", "closed", "completed", "burrs"),
    ("13:42", "14:10", "webchat", "王淑娟", "closed", "completed", "leaks"),
    ("14:05", "14:50", "webchat", "Hannah Brooks", "closed", "completed", "price"),
    ("15:25", "15:50", "voice", "林美玲", "closed", "completed", "steam"),
    ("16:30", "17:20", "voice", "張家豪", "closed", "completed", "heat"),
    ("17:20", "17:50", "email", "大稻埕烘焙", "closed", "completed", "tax"),
)
REASONS = {"steam": "Steam wand drips", "order": "Order late", "return": "Return label", "serial": "Serial number",
           "billing": "Wrong tax number", "burrs": "Burr set", "leaks": "Leaks", "price": "Price of burrs",
           "heat": "No heat", "tax": "Unified number"}  # fmt: skip
CODES = DispositionTree(DispositionNode(code, None, {"en": name}, 0, True) for code, name in REASONS.items())
QUEUE = sample_id(5)
AGENT = sample_id(7)


def _made(words: Words, spans: tuple[ActivitySpan, ...], parts: tuple[HandledPart, ...]) -> WorkedDay:
    day = words.today
    start = datetime.combine(day, time(), words.zone)
    end = start + timedelta(days=1)
    before = [
        FinishedRow(day - timedelta(days=n), channel, pieces, n % 3, 600.0 + 40 * (n % 7))
        for n in range(1, 21)
        for channel, pieces in (("voice", 4 + n % 4), ("webchat", 2 + n % 3), ("email", 1 + n % 2))
    ] if parts else []  # fmt: skip
    lines = timeline(spans, start, words.now if not parts else end)
    return WorkedDay(AGENT, day, start, end, lines, add_up(lines), parts, *finished_figures(parts, before, start, end),
                    goes_on=True)  # fmt: skip


def _at(words: Words, clock: str) -> datetime:
    return datetime.combine(words.today, time.fromisoformat(clock), words.zone).astimezone(UTC)


def whole(words: Words) -> AgentDayView:
    ends = [one[0] for one in SPANS[1:]]
    spans = tuple(
        ActivitySpan(_at(words, since), _at(words, until), state, reason, activity)
        for (since, state, reason, activity), until in zip(SPANS, [*ends, "23:59"], strict=True)
    )
    parts = tuple(_part(words, n, *piece) for n, piece in enumerate(PIECES))
    rang = _at(words, "16:22")
    missed = HandledPart(
        sample_id(99), sample_id(98), "voice", QUEUE, "work", rang, None, None, rang + timedelta(seconds=20), 0.0,
        "timed_out", None, "closed", words.now,
    )  # fmt: skip
    given = {2: 5, 4: 2, 8: 4}
    ratings = {parts[n].interaction_id: _rating(parts[n], score) for n, score in given.items()}
    about: dict[UUID, dict[str, str | None]] = {
        part.interaction_id: {"who": piece[3], "subject": None} for part, piece in zip(parts, PIECES, strict=True)
    }
    about[missed.interaction_id] = {"who": "+886 912 000 111", "subject": None}
    context = DayContext(
        about, ratings, {QUEUE: "Repairs 維修"}, CODES, frozenset(about), own=False
    )  # fmt: skip
    lines = (
        RatingLine(sample_id(60), "CSAT", "2 of 5", Tone.LATE, "第三次來修同一個蒸氣管。", _at(words, "11:48"), "voice",
                   "/supervisor/work/1", "吳淑芬"),
        RatingLine(sample_id(61), "CSAT", "5 of 5", Tone.GOOD, "Finally someone who knew the machine.",
                   _at(words, "12:30"), "webchat", "/supervisor/work/2", "鄭雅文"),
    )  # fmt: skip
    return view_of(words, "Mei Chen 陳美", _made(words, spans, (*parts, missed)), context, lines)


def begun(words: Words) -> AgentDayView:
    spans = (ActivitySpan(words.now - timedelta(minutes=5), None, "available", None, "idle"),)
    context = DayContext({}, {}, {}, DispositionTree([]), frozenset(), own=True)
    return view_of(words, "Mei Chen 陳美", _made(words, spans, ()), context, ())


def _part(
    words: Words, n: int, begin: str, end: str, channel: str, _who: str, state: str, reason: str, code: str
) -> HandledPart:
    since = _at(words, begin)
    return HandledPart(
        sample_id(400 + n), sample_id(500 + n), channel, QUEUE, "work", since, since, None, _at(words, end), 0.0,
        reason, code, state, words.now,
    )  # fmt: skip


def _rating(part: HandledPart, score: int) -> Rating:
    assert part.done_at is not None
    return Rating(
        id=part.conversation_id, interaction_id=part.interaction_id, conversation_id=part.conversation_id,
        customer_id=None, channel=part.channel, queue_id=QUEUE, agent_id=AGENT, kind=RatingKind.CSAT.value, question="",
        language=None, asked_at=part.done_at, expires_at=part.done_at, score=score, comment="",
        answered_at=part.done_at, task_id=None,
    )  # fmt: skip
