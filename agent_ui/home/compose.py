"""Reads an agent's home page in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from agent_ui.compose import mentions, ratings, tasks
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of
from agent_ui.compose.own_work import OwnWork
from agent_ui.home import due
from agent_ui.home.views import DueKind, FigureLine, HomeGroup, HomeQueue, HomeRow, HomeView, PlannedLine, TeamLine
from agent_ui.views import PresenceState, Tone
from agent_ui.views.tasks import TaskLine
from agent_ui.words import care, labels
from agent_ui.words.languages import Words
from contact_center.interactions.reading import conversation_queries, floor_queries, held_queries
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import InteractionId, QueueId
from contact_center.measures import service as measures
from contact_center.platform.unit_of_work import Reader
from crm_core.tasks import reading
from crm_core.tasks.domain import Task
from routing.control import pulling
from routing.policy import administration as routing
from routing.policy.administration import QueueSummary

TEAM = 12
TASKS = 12
MOST_TASKS = 200
PLANNED = 12
PREVIEW = 160
"""Characters."""
MOST_PIECES = 1_000
LONG = 60.0
"""Seconds past its target from which a wait is shown as late."""
_STANDING = {
    Presence.AVAILABLE: PresenceState.AVAILABLE,
    Presence.AWAY: PresenceState.AWAY,
    Presence.NOT_RESPONDING: PresenceState.NOT_RESPONDING,
    Presence.OFFLINE: PresenceState.OFFLINE,
}


async def home(reader: Reader, lens: Lens, time_zone: str, found: OwnWork) -> HomeView:
    """`found`: everything that is with the agent, from the same snapshot."""
    every = await routing.queues(reader, lens.tenant)
    groups = due.groups(lens, found, {one.id: one.name for one in every})
    queues = [one for one in every if one.active and lens.agent in one.members]
    day = measures.day_start(reader.now, time_zone)
    listed = await _tasks(reader, lens, queues, day)
    mine = [item.interaction_id for item in found.items]
    lines = await tasks.lines(reader, lens, listed[:TASKS], mine)
    taking = await pulling.is_allowed(reader, lens.tenant)
    team, here, whole = await _team(reader, lens, queues)
    urgent, then, first = headline(lens.words, groups, lines)
    return HomeView(
        urgent=urgent,
        then=then,
        summary=summary(lens.words, groups, listed),
        first=first,
        groups=groups,
        queues=await _queues(reader, lens, queues, taking=taking),
        taking=taking,
        tasks=lines,
        tasks_total=len(listed),
        team=team,
        team_here=here,
        team_all=whole,
        figures=await _figures(reader, lens, day),
        planned=await _planned(reader, lens),
        mentions=await mentions.lines(reader, lens),
    )


# --- what is most urgent -------------------------------------------------------------------------------


def headline(
    words: Words, groups: Sequence[HomeGroup], lines: Sequence[TaskLine]
) -> tuple[str | None, str, HomeRow | None]:
    """The most urgent thing in red, the one after it, and what the button opens."""
    rows = {group.kind: group.rows for group in groups}
    late, soon = rows.get(DueKind.LATE, ()), rows.get(DueKind.SOON, ())
    later = rows.get(DueKind.TODAY, ())
    missed = next((one for one in lines if one.tone is Tone.LATE and not one.over), None)
    urgent = None
    if late:
        span = words.span(words.now - late[0].clock.due) if late[0].clock and late[0].clock.due else ""
        urgent = words.gettext("%(who)s has waited %(span)s too long.", who=late[0].who, span=span)
    elif missed is not None:
        urgent = words.gettext("“%(task)s” was due %(when)s.", task=missed.subject, when=missed.when)
    return urgent, _then(words, (*late[1:2], *soon[:1]), later, pressing=urgent is not None), _first(rows)


def _then(words: Words, others: Sequence[HomeRow], later: Sequence[HomeRow], *, pressing: bool) -> str:
    for one in others:
        if one.clock is None or one.clock.due is None:
            continue
        left = one.clock.due - words.now
        if left > timedelta():
            return words.gettext("Your reply to %(who)s is due in %(span)s.", who=one.who, span=words.span_exact(left))
        return words.gettext("%(who)s is late, too.", who=one.who)
    if later:
        return words.gettext("Next: %(who)s, %(when)s.", who=later[0].who, when=later[0].when)
    return "" if pressing else words.gettext("Nothing is due now.")


def _first(rows: Mapping[DueKind, Sequence[HomeRow]]) -> HomeRow | None:
    for kind in (DueKind.LATE, DueKind.SOON, DueKind.IN_HAND, DueKind.TODAY, DueKind.LATER):
        if rows.get(kind):
            return rows[kind][0]
    return None


def summary(words: Words, groups: Sequence[HomeGroup], listed: Sequence[Task]) -> str:
    """How much there is, in one line."""
    count = sum(group.total for group in groups)
    said = [words.ngettext("%(n)s piece of work", "%(n)s pieces of work", count)]
    promises = sum(task.promised and task.pending for task in listed)
    if promises:
        said.append(words.ngettext("%(n)s promise today", "%(n)s promises today", promises))
    missed = sum(task.state == "missed" for task in listed)
    if missed:
        said.append(words.ngettext("%(n)s was missed", "%(n)s were missed", missed))
    return words.gettext(", ").join(said) + words.gettext(".")


# --- tasks, queues, team, figures ------------------------------------------------------------------------


async def _tasks(reader: Reader, lens: Lens, queues: Sequence[QueueSummary], day: datetime) -> list[Task]:
    """What is late or due today, and what was done today."""
    wanted = reading.Wanted(
        owner=lens.agent, queues=[one.id for one in queues], due_before=due.tonight(lens.words), ended_since=day
    )
    found = await reading.listed(reader, lens.tenant, wanted, MOST_TASKS)
    return sorted(found, key=lambda task: (not task.pending, task.due_at))


async def _planned(reader: Reader, lens: Lens) -> tuple[PlannedLine, ...]:
    """What goes out at a chosen time, the next first."""
    lines = []
    for one in await held_queries.planned(reader, lens.tenant, lens.agent, limit=PLANNED):
        header = await conversation_queries.header(reader, lens.tenant, one.interaction_id)
        if header is not None:
            lines.append(
                PlannedLine(
                    InteractionId(one.interaction_id),
                    await name_of(reader, lens, header),
                    header.channel,
                    " ".join(one.text.split())[:PREVIEW],
                    lens.words.when(one.goes_at),
                    f"/console/messages/{one.id}/take-back",
                )
            )
    return tuple(lines)


async def _queues(reader: Reader, lens: Lens, queues: Sequence[QueueSummary], *, taking: bool) -> tuple[HomeQueue, ...]:
    waiting: dict[UUID, list[dict[str, Any]]] = {}
    for cell in await floor_queries.waiting_now(reader, lens.tenant, reader.now, LONG):
        waiting.setdefault(cell["queue_id"], []).append(cell)
    lines = []
    for queue in queues:
        cells = waiting.get(queue.id, [])
        if not cells:
            continue
        first = await floor_queries.waiting_items(reader, lens.tenant, queue.id, 1)
        lines.append(
            HomeQueue(
                queue=QueueId(queue.id),
                name=queue.name,
                waiting=sum(cell["waiting"] for cell in cells),
                longest=min((cell["longest_since"] for cell in cells if cell["longest_since"]), default=None),
                late=any(cell["overdue"] for cell in cells),
                next=_next(lens.words, first[0]) if first else "",
                can_take=taking and any(not _comes(lens.words, cell["channel"]) for cell in cells),
            )
        )
    return tuple(sorted(lines, key=lambda one: (not one.late, one.longest or reader.now)))


def _comes(words: Words, channel: str) -> bool:
    """It comes by itself: somebody sits at the other end."""
    known = words.channels.get(channel)
    return known is not None and known.session


def _next(words: Words, item: Mapping[str, Any]) -> str:
    who = item["who"] or words.gettext("Visitor on the web site")
    said = [labels.channel(words, item["channel"]), who]
    if item["due_at"] is not None and not _comes(words, item["channel"]):
        said.append(words.gettext("goal is %(time)s", time=words.when(item["due_at"])))
    return words.gettext(", ").join(said)


async def _team(reader: Reader, lens: Lens, queues: Sequence[QueueSummary]) -> tuple[tuple[TeamLine, ...], int, int]:
    members = {member for queue in queues for member in queue.members} - {lens.agent}
    people = [one for one in await floor_queries.agents_here(reader, lens.tenant) if one["agent_id"] in members]
    hands: dict[UUID, list[dict[str, Any]]] = {}
    for part in await floor_queries.parts_in_hand(reader, lens.tenant):
        hands.setdefault(part["agent_id"], []).append(part)
    lines = [_member(lens.words, one, hands.get(one["agent_id"], [])) for one in people]
    here = [line for line in lines if line.state is not PresenceState.OFFLINE]
    order = [PresenceState.NOT_RESPONDING, PresenceState.AVAILABLE, PresenceState.WORKING, PresenceState.ON_CALL]
    here.sort(key=lambda line: (order.index(line.state) if line.state in order else len(order), line.name))
    return tuple(here[:TEAM]), len(here), len(lines)


def _member(words: Words, one: Mapping[str, Any], hands: Sequence[Mapping[str, Any]]) -> TeamLine:
    presence, since = Presence(one["presence"]), one["since"]
    busy = [part for part in hands if part["state"] in ("connected", "held")]
    if presence is Presence.AVAILABLE and busy:
        channels: dict[str, int] = {}
        for part in busy:
            channels[part["channel"]] = channels.get(part["channel"], 0) + 1
        said = [
            labels.channel(words, name) if n == 1 else f"{words.number(n)} {labels.pieces(words, name)}"
            for name, n in channels.items()
        ]
        on_call = any(words.is_call(name) for name in channels)
        state = PresenceState.ON_CALL if on_call else PresenceState.WORKING
        return TeamLine(one["name"], state, words.gettext(", ").join(said), min(part["since"] for part in busy))
    state = _STANDING[presence]
    tone = Tone.LATE if state is PresenceState.NOT_RESPONDING else Tone.PLAIN
    return TeamLine(one["name"], state, labels.presence_state(words, state), since, tone)


async def _figures(reader: Reader, lens: Lens, day: datetime) -> tuple[FigureLine, ...]:
    """Of today, counted as the wallboard counts; promises of the month."""
    words = lens.words
    pieces = await measures.pieces_of_agent(reader, lens.tenant, lens.agent, day, limit=MOST_PIECES)
    judged = [one for one in pieces if one.within is not None]
    first = [one.wait_seconds for one in pieces if one.kind == "first" and one.wait_seconds is not None]
    month = day.astimezone(words.zone).replace(day=1)
    promises = await reading.promises(reader, lens.tenant, lens.agent, month)
    lines = [
        FigureLine(words.gettext("Answered today"), words.number(len(pieces))),
        FigureLine(words.gettext("Answered in time"), _of(words, sum(bool(one.within) for one in judged), len(judged))),
        FigureLine(
            words.gettext("Wait until answered, median"),
            words.span_exact(timedelta(seconds=median(first))) if first else "–",
        ),
        FigureLine(
            words.gettext("Promises kept this month"),
            _of(words, promises.kept, promises.kept + promises.missed),
            words.gettext("%(n)s missed", n=words.number(promises.missed)) if promises.missed else "",
        ),
    ]
    lines += [
        FigureLine(
            words.gettext("%(kind)s of the last 30 days", kind=care.short(one.kind)), care.value(words, one),
            care.answered(words, one),
        )
        for one in await ratings.own_figures(reader, lens)
    ]  # fmt: skip
    return tuple(lines)


def _of(words: Words, some: int, of: int) -> str:
    return words.gettext("%(n)s of %(all)s", n=words.number(some), all=words.number(of)) if of else "–"
