"""The recorded and the replayed day side by side, and where they differ. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_center.kernel.contracts.interactions import Presence, QueuedBecause
from contact_center.kernel.ids import AgentId
from contact_center.kernel.opening import SHORT_ABANDON_SECONDS, open_seconds
from contact_center.kernel.phrases import Phrase
from routing.engine.explain import phrases
from routing.rehearsal.replay.plays import Busy, Played, ReplayedEntry
from routing.rehearsal.replay.record import Day, PresenceSpan, RecordedEntry
from routing.rehearsal.replay.results import (
    AgentDay,
    AgentPair,
    EntryOutcome,
    EntryPair,
    Fidelity,
    IntervalPair,
    Pair,
    QueuePair,
    ReplayCounts,
    ReplayDeviation,
)
from routing.rehearsal.statements import StatementCode, say

SAME_WAIT_S = 1.0
TOLD = 100
TIERS = ("live", "messaging", "deferred")
INTERVAL = timedelta(minutes=30)
ASSUMPTIONS = tuple(say(code) for code in StatementCode if code.startswith("assumes."))


@dataclass(frozen=True, slots=True)
class Names:
    agents: Mapping[AgentId, str]
    queues: Mapping[object, str]

    def agent(self, agent: AgentId | None) -> str | None:
        return None if agent is None else self.agents.get(agent, str(agent))


def pairs(day: Day, played: Played, names: Names) -> list[EntryPair]:
    """Those that changed most come first; equals in order of entry."""
    of_the_day = [play for play in played.plays if play.entry.at < day.ends]
    found = [
        _pair(day, play, names) for play in of_the_day if play.entered_at is not None or play.entry.at >= day.begins
    ]
    return sorted(found, key=lambda pair: (-abs(pair.gained_s), pair.entered_at, pair.interaction_id.int))


def by_tier(entries: Sequence[EntryPair]) -> tuple[tuple[str, Pair], ...]:
    return tuple((tier, both(part)) for tier in TIERS if (part := [e for e in entries if e.tier == tier]))


def by_queue(entries: Sequence[EntryPair]) -> tuple[QueuePair, ...]:
    keys = sorted({(e.queue_name, e.queue_id, TIERS.index(e.tier)) for e in entries}, key=lambda key: (key[0], key[2]))
    return tuple(
        QueuePair(queue, name, TIERS[tier], both([e for e in entries if e.queue_id == queue and e.tier == TIERS[tier]]))
        for name, queue, tier in keys
    )


def by_interval(day: Day, entries: Sequence[EntryPair]) -> tuple[IntervalPair, ...]:
    """Live work, from the first to the last half hour in which any came."""
    live = [entry for entry in entries if entry.tier == "live" and entry.entered_at >= day.begins]
    if not live:
        return ()
    number = [int((entry.entered_at - day.begins) / INTERVAL) for entry in live]
    found = []
    for n in range(min(number), max(number) + 1):
        begins = day.begins + n * INTERVAL
        part = [entry for entry, at in zip(live, number, strict=True) if at == n]
        found.append(IntervalPair(begins, begins + INTERVAL, both(part)))
    return tuple(found)


def both(entries: Sequence[EntryPair]) -> Pair:
    return Pair(_counts([e.recorded for e in entries]), _counts([e.replayed for e in entries]))


def arrivals(day: Day, entries: Sequence[EntryPair]) -> list[EntryPair]:
    """What waited already when the day began is worked, and is no arrival of it: it counts where it entered."""
    return [entry for entry in entries if entry.entered_at >= day.begins]


def agents(day: Day, played: Played, names: Names, extra: frozenset[AgentId]) -> tuple[AgentPair, ...]:
    """Everybody who was there on either day, by name."""
    recorded = recorded_busy(day)
    found = []
    for agent in sorted(
        {s.agent_id for s in (*day.stands, *played.stands)} | {b[0] for b in (*recorded, *played.busy)}
    ):
        was = _agent_day(
            day, agent, recorded, day.stands, lambda play: play.entry.agent_id, played.plays, recorded_side=True
        )
        now = _agent_day(day, agent, played.busy, played.stands, lambda play: play.agent_id, played.plays)
        if was.present_s or now.present_s:
            found.append(AgentPair(agent, names.agent(agent) or "", agent in extra, was, now))
    return tuple(sorted(found, key=lambda pair: (pair.extra, pair.name)))


def fidelity(day: Day, played: Played, names: Names) -> Fidelity:
    """Of a replay under the day's own policy."""
    entries = sorted(pairs(day, played, names), key=lambda pair: pair.entered_at)
    same_agent = sum(e.recorded.agent_id == e.replayed.agent_id for e in entries)
    same_wait = sum(abs(e.gained_s) <= SAME_WAIT_S for e in entries)
    total = sum(abs(e.gained_s) for e in entries)
    return Fidelity(
        entries=len(entries),
        same_agent=same_agent,
        same_wait=same_wait,
        mean_difference_s=total / len(entries) if entries else 0.0,
        differences=tuple(_differences(entries, {(p.entry.interaction_id, p.entry.number): p for p in played.plays})),
        assumptions=ASSUMPTIONS,
    )


