"""A replay's computing: everything it needs is in the `Question`, so another process may do it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from contact_center.kernel.phrases import Phrase
from routing.rehearsal.replay import comparing
from routing.rehearsal.replay.comparing import Names
from routing.rehearsal.replay.conditions import ReplayConditions
from routing.rehearsal.replay.flowing import FlowingPlayer
from routing.rehearsal.replay.player import Credits, Player
from routing.rehearsal.replay.record import Day
from routing.rehearsal.replay.results import MOST_ENTRIES, Replayed
from routing.rehearsal.replay.ruling import RulesQuestion, exchanges
from routing.router.translate import ChannelTraits

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Question:
    """Everything a replay needs, so that it can be computed in another process."""

    day: Day
    before: Day | None
    """The days before it, from which the engine knows what it owes to the tiers; None: too much to play."""
    date: date
    time_zone: str
    own: ReplayConditions
    own_policy: Phrase
    said: ReplayConditions
    policy: Phrase
    changes_nothing: bool
    names: Names
    media: ChannelTraits
    rules: RulesQuestion | None = None
    """None: no rule has anything to say of this day."""


def answer(question: Question, progress: Progress | None = None) -> Replayed:
    """The day under its own policy, to see how true a replay of it is, then under the one that is asked about."""
    q, tell = question, progress or (lambda _done, _of: None)
    credits = _credits(q)
    tell(1, 3)
    own = Player(q.day, q.own, q.own, q.media, credits).play()
    tell(2, 3)
    of_the_day = {entry.interaction_id for entry in q.day.entries if entry.at < q.day.ends}
    rulings, ruled = exchanges(q.rules, of_the_day) if q.rules else ({}, None)
    said = replace(q.said, rulings=rulings)
    played = own if q.changes_nothing else player(said, q.own)(q.day, said, q.own, q.media, credits).play()
    tell(3, 3)
    entries = comparing.pairs(q.day, played, q.names)
    return Replayed(
        day=q.date,
        time_zone=q.time_zone,
        policy=q.policy,
        own_policy=q.own_policy,
        tiers=comparing.by_tier(comparing.arrivals(q.day, entries)),
        queues=comparing.by_queue(comparing.arrivals(q.day, entries)),
        intervals=comparing.by_interval(q.day, entries),
        agents=comparing.agents(q.day, played, q.names, frozenset(one.agent_id for one in q.said.extra)),
        entries=tuple(entries[:MOST_ENTRIES]),
        entries_in_all=len(entries),
        rules=ruled,
        fidelity=comparing.fidelity(q.day, own, q.names),
    )


def player(said: ReplayConditions, own: ReplayConditions) -> type[Player]:
    """What is recorded of waiting work holds unless the policies treat it otherwise."""
    ruled = any(exchange.changes for exchange in said.rulings.values())
    return FlowingPlayer if ruled or said.waiting != own.waiting else Player


def _credits(q: Question) -> Credits:
    if q.before is None:
        return ()
    player = Player(q.before, q.own, q.own, q.media)
    player.play()
    return player.credits()
