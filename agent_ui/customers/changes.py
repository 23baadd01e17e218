"""What was changed of a customer and what they agreed to, as lines of the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.customers.details import Known
from agent_ui.customers.profile_views import TrailItem
from agent_ui.words import consent as said_of_consent
from agent_ui.words import customers as said
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.kernel.actors import user_of, users_of
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.platform.unit_of_work import Reader
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentPurpose, ConsentState
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import CustomerField, FieldChange, ItemKind
from crm_core.customers.profile.postal import PostalParts, one_line
from crm_core.identity.domain import Guarded, masked

HIDDEN = "•••"


async def edits(reader: Reader, lens: Lens, known: Known, before: datetime | None, limit: int) -> list[TrailItem]:
    """One line an edit: what, by whom, from where, and what it was before."""
    mark = (before, UUID(int=(1 << 128) - 1)) if before else None
    rows = await profile.changes_before(reader, lens.tenant, known.ids, mark, limit * 3)
    by_edit: dict[UUID, list[FieldChange]] = {}
    for row in rows:
        by_edit.setdefault(row.edit_id, []).append(row)
    names = await _names(reader, lens, rows)
    return [_edit(lens.words, known, sorted(changes, key=_place), names) for changes in list(by_edit.values())[:limit]]


def _place(one: FieldChange) -> tuple[int, str]:
    """Fields as they stand in the details; of items, what ended before what began."""
    order = [field.value for field in CustomerField]
    began = "1" if one.before is None else "0"
    return order.index(one.field) if one.field in order else len(order), began + one.field


async def _names(reader: Reader, lens: Lens, rows: Sequence[FieldChange]) -> Mapping[str, str]:
    """Of colleagues and organisations that the changes name, by id."""
    users = users_of(row.actor for row in rows)
    organisations: set[UUID] = set()
    for row in rows:
        for value in (row.before, row.after):
            if row.field == CustomerField.OWNER and value:
                users.add(UUID(value))
            elif row.field == CustomerField.ORGANISATION and value:
                organisations.add(UUID(value))
            elif row.field == ItemKind.AFFILIATION and value:
                organisations.add(UUID(value["organisation_id"]))
    found = await customers.several(reader, lens.tenant, organisations)
    people = await directory.names(reader, lens.tenant, users)
    return {str(id): name for id, name in people.items()} | {str(id): one.name for id, one in found.items()}


def _edit(words: Words, known: Known, changes: Sequence[FieldChange], names: Mapping[str, str]) -> TrailItem:
    first = changes[0]
    who = names.get(str(user_of(first.actor)))
    label = words.gettext(", ").join(dict.fromkeys(said.field(words, _told_as(one), known.own) for one in changes))
    before, after = _sides(words, known, changes, names)
    title = words.gettext("%(field)s changed", field=label)
    if before is None and after is not None:
        title = words.gettext("%(field)s added", field=label)
    elif after is None:
        title = words.gettext("%(field)s removed", field=label)
    parts = [part for part in (who, said.origin(words, first.origin)) if part]
    nothing = words.gettext("nothing")
    return TrailItem(
        f"e-{first.edit_id}", "change", first.at, True, "history", title, f"{before or nothing} → {after or nothing}",
        words.gettext(", ").join(parts) or None,
    )  # fmt: skip


def _told_as(one: FieldChange) -> str:
    row: dict[str, Any] = one.after or one.before or {}
    return str(row["kind"]) if one.field == ItemKind.ADDRESS else one.field


def _sides(
    words: Words, known: Known, changes: Sequence[FieldChange], names: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """What it was and what it is; an address that ended and one that began are one change."""
    before, after = [], []
    for one in changes:
        if one.item is None:
            if one.before not in (None, "", []):
                before.append(said.value(words, one.field, one.before, known.own, names))
            if one.after not in (None, "", []):
                after.append(said.value(words, one.field, one.after, known.own, names))
            continue
        if one.field in (ItemKind.ADDRESS, ItemKind.POSTAL) and Guarded.ADDRESSES in known.waits:
            before.append(HIDDEN)
            after.append(HIDDEN)
            continue
        if one.before and not _over(one.before, one.at):
            before.append(_item(words, one.field, one.before, names))
        if one.after and not _over(one.after, one.at):
            after.append(_item(words, one.field, one.after, names))
    joined = words.gettext(", ")
    return joined.join(before) or None, joined.join(after) or None


def _over(row: Mapping[str, Any], at: datetime) -> bool:
    end = row.get("valid_until")
    return end is not None and datetime.fromisoformat(str(end)) <= at


def _item(words: Words, kind: str, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    match kind:
        case ItemKind.ADDRESS:
            use = said.use(words, row.get("use"))
            shown = words.phone(str(row["value"]))
            return f"{shown} ({use})" if use else shown
        case ItemKind.POSTAL:
            fields = ("country", "postal_code", "region", "city", "street", "extra", "recipient")
            return one_line(PostalParts(**{name: row[name] for name in fields}))
        case ItemKind.AFFILIATION:
            rights = said.order_rights(
                words, row["may_order"], row["order_limit"], row["may_get_invoices"], bool(row.get("may_change_data"))
            )
            parts = [names.get(str(row["organisation_id"]), "–"), row.get("job"), rights]
            return words.gettext(", ").join(str(part) for part in parts if part)
        case _:
            return str(row.get("text", ""))


async def consents(reader: Reader, lens: Lens, known: Known, before: datetime | None, limit: int) -> list[TrailItem]:
    rows = await consent.changes(reader, lens.tenant, known.places, before, limit)
    words = lens.words
    names = await directory.names(reader, lens.tenant, {who for one in rows if (who := one.recorded_by)})
    items = []
    for one in rows:
        purpose = ConsentPurpose(one.purpose)
        title = words.gettext(
            "%(purpose)s: %(state)s", purpose=said_of_consent.purpose(words, purpose),
            state=said_of_consent.state(words, purpose, ConsentState(one.state)),
        )  # fmt: skip
        where = (
            channel_name(words, one.channel),
            _address(words, known, one.kind, one.value),
            one.note,
        )
        meta = words.gettext(", ").join(part for part in where if part)
        by = said_of_consent.source(words, one, names)
        items.append(TrailItem(f"c-{one.change_id}", "change", one.at, True, "shield-check", title, meta, by))
    return items


def _address(words: Words, known: Known, kind: str, value: str) -> str:
    if kind == AddressKind.WEB:
        return words.gettext("Visitor on the web site")
    return words.phone(masked(value) if Guarded.ADDRESSES in known.waits else value)
