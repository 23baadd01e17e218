"""The way of a proposal into the ERP: looked up, then sent, once.

A proposal is marked as sent before the ERP hears of it. Whatever happens then, a crash here, a broken connection, the
ERP restarted in the middle: the next run asks the ERP first what it did under our key. What it knows nothing of is sent
again only after whatever may still be on its way has arrived or died, under the same key, of which the ERP takes one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog

from contact_center.directory import service as directory
from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.kernel.contracts.erp_acts import ActingConnector, ActOutcome, ErpAct, ProposalState
from contact_center.kernel.errors import ExternalSystemError, GiveUp, OutcomeUnknown
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from erp_link.domain import FactsTrouble, trouble_of
from erp_link.proposals import store
from erp_link.proposals.domain import GOES_OUT, ErpProposal, NextStep, look_again, next_step
from erp_link.proposals.errors import NotOfferedByErp
from erp_link.proposals.ports import InvoiceLetters
from erp_link.proposals.resend_sending import ResendSender
from erp_link.proposals.service import settle, words_of
from erp_link.systems import ErpSystems

log = structlog.get_logger(__name__)
NOT_CONNECTED_PAUSE = timedelta(minutes=10)


class ProposalSender:
    """Called by a job that holds the lock of the account, so that one proposal follows another."""

    def __init__(self, database: Database, systems: ErpSystems, letters: InvoiceLetters | None = None) -> None:
        self._database = database
        self._systems = systems
        self._resends = ResendSender(database, systems, letters) if letters is not None else None

    async def send(self, tenant: TenantId, id: UUID) -> None:
        """Until it is settled. Raises `PostponedUntil` while it is not."""
        async with self._database.read(tenant, by_key=True) as reader:
            proposal = await store.get(reader, tenant, id)
        if proposal is None or proposal.state not in GOES_OUT:
            return
        if proposal.kind is ErpAct.RESEND:
            if self._resends is None:
                raise NotOfferedByErp
            await self._resends.send(tenant, proposal, self._later)
            return
        connector = await self._systems.acting(tenant)
        if connector is None:
            await self._waits(tenant, proposal, FactsTrouble.NOT_CONNECTED.value)
            raise PostponedUntil(self._database.clock.now() + NOT_CONNECTED_PAUSE)
        found = await self._looked_up(tenant, connector, proposal)
        if found is not None:
            await self._settled(tenant, proposal, outcome=found)
            return
        step = next_step(proposal, self._database.clock.now())
        if step is NextStep.WAIT:
            await self._waits(tenant, proposal, proposal.trouble)
            raise self._later(proposal)
        claimed = await self._claim(tenant, id)
        if claimed is not None:
            await self._perform(tenant, connector, claimed)

    async def _looked_up(
        self, tenant: TenantId, connector: ActingConnector, proposal: ErpProposal
    ) -> ActOutcome | None:
        try:
            return await connector.lookup(proposal.id)
        except ExternalSystemError as error:
            await self._waits(tenant, proposal, trouble_of(error).value)
            raise self._later(proposal) from error

    async def _claim(self, tenant: TenantId, id: UUID) -> ErpProposal | None:
        """Marked as sent, and committed, before it is. None where it was withdrawn meanwhile."""

        async def mark(work: UnitOfWork) -> ErpProposal | None:
            held = await store.lock(work, id)
            if held is None or held.state not in GOES_OUT:
                return None
            sent = replace(held, state=ProposalState.SENT, sent_at=work.now, tries=held.tries + 1, trouble="")
            await settle(work, sent)
            return sent

        return await self._database.run(tenant, mark, actor="outbox", role="system")

    async def _perform(self, tenant: TenantId, connector: ActingConnector, proposal: ErpProposal) -> None:
        asked_by = await self._name(tenant, proposal.proposed_by)
        try:
            outcome = await connector.perform(proposal.id, proposal.kind, proposal.payload, asked_by)
        except OutcomeUnknown as error:
            await self._waits(tenant, proposal, FactsTrouble.SLOW.value)
            raise self._later(proposal) from error
        except GiveUp as refused:
            # Another sending of the same key may have won: then what it did stands, and this is its echo.
            found = await self._looked_up(tenant, connector, proposal)
            words = words_of(refused)
            await self._settled(tenant, proposal, outcome=found, words="" if found else words)
        except ExternalSystemError as error:
            # It has certainly not been taken.
            back = replace(proposal, state=ProposalState.APPROVED, sent_at=None, trouble=trouble_of(error).value)
            await self._moved(tenant, proposal, back)
            raise self._later(back) from error
        else:
            await self._settled(tenant, proposal, outcome=outcome)

    async def _settled(
        self, tenant: TenantId, proposal: ErpProposal, *, outcome: ActOutcome | None = None, words: str = ""
    ) -> None:
        async def end(work: UnitOfWork) -> None:
            held = await store.lock(work, proposal.id)
            if held is None or held.state not in GOES_OUT:
                return
            state = ProposalState.DONE if outcome is not None else ProposalState.REFUSED
            await settle(
                work, replace(held, state=state, outcome=outcome, words=words, trouble="", settled_at=work.now)
            )
            await directory.audit(
                work, "erp act settled", f"erp-proposal:{held.id}", kind=held.kind.value, state=state.value,
                number=outcome.number if outcome else held.number,
            )  # fmt: skip
            if outcome is not None and held.kind is ErpAct.UNDO and held.undoes is not None:
                undone = await store.lock(work, held.undoes)
                if undone is not None:
                    await store.save(work, replace(undone, undone_by=held.id))

        await self._database.run(tenant, end, actor="outbox", role="system")

    async def _waits(self, tenant: TenantId, proposal: ErpProposal, trouble: str) -> None:
        """What was sent and not answered is unknown; what was not sent goes on waiting."""
        state = ProposalState.UNKNOWN if proposal.sent_at is not None else proposal.state
        if (state, trouble) != (proposal.state, proposal.trouble):
            await self._moved(tenant, proposal, replace(proposal, state=state, trouble=trouble))

    async def _moved(self, tenant: TenantId, before: ErpProposal, after: ErpProposal) -> None:
        async def move(work: UnitOfWork) -> None:
            held = await store.lock(work, before.id)
            if held is not None and held.state is before.state:
                await settle(work, after)

        await self._database.run(tenant, move, actor="outbox", role="system")

    async def _name(self, tenant: TenantId, user: UUID) -> str:
        async with self._database.read(tenant, by_key=True) as reader:
            names = await directory.names(reader, tenant, [user])
        return names.get(user, "")

    def _later(self, proposal: ErpProposal) -> PostponedUntil:
        log.info("a proposal waits for the ERP", proposal=str(proposal.id), state=proposal.state.value)
        return PostponedUntil(look_again(proposal, self._database.clock.now()))
