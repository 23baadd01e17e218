"""Customers from a file: read, mapped, tried, brought in, and taken back, in batches that go on after a restart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldDefinition, FieldSubject, JsonValue
from contact_center.directory.service import audit
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.customers import CustomerErased
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CustomerId, TenantId, new_id
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers import store as customer_store
from crm_core.customers.domain import Customer, NewRow, normalise
from crm_core.customers.errors import NoSuchCustomer
from crm_core.customers.importing import store
from crm_core.customers.importing.domain import (
    AT_WORK,
    LONGEST_NUMBER,
    Import,
    ImportRow,
    ImportState,
    ReadFile,
    RowOutcome,
    RowValues,
    checked_mapping,
    guess,
    read_file,
    remember,
    values_of,
)
from crm_core.customers.importing.errors import (
    ImportNotReady,
    NoSuchImport,
    NumberTooLong,
    RowWithoutCustomer,
    SeveralCustomers,
)
from crm_core.customers.profile import edits
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import CustomerField, EditOrigin, EditSource, field_value

__all__ = [
    "Import", "ImportRow", "ImportState", "RowOutcome", "counts", "first_rows", "get", "go_on", "keep", "latest",
    "map_to", "next_batch", "own_names", "read_file", "rows_of", "run", "undo",
]  # fmt: skip

TASK = "crm.import_customers"
BATCH = 500
"""Rows in one transaction: some seconds on a slow machine at most, so that nobody waits for it."""
TOGETHER = 1000


async def own_names(reader: Reader, tenant: UUID) -> dict[str, str]:
    """The organisation's own fields: names by code."""
    found = await own_fields.definitions(reader, tenant, FieldSubject.CUSTOMER)
    return {code: one.name for code, one in found.items()}


async def keep(work: UnitOfWork, file_name: str, found: ReadFile, by: UUID) -> UUID:
    """The rows of a file, with the field of each column as it was the last time or as its heading says."""
    remembered: dict[str, str] = {}
    for one in reversed(await store.latest(work, work.tenant_id, 20)):
        remembered |= remember(one.headings, one.mapping)
    mapping = guess(found.headings, await own_names(work, work.tenant_id), remembered)
    made = Import(
        new_id(), file_name[:200], found.encoding, found.headings, mapping, ImportState.MAPPED, len(found.rows), 1, by,
        work.now, None,
    )  # fmt: skip
    await store.insert(work, made)
    for at in range(0, len(found.rows), TOGETHER):
        await store.insert_rows(work, made.id, at + 1, found.rows[at : at + TOGETHER])
    await audit(work, "import begun", f"import:{made.id}", file=made.file_name, rows=made.row_count)
    return made.id


async def get(reader: Reader, tenant: UUID, id: UUID) -> Import:
    found = await store.get(reader, tenant, id)
    if found is None:
        raise NoSuchImport(id)
    return found


async def latest(reader: Reader, tenant: UUID, limit: int = 20) -> list[Import]:
    return await store.latest(reader, tenant, limit)


async def counts(reader: Reader, tenant: UUID, id: UUID) -> Mapping[str, int]:
    """Rows by what would happen, or happened, with them."""
    return await store.counts(reader, tenant, id)


async def rows_of(
    reader: Reader, tenant: UUID, id: UUID, outcome: RowOutcome, after: int = 0, limit: int = 50
) -> list[ImportRow]:
    return await store.rows_of(reader, tenant, id, outcome, after, limit)


async def first_rows(reader: Reader, tenant: UUID, id: UUID, limit: int = 3) -> list[ImportRow]:
    return await store.rows(reader, tenant, id, 1, limit)


async def map_to(work: UnitOfWork, id: UUID, mapping: Sequence[str]) -> None:
    """Says what each column is, and begins to try what would happen. Raises `WrongMapping`, `ImportNotReady`."""
    known = await _locked(work, id, ImportState.MAPPED, ImportState.CHECKED)
    own = await own_names(work, work.tenant_id)
    await store.set_mapping(work, id, checked_mapping(known.headings, mapping, own))
    await _begin(work, id, ImportState.CHECKING)


