"""What tests of the router say: who is offered what, who answers, what time it is."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contact_center.interactions.presence import connections
from contact_center.interactions.work import offers
from contact_center.kernel.ids import AgentId, InteractionId, SegmentId, new_id
from routing.flow.watch import FlowWatch
from routing.router.lease import Lease, take
from routing.router.service import Shard
from routing.router.translate import ChannelTraits
from tests.centre import CHANNELS, Centre


class RoutedCentre:
    def __init__(self, centre: Centre, system_url: str, lease: Lease, shard: Shard) -> None:
        self.centre = centre
        self.lease = lease
        self.shard = shard
        self.system_url = system_url
        self._connections: dict[AgentId, UUID] = {}

    async def step(self, *, seconds: float = 0.0) -> None:
        """Lets time pass, then the router work until it has nothing to do."""
        self.centre.clock.pass_(seconds=seconds)
        for _ in range(3):  # its own events come back to it
            await self.shard.step(self.centre.clock.now())

    async def writes(self, sender: str = "+886911000001", **body: object) -> InteractionId:
        interaction = await self.centre.customer_writes(sender, "hello", **body)  # type: ignore[arg-type]
        await self.step()
        return interaction

    async def offered(self, interaction: InteractionId) -> tuple[SegmentId, AgentId] | None:
        """The open offer of the interaction and to whom."""
        rows = await self.centre.rows(
            "select id, agent_id from core.segment where interaction_id = %s and state = 'alerting'", interaction
        )
        return (SegmentId(rows[0]["id"]), AgentId(rows[0]["agent_id"])) if rows else None

    async def offered_to(self, interaction: InteractionId) -> AgentId | None:
        offer = await self.offered(interaction)
        return offer[1] if offer else None

    async def accept(self, interaction: InteractionId) -> SegmentId:
        segment, agent = await self._open(interaction)
        await self.centre.run(offers.accept, segment, agent)
        await self.step(seconds=1)
        return segment

    async def reject(self, interaction: InteractionId) -> None:
        segment, agent = await self._open(interaction)
        await self.centre.run(offers.reject, segment, agent)
        await self.step(seconds=1)

    async def beats(self, *agents: AgentId) -> None:
        """Browsers of these agents give a sign of life."""
        now = self.centre.clock.now()
        for agent in agents:
            if agent not in self._connections:
                self._connections[agent] = await self.centre.run(connections.opened, agent, new_id())
            await self.centre.run(_beat, self._connections[agent], now)

    async def restart(self) -> None:
        """Another router takes over."""
        await self.lease.close()
        self.lease = await take(self.system_url, 0, new_id())
        self.shard = Shard(self.lease, self.centre.db, ChannelTraits.of(CHANNELS), flow=FlowWatch(self.centre.ports))
        await self.step()

    async def pass_with_beats(self, *agents: AgentId, seconds: int) -> None:
        """Time passes in steps of five seconds; only these agents' browsers give signs of life."""
        end = self.centre.clock.now() + timedelta(seconds=seconds)
        while self.centre.clock.now() < end:
            self.centre.clock.pass_(seconds=5)
            await self.beats(*agents)
            await self.shard.step(self.centre.clock.now())
        await self.step()

    async def _open(self, interaction: InteractionId) -> tuple[SegmentId, AgentId]:
        offer = await self.offered(interaction)
        assert offer is not None
        return offer


async def _beat(work, connection, now) -> None:  # type: ignore[no-untyped-def]
    await work.execute("update core.agent_connection set beat_at = %s where id = %s", [now, connection])
