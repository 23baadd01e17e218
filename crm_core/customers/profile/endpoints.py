"""Customers over the API: `/api/v1/customers`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import fields, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from pydantic import StringConstraints

from contact_center.directory import trail
from contact_center.directory.access import AnyUser
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.customers.listing import service as listing
from crm_core.customers.listing.domain import MOST_FILTERS, CustomerFilter, own_filters
from crm_core.customers.profile import schemas
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import OWN, EditOrigin, EditSource, FieldChange, ItemKind, Postal
from crm_core.customers.profile.errors import VersionGone
from crm_core.customers.profile.postal import PostalParts, lines
from crm_core.customers.profile.service import AffiliationParts, Edited, NewCustomer, Validity
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked

API = EditSource(EditOrigin.API)
PAGE = 50
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=100, description="the same key makes one customer, however often sent"),
]
Match = Annotated[
    str | None, Header(alias="If-Match", max_length=40, description="version that was read, as ETag or number")
]
Limit = Annotated[int, Query(ge=1, le=200, description="at most so many")]
Own = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}:(contains|is|from|to|any):[^\x00]*$", max_length=600)]


def router(database: Database) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/customers", tags=["customers"])
    _add_customers(routes, database)
    _add_items(routes, database)
    _add_history(routes, database)
    return routes


def _add_customers(routes: APIRouter, database: Database) -> None:
    @routes.get("")
    async def listed(
        who: AnyUser,
        q: Annotated[str, Query(max_length=200, description="name, organisation, address or number")] = "",
        after: Annotated[UUID | None, Query(description="the last one of the page before")] = None,
        limit: Limit = PAGE,
        kind: Annotated[str | None, Query(pattern="^(person|organisation)$")] = None,
        tag: Annotated[str | None, Query(max_length=40)] = None,
        owner: Annotated[UUID | None, Query(description="the colleague who looks after them")] = None,
        segment: Annotated[str | None, Query(max_length=20)] = None,
        reach: Annotated[
            str | None, Query(pattern="^(email|phone|web)$", description="has a valid address of this kind")
        ] = None,
        wrote: Annotated[
            str | None, Query(max_length=40, description="channel on which they have turned to us, such as email")
        ] = None,
        field: Annotated[
            list[Own] | None,
            Query(
                max_length=MOST_FILTERS,
                description="own field of the organisation, as code:test:value. Texts take contains and is; numbers, "
                "dates (2026-11-27) and amounts (TWD 12000) from, to and is; choices any (repeat it for several) and "
                "is; yes/no fields is (yes, no). Repeated, all must fit.",
            ),
        ] = None,
    ) -> schemas.CustomerPage:
        """Customers by name. What fits `q` anywhere in name, organisation or address; with filters all that fit them,
        and `q` looks in names, own fields, addresses and numbers."""
        own = own_filters(field or ())
        asked = CustomerFilter(q, kind, tag, owner, segment, reach=reach, wrote=wrote, own=own)
        filtered = any((kind, tag, owner, segment, reach, wrote, own))
        async with database.read(who.tenant) as reader:
            if filtered:
                found = await listing.after(reader, who.tenant, asked, limit + 1, after)
            else:
                found = await customers.page(reader, who.tenant, q, limit + 1, after)
        shown = found[:limit]
        return schemas.CustomerPage(tuple(_line(one) for one in shown), shown[-1].id if len(found) > limit else None)

    @routes.post("", status_code=201)
    async def create(
        who: AnyUser, body: schemas.CustomerNew, response: Response, key: Key = None
    ) -> schemas.CustomerOut:
        """A new customer. With an Idempotency-Key a repeated request makes no second one."""
        given = body.model_dump(exclude_unset=True, exclude={"name", "kind", "emails", "phones"})
        new = NewCustomer(body.name, body.kind, body.emails, body.phones, _flat(given))

        async def make(unit: UnitOfWork) -> schemas.CustomerOut:
            made = await profile.create(unit, new, API, key=key)
            return await _whole(unit, who, made)

        return _tagged(response, await database.run(who.tenant, make, actor=who.actor))

    @routes.get("/{customer}")
    async def one(who: AnyUser, customer: UUID, response: Response) -> schemas.CustomerOut:
        """One customer with addresses, affiliations and notes. Who read it is recorded."""
        async with database.read(who.tenant) as reader:
            found = await _whole(reader, who, customer)

        async def note(unit: UnitOfWork) -> None:
            await trail.read(unit, "customer read", f"customer:{customer}")

        await database.run(who.tenant, note, actor=who.actor)
        return _tagged(response, found)

    @routes.patch("/{customer}")
    async def patch(
        who: AnyUser, customer: UUID, body: schemas.CustomerPatch, response: Response, match: Match = None
    ) -> schemas.CustomerOut:
        """Changes the fields that are given. Refused if the version is not the one that was read."""
        values = _flat(body.model_dump(exclude_unset=True, exclude={"version"}))
        version = body.version if body.version is not None else _version(match)

        async def change(unit: UnitOfWork) -> schemas.CustomerOut:
            await identity.require_change(unit, who, customer)
            await profile.edit(unit, CustomerId(customer), values, API, version=version)
            return await _whole(unit, who, customer)

        return _tagged(response, await database.run(who.tenant, change, actor=who.actor))


def _add_items(routes: APIRouter, database: Database) -> None:
    async def do(
        who: SignedIn, customer: UUID, command: Callable[[UnitOfWork], Awaitable[Edited]]
    ) -> schemas.EditedOut:
        async def allowed(unit: UnitOfWork) -> Edited:
            await identity.require_change(unit, who, customer)
            return await command(unit)

        return _edited(await database.run(who.tenant, allowed, actor=who.actor))

    @routes.post("/{customer}/addresses")
    async def add_address(who: AnyUser, customer: UUID, body: schemas.AddressNew) -> schemas.EditedOut:
        """An e-mail address or telephone number. One that is theirs already changes nothing."""

        async def add(unit: UnitOfWork) -> Edited:
            validity = Validity(body.valid_from, body.valid_until)
            return await profile.add_address(
                unit, CustomerId(customer), AddressKind(body.kind), body.value, API, use=body.use, validity=validity
            )

        return await do(who, customer, add)

    @routes.post("/{customer}/postal-addresses")
    async def add_postal(who: AnyUser, customer: UUID, body: schemas.PostalNew) -> schemas.EditedOut:
        """A postal address, kept in the country's one spelling."""

        async def add(unit: UnitOfWork) -> Edited:
            parts = PostalParts(**body.model_dump(exclude={"use"}))
            return await profile.put_postal(unit, CustomerId(customer), parts, API, use=body.use)

        return await do(who, customer, add)

    @routes.post("/{customer}/affiliations")
    async def add_affiliation(who: AnyUser, customer: UUID, body: schemas.AffiliationNew) -> schemas.EditedOut:
        """Where a person works, and what they may do in its name."""

        async def add(unit: UnitOfWork) -> Edited:
            parts = AffiliationParts(
                body.organisation_id,
                body.job,
                body.may_order,
                body.order_limit,
                body.may_get_invoices,
                body.may_change_data,
            )
            return await profile.put_affiliation(unit, CustomerId(customer), parts, API)

        return await do(who, customer, add)

    @routes.post("/{customer}/notes")
    async def add_note(who: AnyUser, customer: UUID, body: schemas.NoteNew) -> schemas.EditedOut:
        """A note, or a warning that is shown first."""

        async def add(unit: UnitOfWork) -> Edited:
            return await profile.put_note(
                unit, CustomerId(customer), body.text, API, warning=body.warning, until=body.valid_until
            )

        return await do(who, customer, add)

    @routes.delete("/{customer}/{items}/{item}")
    async def end(who: AnyUser, customer: UUID, items: schemas.ItemPath, item: UUID) -> schemas.EditedOut:
        """Ends an address, affiliation or note. The history keeps it."""

        async def stop(unit: UnitOfWork) -> Edited:
            return await profile.end_item(unit, CustomerId(customer), _KINDS[items], item, API)

        return await do(who, customer, stop)