async def run(work: UnitOfWork, id: UUID) -> None:
    """Brings in what was tried. Raises `ImportNotReady`."""
    known = await _locked(work, id, ImportState.CHECKED)
    await _begin(work, id, ImportState.RUNNING)
    await audit(work, "import run", f"import:{id}", file=known.file_name, rows=known.row_count)


async def undo(work: UnitOfWork, id: UUID) -> None:
    """Takes a whole import back: whoever is new and has nothing else goes, fields are as before but for later changes.

    Raises `ImportNotReady`, after 30 days `NoSuchImport`.
    """
    known = await _locked(work, id, ImportState.DONE)
    await _begin(work, id, ImportState.UNDOING)
    await audit(work, "import undone", f"import:{id}", file=known.file_name, rows=known.row_count)


async def _locked(work: UnitOfWork, id: UUID, *states: ImportState) -> Import:
    found = await store.lock(work, id)
    if found is None or not found.has_rows(work.now):
        raise NoSuchImport(id)
    if found.state not in states:
        raise ImportNotReady(id)
    return found


async def _begin(work: UnitOfWork, id: UUID, state: ImportState) -> None:
    await store.step(work, id, state, 1)
    work.defer(TASK, lock=f"import {id}", tenant_id=str(work.tenant_id), import_id=str(id))


async def go_on(database: Database, tenant: TenantId, id: UUID) -> None:
    """What the job does: batch after batch, each with its place in one transaction, so that nothing is done twice."""
    while True:
        async with database.read(tenant) as reader:
            known = await store.get(reader, tenant, id)
        if known is None or known.state not in AT_WORK:
            return
        actor = f"user:{known.created_by}"
        await database.run(tenant, lambda work: next_batch(work, id), actor=actor)


async def next_batch(work: UnitOfWork, id: UUID) -> None:
    known = await store.lock(work, id)
    if known is None or known.state not in AT_WORK:
        return
    rows = await store.rows(work, work.tenant_id, id, known.next_row, BATCH)
    if known.state == ImportState.UNDOING:
        await _take_back(work, known, rows)
        after = ImportState.UNDONE
    else:
        running = known.state == ImportState.RUNNING
        await store.mark(work, id, await _judged(work, known, rows, bring_in=running))
        after = ImportState.DONE if running else ImportState.CHECKED
    last = not rows or rows[-1].n >= known.row_count
    await store.step(work, id, after if last else known.state, rows[-1].n + 1 if rows else 1, ended=last)


@dataclass(frozen=True, slots=True)
class _Known:
    """Who is there already, of all whom some rows may be about."""

    by_number: Mapping[str, Sequence[UUID]]
    by_address: Mapping[Address, frozenset[UUID]]
    people: Mapping[UUID, Customer]
    addresses: Mapping[UUID, frozenset[Address]]


@dataclass(slots=True)
class _Around:
    """What a batch is judged by, and what it has done so far."""

    known: _Known
    source: EditSource
    pending: list[NewRow] = field(default_factory=list)
    """New customers who are brought in together."""
    written: set[Address | str] = field(default_factory=set)
    """Addresses and numbers in the ERP of those whom the batch has changed or made: what is known of them is old."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A row that can be brought in."""

    said: RowValues
    addresses: Sequence[Address]
    wanted: Mapping[str, JsonValue]

    @property
    def keys(self) -> set[Address | str]:
        return {*self.addresses, *([self.said.erp_number] if self.said.erp_number else [])}


