"""What routing rules know of a customer: the CRM's facts and the ERP's figures, by the names that rules use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.kernel.ids import AgentId, CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import facts, service
from crm_core.customers.facts import KnownCustomer
from erp_link.figures import Figures, StoredFigures
from routing.rules.attributes import Value
from routing.rules.book import zone_of
from routing.rules.ports import Picture


class StoredFacts:
    """Implements `routing.rules.ports.CustomerFacts`: a few questions, however many customers."""

    def __init__(self) -> None:
        self._figures = StoredFigures()

    async def of(
        self, reader: Reader, tenant: TenantId, customers: Collection[CustomerId], groups: Collection[str]
    ) -> Mapping[CustomerId, Picture]:
        known = await facts.known(reader, tenant, customers) if "customer" in groups else {}
        erp: Mapping[UUID, Figures] = {}
        if "erp" in groups:
            zone = zone_of(await directory.time_zone(reader, tenant))
            whole = await service.canonical(reader, tenant, customers)
            figures = await self._figures.of(reader, tenant, set(whole.values()), reader.now.astimezone(zone).date())
            erp = {id: figures[one] for id, one in whole.items() if one in figures}
        return {id: _picture(known.get(id), erp.get(id)) for id in customers}


def _picture(one: KnownCustomer | None, figures: Figures | None) -> Picture:
    erp: dict[str, Value] = {"erp.known": figures is not None}
    erp |= {f"erp.{name}": number for name, number in (figures or {}).items()}
    if one is None:
        return Picture({"customer.known": True, **erp})
    customer, dealings = one.customer, one.dealings
    attributes: dict[str, Value] = {
        "customer.known": True,
        "customer.kind": customer.kind,
        "customer.name": customer.name,
        "customer.organisation": customer.organisation_name or "",
        "customer.language": customer.language or "",
        "customer.first_contact": not dealings.seen,
        "customer.open_matters": dealings.matters,
        "customer.contacts_30d": dealings.contacts,
        "customer.last_agent": dealings.last_login,
    }
    last = AgentId(dealings.last_agent) if dealings.last_agent else None
    return Picture({**attributes, **erp}, last, AgentId(dealings.owner) if dealings.owner else None)
