"""Watching over the calls of one media process: its news, and what time alone makes due.

One watcher per media process at a time (the caller holds a lease). What it has not dealt with when it
dies is told again to the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import psycopg
import structlog

from channels.voice import store
from channels.voice.adapter import CODE
from channels.voice.ports import MediaNews
from channels.voice.service import AGENT_POSTS_WITHIN, CallService
from channels.voice.store import SegmentKey
from contact_center.directory import service as directory
from contact_center.interactions.reading import work_queries
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind
from contact_center.kernel.ids import CallId, TenantId
from contact_center.platform.unit_of_work import Database, Reader

log = structlog.get_logger()

EVERY = 0.5
"""Seconds between two looks at what is due."""
SELDOM = 10.0
"""Seconds between two looks at what only an accident leaves behind."""
UNSETTLED_FOR = timedelta(seconds=5)
"""Orders that have not arrived by then are given again."""
BOOKED_WITHIN = timedelta(seconds=30)
"""Voice work that has no call by then never gets one."""
TRIES = 3


class CallWatch:
    def __init__(self, database: Database, calls: CallService, news: MediaNews) -> None:
        self._database = database
        self._calls = calls
        self._news = news
        self._tenants: dict[CallId, TenantId] = {}

    async def follow(self) -> None:
        """Handles the media's events, for ever. An event that fails because of the database is repeated."""
        while True:
            try:
                await self._adopt()
                async for event in self._news.events():
                    await self._deal_with(event)
            except psycopg.OperationalError as error:
                log.warning("media events wait for the database", error=str(error))
                await asyncio.sleep(1)

    async def tend(self) -> None:
        """What is due, lost or left behind, for ever."""
        await asyncio.gather(self._repeat(self.look_at_due, EVERY), self._repeat(self.look_for_lost, SELDOM))

    async def _repeat(self, look: Callable[[], Awaitable[None]], every: float) -> None:
        while True:
            try:
                await look()
            except psycopg.OperationalError as error:
                log.warning("calls wait for the database", error=str(error))
            await asyncio.sleep(every)

    async def look_at_due(self) -> None:
        """What the clock alone decides."""
        async with self._database.read_all() as reader:
            due = await store.due_calls(reader)
            absent = await _absent(reader)
        for call in due:
            await self._try(self._calls.time_passed, call.tenant_id, call.id)
        for agent in absent:
            await self._try(self._calls.agent_never_came, agent.tenant_id, agent.call_id, agent.segment_id)

    async def look_for_lost(self) -> None:
        """What a process left behind that died between two steps."""
        tenants = await directory.tenants(self._database)
        async with self._database.read_all() as reader:
            lost = await store.unsettled(reader, self._calls.nodes, UNSETTLED_FOR)
            never = await _never_made(reader, [one.tenant_id for one in tenants])
        for call in lost:
            await self._try(self._calls.settle_anew, call.tenant_id, call.id)
        for interaction in never:
            await self._try(self._calls.close_without_call, *interaction)
        await self._adopt()

    async def _try(self, what: Callable[..., Awaitable[None]], *args: object) -> None:
        """One call that fails must not keep the others waiting."""
        try:
            await what(*args)
        except psycopg.OperationalError:
            raise
        except Exception:
            log.exception("call could not be tended, trying again", subject=str(args[1]))

    async def _adopt(self) -> None:
        """So that the death of the media is noticed for each call, even one it died of at its birth."""
        async with self._database.read_all() as reader:
            self._news.adopt(await store.open_calls(reader, self._calls.node))

    async def _deal_with(self, event: MediaEvent) -> None:
        tenant = await self._tenant_of(event.call_id)
        if tenant is None:
            log.warning("media event of an unknown call", call_id=str(event.call_id), kind=event.kind.value)
            return
        for attempt in range(1, TRIES + 1):
            try:
                await self._calls.heard(tenant, event)
                break
            except psycopg.OperationalError:
                raise
            except Exception:
                log.exception("media event failed", call_id=str(event.call_id), attempt=attempt)
        if event.kind is MediaEventKind.BRIDGE_ENDED:
            self._tenants.pop(event.call_id, None)

    async def _tenant_of(self, call_id: CallId) -> TenantId | None:
        if call_id not in self._tenants:
            found = await tenant_of(self._database, call_id)
            if found is None:
                return None
            self._tenants[call_id] = found
        return self._tenants[call_id]


async def tenant_of(database: Database, call_id: CallId) -> TenantId | None:
    """Whose call this is; None for one that nobody knows."""
    tenants = [one.tenant_id for one in await directory.tenants(database)]
    async with database.read_all() as reader:
        return await store.tenant_of(reader, call_id, tenants)


async def _absent(reader: Reader) -> list[SegmentKey]:
    """Agents who accepted a call a while ago and whose page never joined it."""
    calls = {(one.tenant_id, one.interaction_id): one.id for one in await store.without_agents_media(reader)}
    if not calls:
        return []
    found = await work_queries.in_hand(reader, calls.keys(), reader.now - AGENT_POSTS_WITHIN)
    keyed = ((TenantId(one.tenant_id), one.interaction_id, one.segment_id) for one in found)
    return [SegmentKey(tenant, calls[tenant, interaction], segment) for tenant, interaction, segment in keyed]


async def _never_made(reader: Reader, tenants: list[UUID]) -> list[work_queries.Key]:
    """Voice work whose call was never made: its process died between the two."""
    entered = await work_queries.open_on(reader, tenants, CODE, BOOKED_WITHIN)
    made = await store.with_call(reader, entered) if entered else set()
    return [key for key in entered if key not in made]
