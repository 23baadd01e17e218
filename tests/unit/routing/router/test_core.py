"""A tenant's router driven without a database: facts and commits are those of the test."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId, TenantId
from routing.engine import Engine
from routing.engine.decisions import Decision, ExpireOffer, MarkUnreachable, Offer
from routing.engine.inputs import AgentSeen, Input, OfferNotMade, PolicyChanged, RefusalCause
from routing.engine.model import QueuePolicy, RoutingPolicy
from routing.router.core import TenantRouter
from routing.router.store import AgentRow, WaitingRow
from routing.router.translate import ChannelTraits, Translation
from tests.unit.routing.engine.world import BILLING, MEI, START, WEI, agent, interaction_id, work

POLICY = RoutingPolicy(version=1, queues=(QueuePolicy(id=BILLING),))


def core() -> TenantRouter:
    return TenantRouter(TenantId(UUID(int=1)), Engine(), ChannelTraits(frozenset({"voice"})))


class Committed:
    """Carries out what it is given; an offer to somebody in `busy` is refused."""

    def __init__(self, *busy: AgentId) -> None:
        self.decisions: list[Decision] = []
        self._busy = busy

    async def __call__(self, decisions: Sequence[Decision]) -> Sequence[Input]:
        self.decisions += decisions
        return [
            OfferNotMade(segment_id=one.segment_id, cause=RefusalCause.AGENT)
            for one in decisions
            if isinstance(one, Offer) and one.agent_id in self._busy
        ]

    @property
    def offered_to(self) -> list[AgentId]:
        return [one.agent_id for one in self.decisions if isinstance(one, Offer)]


class InMemory:
    """See `routing.router.core.Facts`."""

    def __init__(self, agents: Sequence[AgentRow] = ()) -> None:
        self._agents = agents

    async def policy(self) -> RoutingPolicy:
        return POLICY

    async def waiting(self, work: Collection[InteractionId]) -> Sequence[WaitingRow]:
        return []

    async def agents(self, agents: Collection[AgentId]) -> Sequence[AgentRow]:
        return [row for row in self._agents if row.agent_id in agents]


def row(who: AgentId, *, reachable: bool = True) -> AgentRow:
    return AgentRow(
        agent_id=who,
        active=True,
        state="available",
        next_state=None,
        idle_since=START,
        missed=0,
        reachable=reachable,
        skills={},
        queues={str(BILLING): {"priority": 1, "delay": 0}},
        capacity={"voice": 1, "*": 1},
        segments=[],
    )


async def test_work_goes_to_the_next_when_the_first_could_not_get_it() -> None:
    one, commit = core(), Committed(MEI)
    await one.decide([PolicyChanged(POLICY), agent(MEI), agent(WEI)], START, commit)
    await one.decide([work(1)], START + timedelta(seconds=1), commit)
    assert commit.offered_to == [MEI, WEI]


async def test_what_events_only_say_has_changed_is_asked_for() -> None:
    one, commit = core(), Committed()
    news = Translation(agents={MEI, WEI}, policy=True)
    facts = InMemory([row(MEI), row(WEI, reachable=False)])
    await one.decide([*await one.look_up(facts, news), work(1)], START, commit)
    assert commit.offered_to == [MEI]
    assert one.silent == {WEI}


async def test_time_decides_too_when_it_is_told() -> None:
    one, commit = core(), Committed()
    await one.decide([PolicyChanged(POLICY), agent(MEI), work(1)], START, commit)
    later = START + timedelta(seconds=20)
    assert not one.due(later - timedelta(seconds=1))
    assert one.due(later)
    await one.tick(later, commit)
    expired = [decision for decision in commit.decisions if isinstance(decision, ExpireOffer)]
    assert [(one_.agent_id, one_.interaction_id) for one_ in expired] == [(MEI, interaction_id(1))]


async def test_who_gives_no_sign_of_life_is_remembered_as_silent() -> None:
    one, commit = core(), Committed()
    seen = AgentSeen(agent_ids=(MEI,), at=START)
    await one.decide(
        [PolicyChanged(POLICY), agent(MEI, presence=Presence.AVAILABLE, last_seen=START), seen], START, commit
    )
    await one.tick(START + timedelta(seconds=60), commit)
    assert any(isinstance(decision, MarkUnreachable) for decision in commit.decisions)
    assert one.silent == {MEI}
