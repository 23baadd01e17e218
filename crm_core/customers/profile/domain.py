"""What we keep of a customer beside addresses to reach them: fields, items, and how each is changed. Pure.

A field holds one value (name, language, owner, own fields of the organisation). An item is one of several (an
address, an affiliation, a note). Both change by edits; an edit is a set of changes made at once, and undone at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from contact_center.directory.fields.domain import FieldDefinition, JsonValue, value_of
from crm_core.customers.profile.errors import (
    DetailTooLong,
    NameMissing,
    NotAFormOfAddress,
    NotALanguageTag,
    NotAnOrderLimit,
    NotAPeriod,
    NotASegment,
    NotAUse,
    NotAZone,
    NotEditable,
    NotTags,
)
from crm_core.customers.profile.tax_numbers import tax_number

UNDONE_WITHIN: Final = timedelta(seconds=15)
"""Pages offer ten seconds; the click itself takes time."""
FRESH_ADDRESS: Final = timedelta(days=7)
"""How long a new address gets no code by which somebody proves who they are."""
LONGEST_NOTE: Final = 2000
LONGEST_TEXT: Final = 200
OWN = "field."
"""Before the code of one of the organisation's own fields."""
FORMS_OF_ADDRESS: Final = ("mr", "ms", "none")


class CustomerField(StrEnum):
    """Everybody has these; each is a column of the same name."""

    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    FORM_OF_ADDRESS = "form_of_address"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    JOB = "job"
    ORGANISATION = "organisation_id"
    """Of an organisation: the one it belongs to. Of a person: the first that they work at."""
    TAX_ID = "tax_id"
    OWNER = "owner_id"
    SEGMENT = "segment"
    TAGS = "tags"


class ItemKind(StrEnum):
    ADDRESS = "address"
    POSTAL = "postal"
    AFFILIATION = "affiliation"
    NOTE = "note"


class AddressUse(StrEnum):
    REPLIES = "replies"
    PRIVATE = "private"
    WORK = "work"
    BILLING = "billing"
    DELIVERY = "delivery"


class EditOrigin(StrEnum):
    PAGE = "page"
    CONVERSATION = "conversation"
    API = "api"
    IMPORT = "import"
    ADAPTER = "adapter"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class EditSource:
    """From where something is changed. `reference`: the conversation's work, the import."""

    origin: EditOrigin
    reference: UUID | None = None


@dataclass(frozen=True, slots=True)
class Postal:
    id: UUID
    customer_id: UUID
    use: str | None
    country: str
    postal_code: str
    region: str
    city: str
    street: str
    extra: str
    recipient: str
    valid_from: datetime | None
    valid_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person works at an organisation."""

    id: UUID
    customer_id: UUID
    customer_name: str
    organisation_id: UUID
    organisation_name: str
    job: str | None
    may_order: bool
    order_limit: str | None
    """An amount with its currency, `TWD 20000`; None: without limit."""
    may_get_invoices: bool
    may_change_data: bool
    """Of the organisation."""
    valid_from: datetime | None
    valid_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerNote:
    id: UUID
    customer_id: UUID
    text: str
    warning: bool
    """Shown first, on every page of this customer."""
    author_id: UUID | None
    valid_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field or item of one edit, as it was and as it is."""

    id: UUID
    edit_id: UUID
    customer_id: UUID
    field: str
    """A `CustomerField`, `field.<code>`, or an `ItemKind`."""
    item: UUID | None
    before: Any
    after: Any
    actor: str
    origin: str
    reference: UUID | None
    at: datetime
    undone_at: datetime | None


def is_valid(now: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or start <= now) and (end is None or now < end)


def field_value(field: str, raw: JsonValue, own: Mapping[str, FieldDefinition]) -> JsonValue:
    """The one spelling of a field's value; nothing is None. Raises an error that names the field and the remedy."""
    if field.startswith(OWN):
        definition = own.get(field.removeprefix(OWN))
        if definition is None:
            raise NotEditable(field=field)
        return value_of(definition, raw)
    try:
        known = CustomerField(field)
    except ValueError:
        raise NotEditable(field=field) from None
    if known is CustomerField.TAGS:
        return list(_tags(raw))
    if not isinstance(raw, str | None):
        raise NotEditable(field=field)
    text = " ".join((raw or "").split())
    if known is CustomerField.NAME and not text:
        raise NameMissing(field=field)
    if len(text) > LONGEST_TEXT:
        raise DetailTooLong(field=field)
    return _checked(known, text) if text else None


def _checked(field: CustomerField, text: str) -> str | None:
    match field:
        case CustomerField.FORM_OF_ADDRESS if text not in FORMS_OF_ADDRESS:
            raise NotAFormOfAddress(field=field)
        case CustomerField.LANGUAGE if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", text):
            raise NotALanguageTag(field=field)
        case CustomerField.TIME_ZONE if text not in available_timezones():
            raise NotAZone(field=field)
        case CustomerField.SEGMENT if len(text) > 20:
            raise NotASegment(field=field)
        case CustomerField.ORGANISATION | CustomerField.OWNER:
            return str(_id(field, text))
        case CustomerField.TAX_ID:
            return tax_number(text)
        case _:
            return text


def _id(field: CustomerField, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotEditable(field=field) from None


def _tags(raw: JsonValue) -> Iterable[str]:
    """A list, or texts parted by commas."""
    given: Sequence[JsonValue] = re.split(r"[,，、\n]", raw) if isinstance(raw, str) else (raw or [])  # type: ignore[assignment]
    if not isinstance(given, list) or any(not isinstance(one, str) for one in given):
        raise NotTags(field="tags")
    tags = dict.fromkeys(" ".join(str(one).split()) for one in given if str(one).strip())
    if len(tags) > 30 or any(len(one) > 40 for one in tags):
        raise NotTags(field="tags")
    return tags


def use_of(raw: str | None) -> str | None:
    if not raw:
        return None
    try:
        return AddressUse(raw).value
    except ValueError:
        raise NotAUse(field="use") from None


def period(start: datetime | None, end: datetime | None) -> tuple[datetime | None, datetime | None]:
    if start is not None and end is not None and end <= start:
        raise NotAPeriod(field="valid_until")
    return start, end


def order_limit(raw: str | None) -> str | None:
    if not raw or not raw.strip():
        return None
    found = re.fullmatch(r"\s*([A-Za-z]{3})\s*([\d,]{1,15}(?:\.\d{1,4})?)\s*", raw)
    if found is None or not found[2].strip(","):
        raise NotAnOrderLimit(field="order_limit")
    return f"{found[1].upper()} {found[2].replace(',', '')}"


def note_text(raw: str) -> str:
    text = raw.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise DetailTooLong(field="text")
    return text


def short(raw: str | None, field: str) -> str | None:
    text = " ".join((raw or "").split())
    if len(text) > LONGEST_TEXT:
        raise DetailTooLong(field=field)
    return text or None
