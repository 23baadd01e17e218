"""Which work is due when, and how it is said. Pure but for the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from agent_ui.compose import own_work
from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import OwnWork
from agent_ui.home.views import DueKind, HomeGroup, HomeRow
from agent_ui.views import ClockKind, ClockView
from agent_ui.words.languages import Words
from contact_center.interactions.reading.own_work_queries import WorkItem
from contact_center.kernel.contracts.interactions import SegmentState
from contact_center.kernel.ids import InteractionId

SOON = timedelta(minutes=15)
MOST = 100
"""Rows of a group on the page; the work list of the console has all."""
_REFERENCE = re.compile(r"\b(?:SO|INV|CS|SHP)-?\d{3,}\b")


def groups(lens: Lens, found: OwnWork, queues: Mapping[UUID, str]) -> tuple[HomeGroup, ...]:
    """What the agent has, the most urgent first; what rings is over the page already. `queues`: their names."""
    listed: dict[DueKind, list[WorkItem]] = {kind: [] for kind in DueKind}
    for item in found.items:
        if item.segment_state != SegmentState.ALERTING:
            listed[kind_of(lens.words, item)].append(item)
    names = _names(lens.words)
    return tuple(
        HomeGroup(
            kind,
            names[kind],
            tuple(row(lens, found, kind, one, queues) for one in in_order(kind, items)[:MOST]),
            len(items),
        )
        for kind, items in listed.items()
        if items
    )


def in_order(kind: DueKind, items: Iterable[WorkItem]) -> list[WorkItem]:
    def at(item: WorkItem) -> datetime:
        match kind:
            case DueKind.BACK:
                return item.parked_until or item.since
            case DueKind.ANSWERED | DueKind.IN_HAND:
                return item.since
        return own_work.promised(item) or item.since

    return sorted(items, key=lambda item: (at(item), item.interaction_id))


def kind_of(words: Words, item: WorkItem) -> DueKind:
    if item.segment_state is None and item.parked_until is not None:
        return DueKind.BACK
    if item.segment_state is None and not item.unanswered:
        return DueKind.ANSWERED
    due = own_work.promised(item)
    if due is None or item.segment_state == SegmentState.WRAPPING:
        return DueKind.IN_HAND
    if due <= words.now:
        return DueKind.LATE
    if due - words.now <= SOON:
        return DueKind.SOON
    return DueKind.TODAY if due < tonight(words) else DueKind.LATER


def tonight(words: Words) -> datetime:
    """The end of the reader's day."""
    local = words.now.astimezone(words.zone)
    return datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=words.zone)


def row(lens: Lens, found: OwnWork, kind: DueKind, item: WorkItem, queues: Mapping[UUID, str]) -> HomeRow:
    shown = own_work.row(lens, found, item)
    said = f"{item.subject or ''} {item.last_text or ''}"
    reference = _REFERENCE.search(said)
    text = shown.preview
    if item.subject and item.last_text and not item.unanswered:
        text = shown.preview or item.subject
    clock, when = _clock(lens.words, kind, item)
    return HomeRow(
        interaction=InteractionId(item.interaction_id),
        channel=item.channel,
        who=shown.who,
        text=text,
        queue=queues.get(item.queue_id, "") if item.queue_id else "",
        clock=clock,
        when=when,
        organisation=shown.organisation,
        reference=reference[0] if reference else None,
        ours=shown.ours,
        unread=bool(item.unanswered),
    )


def _clock(words: Words, kind: DueKind, item: WorkItem) -> tuple[ClockView | None, str]:
    due = own_work.promised(item)
    match kind:
        case DueKind.LATE | DueKind.SOON if due is not None:
            return ClockView(ClockKind.LEFT, item.last_at or item.since, due), ""
        case DueKind.TODAY | DueKind.LATER if due is not None:
            return None, words.gettext("by %(time)s", time=words.when(due))
        case DueKind.BACK if item.parked_until is not None:
            return None, words.when(item.parked_until)
        case DueKind.IN_HAND if item.segment_state == SegmentState.WRAPPING:
            return ClockView(ClockKind.LEFT, item.since, item.wrap_until) if item.wrap_until else None, ""
        case DueKind.IN_HAND if words.is_call(item.channel):
            return ClockView(ClockKind.TIMER, item.since), ""
    return ClockView(ClockKind.AGE, item.since), ""


def _names(words: Words) -> dict[DueKind, str]:
    return {
        DueKind.LATE: words.gettext("Late"),
        DueKind.SOON: words.gettext("Due soon"),
        DueKind.TODAY: words.gettext("Later today"),
        DueKind.LATER: words.gettext("Another day"),
        DueKind.IN_HAND: words.gettext("In hand"),
        DueKind.ANSWERED: words.gettext("Answered, waiting for the customer"),
        DueKind.BACK: words.gettext("Comes back by itself"),
    }