async def _judged(work: UnitOfWork, known: Import, rows: Sequence[ImportRow], *, bring_in: bool) -> list[ImportRow]:
    definitions = await own_fields.definitions(work, work.tenant_id, FieldSubject.CUSTOMER)
    region = await directory.phone_region(work, work.tenant_id)
    read: list[tuple[ImportRow, _Read | ContactCenterError]] = []
    for row in rows:
        if row.done:
            continue
        bare = replace(row, problem=None, problem_field=None, fields=[], customer_id=None, erp_before=None)
        try:
            read.append((bare, _checked(values_of(row.cells, known.mapping), definitions, region)))
        except ContactCenterError as wrong:
            read.append((bare, wrong))
    source = EditSource(EditOrigin.IMPORT, known.id)
    around = _Around(await _known(work, [one for _, one in read if isinstance(one, _Read)]), source)
    marked = []
    for bare, one in read:
        try:
            if not isinstance(one, _Read):
                raise one
            marked.append(await _row(work, around, bare, one, bring_in=bring_in))
        except SeveralCustomers as several:
            marked.append(replace(bare, outcome=RowOutcome.DUPLICATE, problem=several.code))
        except ContactCenterError as wrong:
            place = str(wrong.fields.get("field") or "")
            marked.append(replace(bare, outcome=RowOutcome.REFUSED, problem=wrong.code, problem_field=place))
    await _bring_in(work, around)
    return marked


def _checked(said: RowValues, definitions: Mapping[str, FieldDefinition], region: str) -> _Read:
    """Everything is checked before anything is written."""
    addresses = _addresses(said, region)
    if not said.name.strip():
        raise RowWithoutCustomer(field="name")
    if len(said.erp_number or "") > LONGEST_NUMBER:
        raise NumberTooLong(field="erp_number")
    wanted: dict[str, JsonValue] = {name: field_value(name, value, definitions) for name, value in said.fields.items()}
    field_value(CustomerField.NAME.value, said.name, definitions)
    return _Read(said, addresses, wanted)


async def _known(work: UnitOfWork, read: Sequence[_Read]) -> _Known:
    """Asks once for all rows."""
    numbers = list(dict.fromkeys(one.said.erp_number for one in read if one.said.erp_number))
    by_number = await store.by_erp_numbers(work, work.tenant_id, numbers) if numbers else {}
    asked = list(dict.fromkeys(address for one in read for address in one.addresses))
    found = await customer_store.matches(work, work.tenant_id, asked) if asked else []
    by_address = {
        address: frozenset(match.canonical_id for match in matches)
        for address, matches in zip(asked, found, strict=True)
    }
    ids = {id for some in (*by_number.values(), *by_address.values()) for id in some}
    people = await customers.several(work, work.tenant_id, ids)
    have: dict[UUID, set[Address]] = {}
    for row in await customers.addresses_of(work, work.tenant_id, list(people)):
        have.setdefault(row.customer_id, set()).add(Address(AddressKind(row.kind), row.value))
    owned = {id: frozenset(some) for id, some in have.items()}
    return _Known(by_number, by_address, people, owned)


async def _row(work: UnitOfWork, around: _Around, row: ImportRow, read: _Read, *, bring_in: bool) -> ImportRow:
    """Judges one row, and brings it in if it is time."""
    said, there = read.said, around.known
    if read.keys & around.written:
        await _bring_in(work, around)
        there = await _known(work, [read])
    known = _match(there, read)
    if known is None:
        made = _create(around, read) if bring_in else None
        return replace(row, outcome=RowOutcome.NEW, customer_id=made, done=bring_in)
    have = there.addresses.get(known.id, frozenset())
    more = [one for one in read.addresses if one not in have]
    fresh = {name: value for name, value in read.wanted.items() if profile.current(known, name) != value}
    if said.name not in (known.name, *said.emails, *said.phones):
        fresh[CustomerField.NAME.value] = said.name
    number = said.erp_number if said.erp_number and known.external.get("erp") != said.erp_number else None
    if not (more or fresh or number):
        return replace(row, outcome=RowOutcome.SAME, customer_id=known.id, done=bring_in)
    if bring_in:
        around.written |= {*read.keys, *have, *([was] if (was := known.external.get("erp")) else [])}
        await _change(work, around, known, fresh, more, number)
    before = known.external.get("erp", "") if number else None
    fields = [*fresh, *dict.fromkeys(one.kind.value for one in more), *(["erp_number"] if number else [])]
    return replace(
        row, outcome=RowOutcome.CHANGES, fields=fields, customer_id=known.id, erp_before=before, done=bring_in
    )


