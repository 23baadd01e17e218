"""Customers as JSON: what `/api/v1/customers` takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from crm_core.customers.profile.domain import AddressUse

Short = Annotated[str, Field(max_length=200)]
Given = Annotated[dict[Annotated[str, Field(max_length=60)], JsonValue], Field(max_length=60)]


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class ItemPath(StrEnum):
    """Kinds of items as addresses name them."""

    ADDRESSES = "addresses"
    POSTAL = "postal-addresses"
    AFFILIATIONS = "affiliations"
    NOTES = "notes"


class CustomerFields(_Body):
    """Fields that can be changed; those that are left out stay, null empties one."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """As it is written; cannot be emptied."""
    family_name: Short | None = None
    given_name: Short | None = None
    form_of_address: Short | None = None
    """`mr`, `ms` or `none`."""
    language: Short | None = None
    """BCP 47, such as zh-Hant."""
    time_zone: Short | None = None
    """IANA, such as Asia/Taipei."""
    job: Short | None = None
    organisation_id: UUID | None = None
    """Of an organisation: the one it belongs to. People have affiliations."""
    tax_id: Short | None = None
    """Eight digits must fit Taiwan's check digit."""
    owner_id: UUID | None = None
    """The colleague who looks after them."""
    segment: Short | None = None
    tags: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=30)] | None = None
    fields: Given = Field(default_factory=dict)
    """Own fields of the organisation, by code."""


class CustomerPatch(CustomerFields):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    """That was read; refused if the customer was changed since, unless all is so already. If-Match does the same."""


class CustomerNew(CustomerFields):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[str, Field(pattern="^(person|organisation)$")] = "person"
    emails: Annotated[list[Short], Field(max_length=20)] = Field(default_factory=list)
    phones: Annotated[list[Short], Field(max_length=20)] = Field(default_factory=list)


class AddressNew(_Body):
    kind: Annotated[str, Field(pattern="^(email|phone)$")]
    value: Short
    use: AddressUse | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class PostalNew(_Body):
    country: Annotated[str, Field(min_length=2, max_length=2)]
    postal_code: Short = ""
    region: Short = ""
    city: Short = ""
    street: Short
    extra: Short = ""
    recipient: Short = ""
    use: AddressUse | None = None


class AffiliationNew(_Body):
    organisation_id: UUID
    job: Short | None = None
    may_order: bool = False
    order_limit: Short | None = None
    """An amount with its currency, such as TWD 20000; none: without limit."""
    may_get_invoices: bool = False
    may_change_data: bool = False
    """Of the organisation, such as its addresses."""


class NoteNew(_Body):
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    warning: bool = False
    """Shown first, on every page of this customer."""
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddressOut:
    id: UUID
    kind: str
    value: str
    use: str | None
    verified_at: datetime | None
    verified_how: str | None
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class PostalOut:
    id: UUID
    use: str | None
    country: str
    postal_code: str
    region: str
    city: str
    street: str
    extra: str
    recipient: str
    lines: tuple[str, ...]
    """As the country writes it."""


@dataclass(frozen=True, slots=True)
class AffiliationOut:
    id: UUID
    customer_id: UUID
    organisation_id: UUID
    organisation: str
    job: str | None
    may_order: bool
    order_limit: str | None
    may_get_invoices: bool
    may_change_data: bool


@dataclass(frozen=True, slots=True)
class NoteOut:
    id: UUID
    text: str
    warning: bool
    author_id: UUID | None
    valid_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerLine:
    id: UUID
    kind: str
    name: str
    organisation_id: UUID | None
    organisation: str | None
    segment: str | None
    owner_id: UUID | None
    tags: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class CustomerPage:
    customers: tuple[CustomerLine, ...]
    next: UUID | None
    """Give it as `after` for the next page; null at the end."""


@dataclass(frozen=True, slots=True)
class CustomerOut:
    id: UUID
    """The one that stands for all that were merged with it."""
    kind: str
    name: str
    family_name: str | None
    given_name: str | None
    form_of_address: str | None
    language: str | None
    time_zone: str | None
    job: str | None
    organisation_id: UUID | None
    organisation: str | None
    tax_id: str | None
    owner_id: UUID | None
    segment: str | None
    tags: tuple[str, ...]
    fields: dict[str, Any]
    addresses: tuple[AddressOut, ...]
    postal_addresses: tuple[PostalOut, ...]
    affiliations: tuple[AffiliationOut, ...]
    notes: tuple[NoteOut, ...]
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class EditedOut:
    edit_id: UUID | None
    """For undoing it within ten seconds; null if everything was so already."""
    version: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeOut:
    id: UUID
    edit_id: UUID
    field: str
    item: UUID | None
    before: Any
    after: Any
    actor: str
    origin: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryPage:
    changes: tuple[ChangeOut, ...]
    next: UUID | None
    """Give it as `before` for what came before; null at the end."""
