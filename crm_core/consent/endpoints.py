"""Consent as JSON: `/api/v1/customers/{customer}/consents`, `/api/v1/interactions/{interaction}/consents` of whoever a
conversation is with, and `/api/v1/consents/decision`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from pydantic import AwareDatetime

from contact_center.directory import trail
from contact_center.directory.access import AnyUser
from contact_center.directory.service import audit
from contact_center.interactions.reading import site_queries
from contact_center.interactions.work.rights import Act, Rights, Serving
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAdapter
from contact_center.kernel.ids import CustomerId, TenantId, UserId
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.consent import service
from crm_core.consent.domain import Consent, ConsentProof, ConsentPurpose, ConsentState, SendPurpose, basis
from crm_core.consent.errors import CannotReach
from crm_core.consent.schemas import (
    ConsentHistory,
    ConsentNew,
    ConsentOut,
    ConsentStanding,
    ContactConsentNew,
    DecisionOut,
)
from crm_core.customers import service as customers
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked

Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=100, description="the same key records it once, however often sent"),
]


def router(database: Database, adapters: Mapping[str, ChannelAdapter], serving: Serving) -> APIRouter:
    """For everybody who may see customers; of a conversation's contact, for who may say whose it is."""
    routes = APIRouter(prefix="/api/v1", tags=["consent"])
    _add_reading(routes, database, adapters)
    _add_recording(routes, database, adapters)
    _add_contacts(routes, database, serving)
    return routes


def _add_reading(routes: APIRouter, database: Database, adapters: Mapping[str, ChannelAdapter]) -> None:
    @routes.get("/customers/{customer}/consents")
    async def read_consents(who: AnyUser, customer: UUID) -> ConsentStanding:
        """What may be sent to this customer: each address, channel and purpose, with its proof."""
        async with database.read(who.tenant) as reader:
            places = await _addresses(reader, who.tenant, customer)
            decided = await service.standing(reader, who.tenant, places)
            in_part = Guarded.ADDRESSES in await identity.guarded(reader, who, customer)
        ways = [(kind, value, channel) for kind, value in places for channel in _channels(adapters, kind)]
        shown = tuple(_part(one, in_part=in_part) for one in _standing(ways, decided))
        await _note_reading(database, who.tenant, who.actor, customer)
        return ConsentStanding(consents=shown)

    @routes.get("/customers/{customer}/consents/history")
    async def read_history(
        who: AnyUser,
        customer: UUID,
        before: Annotated[AwareDatetime | None, Query(description="decided up to then")] = None,
        limit: Limit = ROWS,
    ) -> ConsentHistory:
        """Every decision about this customer's addresses, the latest first."""
        async with database.read(who.tenant) as reader:
            places = await _addresses(reader, who.tenant, customer)
            rows = await service.changes(reader, who.tenant, places, before, limit)
            in_part = Guarded.ADDRESSES in await identity.guarded(reader, who, customer)
        await _note_reading(database, who.tenant, who.actor, customer)
        return ConsentHistory(changes=tuple(_out(row, in_part=in_part) for row in rows))

    @routes.get("/consents/decision")
    async def ask(
        who: AnyUser,
        kind: Annotated[AddressKind, Query(description="of the address")],
        address: Annotated[str, Query(min_length=1, max_length=320, description="small letters, or E.164")],
        channel: Annotated[str, Query(min_length=1, max_length=40, description="by which it is to be sent")],
        purpose: Annotated[SendPurpose, Query(description="what is to be sent")],
    ) -> DecisionOut:
        """Whether something may be sent to an address now, and why: what our own door out asks."""
        _check(adapters, kind, channel)
        async with database.read(who.tenant) as reader:
            found = await service.decision(reader, who.tenant, Address(kind, address), channel, purpose)
        return DecisionOut(allowed=found.allowed, reason=found.reason, record=found.record)


def _add_recording(routes: APIRouter, database: Database, adapters: Mapping[str, ChannelAdapter]) -> None:
    @routes.post("/customers/{customer}/consents")
    async def record_consent(who: AnyUser, customer: UUID, body: ConsentNew, key: Key = None) -> ConsentOut:
        """What the customer said: given, withdrawn, objected, or an objection taken back.

        What stands so already is not recorded again unless there is a new proof.
        """
        _check(adapters, body.kind, body.channel)
        told = service.NewConsent(
            address=Address(body.kind, body.address), channel=body.channel, purpose=body.purpose, state=body.state,
            how=body.how, proof=ConsentProof(body.message, body.note),
        )  # fmt: skip

        async def write(work: UnitOfWork) -> ConsentOut:
            known = await customers.customer(work, who.tenant, customer)
            done = await service.record(work, CustomerId(known.id), told, by=UserId(who.user.id), client_key=key)
            await audit(
                work, "consent recorded", f"customer:{known.id}", channel=body.channel, purpose=body.purpose.value,
                state=body.state.value,
            )  # fmt: skip
            return ConsentOut.of(done, basis(body.purpose))

        return await database.run(who.tenant, write, actor=who.actor)

    @routes.post("/customers/{customer}/consents/{change}/undo")
    async def undo_consent(who: AnyUser, customer: UUID, change: UUID) -> ConsentOut:
        """Takes back what you have just recorded; within 15 seconds. Answers with what was taken back."""

        async def write(work: UnitOfWork) -> ConsentOut:
            known = await customers.customer(work, who.tenant, customer)
            done = await service.undo(work, CustomerId(known.id), change, by=UserId(who.user.id))
            await audit(
                work, "consent recording undone", f"customer:{known.id}", channel=done.channel, purpose=done.purpose
            )
            return ConsentOut.of(done, basis(ConsentPurpose(done.purpose)))

        return await database.run(who.tenant, write, actor=who.actor)


