"""What the figures of the wallboard are made of: the pieces behind a queue, an agent or an alert; and one piece."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from agent_ui.compose import ratings, thread
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import open_interaction
from agent_ui.compose.ports import Calls
from agent_ui.supervisor.controlling import stopped_sentences
from agent_ui.supervisor.views import BreakdownView, Filter, WorkDetailView, WorkLine, WorkLines
from agent_ui.views import Tone
from agent_ui.words import labels, levels, waits
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.kernel.contracts.interactions import Identity, State
from contact_center.measures import figures
from contact_center.measures import service as measures
from contact_center.measures.figures import EntryDetail
from contact_center.platform.paging import MOST_ROWS
from contact_center.platform.unit_of_work import Reader
from crm_core.care.domain import RatedBy
from routing.errors import NoSuchQueue
from routing.explanation.live import LiveLook
from routing.flow import showing
from routing.policy import administration as routing

"""Pieces on one page."""


async def queue(reader: Reader, lens: Lens, id: UUID, channel: str | None, time_zone: str) -> BreakdownView:
    """Today's pieces of a queue. Raises `NoSuchQueue`."""
    words = lens.words
    name = (await routing.queue_names(reader, lens.tenant)).get(id)
    if name is None:
        raise NoSuchQueue(id, field="queue")
    day = measures.day_start(reader.now, time_zone)
    wall = await measures.wallboard(reader, lens.tenant, reader.now, time_zone)
    line = next((one for one in wall.queues if one.queue_id == id), None)
    found = await measures.pieces_of_queue(reader, lens.tenant, id, day, channel=channel, limit=MOST_ROWS)
    people = await directory.names(reader, lens.tenant, {one.agent_id for one in found if one.agent_id})
    waiting = [one for one in await measures.waiting(reader, lens.tenant, None, limit=1000) if one.queue_id == id]
    state = (await showing.queue_states(reader, lens.tenant)).get(id)
    facts = [*(stopped_sentences(lens, [state]) if state else ()), *(_of_line(words, line) if line else ())]
    return BreakdownView(
        title=name,
        facts=tuple(facts),
        lists=(
            WorkLines(
                words.gettext("Waiting now"),
                tuple(_waits(words, one) for one in waiting if channel in (None, one.channel)),
                words.gettext("Nobody is waiting."),
            ),
            WorkLines(
                words.gettext("Today"),
                tuple(piece_line(words, one, people.get(one.agent_id, "") if one.agent_id else "") for one in found),
                words.gettext("None yet today."),
            ),
        ),
        filters=_filters(words, id, channel, line.channels if line else ()),
        change=f"/supervisor/control/queues/{id}",
        ratings=(await ratings.marks(reader, lens, RatedBy.QUEUE)).get(id, ()),
    )


def _of_line(words: Words, line: figures.QueueLine) -> list[str]:
    contacts = words.ngettext("%(n)s contact today", "%(n)s contacts today", line.today.contacts)
    pieces = words.ngettext("%(n)s piece of work", "%(n)s pieces of work", line.today.offered)
    sentences = [words.gettext("%(contacts)s, %(pieces)s.", contacts=contacts, pieces=pieces)]
    if line.begun:
        sentences.append(
            words.ngettext(
                "%(n)s conversation was begun by us; it counts in no service level.",
                "%(n)s conversations were begun by us; they count in no service level.", line.begun,
            )
        )  # fmt: skip
    sentences.append(levels.definition(words, line.switches))
    for one in line.by_channel:
        goal = words.span(timedelta(seconds=one.target_seconds)) if one.target_seconds else "–"
        sentences.append(
            words.gettext(
                "%(channel)s: %(within)s of %(due)s in time in the last 30 minutes, goal %(goal)s %% in %(target)s.",
                channel=labels.channel(words, one.channel),
                within=words.number(one.level_now.within),
                due=words.number(one.level_now.due),
                goal=words.percent(one.goal),
                target=goal,
            )
        )
    return sentences


def _filters(words: Words, id: UUID, chosen: str | None, channels: tuple[str, ...]) -> tuple[Filter, ...]:
    if not channels:
        return ()
    here = f"/supervisor/queues/{id}"
    every = Filter(words.gettext("All channels"), here, chosen is None)
    return (
        every,
        *(Filter(labels.channel(words, one), f"{here}?channel={one}", one == chosen) for one in channels),
    )


