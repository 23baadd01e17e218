"""What waiting work asks for, worked out once for all interactions that ask for the same."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from contact_center.kernel.ids import QueueId
from routing.engine.decisions import ExcludedCount
from routing.engine.instants import SECOND
from routing.engine.model import QueuePolicy, Requirement, Ring
from routing.engine.roster import Roster
from routing.engine.skills import strongest


class MembersAsked(NamedTuple):
    """What every explanation of a stage has in common while the roster's `version` is this one."""

    version: int
    members: int
    excluded: tuple[ExcludedCount, ...]
    rest: int
    """Bits of the members whom none of the reasons in `excluded` keeps off."""
    free: int
    """How many these are."""


class WideningStage:
    """A ring, or what is asked before the first one."""

    __slots__ = ("after", "code", "holders", "queues", "reaches", "requirements", "told")

    def __init__(
        self,
        after: int,
        queues: tuple[QueueId, ...],
        requirements: tuple[Requirement, ...],
        roster: Roster,
    ) -> None:
        self.after = after
        self.queues = queues
        self.reaches = tuple(roster.reach(queue_id) for queue_id in queues)
        self.requirements = requirements
        self.holders = tuple(roster.skills.holders(r) for r in requirements)
        self.code = roster.skills.of_requirements(requirements)
        self.told: dict[tuple[int, ...], MembersAsked] = {}
        """What explanations say alike, by the audiences reached."""

    @property
    def members(self) -> int:
        """Bits of all who serve its queues, whatever their delays."""
        bits = 0
        for reach in self.reaches:
            bits |= reach.members
        return bits

    @property
    def qualified(self) -> int:
        """Bits of the members with the skills."""
        bits = self.members
        for holders in self.holders:
            bits &= holders.bits
        return bits


class OwnRequirements(NamedTuple):
    """What work asks for that has rings of its own, or other groups beside its queue's agents."""

    requirements: tuple[Requirement, ...]
    rings: tuple[Ring, ...] | None
    groups: tuple[QueueId, ...]


Asked = tuple[Requirement, ...] | OwnRequirements
"""The requirements alone for most work, so that finding their demand costs no more than looking at them."""


class Demand:
    """A queue and a set of requirements, with its rings, and the interactions that ask for it."""

    __slots__ = ("items", "queue", "served", "stages")

    def __init__(self, queue: QueuePolicy, asked: Asked, roster: Roster) -> None:
        own = asked if isinstance(asked, OwnRequirements) else OwnRequirements(asked, None, ())
        self.queue = queue
        self.stages = tuple(_stages(queue, own, roster))
        self.items: set[int] = set()
        self.served: bool | None = None
        """Whether anybody signed in could take it in its widest ring; None: not judged yet."""

    @property
    def widest(self) -> WideningStage:
        return self.stages[-1]

    def stage(self, age: int) -> int:
        """The ring reached at this age."""
        number = len(self.stages) - 1
        while number and self.stages[number].after > age:
            number -= 1
        return number


def _stages(queue: QueuePolicy, own: OwnRequirements, roster: Roster) -> list[WideningStage]:
    wanted = {r.skill: r.minimum for r in strongest((*own.requirements, *queue.requirements))}
    queues = (queue.id, *(q for q in dict.fromkeys(own.groups) if q != queue.id))
    stages = [WideningStage(0, queues, _requirements(wanted), roster)]
    for ring in joined(queue.rings if own.rings is None else own.rings, queue.groups):
        for skill in ring.drop:
            wanted.pop(skill, None)
        for r in ring.lower:
            if r.skill in wanted:
                wanted[r.skill] = min(r.minimum, wanted[r.skill])
        queues = (*queues, *(q for q in ring.add_queues if q not in queues))
        stages.append(WideningStage(ring.after_s * SECOND, queues, _requirements(wanted), roster))
    return stages


def joined(rings: tuple[Ring, ...], groups: tuple[Ring, ...]) -> tuple[Ring, ...]:
    """In the order of age; two of one age are one."""
    if not groups:
        return rings
    by_age = {ring.after_s: ring for ring in rings}
    for group in groups:
        known = by_age.get(group.after_s, Ring(after_s=group.after_s))
        by_age[group.after_s] = replace(known, add_queues=(*known.add_queues, *group.add_queues))
    return tuple(by_age[age] for age in sorted(by_age))


def _requirements(wanted: dict[str, int]) -> tuple[Requirement, ...]:
    return tuple(Requirement(skill, wanted[skill]) for skill in sorted(wanted))
