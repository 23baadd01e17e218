"""Who is there to take work: chosen presence, its successor, and signs of life (D31).

A break begins at once, or as soon as nobody sits at the other end of the agent's work any more; what then happens
to the mails and messages they have open is in `breaks`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.interactions import store as interactions
from contact_center.interactions.domain import Segment
from contact_center.interactions.errors import IllegalTransition, OpenWork
from contact_center.interactions.presence import store
from contact_center.interactions.presence.domain import PresenceRow
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import (
    AgentCapacityChanged,
    AgentMissedOffers,
    AgentReachable,
    AgentUnreachable,
    NextPresenceChosen,
    Presence,
    PresenceChanged,
    SegmentState,
)
from contact_center.kernel.errors import Conflict
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

SILENT_AFTER = timedelta(seconds=15)
"""No heartbeat for this long: no new offers."""
LOST_AFTER = timedelta(seconds=60)
"""No heartbeat for this long: chats return to the queue."""


class NotAvailable(Conflict):
    """The agent is not available for new work."""


async def get(reader: Reader, tenant: UUID, agent: AgentId) -> PresenceRow | None:
    return await store.get(reader, tenant, agent)


async def require_available(work: UnitOfWork, agent: AgentId) -> None:
    await require_all_available(work, [agent])


async def require_all_available(work: UnitOfWork, agents: Collection[AgentId]) -> None:
    """As `require_available` for each of several.

    Whoever was without a connection is there again as soon as a page of theirs is, or from when they chose to be
    available while that page connects; when the router has noticed is of no concern.
    """
    rows = await store.share(work, agents)
    free = {row.agent_id for row in rows if is_available(row)}
    coming = [row for row in rows if row.agent_id not in free and is_available(replace(row, unreachable_since=None))]
    if coming:
        there = await store.with_open_page(work, [row.agent_id for row in coming], work.now - SILENT_AFTER)
        free |= {row.agent_id for row in coming if row.agent_id in there or has_just_come(row, work.now)}
    for agent in agents:
        if agent not in free:
            raise NotAvailable(agent)


def has_just_come(row: PresenceRow, now: datetime) -> bool:
    """They chose to be there after their connection was lost, and no longer ago than a silence that is forgiven."""
    lost = row.unreachable_since
    return lost is not None and row.since >= lost and now - row.since < SILENT_AFTER


def is_available(row: PresenceRow) -> bool:
    """New work may be offered to them."""
    leaving = row.next_state not in (None, Presence.AVAILABLE)
    return row.state == Presence.AVAILABLE and row.unreachable_since is None and not leaving


async def choose(work: UnitOfWork, agent: AgentId, presence: Presence, reason: str | None = None) -> None:
    """The agent's choice, at once. Coming from offline the idle clock starts: sign-in goes to the back."""
    if presence is Presence.NOT_RESPONDING:
        raise IllegalTransition("not responding is never chosen")
    row = await store.lock(work, agent)
    if presence is Presence.OFFLINE and await interactions.agent_segments(work, work.tenant_id, agent):
        raise OpenWork(agent)
    await _begin(work, row, presence, reason)


async def restore(work: UnitOfWork, agent: AgentId, presence: Presence, reason: str | None) -> None:
    """As it was before somebody else's choice, which is taken back; what they had missed counts as before."""
    await _begin(work, await store.lock(work, agent), presence, reason)


async def leave(work: UnitOfWork, agent: AgentId, reason: str | None) -> None:
    """A break: at once, or as soon as nobody is on the line any more. Mails and messages hold nobody back."""
    held = holding_back(Presence.AWAY, await interactions.agent_segments(work, work.tenant_id, agent))
    await (choose_next if held else choose)(work, agent, Presence.AWAY, reason)


async def choose_next(work: UnitOfWork, agent: AgentId, presence: Presence | None, reason: str | None = None) -> None:
    """What comes after the work in hand ("break after this call"); at once when there is none.

    From now on nothing new is offered: the choice to leave counts when it is made.
    """
    row = await store.lock(work, agent)
    if presence is None or await interactions.agent_segments(work, work.tenant_id, agent):
        await store.set_next(work, agent, presence, reason)
        work.record(NextPresenceChosen(agent_id=agent, presence=presence, reason=reason))
        return
    await _begin(work, row, presence, reason)


