"""Why people wait in a queue, and who could help: what the headline of the wallboard says beside what is wrong. Pure.

Only what the figures show is told. That somebody free could take it is no cause: the router is about to offer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from contact_center.kernel.contracts.interactions import Presence
from contact_center.measures.board import is_free
from contact_center.measures.domain import Activity
from contact_center.measures.figures import AgentFigures, Helper, QueueLine, WaitCause, WaitCauseKind
from contact_center.measures.lines import People, WorkNeed


def with_causes(line: QueueLine, people: People, kinds: Sequence[WorkNeed]) -> QueueLine:
    """The line with a cause at each of its channels that keeps people waiting too long or misses its goal."""
    channels = (
        replace(one, cause=cause(people, line.queue_id, [kind for kind in kinds if kind.channel == one.channel]))
        if one.overdue or one.below_goal
        else one
        for one in line.by_channel
    )
    return replace(line, by_channel=tuple(channels))


def cause(people: People, queue: UUID, kinds: Sequence[WorkNeed]) -> WaitCause | None:
    """Of work of these kinds that waits in the queue; None where somebody free can take it, or nothing waits."""
    here = [agent for agent in people.members(queue) if agent.presence != Presence.OFFLINE]
    if not kinds or people.free_for(queue, kinds):
        return None
    free = [agent for agent in here if is_free(agent)]
    return WaitCause(
        kind=_kind(here, free),
        here=len(here),
        free=len(free),
        working=_count(here, Activity.WORKING),
        wrapping=_count(here, Activity.WRAPPING),
        absent=sum(agent.presence in (Presence.AWAY, Presence.NOT_RESPONDING) for agent in here),
        skills=_lacking(people, free, kinds),
        helper=_helper(people, queue, kinds),
    )


def _kind(here: Sequence[AgentFigures], free: Sequence[AgentFigures]) -> WaitCauseKind:
    if not here:
        return WaitCauseKind.NOBODY_HERE
    if free:
        return WaitCauseKind.NOBODY_FITS
    ready = [agent for agent in here if agent.presence == Presence.AVAILABLE]
    return WaitCauseKind.ALL_BUSY if ready else WaitCauseKind.ALL_ABSENT


def _count(here: Iterable[AgentFigures], activity: Activity) -> int:
    return sum(agent.presence == Presence.AVAILABLE and agent.activity == activity for agent in here)


def _lacking(people: People, free: Sequence[AgentFigures], kinds: Iterable[WorkNeed]) -> dict[str, int]:
    """Skills that some of the work needs and nobody free has; empty where it is places that lack."""
    return {
        name: least
        for kind in kinds
        for name, least in kind.skills.items()
        if not any(people.skills_of(agent).get(name, -1) >= least for agent in free)
    }


def _helper(people: People, queue: UUID, kinds: Sequence[WorkNeed]) -> Helper | None:
    """Who is free, does not serve the queue and could take a kind of it; of several who has done least today."""
    fit = [agent for agent in people.others(queue) if any(people.could_take(agent, kind) for kind in kinds)]
    if not fit:
        return None
    best = min(fit, key=lambda agent: (agent.load.used, agent.answered_today, agent.name))
    return Helper(best.agent_id, best.name)
