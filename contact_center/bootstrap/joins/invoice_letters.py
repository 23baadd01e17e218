"""Invoices that go out once more, joined to our e-mail: a service notice from a mailbox of ours."""

from __future__ import annotations

from agent_ui.words.erp_letters import letter_again, noted_again
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.interactions.delivery import files
from contact_center.interactions.delivery.domain import StoredFile
from contact_center.interactions.delivery.files import SubmittedFile
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.service import StartRequest
from contact_center.interactions.work import replies, sending
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount
from contact_center.kernel.contracts.erp import ErpFile
from contact_center.kernel.ids import AgentId, CustomerId, TenantId
from contact_center.platform.unit_of_work import UnitOfWork
from erp_link.proposals.errors import NoMailboxForIt
from erp_link.proposals.ports import InvoiceLetter

EMAIL = "email"
META = "invoice"
"""In the data of the message: of which proposal it is."""


class MailedInvoices:
    """See `erp_link.proposals.ports.InvoiceLetters`."""

    def __init__(self, runtime: Runtime) -> None:
        self._accounts = runtime.accounts
        self._ports = runtime.ports

    async def check(self, work: UnitOfWork, to: str) -> str:
        account = await self._mailbox(work)
        await sending.allowed(work, self._ports, Address(AddressKind.EMAIL, to), EMAIL, sending.SERVICE, name=to)
        return account.address

    async def keep(self, tenant: TenantId, file: ErpFile) -> StoredFile:
        [kept] = await files.keep(
            self._ports, tenant, EMAIL, [SubmittedFile(file.name, file.content_type, file.content)]
        )
        return kept

    async def send(self, work: UnitOfWork, letter: InvoiceLetter, file: StoredFile) -> None:
        account, tenant = await self._mailbox(work), await directory.tenant(work, work.tenant_id)
        names = await directory.names(work, work.tenant_id, [letter.by])
        subject, text = letter_again(letter.language or tenant.locale, letter.number, tenant.name)
        message = StartRequest(
            account=account, to=letter.to, text=text, client_key=f"invoice:{letter.id}", subject=subject,
            customer=CustomerId(letter.customer) if letter.customer else None, language=letter.language,
            attached=[file],
        )  # fmt: skip
        by = names.get(letter.by, "")
        await outbound.tell(
            work, self._ports, message, Address(AddressKind.EMAIL, letter.to), author=(letter.by, by),
            meta={META: str(letter.id)}, purpose=sending.SERVICE,
        )  # fmt: skip
        if letter.interaction is not None:
            said = noted_again(tenant.locale, letter.number, letter.to)
            await replies.note(
                work, letter.interaction, AgentId(letter.by), by, said, client_key=f"invoice-note:{letter.id}"
            )  # fmt: skip

    async def _mailbox(self, work: UnitOfWork) -> ChannelAccount:
        """The first in use, by name. Raises `NoMailboxForIt`."""
        rows = [one for one in await self._accounts.all_of(work, work.tenant_id) if one.channel == EMAIL and one.active]
        if not rows:
            raise NoMailboxForIt
        first = min(rows, key=lambda one: (one.name, one.id))
        return await self._accounts.load(work, work.tenant_id, first.id)
