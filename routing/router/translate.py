"""Logged events and stored facts in, the engine's inputs out. Pure.

What an event says whole becomes an input at once (work waits, an offer was answered). Of an agent the events
say only that something is different; `Translation.agents` names those whose facts are to be read anew, in one
query for all of them: simple, and right even when several processes write at the same time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.interactions.work import eligibility
from contact_center.kernel.contracts import interactions as happened
from contact_center.kernel.contracts.channels import Capabilities, Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.contracts.routing_events import (
    AgentProfileChanged,
    InteractionOverflowed,
    InteractionRaised,
    InteractionTakenBack,
    QueueClosed,
    QueuePaused,
    RoutingPolicyChanged,
)
from contact_center.kernel.events import Event, Recorded
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.engine.inputs import (
    AgentChanged,
    AgentGone,
    Excluded,
    GoneReason,
    Input,
    OfferClosed,
    OfferOutcome,
    Preferred,
    WorkGone,
    WorkQueued,
)
from routing.engine.model import Capacity, LoadState, OpenSegment, QueueAccess, Requirement, Ring
from routing.policy.queues import ring
from routing.router.store import AgentRow, WaitingRow

ROUTER = "router"
"""Who the router is in the log."""


@dataclass(frozen=True, slots=True)
class ChannelTraits:
    """What routing has to know of the channels."""

    audio: frozenset[str]
    """Channels that carry live audio."""
    channels: Mapping[str, Capabilities] = field(default_factory=dict)
    """What each channel of the installation can do."""

    @classmethod
    def of(cls, capabilities: Mapping[str, Capabilities]) -> ChannelTraits:
        live = (name for name, can in capabilities.items() if can.media or (can.session and not can.text))
        return cls(frozenset(live), dict(capabilities))

    @property
    def calls(self) -> str | None:
        """The channel that is meant where nothing but calls is spoken of."""
        return next((name for name, can in self.channels.items() if can.media), None)

    def returns_if_lost(self, channel: str, tier: str) -> bool:
        """A chat goes back to the queue when its agent is lost; an e-mail stays with its draft, a call while
        its media lives (D31)."""
        return tier != Tier.DEFERRED and channel not in self.audio


@dataclass(slots=True)
class Translation:
    inputs: list[Input] = field(default_factory=list)
    agents: set[AgentId] = field(default_factory=set)
    """To be read anew."""
    work: set[InteractionId] = field(default_factory=set)
    """To be looked up: what waited may wait again."""
    policy: bool = False
    """Queues, rules and profiles are to be read anew."""


class Translator:
    """Remembers between batches only which work somebody else than the router has on offer."""

    def __init__(self, media: ChannelTraits, same_agent_after: timedelta) -> None:
        self._media = media
        self._same_agent_after = same_agent_after
        self._assigned: set[InteractionId] = set()

    def translate(self, events: Sequence[Recorded]) -> Translation:
        out = Translation()
        lost: dict[InteractionId, AgentId] = {}
        for recorded in events:
            event = recorded.event
            if isinstance(event, happened.InteractionQueued):
                self._queued(out, recorded, event, lost.pop(event.interaction_id, None))
            elif isinstance(event, happened.SegmentOffered):
                self._offered(out, recorded, event)
            elif isinstance(event, InteractionTakenBack):
                lost[event.interaction_id] = event.agent_id
            elif isinstance(event, happened.SegmentDone):
                self._done(out, event)
                if event.reason is happened.Reason.LOST and event.was is not happened.SegmentState.ALERTING:
                    lost[event.interaction_id] = event.agent_id
            else:
                _TAKE[type(event)](out, event)
        return out

    def _queued(
        self, out: Translation, recorded: Recorded, event: happened.InteractionQueued, lost: AgentId | None
    ) -> None:
        """Not for a while to whoever lost it or transferred it."""
        until = recorded.at + self._same_agent_after
        spared = {agent for agent in (lost, event.handed_by) if agent is not None}
        out.inputs.append(
            WorkQueued(
                interaction_id=event.interaction_id,
                queue_id=event.queue_id,
                channel=event.channel,
                tier=Tier(event.tier),
                entered_at=event.ranked_at,
                weight=event.weight,
                priority=event.priority,
                requirements=tuple(requirement(skill) for skill in event.skills),
                rings=own_rings(event.rings),
                groups=tuple(event.groups),
                at_head=event.at_head,
                excluded=tuple(Excluded(agent, until) for agent in sorted(spared)),
                preferred=_preferred(event.preferred_agent_id, event.preferred_until),
                due_at=event.due_at,
                media=event.channel in self._media.audio,
                returns_if_lost=self._media.returns_if_lost(event.channel, event.tier),
            )
        )

    def _offered(self, out: Translation, recorded: Recorded, event: happened.SegmentOffered) -> None:
        """The router's own offers are known; those of others are load, and their work is nobody else's."""
        if recorded.actor == ROUTER:
            return
        out.agents.add(event.agent_id)
        if event.purpose == "work":
            self._assigned.add(event.interaction_id)
            out.inputs.append(WorkGone(interaction_id=event.interaction_id, reason=GoneReason.TAKEN))

    def _done(self, out: Translation, event: happened.SegmentDone) -> None:
        out.agents.add(event.agent_id)
        if event.was is not happened.SegmentState.ALERTING:
            return
        outcome = OfferOutcome(event.reason.value)
        out.inputs.append(
            OfferClosed(
                segment_id=event.segment_id,
                interaction_id=event.interaction_id,
                agent_id=event.agent_id,
                outcome=outcome,
            )
        )
        if event.interaction_id in self._assigned:
            self._assigned.discard(event.interaction_id)
            out.work.add(event.interaction_id)


def _connected(out: Translation, event: happened.SegmentConnected) -> None:
    out.agents.add(event.agent_id)
    out.inputs.append(
        OfferClosed(
            segment_id=event.segment_id,
            interaction_id=event.interaction_id,
            agent_id=event.agent_id,
            outcome=OfferOutcome.ACCEPTED,
        )
    )


def _working(out: Translation, event: happened.InteractionWorking) -> None:
    """Says nothing new after an offer that was accepted; ends the wait if work was given any other way."""
    out.inputs.append(WorkGone(interaction_id=event.interaction_id, reason=GoneReason.TAKEN))


def _closed(out: Translation, event: happened.InteractionClosed) -> None:
    abandoned = event.outcome is happened.Outcome.ABANDONED
    reason = GoneReason.ABANDONED if abandoned else GoneReason.CLOSED
    out.inputs.append(WorkGone(interaction_id=event.interaction_id, reason=reason))


def _voicemail(out: Translation, event: happened.VoicemailBegan) -> None:
    out.inputs.append(WorkGone(interaction_id=event.interaction_id, reason=GoneReason.FLOWED_OUT))


def _agent(out: Translation, event: Any) -> None:
    out.agents.add(event.agent_id)


def _user(out: Translation, event: happened.UserChanged) -> None:
    out.agents.add(AgentId(event.user_id))


def _policy(out: Translation, _event: RoutingPolicyChanged | QueuePaused | QueueClosed) -> None:
    out.policy = True


def _raised(out: Translation, event: InteractionRaised) -> None:
    out.work.add(event.interaction_id)


def _overflowed(out: Translation, event: InteractionOverflowed) -> None:
    """A move says itself where the work is now; that others may take it too is to be looked up."""
    if "group" in event.did:
        out.work.add(event.interaction_id)


_TAKE: dict[type[Event], Callable[[Translation, Any], None]] = {
    happened.SegmentConnected: _connected,
    happened.SegmentHeld: _agent,
    happened.SegmentResumed: _agent,
    happened.SegmentParked: _agent,
    happened.SegmentUnparked: _agent,
    happened.SegmentWrapping: _agent,
    happened.InteractionWorking: _working,
    happened.InteractionClosed: _closed,
    happened.VoicemailBegan: _voicemail,
    happened.PresenceChanged: _agent,
    happened.NextPresenceChosen: _agent,
    happened.AgentReachable: _agent,
    happened.AgentUnreachable: _agent,
    happened.AgentCapacityChanged: _agent,
    AgentProfileChanged: _agent,
    happened.UserChanged: _user,
    RoutingPolicyChanged: _policy,
    QueuePaused: _policy,
    QueueClosed: _policy,
    InteractionRaised: _raised,
    InteractionOverflowed: _overflowed,
}

_READ: tuple[type[Event], ...] = (
    happened.InteractionQueued,
    happened.SegmentOffered,
    happened.SegmentDone,
    InteractionTakenBack,
    *_TAKE,
)

TYPES = sorted(event.type for event in _READ)
"""All that the router reads of the log."""


def agent_input(row: AgentRow, media: ChannelTraits, last_seen: datetime | None) -> AgentChanged | AgentGone:
    """All that is known of an agent now."""
    agent = AgentId(row.agent_id)
    if not row.active:
        return AgentGone(agent_id=agent)
    return AgentChanged(
        agent_id=agent,
        presence=_presence(row),
        queues=access(row.queues),
        capacity=Capacity.of(row.capacity),
        skills={name: _level(level) for name, level in row.skills.items()},
        idle_since=row.idle_since,
        segments=tuple(_segment(segment, media) for segment in row.segments),
        reachable=row.reachable,
        last_seen=last_seen if row.reachable else None,
    )


def waiting_input(row: WaitingRow, media: ChannelTraits, excluded: Sequence[Excluded] = ()) -> WorkQueued:
    return WorkQueued(
        interaction_id=InteractionId(row.id),
        queue_id=QueueId(row.queue_id),
        channel=row.channel,
        tier=Tier(row.tier),
        entered_at=row.ranked_at,
        weight=row.weight,
        priority=row.priority,
        requirements=tuple(Requirement(name, _level(level)) for name, level in sorted(row.skills.items())),
        rings=own_rings(eligibility.rings(row.facts)),
        groups=tuple(eligibility.groups(row.facts, row.sl_started_at)),
        at_head=row.at_head,
        excluded=tuple(excluded),
        preferred=_preferred(row.preferred_agent_id, row.preferred_until),
        due_at=row.due_at,
        media=row.channel in media.audio,
        returns_if_lost=media.returns_if_lost(row.channel, row.tier),
    )


def access(queues: Mapping[str, Mapping[str, int]]) -> tuple[QueueAccess, ...]:
    return tuple(
        QueueAccess(queue_id=QueueId(UUID(queue)), priority=line.get("priority", 1), delay_s=line.get("delay", 0))
        for queue, line in sorted(queues.items())
    )


def requirement(text: str) -> Requirement:
    """`lang:zh:3` → the skill `lang:zh` at 3."""
    name, _, minimum = text.rpartition(":")
    return Requirement(name, _level(int(minimum)))


def own_rings(said: Iterable[str] | None) -> tuple[Ring, ...] | None:
    """Rings as events carry them; None: those of the queue."""
    return None if said is None else tuple(ring(json.loads(one)) for one in said)


def _presence(row: AgentRow) -> Presence:
    """Who has chosen to leave after the work in hand gets nothing new, whatever they are now."""
    if row.state == Presence.AVAILABLE and row.next_state not in (None, Presence.AVAILABLE):
        return Presence.AWAY
    return Presence(row.state)


_LOAD = {
    "alerting": LoadState.ALERTING,
    "connected": LoadState.ACTIVE,
    "held": LoadState.ACTIVE,
    "wrapping": LoadState.WRAPPING,
}


def _segment(segment: Mapping[str, Any], media: ChannelTraits) -> OpenSegment:
    channel, tier = segment["channel"], segment["tier"]
    return OpenSegment(
        SegmentId(UUID(segment["id"])),
        InteractionId(UUID(segment["interaction_id"])),
        channel,
        Tier(tier),
        segment["weight"],
        _LOAD[segment["state"]],
        channel in media.audio,
        media.returns_if_lost(channel, tier),
    )


def _preferred(agent: UUID | None, until: datetime | None) -> Preferred | None:
    return Preferred(AgentId(agent), until) if agent is not None and until is not None else None


def _level(level: int) -> int:
    """Proficiency is 0 to 5, whatever somebody has typed."""
    return min(5, max(0, int(level)))
