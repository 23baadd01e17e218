"""Supervisors listen to calls, whisper and barge in: each time it is written down who did (D31)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from channels.voice import store
from channels.voice.domain import BrowserPage, Listening, Phase, SupervisorChanges, SupervisorLeaves, SupervisorListens
from channels.voice.errors import NobodyToListenTo, OwnCall
from channels.voice.locking import LockedCall
from channels.voice.registry import abilities_of
from channels.voice.service import CallService, Way
from channels.voice.supervising import WITH_AN_AGENT
from contact_center.directory.service import SignedIn, audit
from contact_center.kernel.contracts.telephony import LegRole
from contact_center.kernel.ids import AgentId, CallId, InteractionId, TenantId, new_id
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class TalkedCall:
    """A call in which an agent talks with a customer now."""

    id: CallId
    interaction_id: InteractionId
    agent: AgentId
    listening: Listening | None
    """How who asks listens to it; None if they do not."""
    held: bool
    device: bool = False
    """The pages of ours on it are devices of its provider."""


class CallListening:
    def __init__(self, calls: CallService) -> None:
        self.calls = calls

    async def listen(self, who: SignedIn, call_id: CallId, listening: Listening, way: Way, page: BrowserPage) -> str:
        """Connects the supervisor's page; returns the answer's SDP, empty for a device. Again after a reload, under a
        new leg.

        Raises `NoSuchCall`, `CallOver`, `NobodyToListenTo`, `TooManyListening`, `OwnCall`, `OfferUnusable`,
        `MediaUnavailable`.
        """
        leg = new_id()

        async def step(hand: LockedCall) -> None:
            agent = _agent(hand)
            if agent == who.user.id:
                raise OwnCall
            before = hand.call.supervisor(AgentId(who.user.id))
            wish = SupervisorListens(AgentId(who.user.id), leg, listening, page.id, page.session)
            await hand.react(wish)
            if before is None or before.listening is not listening:
                await _written(hand, listening)

        await self.calls.run(who.tenant, call_id, step, actor=who.actor)
        return await self.calls.connect(who.tenant, call_id, leg, LegRole.SUPERVISOR, way)

    async def change(self, who: SignedIn, call_id: CallId, listening: Listening) -> None:
        """Raises `NoSuchCall`, `CallOver` and `NotListening`. Idempotent."""

        async def step(hand: LockedCall) -> None:
            before = hand.call
            await hand.react(SupervisorChanges(AgentId(who.user.id), listening))
            if hand.call != before:
                await _written(hand, listening)

        await self.calls.run(who.tenant, call_id, step, actor=who.actor)

    async def stop(self, who: SignedIn, call_id: CallId) -> None:
        """Idempotent; of a call that is over too. Raises `NoSuchCall`."""

        async def step(hand: LockedCall) -> None:
            if hand.call.phase is not Phase.ENDED:
                await hand.react(SupervisorLeaves(AgentId(who.user.id)))

        await self.calls.run(who.tenant, call_id, step, actor=who.actor)


def _agent(hand: LockedCall) -> UUID:
    agent = hand.call.agent
    if agent is None or agent.agent is None:
        raise NobodyToListenTo
    return agent.agent


async def _written(hand: LockedCall, listening: Listening) -> None:
    detail = {"interaction": str(hand.row.interaction_id), "agent": str(_agent(hand)), "how": listening.value}
    await audit(hand.work, "call listened to", f"call:{hand.call.id}", **detail)


async def talked(reader: Reader, tenant: TenantId, who: UUID) -> list[TalkedCall]:
    """Calls in which an agent talks with a customer now, but for one's own; the oldest first."""
    found = []
    for row in await store.live(reader, tenant):
        call = row.call
        agent = call.agent.agent if call.agent else None
        if call.phase in WITH_AN_AGENT and agent is not None and agent != who:
            leg = call.supervisor(AgentId(who))
            found.append(
                TalkedCall(
                    CallId(row.id), InteractionId(row.interaction_id), agent,
                    leg.listening if leg else None, call.phase is Phase.HELD, abilities_of(row.provider).devices,
                )
            )  # fmt: skip
    return found
