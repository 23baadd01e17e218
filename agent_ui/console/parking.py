"""Until when work can be put by, and what a form said of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of
from agent_ui.views import ParkChoice, ParkView, SendLaterView
from agent_ui.words.languages import Words
from contact_center.interactions.errors import NoSuchInteraction, NotATime
from contact_center.interactions.reading import conversation_queries
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import Reader

MORNING = time(9)
CUSTOMER = "customer"
"""What a form says for "until the customer writes"."""
AT = "at"
"""What a form says when the time stands in the field `at`."""


async def view(reader: Reader, lens: Lens, interaction: UUID) -> ParkView:
    """Raises `NoSuchInteraction`, and `NotForYou` for work the reader may not see."""
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    return ParkView(
        InteractionId(interaction),
        await name_of(reader, lens, header),
        choices(lens.words),
        answered=not await conversation_queries.unanswered(reader, lens.tenant, header.conversation_id),
        earliest=_local(lens.words).strftime("%Y-%m-%dT%H:%M"),
    )


def choices(words: Words) -> tuple[ParkChoice, ...]:
    """In the reader's own time: soon, later today, tomorrow morning, and the morning of the next Monday."""
    now = words.now.replace(second=0, microsecond=0)
    found = [
        (words.gettext("15 minutes"), now + timedelta(minutes=15)),
        (words.gettext("1 hour"), now + timedelta(hours=1)),
        (words.gettext("3 hours"), now + timedelta(hours=3)),
        (words.gettext("tomorrow morning"), _morning(words, 1)),
    ]
    to_monday = 7 - _local(words).weekday()
    if to_monday > 1:
        found.append((words.gettext("Monday morning"), _morning(words, to_monday)))
    return tuple(ParkChoice(label, until) for label, until in found)


def later(words: Words) -> SendLaterView:
    """The same times for a message that is to go out later."""
    return SendLaterView(choices(words), earliest=_local(words).strftime("%Y-%m-%dT%H:%M"))


def until(words: Words, said: str, at: str) -> datetime | None:
    """What was chosen; None: until the customer writes. Raises `NotATime`."""
    if said == CUSTOMER:
        return None
    try:
        if said == AT:
            return datetime.fromisoformat(at).replace(tzinfo=words.zone)
        chosen = datetime.fromisoformat(said)
    except ValueError as wrong:
        raise NotATime(at if said == AT else said, field="until") from wrong
    if chosen.tzinfo is None:
        raise NotATime(said, field="until")
    return chosen


def _local(words: Words) -> datetime:
    return words.now.astimezone(words.zone)


def _morning(words: Words, days: int) -> datetime:
    day = _local(words).date() + timedelta(days=days)
    return datetime.combine(day, MORNING, tzinfo=words.zone)
