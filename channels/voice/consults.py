"""The agent of a call asks a colleague, brings them into the talk, or gives them the customer.

Swapping between customer and colleague is holding the customer and resuming (`CallService.hold`).
"""

from __future__ import annotations

from dataclasses import dataclass

from channels.voice.domain import (
    AsksColleague,
    BringIn,
    ColleagueParts,
    HandsOver,
    MuteColleague,
    Parting,
    Phase,
)
from channels.voice.errors import CallOver
from channels.voice.locking import LockedCall
from channels.voice.service import CallService, Step
from contact_center.interactions.work import consulting, holding, replies
from contact_center.kernel.contracts.interactions import SegmentState
from contact_center.kernel.ids import AgentId, CallId, TenantId, new_id


@dataclass(frozen=True, slots=True)
class Note:
    author: str
    text: str


class CallConsults:
    """What only the call's agent may do with colleagues raises `NotWithYou` for everybody else, `CallOver` after it."""

    def __init__(self, calls: CallService) -> None:
        self._calls = calls

    async def ask(
        self, tenant: TenantId, agent: AgentId, call_id: CallId, to: AgentId, note: Note | None = None
    ) -> None:
        """The customer hears music, the colleague's offer rings, the agent hears that it does.

        `note`: what the colleague should know, kept with the conversation.

        Raises also what `consulting.ask` raises, `ColleagueOnCall`, `ColleagueRings` and `TooManyColleagues`.
        """

        async def step(hand: LockedCall) -> None:
            segment = await _of_agent(hand, agent)
            # What forbids it on this call is said before what forbids it to the colleague.
            await hand.react(AsksColleague(to, new_id()))
            if note is not None:
                await replies.note(
                    hand.work, hand.row.interaction_id, agent, note.author, note.text, client_key=str(new_id())
                )
            await consulting.ask(hand.work, hand.row.interaction_id, agent, to)
            if segment is SegmentState.CONNECTED:
                await holding.hold(hand.work, hand.row.interaction_id, agent)

        await self._run(tenant, agent, call_id, step)

    async def merge(self, tenant: TenantId, agent: AgentId, call_id: CallId) -> None:
        """All speak with each other. Raises also `NobodyToBringIn`."""

        async def step(hand: LockedCall) -> None:
            await _of_agent(hand, agent)
            await hand.react(BringIn())

        await self._run(tenant, agent, call_id, step)

    async def hand_over(self, tenant: TenantId, agent: AgentId, call_id: CallId) -> None:
        """The customer goes on with the colleague, the agent wraps up. Raises also `NobodyToBringIn`."""

        async def step(hand: LockedCall) -> None:
            await _of_agent(hand, agent)
            await hand.react(HandsOver())

        await self._run(tenant, agent, call_id, step)

    async def drop(self, tenant: TenantId, agent: AgentId, call_id: CallId, colleague: AgentId) -> None:
        """Says good-bye to a colleague, or withdraws what rings with them. Idempotent."""

        async def step(hand: LockedCall) -> None:
            await _of_agent(hand, agent)
            await hand.react(ColleagueParts(colleague, Parting.DROPPED))

        await self._run(tenant, agent, call_id, step)

    async def mute(self, tenant: TenantId, agent: AgentId, call_id: CallId, colleague: AgentId, muted: bool) -> None:
        """Of a colleague, who may undo it. Raises also `NotWithYou` for one who is not on the call."""

        async def step(hand: LockedCall) -> None:
            await _of_agent(hand, agent)
            await hand.react(MuteColleague(colleague, muted))

        await self._run(tenant, agent, call_id, step)

    async def _run(self, tenant: TenantId, agent: AgentId, call_id: CallId, step: Step) -> None:
        await self._calls.run(tenant, call_id, step, actor=f"user:{agent}")


async def _of_agent(hand: LockedCall, agent: AgentId) -> SegmentState:
    """The state of the agent's own part of the work."""
    if hand.call.phase is Phase.ENDED:
        raise CallOver
    return (await hand.segment_of(agent)).phase
