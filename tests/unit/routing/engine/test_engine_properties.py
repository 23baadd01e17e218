"""Whatever happens in whatever order: what must always be true of the router."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contact_center.kernel.contracts.interactions import Presence
from routing.engine import Engine
from routing.engine.decisions import (
    AlertSupervisor,
    Decision,
    EligibleAgain,
    Exclusion,
    ExpireOffer,
    MarkUnreachable,
    NobodyEligible,
    Offer,
    RescindOffer,
    ReturnWork,
)
from routing.engine.demand import Demand
from routing.engine.inputs import (
    AgentChanged,
    AgentGone,
    AgentPresence,
    AgentSeen,
    Excluded,
    GoneReason,
    Input,
    OfferClosed,
    OfferNotMade,
    OfferOutcome,
    PolicyChanged,
    Preferred,
    RefusalCause,
    SegmentChanged,
    SegmentEnded,
    Tick,
    WorkGone,
    WorkQueued,
)
from routing.engine.model import (
    Capacity,
    Interrupt,
    LoadState,
    OpenSegment,
    QueueAccess,
    QueuePolicy,
    Requirement,
    Reserve,
    Ring,
    RoutingPolicy,
    Scoring,
    Selection,
)
from routing.engine.roster import Roster
from tests.unit.routing.engine.naive import Naive
from tests.unit.routing.engine.world import START, TIER, agent_id, interaction_id, queue_id

AGENTS = st.integers(1, 5).map(agent_id)
QUEUES = st.integers(1, 3).map(queue_id)
SKILLS = ("mandarin", "refunds")
REQUIREMENTS = st.lists(
    st.builds(Requirement, st.sampled_from(SKILLS), st.integers(0, 5)), max_size=2, unique_by=lambda r: r.skill
).map(tuple)
CHANNELS = st.sampled_from(sorted(TIER))
SECONDS = st.sampled_from([0, 0, 1, 5, 7, 15, 20, 30, 60, 120, 600])


RINGS = st.builds(
    lambda after, skill, queue: tuple(Ring(after_s=one, drop=skill, add_queues=queue) for one in after),
    st.sampled_from([(), (15,), (5, 120)]),
    st.sampled_from([(), ("refunds",)]),
    st.sampled_from([(), (queue_id(2),)]),
)


@st.composite
def policies(draw: st.DrawFn, version: int = 1) -> RoutingPolicy:
    queues = []
    for n in (1, 2, 3):
        rings = [
            Ring(
                after_s=after,
                drop=draw(st.sampled_from([(), ("mandarin",)])),
                lower=draw(st.sampled_from([(), (Requirement("refunds", 1),)])),
                add_queues=draw(st.sampled_from([(), (queue_id(3),)])),
            )
            for after in draw(st.sampled_from([(), (30,), (10, 60)]))
        ]
        queues.append(
            QueuePolicy(
                id=queue_id(n),
                requirements=draw(st.sampled_from([(), (Requirement("mandarin", 2),)])),
                priority=draw(st.sampled_from([0, 0, 3])),
                scoring=draw(st.sampled_from([Scoring.MINUTES_AND_PRIORITY, Scoring.PRIORITY_ONLY])),
                selection=draw(st.sampled_from(Selection)),
                rings=tuple(rings),
                groups=draw(st.sampled_from([(), (), (Ring(after_s=30, add_queues=(queue_id(1),)),)])),
                due_lead_s=60,
                paused=draw(st.sampled_from([False, False, False, True])),
            )
        )
    interrupts = draw(st.sampled_from([(), (Interrupt("voice", "email"),)]))
    reserved = draw(st.sampled_from([(), (), (Reserve("voice", 1),), (Reserve("voice", 1), Reserve("sms", 2))]))
    return RoutingPolicy(version=version, queues=tuple(queues), interrupts=interrupts, reserved=reserved)


def ago(now: datetime, seconds: int) -> datetime:
    return now - timedelta(seconds=seconds)


class Routing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.engine, self.twin, self.naive = Engine(), Engine(), Naive()
        self.now = START
        self.count = 0
        self.version = 0
        self.open: dict[Any, Offer] = {}
        self.waiting: set[Any] = set()
        self.active: dict[Any, tuple[Any, OpenSegment]] = {}
        self.entered: dict[Any, WorkQueued] = {}

    def tell(self, *changes: Input) -> None:
        for change in changes:
            self.note(change)
        decisions = self.engine.apply_all(changes, self.now)
        assert decisions == self.twin.apply_all(changes, self.now), "a restored engine decides otherwise"
        expected = self.naive.apply_all(list(changes), self.now)
        ours, theirs = net(plain(decisions)), net(expected)
        assert ours == theirs, f"engine {ours} naive {theirs}"
        assert [x for x in plain(decisions) if x[0] == "offer"] == [x for x in expected if x[0] == "offer"]
        for decision in decisions:
            self.follow(decision)

    def note(self, change: Input) -> None:
        if isinstance(change, PolicyChanged):
            self.version = change.policy.version
        elif isinstance(change, WorkQueued):
            self.waiting.add(change.interaction_id)
            self.entered[change.interaction_id] = change
        elif isinstance(change, WorkGone):
            self.waiting.discard(change.interaction_id)
        elif isinstance(change, OfferClosed | OfferNotMade):
            offer = self.open.pop(change.segment_id)
            if isinstance(change, OfferClosed) and change.outcome is OfferOutcome.ACCEPTED:
                self.waiting.discard(offer.interaction_id)
                work = self.entered[offer.interaction_id]
                segment = OpenSegment(
                    offer.segment_id,
                    offer.interaction_id,
                    offer.channel,
                    offer.tier,
                    offer.weight,
                    media=work.media,
                    returns_if_lost=work.returns_if_lost,
                )
                self.active[offer.segment_id] = (offer.agent_id, segment)

    def follow(self, decision: Decision) -> None:
        assert decision.policy_version == self.version
        if isinstance(decision, Offer):
            self.has_room(decision)
            assert decision.interaction_id in self.waiting, "offered work that does not wait"
            assert decision.interaction_id not in {o.interaction_id for o in self.open.values()}
            self.open[decision.segment_id] = decision
        elif isinstance(decision, ExpireOffer | RescindOffer):
            del self.open[decision.segment_id]

    def has_room(self, offer: Offer) -> None:
        """With this and all other offers made just now, the agent is within every limit."""
        agent = self.naive.agents[offer.agent_id]
        on_channel = sum(x.weight for x in agent.segments.values() if x.channel == offer.channel)
        total = sum(x.weight for x in agent.segments.values())
        assert on_channel <= agent.facts.capacity.channels[offer.channel]
        assert total <= agent.facts.capacity.total or self.naive.policy.interrupts

    # --- what may happen

    @initialize(policy=policies())
    def begin(self, policy: RoutingPolicy) -> None:
        self.tell(PolicyChanged(policy))

    @rule(policy=policies(version=2))
    def policy_changes(self, policy: RoutingPolicy) -> None:
        self.tell(PolicyChanged(policy))

    @rule(
        who=AGENTS,
        presence=st.sampled_from([Presence.AVAILABLE, Presence.AVAILABLE, *Presence]),
        queues=st.lists(
            st.builds(
                QueueAccess,
                queue_id=QUEUES,
                priority=st.integers(1, 2),
                delay_s=st.sampled_from([0, 0, 0, 20, 45]),
            ),
            max_size=3,
            unique_by=lambda line: line.queue_id,
        ),
        skill=st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 5)),
        total=st.integers(1, 4),
        seen=st.sampled_from([None, None, 0, 10]),
        idle=st.sampled_from([None, 0, 100]),
    )
    def agent_changes(
        self,
        who: Any,
        presence: Presence,
        queues: list[QueueAccess],
        skill: dict[str, int],
        total: int,
        seen: int | None,
        idle: int | None,
    ) -> None:
        self.tell(
            AgentChanged(
                agent_id=who,
                presence=presence,
                queues=tuple(queues),
                skills=skill,
                capacity=Capacity(channels={"voice": 1, "webchat": 2, "sms": 2, "email": 3}, total=total),
                last_seen=None if seen is None else ago(self.now, seen),
                idle_since=None if idle is None else ago(self.now, idle),
            )
        )

    @rule(who=AGENTS, presence=st.sampled_from(Presence), back=st.booleans())
    def presence_changes(self, who: Any, presence: Presence, back: bool) -> None:
        idle = self.now if back else None
        self.tell(AgentPresence(agent_id=who, presence=presence, idle_since=idle))

    @rule(who=st.lists(AGENTS, unique=True).map(tuple))
    def heartbeat(self, who: tuple[Any, ...]) -> None:
        self.tell(AgentSeen(agent_ids=who, at=self.now))

    @rule(who=AGENTS)
    def agent_leaves_for_good(self, who: Any) -> None:
        self.active = {k: v for k, v in self.active.items() if v[0] != who}
        self.tell(AgentGone(agent_id=who))

    @rule(data=st.data(), many=st.sampled_from([1, 1, 1, 3]))
    def work_arrives(self, data: st.DataObject, many: int) -> None:
        self.tell(*(self.draw_work(data) for _ in range(many)))

    def draw_work(self, data: st.DataObject, known: Any = None) -> WorkQueued:
        self.count += 1
        channel, age = data.draw(CHANNELS), data.draw(SECONDS)
        others = st.sampled_from([None, None, 20, 200])
        held, off, due = data.draw(others), data.draw(others), data.draw(others)
        until = timedelta(seconds=1)
        return WorkQueued(
            interaction_id=known or interaction_id(self.count),
            queue_id=data.draw(QUEUES),
            channel=channel,
            tier=TIER[channel],
            entered_at=ago(self.now, age),
            weight=data.draw(st.sampled_from([1, 1, 2])),
            priority=data.draw(st.sampled_from([0, 0, 1, 10])),
            requirements=data.draw(REQUIREMENTS),
            rings=data.draw(st.none() | RINGS),
            groups=data.draw(st.sampled_from([(), (), (), (queue_id(3),), (queue_id(1), queue_id(2))])),
            at_head=data.draw(st.sampled_from([False, False, False, True])),
            preferred=Preferred(data.draw(AGENTS), self.now + until * held) if held else None,
            excluded=(Excluded(data.draw(AGENTS), self.now + until * off),) if off else (),
            due_at=self.now + until * due if due else None,
            media=channel == "voice",
            returns_if_lost=channel == "webchat",
        )

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def work_changes(self, data: st.DataObject) -> None:
        known = data.draw(st.sampled_from(sorted(self.waiting)))
        self.tell(self.draw_work(data, known))

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def customer_leaves(self, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from(sorted(self.waiting)))
        self.tell(WorkGone(interaction_id=gone, reason=GoneReason.ABANDONED))

    @precondition(lambda self: self.open)
    @rule(data=st.data(), outcome=st.sampled_from([OfferOutcome.ACCEPTED] * 3 + [*OfferOutcome]))
    def offer_is_answered(self, data: st.DataObject, outcome: OfferOutcome) -> None:
        offer = self.open[data.draw(st.sampled_from(sorted(self.open)))]
        self.tell(
            OfferClosed(
                segment_id=offer.segment_id,
                interaction_id=offer.interaction_id,
                agent_id=offer.agent_id,
                outcome=outcome,
            )
        )

    @precondition(lambda self: self.open)
    @rule(data=st.data(), cause=st.sampled_from(RefusalCause))
    def database_refuses(self, data: st.DataObject, cause: RefusalCause) -> None:
        refused = data.draw(st.sampled_from(sorted(self.open)))
        self.tell(OfferNotMade(segment_id=refused, cause=cause))

    @precondition(lambda self: self.active)
    @rule(data=st.data())
    def wrap_up_begins(self, data: st.DataObject) -> None:
        which = data.draw(st.sampled_from(sorted(self.active)))
        who, segment = self.active[which]
        segment = segment._replace(state=LoadState.WRAPPING)
        self.active[which] = (who, segment)
        self.tell(SegmentChanged(agent_id=who, segment=segment))

    @precondition(lambda self: self.active)
    @rule(data=st.data())
    def work_ends(self, data: st.DataObject) -> None:
        which = data.draw(st.sampled_from(sorted(self.active)))
        who, _ = self.active.pop(which)
        self.tell(SegmentEnded(agent_id=who, segment_id=which))

    @rule(seconds=SECONDS)
    def time_passes_unwatched(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.tell(Tick())

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        end = self.now + timedelta(seconds=seconds)
        while (due := self.engine.next_wakeup()) is not None and due <= end:
            self.now = max(due, self.now)
            self.tell(Tick())
        self.now = end
        before = len(self.open)
        self.tell(Tick())
        assert len(self.open) == before, "something was due that next_wakeup did not tell"

    @rule()
    def the_twin_is_restored_from_a_snapshot(self) -> None:
        self.twin = Engine.restore(self.engine.snapshot())

    # --- what must always hold

    @invariant()
    def nothing_is_lost_or_left_over(self) -> None:
        assert self.engine.waiting == len(self.waiting)
        snapshot = self.engine.snapshot()
        assert {w.work.interaction_id for w in snapshot.work} == self.waiting
        assert {o.segment_id for o in snapshot.offers} == set(self.open)

    @invariant()
    def what_rings_waits_and_rings_once_at_somebody_present(self) -> None:
        ringing = [offer.interaction_id for offer in self.open.values()]
        assert len(set(ringing)) == len(ringing)
        assert self.waiting.issuperset(ringing)
        assert all(self.naive.agents[offer.agent_id].present for offer in self.open.values())

    @invariant()
    def nobody_is_called_by_two_live_things_at_once(self) -> None:
        for agent in self.naive.agents.values():
            live = [x for x in agent.segments.values() if x.state is LoadState.ALERTING and x.tier == "live"]
            assert len(live) <= 1

    @invariant()
    def nobody_free_and_nothing_waiting_for_them(self) -> None:
        for item in self.naive.works.values():
            assert not self.naive.candidates(item)


def plain(decisions: Iterable[Decision]) -> list[tuple[Any, ...]]:
    return [_plain(d) for d in decisions]


def _plain(d: Decision) -> tuple[Any, ...]:
    match d:
        case Offer():
            why = d.explanation
            counts = {
                (x.reason, x.skill, x.minimum) if x.reason is Exclusion.LACKS_SKILL else x.reason: x.agents
                for x in why.excluded
            }
            assert why.members == why.eligible + sum(counts.values())
            return (
                "offer",
                d.segment_id,
                d.interaction_id,
                d.agent_id,
                why.eligible,
                sorted(map(repr, counts.items())),
            )
        case ExpireOffer():
            return ("expire", d.segment_id, d.misses)
        case RescindOffer():
            return ("rescind", d.segment_id, d.reason.value)
        case NobodyEligible():
            return ("nobody", d.interaction_id)
        case EligibleAgain():
            return ("again", d.interaction_id)
        case MarkUnreachable():
            return ("unreachable", d.agent_id, d.silent_since)
        case ReturnWork():
            return ("return", d.segment_id)
        case AlertSupervisor():
            return ("alert", d.agent_id, d.misses)


def net(decisions: Iterable[tuple[Any, ...]]) -> list[str]:
    """All but the order, which matters for offers alone."""
    return sorted(map(repr, decisions))


TestRouting = Routing.TestCase
TestRouting.settings = settings(
    max_examples=80,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


@settings(max_examples=40, deadline=None)
@given(
    policy=policies(),
    asked=REQUIREMENTS,
    profiles=st.lists(st.tuples(QUEUES, st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 5))), max_size=6),
)
def test_each_ring_includes_the_one_before_it(policy: RoutingPolicy, asked: Any, profiles: Any) -> None:
    roster, room = Roster(), Capacity(channels={}, total=1)
    for n, (queue, skill) in enumerate(profiles):
        roster.configure(roster.add(agent_id(n), 0), skill, (QueueAccess(queue_id=queue),), room)
    for queue in policy.queues:
        stages = Demand(queue, asked, roster).stages
        for narrow, wide in pairwise(stages):
            assert narrow.after < wide.after
            assert narrow.qualified & ~wide.qualified == 0
