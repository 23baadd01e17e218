"""What belongs to a case: conversations and things; and cases that become one, or two."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contact_center.kernel.contracts.cases import CaseLinked, CaseMerged, CaseUnlinked
from contact_center.kernel.ids import ConversationId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases import domain, permissions, store
from crm_core.cases.domain import Case, CaseLink, CaseLinkKind, ChangeCode
from crm_core.cases.errors import CannotMerge, NotInItsType, TooManyOfCase
from crm_core.cases.permissions import Actor, CaseAct
from crm_core.cases.writing import hold, note, settle

MOST: Final = 500
"""Links of one case."""


@dataclass(frozen=True, slots=True)
class LinkTo:
    kind: str
    """A `CaseLinkKind`."""
    ref: str
    """The id of a conversation, article or case; of things of an ERP the number people know them by."""
    label: str = ""
    source: str = ""


def check(links: Sequence[LinkTo]) -> None:
    """Raises `NotInItsType` for an id that is none."""
    for one in links:
        if one.kind in (CaseLinkKind.CONVERSATION, CaseLinkKind.ARTICLE, CaseLinkKind.CASE):
            try:
                UUID(one.ref)
            except ValueError as wrong:
                raise NotInItsType(one.ref[:80], field="ref") from wrong


async def add_links(work: UnitOfWork, case: Case, links: Sequence[LinkTo]) -> list[tuple[str, str]]:
    """Returns those that are new. Raises `TooManyOfCase`. Whoever calls holds the case."""
    if links and len(await store.links(work, work.tenant_id, case.id)) + len(links) > MOST:
        raise TooManyOfCase(field="links")
    added = []
    for one in links:
        if not await store.add_link(work, case.id, one.kind, one.ref, one.label[:300], one.source[:80]):
            continue
        added.append((one.kind, one.ref))
        conversation = conversation_of(one.kind, one.ref)
        if conversation is not None:
            await store.take_queue(work, case.id, conversation)
        work.record(CaseLinked(case_id=case.id, kind=one.kind, conversation_id=conversation))
        await note(work, case, ChangeCode.LINKED, kind=one.kind, ref=one.ref)
    return added


async def link(work: UnitOfWork, id: UUID, by: Actor | None, *links: LinkTo) -> Case:
    held = await hold(work, id, by, CaseAct.CHANGE)
    added = await add_links(work, held.case, links)
    return await settle(work, held, held.step, None, links=added) if added else held.case


async def unlink(work: UnitOfWork, id: UUID, by: Actor | None, kind: str, ref: str) -> bool:
    """Whether there was such a link."""
    held = await hold(work, id, by, CaseAct.CHANGE)
    gone = await store.remove_link(work, id, kind, ref)
    if gone is None:
        return False
    work.record(CaseUnlinked(case_id=id, kind=kind, conversation_id=conversation_of(kind, ref)))
    await note(work, held.case, ChangeCode.UNLINKED, kind=kind, ref=ref)
    return True


async def merge(work: UnitOfWork, into: UUID, away: UUID, by: Actor) -> Case:
    """All that belongs to `away` belongs to `into`, and the clock that runs out first is the one that counts.

    Raises `CannotMerge`.
    """
    if into == away:
        raise CannotMerge(into)
    rows = {id: await hold(work, id, by, CaseAct.CHANGE) for id in sorted((into, away))}
    stays, goes = rows[into], rows[away]
    permissions.check(by, CaseAct.MERGE, goes.case)
    if goes.case.merged_into or stays.case.merged_into or not stays.case.is_open or goes.case.is_incident:
        raise CannotMerge(away)
    kept, gone = domain.merge(stays.step, goes.step, work.now)
    await store.move_links(work, away, into)
    await settle(work, goes, gone, ChangeCode.MERGED_INTO, other=into, number=stays.case.number)
    work.record(CaseMerged(case_id=away, into_id=into))
    merged = await settle(work, stays, kept, ChangeCode.MERGED_FROM, other=away, number=goes.case.number)
    await store.keep_undo(work, into, None)
    await store.keep_undo(work, away, None)
    return merged


async def of_things(reader: Reader, tenant: UUID, kind: CaseLinkKind, refs: Collection[str]) -> dict[str, list[UUID]]:
    """The cases that things of this kind belong to."""
    found: dict[str, list[UUID]] = {}
    for ref, case in await store.linked_to(reader, tenant, kind, refs):
        found.setdefault(ref, []).append(case)
    return found


async def several(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[Case]:
    return await store.several(reader, tenant, ids) if ids else []


async def links_of(reader: Reader, tenant: UUID, case: UUID) -> list[CaseLink]:
    return await store.links(reader, tenant, case)


def conversation_of(kind: str, ref: str) -> ConversationId | None:
    """The conversation that a link is to; None for any other thing."""
    return ConversationId(UUID(ref)) if kind == CaseLinkKind.CONVERSATION else None
