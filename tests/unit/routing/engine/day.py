"""A busy hour for an engine, made from one seed: the same for whoever runs it, in whatever process.

`python -m tests.unit.routing.engine.day` prints a digest of everything that was decided.
"""

from __future__ import annotations

import random
from datetime import timedelta
from hashlib import sha256

from contact_center.kernel.contracts.interactions import Presence
from routing.engine.decisions import Decision
from routing.engine.inputs import AgentPresence, GoneReason, Input, OfferOutcome, PolicyChanged, Preferred, WorkGone
from routing.engine.model import Capacity, Interrupt, QueueAccess, QueuePolicy, Reserve, Ring, RoutingPolicy, Selection
from tests.unit.routing.engine.world import TIER, Centre, agent, agent_id, interaction_id, queue_id, skills, work

SKILLS = ("mandarin", "refunds", "vip", "billing")


def decisions(seed: int = 4) -> list[Decision]:
    """All that an engine decides in 600 steps of arrivals, answers, absences and passing time."""
    chance, centre = random.Random(seed), Centre()
    centre.tell(PolicyChanged(_policy(chance)))
    for n in range(1, 25):
        centre.tell(_agent(chance, n))
    for n in range(1, 601):
        centre.tell(*_news(chance, centre, n))
        centre.pass_(chance.choice((0, 1, 3, 9)))
    return centre.decisions


def digest(made: list[Decision]) -> str:
    return sha256(repr(made).encode()).hexdigest()


def _policy(chance: random.Random) -> RoutingPolicy:
    rings = tuple(Ring(after_s=20 * k, lower=skills(vip=k % 3), add_queues=(queue_id(k),)) for k in range(1, 7))
    queues = tuple(
        QueuePolicy(id=queue_id(n), selection=selection, rings=rings, priority=n, auto_accept=n == 2)
        for n, selection in enumerate(Selection, 1)
    )
    return RoutingPolicy(
        version=chance.randint(1, 9),
        queues=queues,
        interrupts=(Interrupt("voice", "email"),),
        reserved=(Reserve("webchat", 1),),
    )


def _agent(chance: random.Random, n: int) -> Input:
    lines = [
        QueueAccess(queue_id=queue_id(k), priority=chance.randint(1, 2), delay_s=chance.choice((0, 0, 30)))
        for k in chance.sample(range(1, 5), 3)
    ]
    had = {skill: chance.randint(0, 5) for skill in chance.sample(SKILLS, 3)}
    room = Capacity(channels={"voice": 1, "webchat": 2, "sms": 2, "email": 3}, total=chance.randint(1, 4))
    return agent(agent_id(n), *lines, skills=had, capacity=room)


def _news(chance: random.Random, centre: Centre, n: int) -> list[Input]:
    arrived = work(
        n,
        chance.choice(sorted(TIER)),
        queue_id(chance.randint(1, 5)),
        entered_at=centre.now,
        priority=chance.choice((0, 0, 3, 20)),
        requirements=skills(**{skill: chance.randint(1, 4) for skill in chance.sample(SKILLS, chance.randint(0, 2))}),
        rings=(Ring(after_s=15, drop=("vip",), add_queues=(queue_id(4),)),) if n % 7 == 0 else None,
        groups=(queue_id(chance.randint(1, 4)),) if n % 4 == 0 else (),
        preferred=Preferred(agent_id(chance.randint(1, 24)), centre.now + timedelta(seconds=20))
        if n % 5 == 0
        else None,
        due_at=centre.now + timedelta(seconds=950) if n % 3 == 0 else None,
    )
    older = chance.randint(1, n)
    if interaction_id(older) in centre.offers:
        outcome = chance.choice((OfferOutcome.ACCEPTED, OfferOutcome.ACCEPTED, OfferOutcome.REJECTED))
        centre.answer(older, outcome)
        if outcome is OfferOutcome.ACCEPTED and chance.random() < 0.8:
            centre.finish(older)
    presence = chance.choice((Presence.AVAILABLE, Presence.AVAILABLE, Presence.AVAILABLE, Presence.AWAY))
    news: list[Input] = [arrived, AgentPresence(agent_id=agent_id(chance.randint(1, 24)), presence=presence)]
    if n % 11 == 0:
        news.append(WorkGone(interaction_id=interaction_id(older), reason=GoneReason.ABANDONED))
    return news


if __name__ == "__main__":
    print(digest(decisions()))  # noqa: T201
