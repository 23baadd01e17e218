"""Customers: people and organisations, and the addresses by which they are recognised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import AddressKind
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


@dataclass(frozen=True, slots=True)
class CustomerAddress:
    customer_id: UUID
    kind: str
    value: str
    label: str | None
    verified_at: datetime | None
    verified_how: str | None


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


def resolve(claim: Claim, matches: list[UUID]) -> Identified:
    """Deterministic identity (D31): an address is a claim; several customers behind it is nobody yet."""
    if len(matches) > 1:
        return Identified(None, Identity.AMBIGUOUS)
    if not matches:
        return Identified(None, Identity.UNKNOWN)
    how = Identity.VERIFIED if claim.verified_by else Identity.CLAIMED
    return Identified(CustomerId(matches[0]), how)


def deserves_a_customer(claim: Claim) -> bool:
    """Whoever can be reached again; an unknown visitor of a web site stays nobody until we learn more."""
    return claim.address.kind is not AddressKind.WEB or claim.verified_by is not None


def fallback_name(claim: Claim) -> str:
    return claim.address.name or claim.address.value