def holding_back(presence: Presence, segments: Iterable[Segment]) -> bool:
    """True if this presence has to wait for the end of some of the open work.

    Somebody sits at the other end of live work; who leaves for good leaves nothing open.
    """
    return any(
        presence is Presence.OFFLINE or (one.tier == Tier.LIVE and one.phase is not SegmentState.ALERTING)
        for one in segments
    )


async def after_work(work: UnitOfWork, agent: AgentId, *, worked: bool) -> list[Segment]:
    """A segment of this agent ended. With the last one that held it back gone, the chosen next presence begins.

    Returns the segments that are still open.
    """
    row = await store.lock(work, agent)
    still_open = await interactions.agent_segments(work, work.tenant_id, agent)
    if worked:
        await store.idle_from_now(work, agent)
    if row.next_state is None or holding_back(Presence(row.next_state), still_open):
        return still_open
    await _begin(work, row, Presence(row.next_state), row.next_reason)
    return await interactions.agent_segments(work, work.tenant_id, agent)


async def answered(work: UnitOfWork, agent: AgentId) -> None:
    await store.forget_missed(work, agent)


async def missed(work: UnitOfWork, agent: AgentId) -> None:
    """An offer ran out: Not Responding until the agent says otherwise."""
    row = await store.lock(work, agent)
    await store.set_missed(work, agent, row.missed + 1)
    if row.state == Presence.AVAILABLE:
        await _set(work, row, Presence.NOT_RESPONDING, None)


async def missed_too_many(work: UnitOfWork, agent: AgentId, count: int) -> None:
    """A supervisor is to know: so many offers in a row were missed as the routing policy allows (`misses_alert`).

    The one who decides is the router, which counts by the policy in force; nobody else has a limit of their own.
    """
    if await store.alert_missed(work, agent):
        work.record(AgentMissedOffers(agent_id=agent, missed=count))


async def set_capacity(work: UnitOfWork, agent: AgentId, places: Mapping[str, int]) -> None:
    """Places per channel, `*` in total. A limit below what is in use blocks new work, never a release."""
    await store.set_capacity(work, agent, places)
    work.record(AgentCapacityChanged(agent_id=agent))


async def set_reachable(work: UnitOfWork, agent: AgentId, reachable: bool) -> bool:
    """Notes whether any browser of the agent gives signs of life; True if that changed."""
    changed = await store.set_reachable(work, agent, reachable)
    if changed:
        work.record(AgentReachable(agent_id=agent) if reachable else AgentUnreachable(agent_id=agent))
    return changed


async def force_offline(work: UnitOfWork, agent: AgentId) -> None:
    """Signed out, or lost for good: holds and gets nothing."""
    await _set(work, await store.lock(work, agent), Presence.OFFLINE, None)


async def _begin(work: UnitOfWork, row: PresenceRow, presence: Presence, reason: str | None) -> None:
    """The agent's own choice comes into force, with what it does to their open or kept work."""
    from contact_center.interactions.work import breaks, waiting  # noqa: PLC0415 - both end segments, which ends here

    await _set(work, row, presence, reason)
    agent = AgentId(row.agent_id)
    if presence is Presence.AWAY:
        await breaks.put_down(work, agent)
    elif presence is Presence.AVAILABLE:
        await waiting.agent_is_back(work, agent)


async def _set(work: UnitOfWork, row: PresenceRow, presence: Presence, reason: str | None) -> None:
    agent = AgentId(row.agent_id)
    # Coming back from any absence goes to the back of the longest-idle order only after offline.
    idle_since = work.now if row.state == Presence.OFFLINE else row.idle_since
    await store.begin(work, agent, presence, reason, idle_since)
    work.record(PresenceChanged(agent_id=agent, presence=presence, reason=reason, idle_since=idle_since))
