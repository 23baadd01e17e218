"""Calling out: asked beforehand what would come of it (`way`), then done (`place`), by the same rules.

Books and call are written in one transaction, in which consent, hours and purse are asked; the media follows. The
agent's page joins first: nobody's telephone rings before somebody is there to talk.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from channels.ports import Languages
from channels.voice import store
from channels.voice.adapter import CODE
from channels.voice.calling import domain
from channels.voice.calling.domain import ESTIMATED_MINUTES, DiallingRules, Spent
from channels.voice.calling.errors import AlreadyOnCall, CannotDial, EmergencyNumber, NotCalledFor
from channels.voice.domain import OutgoingCall, new_call_out
from channels.voice.errors import NoSuchCall
from channels.voice.locking import MediaOrders
from channels.voice.orders import parted
from channels.voice.registry import provider_of
from channels.voice.service import CallService
from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.interactions import store as interactions
from contact_center.interactions.accounts import ChannelAccounts, NoSuchChannelAccount
from contact_center.interactions.outbound import call_store, calls
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.calls import Ringing, StartedCall
from contact_center.interactions.outbound.domain import REQUESTED
from contact_center.interactions.outbound.service import StartRequest
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import sending
from contact_center.interactions.work.rights import at_hand
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount
from contact_center.kernel.contracts.consent import SendDecision
from contact_center.kernel.contracts.interactions import CallChanged
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import (
    AgentId,
    CallId,
    ChannelAccountId,
    CustomerId,
    InteractionId,
    QueueId,
    TenantId,
    new_id,
)
from contact_center.kernel.languages import text_for
from contact_center.platform.unit_of_work import Database, UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """Whom somebody wants to call."""

    account: ChannelAccountId
    """By which line."""
    to: str
    """A number as people write it."""
    client_key: str = ""
    """The same key again calls nobody twice, and returns the call that was begun."""
    customer: CustomerId | None = None
    """Who it is, where that is known; else it is looked up by the number."""
    purpose: str = "contact"
    """`contact`, `survey` or `marketing`; a callback is what they have asked for, whatever is said here."""
    caller_id: str | None = None
    """The number that is shown; None: the first that may be."""
    queue: QueueId | None = None
    """A queue of whoever calls, to which it counts; None: as routing has it for the line."""
    work: InteractionId | None = None
    """The callback or task in the agent's hand for which it is made."""


@dataclass(frozen=True, slots=True)
class PlacedCall:
    call_id: CallId
    interaction_id: InteractionId
    attempt_id: UUID
    number: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class CallWay:
    """What would come of a call now. It is asked again when it is made."""

    number: str | None
    """E.164; None for what is no number."""
    shown: tuple[str, ...] = ()
    """The numbers of ours that may be shown."""
    caller_id: str | None = None
    estimate: Decimal | None = None
    """What a call of `ESTIMATED_MINUTES` costs; None where no price is known."""
    currency: str | None = None
    consent: SendDecision | None = None
    problem: ContactCenterError | None = None
    """Why it would not be dialled."""