def recorded_busy(day: Day) -> list[Busy]:
    found = [(load.agent_id, load.begins, load.ends or day.until) for load in day.loads]
    for entry in day.entries:
        if entry.agent_id is not None and entry.answered_at is not None:
            talk = (
                day.until - entry.answered_at
                if entry.talk_s is None
                else timedelta(seconds=entry.talk_s + entry.wrap_s)
            )
            found.append((entry.agent_id, entry.answered_at, entry.answered_at + talk))
    return found


# --- one entry


def _pair(day: Day, play: ReplayedEntry, names: Names) -> EntryPair:
    entry, queued = play.entry, play.entry.queued
    name = names.agent(play.agent_id)
    return EntryPair(
        interaction_id=queued.interaction_id,
        number=queued.number,
        queue_id=queued.queue_id,
        queue_name=names.queues.get(queued.queue_id, str(queued.queue_id)),
        channel=queued.channel,
        tier=queued.tier,
        entered_at=entry.at,
        recorded=_fate(day, entry, entry.at, entry.agent_id, entry.answered_at, entry.gone_at, entry.abandoned, names),
        replayed=_fate(
            day, entry, play.entered_at, play.agent_id, play.answered_at, play.gone_at, play.abandoned, names
        ),
        why=None if play.why is None or name is None else phrases(play.why, name),
    )


def _fate(
    day: Day,
    entry: RecordedEntry,
    entered: datetime | None,
    agent: AgentId | None,
    answered: datetime | None,
    gone: datetime | None,
    abandoned: bool,
    names: Names,
) -> EntryOutcome:
    if entered is None:
        return EntryOutcome("never", None, None, 0.0, None)
    clock = entered + (entry.queued.sl_started_at - entry.at)
    if answered is not None and answered <= day.until:
        within = _in_time(entry, clock, answered) if _promised(entry) else None
        return EntryOutcome("answered", agent, names.agent(agent), _waited(entry, entered, answered), within)
    if gone is not None and gone <= day.until:
        how, waited = "abandoned" if abandoned else "gone", _waited(entry, entered, gone)
        lost = abandoned and _promised(entry) and gone > clock and waited > SHORT_ABANDON_SECONDS
        return EntryOutcome(how, None, None, waited, False if lost else None)
    late = _promised(entry) and not _in_time(entry, clock, day.until)
    return EntryOutcome("waiting", None, None, _waited(entry, entered, day.until), False if late else None)


def _waited(entry: RecordedEntry, since: datetime, at: datetime) -> float:
    """By the rule of record and figures: in the hours of the queue, as they were when the work came."""
    return open_seconds(since, at, entry.queued.shut)


def _in_time(entry: RecordedEntry, since: datetime, at: datetime) -> bool:
    """`since`: when the clock of the queue started, which is not the entry where that was out of hours."""
    return _waited(entry, since, at) <= entry.queued.sl_seconds


