"""The router's look at waiting work, once a second: what of overflow, limits, closures and times is due.

One query per tenant whose queues have any such setting; it reads only what may be due. Work that is on offer
this moment is left alone, unless its queue is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.interactions.ports import Ports
from contact_center.interactions.work import handover, waiting, waiting_rules
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.flow import acting, announcing, callback, overflow, waiting_store
from routing.flow.expected_wait import WINDOW, QueuePace, expected_seconds, pace
from routing.flow.model import When
from routing.flow.overflow import Action, QueueNow, WaitingWork
from routing.flow.ports import Line, NoPastWaits, PastWaits
from routing.flow.reading import queues_now, treatment_of
from routing.policy import serving, serving_store
from routing.router.acts import RouterAct

Queues = dict[UUID, QueueNow]

PACE_EVERY = timedelta(seconds=10)
SILENCE_EVERY = timedelta(seconds=10)
MOST_AT_ONCE = 150
"""Acts of one look: offers must not wait until a whole closed queue has been told."""


class FlowWatch:
    """Tells what is due. Remembers nothing that a new router would not find in the database."""

    def __init__(self, ports: Ports, past: PastWaits | None = None) -> None:
        self._ports = ports
        self._audio = [name for name, adapter in ports.adapters.items() if adapter.capabilities.media]
        self._chats = [
            name for name, one in ports.adapters.items() if one.capabilities.session and one.capabilities.text
        ]
        self._past: PastWaits = past or NoPastWaits()
        self._paces: dict[TenantId, tuple[datetime, dict[Line, QueuePace | None]]] = {}
        self._told_at: dict[TenantId, datetime] = {}
        self._silence_at: dict[TenantId, datetime] = {}

    async def due(self, reader: Reader, tenant: TenantId, now: datetime) -> list[RouterAct]:
        queues = await queues_now(reader, tenant)
        acts = [*await self._overflow(reader, tenant, queues, now), *await self._tell(reader, tenant, queues, now)]
        acts += await callback.due(reader, tenant, now, self._audio)
        acts += await self._silent(reader, tenant, now)
        return [*acts, *await self._over(reader, tenant, now), *await _served_over(reader, tenant, now)]

    async def _overflow(self, reader: Reader, tenant: TenantId, queues: Queues, now: datetime) -> list[RouterAct]:
        watched = [queue for queue in queues.values() if queue.watched]
        rows = await waiting_store.waiting(reader, _looked_for(tenant, watched, now)) if watched else []
        known = {row.interaction_id for row in rows}
        treated = await waiting_store.treated(reader, tenant, now)
        rows += [row for row in treated if row.interaction_id not in known]
        if any(_asks_for_wait(queue) for queue in queues.values()):
            queues = with_expected(rows, queues, await self._pace(reader, tenant, now))
        return [self._act(action) for action in actions(rows, queues, now)[:MOST_AT_ONCE]]

    async def _over(self, reader: Reader, tenant: TenantId, now: datetime) -> list[RouterAct]:
        """Work whose time with somebody is over: put by, or handed to a colleague."""
        parked = [self._wake(id) for id in await waiting.over(reader, tenant, now)]
        return [*parked, *(_give_up(id) for id in await handover.over(reader, tenant, now))]

    async def _silent(self, reader: Reader, tenant: TenantId, now: datetime) -> list[RouterAct]:
        """Answered chats that nobody goes on with give their places back; looked for now and then."""
        last = self._silence_at.get(tenant)
        if last is not None and now - last < SILENCE_EVERY:
            return []
        self._silence_at[tenant] = now
        return [self._fall_silent(id) for id in await waiting_rules.silent(reader, tenant, now, self._chats)]

    def _fall_silent(self, interaction: UUID) -> RouterAct:
        async def do(unit: UnitOfWork) -> None:
            await waiting.fall_silent(unit, interaction, self._chats)

        return RouterAct(do, [interaction], name="silence")

    def _wake(self, interaction: UUID) -> RouterAct:
        async def do(unit: UnitOfWork) -> None:
            await waiting.wake(unit, self._ports, interaction)

        return RouterAct(do, [interaction], name="wake")

    async def _tell(self, reader: Reader, tenant: TenantId, queues: Queues, now: datetime) -> list[RouterAct]:
        last = self._told_at.get(tenant)
        if last is not None and now - last < announcing.EVERY:
            return []
        self._told_at[tenant] = now
        places = await waiting_store.places(reader, tenant, now)
        if not places:
            return []
        news = announcing.announcements(places, queues, await self._pace(reader, tenant, now))[:MOST_AT_ONCE]

        async def do(unit: UnitOfWork) -> None:
            await announcing.tell(unit, news)

        return [RouterAct(do, [one.row.interaction_id for one in news], name="announce")] if news else []

    async def _pace(self, reader: Reader, tenant: TenantId, now: datetime) -> dict[Line, QueuePace | None]:
        """Reckoned anew every few seconds."""
        known = self._paces.get(tenant)
        if known is None or now - known[0] >= PACE_EVERY:
            lines = await self._past.since(reader, tenant, now - WINDOW)
            known = self._paces[tenant] = (now, {line: pace(waits, now) for line, waits in lines.items()})
        return known[1]

    def _act(self, action: Action) -> RouterAct:
        async def do(unit: UnitOfWork) -> None:
            await acting.carry_out(unit, self._ports, action)

        return RouterAct(do, name="overflow")


def _looked_for(tenant: TenantId, queues: Sequence[QueueNow], now: datetime) -> dict[str, Any]:
    first = [overflow.earliest(queue) for queue in queues]
    return {
        "tenant": tenant,
        "now": now,
        "queues": [queue.id for queue in queues],
        "waited": [one.waited_s for one in first],
        "places": [one.place for one in first],
        "nobody": [one.nobody for one in first],
    }


def actions(rows: Iterable[waiting_store.OverflowRow], queues: dict[UUID, QueueNow], now: datetime) -> list[Action]:
    """One for each piece of work for which something is due."""
    found = []
    for row in rows:
        queue = queues[row.queue_id]
        if row.on_offer and queue.closure is None:
            continue
        action = overflow.due(_waiting(row), queue, now)
        if action is not None:
            found.append(action)
    return found


async def _served_over(reader: Reader, tenant: TenantId, now: datetime) -> list[RouterAct]:
    """Agents who serve what the policy says again."""
    return [_expire(agent) for agent in await serving_store.over(reader, tenant, now)]


def _expire(agent: UUID) -> RouterAct:
    async def do(unit: UnitOfWork) -> None:
        await serving.expire(unit, agent)

    return RouterAct(do, name="serve as before")


def _give_up(interaction: UUID) -> RouterAct:
    async def do(unit: UnitOfWork) -> None:
        await handover.give_up(unit, interaction)

    return RouterAct(do, [interaction], name="hand back")


def _waiting(row: waiting_store.OverflowRow) -> WaitingWork:
    since = row.since.isoformat()
    return WaitingWork(
        interaction_id=row.interaction_id,
        queue_id=row.queue_id,
        tier=row.tier,
        since=row.since,
        place=row.place,
        nobody=row.nobody,
        done=frozenset(one["key"] for one in row.steps if one["since"] == since or one["key"] == overflow.TREATMENT),
        visited=frozenset(UUID(one["queue"]) for one in row.steps),
        treatment=treatment_of(row.treatment),
    )


def with_expected(
    rows: Iterable[waiting_store.OverflowRow], queues: Queues, paces: Mapping[Line, QueuePace | None]
) -> Queues:
    """The queues with the wait that who came last has to expect, by tier."""
    lengths: dict[Line, int] = {}
    for row in rows:
        lengths[row.queue_id, row.tier] = lengths.get((row.queue_id, row.tier), 0) + 1
    expected: dict[UUID, dict[str, float]] = {}
    for (queue, tier), length in lengths.items():
        seconds = expected_seconds(paces.get((queue, tier)), length)
        if seconds is not None:
            expected.setdefault(queue, {})[tier] = seconds
    return {id: replace(queue, expected_s=expected.get(id)) for id, queue in queues.items()}


def _asks_for_wait(queue: QueueNow) -> bool:
    return any(step.when is When.EXPECTED for step in queue.flow.overflow)
