"""The codes by which work is closed: added, renamed, moved, archived. Each change is audited; former words stay."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from contact_center.directory.service import audit
from contact_center.interactions.dispositions import store
from contact_center.interactions.dispositions.domain import DispositionEdit, DispositionNode, DispositionTree
from contact_center.interactions.dispositions.errors import (
    NoSuchDispositionBranch,
    NoSuchDispositionCase,
    NoSuchDispositionQueue,
    UnknownDisposition,
)
from contact_center.interactions.dispositions.ports import DispositionGround
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def tree(reader: Reader, tenant: UUID) -> DispositionTree:
    return await reader.once((tree, tenant), lambda: _read(reader, tenant))


async def _read(reader: Reader, tenant: UUID) -> DispositionTree:
    return DispositionTree(await store.nodes(reader, tenant), await store.former(reader, tenant))


async def add(work: UnitOfWork, ground: DispositionGround, edit: DispositionEdit) -> DispositionNode:
    """At the end of its branch. Raises what `errors` has, naming the field."""
    known = await _locked(work)
    made = known.checked(None, edit)
    await _check_ground(work, ground, made, None)
    await store.keep(work, made)
    await audit(work, "disposition added", f"disposition:{made.code}")
    return made


async def change(work: UnitOfWork, ground: DispositionGround, code: str, edit: DispositionEdit) -> DispositionNode:
    """What was closed before keeps the words of its time. Raises `UnknownDisposition` and what `errors` has."""
    known = await _locked(work)
    before = _of(known, code)
    made = known.checked(code, edit)
    if made == before:
        return made
    await _check_ground(work, ground, made, before)
    if (made.name, made.parent) != (before.name, before.parent):
        await store.keep_former(work, before)
    await store.keep(work, made)
    await audit(work, "disposition changed", f"disposition:{code}")
    return made


async def set_active(work: UnitOfWork, code: str, active: bool) -> None:
    """Archived, it and what is below it are offered no more; history and reports keep it. Raises `UnknownDisposition`,
    and `NoSuchDispositionBranch` where its branch is archived."""
    known = await _locked(work)
    one = _of(known, code)
    if one.active == active:
        return
    if active and one.parent is not None and not known.nodes[one.parent].active:
        raise NoSuchDispositionBranch(one.parent, field="parent")
    await store.keep(work, replace(one, active=active))
    await audit(work, "disposition used again" if active else "disposition archived", f"disposition:{code}")


async def move(work: UnitOfWork, code: str, by: int) -> None:
    """Among its siblings; by -1 up, by 1 down. Raises `UnknownDisposition`."""
    known = await _locked(work)
    _of(known, code)
    await store.order(work, [one.code for one in known.moved(code, by)])
    await audit(work, "disposition moved", f"disposition:{code}")


def _of(known: DispositionTree, code: str) -> DispositionNode:
    found = known.nodes.get(code)
    if found is None:
        raise UnknownDisposition(code[:60])
    return found


async def _locked(work: UnitOfWork) -> DispositionTree:
    await store.lock(work)
    return await _read(work, work.tenant_id)


async def _check_ground(
    work: UnitOfWork, ground: DispositionGround, made: DispositionNode, before: DispositionNode | None
) -> None:
    """Queues and types of case that it had before may be gone meanwhile; what is new must be there."""
    new = set(made.queues) - set(before.queues if before else ())
    if new and not new <= set(await ground.queues(work, work.tenant_id)):
        raise NoSuchDispositionQueue(field="queues")
    type = made.case_type if before is None or made.case_type != before.case_type else None
    if type and type not in await ground.case_types(work, work.tenant_id):
        raise NoSuchDispositionCase(type[:60], field="case_type")