def _waits(words: Words, one: figures.WaitingItem) -> WorkLine:
    late = one.due_at is not None and one.due_at < words.now
    how = words.gettext("past its target") if late else words.gettext("waiting")
    return WorkLine(
        f"/supervisor/work/{one.interaction_id}", one.channel, waits.who_waits(words, one.who), one.subject, "",
        one.since, words.span_exact(words.now - one.since), how, Tone.LATE if late else Tone.PLAIN,
    )  # fmt: skip


def piece_line(words: Words, one: EntryDetail, where: str) -> WorkLine:
    how, tone = _became(words, one)
    wait = words.span_exact(timedelta(seconds=one.wait_seconds)) if one.wait_seconds is not None else "–"
    return WorkLine(
        f"/supervisor/work/{one.interaction_id}", one.channel, waits.who_waits(words, one.who), one.subject,
        where, one.entered_at, wait, how, tone,
    )  # fmt: skip


def _became(words: Words, one: EntryDetail) -> tuple[str, Tone]:
    if one.left_how is None:
        late = one.due_at is not None and one.due_at < words.now
        return (words.gettext("past its target"), Tone.LATE) if late else (words.gettext("waiting"), Tone.PLAIN)
    if one.left_how == "answered":
        late = one.within is False
        return (words.gettext("answered late"), Tone.LATE) if late else (words.gettext("answered"), Tone.PLAIN)
    return {
        "abandoned": (words.gettext("abandoned"), Tone.LATE),
        "flowed_out": (words.gettext("moved to another queue"), Tone.PLAIN),
    }.get(one.left_how, (words.gettext("closed unanswered"), Tone.PLAIN))


async def failed(reader: Reader, lens: Lens) -> BreakdownView:
    """Answers that did not reach their customers."""
    words = lens.words
    lines = tuple(
        WorkLine(
            f"/supervisor/work/{one.interaction_id}" if one.interaction_id else "", one.channel,
            waits.who_waits(words, one.who), None, "", one.at, "", one.why or words.gettext("not delivered"),
            Tone.LATE,
        )
        for one in await measures.failed_messages(reader, lens.tenant, reader.now, limit=MOST_ROWS)
    )  # fmt: skip
    listed = WorkLines(words.gettext("Last 24 hours"), lines, words.gettext("Every answer has reached its customer."))
    return BreakdownView(words.gettext("Answers not delivered"), (), (listed,))


async def piece(
    reader: Reader, lens: Lens, interaction: UUID, seen: LiveLook, calls: Calls | None = None
) -> WorkDetailView:
    """Raises `NoSuchInteraction`. `seen`: what the router would say of it now."""
    words = lens.words
    opened = await open_interaction(reader, lens, interaction)
    header = opened.header
    names = await routing.queue_names(reader, lens.tenant)
    waits_now = header.state == State.QUEUED
    known = header.customer_id if header.identity != Identity.AMBIGUOUS else None
    queue = names.get(header.queue_id) if header.queue_id else None
    talked = await calls.talked(reader, lens.tenant, lens.agent) if calls else ()
    return WorkDetailView(
        title=opened.who,
        channel=header.channel,
        facts=tuple(_of_piece(words, header.state, header.created_at, opened.owner, queue)),
        now=waits.now(words, seen) if waits_now else (),
        kept=waits.now_kept(words, seen) if waits_now else (),
        items=(await thread.items(reader, lens, opened))[0],
        customer=f"/customers/{known}" if known else None,
        change=f"/supervisor/control/work/{interaction}" if waits_now else None,
        call=next((one for one in talked if one.interaction == interaction), None),
        evaluate=f"/supervisor/quality/new?work={interaction}",
    )  # fmt: skip


def _of_piece(words: Words, state: str, began: datetime, owner: str | None, queue: str | None) -> list[str]:
    states = {
        State.QUEUED: words.gettext("Waiting in a queue."),
        State.WORKING: words.gettext("%(who)s is handling it.", who=owner or ""),
        State.WAITING: words.gettext("Waiting for the customer's reply."),
        State.CLOSED: words.gettext("It is closed."),
        State.SCHEDULED: words.gettext("Scheduled for later."),
    }
    sentences = [words.gettext("Began %(when)s.", when=words.when(began)), states[State(state)]]
    return [*sentences, words.gettext("Queue: %(queue)s.", queue=queue)] if queue else sentences
