"""Follows the log: what happens in conversations and in the ERP moves the cases it belongs to.

A customer who writes in a linked conversation ends a wait for the customer; our answer ends the clock of the first
answer, and one that was taken back before it was sent has never ended it; facts of the customer read anew end a wait
for the ERP. Nobody has to look whether it is time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeGuard
from uuid import UUID

from contact_center.kernel.contracts.erp import ErpFactsRead
from contact_center.kernel.contracts.erp_acts import ErpProposalMoved
from contact_center.kernel.contracts.interactions import (
    MessageLetGo,
    MessageReceived,
    MessageTakenBack,
    MessageWritten,
)
from contact_center.kernel.events import Event, Recorded
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import service, store
from crm_core.cases.domain import CaseLinkKind, ChangeCode, WaitFor
from crm_core.cases.writing import note
from crm_core.customers import service as customers

OUT = "out"
"""The direction of a message to the customer."""
TOLD = frozenset({"proposed", "done", "refused", "unknown", "rejected"})
"""Steps of a proposal to the ERP that a history tells; the others pass in a second."""
SAID = (MessageReceived, MessageWritten, MessageLetGo, MessageTakenBack)


class CasesFollow:
    """A `Consumer` of the log."""

    name = "cases"
    wants = (MessageReceived, MessageWritten, MessageLetGo, MessageTakenBack, ErpFactsRead, ErpProposalMoved)

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        linked = await _linked(work, events)
        for one in events:
            event = one.event
            if isinstance(event, MessageReceived):
                for id in linked.get(event.conversation_id, ()):
                    await customer_wrote(work, id, one.at)
            elif _answers(event):
                for id in linked.get(event.conversation_id, ()):
                    await service.answered(work, id, one.at)
            elif isinstance(event, MessageTakenBack) and event.written_at is not None:
                for id in linked.get(event.conversation_id, ()):
                    await service.answer_taken_back(work, id, event.written_at)
            elif isinstance(event, ErpFactsRead):
                await _facts_read(work, event.customer_id)
            elif isinstance(event, ErpProposalMoved) and event.state in TOLD:
                await _erp_act(work, event)


async def _erp_act(work: UnitOfWork, event: ErpProposalMoved) -> None:
    """What was asked of the ERP about a case, and what came of it, is a line of its history."""
    case = await store.lock(work, event.case_id) if event.case_id is not None else None
    if case is not None:
        told = {"kind": event.kind, "state": event.state, "number": event.number, "proposal": event.proposal_id}
        await note(work, case, ChangeCode.ERP_ACT, **told)


def _answers(event: Event) -> TypeGuard[MessageWritten | MessageLetGo]:
    """Whether a person of ours answers the customer with this; what is planned answers when it leaves."""
    if isinstance(event, MessageLetGo):
        return True
    return (
        isinstance(event, MessageWritten)
        and event.direction == OUT
        and event.agent_id is not None
        and not event.planned
    )


async def _linked(work: UnitOfWork, events: Sequence[Recorded]) -> dict[UUID, list[UUID]]:
    """The cases of all conversations in which something was written: one question a batch."""
    said = {one.event.conversation_id for one in events if isinstance(one.event, SAID)}
    found: dict[UUID, list[UUID]] = {}
    if said:
        refs = [str(one) for one in said]
        for ref, case in await store.linked_to(work, work.tenant_id, CaseLinkKind.CONVERSATION, refs):
            found.setdefault(UUID(ref), []).append(case)
    return found


async def customer_wrote(work: UnitOfWork, id: UUID, at: datetime) -> None:
    """The customer has written about a case.

    What was written before it began to wait, or was resolved, is read here only now and says nothing new."""
    case = await store.lock(work, id)
    since = (case.waiting_since or case.resolved_at) if case is not None else None
    if case is None or since is None or at <= since:
        return
    if case.wait_for == WaitFor.CUSTOMER:
        await service.go_on(work, id, None, woke=WaitFor.CUSTOMER.value)
    elif not case.is_open and case.merged_into is None and not await _is_noted(work, id, since):
        await note(work, case, ChangeCode.CUSTOMER_WROTE)


async def _is_noted(work: UnitOfWork, id: UUID, since: datetime) -> bool:
    """Whether the history says so already as its last line."""
    last = await store.changes(work, work.tenant_id, id, 1)
    return bool(last) and last[0].code == ChangeCode.CUSTOMER_WROTE and last[0].at > since


async def _facts_read(work: UnitOfWork, customer: UUID) -> None:
    ids = await customers.aliases(work, work.tenant_id, customer)
    for id in await store.waiting_for(work, work.tenant_id, WaitFor.ERP, ids):
        await service.go_on(work, id, None, woke=WaitFor.ERP.value)
