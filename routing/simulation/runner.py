"""The routing engine on virtual time: the loop that stands where customers, agents and the clock are in real life.

It does what the service does with the engine's decisions: an offer is answered by its agent after a while, worked
on, wrapped up; a customer who has waited too long leaves; agents come and go by their shifts. Nothing here
decides who gets what: that is `routing.engine`, the same as in production.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from heapq import heappop, heappush
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.routing import (
    AgentChanged,
    Decision,
    ExpireOffer,
    GoneReason,
    Input,
    LoadState,
    Offer,
    OfferClosed,
    OfferOutcome,
    OpenSegment,
    PolicyChanged,
    Presence,
    PresenceChanged,
    RescindOffer,
    SegmentChanged,
    SegmentEnded,
    Tick,
    WorkGone,
    WorkQueued,
)
from contact_center.kernel.ids import AgentId, InteractionId, SegmentId
from routing.engine import Engine
from routing.engine.instants import NEVER, instant, micros
from routing.simulation.arrivals import Arrival
from routing.simulation.plant import Line, Person, Plant
from routing.simulation.tally import Tally

_ORIGIN = micros(datetime.fromisoformat("2026-01-05T00:00:00+00:00"))
"""The instant that stands for 0: a Monday, so that no run depends on when it was made."""
_TICK = (Tick(),)
_NONE = Arrival(NEVER, -1, -1, 0, 0, None)

Step = tuple[int, int, Callable[[Any, int], None], Any]


class Contact:
    """An interaction from its arrival until the agent is done with it."""

    __slots__ = ("agent", "arrival", "id", "segment", "waited")

    def __init__(self, id: InteractionId, arrival: Arrival) -> None:
        self.id = id
        self.arrival = arrival
        self.segment: SegmentId | None = None
        """The open offer, later the work itself."""
        self.agent: Worker | None = None
        """Who has taken it."""
        self.waited = False


class Worker:
    __slots__ = ("open", "person", "present", "since")

    def __init__(self, person: Person) -> None:
        self.person = person
        self.open = 0
        self.since = 0
        """When the present work, or rather being here without any, began."""
        self.present = False


class Run:
    """One replication: `Run(plant, tally).play(arrivals)`."""

    def __init__(self, plant: Plant, tally: Tally) -> None:
        self._plant = plant
        self._tally = tally
        self._engine = Engine()
        self._heap: list[Step] = []
        self._steps = 0
        self._contacts: dict[InteractionId, Contact] = {}
        """Waiting, or on offer."""
        self._workers: dict[AgentId, Worker] = {}
        self._untold: list[Input] = []
        """Answers that the engine hears of with the next input: nothing can follow from them, see `_alone`."""
        self._alone = all(person.capacity.total == 1 for person in plant.people)
        """An agent who has room for one thing at a time is as full with an offer as with work."""

    def play(self, arrivals: Iterable[Arrival], until: int = NEVER) -> Tally:
        """From the first arrival until the last agent is done. Nobody who came after `until` is let in."""
        self._set_up()
        coming = iter(arrivals)
        following = next(coming, _NONE)
        while True:
            heap = self._heap
            at = heap[0][0] if heap else NEVER
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
                _, _, do, subject = heappop(heap)
                do(subject, at)
        self._count_stuck()
        return self._tally

    # --- what happens

    def _set_up(self) -> None:
        self._apply(PolicyChanged(self._plant.policy), 0)
        for person in self._plant.people:
            self._workers[person.agent_id] = Worker(person)
            self._apply(_facts(person), 0)
            for spell in person.spells:
                self._later(spell.begins, self._comes, self._workers[person.agent_id])
                if spell.ends < NEVER:
                    self._later(spell.ends, self._goes, self._workers[person.agent_id])

    def _wake(self, before: int) -> bool:
        """Let the engine have its timers that are due before the next thing happens."""
        due = self._engine.next_wakeup()
        if due is None:
            return False
        at = micros(due) - _ORIGIN
        if at >= before:
            return False
        self._take(self._engine.apply_all((*self._told(), *_TICK), due), at)
        return True

    def _arrive(self, arrival: Arrival, at: int) -> None:
        line = self._plant.lines[arrival.line]
        id = InteractionId(UUID(int=(arrival.number + 1) << 16 | arrival.line))
        contact = Contact(id, arrival)
        self._contacts[id] = contact
        worked = (arrival.handle + arrival.wrap) / 1e6
        average = line.handle.mean_s + (line.wrap.mean_s if line.wrap else 0.0)
        self._tally.came(arrival.line, at, worked - average)
        self._apply(_queued(line, id, at), at)
        if contact.agent is not None:
            return
        contact.waited = contact.segment is None
        if contact.waited and self._plant.room is not None and self._engine.waiting > self._plant.room:
            self._turn_away(contact, at)
        elif arrival.patience is not None:
            self._later(at + arrival.patience, self._give_up, contact)

    def _turn_away(self, contact: Contact, at: int) -> None:
        del self._contacts[contact.id]
        self._tally.blocked(contact.arrival.line, at)
        self._apply(WorkGone(interaction_id=contact.id, reason=GoneReason.FLOWED_OUT), at)

    def _give_up(self, contact: Contact, at: int) -> None:
        if contact.agent is not None:
            return
        del self._contacts[contact.id]
        arrival = contact.arrival
        self._tally.abandoned(arrival.line, arrival.at, at - arrival.at)
        self._apply(WorkGone(interaction_id=contact.id, reason=GoneReason.ABANDONED), at)

    def _offered(self, offer: Offer, at: int) -> None:
        contact = self._contacts[offer.interaction_id]
        contact.segment = offer.segment_id
        worker = self._workers[offer.agent_id]
        if worker.person.answer:
            self._later(at + worker.person.answer, self._answer, (contact, offer))
        else:
            self._answer((contact, offer), at)

    def _answer(self, what: tuple[Contact, Offer], at: int) -> None:
        contact, offer = what
        if contact.segment != offer.segment_id or contact.id not in self._contacts:
            return
        arrival, worker = contact.arrival, self._workers[offer.agent_id]
        del self._contacts[contact.id]
        contact.agent = worker
        self._tally.answered(arrival.line, arrival.at, at - arrival.at, waited=contact.waited)
        self._begins(worker, at)
        self._later(at + arrival.handle, self._spoken, contact)
        if self._alone and not worker.person.answer:
            self._untold.append(_accepted(offer))
        else:
            self._apply(_accepted(offer), at)

    def _spoken(self, contact: Contact, at: int) -> None:
        if not contact.arrival.wrap:
            self._done(contact, at)
            return
        line, worker = self._plant.lines[contact.arrival.line], contact.agent
        assert worker is not None
        assert contact.segment is not None
        wrapping = OpenSegment(
            contact.segment, contact.id, line.channel, line.tier, line.weight, LoadState.WRAPPING, line.media
        )
        self._later(at + contact.arrival.wrap, self._done, contact)
        self._apply(SegmentChanged(agent_id=worker.person.agent_id, segment=wrapping), at)

    def _done(self, contact: Contact, at: int) -> None:
        worker = contact.agent
        assert worker is not None
        assert contact.segment is not None
        self._ends(worker, at)
        self._apply(SegmentEnded(agent_id=worker.person.agent_id, segment_id=contact.segment), at)
        if not worker.open and not worker.present:
            self._apply(PresenceChanged(agent_id=worker.person.agent_id, presence=Presence.OFFLINE), at)

    # --- agents' time

    def _comes(self, worker: Worker, at: int) -> None:
        worker.present = True
        worker.since = worker.since if worker.open else at
        idle = instant(_ORIGIN + at)
        agent = worker.person.agent_id
        self._apply(PresenceChanged(agent_id=agent, presence=Presence.AVAILABLE, idle_since=idle), at)

    def _goes(self, worker: Worker, at: int) -> None:
        """Who has work open finishes it and gets no more."""
        worker.present = False
        if not worker.open:
            self._tally.spent(worker.person.group, worker.since, at, busy=False)
        presence = Presence.AWAY if worker.open else Presence.OFFLINE
        self._apply(PresenceChanged(agent_id=worker.person.agent_id, presence=presence), at)

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
        end = self._plant.interval * self._plant.intervals
        for contact in self._contacts.values():
            arrival = contact.arrival
            self._tally.stuck(arrival.line, arrival.at, max(0, end - arrival.at))
        for worker in self._workers.values():
            if worker.present:
                self._tally.spent(worker.person.group, worker.since, end, busy=False)

    # --- the engine

    def _apply(self, change: Input, at: int) -> None:
        self._take(self._engine.apply_all((*self._told(), change), instant(_ORIGIN + at)), at)

    def _told(self) -> list[Input]:
        untold, self._untold = self._untold, []
        return untold

    def _take(self, decisions: list[Decision], at: int) -> None:
        for decision in decisions:
            if type(decision) is Offer:
                self._offered(decision, at)
            elif type(decision) is RescindOffer or type(decision) is ExpireOffer:
                contact = self._contacts.get(decision.interaction_id)
                if contact is not None and contact.segment == decision.segment_id:
                    contact.segment = None

    def _later(self, at: int, do: Callable[[Any, int], None], subject: Any) -> None:
        self._steps += 1
        heappush(self._heap, (at, self._steps, do, subject))


def _facts(person: Person) -> AgentChanged:
    return AgentChanged(
        agent_id=person.agent_id,
        presence=Presence.OFFLINE,
        queues=person.queues,
        capacity=person.capacity,
        skills=person.skills,
    )


def _queued(line: Line, id: InteractionId, at: int) -> WorkQueued:
    return WorkQueued(
        interaction_id=id,
        queue_id=line.queue_id,
        channel=line.channel,
        tier=line.tier,
        entered_at=instant(_ORIGIN + at),
        weight=line.weight,
        priority=line.priority,
        requirements=line.requirements,
        due_at=None if line.due is None else instant(_ORIGIN + at + line.due),
        media=line.media,
    )


def _accepted(offer: Offer) -> OfferClosed:
    return OfferClosed(
        segment_id=offer.segment_id,
        interaction_id=offer.interaction_id,
        agent_id=offer.agent_id,
        outcome=OfferOutcome.ACCEPTED,
    )
