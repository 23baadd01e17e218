"""The use cases of a call: each is one unit of work, and what it orders from the media follows the commit.

The interaction is the truth about work, what the provider reports the truth about media; this is where
the two meet. Orders are idempotent, so a command that may have been lost is simply given again.

Longer than 400 lines: one service over one locked call, whose methods share how orders are carried out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
import structlog

from channels.voice import store
from channels.voice.absence import may_carry
from channels.voice.domain import (
    AgentAccepts,
    AgentLeaves,
    BrowserPage,
    ColleagueJoins,
    ColleagueParts,
    Command,
    CustomerRejoins,
    DialRefused,
    EndedBy,
    GoOnRecording,
    HangUp,
    Hold,
    Leg,
    MediaCommand,
    MuteAgent,
    MuteColleague,
    Parting,
    PauseRecording,
    Phase,
    Resume,
    TakeMessage,
    TimePassed,
    new_call,
    react,
)
from channels.voice.effects import lose_agent
from channels.voice.errors import (
    AlreadyCalling,
    CallElsewhere,
    CallOver,
    CarriedOtherwise,
    MediaUnavailable,
    NumberNotDialled,
    UnknownCall,
    UnknownLeg,
)
from channels.voice.locking import LockedCall, MediaOrders, lock_call
from channels.voice.orders import carry_out, parted
from channels.voice.registry import BUILTIN, MediaPlace, Providers
from channels.voice.resync import resync_orders
from channels.voice.voicemail_request import message_wanted
from contact_center.interactions import store as interactions
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import at_work_queries
from contact_center.interactions.work import customer_leaving, holding, messages
from contact_center.kernel.contracts.interactions import CallChanged, Outcome, SegmentState
from contact_center.kernel.contracts.telephony import EchoLegs, LegRole, MediaEvent, Telephony
from contact_center.kernel.errors import ContactCenterError, ExternalSystemError
from contact_center.kernel.ids import AgentId, CallId, ConversationId, InteractionId, TenantId, new_id
from contact_center.platform.unit_of_work import Database, UnitOfWork

log = structlog.get_logger()

AGENT_POSTS_WITHIN = timedelta(seconds=20)
"""From accepting a call until the agent's page asks to be connected; after that the agent counts as lost."""

NO_ACCOUNT = UUID(int=0)
"""Of what is no call."""

NO_PAGE = BrowserPage()
"""Who joins without a browser."""

