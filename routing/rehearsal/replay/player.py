"""A recorded day on virtual time: the engine decides anew, everybody else does what they did. Pure.

Taken from the record: who came when and asked for what, when they gave up, how long answering, talking and wrapping
up took, who was there, what people assigned by hand. Decided anew: who gets what, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import InteractionQueued, Presence, QueuedBecause
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.engine import Engine, Snapshot
from routing.engine.decisions import Decision, ExpireOffer, Offer, RescindOffer
from routing.engine.inputs import (
    AgentPresence,
    Excluded,
    GoneReason,
    Input,
    OfferClosed,
    OfferOutcome,
    PolicyChanged,
    SegmentChanged,
    Tick,
    WorkGone,
    WorkQueued,
)
from routing.engine.model import LoadState, OpenSegment
from routing.engine.snapshot import OfferSnapshot, WorkSnapshot
from routing.rehearsal.replay.conditions import ReplayConditions, stands
from routing.rehearsal.replay.parking import ParkedWork
from routing.rehearsal.replay.plays import Busy, Chains, Played, ReplayedEntry
from routing.rehearsal.replay.record import Answer, Day, PresenceSpan, RecordedEntry, RecordedPause, UnrecordedWork
from routing.rehearsal.replay.usual import TypicalDurations
from routing.rehearsal.timeline import Timeline
from routing.router.translate import ChannelTraits

Credits = tuple[tuple[tuple[QueueId, ...], tuple[int, int, int]], ...]
"""As `routing.engine.Snapshot.credits`."""


class Player:
    """`Player(day, said, own, media).play()`. `own` are the conditions of the day itself.

    `credits`: what the tiers had to their credit when the day began.
    """

    def __init__(
        self, day: Day, said: ReplayConditions, own: ReplayConditions, media: ChannelTraits, credits: Credits = ()
    ) -> None:
        self._day, self._said, self._own, self._media = day, said, own, media
        start = Snapshot(now=day.begins, position=day.position, policy=said.policy, credits=credits)
        self._engine = Engine.restore(start)
        self._policy = said.policy
        self._timeline: Timeline[datetime] = Timeline()
        self._later = self._timeline.put
        self._chains = Chains(day)
        self._current: dict[InteractionId, ReplayedEntry] = {}
        self._standing: dict[AgentId, PresenceSpan] = {}
        self._busy: list[Busy] = []
        self._open: dict[SegmentId, tuple[AgentId, datetime]] = {}
        self._usual = TypicalDurations(day)
        self._parked_work = ParkedWork(said, self._later)

    def play(self) -> Played:
        """The whole day, and after it until none of its work waits any more or nothing more is known."""
        self._set_up()
        while self._step():
            pass
        for agent, since in self._open.values():
            self._busy.append((agent, since, self._day.until))
        return Played(self._chains.plays(), self._busy, stands(self._day, self._said))

    def credits(self) -> Credits:
        """Of the tiers, after what was played."""
        return self._engine.snapshot().credits

    def _set_up(self) -> None:
        begins = self._day.begins
        self._apply([profile.facts(agent) for agent, profile in self._said.profiles.items()], begins)
        self._from(begins, self._stands, ((stand.at, stand) for stand in stands(self._day, self._said)))
        self._from(begins, self._paused, ((pause.at, pause) for pause in self._day.pauses))
        self._from(begins, self._load_begins, ((load.begins, load) for load in self._day.loads))
        for play in self._chains.that_come():
            self._later(play.entry.at, self._enters, play)
        self._carry_over(self._chains.carried_over(), begins)

    def _from(
        self, begins: datetime, do: Callable[[Any, datetime], None], subjects: Iterable[tuple[datetime, Any]]
    ) -> None:
        """What was so already when the day began is so before any work is looked at."""
        for at, subject in subjects:
            if at <= begins:
                do(subject, begins)
            else:
                self._later(at, do, subject)

    def _carry_over(self, waiting: list[ReplayedEntry], at: datetime) -> None:
        """What entered before the day and still waits: with its age, where it is by now, and the offer that rings."""
        if not waiting:
            return
        work, offers = [], []
        for play in waiting:
            work += [WorkSnapshot(work=one) for one in self._entry(play, at) if isinstance(one, WorkQueued)]
            play.offers = sum(answer.offered_at < at for answer in play.entry.answers)
            ringing = play.entry.rings_at(at)
            if ringing is not None and ringing.expires_at is not None:
                offers.append(self._rings_on(play, ringing, ringing.expires_at))
        now = self._engine.snapshot()
        self._engine = Engine.restore(replace(now, work=tuple(work), offers=tuple(offers)))
        self._later(at, self._looks, None)

    def _rings_on(self, play: ReplayedEntry, answer: Answer, expires: datetime) -> OfferSnapshot:
        offer = OfferSnapshot(
            segment_id=answer.segment_id,
            interaction_id=play.entry.interaction_id,
            agent_id=answer.agent_id,
            offered_at=answer.offered_at,
            expires_at=expires,
        )
        play.segment_id = answer.segment_id
        does = {"accepted": self._accepts, "rejected": self._rejects}.get(answer.how)
        if does is not None and answer.ended_at is not None:
            self._later(answer.ended_at, does, (play, offer))
        return offer

    def _looks(self, _nothing: None, at: datetime) -> None:
        self._apply([Tick()], at)

    def _step(self) -> bool:
        """The next thing that happens; False when it is over."""
        until = self._day.until
        at = self._timeline.next_at(until)
        due = self._engine.next_wakeup()
        ticks = due is not None and due < min(at, until)
        following = due if due is not None and ticks else at
        if following >= until or (following >= self._day.ends and self._chains.all_ended()):
            return False
        if ticks:
            self._apply([Tick()], following)
            return True
        self._timeline.take()
        return True

    # --- work

    def _enters(self, play: ReplayedEntry, at: datetime) -> None:
        self._apply(self._entry(play, at), at)

    def _entry(self, play: ReplayedEntry, at: datetime) -> list[Input]:
        """Nothing while the work before it is still going on: it comes when that is done."""
        before = self._chains.before(play)
        if play.entered_at is not None or (before is not None and not before.done):
            return []
        entry, late = play.entry, at - play.entry.at
        if entry.at < self._day.begins:
            late = timedelta(0)
        play.entered_at = at if late else entry.at
        self._current[entry.interaction_id] = play
        for moved_at, event in entry.moves:
            if moved_at >= self._day.begins:
                self._later(max(at, moved_at + late), self._moved, (play, event))
        if entry.gone_at is not None:
            self._later(max(at, entry.gone_at + late), self._leaves, play)
        if entry.by_hand and entry.answered_at is not None:
            self._later(max(at, entry.answered_at + late), self._assigned, play)
        queued = self._queued(entry.as_of(self._day.begins), late)
        if entry.queued.because is QueuedBecause.NEW:
            queued = replace(queued, priority=queued.priority + self._said.ruled(entry.interaction_id).late)
        spared = self._spared(entry, at, late)
        return [replace(queued, excluded=spared) if spared else queued]

    def _spared(self, entry: RecordedEntry, at: datetime, late: timedelta) -> tuple[Excluded, ...]:
        """Who gets it not yet: it was taken from them, or they let it go before the day began."""
        spell = timedelta(seconds=self._said.policy.same_agent_after_s)
        let_go = [(entry.not_to, entry.at + late)] + [
            (answer.agent_id, answer.ended_at)
            for answer in entry.answers
            if answer.ended_at is not None and answer.ended_at < self._day.begins
        ]
        return tuple(Excluded(agent, since + spell) for agent, since in let_go if agent and since + spell > at)

    def _queued(self, event: InteractionQueued, late: timedelta) -> WorkQueued:
        ruled = self._said.ruled(event.interaction_id)
        queue, priority, asked = self._said.entry(event, self._own)
        return WorkQueued(
            interaction_id=event.interaction_id,
            queue_id=queue,
            channel=event.channel,
            tier=Tier(event.tier),
            entered_at=event.ranked_at,
            weight=event.weight,
            priority=priority,
            requirements=tuple(asked),
            rings=ruled.widens(event),
            groups=tuple(event.groups),
            at_head=ruled.at_head(event),
            preferred=ruled.preferred(event, late),
            due_at=event.due_at,
            media=event.channel in self._media.audio,
            returns_if_lost=False,
        )

    def _moved(self, what: tuple[ReplayedEntry, InteractionQueued], at: datetime) -> None:
        play, event = what
        if play.waits:
            self._apply([self._queued(event, timedelta(0))], at)

    def _leaves(self, play: ReplayedEntry, at: datetime) -> None:
        if not play.waits:
            return
        play.gone_at, play.abandoned, play.done = at, play.entry.abandoned, True
        reason = GoneReason.ABANDONED if play.abandoned else GoneReason.CLOSED
        gone = WorkGone(interaction_id=play.entry.interaction_id, reason=reason)
        self._apply([gone, *self._next(play, at)], at)

    def _assigned(self, play: ReplayedEntry, at: datetime) -> None:
        """Somebody gave it to an agent by hand, or the agent took it: so they do again if it still waits."""
        agent = play.entry.agent_id
        if not play.waits or agent is None:
            return
        segment = SegmentId(play.entry.interaction_id)
        self._apply([WorkGone(interaction_id=play.entry.interaction_id, reason=GoneReason.TAKEN)], at)
        self._answered(play, agent, segment, at)
        self._apply([SegmentChanged(agent_id=agent, segment=self._segment(play.entry, segment, LoadState.ACTIVE))], at)

    # --- offers

    def _offered(self, offer: Offer, at: datetime) -> None:
        play = self._current[offer.interaction_id]
        play.segment_id, play.why = offer.segment_id, offer.explanation
        answer = play.entry.answers[play.offers] if play.offers < len(play.entry.answers) else None
        play.offers += 1
        self._parks(offer, at)
        if answer is None or answer.how not in ("rejected", "timed_out", "accepted"):
            took = self._usual.answer_s(play.entry)
            self._later(at + timedelta(seconds=took), self._accepts, (play, offer))
        elif answer.how == "accepted":
            self._later(at + timedelta(seconds=answer.took_s), self._accepts, (play, offer))
        elif answer.how == "rejected":
            self._later(at + timedelta(seconds=answer.took_s), self._rejects, (play, offer))

    def _accepts(self, what: tuple[ReplayedEntry, Offer | OfferSnapshot], at: datetime) -> None:
        play, offer = what
        if play.waits and play.segment_id == offer.segment_id:
            self._answered(play, offer.agent_id, offer.segment_id, at)
            self._apply([_closed(offer, OfferOutcome.ACCEPTED)], at)

    def _rejects(self, what: tuple[ReplayedEntry, Offer | OfferSnapshot], at: datetime) -> None:
        play, offer = what
        if play.waits and play.segment_id == offer.segment_id:
            play.segment_id = None
            back = self._parked_work.let_go(offer.agent_id, offer.segment_id, at)
            self._apply([_closed(offer, OfferOutcome.REJECTED), *back], at)

    def _parks(self, offer: Offer, at: datetime) -> None:
        """What the offer interrupts."""
        standing = self._standing.get(offer.agent_id)
        parked = self._parked_work.rings(offer, standing.presence if standing else Presence.AVAILABLE, at)
        if parked:
            self._apply(parked, at)

    def _unanswered(self, decision: ExpireOffer | RescindOffer, at: datetime) -> None:
        """It ended by the engine: what it interrupted goes on."""
        back = self._parked_work.let_go(decision.agent_id, decision.segment_id, at)
        if back:
            self._apply(back, at)

    def _expired(self, decision: ExpireOffer, at: datetime) -> None:
        """The agent comes back after the time it took them on the day."""
        play = self._current[decision.interaction_id]
        play.segment_id = None
        answers: list[Answer] = play.entry.answers
        missed = answers[play.offers - 1] if play.offers <= len(answers) else None
        if missed is not None and missed.back_after_s is not None:
            self._later(at + timedelta(seconds=missed.back_after_s), self._is_back, decision.agent_id)

    def _is_back(self, agent: AgentId, at: datetime) -> None:
        stand = self._standing.get(agent)
        if stand is not None:
            self._apply([AgentPresence(agent_id=agent, presence=stand.presence)], at)

    def _answered(self, play: ReplayedEntry, agent: AgentId, segment: SegmentId, at: datetime) -> None:
        play.agent_id, play.answered_at = agent, at
        self._open[segment] = (agent, at)
        self._parked_work.begins(agent, self._segment(play.entry, segment, LoadState.ACTIVE))
        talk = play.entry.talk_s if play.entry.answered_at is not None else self._usual.talk_s(play.entry)
        if talk is not None:
            self._parked_work.clock(segment, at + timedelta(seconds=talk), self._spoken, (play, segment))

    def _spoken(self, what: tuple[ReplayedEntry, SegmentId], at: datetime) -> None:
        """What is handed on is free for others in the same instant as its agent."""
        play, segment = what
        play.done = True
        agent, _ = self._open[segment]
        if play.entry.wrap_s:
            self._later(at + timedelta(seconds=play.entry.wrap_s), self._ends, segment)
            self._parked_work.wraps(agent, segment)
            wrapping = self._segment(play.entry, segment, LoadState.WRAPPING)
            changes: list[Input] = [SegmentChanged(agent_id=agent, segment=wrapping)]
        else:
            changes = self._released(segment, at)
        self._apply([*changes, *self._next(play, at)], at)

    def _ends(self, segment: SegmentId, at: datetime) -> None:
        self._apply(self._released(segment, at), at)

    def _released(self, segment: SegmentId, at: datetime) -> list[Input]:
        agent, since = self._open.pop(segment)
        self._busy.append((agent, since, at))
        return self._parked_work.ended(agent, segment, at)

    def _next(self, play: ReplayedEntry, at: datetime) -> list[Input]:
        """What the agent handed on comes now; so does what the customer wrote meanwhile."""
        for following in self._chains.after(play):
            if following.entry.follows and play.answered_at is None:
                continue  # nobody was there to hand it on
            if following.entry.follows or following.entry.at <= at:
                return self._entry(following, at)
            break
        return []

    # --- queues and agents

    def _paused(self, pause: RecordedPause, at: datetime) -> None:
        queues = [replace(q, paused=pause.paused) if q.id == pause.queue_id else q for q in self._policy.queues]
        self._policy = replace(self._policy, queues=tuple(queues))
        self._apply([PolicyChanged(self._policy)], at)

    def _stands(self, stand: PresenceSpan, at: datetime) -> None:
        self._standing[stand.agent_id] = stand
        change = AgentPresence(agent_id=stand.agent_id, presence=stand.presence, idle_since=stand.idle_since)
        self._apply([change], at)

    def _load_begins(self, load: UnrecordedWork, at: datetime) -> None:
        self._open[load.segment_id] = (load.agent_id, at)
        change = self._loads(load, LoadState.ACTIVE)
        self._parked_work.begins(load.agent_id, change.segment)
        if load.wrapping is not None and load.wrapping <= at:
            self._load_wraps(load, at)
            return
        self._apply([change], at)
        if load.wrapping is not None:
            self._parked_work.clock(load.segment_id, load.wrapping, self._load_wraps, load)
        elif load.ends is not None:
            self._parked_work.clock(load.segment_id, max(at, load.ends), self._ends, load.segment_id)

    def _load_wraps(self, load: UnrecordedWork, at: datetime) -> None:
        """Work after the contact takes as long as it took, whenever it begins."""
        self._parked_work.wraps(load.agent_id, load.segment_id)
        self._apply([self._loads(load, LoadState.WRAPPING)], at)
        if load.ends is not None and load.wrapping is not None:
            begun = max(load.wrapping, self._day.begins)
            self._later(at + max(timedelta(0), load.ends - begun), self._ends, load.segment_id)

    def _loads(self, load: UnrecordedWork, state: LoadState) -> SegmentChanged:
        audio, tier = load.channel in self._media.audio, Tier(load.tier)
        segment = OpenSegment(
            load.segment_id, load.interaction_id, load.channel, tier, load.weight, state, audio, returns_if_lost=False
        )
        return SegmentChanged(agent_id=load.agent_id, segment=segment)

    def _segment(self, entry: RecordedEntry, segment: SegmentId, state: LoadState) -> OpenSegment:
        e = entry.queued
        audio = e.channel in self._media.audio
        return OpenSegment(segment, e.interaction_id, e.channel, Tier(e.tier), e.weight, state, audio)

    # --- the engine

    def _apply(self, changes: Iterable[Input], at: datetime) -> None:
        decisions = self._engine.apply_all(changes, at)
        for decision in decisions:
            self._follow(decision, at)

    def _follow(self, decision: Decision, at: datetime) -> None:
        if isinstance(decision, Offer):
            self._offered(decision, at)
        elif isinstance(decision, ExpireOffer):
            self._expired(decision, at)
            self._unanswered(decision, at)
        elif isinstance(decision, RescindOffer):
            play = self._current[decision.interaction_id]
            if play.segment_id == decision.segment_id:
                play.segment_id = None
            self._unanswered(decision, at)


def _closed(offer: Offer | OfferSnapshot, outcome: OfferOutcome) -> OfferClosed:
    return OfferClosed(
        segment_id=offer.segment_id,
        interaction_id=offer.interaction_id,
        agent_id=offer.agent_id,
        outcome=outcome,
    )