class CallsOut:
    def __init__(
        self,
        database: Database,
        ports: Ports,
        accounts: ChannelAccounts,
        desk: CallService,
        languages: Languages,
        *,
        record: bool,
    ) -> None:
        self._database = database
        self._ports = ports
        self._accounts = accounts
        self._desk = desk
        self._languages = languages
        self._record = record

    @property
    def desk(self) -> CallService:
        return self._desk

    @property
    def ports(self) -> Ports:
        return self._ports

    async def run(self, tenant: TenantId, write: Callable[[UnitOfWork], Awaitable[T]], agent: AgentId) -> T:
        """As this agent, in one transaction."""
        return await self._database.run(tenant, write, actor=f"user:{agent}")

    def can_dial(self, provider: str) -> bool:
        """Whether this provider rings telephones."""
        return self._desk.providers.abilities(provider).dials

    async def way(self, tenant: TenantId, agent: AgentId, wanted: CallRequest) -> CallWay:
        """Raises `NoSuchChannelAccount` and `DiallingSettingUnusable`."""
        account = await self.account(tenant, wanted.account)

        async def look(work: UnitOfWork) -> CallWay:
            return await self._way(work, account, agent, wanted)

        return await self._database.run(tenant, look, actor=f"user:{agent}")

    async def _way(self, work: UnitOfWork, account: ChannelAccount, agent: AgentId, wanted: CallRequest) -> CallWay:
        rules = domain.read(account.settings, account.address)
        serves = await self._ports.planner.serves(work, TenantId(work.tenant_id), agent)
        shown = rules.shown(serves)
        try:
            to = await dialled_number(work, wanted.to)
        except ContactCenterError as problem:
            return CallWay(None, shown, problem=problem)
        purpose = await _purpose(work, wanted, agent)
        decision = await self._ports.consent.may_send(work, to, CODE, purpose)
        way = CallWay(
            to.value, shown, wanted.caller_id if wanted.caller_id in shown else next(iter(shown), None),
            rules.estimate(to.value), rules.currency, decision,
        )  # fmt: skip
        try:
            await self._check(work, agent, account, rules, serves, replace(wanted, purpose=purpose), to)
            await sending.allowed(work, self._ports, to, CODE, purpose)
        except ContactCenterError as problem:
            return replace(way, problem=problem)
        return way

    async def place(self, tenant: TenantId, agent: AgentId, wanted: CallRequest, *, actor: str) -> PlacedCall:
        """Begins to call: the agent's page joins, then the telephone rings.

        Raises what the rules and `calls.begin` raise, `NotReachable` for what is no number, `NotCalledFor` for work
        that is not in the agent's hand, and `AlreadySent` where the key has called somebody else.
        """
        account = await self.account(tenant, wanted.account)

        async def write(work: UnitOfWork) -> tuple[PlacedCall, MediaOrders | None]:
            return await self._place(work, account, agent, wanted)

        placed, decided = await self._database.run(tenant, write, actor=actor)
        if decided is not None:
            await self._open(tenant, decided)
        return placed

    async def _open(self, tenant: TenantId, decided: MediaOrders) -> None:
        """What the media refuses (all lines are in use) ends the call; its page tells why."""
        try:
            await self._desk.settle(tenant, decided)
        except ContactCenterError as error:
            await self._desk.not_dialled(tenant, decided.call_id, error.code)

    async def _place(
        self, work: UnitOfWork, account: ChannelAccount, agent: AgentId, wanted: CallRequest
    ) -> tuple[PlacedCall, MediaOrders | None]:
        to = await dialled_number(work, wanted.to)
        wanted = replace(wanted, purpose=await _purpose(work, wanted, agent))
        start = StartRequest(
            account=account, to=to.value, text="", client_key=wanted.client_key, customer=wanted.customer,
            purpose=wanted.purpose, queue=wanted.queue,
        )  # fmt: skip
        await calls.hold(work, account.id, agent)
        before = await calls.again(work, start, to)
        if before is not None:
            return await _again(work, before, to), None
        rules = domain.read(account.settings, account.address)
        serves = await self._ports.planner.serves(work, TenantId(work.tenant_id), agent)
        await self._check(work, agent, account, rules, serves, wanted, to)
        shown = domain.caller_id(rules, serves, wanted.caller_id)
        ringing = Ringing(to, shown, rules.price(to.value), rules.currency, wanted.work)
        started = await calls.begin(work, self._ports, start, ringing, agent)
        language = await self._language(work, started)
        message = text_for(rules.message, language) if rules.message else ""
        out = OutgoingCall(to.value, shown, rules.ring_seconds, agent, message=message)
        decided = await self._book(work, account, started, out, language)
        return PlacedCall(decided.call_id, started.interaction_id, started.attempt_id, to.value), decided

    async def _book(
        self, work: UnitOfWork, account: ChannelAccount, started: StartedCall, out: OutgoingCall, language: str
    ) -> MediaOrders:
        call, outcome = new_call_out(
            CallId(new_id()), new_id(), work.now, out,
            record=self._record and bool(account.settings.get("record", True)),
            language=language,
            tell_listening=bool(account.settings.get("tell_listening", True)),
        )  # fmt: skip
        place = self._desk.providers.place(TenantId(work.tenant_id), account.id, provider_of(account))
        await store.insert(
            work, call, interaction_id=started.interaction_id, conversation_id=started.conversation_id,
            account_id=account.id, provider=place.provider, node=place.node,
        )  # fmt: skip
        work.record(CallChanged(call_id=call.id, interaction_id=started.interaction_id, what=call.phase.value))
        return MediaOrders(call.id, parted(outcome)[0], 1, place)

    async def _language(self, work: UnitOfWork, started: StartedCall) -> str:
        customer = (await interactions.interaction(work, work.tenant_id, started.interaction_id)).customer_id
        known = await self._languages.of_customer(work, work.tenant_id, customer) if customer else None
        return known or await directory.language(work, work.tenant_id)

    async def _check(
        self,
        work: UnitOfWork,
        agent: AgentId,
        account: ChannelAccount,
        rules: DiallingRules,
        serves: frozenset[QueueId],
        wanted: CallRequest,
        to: Address,
    ) -> None:
        """Raises `CannotDial`, `AlreadyOnCall`, and what the rules raise, the first that applies."""
        if not self.can_dial(provider_of(account)):
            raise CannotDial(account.name)
        domain.caller_id(rules, serves, wanted.caller_id)
        domain.check_number(rules, to.value)
        domain.check_hour(rules, wanted.purpose, work.now, await self._zones(work, wanted, to))
        domain.check_spending(rules, to.value, await spent_today(work, account, agent))
        if await call_store.talks(work, work.tenant_id, agent, [CODE]):
            raise AlreadyOnCall

    async def _zones(self, reader: UnitOfWork, wanted: CallRequest, to: Address) -> Sequence[str]:
        """The customer's own, where it is known; else where the number may ring."""
        known = (
            await self._languages.time_zone_of(reader, reader.tenant_id, wanted.customer) if wanted.customer else None
        )
        return (known,) if known else telephones.time_zones(to.value)

    async def account(self, tenant: TenantId, id: UUID) -> ChannelAccount:
        """Raises `NoSuchChannelAccount` for one that is no line of this organisation."""
        found = await self._accounts.get(ChannelAccountId(id))
        if found is None or found.tenant_id != tenant or found.channel != CODE:
            raise NoSuchChannelAccount(id)
        return found


