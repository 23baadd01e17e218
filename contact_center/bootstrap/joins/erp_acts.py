"""Acts in the ERP joined to who may ask for them: verified customers, one's own work, cases one sees."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.directory.service import SignedIn
from contact_center.interactions.work.rights import Act, Rights, Serving
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import linking, listing
from crm_core.cases.errors import NoSuchCase
from crm_core.cases.permissions import Actor
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded
from crm_core.identity.errors import NotVerifiedYet

_ORDER = frozenset({Guarded.ORDERS, Guarded.CHANGES})
WAITS_FOR: Mapping[ErpAct, frozenset[Guarded]] = {
    ErpAct.CONTACT: frozenset({Guarded.CHANGES, Guarded.ADDRESSES}),
    ErpAct.QUOTE: frozenset({Guarded.ORDERS}),
    ErpAct.PLACE: _ORDER, ErpAct.CHANGE: _ORDER, ErpAct.CANCEL: _ORDER, ErpAct.RETURN: _ORDER,
    ErpAct.CREDIT: frozenset({Guarded.INVOICES, Guarded.CHANGES}), ErpAct.RESEND: frozenset({Guarded.INVOICES}),
}  # fmt: skip
"""What must not wait for the customer's proof any more; a note can be written about anybody."""


class ActsByRights:
    """See `erp_link.proposals.ports.ActRights`."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    async def require(
        self, reader: Reader, who: SignedIn, kind: ErpAct, customer: UUID, interaction: UUID | None, case: UUID | None
    ) -> None:
        if WAITS_FOR.get(kind, frozenset()) & await identity.guarded(reader, who, customer):
            raise NotVerifiedYet(customer)
        if interaction is not None:
            await Rights(self._serving, who).require(reader, interaction, Act.SORT)
        if case is not None:
            by = Actor(who.user.id, Role(who.user.role))
            if not await listing.visible(reader, who.tenant, [case], by):
                raise NoSuchCase(case)

    async def refunded_by_case(self, reader: Reader, tenant: UUID, case: UUID) -> bool:
        found = await linking.several(reader, tenant, [case])
        return any(one.cost for one in found)
