"""Customers and agents of a simulation as they are right now, and what the engine is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import EntryPlan, Presence
from contact_center.kernel.ids import InteractionId, QueueId, SegmentId
from routing.engine.decisions import Offer
from routing.engine.inputs import AgentChanged, OfferClosed, OfferOutcome, Preferred, WorkQueued
from routing.engine.instants import NEVER
from routing.engine.model import LoadState, OpenSegment, Requirement
from routing.flow.model import Treatment
from routing.flow.overflow import AS_THE_QUEUE
from routing.policy.queues import ring
from routing.rehearsal.simulation.arrivals import SimulatedArrival
from routing.rehearsal.simulation.centre import SimulatedAgent, SimulatedCentre
from routing.rehearsal.simulation.parking import AgentCapacity
from routing.rehearsal.simulation.streams import Stream
from routing.rehearsal.simulation.waiting import WaitState


class Contact:
    """An interaction from its arrival until the agent is done with it."""

    __slots__ = ("agent", "arrival", "ends", "entered", "id", "left", "plan", "segment", "wait", "waited")

    def __init__(self, id: InteractionId, arrival: SimulatedArrival) -> None:
        self.id = id
        self.arrival = arrival
        self.segment: SegmentId | None = None
        """The open offer, later the work itself."""
        self.agent: Worker | None = None
        """Who has taken it."""
        self.waited = False
        self.entered = arrival.at
        """From when on it counts as waiting: its arrival, or the opening after it."""
        self.ends = NEVER
        """When its agent is done with the customer, as far as nothing interrupts them."""
        self.left = 0
        """While it is parked: how long it takes still."""
        self.plan: EntryPlan | None = None
        self.wait: WaitState | None = None


class Worker:
    __slots__ = ("desk", "open", "person", "present", "since")

    def __init__(self, person: SimulatedAgent, *, parks: bool) -> None:
        self.person = person
        self.open = 0
        self.since = 0
        """When the present work, or rather being here without any, began."""
        self.present = False
        self.desk = AgentCapacity(person.capacity) if parks else None
        """Where work may interrupt other work."""


def facts(person: SimulatedAgent) -> AgentChanged:
    return AgentChanged(
        agent_id=person.agent_id,
        presence=Presence.OFFLINE,
        queues=person.queues,
        capacity=person.capacity,
        skills=person.skills,
    )


def queued(stream: Stream, id: InteractionId, now: datetime) -> WorkQueued:
    return WorkQueued(
        interaction_id=id,
        queue_id=stream.queue_id,
        channel=stream.channel,
        tier=stream.tier,
        entered_at=now,
        weight=stream.weight,
        priority=stream.priority,
        requirements=stream.requirements,
        due_at=None if stream.due is None else now + timedelta(microseconds=stream.due),
        media=stream.media,
    )


def wait_of(contact: Contact, plan: EntryPlan, stream: Stream) -> WaitState:
    """From its entry on."""
    treatment = Treatment.model_validate(plan.treatment) if plan.treatment else AS_THE_QUEUE
    return WaitState(contact.id, plan.queue_id, stream.tier.value, plan.ranked_at, treatment=treatment)


def planned(stream: Stream, id: InteractionId, plan: EntryPlan, groups: tuple[QueueId, ...] = ()) -> WorkQueued:
    """The same as the policy's hours and rules have it."""
    preferred = None
    if plan.preferred_agent_id is not None and plan.preferred_until is not None:
        preferred = Preferred(plan.preferred_agent_id, plan.preferred_until)
    return WorkQueued(
        interaction_id=id,
        queue_id=plan.queue_id,
        channel=stream.channel,
        tier=stream.tier,
        entered_at=plan.ranked_at,
        weight=stream.weight,
        priority=plan.priority,
        requirements=tuple(Requirement(skill, level) for skill, level in sorted(plan.skills.items())),
        rings=tuple(ring(one) for one in plan.rings) if plan.rings else None,
        groups=groups,
        at_head=plan.at_head,
        preferred=preferred,
        due_at=plan.first_reply_due_at if stream.tier is not Tier.LIVE else None,
        media=stream.media,
    )


def accepted(offer: Offer) -> OfferClosed:
    return OfferClosed(
        segment_id=offer.segment_id,
        interaction_id=offer.interaction_id,
        agent_id=offer.agent_id,
        outcome=OfferOutcome.ACCEPTED,
    )


def segment_of(contact: Contact, centre: SimulatedCentre, state: LoadState) -> OpenSegment:
    assert contact.segment is not None
    stream = centre.streams[contact.arrival.stream]
    return OpenSegment(contact.segment, contact.id, stream.channel, stream.tier, stream.weight, state, stream.media)


def at_desk(worker: Worker, held: Mapping[SegmentId, Contact], centre: SimulatedCentre) -> AgentChanged:
    """The agent with what takes a place; the engine knows of its offers."""
    assert worker.desk is not None
    presence = Presence.AVAILABLE if worker.present else Presence.AWAY
    segments = tuple(
        segment_of(held[segment], centre, LoadState.ACTIVE if in_hand else LoadState.WRAPPING)
        for segment, in_hand in worker.desk.answered_here()
    )
    return replace(facts(worker.person), presence=presence, segments=segments)
