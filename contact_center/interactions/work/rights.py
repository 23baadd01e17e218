"""Who may do what with a piece of work, and who may read it: asked here for every act (decision 0022).

What ties a person to work is read in one query, and a pure table says which tie, or which role, an act takes.
What changes the work in hand asks again under the row's lock, in the use case itself (`in_hand`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from contact_center.directory.service import Role, SignedIn
from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment
from contact_center.interactions.errors import NoSuchInteraction, NotForYou, NotYourWork
from contact_center.interactions.mentions import service as mentions
from contact_center.interactions.work import rights_queries
from contact_center.kernel.contracts.interactions import SegmentState, State
from contact_center.kernel.ids import AgentId, QueueId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class Tie(StrEnum):
    """What connects a person with a piece of work."""

    OFFERED = "offered"
    """Also of those whom the agent at work has asked on the call: it is not theirs to change."""
    IN_HAND = "in hand"
    WRAPPING = "wrapping"
    WAITS = "waits"
    """It waits for its customer with this person."""
    WROTE = "wrote"
    """The message in question is theirs."""
    TOOK_PART = "took part"
    """They had some work of this conversation in hand once."""
    QUEUE = "queue"
    """They serve the queue of some work of this conversation."""
    CUSTOMER = "customer"
    """They have other work of the same customer in hand now."""
    MENTIONED = "mentioned"
    """A colleague called them into this conversation by a note, and it is not closed for long."""


class Act(StrEnum):
    """What can be done with work. Answering, holding, parking, closing and leaving it are `WORK`."""

    READ = "read"
    NOTE = "note"
    """A note for colleagues, and a draft of one's own."""
    SORT = "sort"
    """Tags it, or notes a task with it."""
    WORK = "work"
    IDENTIFY = "identify"
    """Says who the customer is, or that they have proved it."""
    RESEND = "resend"
    REOPEN = "reopen"
    """Takes up what was closed."""


YOURS = frozenset({Tie.IN_HAND, Tie.WRAPPING, Tie.WAITS})
ALLOWED: Mapping[Act, tuple[frozenset[Tie], frozenset[Role]]] = {
    Act.READ: (frozenset(Tie) - {Tie.WROTE}, frozenset({Role.SUPERVISOR, Role.ADMIN})),
    Act.NOTE: (frozenset(Tie) - {Tie.WROTE}, frozenset({Role.SUPERVISOR})),
    Act.SORT: (frozenset(Tie) - {Tie.WROTE, Tie.MENTIONED}, frozenset({Role.SUPERVISOR, Role.ADMIN})),
    Act.WORK: (frozenset({Tie.IN_HAND, Tie.WAITS}), frozenset()),
    Act.IDENTIFY: (YOURS, frozenset({Role.SUPERVISOR})),
    Act.RESEND: (YOURS | {Tie.WROTE}, frozenset({Role.SUPERVISOR})),
    Act.REOPEN: (frozenset({Tie.WRAPPING, Tie.TOOK_PART, Tie.QUEUE}), frozenset()),
}
"""The ties that allow an act, and the roles that need none."""


def may(act: Act, ties: Iterable[Tie], role: Role) -> bool:
    """Is it yours, or is it your queue, or your right?"""
    by_tie, by_role = ALLOWED[act]
    return role in by_role or not by_tie.isdisjoint(ties)


