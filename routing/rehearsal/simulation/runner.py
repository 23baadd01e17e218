"""The routing engine on virtual time: the loop that stands where customers, agents and the clock are in real life.

It does what the service does with the engine's decisions: an offer is answered by its agent after a while, worked
on, wrapped up; a customer who has waited too long leaves; agents come and go by their shifts. Nothing here
decides who gets what: that is `routing.engine`, the same as in production.

Longer than 400 lines: one loop over one state, which is easier to follow in one place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.engine import Engine
from routing.engine.decisions import Decision, EligibleAgain, ExpireOffer, NobodyEligible, Offer, RescindOffer
from routing.engine.inputs import (
    AgentPresence,
    GoneReason,
    Input,
    PolicyChanged,
    SegmentChanged,
    SegmentEnded,
    Tick,
    WorkGone,
    WorkQueued,
)
from routing.engine.instants import NEVER, instant, micros
from routing.engine.model import LoadState
from routing.flow.overflow import Action
from routing.rehearsal.simulation.arrivals import SimulatedArrival
from routing.rehearsal.simulation.centre import SimulatedCentre
from routing.rehearsal.simulation.contact import (
    Contact,
    Worker,
    accepted,
    at_desk,
    facts,
    planned,
    queued,
    segment_of,
    wait_of,
)
from routing.rehearsal.simulation.streams import Stream
from routing.rehearsal.simulation.tally import Tally
from routing.rehearsal.simulation.waiting import WaitState, whole
from routing.rehearsal.timeline import Timeline

_TICK = (Tick(),)
_NONE = SimulatedArrival(NEVER, -1, -1, 0, 0, None)


class Run:
    """One replication: `Run(centre, tally).play(arrivals)`."""

    def __init__(self, centre: SimulatedCentre, tally: Tally) -> None:
        self._centre = centre
        self._tally = tally
        self._engine = Engine()
        self._timeline: Timeline[int] = Timeline()
        self._later = self._timeline.put
        self._contacts: dict[InteractionId, Contact] = {}
        """Waiting, or on offer."""
        self._workers: dict[AgentId, Worker] = {}
        self._untold: list[Input] = []
        """Answers that the engine hears of with the next input: nothing can follow from them, see `_alone`."""
        self._origin = centre.begins
        self._parks = bool(centre.policy.interrupts)
        self._alone = not self._parks and all(person.capacity.total == 1 for person in centre.people)
        """An agent who has room for one thing at a time is as full with an offer as with work."""
        self._watch = centre.watch() if centre.watch is not None else None
        self._held: dict[SegmentId, Contact] = {}
        """What agents have open, where it may have to be parked."""

    def play(self, arrivals: Iterable[SimulatedArrival], until: int = NEVER) -> Tally:
        """From the first arrival until the last agent is done. Nobody who came after `until` is let in."""
        self._set_up()
        coming = iter(arrivals)
        following = next(coming, _NONE)
        while True:
            at = self._timeline.next_at(NEVER)
            arrives = following.at < at and following.at < until
            at = following.at if arrives else at
            if self._wake(at):
                continue
            if at == NEVER:
                break
            if arrives:
                self._arrive(following, at)
                following = next(coming, _NONE)
            else:
                self._timeline.take()
        self._count_stuck()
        return self._tally

    # --- what happens

    def _set_up(self) -> None:
        self._apply(PolicyChanged(self._centre.policy), 0)
        for person in self._centre.people:
            self._workers[person.agent_id] = Worker(person, parks=self._parks)
            self._apply(facts(person), 0)
            for spell in person.spells:
                self._later(spell.begins, self._comes, self._workers[person.agent_id])
                if spell.ends < NEVER:
                    self._later(spell.ends, self._goes, self._workers[person.agent_id])

    def _wake(self, before: int) -> bool:
        """Let the engine have its timers that are due before the next thing happens."""
        due = self._engine.next_wakeup()
        if due is None:
            return False
        at = micros(due) - self._origin
        if at >= before:
            return False
        self._take(self._engine.apply_all((*self._told(), *_TICK), due), at)
        return True

    def _arrive(self, arrival: SimulatedArrival, at: int) -> None:
        stream = self._centre.streams[arrival.stream]
        id = InteractionId(UUID(int=(arrival.number + 1) << 16 | arrival.stream))
        contact = Contact(id, arrival)
        self._contacts[id] = contact
        worked = (arrival.handle + arrival.wrap) / 1e6
        average = stream.handle.mean_s + (stream.wrap.mean_s if stream.wrap else 0.0)
        self._tally.came(arrival.stream, at, worked - average)
        self._apply(self._enters(contact, stream, at), at)
        if contact.agent is not None:
            return
        contact.waited = contact.segment is None
        if contact.waited and self._centre.room is not None and self._engine.waiting > self._centre.room:
            self._turn_away(contact, at)
        elif arrival.patience is not None:
            self._later(at + arrival.patience, self._give_up, contact)
        if contact.wait is not None and contact.id in self._contacts:
            self._watch_over(contact, at)

    def _enters(self, contact: Contact, stream: Stream, at: int) -> WorkQueued:
        """By the hours and rules of the policy, where it has any."""
        now, entry_rules = instant(self._origin + at), self._centre.entry_rules
        if entry_rules is None:
            return queued(stream, contact.id, now)
        contact.plan = plan = entry_rules.enter(stream, now)
        if plan.ranked_at is not now:
            contact.entered = max(at, micros(plan.ranked_at) - self._origin)
        if self._watch is not None:
            contact.wait = wait_of(contact, plan, stream)
        return planned(stream, contact.id, plan)

    def _turn_away(self, contact: Contact, at: int) -> None:
        self._leaves(contact)
        self._tally.blocked(contact.arrival.stream, at)
        self._apply(WorkGone(interaction_id=contact.id, reason=GoneReason.FLOWED_OUT), at)

    def _give_up(self, contact: Contact, at: int) -> None:
        if contact.id not in self._contacts:
            return
        self._leaves(contact)
        arrival = contact.arrival
        self._tally.abandoned(arrival.stream, arrival.at, max(0, at - contact.entered))
        self._apply(WorkGone(interaction_id=contact.id, reason=GoneReason.ABANDONED), at)

    def _leaves(self, contact: Contact) -> None:
        """It waits no more."""
        del self._contacts[contact.id]
        if contact.wait is not None and self._watch is not None:
            self._watch.goes(contact.wait)

    # --- what the policy does while it waits

    def _watch_over(self, contact: Contact, at: int) -> None:
        if self._watch is not None and contact.wait is not None and self._watch.comes(contact.wait):
            self._look_at(contact, at)

    def _look_at(self, contact: Contact, at: int) -> None:
        """At the next whole second, unless that happens before."""
        if contact.wait is None:
            return
        at = whole(self._origin + at) - self._origin
        if at < contact.wait.look:
            contact.wait.look = at
            self._later(at, self._look, contact)

    def _look(self, contact: Contact, at: int) -> None:
        """Work on offer is left alone; when nobody takes it, it is looked at again."""
        wait, watch = contact.wait, self._watch
        if wait is None or watch is None or wait.look != at:
            return
        wait.look = NEVER
        if contact.id not in self._contacts or contact.segment is not None:
            return
        action = watch.due(wait, self._origin + at)
        if action is None:
            following = watch.next_look(wait, self._origin + at)
            if following is not None:
                self._look_at(contact, following - self._origin)
            return
        wait.done.add(action.key)
        self._treat(contact, wait, action, at)

    def _treat(self, contact: Contact, wait: WaitState, action: Action, at: int) -> None:
        assert self._watch is not None
        target, group = self._watch.target(wait, action), self._watch.group(action)
        if target is not None:
            self._moves(contact, wait, target, at)
        elif group is not None and group not in wait.groups and contact.plan is not None:
            wait.groups = (*wait.groups, group)
            stream = self._centre.streams[contact.arrival.stream]
            self._look_at(contact, at + 1)
            self._apply(planned(stream, contact.id, contact.plan, wait.groups), at)
        elif action.close or action.voicemail is not None:
            self._leaves(contact)
            self._tally.ended(contact.arrival.stream, contact.arrival.at, max(0, at - contact.entered))
            self._apply(WorkGone(interaction_id=contact.id, reason=GoneReason.FLOWED_OUT), at)
        else:
            self._look_at(contact, at + 1)

    def _moves(self, contact: Contact, wait: WaitState, target: QueueId, at: int) -> None:
        """The age stays, what the new queue promises begins."""
        assert self._watch is not None
        assert self._centre.entry_rules is not None
        assert contact.plan is not None
        stream, now = self._centre.streams[contact.arrival.stream], instant(self._origin + at)
        self._watch.goes(wait)
        plan, entered = self._centre.entry_rules.move(stream, contact.plan, target, now), contact.plan.ranked_at
        contact.plan, contact.wait = replace(plan, ranked_at=entered), wait_of(contact, plan, stream)
        contact.wait.visited = {*wait.visited, wait.queue_id}
        self._tally.moved(contact.arrival.stream, contact.arrival.at)
        self._watch_over(contact, at)
        self._apply(planned(stream, contact.id, contact.plan), at)

    # --- offers and work

    def _offered(self, offer: Offer, at: int) -> None:
        contact = self._contacts[offer.interaction_id]
        contact.segment = offer.segment_id
        worker = self._workers[offer.agent_id]
        if worker.desk is not None:
            self._rings(worker, contact, offer, at)
        if worker.person.answer:
            self._later(at + worker.person.answer, self._answer, (contact, offer))
        else:
            self._answer((contact, offer), at)

    def _answer(self, what: tuple[Contact, Offer], at: int) -> None:
        contact, offer = what
        if contact.segment != offer.segment_id or contact.id not in self._contacts:
            return
        arrival, worker = contact.arrival, self._workers[offer.agent_id]
        self._leaves(contact)
        contact.agent = worker
        self._tally.answered(arrival.stream, arrival.at, max(0, at - contact.entered), waited=contact.waited)
        self._begins(worker, at)
        if worker.desk is not None:
            worker.desk.answered(offer.segment_id)
        contact.ends = at + arrival.handle
        self._later(contact.ends, self._spoken, contact)
        if self._alone and not worker.person.answer:
            self._untold.append(accepted(offer))
        else:
            self._apply(accepted(offer), at)

    def _spoken(self, contact: Contact, at: int) -> None:
        if contact.ends != at:
            return  # it was parked meanwhile
        if not contact.arrival.wrap:
            self._done(contact, at)
            return
        worker = contact.agent
        assert worker is not None
        assert contact.segment is not None
        if worker.desk is not None:
            worker.desk.wraps(contact.segment)
        wrapping = segment_of(contact, self._centre, LoadState.WRAPPING)
        self._later(at + contact.arrival.wrap, self._done, contact)
        self._apply(SegmentChanged(agent_id=worker.person.agent_id, segment=wrapping), at)

    def _done(self, contact: Contact, at: int) -> None:
        worker = contact.agent
        assert worker is not None
        assert contact.segment is not None
        self._ends(worker, at)
        ended = SegmentEnded(agent_id=worker.person.agent_id, segment_id=contact.segment)
        self._apply_all((ended, *self._come_back(worker, contact.segment, at)), at)
        if not worker.open and not worker.present:
            self._apply(AgentPresence(agent_id=worker.person.agent_id, presence=Presence.OFFLINE), at)

    # --- work that interrupts other work

    def _rings(self, worker: Worker, contact: Contact, offer: Offer, at: int) -> None:
        """What is interrupted is parked with the offer, as in production: its clock stands still."""
        desk = worker.desk
        assert desk is not None
        parked = desk.make_room(offer.weight, offer.interrupts) if offer.interrupts else []
        desk.rings(offer.segment_id, offer.channel, offer.weight, live=offer.tier is Tier.LIVE)
        self._held[offer.segment_id] = contact
        for segment in parked:
            one = self._held[segment]
            one.left, one.ends = one.ends - at, NEVER
        if parked:
            self._apply(at_desk(worker, self._held, self._centre), at)

    def _come_back(self, worker: Worker, segment: SegmentId, at: int) -> list[Input]:
        """An offer or a piece of work is over: what was parked goes on in its place."""
        if worker.desk is None:
            return []
        del self._held[segment]
        back = [self._held[one] for one in worker.desk.ended(segment)]
        for contact in back:
            contact.ends = at + contact.left
            self._later(contact.ends, self._spoken, contact)
        agent = worker.person.agent_id
        return [SegmentChanged(agent_id=agent, segment=segment_of(one, self._centre, LoadState.ACTIVE)) for one in back]

    # --- agents' time

    def _comes(self, worker: Worker, at: int) -> None:
        worker.present = True
        worker.since = worker.since if worker.open else at
        idle = instant(self._origin + at)
        agent = worker.person.agent_id
        self._apply(AgentPresence(agent_id=agent, presence=Presence.AVAILABLE, idle_since=idle), at)

    def _goes(self, worker: Worker, at: int) -> None:
        """Who has work open finishes it and gets no more."""
        worker.present = False
        if not worker.open:
            self._tally.spent(worker.person.group, worker.since, at, busy=False)
        presence = Presence.AWAY if worker.open else Presence.OFFLINE
        self._apply(AgentPresence(agent_id=worker.person.agent_id, presence=presence), at)

    def _begins(self, worker: Worker, at: int) -> None:
        if not worker.open:
            self._tally.spent(worker.person.group, worker.since, at, busy=False)
            worker.since = at
        worker.open += 1

    def _ends(self, worker: Worker, at: int) -> None:
        worker.open -= 1
        if not worker.open:
            self._tally.spent(worker.person.group, worker.since, at, busy=False)
            self._tally.spent(worker.person.group, worker.since, at, busy=True)
            worker.since = at

    def _count_stuck(self) -> None:
        end = self._centre.interval * self._centre.intervals
        for contact in self._contacts.values():
            arrival = contact.arrival
            self._tally.stuck(arrival.stream, arrival.at, max(0, end - contact.entered))
        for worker in self._workers.values():
            if worker.present:
                self._tally.spent(worker.person.group, worker.since, end, busy=False)

    # --- the engine

    def _apply(self, change: Input, at: int) -> None:
        self._take(self._engine.apply_all((*self._told(), change), instant(self._origin + at)), at)

    def _apply_all(self, changes: Iterable[Input], at: int) -> None:
        self._take(self._engine.apply_all((*self._told(), *changes), instant(self._origin + at)), at)

    def _told(self) -> list[Input]:
        untold, self._untold = self._untold, []
        return untold

    def _take(self, decisions: list[Decision], at: int) -> None:
        for decision in decisions:
            if type(decision) is Offer:
                self._offered(decision, at)
            elif type(decision) is RescindOffer or type(decision) is ExpireOffer:
                self._let_go(decision, at)
            elif self._watch is not None and type(decision) is NobodyEligible:
                self._nobody(decision.interaction_id, at, nobody=True)
            elif self._watch is not None and type(decision) is EligibleAgain:
                self._nobody(decision.interaction_id, at, nobody=False)

    def _let_go(self, decision: RescindOffer | ExpireOffer, at: int) -> None:
        """An offer ended without an answer."""
        contact = self._contacts.get(decision.interaction_id)
        if contact is not None and contact.segment == decision.segment_id:
            contact.segment = None
            self._look_at(contact, at + 1)
        if decision.segment_id in self._held and self._held[decision.segment_id].agent is None:
            back = self._come_back(self._workers[decision.agent_id], decision.segment_id, at)
            if back:
                self._apply_all(back, at)

    def _nobody(self, id: InteractionId, at: int, *, nobody: bool) -> None:
        contact = self._contacts.get(id)
        if contact is not None and contact.wait is not None:
            contact.wait.nobody = nobody
            self._look_at(contact, at + 1)
