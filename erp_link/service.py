"""Facts about a customer, at once: what is known now, read again while somebody looks.

A page never waits for an ERP longer than its deadline. What is fresh is shown; what is old is asked for
again, and shown with its age when the answer does not come in time; an ERP that does not answer is left
in peace for a while (`domain.Breaker`). One question about a customer is out at a time, whoever asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.erp import Account, Block, Capability, ContactPoint, Freshness
from contact_center.kernel.errors import ExternalSystemError, GiveUp, NotFound
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.kernel.phrases import Phrase
from erp_link.domain import (
    AccountLink,
    Breaker,
    BreakerAnswer,
    CachedBlock,
    CustomerFacts,
    DocumentNumber,
    FactKind,
    FactsTrouble,
    Holder,
    choose_account,
    freshness_of,
    trouble_of,
)
from erp_link.ports import AccountConnector, FactsStore, RecordCopy

log = structlog.get_logger(__name__)

T = TypeVar("T")
Customer = tuple[TenantId, CustomerId]

PROBE_LIMIT = timedelta(hours=1)
"""How long we believe what an ERP can give."""

_OFFERS = {
    FactKind.ORDERS: Capability.ORDERS,
    FactKind.INVOICES: Capability.INVOICES,
    FactKind.DELIVERIES: Capability.DELIVERIES,
}


@dataclass(frozen=True, slots=True)
class CustomerKnowledge:
    """Everything known about one customer, and why some of it is missing."""

    link: AccountLink | None = None
    blocks: Mapping[FactKind, CachedBlock] = field(default_factory=dict)
    refused: Mapping[FactKind, FactsTrouble] = field(default_factory=dict)

    def is_fresh(self, now: datetime) -> bool:
        if self.link is None or not self.link.is_current(now):
            return False
        if self.link.account is None:
            return True
        return all(
            kind in self.refused
            or (kind in self.blocks and freshness_of(kind, self.blocks[kind].as_of, now) is Freshness.FRESH)
            for kind in FactKind
        )


class ErpFactsService:
    """The facts of one ERP for all customers of this process."""

    def __init__(
        self, connector: AccountConnector, store: FactsStore, clock: Clock, copy: RecordCopy | None = None
    ) -> None:
        """With a `copy`, what it agrees on is read from there, and the ERP is asked for the rest."""
        self._connector = connector
        self._store = store
        self._clock = clock
        self._copy = copy
        self._breaker = Breaker()
        self._asking: dict[Customer, asyncio.Task[None]] = {}
        self._refused: dict[Customer, Mapping[FactKind, FactsTrouble]] = {}
        self._offers: frozenset[Capability] | None = None
        self._probed_at: datetime | None = None
        self._probing: asyncio.Task[None] | None = None

    @property
    def source(self) -> str:
        return self._connector.source

    @property
    def trouble(self) -> tuple[FactsTrouble, datetime] | None:
        """Why and since when the ERP does not answer; None while it does."""
        breaker = self._breaker
        if breaker.reason is None or breaker.failing_since is None:
            return None
        return breaker.reason, breaker.failing_since

    async def facts(
        self,
        tenant: TenantId,
        customer: CustomerId,
        points: tuple[ContactPoint, ...],
        deadline: timedelta = timedelta(milliseconds=800),
        *,
        anew: bool = False,
    ) -> CustomerFacts:
        """What is known, after waiting for the ERP no longer than `deadline`. Never raises for the ERP.

        `points` are the customer's addresses in normal form; an ERP number (`number`) settles a doubt.
        A deadline of zero shows what is known and lets the answer come in the background. `anew`: the ERP is asked
        however young the facts are, and whatever our copy has.
        """
        key = (tenant, customer)
        known = await self._from_copy(key, points, await self._known(key))
        now = self._clock.now()
        if known.is_fresh(now) and not anew:
            return _present(self.source, known, now, None)
        asking = self._ask(key, points, replace(known, blocks={}) if anew else known)
        if asking is None:
            return _present(self.source, known, now, self._breaker.reason or FactsTrouble.DOWN)
        done, _ = await asyncio.wait({asking}, timeout=deadline.total_seconds())
        known = await self._known(key)
        trouble = self._breaker.reason if done else FactsTrouble.SLOW
        return _present(self.source, known, self._clock.now(), trouble)

    def refresh(self, tenant: TenantId, customer: CustomerId, points: tuple[ContactPoint, ...]) -> None:
        """Starts reading in the background, so that facts are there when somebody looks."""
        key = (tenant, customer)
        if key not in self._asking and self._breaker.state(self._clock.now()) is not BreakerAnswer.OPEN:
            self._start(key, self._refresh_if_old(key, points))

    async def settled(self, tenant: TenantId, customer: CustomerId) -> None:
        """Waits until no question about this customer is out."""
        while asking := self._asking.get((tenant, customer)):
            await asyncio.wait({asking})
            await asyncio.sleep(0)

    async def link(self, tenant: TenantId, customer: CustomerId, external_id: str) -> AccountLink:
        """A person says which account of the ERP this customer is. Raises `NotFound` and border errors."""
        account = await self._connector.account(external_id)
        if account is None:
            raise NotFound(Phrase("erp_has_no_customer", {"erp": self.source, "customer": external_id}))
        link = AccountLink(account, self._clock.now(), by_hand=True)
        if guess := self._asking.get((tenant, customer)):
            guess.cancel()
        await self._store.save_link(tenant, customer, self.source, link)
        return link

    async def holders(self, tenant: TenantId, number: DocumentNumber, limit: int = 20) -> list[Holder]:
        """Whose documents these are, of those that have been read; asks nobody."""
        return await self._store.holders(tenant, number, limit)

    async def owner(self, number: DocumentNumber, deadline: timedelta) -> tuple[Account, str] | FactsTrouble | None:
        """Whose document it is and its number there, asked of the ERP; None if it knows none; or why it is silent."""
        now = self._clock.now()
        if self._breaker.state(now) is BreakerAnswer.OPEN:
            return self._breaker.reason or FactsTrouble.DOWN
        try:
            async with asyncio.timeout(deadline.total_seconds()):
                return await self._connector.owner(number)
        except TimeoutError:
            return FactsTrouble.SLOW
        except ExternalSystemError as error:
            return trouble_of(error)

    async def customers_of(self, tenant: TenantId, account: Account) -> list[CustomerId]:
        """Our customers that have been found to be this account."""
        return await self._store.customers_of(tenant, self.source, account.external_id)

    async def offers(self, deadline: timedelta) -> frozenset[Capability] | None:
        """What the ERP can give, as far as it is known or answers within the deadline."""
        now = self._clock.now()
        is_known = self._offers is not None and self._probed_at is not None and now - self._probed_at <= PROBE_LIMIT
        if is_known or self._breaker.state(now) is BreakerAnswer.OPEN:
            return self._offers
        if self._probing is None or self._probing.done():
            self._probing = asyncio.create_task(self._probe(), name="erp probe")
        await asyncio.wait({self._probing}, timeout=deadline.total_seconds())
        return self._offers

    async def _probe(self) -> None:
        self._breaker = self._breaker.asking(self._clock.now())
        try:
            await self._capabilities()
        except ExternalSystemError as error:
            self._breaker = self._breaker.failed(self._clock.now(), trouble_of(error))
        else:
            self._breaker = self._breaker.answered()

    async def close(self) -> None:
        """Ends open questions and the connection."""
        asking = [*self._asking.values(), *([self._probing] if self._probing else [])]
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        await self._connector.close()

    async def _known(self, key: Customer) -> CustomerKnowledge:
        """What is kept, each block as old as it is or as the copy that renews it, whichever is newer."""
        link, blocks = await self._store.read(*key, self.source)
        agreed = await self._copy.agreed(key[0]) if self._copy is not None else {}
        blocks = {
            kind: replace(block, as_of=max(block.as_of, agreed.get(kind, block.as_of)))
            for kind, block in blocks.items()
        }
        return CustomerKnowledge(link, blocks, self._refused.get(key, {}))

    async def _from_copy(
        self, key: Customer, points: tuple[ContactPoint, ...], known: CustomerKnowledge
    ) -> CustomerKnowledge:
        """With what the copy has of this customer, where it is complete: nobody outside is asked."""
        copy, now = self._copy, self._clock.now()
        agreed = await copy.agreed(key[0]) if copy is not None else {}
        if copy is None or not set(FactKind) <= set(agreed):
            return known
        link = known.link
        if link is None or not link.is_current(now):
            accounts = await copy.find_accounts(key[0], points)
            if not accounts:
                return known  # the ERP may know them all the same: an address of a minute ago, who was erased here
            link = choose_account(accounts, points, now)
            await self._store.save_link(*key, self.source, link)
            known = await self._known(key)
        if link.account is None or set(FactKind) <= set(known.blocks):
            return replace(known, link=link)
        lacking = [kind for kind in FactKind if kind not in known.blocks]
        found = await copy.blocks(key[0], link.account.external_id, lacking)
        blocks = {kind: CachedBlock(items, agreed[kind]) for kind, items in found.items()}
        await self._store.save_blocks(*key, self.source, blocks)
        return replace(known, link=link, blocks={**known.blocks, **blocks})

    def _ask(
        self, key: Customer, points: tuple[ContactPoint, ...], known: CustomerKnowledge
    ) -> asyncio.Task[None] | None:
        """The question about this customer that is out, a new one, or None while the ERP is left in peace."""
        if key in self._asking:
            return self._asking[key]
        now = self._clock.now()
        if self._breaker.state(now) is BreakerAnswer.OPEN:
            return None
        return self._start(key, self._refresh(key, points, known))

    def _start(self, key: Customer, work: Any) -> asyncio.Task[None]:
        self._breaker = self._breaker.asking(self._clock.now())
        task: asyncio.Task[None] = asyncio.create_task(work, name="erp facts")
        self._asking[key] = task
        task.add_done_callback(lambda _: self._done(key, task))
        return task

    def _done(self, key: Customer, task: asyncio.Task[None]) -> None:
        if self._asking.get(key) is task:
            del self._asking[key]

    async def _refresh_if_old(self, key: Customer, points: tuple[ContactPoint, ...]) -> None:
        known = await self._from_copy(key, points, await self._known(key))
        if not known.is_fresh(self._clock.now()):
            await self._refresh(key, points, known)

    async def _refresh(self, key: Customer, points: tuple[ContactPoint, ...], known: CustomerKnowledge) -> None:
        """Reads what is missing or old and keeps it. Trouble is remembered by the breaker, never raised."""
        try:
            offers = await self._capabilities()
            link = await self._current_link(key, points, known)
            if link.account is not None:
                await self._read_blocks(key, link.account.external_id, known, offers)
        except ExternalSystemError as error:
            self._breaker = self._breaker.failed(self._clock.now(), trouble_of(error))
            log.warning("erp does not answer", source=self.source, failures=self._breaker.failures, error=str(error))
        except Exception:
            # A bug in a mapping or a store must not reach the page that shows cached facts.
            self._breaker = self._breaker.failed(self._clock.now(), FactsTrouble.REFUSES)
            log.exception("erp facts could not be read", source=self.source)
        else:
            self._breaker = self._breaker.answered()

    async def _capabilities(self) -> frozenset[Capability]:
        now = self._clock.now()
        if self._offers is None or self._probed_at is None or now - self._probed_at > PROBE_LIMIT:
            self._offers = await self._connector.probe()
            self._probed_at = now
        return self._offers

    async def _current_link(
        self, key: Customer, points: tuple[ContactPoint, ...], known: CustomerKnowledge
    ) -> AccountLink:
        now = self._clock.now()
        if known.link is not None and known.link.is_current(now):
            return known.link
        link = choose_account(await self._connector.find_accounts(points), points, now)
        await self._store.save_link(*key, self.source, link)
        return link

    async def _read_blocks(
        self, key: Customer, account: str, known: CustomerKnowledge, offers: frozenset[Capability]
    ) -> None:
        """All old kinds at once; what one kind refuses does not take the others with it."""
        asked_at = self._clock.now()
        readers: dict[FactKind, Callable[[str], Awaitable[tuple[Any, ...]]]] = {
            FactKind.ORDERS: self._connector.orders,
            FactKind.INVOICES: self._connector.invoices,
            FactKind.DELIVERIES: self._connector.deliveries,
        }
        wanted = [kind for kind in FactKind if _OFFERS[kind] in offers and _is_old(known, kind, asked_at)]
        answers = await asyncio.gather(*(readers[kind](account) for kind in wanted), return_exceptions=True)
        refused = {kind: FactsTrouble.NOT_OFFERED for kind in FactKind if _OFFERS[kind] not in offers}
        blocks: dict[FactKind, CachedBlock] = {}
        for kind, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, GiveUp):
                refused[kind] = FactsTrouble.REFUSES
                log.warning("erp refused a question", source=self.source, kind=kind, error=str(answer))
            elif not isinstance(answer, BaseException):
                blocks[kind] = CachedBlock(answer, asked_at)
        self._refused[key] = refused
        if blocks:
            await self._store.save_blocks(*key, self.source, blocks)
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, GiveUp):
                raise answer


def _is_old(known: CustomerKnowledge, kind: FactKind, now: datetime) -> bool:
    block = known.blocks.get(kind)
    return block is None or freshness_of(kind, block.as_of, now) is Freshness.OLD


def _present(source: str, known: CustomerKnowledge, now: datetime, trouble: FactsTrouble | None) -> CustomerFacts:
    return CustomerFacts(
        account=_account_block(source, known.link, now, trouble),
        orders=_block(source, known, FactKind.ORDERS, now, trouble),
        invoices=_block(source, known, FactKind.INVOICES, now, trouble),
        deliveries=_block(source, known, FactKind.DELIVERIES, now, trouble),
    )


def _account_block(
    source: str, link: AccountLink | None, now: datetime, trouble: FactsTrouble | None
) -> Block[Account]:
    if link is None:
        return _nothing_yet(source, trouble)
    items = (link.account,) if link.account else ()
    if link.is_current(now):
        return Block(source, Freshness.FRESH, link.as_of, items, _why_no_account(link))
    return Block(source, Freshness.OLD, link.as_of, items, _why_no_account(link) or trouble)


def _block(
    source: str, known: CustomerKnowledge, kind: FactKind, now: datetime, trouble: FactsTrouble | None
) -> Block[Any]:
    link, found = known.link, known.blocks.get(kind)
    if link is not None and link.account is None:
        nothing = Freshness.FRESH if link.is_current(now) else Freshness.OLD
        freshness = Freshness.UNAVAILABLE if link.several else nothing
        return Block(source, freshness, link.as_of, (), _why_no_account(link))
    if found is not None:
        freshness = freshness_of(kind, found.as_of, now)
        why = (known.refused.get(kind) or trouble) if freshness is Freshness.OLD else None
        return Block(source, freshness, found.as_of, found.items, why)
    if kind in known.refused:
        return Block(source, Freshness.UNAVAILABLE, None, (), known.refused[kind])
    return _nothing_yet(source, trouble)


def _nothing_yet(source: str, trouble: FactsTrouble | None) -> Block[Any]:
    asking = trouble in (None, FactsTrouble.SLOW)
    freshness = Freshness.ASKING if asking else Freshness.UNAVAILABLE
    return Block(source, freshness, None, (), trouble)


def _why_no_account(link: AccountLink) -> FactsTrouble | None:
    if link.account is not None:
        return None
    return FactsTrouble.SEVERAL_ACCOUNTS if link.several else FactsTrouble.NO_ACCOUNT
