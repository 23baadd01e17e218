"""A simulated agent on the phone: takes the agent's place in a call as the console's page does."""

from __future__ import annotations

import asyncio
from random import Random
from uuid import UUID

from channels.voice import store
from channels.voice.registry import BUILTIN
from channels.voice.service import CallService
from contact_center.demo.names import KILN
from contact_center.kernel.ids import AgentId, CallId, TenantId
from contact_center.platform.unit_of_work import Database

TALK = (25.0, 100.0)
"""Seconds until the agent says good-bye; most callers do so before."""


class Headset:
    """The calls of all simulated agents. aiortc is loaded with the first."""

    def __init__(self, database: Database, desk: CallService, random: Random, tenant: TenantId = KILN) -> None:
        self._database = database
        self._tenant = tenant
        self._desk = desk
        self._random = random
        self._over: dict[UUID, asyncio.Event] = {}

    async def talk(self, interaction: UUID, agent: AgentId) -> bool:
        """Until one of the two hangs up. False if the interaction is no call; a call talked in already is left."""
        call = await self._call_of(interaction)
        if call is None:
            return False
        if interaction not in self._over:
            over = self._over[interaction] = asyncio.Event()
            try:
                await self._talk(call, agent, over)
            finally:
                del self._over[interaction]
        return True

    async def cannot(self, interaction: UUID) -> bool:
        """A call of the telephone network is answered by a page with the carrier's own script: by a person only."""
        async with self._database.read(self._tenant) as reader:
            row = await store.of_interaction(reader, self._tenant, interaction)
        return row is not None and row.provider != BUILTIN

    def ended(self, interaction: UUID) -> None:
        """The agent's part in it is over, whoever ended it."""
        if interaction in self._over:
            self._over[interaction].set()

    async def _call_of(self, interaction: UUID) -> CallId | None:
        async with self._database.read(self._tenant) as reader:
            row = await store.of_interaction(reader, self._tenant, interaction)
        return None if row is None else CallId(row.id)

    async def _talk(self, call: CallId, agent: AgentId, over: asyncio.Event) -> None:
        from contact_center.demo.life.synthetic_voice import picked_up  # noqa: PLC0415 - aiortc is heavy, and calls are rare

        async with picked_up(self._random) as phone:
            joined = await self._desk.join(self._tenant, agent, call, await phone.offer())
            await phone.connect(joined.answer_sdp)
            try:
                async with asyncio.timeout(self._random.uniform(*TALK)):
                    await over.wait()
            except TimeoutError:
                await self._desk.agent_hangs_up(self._tenant, agent, call)
