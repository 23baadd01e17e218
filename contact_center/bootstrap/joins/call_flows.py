"""What call flows look up: hours and load of queues, whose a number is in CRM and ERP; and the calls they promise."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import UUID

from channels.channel import Centre
from channels.voice.flow.domain import ClaimKind
from channels.voice.flow.interpreter import QueueLoad, QueueOpening, TypedClaim
from channels.voice.flow.ports import FlowFacts
from contact_center.bootstrap.joins.erp import erp_systems
from contact_center.bootstrap.joins.waits import MeasuredWaits
from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import Address, Tier
from contact_center.kernel.ids import QueueId, TenantId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.cases import numbers
from crm_core.cases import service as cases
from crm_core.cases.errors import NotACaseNumber
from crm_core.customers import service as customers
from crm_core.tasks import service as tasks
from crm_core.tasks.service import NewTask
from erp_link.systems import ErpSystems
from routing.flow import waiting_store
from routing.flow.expected_wait import WINDOW, expected_seconds, pace
from routing.flow.hours import ALWAYS, is_holiday
from routing.flow.store import hours_of_queues
from routing.policy import queues_store

CALLED_BACK_WITHIN = timedelta(minutes=30)
"""Of open time: what is promised to who asks to be called back."""


class StoredFlowFacts:
    """See `channels.voice.flow.ports.FlowFacts`."""

    def __init__(self, database: Database, ports: Ports, erp: ErpSystems) -> None:
        self._database = database
        self._ports = ports
        self._erp = erp
        self._past = MeasuredWaits()

    async def queues(self, reader: Reader, tenant: UUID) -> Mapping[UUID, str]:
        return {one.id: one.name for one in await queues_store.queues(reader, tenant) if one.active}

    async def opening(self, reader: Reader, tenant: UUID, queue: UUID) -> QueueOpening:
        found = [one for one in await queues_store.queues(reader, tenant) if one.id == queue]
        hours = (await hours_of_queues(reader, found)).get(queue, ALWAYS)
        if hours.is_open(reader.now):
            return QueueOpening.OPEN
        return QueueOpening.HOLIDAY if is_holiday(hours, reader.now) else QueueOpening.CLOSED

    async def load(self, reader: Reader, tenant: UUID, queue: UUID) -> QueueLoad:
        line = (await self._past.since(reader, tenant, reader.now - WINDOW)).get((queue, Tier.LIVE.value), [])
        waiting = await waiting_store.waiting_in(reader, tenant, queue, Tier.LIVE.value)
        seconds = expected_seconds(pace(line, reader.now), waiting + 1)
        return QueueLoad(waiting, None if seconds is None else max(1, -(-int(seconds) // 60)))

    async def claimed(self, tenant: TenantId, kind: ClaimKind, digits: str) -> TypedClaim:
        if kind is ClaimKind.ORDER:
            found = (await self._erp.holders(tenant, digits)).holders
            if len({one.customer_id for one in found}) == 1:
                return TypedClaim(kind, digits, found[0].customer_id, found[0].number)
            return TypedClaim(kind, digits)
        async with self._database.read(tenant, by_key=True) as reader:
            if kind is ClaimKind.CASE:
                return await _case(reader, tenant, digits)
            known = await customers.numbered_in_erp(reader, tenant, digits)
        return TypedClaim(kind, digits, known[0], digits) if len(known) == 1 else TypedClaim(kind, digits)

    async def call_back(self, work: UnitOfWork, queue: UUID | None, number: str, caller: Address) -> None:
        """As a promise to be kept: it becomes work of the queue when it is due, and an alert when it is missed."""
        read = telephones.read(number, await directory.phone_region(work, work.tenant_id))
        found = [one for one in await queues_store.queues(work, work.tenant_id) if one.id == queue]
        hours = (await hours_of_queues(work, found)).get(queue, ALWAYS) if queue else ALWAYS
        within = CALLED_BACK_WITHIN.total_seconds()
        due = hours.add_open_time(work.now, within) or work.now + CALLED_BACK_WITHIN
        said = f"☎ {read or number}"
        new = NewTask(said, due, promised=True, queue=QueueId(queue) if queue else None)
        await tasks.create(work, self._ports, new, by=None)


async def _case(reader: Reader, tenant: TenantId, digits: str) -> TypedClaim:
    try:
        number = numbers.parse(digits)
    except NotACaseNumber:
        return TypedClaim(ClaimKind.CASE, digits)
    case = await cases.find(reader, tenant, digits)
    if case is None:
        return TypedClaim(ClaimKind.CASE, digits)
    return TypedClaim(ClaimKind.CASE, digits, await cases.customer_of(reader, tenant, case), numbers.quoted(number))


def call_flow_facts(centre: Centre, closing: AsyncExitStack) -> FlowFacts:
    """For the calls of one process."""
    erp = erp_systems(centre)
    closing.push_async_callback(erp.close)
    return StoredFlowFacts(centre.database, centre.ports, erp)
