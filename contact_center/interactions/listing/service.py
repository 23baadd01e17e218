"""All work as a list: filtered, in order, page by page, and tags by which it is sorted into piles.

What is open is few and sorted as a whole; what is closed is walked in the order of its age, so that a page costs the
same after years (`interaction_listed`). Text is looked for where words are kept (`interactions.search`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.interactions.listing import store
from contact_center.interactions.listing.domain import (
    LOOKED_THROUGH,
    MOST_COUNTED,
    MOST_TAGS,
    Scope,
    WorkFilter,
    WorkHolder,
    WorkOrder,
    WorkPlace,
    WorkStage,
    tag_of,
)
from contact_center.interactions.listing.errors import BulkUndoOver, NotATag
from contact_center.interactions.listing.store import BulkActRow, ListedWork
from contact_center.interactions.work.messages import lock_conversation_of
from contact_center.interactions.work.rights import Rights
from contact_center.kernel.contracts.interactions import ConversationTagged
from contact_center.kernel.ids import ConversationId, TenantId, new_id
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

__all__ = [
    "ListedWork",
    "Scope",
    "WorkFilter",
    "WorkHolder",
    "WorkOrder",
    "WorkPage",
    "WorkPlace",
    "WorkStage",
    "add_tag",
    "batches",
    "go_on",
    "keep_act",
    "page",
    "remove_tag",
    "scope_of",
    "tags_in_use",
    "take_act",
]  # fmt: skip

BATCH = 500
READS_ALL = frozenset({Role.SUPERVISOR, Role.ADMIN})
TAKEN_BACK_FOR = timedelta(seconds=30)
"""For so long an act on many can be taken back; pages offer it for ten seconds."""
FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WorkPage:
    rows: list[ListedWork]
    count: int
    """Of those that fit among the newest `LOOKED_THROUGH`, at most `MOST_COUNTED`."""
    is_whole: bool
    """`count` is of all there are."""
    next: WorkPlace | None


async def scope_of(reader: Reader, rights: Rights) -> Scope:
    """What of all work this person may list (decision 0022)."""
    who = rights.who
    if Role(who.user.role) in READS_ALL:
        return Scope(who.agent_id, None)
    return Scope(who.agent_id, await rights.serving.serves(reader, who.tenant, who.agent_id))


async def page(
    reader: Reader, tenant: UUID, scope: Scope, asked: WorkFilter, limit: int, after: WorkPlace | None = None
) -> WorkPage:
    found = await store.places(reader, tenant, scope, asked, limit + 1, after)
    shown = found[:limit]
    rows = await store.rows(reader, tenant, [one.id for one in shown]) if shown else []
    if after is None and len(found) <= limit:
        return WorkPage(rows, len(found), True, None)
    counted = await store.count(reader, tenant, scope, asked, LOOKED_THROUGH)
    count, is_whole = max(counted.fitting, len(shown)), counted.looked_through < LOOKED_THROUGH
    is_whole = is_whole and count <= MOST_COUNTED
    return WorkPage(rows, min(count, MOST_COUNTED), is_whole, shown[-1] if len(found) > limit else None)


async def batches(
    database: Database, tenant: TenantId, scope: Scope, asked: WorkFilter
) -> AsyncIterator[list[ListedWork]]:
    """All that fit, in order, a transaction for each batch: nobody's reading holds a long one."""
    after: WorkPlace | None = None
    while True:
        async with database.read(tenant) as reader:
            found = await store.places(reader, tenant, scope, asked, BATCH, after)
            rows = await store.rows(reader, tenant, [one.id for one in found]) if found else []
        if rows:
            yield rows
        if len(found) < BATCH:
            return
        after = found[-1]


async def tags_in_use(reader: Reader, tenant: UUID, limit: int = 100) -> list[str]:
    return await store.tags_in_use(reader, tenant, limit)


async def add_tag(work: UnitOfWork, interaction: UUID, text: str) -> bool:
    """To the conversation of this work; whether it did not have it. Raises `NotATag`, `NoSuchInteraction`."""
    tag = tag_of(text)
    if tag is None:
        raise NotATag(field="tag")
    conversation, tags = await _held(work, interaction)
    if tag in tags:
        return False
    if len(tags) >= MOST_TAGS:
        raise NotATag(field="tag")
    await store.add_tag(work, conversation, tag)
    _tell(work, conversation, len(tags) + 1)
    return True


async def remove_tag(work: UnitOfWork, interaction: UUID, text: str) -> bool:
    """Whether it had it. Raises `NoSuchInteraction`."""
    conversation, tags = await _held(work, interaction)
    tag = tag_of(text)
    if tag is None or tag not in tags:
        return False
    await store.remove_tag(work, conversation, tag)
    _tell(work, conversation, len(tags) - 1)
    return True


async def keep_act(work: UnitOfWork, user: UUID, kind: str, items: Sequence[str]) -> UUID:
    """Remembers what was done with many at once: `items` take it back, as whoever did it reads them."""
    id = new_id()
    await store.keep_act(work, id, user, kind, items, work.now - FORGOTTEN_AFTER)
    return id


async def go_on(work: UnitOfWork, user: UUID, id: UUID, kind: str, items: Sequence[str]) -> UUID:
    """More of the same act, which is done part by part: it is taken back as one. One that is gone is begun anew."""
    if await store.extend_act(work, id, user, kind, items):
        return id
    return await keep_act(work, user, kind, items)


async def take_act(work: UnitOfWork, user: UUID, id: UUID, kind: str | None = None) -> BulkActRow:
    """To be taken back now, and never again; `kind`: only one of this kind. Raises `BulkUndoOver`."""
    found = await store.take_act(work, id, user, work.now - TAKEN_BACK_FOR)
    if found is None or (kind is not None and found.kind != kind):
        raise BulkUndoOver(id)
    return found


async def _held(work: UnitOfWork, interaction: UUID) -> tuple[UUID, list[str]]:
    conversation = (await lock_conversation_of(work, interaction)).id
    return conversation, await store.tags_of(work, work.tenant_id, conversation)


def _tell(work: UnitOfWork, conversation: UUID, tags: int) -> None:
    work.record(ConversationTagged(conversation_id=ConversationId(conversation), tags=tags))
