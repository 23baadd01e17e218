"""A day's log written by hand, and its replay: few names, sensible defaults. Seconds count from the day's beginning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts import interactions as happened
from contact_center.kernel.contracts.routing_events import InteractionRaised
from contact_center.kernel.events import Event, Recorded
from contact_center.kernel.ids import (
    AgentId,
    ConversationId,
    EventId,
    InteractionId,
    QueueId,
    SegmentId,
    TenantId,
)
from routing.engine.model import Capacity, QueueAccess, QueuePolicy, RoutingPolicy
from routing.rehearsal.replay import comparing
from routing.rehearsal.replay.answering import player
from routing.rehearsal.replay.comparing import Names
from routing.rehearsal.replay.conditions import Profile, QueueAdditions, ReplayConditions
from routing.rehearsal.replay.player import Player
from routing.rehearsal.replay.plays import ReplayedEntry
from routing.rehearsal.replay.record import Day, RecordedAgent
from routing.rehearsal.replay.recording import DayRecording
from routing.rehearsal.replay.results import EntryPair, Fidelity
from routing.router.translate import ChannelTraits

BEGINS = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = 3600
REPAIRS, ORDERS = QueueId(UUID(int=100)), QueueId(UUID(int=101))
MEI, WEI = AgentId(UUID(int=201)), AgentId(UUID(int=202))
PEOPLE = {MEI: RecordedAgent(MEI, "mei", "Mei"), WEI: RecordedAgent(WEI, "wei", "Wei")}
NAMES = Names({MEI: "Mei", WEI: "Wei"}, {REPAIRS: "Repairs", ORDERS: "Orders"})
MEDIA = ChannelTraits(frozenset({"voice"}))
PLACES = Capacity(channels={"voice": 1, "email": 2}, total=2)


class Logbook:
    def __init__(self, hours: float = 12, followed: float | None = None) -> None:
        """A day of so many hours; its work is followed until so many hours after its beginning."""
        self.events: list[Recorded] = []
        self.hours, self.followed = hours, followed

    def add(self, at: float, event: Event, actor: str = "user") -> None:
        position = len(self.events) + 1
        moment = BEGINS + timedelta(seconds=at)
        self.events.append(
            Recorded(TenantId(UUID(int=1)), position, EventId(UUID(int=position)), moment, actor, None, event)
        )

    # --- agents

    def presence(self, at: float, agent: AgentId, presence: str) -> None:
        moment = BEGINS + timedelta(seconds=at)
        said = happened.Presence(presence)
        self.add(at, happened.PresenceChanged(agent_id=agent, presence=said, reason=None, idle_since=moment))

    def comes(self, *agents: AgentId, at: float = 10) -> None:
        for n, agent in enumerate(agents):
            self.presence(at + n, agent, "available")

    # --- work

    def queued(self, at: float, n: int, queue: QueueId = REPAIRS, **said: Any) -> None:
        moment = BEGINS + timedelta(seconds=at)
        values: dict[str, Any] = {
            "interaction_id": work(n),
            "conversation_id": ConversationId(UUID(int=5000 + n)),
            "customer_id": None,
            "queue_id": queue,
            "channel": "voice",
            "tier": "live",
            "weight": 1,
            "priority": 0,
            "skills": [],
            "entered_at": moment,
            "ranked_at": moment,
            "at_head": False,
            "because": happened.QueuedBecause.NEW,
            "number": 1,
            "sl_started_at": moment,
            "sl_seconds": 20,
            "sl_percent": 80,
            "due_at": None,
            "preferred_agent_id": None,
            "preferred_until": None,
        }
        self.add(at, happened.InteractionQueued(**(values | said)))

    def raised(self, at: float, n: int, priority: int) -> None:
        self.add(at, InteractionRaised(interaction_id=work(n), points=priority, priority=priority, why="rule"))

    def offered(self, at: float, n: int, agent: AgentId, *, actor: str = "router", try_: int = 1, **said: Any) -> None:
        expires = BEGINS + timedelta(seconds=at + 20)
        values: dict[str, Any] = {
            "purpose": "work",
            "channel": "voice",
            "tier": "live",
            "weight": 1,
            "expires_at": expires,
        }
        ids: dict[str, Any] = {"segment_id": segment(n, try_), "interaction_id": work(n), "agent_id": agent}
        self.add(at, happened.SegmentOffered(**ids, **(values | said)), actor)

    def parked(self, at: float, n: int, agent: AgentId, by: int | None = None) -> None:
        """For other work, or back again."""
        ids: dict[str, Any] = {"segment_id": segment(n), "interaction_id": work(n), "agent_id": agent}
        self.add(at, happened.SegmentUnparked(**ids) if by is None else happened.SegmentParked(**ids, by=work(by)))

    def connected(self, at: float, n: int, agent: AgentId, try_: int = 1) -> None:
        self.add(at, happened.SegmentConnected(segment_id=segment(n, try_), interaction_id=work(n), agent_id=agent))

    def done(self, at: float, n: int, agent: AgentId, reason: str, was: str = "connected", try_: int = 1) -> None:
        event = happened.SegmentDone(
            segment_id=segment(n, try_),
            interaction_id=work(n),
            agent_id=agent,
            reason=happened.Reason(reason),
            was=happened.SegmentState(was),
        )
        self.add(at, event)

    def closed(self, at: float, n: int, outcome: str) -> None:
        event = happened.InteractionClosed(
            interaction_id=work(n),
            conversation_id=ConversationId(UUID(int=5000 + n)),
            queue_id=REPAIRS,
            outcome=happened.Outcome(outcome),
            was=happened.State.QUEUED,
        )
        self.add(at, event)

    def call(self, at: float, n: int, agent: AgentId, rings: float = 3, talks: float = 60, **said: Any) -> None:
        """A call that is answered at once and ends well."""
        self.queued(at, n, **said)
        self.offered(at, n, agent)
        self.connected(at + rings, n, agent)
        self.done(at + rings + talks, n, agent, "completed")

    # --- what it comes to

    def day(self) -> Day:
        ends = BEGINS + timedelta(hours=self.hours)
        until = None if self.followed is None else BEGINS + timedelta(hours=self.followed)
        events = sorted(self.events, key=lambda recorded: recorded.at)
        return DayRecording(BEGINS, ends, until).fold(events).day(0, PEOPLE)

    def pairs(self, said: ReplayConditions | None = None) -> dict[tuple[int, int], EntryPair]:
        """Both days of each entry, by number of the work and of its entry."""
        day, own = self.day(), conditions_of()
        played = player(said or own, own)(day, said or own, own, MEDIA).play()
        return {(p.interaction_id.int - 1000, p.number): p for p in comparing.pairs(day, played, NAMES)}

    def play(
        self, said: ReplayConditions | None = None, own: ReplayConditions | None = None
    ) -> dict[tuple[int, int], ReplayedEntry]:
        """By number of the work and of its entry."""
        own = own or conditions_of()
        said = said or own
        played = player(said, own)(self.day(), said, own, MEDIA).play()
        return {(p.entry.interaction_id.int - 1000, p.entry.number): p for p in played.plays}

    def fidelity(self) -> Fidelity:
        day = self.day()
        return comparing.fidelity(day, Player(day, conditions_of(), conditions_of(), MEDIA).play(), NAMES)


def work(n: int) -> InteractionId:
    return InteractionId(UUID(int=1000 + n))


def segment(n: int, try_: int = 1) -> SegmentId:
    return SegmentId(UUID(int=1_000_000 + n * 100 + try_))


def conditions_of(
    *queues: QueuePolicy, skills: dict[AgentId, dict[str, int]] | None = None, **asked: QueueAdditions
) -> ReplayConditions:
    """Both serve both queues; `asked` by name of queue in small letters."""
    access = (QueueAccess(queue_id=REPAIRS), QueueAccess(queue_id=ORDERS))
    profiles = {agent: Profile((skills or {}).get(agent, {}), access, PLACES) for agent in PEOPLE}
    known = {"repairs": QueueAdditions(0, {}), "orders": QueueAdditions(0, {})} | asked
    listed = {REPAIRS: QueuePolicy(id=REPAIRS), ORDERS: QueuePolicy(id=ORDERS)} | {q.id: q for q in queues}
    policy = RoutingPolicy(version=1, queues=tuple(listed.values()))
    return ReplayConditions(policy, profiles, {REPAIRS: known["repairs"], ORDERS: known["orders"]})


def seconds(at: datetime | None) -> float | None:
    return None if at is None else (at - BEGINS).total_seconds()
