"""The wallboard from the figures of `measures`."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from agent_ui.console import labels, presences
from agent_ui.console.lens import Lens
from agent_ui.console.views import PresenceState, Tone
from agent_ui.languages import Words
from agent_ui.supervisor.controlling import said_of
from agent_ui.supervisor.views import AgentLine, BoardView, NeedLine, QueueLine, WaitingLine
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from contact_center.measures import figures
from contact_center.measures import service as measures
from contact_center.measures.figures import Need, NeedKind
from contact_center.platform.unit_of_work import Reader
from routing import administration as routing
from routing.flow import showing

SHOWN_WAITING = 25
TREND_POINTS = 36


async def board(reader: Reader, lens: Lens, time_zone: str, *, admin: bool = False) -> BoardView:
    """Everything in the reader's snapshot. `admin`: the reader may go on to the pages of routing."""
    wall = await measures.wallboard(reader, lens.tenant, reader.now, time_zone)
    waiting = await measures.waiting(reader, lens.tenant, limit=SHOWN_WAITING)
    nobody = await routing.unserved(reader, lens.tenant)
    names = {queue.queue_id: queue.name for queue in wall.queues}
    states = await showing.queue_states(reader, lens.tenant)
    missed = [_missed(lens.words, one) for one in await showing.missed_callbacks(reader, lens.tenant)]
    unable = [_unable(lens.words, one, names) for one in await showing.unable(reader, lens.tenant)]
    stopped = {id: " ".join(said_of(lens, [state])) or None for id, state in states.items()}
    return BoardView(
        queues=tuple(_queue(one, stopped.get(one.queue_id)) for one in wall.queues),
        agents=tuple(_agent(lens.words, one, names) for one in wall.agents if one.presence != Presence.OFFLINE),
        needs=(*unable, *missed, *(_need(lens.words, one) for one in wall.needs)),
        waiting=tuple(_waiting(lens.words, one, names, nobody) for one in waiting),
        replay=admin,
    )


def _queue(one: figures.QueueLine, stopped: str | None) -> QueueLine:
    return QueueLine(
        queue=QueueId(one.queue_id),
        name=one.name,
        channels=one.channels,
        waiting=one.waiting,
        longest_since=one.longest_since,
        level_now=one.level_now.share,
        level_today=one.level_today.share,
        goal=one.goal,
        target=timedelta(seconds=_target(one)),
        done=one.today.answered,
        lost=one.today.abandoned,
        trend=tuple(point.waiting for point in one.trend[-TREND_POINTS:]),
        agents_free=one.agents_free,
        stopped=stopped,
    )


def _target(one: figures.QueueLine) -> int:
    """The shortest promise of the channels in use: the one that is missed first."""
    used = [seconds for channel, seconds in one.target_seconds.items() if channel in one.channels]
    return min(used or one.target_seconds.values(), default=0)


_ACTIVITIES = {"working": PresenceState.WORKING, "wrapping": PresenceState.WRAP_UP, "alerting": PresenceState.AVAILABLE}


def _agent(words: Words, one: figures.AgentLine, queues: dict[UUID, str]) -> AgentLine:
    state, since = PresenceState(one.presence), one.since
    if one.activity in _ACTIVITIES and one.presence != Presence.NOT_RESPONDING:
        state, since = _ACTIVITIES[one.activity], one.activity_since
        if any(part.channel == "voice" and part.state in ("connected", "held") for part in one.segments):
            state = PresenceState.ON_CALL
    unreachable = one.unreachable_since is not None
    detail = words.gettext("no connection") if unreachable else _detail(words, one, state, queues)
    tone = Tone.SOON if unreachable else Tone.PLAIN
    return AgentLine(AgentId(one.agent_id), one.name, state, since or words.now, detail, tone)


def _detail(words: Words, one: figures.AgentLine, state: PresenceState, queues: dict[UUID, str]) -> str | None:
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
    words: Words, one: figures.WaitingItem, queues: dict[UUID, str], nobody: dict[UUID, tuple[str, ...]]
) -> WaitingLine:
    who = words.phone(one.who) if one.channel != "webchat" else words.gettext("Visitor on the web site")
    skills = ", ".join(name for name in one.skills) or None
    return WaitingLine(
        InteractionId(one.interaction_id), one.channel, who, one.since, queues.get(one.queue_id, ""), skills,
        nobody=one.interaction_id in nobody,
    )  # fmt: skip


_LACKS = {
    "no_member": lambda words: words.gettext("no agent serves this queue"),
    "not_signed_in": lambda words: words.gettext("those who could are signed out"),
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
    return NeedLine(key, title, lack, f"#queue-{one.queue_id}", words.gettext("Show"))


def _missed(words: Words, one: showing.Missed) -> NeedLine:
    title = words.gettext("A promised callback was missed")
    who = one.name or words.gettext("Visitor on the web site")
    text = words.gettext("%(who)s, promised until %(time)s", who=who, time=words.when(one.promised_until))
    return NeedLine(f"callback-{one.interaction_id}", title, text, f"#work-{one.interaction_id}", words.gettext("Show"))


def _need(words: Words, one: Need) -> NeedLine:
    key = f"{one.kind.value}-{one.subject_id or ''}"
    name = one.name or ""
    n = words.number(one.count or 0)
    since = words.when(one.since) if one.since else ""
    show = words.gettext("Show")
    match one.kind:
        case NeedKind.QUEUE_BELOW_GOAL:
            title = words.gettext("%(queue)s answers %(share)s %% in time", queue=name, share=words.percent(one.share))
            text = words.ngettext("%(n)s waits", "%(n)s wait", one.count or 0)
            return NeedLine(key, title, text, f"#queue-{one.subject_id}", show)
        case NeedKind.QUEUE_WITHOUT_AGENTS:
            title = words.gettext("Nobody is signed in for %(queue)s", queue=name)
            text = words.ngettext("%(n)s waits", "%(n)s wait", one.count or 0)
            return NeedLine(key, title, text, f"#queue-{one.subject_id}", show)
        case NeedKind.AGENT_MISSED_OFFERS:
            title = words.gettext("%(who)s missed %(n)s offers in a row", who=name, n=n)
            text = words.gettext("not responding since %(time)s", time=since)
            return NeedLine(key, title, text, f"#agent-{one.subject_id}", show)
        case NeedKind.AGENT_NOT_RESPONDING:
            title = words.gettext("%(who)s does not respond", who=name)
            return NeedLine(key, title, words.gettext("since %(time)s", time=since), f"#agent-{one.subject_id}", show)
        case NeedKind.QUARANTINED:
            title = words.ngettext("%(n)s delivery was not understood", "%(n)s deliveries were not understood",
                                   one.count or 0)  # fmt: skip
            text = words.gettext("the oldest since %(time)s", time=since)
            return NeedLine(key, title, text, "/admin#quarantine", show, Tone.SOON)
        case NeedKind.FAILED_DELIVERIES:
            title = words.ngettext("%(n)s answer did not reach its customer",
                                   "%(n)s answers did not reach their customers", one.count or 0)  # fmt: skip
            text = words.gettext("the oldest since %(time)s", time=since)
            return NeedLine(key, title, text, "/customers", show, Tone.SOON)
