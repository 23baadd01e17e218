"""Two customers beside each other, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.merging.views import (
    ComparedField,
    CompareView,
    MergedView,
    PairsView,
    PairView,
    PerhapsView,
    SideView,
    SignView,
)
from agent_ui.views import UndoView
from agent_ui.words import labels
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading import contact_queries
from contact_center.interactions.reading.contact_queries import LastContact
from contact_center.kernel.actors import user_of, users_of
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import UserId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.customers.duplicates import service as duplicates
from crm_core.customers.duplicates.domain import DuplicatePair, Evidence, Sign
from crm_core.customers.merging import service as merging
from crm_core.customers.merging.domain import Side, Why
from crm_core.customers.merging.service import Merge, Proposal
from crm_core.identity import service as identity

PAGE = 30
UNDO_FOR = timedelta(seconds=12)
"""After this the page no longer offers it by itself; the merge can still be ended."""


def sign(words: Words, one: Evidence) -> SignView:
    value = one.value
    if one.sign in (Sign.OTHER_PHONE,):
        value = words.phone(value)
    texts = {
        Sign.PROVEN_ADDRESS: words.gettext("same address, proven: %(value)s", value=words.phone(value)),
        Sign.ADDRESS: words.gettext("same address: %(value)s", value=words.phone(value)),
        Sign.PHONE_SPELLING: words.gettext("same number, written differently: %(value)s", value=value),
        Sign.MAIL_SPELLING: words.gettext("same mailbox, written differently: %(value)s", value=value),
        Sign.TAX_ID: words.gettext("same tax number: %(value)s", value=value),
        Sign.ERP_NUMBER: words.gettext("same number in the ERP: %(value)s", value=value),
        Sign.NAME: words.gettext("same name"),
        Sign.ORGANISATION: words.gettext("same organisation"),
        Sign.OTHER_NAME: words.gettext("different name: %(value)s", value=value),
        Sign.OTHER_TAX_ID: words.gettext("different tax number: %(value)s", value=value),
        Sign.OTHER_ERP_NUMBER: words.gettext("different number in the ERP: %(value)s", value=value),
        Sign.OTHER_MAIL: words.gettext("different e-mail: %(value)s", value=value),
        Sign.OTHER_PHONE: words.gettext("different phone: %(value)s", value=value),
    }
    return SignView(texts[one.sign], one.speaks_for)


def field_name(words: Words, code: str) -> str:
    return {
        "name": words.gettext("Name"),
        "organisation_id": words.gettext("Organisation"),
        "job": words.gettext("Job"),
        "language": words.gettext("Language"),
        "time_zone": words.gettext("Time zone"),
        "tax_id": words.gettext("Tax number"),
        "erp_number": words.gettext("Number in the ERP"),
        "family_name": words.gettext("Family name"),
        "given_name": words.gettext("Given name"),
        "form_of_address": words.gettext("Form of address"),
        "owner_id": words.gettext("Owner"),
        "segment": words.gettext("Segment"),
    }.get(code, code.removeprefix("field."))


def _why(words: Words, why: Why) -> str:
    return {
        Why.SAME: words.gettext("the same"),
        Why.ONLY: words.gettext("the other has none"),
        Why.WRITTEN: words.gettext("a name rather than an address"),
        Why.PROVEN: words.gettext("of the one who is verified"),
        Why.NEWER: words.gettext("newer"),
    }[why]


async def perhaps(reader: Reader, lens: Lens, customer: UUID) -> PerhapsView:
    """Who the customer may be, and of whom they are made up."""
    found = await duplicates.of_customer(reader, lens.tenant, customer, limit=10)
    merges = await merging.merges_of(reader, lens.tenant, customer)
    pair = None
    if found:
        sides = await _sides(reader, lens, [customer, found[0].pair.other(customer)])
        other = sides[found[0].pair.other(customer)]
        pair = PairView(sides[customer], other, tuple(sign(lens.words, one) for one in found[0].judgement.evidence))
    merged = await _merged(reader, lens, merges)
    newest = merges[0] if merges and merges[0].by_actor == f"user:{lens.agent}" else None
    undo = None
    if newest is not None and lens.words.now - newest.at < UNDO_FOR:
        undo = UndoView(lens.words.gettext("Merged into one customer."), _end(newest))
    return PerhapsView(customer, pair, max(0, len(found) - 1), merged, undo)


def _end(merge: Merge) -> str:
    return f"/customers/merges/{merge.id}/end"


async def _merged(reader: Reader, lens: Lens, merges: Collection[Merge]) -> tuple[MergedView, ...]:
    names = await directory.names(reader, lens.tenant, users_of(one.by_actor for one in merges))
    known = await customers.as_stored(reader, lens.tenant, [one.absorbed_id for one in merges])
    words = lens.words
    lines = []
    for one in merges:
        by = user_of(one.by_actor)
        who = names.get(by) if by else None
        name = known[one.absorbed_id].name if one.absorbed_id in known else ""
        text = words.gettext(
            "Merged with %(name)s on %(day)s by %(who)s.",
            name=name, day=words.day_of(one.at), who=who or words.gettext("the system"),
        )  # fmt: skip
        lines.append(MergedView(text, _end(one)))
    return tuple(lines)


async def comparison(reader: Reader, lens: Lens, survivor: UUID, other: UUID) -> CompareView:
    """Raises what merging the two would raise."""
    fields = await merging.compare(reader, lens.tenant, survivor, other)
    judgement = await duplicates.judged(reader, lens.tenant, survivor, other)
    sides = await _sides(reader, lens, [survivor, other])
    organisations = {
        UUID(value) for one in fields if one.field == "organisation_id" for value in (one.survivor, one.other) if value
    }
    named = {id: one.name for id, one in (await customers.several(reader, lens.tenant, organisations)).items()}
    owners = [
        UserId(UUID(value)) for one in fields if one.field == "owner_id" for value in (one.survivor, one.other) if value
    ]
    named |= await directory.names(reader, lens.tenant, owners)
    pair = PairView(sides[survivor], sides[other], tuple(sign(lens.words, one) for one in judgement.evidence))
    return CompareView(
        pair,
        tuple(_field(lens.words, one, named) for one in fields),
        f"/customers/{survivor}/merge/{other}",
        f"/customers/{other}/compare/{survivor}",
    )


def _field(words: Words, one: Proposal, named: Mapping[UUID, str]) -> ComparedField:
    def shown(value: Any) -> str:
        if value is None:
            return ""
        if one.field in ("organisation_id", "owner_id"):
            return named.get(UUID(str(value)), "")
        if one.field == "form_of_address":
            forms = {"mr": words.gettext("Mr"), "ms": words.gettext("Ms"), "none": words.gettext("neither")}
            return forms.get(str(value), str(value))
        if one.field == "job":
            return labels.job(words, str(value))
        if one.field == "language":
            tongues = {"zh": words.gettext("Chinese"), "en": words.gettext("English")}
            return tongues.get(str(value).partition("-")[0], str(value))
        return str(value)

    return ComparedField(
        one.field, field_name(words, one.field), shown(one.survivor), shown(one.other), one.side is Side.OTHER,
        _why(words, one.why), one.why is Why.SAME,
    )  # fmt: skip


async def pairs(reader: Reader, lens: Lens, after: DuplicatePair | None) -> PairsView:
    found = await duplicates.suggestions(reader, lens.tenant, PAGE + 1, after)
    total = await duplicates.count(reader, lens.tenant)
    shown = found[:PAGE]
    ids = {id for one in shown for id in (one.pair.first_id, one.pair.second_id)}
    sides = await _sides(reader, lens, ids)
    views = tuple(
        PairView(
            sides[one.pair.first_id], sides[one.pair.second_id],
            tuple(sign(lens.words, each) for each in one.judgement.evidence),
        )
        for one in shown
    )  # fmt: skip
    words = lens.words
    most = duplicates.MOST_COUNTED
    counted = words.gettext("more than %(n)s", n=words.number(most)) if total >= most else words.number(total)
    last = shown[-1].pair if len(found) > PAGE else None
    return PairsView(views, counted, f"/customers/duplicates?after={last.first_id}.{last.second_id}" if last else None)


async def _sides(reader: Reader, lens: Lens, ids: Collection[UUID]) -> dict[UUID, SideView]:
    known = await customers.several(reader, lens.tenant, ids)
    addresses = await customers.addresses_of(reader, lens.tenant, list(known))
    written = await identity.in_part(reader, lens.rights.who)
    groups = await customers.groups(reader, lens.tenant, list(known))
    last = {row.customer_id: row for row in await contact_queries.last_contacts(reader, lens.tenant, groups)}
    return {
        id: SideView(
            id, one.name, _known(lens.words, one, last.get(id)),
            tuple(
                lens.words.phone(written(a.value))
                for a in addresses
                if a.customer_id == id and a.kind != AddressKind.WEB
            ),
        )
        for id, one in known.items()
    }  # fmt: skip


def _known(words: Words, one: Customer, last: LastContact | None) -> str:
    since = words.day_of(one.created_at)
    if last is None:
        return words.gettext("known since %(day)s, no contact yet", day=since)
    return words.gettext(
        "known since %(day)s, last contact %(when)s: %(channel)s",
        day=since, when=words.day_of(last.at), channel=labels.channel(words, last.channel),
    )  # fmt: skip
