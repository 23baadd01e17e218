"""The registry of personal data: for each column what it holds, how long it is kept, how it is erased.

Each package declares its tables in a `personal.py` of its own. The declaration is not a description
but the erasure itself: "erase customer" runs what stands here, and a test fails on any column of the
database that no declaration names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork

CONVERSATIONS = (
    "select id from core.conversation where tenant_id = %(tenant)s and (customer_id = %(customer)s "
    "or (contact_kind, contact_value) in (select kind, value from crm.customer_address a "
    "where a.tenant_id = %(tenant)s and a.customer_id = %(customer)s and not exists ("
    "select 1 from crm.customer_address b where b.tenant_id = a.tenant_id and b.kind = a.kind and b.value = a.value "
    "and b.customer_id <> a.customer_id)))"
)
"""Conversations of a customer: chosen for them, or held on an address that is theirs alone."""


class About(StrEnum):
    CUSTOMER = "customer"
    USER = "user"
    """Somebody who works here; erased with the user, not with a customer."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `plain` columns hold no personal data; each of `personal` has the SQL that replaces it.

    `of_customer` selects the rows of one customer (`%(tenant)s`, `%(customer)s`). With `delete` the rows
    go as a whole. `blobs` names the column with the key of a file that goes, too.
    """

    name: str
    plain: str
    personal: Mapping[str, str] = field(default_factory=dict)
    about: About = About.NOBODY
    kept: str = "as long as the organisation"
    of_customer: str | None = None
    delete: bool = False
    blobs: str | None = None

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.plain.split()) | frozenset(self.personal)


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


async def erase(work: UnitOfWork, tables: Sequence[Table], customer: Any) -> list[str]:
    """Erases one customer from all tables; returns the keys of the files to delete after the commit.

    The order of `tables` matters: those by which rows are found (conversations, the customer) come last.
    """
    parameters = {"tenant": work.tenant_id, "customer": customer}
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
