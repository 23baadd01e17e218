"""What we keep of customers, in words: fields, values, uses, how somebody is addressed, what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from agent_ui.words.labels import job as job_name
from agent_ui.words.languages import CHINESE, Words, text_language
from contact_center.directory.fields.domain import FieldDefinition, FieldKind
from contact_center.kernel.money import Money
from crm_core.customers.domain import Customer
from crm_core.customers.profile.domain import OWN, AddressUse, CustomerField, EditOrigin, ItemKind

LANGUAGE_CHOICES = ("zh-Hant", "en", "ja", "ko", "vi", "id", "th")


def addressed(words: Words, one: Customer) -> str | None:
    """How somebody is addressed, in the script of their name: 林小姐, Ms Hale; None where nothing was chosen."""
    if one.form_of_address in (None, "none") or one.kind != "person":
        return None
    name = one.family_name or _family(one.name)
    if text_language(name) == CHINESE:
        return name + {"mr": "先生", "ms": "小姐"}[str(one.form_of_address)]
    return {"mr": f"Mr {name}", "ms": f"Ms {name}"}[str(one.form_of_address)]


def _family(name: str) -> str:
    """Of a name whose parts nobody has written down: the first character, else the last word."""
    return name[0] if text_language(name) == CHINESE and " " not in name else name.rsplit(maxsplit=1)[-1]


def form_of_address(words: Words, code: str) -> str:
    return {
        "mr": words.gettext("Mr / 先生"),
        "ms": words.gettext("Ms / 小姐"),
        "none": words.gettext("by name alone"),
    }.get(code, code)


def language(words: Words, tag: str) -> str:
    try:
        return str(Locale.parse(tag, sep="-").get_display_name(words.locale) or tag)
    except (ValueError, LookupError):
        return tag


def country(words: Words, code: str) -> str:
    return str(words.locale.territories.get(code, code))


def local_time(words: Words, zone: str) -> str | None:
    """What time it is there; None where it is the reader's own time."""
    there = words.now.astimezone(ZoneInfo(zone))
    if there.utcoffset() == words.now.astimezone(words.zone).utcoffset():
        return None
    return words.gettext("%(time)s there now", time=there.strftime("%H:%M"))


def use(words: Words, code: str | None) -> str | None:
    names = {
        AddressUse.REPLIES: words.gettext("replies"),
        AddressUse.PRIVATE: words.gettext("private"),
        AddressUse.WORK: words.gettext("work"),
        AddressUse.BILLING: words.gettext("billing"),
        AddressUse.DELIVERY: words.gettext("delivery"),
    }
    return names[AddressUse(code)] if code else None


def uses(words: Words) -> tuple[tuple[str, str], ...]:
    return (("", "–"), *((one.value, str(use(words, one))) for one in AddressUse))


def field(words: Words, name: str, own: Mapping[str, FieldDefinition]) -> str:
    """What a field or an item is called."""
    if name.startswith(OWN):
        found = own.get(name.removeprefix(OWN))
        return found.name if found else words.gettext("A field no longer used")
    return {
        CustomerField.NAME: words.gettext("Name"),
        CustomerField.FAMILY_NAME: words.gettext("Family name"),
        CustomerField.GIVEN_NAME: words.gettext("Given name"),
        CustomerField.FORM_OF_ADDRESS: words.gettext("Address as"),
        CustomerField.LANGUAGE: words.gettext("Language"),
        CustomerField.TIME_ZONE: words.gettext("Time zone"),
        CustomerField.JOB: words.gettext("Position"),
        CustomerField.ORGANISATION: words.gettext("Belongs to"),
        CustomerField.TAX_ID: words.gettext("Tax number"),
        CustomerField.OWNER: words.gettext("Owner"),
        CustomerField.SEGMENT: words.gettext("Segment"),
        CustomerField.TAGS: words.gettext("Tags"),
        ItemKind.POSTAL: words.gettext("Postal address"),
        ItemKind.AFFILIATION: words.gettext("Works at"),
        ItemKind.NOTE: words.gettext("Note"),
        "email": words.gettext("E-mail"),
        "phone": words.gettext("Phone"),
        "web": words.gettext("Web id"),
        ItemKind.ADDRESS: words.gettext("Address"),
    }.get(name, name)


def origin(words: Words, code: str) -> str | None:
    """From where something was changed; on a page of ours goes without saying."""
    return {
        EditOrigin.CONVERSATION: words.gettext("from a conversation"),
        EditOrigin.API: words.gettext("by the API"),
        EditOrigin.IMPORT: words.gettext("by an import"),
        EditOrigin.ADAPTER: words.gettext("by a connected system"),
    }.get(EditOrigin(code))


def own_value(words: Words, definition: FieldDefinition | None, value: Any) -> str:
    """A value of an own field as it is shown."""
    if value is None or value == "":
        return "–"
    match FieldKind(definition.kind) if definition else None:
        case FieldKind.DATE:
            return words.long_date(date.fromisoformat(value))
        case FieldKind.NUMBER:
            return words.number(Decimal(value))
        case FieldKind.MONEY:
            return words.money(Money(value["currency"], Decimal(value["amount"])))
        case FieldKind.YES_NO:
            return words.gettext("yes") if value else words.gettext("no")
        case _:
            return str(value)


def own_text(definition: FieldDefinition, value: object) -> str:
    """A value of an own field as it is typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return f"{value['currency']} {value['amount']}"
    return str(value)


def value(words: Words, name: str, kept: Any, own: Mapping[str, FieldDefinition], names: Mapping[str, str]) -> str:
    """A value of the history. `names`: of users and organisations, by id."""
    if kept is None or kept in ("", []):
        return words.gettext("nothing")
    if name.startswith(OWN):
        return own_value(words, own.get(name.removeprefix(OWN)), kept)
    match name:
        case CustomerField.FORM_OF_ADDRESS:
            return form_of_address(words, kept)
        case CustomerField.LANGUAGE:
            return language(words, kept)
        case CustomerField.JOB:
            return job_name(words, kept)
        case CustomerField.OWNER | CustomerField.ORGANISATION:
            return names.get(str(kept), "–")
        case CustomerField.TAGS:
            return words.gettext(", ").join(kept)
        case _:
            return str(kept)


def order_rights(
    words: Words, may_order: bool, limit: str | None, may_get_invoices: bool, may_change_data: bool = False
) -> str | None:
    """What somebody may do in the name of an organisation."""
    parts = []
    if may_order and limit:
        currency, _, amount = limit.partition(" ")
        most = words.money(Money(currency, Decimal(amount)))
        parts.append(words.gettext("may order up to %(amount)s", amount=most))
    elif may_order:
        parts.append(words.gettext("may order"))
    if may_get_invoices:
        parts.append(words.gettext("may get invoices"))
    if may_change_data:
        parts.append(words.gettext("may change data"))
    return words.gettext(", ").join(parts) or None
