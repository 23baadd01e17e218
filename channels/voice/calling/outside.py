"""A number outside is called to the call of a customer, by the same rules as every call out: which number is shown,
where may be called and for how much; emergency numbers never.

Hours and consent are those of customers and are not asked: whoever is called here is none, and the agent is on the
line with somebody who waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from channels.voice import store
from channels.voice.calling import domain
from channels.voice.calling.domain import DiallingRules
from channels.voice.calling.errors import CannotDial
from channels.voice.calling.service import CallsOut, dialled_number, spent_today
from channels.voice.domain import CallsOutside, OutsideParty, Phase
from channels.voice.errors import CallOver
from channels.voice.locking import LockedCall, lock_call
from contact_center.directory.service import audit
from contact_center.interactions.outbound import calls, outside
from contact_center.interactions.outbound.outside import OutsideCall
from contact_center.interactions.work import holding, replies
from contact_center.kernel.contracts.channels import Address, ChannelAccount
from contact_center.kernel.contracts.interactions import SegmentState
from contact_center.kernel.ids import AgentId, CallId, TenantId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class OutsideRequest:
    to: str
    """A number as people write it."""
    blind: bool = False
    """The customer is given to it at once; else the agent speaks with it first."""
    caller_id: str | None = None
    """The number of ours that is shown; None: the first that may be."""
    author: str = ""
    note: str = ""
    """Kept with the conversation."""


class OutsideCalls:
    def __init__(self, out: CallsOut) -> None:
        self._out = out

    async def shown(self, reader: Reader, tenant: TenantId, agent: AgentId, interaction: UUID) -> tuple[str, ...]:
        """Which numbers of ours this agent may show on the call of this work; none where nothing outside is rung."""
        row = await store.of_interaction(reader, tenant, interaction)
        if row is None or row.ended_at is not None or not self._out.can_dial(row.provider):
            return ()
        account = await self._out.account(tenant, row.channel_account_id)
        serves = await self._out.ports.planner.serves(reader, tenant, agent)
        return domain.read(account.settings, account.address).shown(serves)

    async def call(self, tenant: TenantId, agent: AgentId, call_id: CallId, wanted: OutsideRequest) -> None:
        """The agent's alone: rings the number while the customer hears music, or gives the customer to it (`blind`).

        Raises `NotWithYou`, `CallOver`, `CannotDial`, what the rules raise, and what
        `channels.voice.outside.calls` does.
        """
        desk = self._out.desk
        place = await desk.place_of(tenant, call_id)
        account = await self._out.account(tenant, place.account)
        if not self._out.can_dial(place.provider):
            raise CannotDial(account.name)

        async def write(work: UnitOfWork) -> LockedCall:
            return await self._write(work, account, agent, call_id, wanted)

        hand = await self._out.run(tenant, write, agent)
        await desk.settle(tenant, hand.decided)

    async def _write(
        self, work: UnitOfWork, account: ChannelAccount, agent: AgentId, call_id: CallId, wanted: OutsideRequest
    ) -> LockedCall:
        await calls.hold(work, account.id, agent)
        to = await dialled_number(work, wanted.to)
        hand = await lock_call(work, self._out.ports, call_id)
        if hand.call.phase is Phase.ENDED:
            raise CallOver
        segment = await hand.segment_of(agent)
        rules = domain.read(account.settings, account.address)
        how = await self._allowed(work, account, rules, agent, wanted, to)
        if wanted.note.strip():
            note = wanted.note.strip()
            await replies.note(work, hand.row.interaction_id, agent, wanted.author, note, client_key=str(new_id()))
        attempt = await outside.begin(work, hand.row.interaction_id, account, how, agent)
        party = OutsideParty(to.value, how.caller_id, rules.ring_seconds, attempt, agent, work.now)
        if not wanted.blind and segment.phase is SegmentState.CONNECTED:
            await holding.hold(work, hand.row.interaction_id, agent)
        await hand.react(CallsOutside(new_id(), party, wanted.blind))
        await _write_down(work, call_id, attempt, blind=wanted.blind)
        return hand

    async def _allowed(
        self,
        work: UnitOfWork,
        account: ChannelAccount,
        rules: DiallingRules,
        agent: AgentId,
        wanted: OutsideRequest,
        to: Address,
    ) -> OutsideCall:
        """Raises what the rules raise, the first that applies."""
        serves = await self._out.ports.planner.serves(work, TenantId(work.tenant_id), agent)
        shown = domain.caller_id(rules, serves, wanted.caller_id)
        domain.check_number(rules, to.value)
        domain.check_spending(rules, to.value, await spent_today(work, account, agent))
        return OutsideCall(to, shown, rules.price(to.value), rules.currency)


async def _write_down(work: UnitOfWork, call_id: CallId, attempt: UUID, *, blind: bool) -> None:
    """Who called whom stands in the attempt, which is erased with its time."""
    await audit(work, "outside number called", f"call:{call_id}", attempt=str(attempt), blind=str(blind).lower())