class Serving(Protocol):
    """Asked of routing: whose queue is it."""

    async def serves(self, reader: Reader, tenant: TenantId, agent: AgentId) -> frozenset[QueueId]: ...


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do and read."""

    serving: Serving
    who: SignedIn

    async def require(self, reader: Reader, interaction: UUID, act: Act, *, author: UUID | None = None) -> None:
        """Raises `NoSuchInteraction`, `NotForYou` for reading, `NotYourWork` for any other act.

        `author`: who wrote the message that the act is about.
        """
        found = (await self._ties(reader, [interaction])).get(interaction)
        if found is None:
            raise NoSuchInteraction(interaction)
        ties = found | {Tie.WROTE} if author == self.who.user.id else found
        if not may(act, ties, self._role):
            unread = act is Act.READ or (act is Act.SORT and not may(Act.READ, ties, self._role))
            raise NotForYou(interaction) if unread else NotYourWork(interaction)

    async def readable(self, reader: Reader, interactions: Iterable[UUID]) -> frozenset[UUID]:
        """Those of them this person may read; unknown ones are left out."""
        found = await self._ties(reader, list(set(interactions)))
        return frozenset(id for id, ties in found.items() if may(Act.READ, ties, self._role))

    @property
    def _role(self) -> Role:
        return Role(self.who.user.role)

    async def _ties(self, reader: Reader, interactions: list[UUID]) -> dict[UUID, frozenset[Tie]]:
        """All ties of each, or, of work that is this person's own, those that make it so: most questions are about it,
        and they are answered by two keys."""
        if not interactions:
            return {}
        tenant, agent = self.who.tenant, self.who.agent_id
        own = await own_ties(reader, tenant, agent, interactions)
        others = [id for id in interactions if id not in own]
        if not others:
            return own
        queues = await self.serving.serves(reader, tenant, agent)
        found = own | await ties_of(reader, tenant, agent, queues, others)
        far = [id for id in others if not found.get(id, frozenset())]
        return found | await self._called(reader, far, found) if far else found

    async def _called(
        self, reader: Reader, far: list[UUID], found: Mapping[UUID, frozenset[Tie]]
    ) -> dict[UUID, frozenset[Tie]]:
        """What nothing else ties them to, and a colleague called them into."""
        days = await mentions.days_of(reader, self.who.tenant)
        since = reader.now - timedelta(days=days)
        called = await rights_queries.called_into(reader, self.who.tenant, self.who.agent_id, far, since)
        return {id: found[id] | {Tie.MENTIONED} for id in called if id in found}


_OF_STATES = {
    SegmentState.ALERTING: Tie.OFFERED,
    SegmentState.CONNECTED: Tie.IN_HAND,
    SegmentState.HELD: Tie.IN_HAND,
    SegmentState.WRAPPING: Tie.WRAPPING,
}


async def own_ties(
    reader: Reader, tenant: UUID, agent: AgentId, interactions: list[UUID]
) -> dict[UUID, frozenset[Tie]]:
    """Of what this agent has in hand, in wrap-up, or waiting for its customer: that it is so."""
    rows = await rights_queries.own(reader, tenant, agent, interactions)
    ties = {row["id"]: _near(row) for row in rows}
    return {id: found for id, found in ties.items() if found & YOURS}


def _near(row: Mapping[str, Any]) -> frozenset[Tie]:
    states = {_OF_STATES[SegmentState(state)] for state in row["states"]}
    return frozenset(states | {Tie.WAITS} if row["waits"] else states)


async def ties_of(
    reader: Reader, tenant: UUID, agent: AgentId, queues: Iterable[QueueId], interactions: list[UUID]
) -> dict[UUID, frozenset[Tie]]:
    """By interaction, what connects this agent with it."""
    rows = await rights_queries.all_of(reader, tenant, agent, queues, interactions)
    found: dict[UUID, frozenset[Tie]] = {}
    for row in rows:
        far = {Tie.TOOK_PART: row["took_part"], Tie.QUEUE: row["serves"], Tie.CUSTOMER: row["customer"]}
        found[row["id"]] = _near(row) | {tie for tie, there in far.items() if there}
    return found


async def in_hand(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> tuple[Interaction, Segment]:
    """The interaction locked, and the agent's own segment in contact with the customer. Raises `NotYourWork`."""
    row = await store.lock_interaction(work, interaction_id)
    for segment in await store.open_segments(work, work.tenant_id, interaction_id):
        working = segment.purpose == "work" and segment.phase in (SegmentState.CONNECTED, SegmentState.HELD)
        if working and segment.agent_id == agent:
            return row, segment
    raise NotYourWork(interaction_id)


async def at_hand(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> tuple[Interaction, Segment | None]:
    """As `in_hand`; without a segment where the work waits with this agent, for its customer or a time."""
    row = await store.lock_interaction(work, interaction_id)
    if row.state == State.WAITING and row.owner_agent_id == agent:
        return row, None
    return await in_hand(work, interaction_id, agent)
