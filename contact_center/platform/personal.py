"""The registry of personal data: for each column what it holds, how long it is kept, how it is erased.

Each package declares its tables in a `personal.py` of its own. The declaration is not a description
but the erasure itself: "erase customer" runs what stands here, and a test fails on any column of the
database that no declaration names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.channels import Address
from contact_center.platform.unit_of_work import Reader, UnitOfWork

THEIR_ADDRESSES = "select * from unnest(%(kinds)s::text[], %(values)s::text[])"
"""The data subject's addresses (kind, value), for the `of_customer` of tables that hold rows by address."""

_PARAMETERS = frozenset({"tenant", "customers", "kinds", "values"})
_PARAMETER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class DataSubject:
    """Whom an erasure is about: the ids a customer goes by, and the addresses that are theirs alone.

    An address that somebody else has, too, is no proof of whose a row is: it is left out.
    """

    customers: Sequence[UUID]
    addresses: Sequence[Address] = ()


class About(StrEnum):
    CUSTOMER = "customer"
    USER = "user"
    """Somebody who works here; erased with the user, not with a customer."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `plain` columns hold no personal data; each of `personal` has the SQL that replaces it.

    `of_customer` selects the rows of one data subject, on the room's own tables: `%(tenant)s`, `%(customers)s` (an
    array of ids) and `THEIR_ADDRESSES` are what it may ask by. With `delete` the rows go as a whole. `blobs` names the
    column with the key of a file that goes, too.
    """

    name: str
    plain: str
    personal: Mapping[str, str] = field(default_factory=dict)
    about: About = About.NOBODY
    kept: str = "as long as the organisation"
    of_customer: str | None = None
    delete: bool = False
    blobs: str | None = None

    def __post_init__(self) -> None:
        unknown = set(_PARAMETER.findall(self.of_customer or "")) - _PARAMETERS
        if unknown:
            raise ValueError(f"{self.name}: of_customer knows no {', '.join(sorted(unknown))}")

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.plain.split()) | frozenset(self.personal)


@dataclass(frozen=True, slots=True)
class Retention:
    """What goes by time alone, where an organisation says so: of which table, and which of its rows.

    `old` selects what is old enough and over: `%(tenant)s` and `%(before)s` are what it may ask by; `left` what still
    holds something. The columns of the table's declaration are emptied, or those of `columns` alone, or rows go whole.
    """

    kind: str
    table: str
    old: str
    at: str
    """The instant that it is counted from, to tell the oldest."""
    left: str = "true"
    columns: tuple[str, ...] = ()
    delete: bool = False


def given(subject: DataSubject) -> dict[str, object]:
    """What the `of_customer` of tables asks by, but for the tenant."""
    return {
        "customers": list(subject.customers),
        "kinds": [address.kind.value for address in subject.addresses],
        "values": [address.value for address in subject.addresses],
    }


def _is_held(tables: Mapping[str, Table], one: Retention) -> str:
    """Whether a row is of somebody under a legal hold."""
    of = tables[one.table].of_customer
    return f"({of}) is true" if of else "false"


async def expiring(
    reader: Reader, tables: Sequence[Table], one: Retention, tenant: UUID, before: datetime, held: DataSubject
) -> tuple[int, int, datetime | None]:
    """How many rows are due, how many of those are held, and the oldest that is not."""
    of = _is_held({table.name: table for table in tables}, one)
    rows = await reader.dicts(
        f"select count(*) filter (where not held)::int as due, count(*) filter (where held)::int as held, "
        f"min(at) filter (where not held) as oldest from (select {of} as held, {one.at} as at from {one.table} "
        f"where tenant_id = %(tenant)s and {one.left} and {one.old}) as found",
        {"tenant": tenant, "before": before, **given(held)},
    )
    return rows[0]["due"], rows[0]["held"], rows[0]["oldest"]


async def expire(
    work: UnitOfWork, tables: Sequence[Table], one: Retention, before: datetime, held: DataSubject, most: int
) -> tuple[int, list[str]]:
    """Erases so many rows at most; returns how many, and the keys of their files."""
    by_name = {table.name: table for table in tables}
    table = by_name[one.table]
    parameters = {"tenant": work.tenant_id, "before": before, "most": most, **given(held)}
    chosen = (
        f"ctid in (select ctid from {one.table} where tenant_id = %(tenant)s and {one.left} and {one.old} "
        f"and not {_is_held(by_name, one)} limit %(most)s for update)"
    )
    if one.delete:
        named = table.blobs or "null::text"
        keys = await work.values(f"delete from {one.table} where {chosen} returning {named}", parameters)
        return len(keys), [str(key) for key in keys if key]
    emptied = {name: value for name, value in table.personal.items() if not one.columns or name in one.columns}
    assignments = ", ".join(f"{column} = {value}" for column, value in emptied.items())
    return await work.execute(f"update {one.table} set {assignments} where {chosen}", parameters), []


async def rows_of(reader: Reader, table: Table, tenant: UUID, subject: DataSubject, most: int) -> list[dict[str, Any]]:
    """What a table holds of a data subject, every column but the organisation's own id, sealed bytes left out."""
    found = await reader.dicts(
        f"select * from {table.name} where tenant_id = %(tenant)s and {table.of_customer} limit %(most)s",
        {"tenant": tenant, "most": most, **given(subject)},
    )
    return [
        {
            name: value
            for name, value in row.items()
            if name != "tenant_id" and not isinstance(value, bytes | memoryview)
        }
        for row in found
    ]


async def count_of(reader: Reader, table: Table, tenant: UUID, subject: DataSubject) -> int:
    found: int = await reader.value(
        f"select count(*)::int from {table.name} where tenant_id = %(tenant)s and {table.of_customer}",
        {"tenant": tenant, **given(subject)},
    )
    return found


async def named(reader: Reader, tables: Sequence[Table], tenant: UUID, keys: Collection[str]) -> set[str]:
    """Which of these files some row still names, whoever it is about: they are shared by content."""
    found: set[str] = set()
    for table in tables:
        if table.blobs and keys:
            found.update(
                await reader.values(
                    f"select {table.blobs} from {table.name} where tenant_id = %s and {table.blobs} = any(%s)",
                    [tenant, list(keys)],
                )
            )
    return found


async def erase(work: UnitOfWork, tables: Sequence[Table], subject: DataSubject) -> list[str]:
    """Erases one data subject from all tables; returns the keys of the files to delete after the commit.

    The order of `tables` matters: those by which rows are found (conversations, the customer) come last.
    """
    parameters = {"tenant": work.tenant_id, **given(subject)}
    keys: list[str] = []
    for table in tables:
        if table.about is not About.CUSTOMER:
            continue
        where = f"tenant_id = %(tenant)s and {table.of_customer}"
        if table.blobs:
            found = await work.values(f"select {table.blobs} from {table.name} where {where}", parameters)
            keys += [str(key) for key in found if key]
        if table.delete:
            await work.execute(f"delete from {table.name} where {where}", parameters)
        else:
            assignments = ", ".join(f"{column} = {value}" for column, value in table.personal.items())
            await work.execute(f"update {table.name} set {assignments} where {where}", parameters)
    return keys


TABLES = (
    Table("core.event_head", "tenant_id position"),
    Table("core.event", "tenant_id position id type version at actor correlation_id payload"),
    Table("core.event_cursor", "tenant_id consumer position moved_at"),
    Table("core.event_parked", "tenant_id consumer position parked_at error tried_at attempts"),
    Table("core.process", "id kind started_at beat_at"),
)
"""The platform's own. Events carry ids, never copies of personal data, so the log needs no erasing."""