_ADDRESSES = (ItemKind.ADDRESS, ItemKind.POSTAL)
HIDDEN = "•••"
_KINDS = {
    schemas.ItemPath.ADDRESSES: ItemKind.ADDRESS,
    schemas.ItemPath.POSTAL: ItemKind.POSTAL,
    schemas.ItemPath.AFFILIATIONS: ItemKind.AFFILIATION,
    schemas.ItemPath.NOTES: ItemKind.NOTE,
}


def _add_history(routes: APIRouter, database: Database) -> None:
    @routes.get("/{customer}/history")
    async def history(
        who: AnyUser,
        customer: UUID,
        before: Annotated[UUID | None, Query(description="the last change of the page before")] = None,
        limit: Limit = PAGE,
    ) -> schemas.HistoryPage:
        """What was changed, by whom and from where. The latest first, without what was undone."""
        async with database.read(who.tenant) as reader:
            await customers.customer(reader, who.tenant, customer)
            ids = await customers.aliases(reader, who.tenant, customer)
            found = await profile.history(reader, who.tenant, ids, before=before, limit=limit + 1)
            waits = Guarded.ADDRESSES in await identity.guarded(reader, who, customer)
        shown = [_without(one) if waits and one.field in _ADDRESSES else one for one in found[:limit]]
        return schemas.HistoryPage(tuple(_change(one) for one in shown), shown[-1].id if len(found) > limit else None)

    @routes.post("/{customer}/edits/{edit}/undo")
    async def undo(who: AnyUser, customer: UUID, edit: UUID) -> schemas.EditedOut:
        """Takes back an edit of one's own within ten seconds. Refused if it went on since."""

        async def take_back(unit: UnitOfWork) -> Edited:
            return await profile.undo(unit, CustomerId(customer), edit)

        return _edited(await database.run(who.tenant, take_back, actor=who.actor))


