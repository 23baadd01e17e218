"""SQL of people as administrators look after them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from contact_center.directory import tables
from contact_center.directory.people.domain import (
    KEPT,
    ActKind,
    PeopleAct,
    PeopleFilter,
    PersonAccount,
    PersonState,
    Team,
)
from contact_center.directory.service import NO_PASSWORD
from contact_center.kernel.ids import new_id
from contact_center.platform.query import compiled, select, update_rows
from contact_center.platform.unit_of_work import Connection, Reader, UnitOfWork

_KEPT = tables.user_account.c
_PERSON = (
    _KEPT.id, _KEPT.login, _KEPT.name, _KEPT.email, _KEPT.role, _KEPT.locale, _KEPT.active, _KEPT.demo, _KEPT.title,
    _KEPT.team, _KEPT.phone, _KEPT.created_at,
)  # fmt: skip


def _people(tenant: UUID) -> Any:
    return select(*_PERSON, (_KEPT.password_hash == NO_PASSWORD).label("invited")).where(_KEPT.tenant_id == tenant)


async def listed(
    reader: Reader, tenant: UUID, wanted: PeopleFilter, limit: int, after: tuple[str, UUID] | None
) -> list[PersonAccount]:
    """By name (index user_account_name)."""
    found = _people(tenant)
    if wanted.text:
        columns = (_KEPT.name, _KEPT.login, _KEPT.email, _KEPT.title)
        fits = columns[0].icontains(wanted.text, autoescape=True)
        for column in columns[1:]:
            fits = fits | column.icontains(wanted.text, autoescape=True)
        found = found.where(fits)
    if wanted.role is not None:
        found = found.where(_KEPT.role == wanted.role.value)
    if wanted.team is not None:
        found = found.where(_KEPT.team == wanted.team)
    if wanted.state is not None:
        found = found.where(_KEPT.active.is_(wanted.state is not PersonState.OFF))
    if wanted.state in (PersonState.ACTIVE, PersonState.INVITED):
        has_none = _KEPT.password_hash == NO_PASSWORD
        found = found.where(has_none if wanted.state is PersonState.INVITED else ~has_none)
    if after is not None:
        name, id = after
        found = found.where((_KEPT.name > name) | ((_KEPT.name == name) & (_KEPT.id > id)))
    return await reader.many(PersonAccount, *compiled(found.order_by(_KEPT.name, _KEPT.id).limit(limit)))


async def several(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[PersonAccount]:
    found = _people(tenant).where(_KEPT.id.in_(list(ids)))
    return await reader.many(PersonAccount, *compiled(found)) if ids else []


async def known_as(reader: Reader, tenant: UUID, names: Collection[str]) -> list[PersonAccount]:
    """Whose sign-in name or e-mail address is one of these, in the spelling in which they are kept."""
    if not names:
        return []
    wanted = list(names)
    found = _people(tenant).where(_KEPT.login.in_(wanted) | _KEPT.email.in_(wanted))
    return await reader.many(PersonAccount, *compiled(found))


async def lock(work: UnitOfWork, id: UUID) -> PersonAccount | None:
    found = await work.many(PersonAccount, *compiled(_people(work.tenant_id).where(_KEPT.id == id).with_for_update()))
    return found[0] if found else None


async def teams(reader: Reader, tenant: UUID) -> list[Team]:
    return await reader.many(
        Team,
        "select team as name, count(*)::int as people from core.user_account where tenant_id = %s and active "
        "and team <> '' group by team order by team",
        [tenant],
    )


async def administrators(work: UnitOfWork) -> list[UUID]:
    """Who are active, locked: of two that take the last two away one comes second."""
    return await work.values(
        "select id from core.user_account where tenant_id = %s and role = 'admin' and active order by id for update",
        [work.tenant_id],
    )


async def change(work: UnitOfWork, id: UUID, values: Mapping[str, Any]) -> bool:
    """False if the sign-in name is taken."""
    try:
        async with work.connection.transaction():
            await work.execute(*update_rows(tables.user_account, {"tenant_id": work.tenant_id, "id": id}, values))
    except UniqueViolation:
        return False
    return True


async def has_email(work: UnitOfWork, email: str, but: UUID) -> bool:
    return bool(
        await work.value(
            "select 1 from core.user_account where tenant_id = %s and lower(email) = %s and id <> %s",
            [work.tenant_id, email, but],
        )
    )


# --- what was done, to take it back


async def add_act(work: UnitOfWork, kind: ActKind, user: UUID | None, before: Mapping[str, Any]) -> UUID:
    id = new_id()
    await work.execute(
        "insert into core.people_act (tenant_id, id, kind, user_id, done_by, done_at, before) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, kind.value, user, work.actor, work.now, Jsonb(dict(before))],
    )
    return id


async def lock_act(work: UnitOfWork, id: UUID) -> PeopleAct | None:
    return await work.one(
        PeopleAct,
        "select id, kind, user_id, done_by, done_at, undone_at, before from core.people_act "
        "where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )


async def acts(reader: Reader, tenant: UUID, kind: ActKind, limit: int) -> list[PeopleAct]:
    """The latest first (index people_act_at)."""
    return await reader.many(
        PeopleAct,
        "select id, kind, user_id, done_by, done_at, undone_at, before from core.people_act "
        "where tenant_id = %s and kind = %s order by done_at desc, id limit %s",
        [tenant, kind.value, limit],
    )


async def set_undone(work: UnitOfWork, id: UUID) -> None:
    await work.execute(
        "update core.people_act set undone_at = %s where tenant_id = %s and id = %s", [work.now, work.tenant_id, id]
    )


async def tidy(connection: Connection, now: datetime) -> None:
    """What can no longer be taken back, over all tenants, as role `system`."""
    await connection.execute("delete from core.people_act where done_at < %s", [now - KEPT])
