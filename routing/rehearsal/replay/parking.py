"""Agents' desks in a replay: what is parked for work that interrupts it, and when it goes on. Pure.

Without interruption in the policy nothing is ever parked, and a clock is nothing but the time at which it is due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, SegmentId
from routing.engine.decisions import Offer
from routing.engine.inputs import Input, SegmentChanged, SegmentEnded
from routing.engine.model import LoadState, OpenSegment
from routing.rehearsal.replay.conditions import ReplayConditions
from routing.rehearsal.simulation.parking import AgentCapacity

Does = Callable[[Any, datetime], None]
Later = Callable[[datetime, Does, Any], None]


class ParkedWork:
    def __init__(self, said: ReplayConditions, later: Later) -> None:
        self._profiles, self._later = said.profiles, later
        parks = bool(said.policy.interrupts)
        self._parked_work = (
            {agent: AgentCapacity(one.capacity) for agent, one in said.profiles.items()} if parks else {}
        )
        self._segments: dict[SegmentId, OpenSegment] = {}
        self._clocks: dict[SegmentId, tuple[datetime, Does, Any]] = {}
        self._left: dict[SegmentId, tuple[timedelta, Does, Any]] = {}

    def clock(self, segment: SegmentId, at: datetime, does: Does, subject: Any) -> None:
        """Does it at that time, or later by as long as the segment is parked until then."""
        self._clocks[segment] = (at, does, subject)
        self._later(at, self._strikes, segment)

    def _strikes(self, segment: SegmentId, at: datetime) -> None:
        due = self._clocks.get(segment)
        if due is not None and due[0] == at:
            del self._clocks[segment]
            due[1](due[2], at)

    def rings(self, offer: Offer, presence: Presence, at: datetime) -> list[Input]:
        """What is interrupted is parked with the offer."""
        desk = self._parked_work.get(offer.agent_id)
        if desk is None:
            return []
        parked = desk.make_room(offer.weight, offer.interrupts) if offer.interrupts else []
        desk.rings(offer.segment_id, offer.channel, offer.weight, live=offer.tier is Tier.LIVE)
        for segment in parked:
            if segment in self._clocks:
                due, does, subject = self._clocks.pop(segment)
                self._left[segment] = (due - at, does, subject)
        return [self._at_desk(desk, offer.agent_id, presence)] if parked else []

    def _at_desk(self, desk: AgentCapacity, agent: AgentId, presence: Presence) -> Input:
        states = [(id, LoadState.ACTIVE if in_hand else LoadState.WRAPPING) for id, in_hand in desk.answered_here()]
        segments = tuple(self._segments[id]._replace(state=state) for id, state in states)
        return replace(self._profiles[agent].facts(agent), presence=presence, segments=segments)

    def begins(self, agent: AgentId, segment: OpenSegment) -> None:
        """The agent has it now, from an offer or otherwise."""
        desk = self._parked_work.get(agent)
        if desk is None:
            return
        if not desk.has(segment.segment_id):
            desk.rings(segment.segment_id, segment.channel, segment.weight, live=segment.tier is Tier.LIVE)
        desk.answered(segment.segment_id)
        self._segments[segment.segment_id] = segment

    def wraps(self, agent: AgentId, segment: SegmentId) -> None:
        if agent in self._parked_work:
            self._parked_work[agent].wraps(segment)

    def ended(self, agent: AgentId, segment: SegmentId, at: datetime) -> list[Input]:
        """Work of the agent is over: what was parked goes on in its place."""
        return [SegmentEnded(agent_id=agent, segment_id=segment), *self.let_go(agent, segment, at)]

    def let_go(self, agent: AgentId, segment: SegmentId, at: datetime) -> list[Input]:
        """An offer ended without an answer."""
        desk = self._parked_work.get(agent)
        if desk is None or not desk.has(segment):
            return []
        back = desk.ended(segment)
        for one in back:
            if one in self._left:
                left, does, subject = self._left.pop(one)
                self.clock(one, at + left, does, subject)
        return [SegmentChanged(agent_id=agent, segment=self._segments[one]) for one in back]
