"""A call on a provider, with tone peers on it and its events noted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from contact_center.kernel.contracts.telephony import BrowserTelephony, LegRole, MediaEvent, MediaEventKind
from contact_center.kernel.ids import CallId, new_id
from tests.contract.telephony.providers import Provider
from tests.patience import PATIENCE
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, TonePeer, until


@dataclass
class Stage:
    provider: Provider
    telephony: BrowserTelephony
    events: list[MediaEvent] = field(default_factory=list)
    calls: list[CallId] = field(default_factory=list)
    peers: list[TonePeer] = field(default_factory=list)
    follower: asyncio.Task[None] | None = None

    def follow(self) -> None:
        self.follower = asyncio.ensure_future(self._follow(self.telephony))

    async def follow_no_more(self) -> None:
        if self.follower is not None:
            self.follower.cancel()
            await asyncio.gather(self.follower, return_exceptions=True)

    async def clear(self) -> None:
        await self.follow_no_more()
        for peer in self.peers:
            await peer.hang_up()
        for call_id in self.calls:
            await self.telephony.end_bridge(call_id)
        await self.provider.close(self.telephony)

    async def _follow(self, telephony: BrowserTelephony) -> None:
        async for event in telephony.events():
            self.events.append(event)

    async def call(self) -> CallId:
        call_id = CallId(new_id())
        await self.telephony.create_bridge(call_id)
        self.calls.append(call_id)
        return call_id

    async def join(self, call_id: CallId, role: LegRole, hz: float) -> tuple[UUID, TonePeer]:
        """Connects a tone peer and waits until its media flows."""
        leg, peer = new_id(), TonePeer(hz)
        self.peers.append(peer)
        await peer.accept(await self.telephony.connect_browser(call_id, leg, role, await peer.offer()))
        await self.sees(call_id, MediaEventKind.LEG_JOINED, leg)
        return leg, peer

    async def talking(self) -> Talk:
        """A customer and an agent who hear each other."""
        call_id = await self.call()
        customer, ann = await self.join(call_id, LegRole.CUSTOMER, CUSTOMER_HZ)
        agent, mei = await self.join(call_id, LegRole.AGENT, AGENT_HZ)
        talk = Talk(call_id, customer, agent, ann, mei)
        await self.telephony.hear(call_id, talk.each_other)
        await until(lambda: ann.hears(AGENT_HZ) and mei.hears(CUSTOMER_HZ), "both hear each other")
        return talk

    async def sees(
        self, call_id: CallId, kind: MediaEventKind, leg: UUID | None = None, seconds: float = PATIENCE
    ) -> MediaEvent:
        """Waits for an event of the call; returns its first occurrence."""
        await until(lambda: bool(self.told(call_id, kind, leg)), f"{kind.value} is reported", seconds)
        return self.told(call_id, kind, leg)[0]

    def told(self, call_id: CallId, kind: MediaEventKind, leg: UUID | None = None) -> list[MediaEvent]:
        return [
            e for e in self.events
            if e.call_id == call_id and e.kind is kind and (leg is None or e.leg_id == leg)
        ]  # fmt: skip


@dataclass(frozen=True)
class Talk:
    call_id: CallId
    customer: UUID
    agent: UUID
    ann: TonePeer
    """The customer."""
    mei: TonePeer
    """The agent."""

    @property
    def each_other(self) -> dict[UUID, set[UUID]]:
        return {self.customer: {self.agent}, self.agent: {self.customer}}
