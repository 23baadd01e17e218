"""The wallboard from the figures of `measures`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from agent_ui.compose import floor, ratings
from agent_ui.compose import presence as presences
from agent_ui.compose.lens import Lens
from agent_ui.compose.ports import Calls
from agent_ui.supervisor import alerts
from agent_ui.supervisor.controlling import stopped_sentences
from agent_ui.supervisor.views import (
    AgentLine,
    BoardView,
    ChannelLine,
    LevelView,
    NeedLine,
    QueueLineView,
    WaitingLine,
)
from agent_ui.views import ClockKind, ClockView, PresenceState, TalkedCallView, Tone
from agent_ui.views.floor import RaisedHandLine
from agent_ui.views.ratings import RatingMark
from agent_ui.words import labels, levels, menus, waits
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from contact_center.measures import figures
from contact_center.measures import service as measures
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse.definitions.counts import Level
from crm_core.care.domain import RatedBy
from routing.flow import showing
from routing.policy import administration as routing

SHOWN_WAITING = 25
TREND_POINTS = 36


async def board(
    reader: Reader, lens: Lens, time_zone: str, *, admin: bool = False, calls: Calls | None = None
) -> BoardView:
    """Everything in the reader's snapshot. `admin`: the reader may open the pages of administrators."""
    wall = await measures.wallboard(reader, lens.tenant, reader.now, time_zone)
    waiting = await measures.waiting(reader, lens.tenant, limit=SHOWN_WAITING)
    nobody = await routing.unserved(reader, lens.tenant)
    names = {queue.queue_id: queue.name for queue in wall.queues}
    people = {agent.agent_id: agent.name for agent in wall.agents}
    states = await showing.queue_states(reader, lens.tenant)
    missed = [_missed(lens.words, one) for one in await showing.missed_callbacks(reader, lens.tenant)]
    unable = [_unable(lens.words, one, names) for one in await showing.unable(reader, lens.tenant)]
    stopped = {id: " ".join(stopped_sentences(lens, [state])) or None for id, state in states.items()}
    rated = await ratings.marks(reader, lens, RatedBy.QUEUE)
    talked = await calls.talked(reader, lens.tenant, lens.agent) if calls else ()
    counted = [alerts.need(lens.words, one, admin=admin) for one in wall.needs]
    return BoardView(
        queues=tuple(_queue(one, stopped.get(one.queue_id), rated.get(one.queue_id, ())) for one in wall.queues),
        agents=tuple(_agent(lens.words, one, names, talked) for one in wall.agents if one.presence != Presence.OFFLINE),
        needs=(
            *(one for one in counted if one.of_queues),
            *unable,
            *[_hand(lens.words, one) for one in await floor.hands(reader, lens) if not one.coming],
            *missed,
            *(one for one in counted if not one.of_queues),
        ),
        waiting=tuple(_waiting(lens.words, one, names, people, nobody) for one in waiting),
        waiting_all=sum(one.waiting for one in wall.queues),
        contacts=sum(one.today.contacts for one in wall.queues),
        pieces=sum(one.today.offered for one in wall.queues),
        begun=wall.begun,
        definition=levels.of_all(lens.words, (one.switches for one in wall.queues)),
        menus=menus.counts(lens.words, wall.menus),
        replay=True,
    )


def _queue(one: figures.QueueLine, stopped: str | None, rated: tuple[RatingMark, ...]) -> QueueLineView:
    return QueueLineView(
        queue=QueueId(one.queue_id),
        name=one.name,
        channels=tuple(_channel(part) for part in one.by_channel),
        waiting=one.waiting,
        longest_since=one.longest_since,
        level_now=_level(one.level_now),
        level_today=_level(one.level_today),
        goal=one.goal,
        done=one.today.answered,
        lost=one.today.lost,
        trend=tuple(point.waiting for point in one.trend[-TREND_POINTS:]),
        agents_free=one.agents_free,
        ratings=rated,
        stopped=stopped,
    )


def _channel(one: figures.ChannelFigures) -> ChannelLine:
    return ChannelLine(
        channel=one.channel,
        waiting=one.waiting,
        longest_since=one.longest_since,
        level_now=_level(one.level_now),
        level_today=_level(one.level_today),
        goal=one.goal,
        target=timedelta(seconds=one.target_seconds) if one.target_seconds else None,
        done=one.today.answered,
        lost=one.today.lost,
        below=one.below_goal,
        overdue=one.overdue > 0,
    )


def _level(one: Level) -> LevelView:
    return LevelView(one.share, one.within, one.due)


