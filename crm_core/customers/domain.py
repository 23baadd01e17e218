"""Customers: people and organisations, and the addresses by which they are recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.interactions import Claim, Identified, Identity
from contact_center.kernel.ids import CustomerId
from crm_core.customers.errors import NotAnAddress


@dataclass(frozen=True, slots=True)
class Customer:
    id: UUID
    kind: str
    """`person` or `organisation`."""
    name: str
    organisation_id: UUID | None
    organisation_name: str | None
    job: str | None
    language: str | None
    time_zone: str | None
    note: str | None
    external: dict[str, Any]
    created_at: datetime
    erased_at: datetime | None
    family_name: str | None = None
    given_name: str | None = None
    form_of_address: str | None = None
    """`mr`, `ms` or `none`."""
    tax_id: str | None = None
    owner_id: UUID | None = None
    """The colleague who looks after them."""
    segment: str | None = None
    """Of value, in the organisation's own letters."""
    tags: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    """Values of the organisation's own fields by code (`contact_center.directory.fields`)."""
    version: int = 1
    """Counts edits."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """A new customer among many."""

    id: CustomerId
    name: str
    kind: str
    addresses: tuple[Address, ...]
    """Normalised."""
    external: Mapping[str, str]
    fields: Mapping[str, Any]
    """Checked values of other fields, own ones with `field.` before their code."""


@dataclass(frozen=True, slots=True)
class CustomerAddress:
    customer_id: UUID
    kind: str
    value: str
    label: str | None
    verified_at: datetime | None
    verified_how: str | None
    id: UUID
    use: str | None
    """replies, private, work, billing or delivery."""
    valid_from: datetime | None
    valid_until: datetime | None
    created_at: datetime


def normalise(kind: AddressKind, text: str, region: str = telephones.HOME) -> str:
    """The one spelling of an address: lower-case e-mail, E.164 phone. Raises `NotAnAddress`.

    `region` (ISO 3166) is only used for numbers without a country code.
    """
    if kind is AddressKind.EMAIL:
        value = text.strip().lower()
        local, at, domain = value.rpartition("@")
        if not (at and local and "." in domain) or any(c.isspace() for c in value):
            raise NotAnAddress(text, field="email")
        return value
    if kind is AddressKind.PHONE:
        number = telephones.e164(text, region)
        if number is None:
            raise NotAnAddress(text, field="phone")
        return number
    return text.strip()


def each_once(addresses: Sequence[CustomerAddress]) -> list[CustomerAddress]:
    """By kind and value; of several with the same the one proven first, else the first of them."""
    found: dict[tuple[str, str], CustomerAddress] = {}
    for one in addresses:
        known = found.get((one.kind, one.value))
        if known is None or (one.verified_at is not None and known.verified_at is None):
            found[one.kind, one.value] = one
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class Match:
    """A customer who has an address."""

    customer_id: UUID
    canonical_id: UUID
    """Another's, where this one was merged into them."""
    absorbed: tuple[UUID, ...] = ()
    """Everybody who was merged into the canonical one."""


def resolve(claim: Claim, matches: Sequence[Match]) -> Identified:
    """Deterministic identity (D31): an address is a claim; several customers behind it is nobody yet.

    Of a merged customer the contact is kept under the id whose address it is, so that it goes with its address when
    the merge is taken back; where several of the merged have the address, under the canonical one.
    """
    if not matches:
        return Identified(None, Identity.UNKNOWN)
    whole = matches[0].canonical_id
    if any(match.canonical_id != whole for match in matches):
        return Identified(None, Identity.AMBIGUOUS)
    kept = matches[0].customer_id if len(matches) == 1 else whole
    how = Identity.VERIFIED if claim.verified_by else Identity.CLAIMED
    also = frozenset(CustomerId(id) for id in (whole, *matches[0].absorbed) if id != kept)
    return Identified(CustomerId(kept), how, also)


def deserves_a_customer(claim: Claim) -> bool:
    """Whoever can be reached again; an unknown visitor of a web site stays nobody until we learn more."""
    return claim.address.kind is not AddressKind.WEB or claim.verified_by is not None


def fallback_name(claim: Claim) -> str:
    return claim.address.name or claim.address.value
