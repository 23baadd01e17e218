"""Cases of somebody who leaves: to a colleague, or to nobody, where the next one takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases import queries, service, store
from crm_core.cases.domain import Case
from crm_core.cases.queries import CaseFilter

MOST: Final = 1000
OPEN: Final = ("new", "open", "waiting")


async def hand_over(work: UnitOfWork, owner: UUID, to: UUID | None) -> list[UUID]:
    """Returns the cases that went."""
    gone = [one.id for one in await _owned(work, work.tenant_id, owner)]
    for id in gone:
        await service.assign(work, id, None, to)
    return gone


async def hand_back(work: UnitOfWork, ids: Sequence[UUID], owner: UUID, given_to: UUID | None) -> int:
    """Those that are still open and where they were given; how many."""
    known = await store.several(work, work.tenant_id, ids)
    back = [one.id for one in known if one.is_open and one.owner_id == given_to]
    for id in back:
        await service.assign(work, id, None, owner)
    return len(back)


async def _owned(reader: Reader, tenant: UUID, owner: UUID) -> list[Case]:
    return await queries.listed(reader, tenant, CaseFilter(owner=owner, states=OPEN), limit=MOST)