def _add_contacts(routes: APIRouter, database: Database, serving: Serving) -> None:
    @routes.get("/interactions/{interaction}/consents")
    async def read_contact(who: AnyUser, interaction: UUID) -> ConsentStanding:
        """What may be sent to the address that this conversation is with, also where nobody knows whose it is."""
        async with database.read(who.tenant) as reader:
            await Rights(serving, who).require(reader, interaction, Act.READ)
            header = await service.contact_of(reader, who.tenant, interaction)
            place, theirs = (header.contact_kind, header.contact_value), header.customer_id
            decided = await service.standing(reader, who.tenant, [place])
            in_part = theirs is not None and Guarded.ADDRESSES in await identity.guarded(reader, who, theirs)
        shown = _standing([(*place, header.channel)], decided)
        return ConsentStanding(consents=tuple(_part(one, in_part=in_part) for one in shown))

    @routes.post("/interactions/{interaction}/consents")
    async def record_contact(who: AnyUser, interaction: UUID, body: ContactConsentNew, key: Key = None) -> ConsentOut:
        """What they said in this conversation, about the address and channel by which they are in it."""
        told = service.ContactTold(
            purpose=body.purpose, state=body.state, how=body.how, proof=ConsentProof(body.message, body.note)
        )

        async def write(work: UnitOfWork) -> ConsentOut:
            await Rights(serving, who).require(work, interaction, Act.IDENTIFY)
            done = await service.record_of_contact(work, interaction, told, by=UserId(who.user.id), client_key=key)
            await audit(
                work, "consent recorded", f"interaction:{interaction}", channel=done.channel,
                purpose=body.purpose.value, state=body.state.value,
            )  # fmt: skip
            return ConsentOut.of(done, basis(body.purpose))

        return await database.run(who.tenant, write, actor=who.actor)

    @routes.post("/interactions/{interaction}/consents/{change}/undo")
    async def undo_contact(who: AnyUser, interaction: UUID, change: UUID) -> ConsentOut:
        """Takes back what you have just recorded there; within 15 seconds. Answers with what was taken back."""

        async def write(work: UnitOfWork) -> ConsentOut:
            await Rights(serving, who).require(work, interaction, Act.IDENTIFY)
            done = await service.undo_of_contact(work, interaction, change, by=UserId(who.user.id))
            await audit(
                work, "consent recording undone", f"interaction:{interaction}", channel=done.channel,
                purpose=done.purpose,
            )  # fmt: skip
            return ConsentOut.of(done, basis(ConsentPurpose(done.purpose)))

        return await database.run(who.tenant, write, actor=who.actor)


def _standing(ways: Sequence[tuple[str, str, str]], decided: Sequence[Consent]) -> Iterator[ConsentOut]:
    """Each way to somebody (kind, address, channel) with each purpose; what nobody has decided, too."""
    known = {(one.kind, one.value, one.channel, one.purpose): one for one in decided}
    for kind, value, channel in ways:
        for purpose in ConsentPurpose:
            found = known.get((kind, value, channel, purpose))
            undecided = ConsentOut(
                kind=kind, address=value, channel=channel, purpose=purpose, basis=basis(purpose),
                state=ConsentState.UNKNOWN,
            )  # fmt: skip
            yield ConsentOut.of(found, basis(purpose)) if found else undecided


def _out(found: Consent, *, in_part: bool) -> ConsentOut:
    return _part(ConsentOut.of(found, basis(ConsentPurpose(found.purpose))), in_part=in_part)


def _part(one: ConsentOut, *, in_part: bool) -> ConsentOut:
    """Addresses in part until the customer is verified, where the organisation wants it so."""
    return one.model_copy(update={"address": masked(one.address)}) if in_part else one


async def _addresses(reader: Reader, tenant: UUID, customer: UUID) -> list[tuple[str, str]]:
    """Raises `NoSuchCustomer`."""
    known = await customers.customer(reader, tenant, customer)
    on_file = [(one.kind, one.value) for one in await customers.addresses(reader, tenant, known.id)]
    visitors = await site_queries.visitors_of(reader, tenant, known.id)
    return list(dict.fromkeys([*on_file, *((AddressKind.WEB.value, one) for one in visitors)]))


async def _note_reading(database: Database, tenant: TenantId, actor: str, customer: UUID) -> None:
    async def note(work: UnitOfWork) -> None:
        await trail.read(work, "customer read", f"customer:{customer}")

    await database.run(tenant, note, actor=actor)


def _channels(adapters: Mapping[str, ChannelAdapter], kind: str) -> list[str]:
    """By which an address of this kind can be met; visitors of web sites where they are present, in chats and calls."""
    if kind == AddressKind.WEB:
        return sorted(name for name, one in adapters.items() if one.capabilities.session)
    return sorted(name for name, one in adapters.items() if kind in (one.capabilities.reaches, one.capabilities.rings))


def _check(adapters: Mapping[str, ChannelAdapter], kind: AddressKind, channel: str) -> None:
    if channel not in _channels(adapters, kind):
        raise CannotReach(channel, field="channel")