def _addresses(said: RowValues, region: str) -> list[Address]:
    return [
        *(Address(AddressKind.EMAIL, normalise(AddressKind.EMAIL, one, region)) for one in said.emails),
        *(Address(AddressKind.PHONE, normalise(AddressKind.PHONE, one, region)) for one in said.phones),
    ]


def _match(known: _Known, read: _Read) -> Customer | None:
    """Whose row it is, by the number in the ERP, else by the addresses; never by name. Raises `SeveralCustomers`."""
    ids: set[UUID] = set(known.by_number.get(read.said.erp_number or "", ()))
    if not ids:
        ids = {id for one in read.addresses for id in known.by_address.get(one, ())}
    if len(ids) > 1:
        raise SeveralCustomers
    return known.people.get(ids.pop()) if ids else None


def _create(around: _Around, read: _Read) -> CustomerId:
    """Comes with the others of its batch."""
    fields = {name: value for name, value in read.wanted.items() if value}
    external = {"erp": read.said.erp_number} if read.said.erp_number else {}
    made = CustomerId(new_id())
    around.pending.append(
        NewRow(made, read.said.name, read.said.kind, tuple(dict.fromkeys(read.addresses)), external, fields)
    )
    around.written |= read.keys
    return made


async def _bring_in(work: UnitOfWork, around: _Around) -> None:
    await profile.create_together(work, around.pending, around.source)
    around.pending.clear()


async def _change(
    work: UnitOfWork, around: _Around, known: Customer, fresh: Mapping[str, JsonValue], more: Sequence[Address],
    number: str | None,
) -> None:  # fmt: skip
    id = CustomerId(known.id)
    for one in more:
        await profile.add_address(work, id, one.kind, one.value, around.source)
    if number:
        await _set_number(work, id, number)
    if fresh:
        await profile.edit(work, id, fresh, around.source)


async def _set_number(work: UnitOfWork, id: CustomerId, number: str | None) -> None:
    known = await edits.lock(work, id)
    await store.set_erp_number(work, id, number)
    await edits.told(work, known, new_id(), ("erp_number",), EditOrigin.IMPORT.value)


async def _take_back(work: UnitOfWork, known: Import, rows: Sequence[ImportRow]) -> None:
    done = [row for row in rows if row.done and row.customer_id]
    made = [row.customer_id for row in done if row.outcome == RowOutcome.NEW and row.customer_id]
    gone = set(await store.remove_untouched(work, made)) if made else set()
    for id in sorted(gone):
        work.record(CustomerErased(customer_id=CustomerId(id)))
    for row in done:
        if row.outcome == RowOutcome.CHANGES and row.customer_id:
            with suppress(NoSuchCustomer):  # erased since: there is nothing to take back
                await _change_back(work, known, row, CustomerId(row.customer_id))
    await store.mark(
        work, known.id,
        [replace(row, done=False, customer_id=None if row.customer_id in gone else row.customer_id) for row in done],
    )  # fmt: skip


async def _change_back(work: UnitOfWork, known: Import, row: ImportRow, id: CustomerId) -> None:
    await profile.take_back(work, id, EditSource(EditOrigin.IMPORT, known.id))
    if row.erp_before is None:
        return
    now = (await customers.as_stored(work, work.tenant_id, [id]))[id]
    if now.external.get("erp") == values_of(row.cells, known.mapping).erp_number:
        await _set_number(work, id, row.erp_before or None)
