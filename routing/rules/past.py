"""Work that has come, as the rules see it at the door.

Text, channel, queue and time are those of then, and so is how often the customer had come; what else is known of
the customer is what is known now, as nobody keeps what an ERP said at every moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.interactions import EntryRequest
from contact_center.kernel.ids import CustomerId, InteractionId, QueueId, TenantId
from contact_center.platform.unit_of_work import Reader
from routing.flow.hours import ALWAYS
from routing.flow.store import hours_of_queues
from routing.policy import queues_store as store
from routing.rules import store as rules_store
from routing.rules.attributes import Attributes
from routing.rules.book import RuleBook
from routing.rules.entering import NOBODY, AttributeSources, attributes
from routing.rules.ports import CustomerFacts, Picture


@dataclass(frozen=True, slots=True)
class PastArrival:
    """One piece of work that has come."""

    interaction_id: UUID
    channel: str
    at: datetime
    subject: str | None
    queue_id: UUID | None
    """Where it goes if no rule says otherwise."""
    attributes: Attributes
    picture: Picture = NOBODY
    kept: Sequence[Mapping[str, Any]] = field(default=())
    """What the rules of then made of it, as `routing.rules.entering.records` keeps it."""


async def of_day(
    reader: Reader, tenant: TenantId, book: RuleBook, facts: CustomerFacts, span: tuple[datetime, datetime], most: int
) -> list[PastArrival]:
    """What customers brought between two instants, the newest first."""
    return await _seen(reader, tenant, await rules_store.of_day(reader, tenant, span, most), book, facts)


async def of_work(
    reader: Reader,
    tenant: TenantId,
    book: RuleBook,
    facts: CustomerFacts,
    entered: Mapping[InteractionId, QueueId],
    *,
    ruled_only: bool = False,
) -> list[PastArrival]:
    """Work and the queue it entered; with `ruled_only` only what a rule of then has said something of."""
    rows = await rules_store.of_work(reader, tenant, list(entered), ruled_only=ruled_only)
    return await _seen(reader, tenant, rows, book, facts, entered)


async def _seen(
    reader: Reader,
    tenant: TenantId,
    rows: Sequence[rules_store.PastArrivalRow],
    book: RuleBook,
    facts: CustomerFacts,
    entered: Mapping[InteractionId, QueueId] = MappingProxyType({}),
) -> list[PastArrival]:
    queues = await store.queues(reader, tenant)
    hours = await hours_of_queues(reader, queues)
    names = {queue.id: queue.name for queue in queues}
    customers = {CustomerId(row.customer_id) for row in rows if row.customer_id}
    wanted = book.reads
    pictures = await facts.of(reader, tenant, customers, wanted) if customers and wanted else {}
    found = []
    for row in rows:
        picture = pictures.get(CustomerId(row.customer_id), NOBODY) if row.customer_id else NOBODY
        queue = _without_rules(row, entered)
        is_open = hours.get(queue, ALWAYS).is_open(row.created_at) if queue else True
        name = names.get(queue, "") if queue else ""
        known = attributes(AttributeSources(_request(row), name, is_open, picture, row.created_at), book)
        if row.customer_id:
            known = {**known, **_before(row)}
        found.append(PastArrival(row.id, row.channel, row.created_at, row.subject, queue, known, picture, row.rules))
    return found


def _without_rules(row: rules_store.PastArrivalRow, entered: Mapping[InteractionId, QueueId]) -> UUID | None:
    """The queue where it would have gone: that of its account if a rule chose another, else where it went."""
    if any(said.get("queue") for said in row.rules):
        return row.account_queue_id or row.queue_id
    return entered.get(InteractionId(row.id)) or row.queue_id


def _before(row: rules_store.PastArrivalRow) -> Attributes:
    return {
        "customer.first_contact": row.contacts == 0,
        "customer.contacts_30d": row.recent,
        "customer.open_matters": row.matters,
    }


def _request(row: rules_store.PastArrivalRow) -> EntryRequest:
    customer = CustomerId(row.customer_id) if row.customer_id else None
    return EntryRequest(
        row.channel, row.tier, None, row.language, customer, verified=row.verified, subject=row.subject,
        text=row.text or "",
    )  # fmt: skip
