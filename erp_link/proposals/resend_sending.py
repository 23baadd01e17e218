"""An invoice goes out once more: message and outcome in one unit of work, so that it goes once or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from contact_center.directory import service as directory
from contact_center.interactions.delivery.domain import StoredFile
from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.kernel.contracts.erp import Account, Entity
from contact_center.kernel.contracts.erp_acts import ProposalState
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from erp_link.domain import FactsTrouble
from erp_link.proposals import resending, store
from erp_link.proposals.domain import GOES_OUT, ErpProposal
from erp_link.proposals.errors import BillingAddressChanged, ErpDoesNotAnswer
from erp_link.proposals.ports import InvoiceLetter, InvoiceLetters
from erp_link.proposals.service import settle
from erp_link.systems import ErpSystems

Later = Callable[[ErpProposal], PostponedUntil]


class ResendSender:
    def __init__(self, database: Database, systems: ErpSystems, letters: InvoiceLetters) -> None:
        self._database = database
        self._systems = systems
        self._letters = letters

    async def send(self, tenant: TenantId, proposal: ErpProposal, later: Later) -> None:
        """Until it is settled. Raises what `later` makes while the ERP does not answer."""
        try:
            file = await self._file(tenant, proposal)
            await self._database.run(tenant, self._writing(proposal, file), actor="outbox")
        except ErpDoesNotAnswer as silent:
            await self._waits(tenant, proposal)
            raise later(proposal) from silent
        except ContactCenterError as refused:
            await self._refused(tenant, proposal, refused.code)

    async def _file(self, tenant: TenantId, proposal: ErpProposal) -> StoredFile:
        """The print as the ERP makes it now, if the address is still the one that was looked at."""
        account = await resending.now(self._systems, tenant, Entity.ACCOUNT, proposal.account)
        if not isinstance(account, Account) or account.billing_email != proposal.payload["to"]:
            raise BillingAddressChanged
        file = await resending.printed(self._systems, tenant, proposal.external_id)
        return await self._letters.keep(tenant, file)

    def _writing(self, proposal: ErpProposal, file: StoredFile) -> Callable[[UnitOfWork], Awaitable[None]]:
        letter = InvoiceLetter(
            proposal.id, proposal.customer_id, proposal.interaction_id, str(proposal.payload["to"]), proposal.number,
            proposal.payload.get("language"), proposal.proposed_by,
        )  # fmt: skip

        async def write(work: UnitOfWork) -> None:
            held = await store.lock(work, proposal.id)
            if held is None or held.state not in GOES_OUT:
                return
            await self._letters.send(work, letter, file)
            await self._ends(work, held, ProposalState.DONE)

        return write

    async def _refused(self, tenant: TenantId, proposal: ErpProposal, why: str) -> None:
        async def end(work: UnitOfWork) -> None:
            held = await store.lock(work, proposal.id)
            if held is not None and held.state in GOES_OUT:
                await self._ends(work, held, ProposalState.REFUSED, why)

        await self._database.run(tenant, end, actor="outbox")

    async def _waits(self, tenant: TenantId, proposal: ErpProposal) -> None:
        async def wait(work: UnitOfWork) -> None:
            held = await store.lock(work, proposal.id)
            if held is not None and held.state in GOES_OUT and held.trouble != FactsTrouble.DOWN:
                await settle(work, replace(held, trouble=FactsTrouble.DOWN.value))

        await self._database.run(tenant, wait, actor="outbox")

    async def _ends(self, work: UnitOfWork, held: ErpProposal, state: ProposalState, why: str = "") -> None:
        outcome = held.preview if state is ProposalState.DONE else None
        sent = work.now if state is ProposalState.DONE else None
        await settle(work, replace(held, state=state, outcome=outcome, trouble=why, sent_at=sent, settled_at=work.now))
        await directory.audit(
            work, "invoice sent again" if outcome else "erp act settled", f"erp-proposal:{held.id}",
            kind=held.kind.value, state=state.value, number=held.number,
        )  # fmt: skip
