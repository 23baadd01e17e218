"""An invoice once more: to the billing address that the ERP has and to no other, as a message of ours with its print.

Nothing is changed in the ERP. Address and print are asked of it when somebody looks, and once more when it goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.erp import Account, Capability, Entity, ErpFile, Invoice
from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ErpFieldChange
from contact_center.kernel.errors import ExternalSystemError
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from erp_link.domain import FactsTrouble
from erp_link.proposals.errors import (
    ErpDoesNotAnswer,
    NoBillingAddress,
    NoInvoicePrint,
    NotOfferedByErp,
    NotTheirRecord,
)
from erp_link.proposals.ports import ActRights, InvoiceLetters
from erp_link.systems import ErpSystems

SILENT = frozenset({FactsTrouble.SLOW, FactsTrouble.DOWN, FactsTrouble.REFUSES_US})
"""Of an account: nobody knows whose it is just now."""


@dataclass(frozen=True, slots=True)
class ResendDraft:
    """What would go out."""

    source: str
    account: str
    invoice: Invoice
    told: ActOutcome
    payload: Mapping[str, Any]


class Resending:
    """What an agent looks at before an invoice goes out again."""

    def __init__(self, database: Database, systems: ErpSystems, rights: ActRights, letters: InvoiceLetters) -> None:
        self._database = database
        self._systems = systems
        self._rights = rights
        self._letters = letters

    async def offered(self, tenant: TenantId) -> bool:
        """Whether the ERP prints invoices."""
        _, offers, _ = await self._systems.standing(tenant)
        return offers is not None and Capability.PDF in offers

    async def drafted(
        self, who: SignedIn, customer: UUID, record: str, interaction: UUID | None, case: UUID | None
    ) -> ResendDraft:
        """Raises `NotTheirRecord`, `NoBillingAddress`, `NoInvoicePrint`, `ErpDoesNotAnswer`, and what forbids it."""
        async with self._database.read(who.tenant) as reader:
            await self._rights.require(reader, who, ErpAct.RESEND, customer, interaction, case)
        if not await self.offered(who.tenant):
            raise NotOfferedByErp
        account, invoice = await self._theirs(who.tenant, customer, record)
        to = account.billing_email
        if not to:
            raise NoBillingAddress
        file = await printed(self._systems, who.tenant, invoice.external_id)

        async def check(work: UnitOfWork) -> str:
            return await self._letters.check(work, to)

        sender = await self._database.run(who.tenant, check, actor=who.actor)
        changes = (("sent_to", to), ("sent_from", sender), ("attached", file.name))
        told = ActOutcome(
            Entity.INVOICE, invoice.external_id, invoice.number,
            tuple(ErpFieldChange(name, None, value) for name, value in changes),
            {"currency": invoice.total.currency, "total": str(invoice.total.amount)},
        )  # fmt: skip
        payload = {"invoice": invoice.external_id, "to": to, "language": account.language}
        return ResendDraft(await self._systems.called(who.tenant), account.external_id, invoice, told, payload)

    async def _theirs(self, tenant: TenantId, customer: UUID, record: str) -> tuple[Account, Invoice]:
        facts = await self._systems.facts(tenant, CustomerId(customer))
        accounts = facts.account.items if facts is not None else ()
        if facts is not None and not accounts and facts.account.reason in SILENT:
            raise ErpDoesNotAnswer
        if not accounts:
            raise NotTheirRecord(field="customer")
        invoice = await now(self._systems, tenant, Entity.INVOICE, record)
        if not isinstance(invoice, Invoice) or invoice.account != accounts[0].external_id:
            raise NotTheirRecord(field="record")
        account = await now(self._systems, tenant, Entity.ACCOUNT, invoice.account)
        if not isinstance(account, Account):
            raise NotTheirRecord(field="customer")
        return account, invoice


async def now(systems: ErpSystems, tenant: TenantId, entity: Entity, id: str) -> object:
    """Raises `ErpDoesNotAnswer`."""
    try:
        return await systems.record_now(tenant, entity, id)
    except ExternalSystemError as error:
        raise ErpDoesNotAnswer(error.detail) from error


async def printed(systems: ErpSystems, tenant: TenantId, invoice: str) -> ErpFile:
    """Raises `NoInvoicePrint`, `ErpDoesNotAnswer`."""
    file = await systems.file(tenant, Entity.INVOICE, invoice)
    if isinstance(file, ErpFile):
        return file
    if file in SILENT or file is FactsTrouble.NOT_CONNECTED:
        raise ErpDoesNotAnswer
    raise NoInvoicePrint