Step = Callable[[LockedCall], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Caller:
    """A call that has entered the books and is about to get its media."""

    tenant_id: TenantId
    call_id: CallId
    interaction_id: InteractionId
    conversation_id: ConversationId
    account_id: UUID
    language: str
    record: bool
    page: str = ""
    """The page they call from, if it can come back after a reload."""
    tell_listening: bool = True
    """The agent is told of supervisors who monitor."""
    provider: str = BUILTIN


@dataclass(frozen=True, slots=True)
class Device:
    """A page that the provider reaches itself, by this name; see `DeviceLegs`."""

    name: str


Way = str | Device
"""How a page joins: by its offer of media, or as a device of the provider."""


@dataclass(frozen=True, slots=True)
class Joined:
    leg_id: UUID
    answer_sdp: str
    """Empty for a device."""


class CallService:
    """Calls of all providers; each is commanded through the one that carries it."""

    def __init__(self, database: Database, ports: Ports, providers: Providers) -> None:
        self._database = database
        self._ports = ports
        self.providers = providers

    @property
    def node(self) -> str:
        """The media process of this installation, e.g. its address."""
        return self.providers.named(BUILTIN).node

    @property
    def nodes(self) -> tuple[str, ...]:
        """All that carry calls which are commanded from here."""
        return self.providers.nodes

    # The customer

    async def begin(self, caller: Caller, offer_sdp: str) -> str:
        """Connects the customer's browser; returns the answer's SDP.

        Raises `LinesBusy`, `MediaUnavailable`, `OfferUnusable`: the interaction is then closed as dropped.
        Raises `AlreadyCalling` when the caller's other page was quicker.
        """
        leg, place = new_id(), self._place(caller)
        orders = await self._book(caller, leg)
        try:
            await carry_out(await self.providers.of(place), caller.call_id, orders)
            await self._mark_settled(caller.tenant_id, caller.call_id, 1)
            browsers = await self.providers.browsers(place)
            return await browsers.connect_browser(caller.call_id, leg, LegRole.CUSTOMER, offer_sdp)
        except ContactCenterError as error:
            log.warning("call not connected", call_id=str(caller.call_id), reason=error.code)
            await self._give_up(caller.tenant_id, caller.call_id, error)
            raise

    async def begin_line(self, caller: Caller, leg: UUID, provider_call: str) -> None:
        """A telephone calls one of our numbers, and is `provider_call` to the provider. Idempotent.

        Raises what the provider raises; the caller may try again.
        """
        place = self._place(caller)
        try:
            await self._book(caller, leg)
        except AlreadyCalling:
            log.info("a call is told of again", call_id=str(caller.call_id))
        telephony = await self.providers.of(place)
        await telephony.create_bridge(caller.call_id, caller.language)
        await (await self.providers.answered(place)).answer(caller.call_id, leg, provider_call)
        await self.settle_anew(caller.tenant_id, caller.call_id)

    def _place(self, caller: Caller) -> MediaPlace:
        return self.providers.place(caller.tenant_id, caller.account_id, caller.provider)

    async def _book(self, caller: Caller, leg: UUID) -> tuple[MediaCommand, ...]:
        async def write(work: UnitOfWork) -> tuple[MediaCommand, ...]:
            call, outcome = new_call(
                caller.call_id, leg, work.now, record=caller.record, language=caller.language, page=caller.page,
                tell_listening=caller.tell_listening,
            )  # fmt: skip
            wanted = await _sent_to_voicemail(work, caller)
            if wanted is not None:
                call, more = react(call, wanted, work.now)
                outcome = (*outcome, *more)
            await store.insert(
                work, call, interaction_id=caller.interaction_id, conversation_id=caller.conversation_id,
                account_id=caller.account_id, provider=caller.provider, node=self._place(caller).node,
            )  # fmt: skip
            work.record(CallChanged(call_id=call.id, interaction_id=caller.interaction_id, what=call.phase.value))
            return parted(outcome)[0]

        try:
            return await self._database.run(caller.tenant_id, write, actor="customer")
        except psycopg.errors.UniqueViolation as taken:
            raise AlreadyCalling(caller.interaction_id) from taken

    async def _give_up(self, tenant: TenantId, call_id: CallId, error: ContactCenterError) -> None:
        decided = await self._decide(tenant, call_id, lambda hand: hand.drop(error.code), actor="provider")
        if not isinstance(error, MediaUnavailable):
            await self.settle(tenant, decided)

    async def customer_hangs_up(self, tenant: TenantId, call_id: CallId) -> None:
        """Idempotent."""
        await self._do(tenant, call_id, HangUp(EndedBy.CUSTOMER), actor="customer")

    async def customer_rejoins(self, tenant: TenantId, call_id: CallId, offer_sdp: str, page: BrowserPage) -> str:
        """Carries the call on from this page of the customer; returns the answer's SDP.

        Raises `CallElsewhere`, `CallOver`, `NotTalking`, `OfferUnusable`, `MediaUnavailable`.
        """
        leg = new_id()

        async def step(hand: LockedCall) -> None:
            call = hand.call
            if call.phase is not Phase.ENDED and not may_carry(
                page, call.customer.page, free=call.customer.away is not None
            ):
                raise CallElsewhere
            await hand.react(CustomerRejoins(leg, page.id))

        await self.run(tenant, call_id, step, actor="customer")
        return await self.connect(tenant, call_id, leg, LegRole.CUSTOMER, offer_sdp)

    async def mute_customer(self, tenant: TenantId, call_id: CallId, muted: bool) -> None:
        async with self._database.read(tenant) as reader:
            row = await store.call(reader, tenant, call_id)
        if row.call.phase is Phase.ENDED:
            raise CallOver
        await (await self.providers.of(row.place)).mute(call_id, row.call.customer.id, muted)

    # The agent

    async def join(
        self, tenant: TenantId, agent: AgentId, call_id: CallId, way: Way, page: BrowserPage = NO_PAGE
    ) -> Joined:
        """Connects the agent's page; again after a reload of the page, under a new leg.

        Raises `NotWithYou`, `CallElsewhere`, `CallOver`, `OfferUnusable`, `MediaUnavailable`, `CarriedOtherwise`.
        """
        leg = new_id()

        async def accept(work: UnitOfWork) -> tuple[MediaOrders, LegRole]:
            hand = await lock_call(work, self._ports, call_id)
            if await hand.is_asked(agent):
                await _join_asked(hand, ColleagueJoins(agent, leg, page.id, page.session), page)
                return hand.decided, LegRole.CONSULTED
            await _join(work, hand, AgentAccepts(agent, leg, page.id, page.session), page)
            return hand.decided, LegRole.AGENT

        decided, role = await self._database.run(tenant, accept, actor=f"user:{agent}")
        await self.settle(tenant, decided)
        return Joined(leg, await self.connect(tenant, call_id, leg, role, way))

    async def connect(self, tenant: TenantId, call_id: CallId, leg: UUID, role: LegRole, way: Way) -> str:
        """The answer to the browser that carries this leg; empty for a device.

        Raises `OfferUnusable`, `MediaUnavailable` and `CarriedOtherwise`, and what the provider of a device raises.
        """
        place = await self.place_of(tenant, call_id)
        if isinstance(way, Device):
            await (await self.providers.devices(place)).ring_device(call_id, leg, role, way.name)
            return ""
        try:
            return await (await self.providers.browsers(place)).connect_browser(call_id, leg, role, way)
        except MediaUnavailable as error:
            await self._media_died(tenant, call_id, error)
            raise

    async def echo(self, tenant: TenantId, offer_sdp: str) -> str:
        """A page hears itself over the media process of this installation.

        Raises `CarriedOtherwise`, `LinesBusy`, `OfferUnusable`, `MediaUnavailable`.
        """
        here = self.providers.named(BUILTIN)
        telephony = await here.telephony(MediaPlace(tenant, NO_ACCOUNT, here.name, here.node))
        if not isinstance(telephony, EchoLegs):
            raise CarriedOtherwise
        return await telephony.echo(offer_sdp)

    async def place_of(self, tenant: TenantId, call_id: CallId) -> MediaPlace:
        """Raises `NoSuchCall`."""
        async with self._database.read(tenant) as reader:
            return (await store.call(reader, tenant, call_id)).place

    async def mute(self, tenant: TenantId, agent: AgentId, call_id: CallId, muted: bool) -> None:
        """Raises `NotWithYou` and `NotTalking`."""

        async def step(hand: LockedCall) -> None:
            if await hand.is_asked(agent):
                await hand.react(MuteColleague(agent, muted))
                return
            await hand.segment_of(agent)
            await hand.react(MuteAgent(muted))

        await self.run(tenant, call_id, step, actor=f"user:{agent}")

    async def hold(self, tenant: TenantId, agent: AgentId, call_id: CallId, held: bool) -> None:
        """The agent's segment is held with the call, and resumed with it. Idempotent.

        Raises `NotWithYou` and `NotTalking`; then neither has changed.
        """

        async def change(work: UnitOfWork) -> MediaOrders:
            hand = await lock_call(work, self._ports, call_id)
            segment = await hand.segment_of(agent)
            await hand.react(Hold() if held else Resume())
            if held and segment.phase is SegmentState.CONNECTED:
                await holding.hold(work, hand.row.interaction_id, agent)
            elif not held and segment.phase is SegmentState.HELD:
                await holding.resume(work, hand.row.interaction_id, agent)
            return hand.decided

        await self.settle(tenant, await self._database.run(tenant, change, actor=f"user:{agent}"))

    async def pause_recording(self, tenant: TenantId, agent: AgentId, call_id: CallId, paused: bool) -> None:
        """Nothing that is said or pressed is kept meanwhile, and notes are masked. Idempotent.

        Raises `NotWithYou`, `NotTalking` and `NothingRecorded`.
        """

        async def step(hand: LockedCall) -> None:
            await hand.segment_of(agent)
            await hand.react(PauseRecording() if paused else GoOnRecording())

        await self.run(tenant, call_id, step, actor=f"user:{agent}")

    async def agent_hangs_up(self, tenant: TenantId, agent: AgentId, call_id: CallId) -> None:
        """Ends the call for all, and its agent goes to after-contact work; who was only asked leaves it.

        Idempotent. Raises `NotWithYou`.
        """

        async def step(hand: LockedCall) -> None:
            if hand.call.phase is Phase.ENDED:
                return
            if await hand.is_asked(agent):
                await hand.react(ColleagueParts(agent, Parting.LEFT))
                return
            await hand.segment_of(agent)
            await hand.react(HangUp(EndedBy.AGENT))

        await self.run(tenant, call_id, step, actor=f"user:{agent}")

    # The media and the clock

    async def heard(self, tenant: TenantId, event: MediaEvent) -> None:
        """Something happened to the media. Repeated events change nothing."""

        async def step(hand: LockedCall) -> None:
            await hand.react(event)

        await self.run(tenant, event.call_id, step, actor="provider")

    async def time_passed(self, tenant: TenantId, call_id: CallId) -> None:
        await self._do(tenant, call_id, TimePassed(), actor="system")

    async def agent_never_came(self, tenant: TenantId, call_id: CallId, segment_id: UUID) -> None:
        """The agent accepted, but their page never asked to be connected: back to the head of the queue."""

        async def lose(work: UnitOfWork) -> None:
            hand = await lock_call(work, self._ports, call_id)
            if hand.call.agent is not None or hand.call.phase in (Phase.ENDED, Phase.DIALLING):
                return  # who calls has a time of their own to be there
            part = await at_work_queries.part(work, work.tenant_id, segment_id)
            if part and await lose_agent(work, hand.row.interaction_id, AgentId(part.agent_id)):
                log.warning("agent did not join the call", call_id=str(call_id))

        await self._database.run(tenant, lose, actor="system")

    async def close_without_call(self, tenant: TenantId, interaction_id: UUID) -> None:
        """Voice work whose call was never made, because a process died between the two."""

        async def close(work: UnitOfWork) -> None:
            if await store.of_interaction(work, tenant, interaction_id) is None:
                await customer_leaving.customer_left(work, self._ports, interaction_id, Outcome.DROPPED)

        await self._database.run(tenant, close, actor="system")

    # Carrying out

    async def settle(self, tenant: TenantId, decided: MediaOrders) -> None:
        """Gives the orders to the media, until the media is as the latest decision says. Never raises.

        A media process that is gone ends the call here and now, as its silence would a moment later.
        """
        orders, version = decided.orders, decided.version
        try:
            telephony: Telephony | None = await self.providers.of(decided.place) if orders else None
            while orders and telephony is not None:
                await carry_out(telephony, decided.call_id, orders)
                if await self._mark_settled(tenant, decided.call_id, version):
                    return
                # Somebody decided in between: whoever comes last makes the media as it is to be now.
                orders, version, _ = await self._standing(tenant, decided.call_id)
        except NumberNotDialled as refused:
            await self.not_dialled(tenant, decided.call_id, str(refused.detail or refused.code), refused.leg)
        except (CallOver, UnknownCall, UnknownLeg) as over:
            log.info("call is over for the media", call_id=str(decided.call_id), reason=over.code)
        except MediaUnavailable as gone:
            await self._media_died(tenant, decided.call_id, gone)
        except ExternalSystemError as trouble:
            # A vendor's conference goes on without us: `watch` gives the orders again.
            log.warning("orders not carried out yet", call_id=str(decided.call_id), reason=str(trouble))

    async def not_dialled(self, tenant: TenantId, call_id: CallId, code: str, leg: UUID | None = None) -> None:
        """A call of ours is over before it rang, or a number outside (`leg`) is not rung; `code` says why."""
        log.warning("number not dialled", call_id=str(call_id), reason=code)
        await self._do(tenant, call_id, DialRefused(code, leg), actor="provider")

    async def settle_anew(self, tenant: TenantId, call_id: CallId) -> None:
        """For a call whose last orders may have been lost."""
        orders, version, place = await self._standing(tenant, call_id)
        await self.settle(tenant, MediaOrders(call_id, orders, version, place))

    async def settle_all(self, tenant: TenantId, decided: Iterable[MediaOrders]) -> None:
        for one in decided:
            await self.settle(tenant, one)

    async def _standing(self, tenant: TenantId, call_id: CallId) -> tuple[tuple[MediaCommand, ...], int, MediaPlace]:
        async with self._database.read(tenant) as reader:
            row = await store.call(reader, tenant, call_id)
        return resync_orders(row.call), row.version, row.place

    async def _mark_settled(self, tenant: TenantId, call_id: CallId, version: int) -> bool:
        async def mark(work: UnitOfWork) -> bool:
            return await store.settle(work, call_id, version)

        return await self._database.run(tenant, mark, actor="system")

    async def _media_died(self, tenant: TenantId, call_id: CallId, error: MediaUnavailable) -> None:
        """Nobody is asked to close the bridge now: `watch` does so when the media answers again."""
        log.error("media process does not answer", call_id=str(call_id), reason=error.detail)
        await self._decide(tenant, call_id, lambda hand: hand.drop(error.code), actor="provider")

    async def _do(self, tenant: TenantId, call_id: CallId, command: Command, *, actor: str) -> None:
        await self.run(tenant, call_id, lambda hand: hand.react(command), actor=actor)

    async def run(self, tenant: TenantId, call_id: CallId, step: Step, *, actor: str) -> None:
        """Does `step` with the locked call, then has the media follow."""
        await self.settle(tenant, await self._decide(tenant, call_id, step, actor=actor))

    async def _decide(self, tenant: TenantId, call_id: CallId, step: Step, *, actor: str) -> MediaOrders:
        async def decide(work: UnitOfWork) -> MediaOrders:
            hand = await lock_call(work, self._ports, call_id)
            await step(hand)
            return hand.decided

        return await self._database.run(tenant, decide, actor=actor)


async def _sent_to_voicemail(work: UnitOfWork, caller: Caller) -> TakeMessage | None:
    """The router may have been quicker than our booking: outside opening hours a queue sends at once.

    Under the lock it takes, so that it sees the call from now on, or we what it did.
    """
    await messages.lock_conversation(work, caller.conversation_id)
    return message_wanted(await interactions.lock_interaction(work, caller.interaction_id))


async def _join(work: UnitOfWork, hand: LockedCall, what: AgentAccepts, page: BrowserPage) -> None:
    """The page's earlier leg, or a colleague who has handed the call on, leaves first. A held call stays held."""
    if hand.call.phase is Phase.ENDED:
        raise CallOver
    segment = await hand.segment_of(what.agent)
    earlier = hand.call.agent
    if earlier is not None and earlier.agent != what.agent:
        await hand.react(AgentLeaves())
    elif earlier is not None and not may_carry(page, earlier.page, free=_free_for(earlier, page)):
        raise CallElsewhere
    await hand.react(what)
    if segment.phase is SegmentState.HELD and hand.call.phase is not Phase.HELD:
        await holding.resume(work, hand.row.interaction_id, what.agent)


async def _join_asked(hand: LockedCall, what: ColleagueJoins, page: BrowserPage) -> None:
    """The page of a colleague whom the call's agent has asked; an earlier leg of theirs leaves first."""
    if hand.call.phase is Phase.ENDED:
        raise CallOver
    earlier = hand.call.colleague(what.colleague)
    if earlier is not None and earlier.page and not may_carry(page, earlier.page, free=_free_for(earlier, page)):
        raise CallElsewhere
    await hand.react(what)


def _free_for(earlier: Leg, page: BrowserPage) -> bool:
    """Another tab of the same sign-in may carry on what its agent's lost page has left."""
    return earlier.away is not None and earlier.session == page.session
