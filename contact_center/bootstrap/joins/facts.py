"""Facts: what rooms publish, for the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.interactions.reading import fact_queries as of_work
from contact_center.kernel.contracts.cases import CaseEvent, CaseMerged
from contact_center.kernel.contracts.erp import Entity, ErpAccountLinked, ErpRecordsCopied
from contact_center.kernel.contracts.interactions import (
    ConversationIdentified,
    MailHistoryImported,
    MailHistoryTakenBack,
    PresenceChanged,
)
from contact_center.kernel.events import Event
from contact_center.kernel.ids import TenantId
from contact_center.measures import fact_queries as of_measures
from contact_center.measures.projection import CONSUMER
from contact_center.platform.eventlog import behind, head
from contact_center.platform.published import PublishedRows
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse import facts
from contact_center.warehouse.domain import FactRow, FactTable, row_id
from contact_center.warehouse.ports import FactSource
from crm_core.cases import fact_queries as of_cases
from erp_link import fact_queries as of_erp
from erp_link.fact_queries import document

_LINE = ("document", "number", "at")
"""A document that moves to another day has other rows there: the instant of a row never changes."""

Subjects = Callable[[Event], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class PublishedFact:
    """See `contact_center.warehouse.ports.FactSource`."""

    fact: FactTable
    published: PublishedRows
    told: Subjects
    key: tuple[str, ...] = ()
    """The columns that tell a row from all others, where it has no id of its own."""
    counted_by: str | None = None
    """The reader of the log that keeps the rows; None: they change with the event itself."""

    def subjects(self, event: Event) -> Collection[UUID]:
        return [id for id in self.told(event) if id is not None]

    async def position(self, reader: Reader, tenant: TenantId) -> int:
        end = await head(reader, tenant)
        return end - await behind(reader, tenant, self.counted_by) if self.counted_by else end

    async def rows(self, reader: Reader, tenant: TenantId, subjects: Sequence[UUID], since: int) -> list[FactRow]:
        return [self._row(row) for row in await self.published.rows_of(reader, tenant, subjects, since)]

    async def between(self, reader: Reader, tenant: TenantId, start: datetime, end: datetime) -> list[FactRow]:
        return [self._row(row) for row in await self.published.rows_between(reader, tenant, start, end)]

    async def first(self, reader: Reader, tenant: TenantId) -> datetime | None:
        return await self.published.first_at(reader, tenant)

    async def last(self, reader: Reader, tenant: TenantId) -> datetime | None:
        return await self.published.last_at(reader, tenant)

    def _row(self, row: Mapping[str, Any]) -> FactRow:
        return {**row, "row_id": row_id(*(row[name] for name in self.key)) if self.key else row["id"]}


def _interaction(event: Event) -> Iterator[Any]:
    yield getattr(event, "interaction_id", None)


def _interaction_or_its_conversation(event: Event) -> Iterator[Any]:
    yield getattr(event, "interaction_id", None)
    if isinstance(event, ConversationIdentified):
        yield event.conversation_id


def _agent(event: Event) -> Iterator[Any]:
    if isinstance(event, PresenceChanged) or event.type.startswith("segment."):
        yield getattr(event, "agent_id", None)


def _message(event: Event) -> Iterator[Any]:
    yield getattr(event, "message_id", None)
    if isinstance(event, MailHistoryImported | MailHistoryTakenBack):
        yield event.conversation_id


def _case(event: Event) -> Iterator[Any]:
    if isinstance(event, CaseEvent):
        yield event.case_id
    if isinstance(event, CaseMerged):
        yield event.into_id


def _document(entity: Entity) -> Subjects:
    """Records of this kind that changed, and customers who are another account than before."""

    def told(event: Event) -> Iterator[Any]:
        if isinstance(event, ErpRecordsCopied) and event.entity is entity:
            yield from (document(event.source, entity, one) for one in event.records)
        if isinstance(event, ErpAccountLinked):
            yield event.customer_id

    return told


def fact_sources() -> tuple[FactSource, ...]:
    """Every fact of the warehouse with the room that owns it."""
    return (
        PublishedFact(facts.QUEUE_WAIT, of_measures.WAITS, _interaction, ("interaction_id", "number"), CONSUMER),
        PublishedFact(facts.INTERACTION, of_work.INTERACTIONS, _interaction_or_its_conversation),
        PublishedFact(facts.OFFER, of_work.OFFERS, _interaction),
        PublishedFact(facts.AGENT_STATE, of_measures.STATES, _agent, ("agent_id", "since"), CONSUMER),
        PublishedFact(facts.MESSAGE, of_work.MESSAGES, _message),
        PublishedFact(facts.CASE, of_cases.CASES, _case),
        PublishedFact(facts.ORDER_LINE, of_erp.ORDER_LINES, _document(Entity.ORDER), _LINE),
        PublishedFact(facts.INVOICE, of_erp.INVOICES, _document(Entity.INVOICE), ("document", "at")),
        PublishedFact(facts.INVOICE_LINE, of_erp.INVOICE_LINES, _document(Entity.INVOICE), _LINE),
        PublishedFact(facts.DELIVERY_LINE, of_erp.DELIVERY_LINES, _document(Entity.DELIVERY), _LINE),
        PublishedFact(facts.RETURN_LINE, of_erp.RETURN_LINES, _document(Entity.RETURN), _LINE),
    )
