"""Who is it: deterministic resolution at intake, the agent's choice, and what may be sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.interactions.reading import site_queries
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.customers import CustomerCreated, CustomerErased
from contact_center.kernel.contracts.interactions import Claim, Identified, Identity
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.personal import DataSubject
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.consent.service import ConsentBook
from crm_core.customers import alias_store, store
from crm_core.customers.domain import Customer, CustomerAddress, deserves_a_customer, each_once, normalise, resolve
from crm_core.customers.errors import NoSuchCustomer
from crm_core.customers.importing import store as import_store
from crm_core.customers.store import CustomerQuery

__all__ = [
    "ConsentBook", "Customer", "CustomerDirectory", "addresses", "addresses_of", "aliases", "candidates", "canonical",
    "count", "create_customer", "customer", "groups", "owners", "page", "search", "several",
]  # fmt: skip


class CustomerDirectory:
    """The `Customers` port of interactions: every batch of claims is one query."""

    async def identify(self, work: UnitOfWork, claims: Sequence[Claim]) -> list[Identified]:
        """Who the claims stand for.

        An address nobody has becomes a customer of its own, so that its history has a home; only an
        unknown visitor of a web site stays nobody until somebody learns more.
        """
        found = await store.matches(work, work.tenant_id, [claim.address for claim in claims])
        known: dict[tuple[str, str], Identified] = {}
        newcomers: list[tuple[CustomerId, Claim]] = []
        for claim, matches in zip(claims, found, strict=True):
            key = (claim.address.kind.value, claim.address.value)
            if key in known:
                continue
            known[key] = resolve(claim, matches)
            if known[key].identity is Identity.UNKNOWN and deserves_a_customer(claim):
                newcomer = CustomerId(new_id())
                newcomers.append((newcomer, claim))
                known[key] = Identified(newcomer, Identity.VERIFIED if claim.verified_by else Identity.CLAIMED)
        if newcomers:
            await store.create_newcomers(work, newcomers)
            for newcomer, _ in newcomers:
                work.record(CustomerCreated(customer_id=newcomer))
        return [known[claim.address.kind.value, claim.address.value] for claim in claims]

    async def strangers(self, work: UnitOfWork, addresses: Sequence[Address]) -> frozenset[Address]:
        """Those of the addresses that no customer has."""
        found = await store.matches(work, work.tenant_id, addresses)
        return frozenset(one for one, matches in zip(addresses, found, strict=True) if not matches)

    async def forget_untouched(self, work: UnitOfWork, customers: Sequence[CustomerId]) -> None:
        """Customers who were made for something that is taken back go, unless they have more by now."""
        for id in sorted(await import_store.remove_untouched(work, customers)):
            work.record(CustomerErased(customer_id=CustomerId(id)))

    async def known(self, work: UnitOfWork, customer: CustomerId) -> CustomerId | None:
        """The customer that this id stands for now; None if there is none."""
        whole = (await canonical(work, work.tenant_id, [customer]))[customer]
        return CustomerId(whole) if await store.get(work, work.tenant_id, whole) is not None else None


async def canonical(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """For each id the customer it stands for now: itself, or the one it was merged into. One question."""
    return {id: group[0] for id, group in (await groups(reader, tenant, ids)).items()}


async def aliases(reader: Reader, tenant: UUID, id: UUID) -> list[UUID]:
    """Every id under which this customer may stand anywhere: the canonical one first, whichever of them was asked."""
    return list((await groups(reader, tenant, [id]))[id])


async def groups(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """For each id all that mean the same customer, the canonical one first. One question, however many."""
    return await reader.once_each((groups, tenant), ids, lambda new: alias_store.groups(reader, tenant, new))


async def customer(reader: Reader, tenant: UUID, id: UUID) -> Customer:
    """The customer that this id stands for now: of one who was merged into another, that other."""
    whole = (await canonical(reader, tenant, [id]))[id]
    found = await as_stored(reader, tenant, [whole])
    if whole not in found:
        raise NoSuchCustomer(id)
    return found[whole]


async def several(reader: Reader, tenant: UUID, ids: Iterable[UUID]) -> dict[UUID, Customer]:
    """By each id the customer that it stands for now; unknown ids are left out."""
    whole = await canonical(reader, tenant, set(ids))
    found = await as_stored(reader, tenant, whole.values())
    return {id: found[known] for id, known in whole.items() if known in found}


async def as_stored(reader: Reader, tenant: UUID, ids: Iterable[UUID]) -> dict[UUID, Customer]:
    """These customers each as their own row has it, merged or not; unknown ids are left out."""

    async def ask(new: list[UUID]) -> dict[UUID, Customer]:
        return {one.id: one for one in await store.several(reader, tenant, new)}

    return await reader.once_each((as_stored, tenant), set(ids), ask)


async def data_subject(reader: Reader, tenant: UUID, id: UUID) -> DataSubject:
    """Whom erasing this customer is about, under all ids they go by since they were merged.

    An address that somebody else has, too, is left to them. Who they were on web sites is theirs, whether or not it is
    on file. Raises `NoSuchCustomer`.
    """
    await customer(reader, tenant, id)
    ids = await aliases(reader, tenant, id)
    on_file = await store.addresses_alone(reader, tenant, ids)
    visitors = [Address(AddressKind.WEB, one) for one in await site_queries.visitors_alone(reader, tenant, ids)]
    return DataSubject(ids, [*on_file, *(one for one in visitors if one not in on_file)])


async def addresses(reader: Reader, tenant: UUID, id: UUID) -> list[CustomerAddress]:
    """Each address once, those of everybody who was merged into them included; a proven one goes before the same
    address unproven. `customer_id` says whose it is."""
    found = await reader.once((addresses, tenant, id), lambda: _addresses(reader, tenant, [id]))
    return list(found[id])


async def _addresses(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, list[CustomerAddress]]:
    members = await groups(reader, tenant, ids)
    rows = await store.addresses_of(reader, tenant, list({one for group in members.values() for one in group}))
    by_owner: dict[UUID, list[CustomerAddress]] = {}
    for row in rows:
        by_owner.setdefault(row.customer_id, []).append(row)
    return {id: each_once([row for one in group for row in by_owner.get(one, ())]) for id, group in members.items()}


async def owners(reader: Reader, tenant: UUID, asked: Sequence[Address]) -> dict[Address, list[Customer]]:
    """By address whose it is, merged ones once; nobody's has none."""
    found = await store.matches(reader, tenant, asked)
    people = await several(reader, tenant, {match.canonical_id for matches in found for match in matches})
    return {
        one: [people[id] for id in dict.fromkeys(match.canonical_id for match in matches) if id in people]
        for one, matches in zip(asked, found, strict=True)
    }


