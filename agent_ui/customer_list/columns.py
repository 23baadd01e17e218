"""The columns of the list of customers: which there are, and what stands in them on the page and in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from agent_ui.customer_list.views import CustomerCell
from agent_ui.words import customers as said
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.labels import job as job_name
from agent_ui.words.languages import Words
from contact_center.directory.fields.domain import FieldDefinition
from contact_center.directory.views.domain import MOST_COLUMNS
from contact_center.interactions.reading.contact_queries import LastContact
from contact_center.kernel.contracts.channels import AddressKind
from crm_core.customers.domain import Customer
from crm_core.customers.profile.domain import OWN

USUAL: Final = ("contact", "owner", "tags", "message", "last_contact")
"""Of whoever has chosen nothing."""
IN_FILE: Final = (
    "kind", "organisation", "email", "phone", "language", "tax_id", "erp_number", "segment", "owner", "tags",
)  # fmt: skip
"""Of the file, where nothing was chosen."""
LAST: Final = frozenset({"message", "last_contact"})
"""What asks for the last conversation."""


@dataclass(frozen=True, slots=True)
class ListedFacts:
    """What is known beside the customers themselves."""

    words: Words
    own: Mapping[str, FieldDefinition]
    people: Mapping[UUID, str]
    addresses: Mapping[UUID, Sequence[tuple[str, str]]]
    """Kind and value, as the reader may see them."""
    last: Mapping[UUID, LastContact] = field(default_factory=dict)
    readable: frozenset[UUID] = frozenset()
    """Pieces of work whose words the reader may read."""


def names(words: Words, own: Mapping[str, FieldDefinition]) -> dict[str, str]:
    """All that can be chosen, by code, in the order in which they are offered."""
    return {
        "contact": words.gettext("Contact"),
        "organisation": words.gettext("Organisation"),
        "kind": words.gettext("Kind"),
        "job": words.gettext("Position"),
        "email": words.gettext("E-mail"),
        "phone": words.gettext("Phone"),
        "owner": words.gettext("Owner"),
        "segment": words.gettext("Segment"),
        "tags": words.gettext("Tags"),
        "message": words.gettext("Last message"),
        "last_contact": words.gettext("Last contact"),
        "language": words.gettext("Language"),
        "tax_id": words.gettext("Tax number"),
        "erp_number": words.gettext("Number in the ERP"),
        "created": words.gettext("Customer since"),
    } | {f"{OWN}{code}": one.name for code, one in own.items()}


def chosen(
    asked: str, kept: Sequence[str], known: Mapping[str, str], otherwise: tuple[str, ...] = USUAL
) -> tuple[str, ...]:
    """Of the address, else of the person, else `otherwise`; without what there is no more."""
    wanted = [one for one in (asked.split(",") if asked else kept) if one in known]
    return tuple(dict.fromkeys(wanted))[:MOST_COLUMNS] or otherwise


def cell(around: ListedFacts, code: str, one: Customer) -> CustomerCell:
    """As the page shows it."""
    words, last = around.words, around.last.get(one.id)
    match code:
        case "tags":
            return CustomerCell(tags=tuple(one.tags))
        case "last_contact":
            return CustomerCell(at=last.at if last else None)
        case "created":
            return CustomerCell(at=one.created_at)
        case "message":
            text = last.text if last and last.interaction_id in around.readable else None
            return CustomerCell(text or "", channel=last.channel if last else None)
        case "kind":
            person = one.kind == "person"
            return CustomerCell(words.gettext("person") if person else words.gettext("organisation"))
        case "language":
            return CustomerCell(said.language(words, one.language) if one.language else "")
        case "job":
            return CustomerCell(job_name(words, one.job) if one.job else "")
        case _ if code.startswith(OWN):
            value = one.fields.get(code.removeprefix(OWN))
            definition = around.own.get(code.removeprefix(OWN))
            return CustomerCell("" if value is None else said.own_value(words, definition, value))
        case "contact" | "phone":
            return CustomerCell(", ".join(words.phone(value) for value in _values(around, code, one)))
        case _:
            return CustomerCell(_plain(around, code, one))


def in_file(around: ListedFacts, code: str, one: Customer) -> object:
    """As the file has it: codes and ISO 8601, for programs."""
    last = around.last.get(one.id)
    zone = around.words.zone
    match code:
        case "tags":
            return "; ".join(one.tags)
        case "last_contact":
            return last.at.astimezone(zone).isoformat(timespec="seconds") if last else None
        case "created":
            return one.created_at.astimezone(zone).isoformat(timespec="seconds")
        case "message":
            if last is None:
                return None
            text = last.text if last.interaction_id in around.readable else None
            return text or channel_name(around.words, last.channel)
        case "kind":
            return one.kind
        case "language":
            return one.language
        case "job":
            return one.job
        case _ if code.startswith(OWN):
            definition = around.own.get(code.removeprefix(OWN))
            return said.own_text(definition, one.fields.get(code.removeprefix(OWN))) if definition else None
        case "contact" | "phone":
            return "; ".join(_values(around, code, one))
        case _:
            return _plain(around, code, one)


def _values(around: ListedFacts, code: str, one: Customer) -> list[str]:
    kinds = {AddressKind.EMAIL, AddressKind.PHONE} if code == "contact" else {code}
    return [value for kind, value in around.addresses.get(one.id, ()) if kind in kinds]


def _plain(around: ListedFacts, code: str, one: Customer) -> str:
    match code:
        case "organisation":
            return one.organisation_name or ""
        case "email":
            return "; ".join(_values(around, code, one))
        case "owner":
            return around.people.get(one.owner_id, "") if one.owner_id else ""
        case "segment":
            return one.segment or ""
        case "tax_id":
            return one.tax_id or ""
        case "erp_number":
            return str(one.external.get("erp") or "")
        case _:
            return ""
