"""Macros: written by administrators, found by queue and language."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from contact_center.kernel.contracts.macros import MacroChanged
from contact_center.kernel.ids import MacroId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.macros import store
from crm_core.macros.domain import MOST, Macro, MacroActs, checked, fits
from crm_core.macros.errors import NoSuchMacro, TooManyMacros


async def all_of(reader: Reader, tenant: UUID) -> list[Macro]:
    """By name."""
    return await store.of_tenant(reader, tenant)


async def for_conversation(reader: Reader, tenant: UUID, queues: Collection[UUID], language: str | None) -> list[Macro]:
    """Those that may be used in a conversation of one of these queues, those of a queue first."""
    found = [one for one in await store.of_tenant(reader, tenant) if fits(one, queues, language)]
    return sorted(found, key=lambda one: one.queue_id is None)


async def get(reader: Reader, tenant: UUID, id: UUID) -> Macro:
    """Raises `NoSuchMacro`."""
    found = next((one for one in await store.of_tenant(reader, tenant) if one.id == id), None)
    if found is None:
        raise NoSuchMacro(id)
    return found


async def write(
    work: UnitOfWork, name: str, acts: MacroActs, *, language: str | None, queue: UUID | None, id: UUID | None = None
) -> MacroId:
    """A new one, or this one as it reads now.

    Raises `NotAMacro`, `UnknownVariable`, `MacroExists`, `TooManyMacros`, `NoSuchMacro`.
    """
    name, acts = checked(name, acts)
    there = await store.of_tenant(work, work.tenant_id)
    if id is not None and not any(one.id == id for one in there):
        raise NoSuchMacro(id)
    if id is None and len(there) >= MOST:
        raise TooManyMacros
    made = MacroId(id or new_id())
    await store.keep(work, Macro(made, name, language, queue, acts))
    work.record(MacroChanged(macro_id=made))
    return made


async def remove(work: UnitOfWork, id: UUID) -> None:
    """Raises `NoSuchMacro`."""
    if not await store.remove(work, id):
        raise NoSuchMacro(id)
    work.record(MacroChanged(macro_id=MacroId(id), removed=True))