async def candidates(reader: Reader, tenant: UUID, kind: str, value: str) -> list[Customer]:
    """Everybody who shares this address, merged ones once: what the agent picks from."""
    return await store.by_address(reader, tenant, kind, value)


async def numbered_in_erp(reader: Reader, tenant: UUID, number: str) -> list[CustomerId]:
    """Customers who have this number in the ERP, as it was written down for them."""
    return [CustomerId(id) for id in await store.by_erp_number(reader, tenant, number)]


async def search(reader: Reader, tenant: UUID, text: str, limit: int = 50, *, after: int = 0) -> list[Customer]:
    """By name, organisation or address, a telephone number as people write it; by name, without the first `after`."""
    return await store.search(reader, tenant, await _wanted(reader, tenant, text), limit, after)


async def page(reader: Reader, tenant: UUID, text: str, limit: int, after: UUID | None = None) -> list[Customer]:
    """What `search` finds, from behind this customer on."""
    return await store.page(reader, tenant, await _wanted(reader, tenant, text), limit, after)


async def count(reader: Reader, tenant: UUID, text: str) -> int:
    """How many `search` would find."""
    return await store.count(reader, tenant, await _wanted(reader, tenant, text))


async def _wanted(reader: Reader, tenant: UUID, text: str) -> CustomerQuery:
    region = await directory.phone_region(reader, tenant) if any(c.isdecimal() for c in text) else telephones.HOME
    return CustomerQuery(text.strip(), telephones.fragment(text, region))


async def addresses_of(reader: Reader, tenant: UUID, ids: Sequence[UUID]) -> list[CustomerAddress]:
    """The addresses of many customers, as `addresses` gives them, under the ids that were asked for."""
    found = await _addresses(reader, tenant, set(ids)) if ids else {}
    return [replace(one, customer_id=id) for id in dict.fromkeys(ids) for one in found[id]]


async def create_customer(
    work: UnitOfWork,
    *,
    name: str,
    kind: str = "person",
    emails: Sequence[str] = (),
    phones: Sequence[str] = (),
    web_ids: Sequence[str] = (),
    language: str | None = None,
    organisation_id: UUID | None = None,
    job: str | None = None,
    time_zone: str | None = None,
    tax_id: str | None = None,
    family_name: str | None = None,
    given_name: str | None = None,
    external: dict[str, str] | None = None,
    id: CustomerId | None = None,
) -> CustomerId:
    """A new customer with normalised addresses. Raises `NotAnAddress` naming what is wrong."""
    made = await store.create(
        work, name=name, kind=kind, language=language, organisation_id=organisation_id, job=job, time_zone=time_zone,
        tax_id=tax_id, family_name=family_name, given_name=given_name, external=external, id=id,
    )  # fmt: skip
    if kind == "person" and organisation_id is not None:
        await store.add_affiliation(work, made, organisation_id, job)
    region = await directory.phone_region(work, work.tenant_id) if phones else telephones.HOME
    for kind_, values in ((AddressKind.EMAIL, emails), (AddressKind.PHONE, phones), (AddressKind.WEB, web_ids)):
        for value in values:
            await store.add_address(work, made, kind_, normalise(kind_, value, region))
    work.record(CustomerCreated(customer_id=made))
    return made
