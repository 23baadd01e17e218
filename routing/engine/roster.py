"""All agents, as sets of bits.

Bit n of every set stands for agent n. "Serves the queue, speaks Mandarin at 3, is present and has room
for a call" is then four ANDs whatever the number of agents, and the counts of an explanation are exact and
as cheap. The order "fewest open, then longest idle" is kept in one sorted list.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping

from contact_center.kernel.ids import AgentId, QueueId
from routing.engine.agents import Agent, Availability, WorkKind
from routing.engine.instants import SECOND
from routing.engine.model import Capacity, Interrupt, QueueAccess, Reserve
from routing.engine.skills import Holders, SkillCodes

_PRESENT = Availability.PRESENT
_FEW = 12
"""Up to this many candidates are looked at one by one; more are found faster by walking the order."""


class Reach:
    """Who serves a queue: an audience is the agents who may take its work from a certain age on."""

    __slots__ = ("audiences", "delays", "members")

    def __init__(self) -> None:
        self.delays: list[int] = []
        """Distinct delays in microseconds, ascending; parallel to `audiences`."""
        self.audiences: list[int] = []
        self.members = 0


class Roster:
    def __init__(self) -> None:
        self.agents: dict[int, Agent] = {}
        """By the integer of the id."""
        self.by_index: list[Agent] = []
        self.order: list[tuple[int, int, int, int]] = []
        self.standing = [0] * len(Availability)
        self.kinds: dict[tuple[str, int, bool], WorkKind] = {}
        self._kind_list: list[WorkKind] = []
        self.skills = SkillCodes()
        self.version = 0
        """Counts the changes of who serves what, has which skills and stands where: all but load."""
        self._audience: list[int] = []
        self._reach: dict[QueueId, Reach] = {}
        self._personal: dict[AgentId, int] = {}
        self._interruptible: dict[str, tuple[str, ...]] = {}
        self._reserved: dict[str, int] = {}
        self._moved: dict[int, tuple[int, int, int, int]] = {}
        """Where `order` still lists agents whose place has changed: it is put right when it is read."""

    # --- who

    def add(self, agent_id: AgentId, idle_since: int) -> Agent:
        agent = Agent(agent_id, len(self.by_index), idle_since)
        self.agents[agent.key] = agent
        self.by_index.append(agent)
        self.standing[agent.standing] |= agent.bit
        insort(self.order, agent.order)
        return agent

    def configure(
        self, agent: Agent, skills: Mapping[str, int], access: tuple[QueueAccess, ...], capacity: Capacity
    ) -> list[QueueId]:
        """Give the agent skills, queues and capacity. Returns the queues that got a new delay by it."""
        agent.capacity = capacity
        self._keep(agent)
        self.version += 1
        if agent.skills != skills:
            self.skills.remove_holder(agent.skills, agent.bit)
            agent.skills, agent.code = dict(skills), self.skills.of_agent(skills)
            self.skills.add_holder(skills, agent.bit)
        return self._serve(agent, access) if agent.access != access or not agent.plan else []

    def stand(self, agent: Agent) -> bool:
        """Take over the agent's standing. True if it changed."""
        standing = agent.stand()
        if standing is agent.standing:
            return False
        self.standing[agent.standing] ^= agent.bit
        self.standing[standing] |= agent.bit
        agent.standing = standing
        self.version += 1
        return True

    def refresh(self, agent: Agent) -> bool:
        """Work out anew what the agent could take. True if something was gained."""
        before, after = agent.ready, 0
        full = agent.total >= agent.capacity.total and not self._interruptible
        if not full and agent.standing is _PRESENT and agent.held_back_until is None:
            for kind in self._kind_list:
                if agent.can_take(kind):
                    after |= kind.bit
        if after != before:
            agent.ready = after
            changed = after ^ before
            for kind in self._kind_list:
                if changed & kind.bit:
                    kind.ready ^= agent.bit
        listed = agent.order
        if agent.open != listed[0] or agent.idle_since != listed[1]:
            self._moved.setdefault(agent.index, listed)
            agent.order = (agent.open, agent.idle_since, agent.key, agent.index)
        return after & ~before != 0

    def set_interrupts(self, interrupts: Iterable[Interrupt]) -> None:
        table: dict[str, tuple[str, ...]] = {}
        for interrupt in interrupts:
            table[interrupt.by] = (*table.get(interrupt.by, ()), interrupt.over)
        self._interruptible = table
        for kind in self._kind_list:
            kind.interruptible = table.get(kind.channel, ())

    def set_reserved(self, reserved: Iterable[Reserve]) -> None:
        self._reserved = {one.channel: one.places for one in reserved}
        for agent in self.by_index:
            self._keep(agent)

    def kind(self, channel: str, weight: int, live: bool) -> WorkKind:
        known = self.kinds.get((channel, weight, live))
        if known is not None:
            return known
        kind = self.kinds[channel, weight, live] = WorkKind(1 << len(self.kinds), channel, weight, live)
        kind.interruptible = self._interruptible.get(channel, ())
        self._kind_list.append(kind)
        for agent in self.by_index:
            self.refresh(agent)
        return kind

    # --- sets

    def reach(self, queue_id: QueueId) -> Reach:
        reach = self._reach.get(queue_id)
        if reach is None:
            reach = self._reach[queue_id] = Reach()
            self._audience_of(reach, 0)
        return reach

    def personal(self, agent_id: AgentId) -> int:
        """The audience that is this agent alone."""
        number = self._personal.get(agent_id)
        if number is None:
            number = self._personal[agent_id] = self._new_audience()
        return number

    def qualified(self, audiences: Iterable[int], skilled: Iterable[Holders]) -> int:
        """Bits of those in one of the audiences with all of the skills."""
        bits = 0
        for number in audiences:
            bits |= self._audience[number]
        for holders in skilled:
            bits &= holders.bits
        return bits

    @property
    def signed_in(self) -> int:
        return ((1 << len(self.by_index)) - 1) & ~self.standing[Availability.SIGNED_OUT]

    def each(self, bits: int) -> Iterator[Agent]:
        while bits:
            lowest = bits & -bits
            yield self.by_index[lowest.bit_length() - 1]
            bits ^= lowest

    def in_order(self, bits: int) -> list[Agent]:
        if not bits & (bits - 1):
            return [self.by_index[bits.bit_length() - 1]] if bits else []
        return sorted(self.each(bits), key=lambda agent: agent.order)

    def first(self, bits: int) -> Agent:
        """Of a non-empty set the agent with the fewest open, then the longest idle."""
        if not bits & (bits - 1):
            return self.by_index[bits.bit_length() - 1]
        if bits.bit_count() <= _FEW:
            return min(self.each(bits), key=lambda agent: agent.order)
        self._put_in_order()
        for entry in self.order:
            if bits >> entry[3] & 1:
                return self.by_index[entry[3]]
        raise AssertionError("a set of agents beyond the roster")

    # --- within

    def _keep(self, agent: Agent) -> None:
        """Nothing is kept for a channel the agent has no room for."""
        rooms = agent.capacity.channels
        kept = ((channel, min(places, rooms.get(channel, 0))) for channel, places in sorted(self._reserved.items()))
        agent.reserved = tuple((channel, places) for channel, places in kept if places > 0)

    def _serve(self, agent: Agent, access: tuple[QueueAccess, ...]) -> list[QueueId]:
        for number in agent.audiences:
            self._audience[number] &= ~agent.bit
        for line in agent.access:
            self._reach[line.queue_id].members &= ~agent.bit
        widened: list[QueueId] = []
        personal = self.personal(agent.id)
        levels: dict[int, list[int]] = {0: [personal]}
        for line in access:
            reach = self.reach(line.queue_id)
            if line.delay_s * SECOND not in reach.delays:
                widened.append(line.queue_id)
            levels.setdefault(line.priority, []).append(self._audience_of(reach, line.delay_s * SECOND))
            reach.members |= agent.bit
        agent.access = access
        agent.plan = tuple(tuple(levels[level]) for level in sorted(levels))
        agent.audiences = tuple(number for level in agent.plan for number in level)
        for number in agent.audiences:
            self._audience[number] |= agent.bit
        return widened

    def _audience_of(self, reach: Reach, delay: int) -> int:
        at = bisect_left(reach.delays, delay)
        if at == len(reach.delays) or reach.delays[at] != delay:
            reach.delays.insert(at, delay)
            reach.audiences.insert(at, self._new_audience())
        return reach.audiences[at]

    def _new_audience(self) -> int:
        self._audience.append(0)
        return len(self._audience) - 1

    def _put_in_order(self) -> None:
        for index, listed in self._moved.items():
            del self.order[bisect_left(self.order, listed)]
            insort(self.order, self.by_index[index].order)
        self._moved.clear()
