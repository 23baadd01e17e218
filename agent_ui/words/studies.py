"""The result of a study with all it states as text: for programs and the command line."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from agent_ui.words import rehearsals
from agent_ui.words.languages import Words
from routing.rehearsal.replay.results import EntryPair, ReplayDeviation, Replayed
from routing.rehearsal.simulation.results import NotSimulated, QueueFigures, Simulated
from routing.rehearsal.simulation.searching import FewestAgents, Planned
from routing.rehearsal.studies.results import Result


def told(words: Words, result: Result) -> Result:
    match result:
        case Simulated():
            return simulated(words, result)
        case FewestAgents() | Planned():
            return replace(result, result=simulated(words, result.result))
        case Replayed():
            return replayed(words, result)


def simulated(words: Words, result: Simulated) -> Simulated:
    say = partial(rehearsals.statement, words)
    return replace(
        result,
        queues=tuple(_queue(words, one) for one in result.queues),
        method=say(result.method),
        formula=say(result.formula),
        followed=tuple(map(say, result.followed)),
        not_simulated=tuple(_left_out(words, one) for one in result.not_simulated),
    )


def replayed(words: Words, result: Replayed) -> Replayed:
    say = partial(rehearsals.statement, words)
    fidelity = replace(
        result.fidelity,
        differences=tuple(_difference(words, one) for one in result.fidelity.differences),
        assumptions=tuple(map(say, result.fidelity.assumptions)),
    )
    entries = tuple(_entry(words, one) for one in result.entries)
    return replace(
        result, policy=say(result.policy), own_policy=say(result.own_policy), fidelity=fidelity, entries=entries
    )


def _queue(words: Words, one: QueueFigures) -> QueueFigures:
    discipline, treatment = (rehearsals.statements(words, part) for part in (one.discipline, one.treatment))
    return replace(one, targets=rehearsals.targets(words, one.targets), discipline=discipline, treatment=treatment)


def _left_out(words: Words, one: NotSimulated) -> NotSimulated:
    return replace(one, words=rehearsals.left_out(words, one))


def _difference(words: Words, one: ReplayDeviation) -> ReplayDeviation:
    return replace(one, reason=rehearsals.statement(words, one.reason))


def _entry(words: Words, one: EntryPair) -> EntryPair:
    return replace(one, why=rehearsals.why(words, one.why))
