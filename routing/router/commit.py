"""Committing what the router does, over the one connection that holds the shard's lock (D15)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import groupby
from uuid import UUID

import psycopg
import structlog

from contact_center.interactions import store as interactions
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import TenantId
from contact_center.platform.metrics import OFFERS
from contact_center.platform.unit_of_work import ATTEMPTS, REPEATABLE, Database, UnitOfWork
from routing.engine.inputs import OfferNotMade, RefusalCause
from routing.errors import LeaseLost
from routing.router.acts import Refused, RouterAct, offer_together
from routing.router.lease import Lease, lost
from routing.router.translate import ROUTER

log = structlog.get_logger()

BATCH = 16
"""Acts in one transaction: few enough that nobody waits long for the locks they hold."""


class Committer:
    """Acts in their order, several in a transaction.

    First all of a batch at once, offers side by side in a few statements: nearly always the database has nothing
    against any of them. If it has, the batch is done again with each act under a savepoint of its own. What is
    refused is recorded and told; what fails in any other way is tried again alone, and if it fails alone, dropped:
    one broken row never stops the routing of all others.
    """

    def __init__(self, lease: Lease, database: Database) -> None:
        self._lease = lease
        self._database = database

    async def carry_out(self, tenant: TenantId, acts: Sequence[RouterAct], now: datetime) -> list[OfferNotMade]:
        """Raises `LeaseLost` when this process is the router no more; nothing is known of the last batch then."""
        refused: list[OfferNotMade] = []
        for first in range(0, len(acts), BATCH):
            refused += await self._batch(tenant, acts[first : first + BATCH], now)
            await self._lease.beat()
        return refused

    async def _batch(self, tenant: TenantId, acts: Sequence[RouterAct], now: datetime) -> list[OfferNotMade]:
        try:
            return await self._repeated(tenant, acts, now)
        except LeaseLost:
            raise
        except Exception as error:
            if len(acts) > 1:
                return await self._one_by_one(tenant, acts, now)
            log.exception("the router could not do something", act=acts[0].name, error=str(error))
            return [acts[0].refused(RefusalCause.WORK)] if acts[0].refused else []

    async def _one_by_one(self, tenant: TenantId, acts: Sequence[RouterAct], now: datetime) -> list[OfferNotMade]:
        refused: list[OfferNotMade] = []
        for act in acts:
            refused += await self._batch(tenant, [act], now)
            await self._lease.beat()
        return refused

    async def _repeated(self, tenant: TenantId, acts: Sequence[RouterAct], now: datetime) -> list[OfferNotMade]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._transaction(tenant, acts, now)
            except REPEATABLE:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    async def _transaction(self, tenant: TenantId, acts: Sequence[RouterAct], now: datetime) -> list[OfferNotMade]:
        try:
            async with self._work(tenant, acts, now) as work:
                await _perform_together(work, acts)
                return []
        except (Refused, ContactCenterError, psycopg.IntegrityError):
            async with self._work(tenant, acts, now) as work:
                return [one for act in acts if (one := await perform(work, act)) is not None]

    @asynccontextmanager
    async def _work(self, tenant: TenantId, acts: Sequence[RouterAct], now: datetime) -> AsyncIterator[UnitOfWork]:
        connection = self._lease.connection
        try:
            async with self._database.work_on(connection, tenant, actor=ROUTER, now=now) as work:
                await interactions.hold_interactions(work, sorted(_locks(acts)))
                yield work
        except psycopg.Error as error:
            if gone := lost(error, connection):
                raise gone from error
            raise


async def _perform_together(work: UnitOfWork, acts: Sequence[RouterAct]) -> None:
    for plain, group in groupby(acts, key=_is_plain_offer):
        if plain:
            await offer_together(work, [act.offer for act in group if act.offer is not None])
            continue
        for act in group:
            await act.do(work)


def _is_plain_offer(act: RouterAct) -> bool:
    """One that interrupts nothing: it needs nobody's other work to be parked first."""
    return act.offer is not None and not act.offer.interrupts


async def perform(work: UnitOfWork, act: RouterAct) -> OfferNotMade | None:
    """One act under a savepoint; what it recorded goes with it if it is refused."""
    events, jobs = len(work.events), len(work.jobs)
    try:
        async with work.connection.transaction():
            await act.do(work)
    except Refused as refusal:
        del work.events[events:], work.jobs[jobs:]
        work.record(refusal.recorded)
        OFFERS.labels("refused").inc()
        assert act.refused is not None
        return act.refused(refusal.cause)
    return None


def _locks(acts: Iterable[RouterAct]) -> set[UUID]:
    """In the order of ids and before anything else: the lock order of D7."""
    return {interaction for act in acts for interaction in act.locks}