async def dialled_number(work: UnitOfWork, typed: str) -> Address:
    """Raises `EmergencyNumber` and `NotReachable`."""
    if telephones.is_emergency(typed, await directory.phone_region(work, work.tenant_id)):
        raise EmergencyNumber(typed.strip()[:20], field="to")
    return await outbound.address(work, TenantId(work.tenant_id), AddressKind.PHONE, typed)


async def spent_today(work: UnitOfWork, account: ChannelAccount, agent: AgentId) -> Spent:
    """Since the organisation's midnight."""
    since = _midnight(work.now, await directory.time_zone(work, work.tenant_id))
    return Spent(
        await call_store.spent(work, work.tenant_id, account.id, since, ESTIMATED_MINUTES),
        await call_store.spent(work, work.tenant_id, account.id, since, ESTIMATED_MINUTES, agent),
    )


def _midnight(now: datetime, zone: str) -> datetime:
    here = now.astimezone(ZoneInfo(zone))
    return datetime.combine(here.date(), time(), here.tzinfo)


async def _purpose(work: UnitOfWork, wanted: CallRequest, agent: AgentId) -> str:
    """A callback is what the customer has asked for. Raises `NotCalledFor`."""
    if wanted.work is None:
        return wanted.purpose
    try:
        row, _ = await at_hand(work, wanted.work, agent)
    except ContactCenterError as other:
        raise NotCalledFor(wanted.work, field="work") from other
    return REQUESTED if row.facts.get("callback") else wanted.purpose


async def _again(work: UnitOfWork, before: StartedCall, to: Address) -> PlacedCall:
    row = await store.of_interaction(work, work.tenant_id, before.interaction_id)
    if row is None:
        raise NoSuchCall(before.interaction_id)
    return PlacedCall(CallId(row.id), before.interaction_id, before.attempt_id, to.value, repeated=True)
