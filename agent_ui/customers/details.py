"""What we keep of a customer as rows that are edited in place, and the form of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.customers.profile_views import DetailForm, DetailInput, DetailRow, DetailsView
from agent_ui.views import Tone
from agent_ui.words import customers as said
from agent_ui.words.labels import job as job_name
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.domain import User
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldDefinition, FieldKind, FieldSubject
from contact_center.interactions.reading import site_queries
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer, CustomerAddress
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import (
    FORMS_OF_ADDRESS,
    FRESH_ADDRESS,
    Affiliation,
    CustomerField,
    CustomerNote,
    Postal,
)
from crm_core.customers.profile.errors import NoSuchItem
from crm_core.customers.profile.postal import PostalParts, lines
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked
from crm_core.identity.errors import NotVerifiedYet

PLAIN = {
    "form_of_address": CustomerField.FORM_OF_ADDRESS,
    "language": CustomerField.LANGUAGE,
    "time_zone": CustomerField.TIME_ZONE,
    "owner": CustomerField.OWNER,
    "segment": CustomerField.SEGMENT,
    "tags": CustomerField.TAGS,
    "tax_id": CustomerField.TAX_ID,
}
"""Keys of rows of one field; own fields have `own-<code>`."""
COUNTRIES = ("TW", "CN", "HK", "JP", "KR", "SG", "US", "GB", "DE", "FR", "NL", "AU", "CA")


@dataclass(frozen=True, slots=True)
class Known:
    """All that is kept of one customer, under whichever ids."""

    customer: Customer
    ids: tuple[UUID, ...]
    addresses: tuple[CustomerAddress, ...]
    shared: frozenset[str]
    postals: tuple[Postal, ...]
    affiliations: tuple[Affiliation, ...]
    notes: tuple[CustomerNote, ...]
    own: Mapping[str, FieldDefinition]
    users: Mapping[UUID, User]
    waits: frozenset[Guarded] = frozenset()
    """What this reader may not see or change until the customer is verified."""
    visitors: tuple[str, ...] = ()
    """As whom they were on web sites, the latest first."""

    @property
    def places(self) -> list[tuple[str, str]]:
        """Each address (kind, value) about which they decide."""
        return [*((one.kind, one.value) for one in self.addresses), *((AddressKind.WEB, one) for one in self.visitors)]

    @property
    def is_person(self) -> bool:
        return self.customer.kind == "person"


async def known_of(reader: Reader, lens: Lens, id: CustomerId) -> Known:
    """Raises `NoSuchCustomer`."""
    ids = await customers.aliases(reader, lens.tenant, id)
    one = await customers.customer(reader, lens.tenant, ids[0])
    addresses = [a for a in await customers.addresses_of(reader, lens.tenant, ids) if a.kind != AddressKind.WEB]
    shared = {
        a.value
        for a in addresses
        if any(other.id not in ids for other in await customers.candidates(reader, lens.tenant, a.kind, a.value))
    }
    return Known(
        one, tuple(ids), tuple(addresses), frozenset(shared),
        tuple(await profile.postals(reader, lens.tenant, ids)),
        tuple(await profile.affiliations(reader, lens.tenant, ids)),
        tuple(await profile.notes(reader, lens.tenant, ids)),
        await own_fields.definitions(reader, lens.tenant, FieldSubject.CUSTOMER),
        {user.id: user for user in await directory.users(reader, lens.tenant)},
        await identity.guarded(reader, lens.rights.who, ids[0]),
        tuple(await site_queries.visitors_of(reader, lens.tenant, ids[0])),
    )  # fmt: skip


def details(words: Words, known: Known) -> DetailsView:
    found = list(_rows(words, known))
    adds = [("new-email", words.gettext("E-mail")), ("new-phone", words.gettext("Phone")),
            ("new-postal", words.gettext("Postal address"))]  # fmt: skip
    if known.is_person:
        adds.append(("new-affiliation", words.gettext("Organisation")))
    return DetailsView(
        CustomerId(known.customer.id),
        tuple(one for one in found if one.lines or one.tags),
        tuple(one for one in found if not (one.lines or one.tags)),
        tuple(_note(words, known, one) for one in known.notes),
        (*adds, ("new-note", words.gettext("Note")), ("new-warning", words.gettext("Warning"))),
    )


def _rows(words: Words, known: Known) -> Iterator[DetailRow]:
    one = known.customer
    yield DetailRow("name", words.gettext("Name"), (one.name,), _name_parts(words, one))
    if known.is_person:
        told = said.addressed(words, one)
        if told is None and one.form_of_address == "none":
            told = said.form_of_address(words, "none")
        yield DetailRow("form_of_address", words.gettext("Address as"), (told,) if told else ())
    for affiliation in known.affiliations:
        yield _affiliation(words, affiliation)
    if not known.is_person:
        yield DetailRow(
            "organisation", words.gettext("Belongs to"), (one.organisation_name,) if one.organisation_name else ()
        )
        yield _plain(words, "tax_id", one.tax_id)
    tongue = said.language(words, one.language) if one.language else None
    yield _plain(words, "language", tongue)
    for address in known.addresses:
        yield _address(words, known, address)
    for postal in known.postals:
        yield _postal(words, known, postal)
    yield replace(
        _plain(words, "time_zone", one.time_zone), meta=said.local_time(words, one.time_zone) if one.time_zone else None
    )
    owner = known.users.get(one.owner_id) if one.owner_id else None
    yield _plain(words, "owner", owner.name if owner else None)
    yield _plain(words, "segment", one.segment)
    for code, definition in known.own.items():
        value = one.fields.get(code)
        shown = () if value is None else (said.own_value(words, definition, value),)
        yield DetailRow(f"own-{code}", definition.name, shown, words.gettext("own field") if shown else None)
    yield DetailRow("tags", words.gettext("Tags"), (), tags=tuple(one.tags))


def _plain(words: Words, key: str, value: str | None) -> DetailRow:
    return DetailRow(key, said.field(words, PLAIN[key], {}), (value,) if value else ())


def _name_parts(words: Words, one: Customer) -> str | None:
    parts = [
        words.gettext("family %(name)s", name=one.family_name) if one.family_name else "",
        words.gettext("given %(name)s", name=one.given_name) if one.given_name else "",
    ]
    return words.gettext(", ").join(part for part in parts if part) or None


def _affiliation(words: Words, one: Affiliation) -> DetailRow:
    job = job_name(words, one.job) if one.job else None
    rights = said.order_rights(words, one.may_order, one.order_limit, one.may_get_invoices, one.may_change_data)
    meta = words.gettext(", ").join(part for part in (job, rights) if part)
    return DetailRow(f"affiliation-{one.id}", words.gettext("Works at"), (one.organisation_name,), meta or None)


def _address(words: Words, known: Known, one: CustomerAddress) -> DetailRow:
    proof = (
        words.gettext("verified %(day)s", day=words.day_of(one.verified_at))
        if one.verified_at
        else words.gettext("shared by several")
        if one.value in known.shared
        else words.gettext("new since %(day)s", day=words.day_of(one.created_at))
        if words.now - one.created_at < FRESH_ADDRESS
        else None
    )
    meta = words.gettext(", ").join(part for part in (said.use(words, one.use), proof) if part)
    shown = words.phone(masked(one.value) if Guarded.ADDRESSES in known.waits else one.value)
    return DetailRow(f"address-{one.id}", said.field(words, one.kind, {}), (shown,), meta or None)


def _postal(words: Words, known: Known, one: Postal) -> DetailRow:
    written = lines(_parts(one)) if Guarded.ADDRESSES not in known.waits else ("•••",)
    if one.country != "TW":
        written = (*written, said.country(words, one.country))
    label = {"delivery": words.gettext("Delivery"), "billing": words.gettext("Billing")}
    since = words.gettext("since %(day)s", day=words.date(one.created_at.astimezone(words.zone).date()))
    return DetailRow(f"postal-{one.id}", label.get(one.use or "", words.gettext("Address")), written, since)


def _parts(one: Postal) -> PostalParts:
    return PostalParts(one.country, one.postal_code, one.region, one.city, one.street, one.extra, one.recipient)


def _note(words: Words, known: Known, one: CustomerNote) -> DetailRow:
    author = known.users.get(one.author_id) if one.author_id else None
    day = words.day_of(one.created_at)
    meta = words.gettext(", ").join(part for part in (author.name if author else "", day) if part)
    if one.valid_until:
        meta = words.gettext("%(meta)s, until %(day)s", meta=meta, day=words.day_of(one.valid_until))
    label = words.gettext("Warning") if one.warning else words.gettext("Note")
    return DetailRow(f"note-{one.id}", label, (one.text,), meta, Tone.SOON if one.warning else Tone.PLAIN)


def row(words: Words, known: Known, key: str) -> DetailRow | None:
    """One row again; None for what was to be added, or is not there any more."""
    view = details(words, known)
    return next((one for one in (*view.rows, *view.more, *view.notes) if one.key == key), None)


# --- forms -------------------------------------------------------------------------------------------


def form(words: Words, known: Known, key: str) -> DetailForm:
    """Raises `NoSuchItem` for a key of nothing, and `NotVerifiedYet` for what waits."""
    kind, _, rest = key.partition("-")
    if Guarded.CHANGES in known.waits or (kind in ("address", "postal") and Guarded.ADDRESSES in known.waits):
        raise NotVerifiedYet(field=key)
    made = _FORMS.get(key) or _FORMS.get(kind)
    if made is None:
        if key not in PLAIN:
            raise NoSuchItem(key)
        return _plain_form(words, known, key)
    return made(words, known, key, rest)


def _plain_form(words: Words, known: Known, key: str) -> DetailForm:
    one, field = known.customer, PLAIN[key]
    label = said.field(words, field, {})
    value = profile.current(one, field)
    shown = ", ".join(one.tags) if key == "tags" else str(value or "")
    choices: tuple[tuple[str, str], ...] = ()
    if key == "form_of_address":
        choices = (("", "–"), *((code, said.form_of_address(words, code)) for code in FORMS_OF_ADDRESS))
    elif key == "language":
        tags = dict.fromkeys((*said.LANGUAGE_CHOICES, *([one.language] if one.language else [])))
        choices = (("", "–"), *((tag, said.language(words, tag)) for tag in tags))
    elif key == "owner":
        active = [(str(user.id), user.name) for user in known.users.values() if user.active or user.id == one.owner_id]
        choices = (("", "–"), *sorted(active, key=lambda choice: choice[1]))
    kind = "choice" if choices else "text"
    hint = words.gettext("separated by commas") if key == "tags" else None
    return DetailForm(key, label, (DetailInput("value", label, shown, kind, choices, hint=hint),), (("value", shown),))


def _own_form(words: Words, known: Known, key: str, code: str) -> DetailForm:
    definition = known.own.get(code)
    if definition is None:
        raise NoSuchItem(code)
    shown = said.own_text(definition, known.customer.fields.get(code))
    kind = "text"
    choices: tuple[tuple[str, str], ...] = ()
    match FieldKind(definition.kind):
        case FieldKind.DATE:
            kind = "date"
        case FieldKind.CHOICE:
            kind, choices = "choice", (("", "–"), *((one, one) for one in definition.choices))
        case FieldKind.YES_NO:
            kind = "choice"
            choices = (("", "–"), ("yes", words.gettext("yes")), ("no", words.gettext("no")))
        case _:
            pass
    hint = words.gettext("such as TWD 12000") if definition.kind == FieldKind.MONEY else None
    one = DetailInput("value", definition.name, shown, kind, choices, hint=hint)
    return DetailForm(key, definition.name, (one,), (("value", shown),))


def _name_form(words: Words, known: Known, key: str, _: str) -> DetailForm:
    one = known.customer
    inputs = [DetailInput("name", words.gettext("Name as written"), one.name)]
    if known.is_person:
        inputs += [
            DetailInput("family_name", words.gettext("Family name"), one.family_name or ""),
            DetailInput("given_name", words.gettext("Given name"), one.given_name or ""),
        ]
    return DetailForm(key, words.gettext("Name"), tuple(inputs), tuple((one.name, one.value) for one in inputs))


def _organisation_form(words: Words, known: Known, key: str, _: str) -> DetailForm:
    shown = known.customer.organisation_name or ""
    label = words.gettext("Belongs to")
    one = DetailInput("organisation", label, shown, suggest="/customers/organisations")
    return DetailForm(key, label, (one,), (("organisation", shown),))


def _address_form(words: Words, known: Known, key: str, rest: str) -> DetailForm:
    found = next((one for one in known.addresses if str(one.id) == rest), None)
    if found is None:
        raise NoSuchItem(rest)
    label = said.field(words, found.kind, {})
    on_file = words.gettext("On file: %(address)s.", address=words.phone(found.value))
    if found.verified_at:
        on_file = words.gettext(
            "On file: %(address)s, verified %(day)s.", address=words.phone(found.value),
            day=words.day_of(found.verified_at),
        )  # fmt: skip
    fresh = words.gettext("A new address gets no verification code for 7 days.")
    return DetailForm(
        key, label, _address_inputs(words, label, words.phone(found.value), found.use), (("text", found.value),),
        (on_file, fresh), removable=True,
    )  # fmt: skip


def _address_inputs(words: Words, label: str, text: str, use: str | None) -> tuple[DetailInput, ...]:
    return (
        DetailInput("text", label, text),
        DetailInput("use", words.gettext("Used for"), use or "", "choice", said.uses(words)),
    )


def _new_form(words: Words, known: Known, key: str, what: str) -> DetailForm:
    if what in ("email", "phone"):
        label = said.field(words, what, {})
        return DetailForm(key, label, _address_inputs(words, label, "", None))
    if what == "postal":
        return DetailForm(key, words.gettext("Postal address"), _postal_inputs(words, PostalParts("TW"), "delivery"))
    if what == "affiliation":
        return DetailForm(key, words.gettext("Works at"), _affiliation_inputs(words, None))
    if what in ("note", "warning"):
        return DetailForm(key, *_note_parts(words, None, warning=what == "warning"))
    raise NoSuchItem(what)


def _postal_form(words: Words, known: Known, key: str, rest: str) -> DetailForm:
    found = next((one for one in known.postals if str(one.id) == rest), None)
    if found is None:
        raise NoSuchItem(rest)
    inputs = _postal_inputs(words, _parts(found), found.use)
    return DetailForm(key, words.gettext("Postal address"), inputs, removable=True)


def _postal_inputs(words: Words, parts: PostalParts, use: str | None) -> tuple[DetailInput, ...]:
    codes = dict.fromkeys((*COUNTRIES, parts.country))
    countries = tuple((code, said.country(words, code)) for code in codes)
    return (
        DetailInput("use", words.gettext("Used for"), use or "", "choice", said.uses(words)),
        DetailInput("country", words.gettext("Country"), parts.country, "choice", countries),
        DetailInput("postal_code", words.gettext("Postal code"), parts.postal_code),
        DetailInput("region", words.gettext("City or region"), parts.region),
        DetailInput("city", words.gettext("District or town"), parts.city),
        DetailInput("street", words.gettext("Street, lane, number, floor"), parts.street),
        DetailInput("extra", words.gettext("Building, company"), parts.extra),
        DetailInput("recipient", words.gettext("Recipient"), parts.recipient),
    )


def _affiliation_form(words: Words, known: Known, key: str, rest: str) -> DetailForm:
    found = next((one for one in known.affiliations if str(one.id) == rest), None)
    if found is None:
        raise NoSuchItem(rest)
    return DetailForm(key, words.gettext("Works at"), _affiliation_inputs(words, found), removable=True)


def _affiliation_inputs(words: Words, one: Affiliation | None) -> tuple[DetailInput, ...]:
    name = one.organisation_name if one else ""
    return (
        DetailInput("organisation", words.gettext("Organisation"), name, suggest="/customers/organisations"),
        DetailInput("job", words.gettext("Position"), (one.job if one else "") or ""),
        DetailInput("may_order", words.gettext("May order"), "yes" if one and one.may_order else "", "yes"),
        DetailInput("order_limit", words.gettext("Up to"), (one.order_limit if one else "") or "",
                    hint=words.gettext("such as TWD 20000; empty: without limit")),
        DetailInput("may_get_invoices", words.gettext("May get invoices"),
                    "yes" if one and one.may_get_invoices else "", "yes"),
        DetailInput("may_change_data", words.gettext("May change data"),
                    "yes" if one and one.may_change_data else "", "yes"),
    )  # fmt: skip


def _note_form(words: Words, known: Known, key: str, rest: str) -> DetailForm:
    found = next((one for one in known.notes if str(one.id) == rest), None)
    if found is None:
        raise NoSuchItem(rest)
    return DetailForm(key, *_note_parts(words, found, warning=found.warning), removable=True)


def _note_parts(words: Words, one: CustomerNote | None, *, warning: bool) -> tuple[str, tuple[DetailInput, ...]]:
    label = words.gettext("Warning") if warning else words.gettext("Note")
    until = one.valid_until.astimezone(words.zone).date().isoformat() if one and one.valid_until else ""
    text = DetailInput("text", label, one.text if one else "", "long")
    if not warning:
        return label, (text,)
    return label, (text, DetailInput("until", words.gettext("Until (empty: for good)"), until, "date"))


_FORMS = {
    "name": _name_form,
    "organisation": _organisation_form,
    "own": _own_form,
    "address": _address_form,
    "postal": _postal_form,
    "affiliation": _affiliation_form,
    "note": _note_form,
    "new": _new_form,
}
