"""SQL of what the ERP may ask of us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from erp_link.back_office.domain import Embedding, NoteKept, NotePlace

_KEEP_SITES = """
insert into erp.embedding (tenant_id, sites) values (%s, %s)
on conflict (tenant_id) do update set sites = excluded.sites
"""
_END_LINKS = """
insert into erp.embedding (tenant_id, sites, links_since) values (%s, '{}', %s)
on conflict (tenant_id) do update set links_since = excluded.links_since
"""
_CLAIM = """
insert into erp.back_office_note (tenant_id, key, digest, written_at) values (%s, %s, %s, %s)
on conflict (tenant_id, key) do nothing
"""


@dataclass(frozen=True, slots=True)
class _EmbeddingRow:
    sites: list[str]
    links_since: datetime | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    digest: str
    place: str
    customer_id: UUID
    interaction_id: UUID | None

    @property
    def kept(self) -> NoteKept:
        return NoteKept(NotePlace(self.place), self.customer_id, self.interaction_id)


async def embedding(reader: Reader, tenant: UUID) -> Embedding:
    found = await reader.one(
        _EmbeddingRow, "select sites, links_since from erp.embedding where tenant_id = %s", [tenant]
    )
    return Embedding(tuple(found.sites), found.links_since) if found else Embedding()


async def set_sites(work: UnitOfWork, sites: tuple[str, ...]) -> None:
    await work.execute(_KEEP_SITES, [work.tenant_id, list(sites)])


async def end_links(work: UnitOfWork) -> None:
    await work.execute(_END_LINKS, [work.tenant_id, work.now])


async def claim(work: UnitOfWork, key: str, digest: str) -> NoteRow | None:
    """The note that stands under this key already; None: it is this work's now. Waits for whoever is writing it."""
    if await work.execute(_CLAIM, [work.tenant_id, key, digest, work.now]):
        return None
    return await work.one(
        NoteRow,
        "select digest, place, customer_id, interaction_id from erp.back_office_note where tenant_id = %s and key = %s",
        [work.tenant_id, key],
    )


async def kept(work: UnitOfWork, key: str, note: NoteKept) -> None:
    await work.execute(
        "update erp.back_office_note set place = %s, customer_id = %s, interaction_id = %s "
        "where tenant_id = %s and key = %s",
        [note.place, note.customer, note.interaction, work.tenant_id, key],
    )
