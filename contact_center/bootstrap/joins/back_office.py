"""What the ERP may ask of us, joined to the rooms that know it: contacts, cases, promises, consent, ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.directory.domain import Role
from contact_center.directory.service import SignedIn
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import timeline_queries as contacts
from contact_center.interactions.work import replies
from contact_center.interactions.work.rights import Act, Rights, Serving
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.contracts.interactions import State
from contact_center.kernel.errors import Forbidden
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.care import service as care
from crm_core.cases import listing as cases
from crm_core.cases.listing import OPEN, CaseFilter
from crm_core.cases.numbers import quoted
from crm_core.cases.permissions import Actor
from crm_core.consent import service as consent
from crm_core.customers import service as customers
from crm_core.customers.domain import normalise
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked
from crm_core.tasks import reading as tasks
from crm_core.tasks.domain import Task, TaskState
from erp_link.back_office.domain import (
    MOST_CASES,
    MOST_PROMISES,
    BackOfficeNote,
    CustomerHistory,
    HistoryCase,
    HistoryConsent,
    HistoryContact,
    HistoryCustomer,
    HistoryPromise,
    HistoryRating,
    MeantBy,
    NoteKept,
    NotePlace,
    WhoIsMeant,
)
from erp_link.back_office.errors import SeveralByThat
from erp_link.back_office.service import BackOffice
from erp_link.systems import ErpSystems

LATEST = 20
"""Contacts of a customer among which one that goes on is looked for."""
_KINDS = {MeantBy.EMAIL: AddressKind.EMAIL, MeantBy.PHONE: AddressKind.PHONE}


def back_office(runtime: Runtime, systems: ErpSystems) -> BackOffice:
    book = KnownContacts(runtime.ports.planner)
    return BackOffice(runtime.database, runtime.vault, systems, book, runtime.settings.public_url)


class KnownContacts:
    """See `erp_link.back_office.ports.ContactBook`."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    async def known_by(self, reader: Reader, tenant: TenantId, meant: WhoIsMeant) -> list[CustomerId]:
        if meant.by is MeantBy.NUMBER:
            return await customers.numbered_in_erp(reader, tenant, meant.value)
        kind = _KINDS.get(meant.by)
        if kind is None:
            return []
        value = normalise(kind, meant.value, await directory.phone_region(reader, tenant))
        return [CustomerId(one.id) for one in await customers.candidates(reader, tenant, kind, value)]

    async def standing(self, reader: Reader, tenant: TenantId, customers_: Sequence[UUID]) -> list[CustomerId]:
        whole = await customers.canonical(reader, tenant, customers_)
        stored = await customers.as_stored(reader, tenant, whole.values())
        ids = dict.fromkeys(whole[one] for one in customers_)
        return [CustomerId(id) for id in ids if id in stored and stored[id].erased_at is None]

    async def history(
        self, reader: Reader, who: SignedIn, customers_: Sequence[CustomerId], before: datetime | None, limit: int
    ) -> CustomerHistory:
        if not customers_:
            return CustomerHistory((), reader.now)
        groups = await customers.groups(reader, who.tenant, customers_)
        known = await customers.several(reader, who.tenant, customers_)
        found = await self._contacts(reader, who, groups, before, limit + 1)
        to_do = sorted(
            [one for id in customers_ for one in await tasks.of_customer(reader, who.tenant, id, MOST_PROMISES)],
            key=lambda one: (one.due_at, one.id),
        )
        names = await directory.names(reader, who.tenant, {one.owner_id for one in to_do if one.owner_id})
        shown = [_promise(one, names, groups) for one in to_do]
        return CustomerHistory(
            tuple(HistoryCustomer(id, known[id].name, known[id].kind) for id in customers_ if id in known),
            reader.now,
            tuple(found[:limit]),
            found[limit].began_at if len(found) > limit else None,
            await self._cases(reader, who, groups),
            tuple(one for one in shown if one.promised)[:MOST_PROMISES],
            shown[0] if shown else None,
            await self._consents(reader, who, customers_),
            await self._rating(reader, who.tenant, customers_),
        )  # fmt: skip

    async def _contacts(
        self,
        reader: Reader,
        who: SignedIn,
        groups: Mapping[UUID, tuple[UUID, ...]],
        before: datetime | None,
        limit: int,
    ) -> list[HistoryContact]:
        rows = [
            (id, row)
            for id, ids in groups.items()
            for row in await contacts.contacts_before(reader, who.tenant, ids, before, limit)
        ]
        rows.sort(key=lambda one: (one[1].created_at, one[1].interaction_id), reverse=True)
        readable = await self._rights(who).readable(reader, [row.interaction_id for _, row in rows[:limit]])
        return [
            HistoryContact(
                row.interaction_id, id, row.channel, row.state, row.outcome,
                (row.subject or row.first_text) if row.interaction_id in readable else None, row.agent_name,
                row.created_at, row.closed_at, row.talk_seconds, row.interaction_id in readable,
            )
            for id, row in rows[:limit]
        ]  # fmt: skip

    async def _cases(
        self, reader: Reader, who: SignedIn, groups: Mapping[UUID, tuple[UUID, ...]]
    ) -> tuple[HistoryCase, ...]:
        whose = {alias: id for id, ids in groups.items() for alias in ids}
        wanted = CaseFilter(states=OPEN, customers=list(whose))
        by = Actor(who.user.id, Role(who.user.role))
        found = await cases.listed(reader, who.tenant, wanted, by, limit=MOST_CASES)
        names = await directory.names(reader, who.tenant, {one.owner_id for one in found if one.owner_id})
        return tuple(
            HistoryCase(
                one.id, quoted(one.number), whose[one.customer_id], one.title, one.type, one.state,
                names.get(one.owner_id) if one.owner_id else None, one.opened_at, one.due_at,
            )
            for one in found if one.customer_id is not None
        )  # fmt: skip

    async def _consents(
        self, reader: Reader, who: SignedIn, customers_: Sequence[CustomerId]
    ) -> tuple[HistoryConsent, ...]:
        shown: dict[tuple[str, str], str] = {}
        for id in customers_:
            in_part = Guarded.ADDRESSES in await identity.guarded(reader, who, id)
            for one in await customers.addresses(reader, who.tenant, id):
                shown.setdefault((one.kind, one.value), masked(one.value) if in_part else one.value)
        decided = await consent.standing(reader, who.tenant, list(shown))
        return tuple(
            HistoryConsent(shown[one.kind, one.value], one.channel, one.purpose, one.state, one.at) for one in decided
        )

    async def _rating(self, reader: Reader, tenant: TenantId, customers_: Sequence[CustomerId]) -> HistoryRating | None:
        given = [
            (one.answered_at, HistoryRating(id, one.kind, one.score, one.comment, one.answered_at))
            for id in customers_
            for one in await care.of_customer(reader, tenant, id, 1)
            if one.score is not None and one.answered_at is not None
        ]
        return max(given, key=lambda one: one[0])[1] if given else None

    async def write(
        self, work: UnitOfWork, who: SignedIn, customers_: Sequence[CustomerId], note: BackOfficeNote, source: str
    ) -> NoteKept:
        writer = f"{note.by} ({source})"
        at_work = await self._at_work(work, who, customers_)
        if at_work is not None:
            customer, interaction = at_work
            await replies.note(
                work, interaction, who.agent_id, writer, note.text, client_key=f"back-office:{note.key}"
            )  # fmt: skip
            return NoteKept(NotePlace.CONVERSATION, customer, interaction)
        whole = await _whose(work, who.tenant, customers_)
        await profile.put_note(work, whole, f"{writer}: {note.text}", EditSource(EditOrigin.API))
        return NoteKept(NotePlace.CUSTOMER, whole, None)

    async def _at_work(
        self, work: UnitOfWork, who: SignedIn, customers_: Sequence[CustomerId]
    ) -> tuple[UUID, UUID] | None:
        """The latest contact that goes on and in which this person may write a note, with its customer."""
        groups = await customers.groups(work, who.tenant, customers_)
        going = [
            (row.created_at, id, row.interaction_id)
            for id, ids in groups.items()
            for row in await contacts.timeline(work, who.tenant, ids, limit=LATEST)
            if row.state != State.CLOSED
        ]
        for _, customer, interaction in sorted(going, reverse=True):
            try:
                await self._rights(who).require(work, interaction, Act.NOTE)
            except (Forbidden, NoSuchInteraction):
                continue
            return customer, interaction
        return None

    def _rights(self, who: SignedIn) -> Rights:
        return Rights(self._serving, who)


async def _whose(reader: Reader, tenant: TenantId, found: Sequence[CustomerId]) -> CustomerId:
    """Beside whom a note stands: the one who is known, of a company with its people the company."""
    if len(found) == 1:
        return found[0]
    known = await customers.several(reader, tenant, found)
    companies = [id for id in found if id in known and known[id].kind == "organisation"]
    if len(companies) != 1:
        raise SeveralByThat
    return companies[0]


def _promise(
    one: Task, names: Mapping[UUID, str], groups: Mapping[UUID, tuple[UUID, ...]]
) -> HistoryPromise:  # fmt: skip
    whose = next((id for id, ids in groups.items() if one.customer_id in ids), one.customer_id)
    assert whose is not None
    return HistoryPromise(
        one.id, whose, one.subject, names.get(one.owner_id) if one.owner_id else None, one.due_at, one.timed,
        one.promised, one.state == TaskState.MISSED,
    )  # fmt: skip
