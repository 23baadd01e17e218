"""What happened to an interaction, as lines between its messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from agent_ui.console.views import EventIcon, EventView, Tone
from agent_ui.languages import Words
from contact_center.interactions.reading import HistoryRow
from contact_center.kernel.contracts.interactions import Outcome, QueuedBecause, State


def user_ids(rows: Sequence[HistoryRow]) -> set[UUID]:
    """Whose names the lines will need."""
    return {UUID(row.actor[5:]) for row in rows if row.actor.startswith("user:")}


def happenings(
    words: Words, interaction: UUID, rows: Sequence[HistoryRow], names: Mapping[UUID, str], outcome: str | None
) -> list[EventView]:
    """One line per step that a reader cares for; the first entry into the queue goes without saying."""
    lines = []
    waiting_since: datetime | None = None
    for number, row in enumerate(rows):
        who = names.get(UUID(row.actor[5:]), "") if row.actor.startswith("user:") else ""
        said = _said(words, row, who, waiting_since, outcome)
        if row.to_state == State.QUEUED:
            waiting_since = row.at
        if said is not None:
            text, icon, tone = said
            lines.append(EventView(f"{interaction}-{number}", row.at, text, icon, tone))
    return lines


Said = tuple[str, EventIcon, Tone]


def _said(words: Words, row: HistoryRow, who: str, waiting_since: datetime | None, outcome: str | None) -> Said | None:
    match row.to_state:
        case State.WORKING:
            return _taken(words, row, who, waiting_since)
        case State.WAITING:
            text = words.gettext("Waiting for the customer.")
            return text, EventIcon.CLOCK, Tone.PLAIN
        case State.QUEUED:
            return _queued(words, row, who)
        case State.CLOSED:
            return closed(words, outcome, who), EventIcon.CHECK, Tone.PLAIN
    return None


def _taken(words: Words, row: HistoryRow, who: str, waiting_since: datetime | None) -> Said:
    if waiting_since is None:
        return words.gettext("%(who)s took it.", who=who), EventIcon.ROUTE, Tone.PLAIN
    span = words.span_exact(row.at - waiting_since)
    return words.gettext("%(who)s took it after %(span)s.", who=who, span=span), EventIcon.ROUTE, Tone.PLAIN


def _queued(words: Words, row: HistoryRow, who: str) -> Said | None:
    match row.why:
        case QueuedBecause.TRANSFERRED:
            return words.gettext("%(who)s handed it on.", who=who), EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.RETURNED:
            return words.gettext("%(who)s gave it back to its queue.", who=who), EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.AGENT_LOST:
            text = words.gettext("The agent's connection was lost; back to the head of the queue.")
            return text, EventIcon.ALERT, Tone.SOON
    return None


def closed(words: Words, outcome: str | None, who: str = "") -> str:
    """How it ended."""
    match outcome:
        case Outcome.ABANDONED:
            return words.gettext("The customer left before anybody answered.")
        case Outcome.DROPPED:
            return words.gettext("The connection was lost on our side.")
        case Outcome.SPAM:
            return words.gettext("Closed as spam.")
        case Outcome.AUTOMATIC:
            return words.gettext("Sent by a machine; nobody has to answer.")
        case Outcome.FLOWED_OUT:
            return words.gettext("Went elsewhere from the queue.")
    return words.gettext("Closed by %(who)s.", who=who) if who else words.gettext("It is closed.")
