"""Rules asked as work enters: which rules there are, what is known of the customers, what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from contact_center.kernel.contracts.interactions import EntryRequest
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.flow.hours import Hours
from routing.rules import store
from routing.rules.applying import RulesOutcome, apply
from routing.rules.book import RuleBook, RuleBooks
from routing.rules.entering import NOBODY, AttributeSources, attributes
from routing.rules.language import language
from routing.rules.ports import CustomerFacts, Picture


class Queue(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say of one request, and on what they rest."""

    outcome: RulesOutcome
    book: RuleBook
    picture: Picture


class Entrance:
    """One for a process: it remembers the rules of each tenant."""

    def __init__(self, facts: CustomerFacts) -> None:
        self._facts = facts
        self.books = RuleBooks()

    async def rulings(
        self, work: UnitOfWork, entering: Sequence[tuple[EntryRequest, Queue]], hours: Mapping[UUID, Hours]
    ) -> list[Ruling | None]:
        """None for work that somebody sends to a queue by name: a person's word goes before a rule's."""
        book = await self.books.of(work, work.tenant_id)
        if book is None:
            return [None] * len(entering)
        pictures = await self.pictures(work, work.tenant_id, [request.customer_id for request, _ in entering], book)
        found: list[Ruling | None] = []
        for request, queue in entering:
            picture = pictures.get(request.customer_id, NOBODY) if request.customer_id else NOBODY
            entered = AttributeSources(request, queue.name, hours[queue.id].is_open(work.now), picture, work.now)
            by_name = request.queue_id is not None
            found.append(None if by_name else ruling(entered, book))
        return found

    async def pictures(
        self, reader: Reader, tenant: TenantId, customers: Sequence[CustomerId | None], book: RuleBook
    ) -> Mapping[CustomerId, Picture]:
        """Reads only what the rules of the book need."""
        known = {customer for customer in customers if customer is not None}
        return await self._facts.of(reader, tenant, known, book.reads) if known and book.reads else {}


def ruling(entered: AttributeSources, book: RuleBook) -> Ruling:
    return Ruling(apply(book.rules, attributes(entered, book), language()), book, entered.picture)


Stored = list[dict[str, Any]]


async def stored(work: UnitOfWork, requests: Sequence[EntryRequest]) -> Callable[[EntryRequest], Stored]:
    """What rules made of work when it first entered."""
    ids = [request.interaction_id for request in requests if request.interaction_id is not None]
    if not ids:
        return lambda _: []
    known = await store.made_of(work, work.tenant_id, ids)
    return lambda request: known.get(request.interaction_id, []) if request.interaction_id else []