def _promised(entry: RecordedEntry) -> bool:
    """A further message of a customer has a promise of its own (next reply), which is not this one."""
    return entry.queued.because not in (QueuedBecause.CUSTOMER_WROTE, QueuedBecause.WOKEN)


def _counts(fates: Iterable[EntryOutcome]) -> ReplayCounts:
    known = [fate for fate in fates if fate.how != "never"]
    due = [fate for fate in known if fate.within is not None]
    within = sum(bool(fate.within) for fate in due)
    waits = [fate.wait_s for fate in known]
    how = [fate.how for fate in known]
    return ReplayCounts(
        offered=len(known),
        answered=how.count("answered"),
        within=within,
        abandoned=how.count("abandoned"),
        waiting=how.count("waiting"),
        service_level=within / len(due) if due else None,
        mean_wait_s=sum(waits) / len(waits) if waits else None,
        longest_wait_s=max(waits, default=None),
    )


# --- agents


def _agent_day(
    day: Day,
    agent: AgentId,
    busy: Iterable[Busy],
    stands: Iterable[PresenceSpan],
    who: Callable[[ReplayedEntry], AgentId | None],
    plays: Iterable[ReplayedEntry],
    *,
    recorded_side: bool = False,
) -> AgentDay:
    worked = [(begins, ends) for one, begins, ends in busy if one == agent]
    there = [*_there(day, [stand for stand in stands if stand.agent_id == agent]), *worked]
    busy_s, present_s = _length(day, worked), _length(day, there)
    answered = sum(_answered(day, play, recorded_side=recorded_side) for play in plays if who(play) == agent)
    return AgentDay(answered, busy_s, present_s, busy_s / present_s if present_s else None)


def _answered(day: Day, play: ReplayedEntry, *, recorded_side: bool) -> bool:
    at = play.entry.answered_at if recorded_side else play.answered_at
    return at is not None and at <= day.ends


def _there(day: Day, stands: list[PresenceSpan]) -> list[tuple[datetime, datetime]]:
    ends = [stand.at for stand in stands[1:]] + [day.ends]
    return [(s.at, end) for s, end in zip(stands, ends, strict=False) if s.presence is Presence.AVAILABLE]


def _length(day: Day, spans: Iterable[tuple[datetime, datetime]]) -> float:
    """Seconds of the day that are in at least one of the spans."""
    total, upto = 0.0, day.begins
    for first, last in sorted(spans):
        begins, ends = max(first, upto), min(last, day.ends)
        if ends > begins:
            total += (ends - begins).total_seconds()
            upto = ends
    return total


# --- how true


def _differences(
    entries: Sequence[EntryPair], plays: Mapping[tuple[object, int], ReplayedEntry]
) -> Iterable[ReplayDeviation]:
    touched: set[object] = set()
    told = 0
    for e in entries:
        same = e.recorded.agent_id == e.replayed.agent_id and abs(e.gained_s) <= SAME_WAIT_S
        if same or told == TOLD:
            continue
        told += 1
        reason = _reason(e, plays[e.interaction_id, e.number], touched)
        touched |= {e.recorded.agent_id, e.replayed.agent_id} - {None}
        yield ReplayDeviation(
            interaction_id=e.interaction_id,
            number=e.number,
            entered_at=e.entered_at,
            recorded_agent=e.recorded.agent_name,
            replayed_agent=e.replayed.agent_name,
            recorded_wait_s=e.recorded.wait_s,
            replayed_wait_s=e.replayed.wait_s,
            reason=reason,
        )


def _reason(e: EntryPair, play: ReplayedEntry, touched: set[object]) -> Phrase:
    if e.replayed.how == "never":
        return say(StatementCode.DIFFERS_NEVER_DONE)
    if play.entry.by_hand:
        return say(StatementCode.DIFFERS_BY_HAND)
    if touched & {e.recorded.agent_id, e.replayed.agent_id}:
        return say(StatementCode.DIFFERS_FOLLOWS)
    if e.recorded.agent_id == e.replayed.agent_id:
        return say(StatementCode.DIFFERS_LATER)
    return say(StatementCode.DIFFERS_FIRST)
