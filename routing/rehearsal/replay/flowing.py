"""A replay under a policy that treats waiting work otherwise than the day's own: its hours, overflow and limits. Pure.

What the day's policy did by itself (sent on, a group added, ended) is left out, what people did stays. In its place
the policy of the replay is asked on whole seconds, as the router asks once a second. Whom the day's policy ended now
waits as long as it takes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from contact_center.kernel.contracts.interactions import InteractionQueued, QueuedBecause
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.engine.decisions import Decision, EligibleAgain, NobodyEligible
from routing.engine.inputs import GoneReason, Input, WorkGone, WorkQueued
from routing.engine.instants import NEVER, SECOND, instant, micros
from routing.flow.hours import ALWAYS, hours_of
from routing.flow.overflow import Action, QueueNow
from routing.rehearsal.replay.conditions import ReplayConditions
from routing.rehearsal.replay.player import Credits, Player
from routing.rehearsal.replay.plays import ReplayedEntry
from routing.rehearsal.replay.record import Day
from routing.rehearsal.simulation.waiting import WaitState, Watch, whole
from routing.router.translate import ChannelTraits

BY_ITSELF = (QueuedBecause.OVERFLOWED,)


class FlowingPlayer(Player):
    """As `Player`. Where both policies treat waiting work alike, that one replays what was recorded."""

    def __init__(
        self, day: Day, said: ReplayConditions, own: ReplayConditions, media: ChannelTraits, credits: Credits = ()
    ) -> None:
        super().__init__(day, said, own, media, credits)
        self._hours = {part.queue: hours_of(part.calendar) for part in said.waiting}
        queues = [QueueNow(id=one.queue, flow=one.flow, hours=self._hours[one.queue]) for one in said.waiting]
        names = {name: one.queue for one in said.waiting for name in (one.name, str(one.queue))}
        self._watch = Watch(queues, names)
        self._others = {one.queue for one in said.waiting if one.calendar != own.calendar_of(one.queue)}
        self._waits: dict[InteractionId, WaitState] = {}
        self._works: dict[InteractionId, WorkQueued] = {}
        """As the engine was told last."""

    # --- what enters and leaves

    def _entry(self, play: ReplayedEntry, at: datetime) -> list[Input]:
        inputs = super()._entry(play, at)
        for one in inputs:
            if isinstance(one, WorkQueued):
                self._waits_in(one, at, since=min(at, play.entered_at or at))
        return inputs

    def _queued(self, event: InteractionQueued, late: timedelta) -> WorkQueued:
        """A group that overflow had added is not there; other hours give another age."""
        queued = replace(super()._queued(event, late), groups=())
        if queued.queue_id in self._others or queued.queue_id != event.queue_id:
            opens = self._hours.get(queued.queue_id, ALWAYS).next_opening(event.entered_at)
            queued = replace(queued, entered_at=opens or event.entered_at)
        return queued

    def _waits_in(
        self,
        queued: WorkQueued,
        at: datetime,
        visited: frozenset[QueueId] = frozenset(),
        since: datetime | None = None,
    ) -> None:
        """`since` it waits there, where that is not from now on."""
        self._works[queued.interaction_id] = queued
        since = self._hours.get(queued.queue_id, ALWAYS).next_opening(since or at) or at
        treatment = self._said.ruled(queued.interaction_id).treatment
        wait = WaitState(
            queued.interaction_id, queued.queue_id, queued.tier.value, since, visited=set(visited), treatment=treatment
        )
        self._goes(queued.interaction_id)
        self._waits[queued.interaction_id] = wait
        if queued.queue_id in self._hours and self._watch.comes(wait):
            self._look_at(wait, micros(at))

    def _goes(self, interaction: InteractionId) -> None:
        wait = self._waits.pop(interaction, None)
        if wait is not None:
            self._watch.goes(wait)

    def _moved(self, what: tuple[ReplayedEntry, InteractionQueued], at: datetime) -> None:
        """By people, or by facts; a raise holds wherever the work is by now."""
        play, event = what
        waiting = self._works.get(event.interaction_id)
        ruled = self._said.ruled(event.interaction_id)
        by_itself = event.because in BY_ITSELF or (ruled.changes and event.because is QueuedBecause.RULED)
        if not play.waits or by_itself or waiting is None:
            return
        if event.because in (QueuedBecause.MOVED, QueuedBecause.RULED):
            queued = self._queued(event, timedelta(0))
            self._waits_in(queued, at)
        else:
            raised = self._said.entry(event, self._own)[1]
            queued = self._works[event.interaction_id] = replace(waiting, priority=raised)
        self._apply([queued], at)

    def _leaves(self, play: ReplayedEntry, at: datetime) -> None:
        if not play.entry.flowed_out:
            super()._leaves(play, at)
            if not play.waits:
                self._goes(play.entry.interaction_id)

    def _answered(self, play: ReplayedEntry, agent: AgentId, segment: SegmentId, at: datetime) -> None:
        self._goes(play.entry.interaction_id)
        super()._answered(play, agent, segment, at)

    # --- what the policy does while it waits

    def _look_at(self, wait: WaitState, at: int) -> None:
        at = whole(at)
        if at < wait.look:
            wait.look = at
            self._later(instant(at), self._look, wait)

    def _look(self, wait: WaitState, at: datetime) -> None:
        now, play = micros(at), self._current[wait.interaction_id]
        if wait.look != now or self._waits.get(wait.interaction_id) is not wait:
            return
        wait.look = NEVER
        if play.segment_id is not None:
            self._look_at(wait, now + SECOND)  # work on offer is left alone
            return
        action = self._watch.due(wait, now)
        if action is not None:
            wait.done.add(action.key)
            self._look_at(wait, now + SECOND)
            self._treat(play, wait, action, at)
            return
        following = self._watch.next_look(wait, now)
        if following is not None:
            self._look_at(wait, following)

    def _treat(self, play: ReplayedEntry, wait: WaitState, action: Action, at: datetime) -> None:
        work = self._works[wait.interaction_id]
        target, group = self._watch.target(wait, action), self._watch.group(action)
        if target is not None:
            moved = self._said.moved(work, target)
            self._waits_in(moved, at, frozenset({*(QueueId(one) for one in wait.visited), wait.queue_id}))
            self._apply([moved], at)
        elif group is not None:
            self._works[wait.interaction_id] = work = replace(work, groups=(*work.groups, group))
            self._apply([work], at)
        elif action.close or action.voicemail is not None:
            play.gone_at, play.done = at, True
            self._goes(wait.interaction_id)
            gone = WorkGone(interaction_id=wait.interaction_id, reason=GoneReason.FLOWED_OUT)
            self._apply([gone, *self._next(play, at)], at)

    def _follow(self, decision: Decision, at: datetime) -> None:
        super()._follow(decision, at)
        if isinstance(decision, NobodyEligible | EligibleAgain):
            wait = self._waits.get(decision.interaction_id)
            if wait is not None and wait.queue_id in self._hours:
                wait.nobody = isinstance(decision, NobodyEligible)
                self._look_at(wait, micros(at) + 1)