def _flat(given: dict[str, Any]) -> dict[str, Any]:
    """Fields by the names under which they are edited."""
    own = given.pop("fields", None) or {}
    plain = {name: str(value) if isinstance(value, UUID) else value for name, value in given.items()}
    return plain | {f"{OWN}{code}": value for code, value in own.items()}


def _version(match: str | None) -> int | None:
    """Of an ETag or a number; `*` asks for nothing."""
    if match is None or match.strip() == "*":
        return None
    text = match.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise VersionGone(field="If-Match")
    return int(text)


def _tagged(response: Response, one: schemas.CustomerOut) -> schemas.CustomerOut:
    response.headers["ETag"] = f'"{one.version}"'
    return one


async def _whole(reader: Reader, who: SignedIn, id: UUID) -> schemas.CustomerOut:
    """What waits for the customer's verification is shown in part."""
    tenant = who.tenant
    ids = await customers.aliases(reader, tenant, id)
    one = await customers.customer(reader, tenant, ids[0])
    waits = Guarded.ADDRESSES in await identity.guarded(reader, who, ids[0])
    addresses = [_same(schemas.AddressOut, a) for a in await customers.addresses_of(reader, tenant, ids)]
    postals = [_postal(a) for a in await profile.postals(reader, tenant, ids)]
    if waits:
        addresses = [replace(a, value=masked(a.value)) for a in addresses]
        postals = [_hidden(a) for a in postals]
    named = {field.name for field in fields(schemas.CustomerOut)} & {field.name for field in fields(Customer)}
    plain = {name: getattr(one, name) for name in named - {"tags"}}
    return schemas.CustomerOut(
        **plain,
        organisation=one.organisation_name,
        tags=tuple(one.tags),
        addresses=tuple(addresses),
        postal_addresses=tuple(postals),
        affiliations=tuple(
            _same(schemas.AffiliationOut, a, organisation=a.organisation_name)
            for a in await profile.affiliations(reader, tenant, ids)
        ),
        notes=tuple(_same(schemas.NoteOut, a) for a in await profile.notes(reader, tenant, ids)),
    )


def _same(made: type[Any], of: Any, **more: Any) -> Any:
    """With the values of the same names."""
    return made(**{field.name: getattr(of, field.name) for field in fields(made) if field.name not in more}, **more)


def _postal(one: Postal) -> schemas.PostalOut:
    parts = PostalParts(one.country, one.postal_code, one.region, one.city, one.street, one.extra, one.recipient)
    found: schemas.PostalOut = _same(schemas.PostalOut, one, lines=lines(parts))
    return found


def _hidden(one: schemas.PostalOut) -> schemas.PostalOut:
    return replace(one, postal_code="", region="", city="", street="", extra="", recipient="", lines=(HIDDEN,))


def _line(one: Customer) -> schemas.CustomerLine:
    return schemas.CustomerLine(
        one.id, one.kind, one.name, one.organisation_id, one.organisation_name, one.segment, one.owner_id,
        tuple(one.tags), one.version,
    )  # fmt: skip


def _without(one: FieldChange) -> FieldChange:
    return replace(one, before=None, after=None)


def _edited(done: Edited) -> schemas.EditedOut:
    return schemas.EditedOut(done.id, done.version, done.fields)


def _change(one: FieldChange) -> schemas.ChangeOut:
    found: schemas.ChangeOut = _same(schemas.ChangeOut, one)
    return found
