"""The head of the customer page: who, how proven, where they belong, what to know first; and who else is there."""

from __future__ import annotations

from agent_ui.compose.customer import proof_of
from agent_ui.compose.lens import Lens
from agent_ui.customers.details import Known
from agent_ui.customers.profile_views import HeadView, MembersView, OrganisationLink
from agent_ui.views import IdentityState
from agent_ui.words import customers as said
from agent_ui.words.labels import job as job_name
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import Affiliation


async def head(reader: Reader, lens: Lens, known: Known) -> HeadView:
    one, words = known.customer, lens.words
    proof = proof_of(words, list(known.addresses))
    owner = known.users.get(one.owner_id) if one.owner_id else None
    says = [
        words.gettext("segment %(name)s", name=one.segment) if one.segment else None,
        words.gettext("looked after by %(name)s", name=owner.name) if owner else None,
        said.local_time(words, one.time_zone) if one.time_zone else None,
    ]
    organisations = tuple(
        OrganisationLink(
            CustomerId(each.organisation_id), each.organisation_name, job_name(words, each.job) if each.job else None
        )
        for each in known.affiliations
    )
    if not known.is_person and one.organisation_id and one.organisation_name:
        above = OrganisationLink(CustomerId(one.organisation_id), one.organisation_name, words.gettext("belongs to"))
        organisations = (above,)
    return HeadView(
        CustomerId(one.id), one.name, said.addressed(words, one), proof.how,
        proof.state is IdentityState.VERIFIED, organisations, tuple(one for one in says if one),
        tuple(note.text for note in known.notes if note.warning),
    )  # fmt: skip


async def members(reader: Reader, lens: Lens, known: Known) -> tuple[MembersView, ...]:
    """Who else works where they work; of an organisation: who works there, and what belongs to it."""
    words = lens.words
    if not known.is_person:
        here = await profile.members(reader, lens.tenant, known.ids)
        parts = await profile.parts_of(reader, lens.tenant, known.customer.id)
        people = tuple(_person(lens, each) for each in here)
        below = tuple(
            OrganisationLink(CustomerId(each.id), each.name, words.gettext("belongs to it")) for each in parts
        )
        own = OrganisationLink(CustomerId(known.customer.id), known.customer.name)
        return (MembersView(own, (*people, *below), own=True),) if people or below else ()
    found = []
    for affiliation in known.affiliations:
        others = [
            each
            for each in await profile.members(reader, lens.tenant, [affiliation.organisation_id])
            if each.customer_id not in known.ids
        ]
        link = OrganisationLink(CustomerId(affiliation.organisation_id), affiliation.organisation_name)
        found.append(MembersView(link, tuple(_person(lens, each) for each in others)))
    return tuple(found)


def _person(lens: Lens, one: Affiliation) -> OrganisationLink:
    words = lens.words
    rights = said.order_rights(words, one.may_order, one.order_limit, one.may_get_invoices, one.may_change_data)
    parts = [job_name(words, one.job) if one.job else None, rights]
    return OrganisationLink(
        CustomerId(one.customer_id), one.customer_name, words.gettext(", ").join(part for part in parts if part) or None
    )