_ACTIVITIES = {"working": PresenceState.WORKING, "wrapping": PresenceState.WRAP_UP, "alerting": PresenceState.AVAILABLE}


def _agent(
    words: Words, one: figures.AgentFigures, queues: dict[UUID, str], talked: Sequence[TalkedCallView]
) -> AgentLine:
    state, since = PresenceState(one.presence), one.since
    if one.activity in _ACTIVITIES and one.presence != Presence.NOT_RESPONDING:
        state, since = _ACTIVITIES[one.activity], one.activity_since
        if any(words.is_call(part.channel) and part.state in ("connected", "held") for part in one.segments):
            state = PresenceState.ON_CALL
    unreachable = one.unreachable_since is not None
    detail = words.gettext("no connection") if unreachable else _detail(words, one, state, queues)
    tone = Tone.SOON if unreachable else Tone.PLAIN
    call = next((call for call in talked if call.agent == one.agent_id), None)
    return AgentLine(AgentId(one.agent_id), one.name, state, since or words.now, detail, tone, call)


def _detail(words: Words, one: figures.AgentFigures, state: PresenceState, queues: dict[UUID, str]) -> str | None:
    if state is PresenceState.AWAY:
        return presences.reason_name(words, one.reason)
    if state not in (PresenceState.WORKING, PresenceState.ON_CALL):
        return None
    held = [part for part in one.segments if part.state in ("connected", "held")]
    channels = sorted({labels.short_channel(words, part.channel) for part in held})
    where = sorted({queues.get(part.queue_id, "") for part in held if part.queue_id})
    count = [words.gettext("%(n)s ×", n=words.number(len(held)))] if len(held) > 1 else []
    return words.gettext(", ").join(filter(None, [" ".join([*count, *channels]), *where])) or None


def _waiting(
    words: Words,
    one: figures.WaitingItem,
    queues: dict[UUID, str],
    people: dict[UUID, str],
    nobody: dict[UUID, tuple[str, ...]],
) -> WaitingLine:
    skills = words.gettext(", ").join(one.skills) or None
    return WaitingLine(
        InteractionId(one.interaction_id), one.channel, waits.who_waits(words, one.who), one.since,
        queues.get(one.queue_id, ""), skills, nobody=one.interaction_id in nobody,
        due=ClockView(ClockKind.LEFT, one.since, one.due_at) if one.due_at else None,
        rings=people.get(one.offered_to) if one.offered_to else None,
    )  # fmt: skip


_LACKS = {
    "no_member": lambda words: words.gettext("no agent serves this queue"),
    "not_signed_in": lambda words: words.gettext("the agents who can are signed out"),
}


def _unable(words: Words, one: showing.Unable, queues: dict[UUID, str]) -> NeedLine:
    """Waiting work that nobody signed in can take, with what is missing."""
    title = words.ngettext(
        "Nobody signed in can take %(n)s in %(queue)s", "Nobody signed in can take %(n)s in %(queue)s", one.count,
        queue=queues.get(one.queue_id, ""),
    )  # fmt: skip
    skills = words.gettext(", ").join(" ".join(skill.rsplit(":", 1)) for skill in one.missing)
    lack = _LACKS[one.lack](words) if one.lack in _LACKS else words.gettext("missing: %(skills)s", skills=skills)
    key = f"unable-{one.queue_id}-{one.lack}-{'-'.join(one.missing)}"
    return NeedLine(key, title, lack, f"/supervisor/queues/{one.queue_id}", words.gettext("Show"), of_queues=True)


def _hand(words: Words, one: RaisedHandLine) -> NeedLine:
    """An agent to whom nobody comes yet."""
    title = words.gettext("%(who)s asks for help", who=one.name)
    text = words.gettext("since %(time)s", time=words.when(one.since))
    href = f"/supervisor/work/{one.work}" if one.work else f"/supervisor/agents/{one.agent}"
    text = words.gettext("; ").join(filter(None, [text, one.text]))
    return NeedLine(f"hand-{one.id}", title, text, href, words.gettext("Show"), Tone.SOON)


def _missed(words: Words, one: showing.Missed) -> NeedLine:
    title = words.gettext("A promised callback was missed")
    who = one.name or words.gettext("Visitor on the web site")
    text = words.gettext("%(who)s, promised until %(time)s", who=who, time=words.when(one.promised_until))
    href = f"/supervisor/work/{one.interaction_id}"
    return NeedLine(f"callback-{one.interaction_id}", title, text, href, words.gettext("Show"))
