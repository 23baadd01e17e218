"""Tasks and promises in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent_ui.views.common import Tone
from agent_ui.words.languages import Words
from crm_core.tasks.domain import LinkKind, Task, TaskCode, TaskState, is_late, kept

SOON = timedelta(minutes=30)


def when(words: Words, task: Task) -> str:
    """14:30 today, Fri within a week, else the date; with the hour where one was named and the day is another."""
    local = task.due_at.astimezone(words.zone)
    away = (local.date() - words.today).days
    if away == 0:
        return words.clock(task.due_at) if task.timed else words.gettext("today")
    day = words.weekday(local.date()) if -6 <= away <= 6 else words.date(local.date())
    return f"{day} {words.clock(task.due_at)}" if task.timed and away > 0 else day


def due(words: Words, task: Task) -> str:
    """Day and hour in full."""
    local = task.due_at.astimezone(words.zone).date()
    if task.timed:
        return f"{words.day_of(task.due_at)} {words.clock(task.due_at)}"
    if local == words.today:
        return words.gettext("by the end of today")
    return words.gettext("by the end of %(day)s", day=words.long_date(local))


def state(words: Words, task: Task) -> tuple[str, Tone]:
    """What is remarkable now."""
    match task.state:
        case TaskState.CANCELLED:
            return words.gettext("cancelled"), Tone.PLAIN
        case TaskState.DONE:
            done = kept(task)
            if done is None:
                return words.gettext("done"), Tone.GOOD
            return (words.gettext("kept"), Tone.GOOD) if done else (words.gettext("kept late"), Tone.SOON)
        case TaskState.MISSED:
            return words.gettext("missed"), Tone.LATE
    if is_late(task, words.now):
        return words.gettext("late %(span)s", span=words.age(task.due_at)), Tone.LATE
    left = task.due_at - words.now
    return (words.gettext("in %(span)s", span=words.span(left)), Tone.SOON) if left <= SOON else ("", Tone.PLAIN)


def whose(words: Words, task: Task, me: UUID, names: Mapping[UUID, str], queues: Mapping[UUID, str]) -> str:
    """Who promised it, or who it is from, and whose it is."""
    if task.owner_id is None:
        queue = queues.get(task.queue_id, "") if task.queue_id else ""
        if task.promised:
            return words.gettext("promised; for whoever is free in %(queue)s", queue=queue)
        return words.gettext("for whoever is free in %(queue)s", queue=queue)
    mine, owner = task.owner_id == me, names.get(task.owner_id, "")
    if task.promised:
        return words.gettext("you promised it") if mine else words.gettext("promised, %(owner)s has it", owner=owner)
    if not mine:
        return words.gettext("%(owner)s has it", owner=owner)
    if task.created_by in (me, None):
        return words.gettext("your own task")
    return words.gettext("task from %(who)s", who=names.get(task.created_by, "") if task.created_by else "")


def theirs(words: Words, at: datetime, zone: str | None) -> str | None:
    """What the customer's clock says then; None where it says the same, or theirs is not known."""
    try:
        known = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
    if known is None or at.astimezone(known).utcoffset() == at.astimezone(words.zone).utcoffset():
        return None
    local = at.astimezone(known)
    clock = f"{words.weekday(local.date())} {local:%H:%M}"
    return words.gettext("%(time)s for the customer", time=clock)


def link(words: Words, kind: LinkKind) -> str:
    return {
        LinkKind.CASE: words.gettext("Case"),
        LinkKind.ORDER: words.gettext("Order"),
        LinkKind.INVOICE: words.gettext("Invoice"),
        LinkKind.DELIVERY: words.gettext("Delivery"),
    }[kind]


def happened(words: Words, code: str, args: Mapping[str, Any], who: str) -> str:
    """One row of a task's history."""
    texts: dict[str, str] = {
        TaskCode.CREATED: words.gettext("%(who)s noted it.", who=who),
        TaskCode.CHANGED: words.gettext("%(who)s edited it.", who=who),
        TaskCode.ASSIGNED: words.gettext("%(who)s assigned it to somebody else.", who=who),
        TaskCode.REMINDED: words.gettext("Its owner was reminded."),
        TaskCode.DUE: words.gettext("It was due and came into the queue."),
        TaskCode.MISSED: words.gettext("It was not done in time: missed."),
        TaskCode.COMPLETED: words.gettext("%(who)s completed it.", who=who),
        TaskCode.CANCELLED: words.gettext("%(who)s cancelled it.", who=who),
        TaskCode.REOPENED: words.gettext("%(who)s reopened it.", who=who),
    }
    if code == TaskCode.RESCHEDULED:
        time = words.when(datetime.fromisoformat(args["due_at"]))
        moved = words.gettext("%(who)s rescheduled it to %(time)s.", who=who, time=time)
        return f"{moved} {args['why']}" if args.get("why") else moved
    return texts.get(code, code)
