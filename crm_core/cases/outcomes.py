"""Keeps `crm.case_outcome`, of which the figures of quality are made, as cases and customers change.

What came of a case is read from the tables of cases whenever the log says that something about it, about a later case
of its customer, or about who that customer is, has changed. So the order in which events are read does not matter, and
reading the log from its start gives the same rows (`contact-center events rebuild case_outcomes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.kernel.contracts.cases import (
    CaseChanged,
    CaseEvent,
    CaseLinked,
    CaseMerged,
    CaseOpened,
    CaseUnlinked,
)
from contact_center.kernel.contracts.customers import CustomerErased, CustomersMerged, CustomersUnmerged
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import outcome_store
from crm_core.customers import service as customers


class CaseOutcomes:
    """A `Projection` of the log."""

    name = "case_outcomes"
    wants = (
        CaseOpened, CaseChanged, CaseLinked, CaseUnlinked, CaseMerged, CustomersMerged, CustomersUnmerged,
        CustomerErased,
    )  # fmt: skip
    tables = outcome_store.TABLES

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        moved = {one.event.case_id for one in events if isinstance(one.event, CaseEvent)}
        concerned = set(await outcome_store.concerned(work, moved)) if moved else set()
        people = _customers(events)
        if people:
            groups = await customers.groups(work, work.tenant_id, people)
            everyone = {id for group in groups.values() for id in group}
            concerned.update(await outcome_store.of_customers(work, everyone | people))
        if concerned:
            await outcome_store.keep(work, sorted(concerned))


def _customers(events: Sequence[Recorded]) -> set[UUID]:
    found: set[UUID] = set()
    for one in events:
        match one.event:
            case CustomersMerged() | CustomersUnmerged():
                found.update((one.event.customer_id, one.event.other_id))
            case CustomerErased():
                found.add(one.event.customer_id)
    return found
