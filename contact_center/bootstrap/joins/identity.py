"""What proves who a customer is, and the words in which a code is sent to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from agent_ui.words.identity import asked_code_message
from contact_center.directory import service as directory
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Database, Reader
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, KnownAnswers, is_old_enough, masked
from erp_link.systems import ErpSystems


class ErpAnswers:
    """See `crm_core.identity.ports.Answers`."""

    def __init__(self, database: Database, systems: ErpSystems) -> None:
        self._database = database
        self._systems = systems

    async def known(self, tenant: TenantId, customer: CustomerId) -> KnownAnswers:
        async with self._database.read(tenant) as reader:
            ids = await customers.aliases(reader, tenant, customer)
            works_at = [one.organisation_id for one in await profile.affiliations(reader, tenant, ids)]
            postals = [
                one.postal_code
                for one in await profile.postals(reader, tenant, [*ids, *works_at])
                if is_old_enough(one.created_at, reader.now)
            ]
        facts = await self._systems.facts(tenant, customer)
        if facts is None:
            return KnownAnswers(postal_codes=tuple(postals))
        dated = [one for one in facts.invoices.items if one.issued_on is not None]
        last = max(dated, key=lambda one: one.issued_on or date.min, default=None)
        return KnownAnswers(
            tuple(one.number for one in facts.orders.items), last.total.amount if last else None,
            last.issued_on if last else None, tuple(postals),
        )  # fmt: skip


class AddressesInPart:
    """See `contact_center.interactions.ports.ShownAddresses`."""

    async def of(self, reader: Reader, who: SignedIn, customer: UUID) -> Callable[[str], str]:
        return masked if Guarded.ADDRESSES in await identity.guarded(reader, who, customer) else str


class CodeMessage:
    """See `crm_core.identity.ports.CodeWords`."""

    async def message(self, reader: Reader, tenant: TenantId, language: str | None, sender: str) -> tuple[str, str]:
        own = await directory.language(reader, tenant)
        return asked_code_message(language or own, sender)
