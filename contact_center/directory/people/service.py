"""Inviting people, changing what is kept of them, letting them leave; each can be taken back for a day."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from contact_center.directory import cards, keys, sessions
from contact_center.directory import service as directory
from contact_center.directory import store as directory_store
from contact_center.directory.domain import Role
from contact_center.directory.errors import BlankName, EmailTaken, LoginTaken, NoSuchUser, NotALogin
from contact_center.directory.keys import KeyPurpose
from contact_center.directory.people import store
from contact_center.directory.people.domain import (
    MOST_LEVEL,
    ActKind,
    Holding,
    Leaving,
    NewPerson,
    PeopleAct,
    PeopleFilter,
    PersonAccount,
    PersonEdit,
    Team,
    WorkOf,
)
from contact_center.directory.people.errors import (
    LastAdministrator,
    NobodyToTakeOver,
    NoSuchAct,
    NotALanguage,
    NotALevel,
    NotTheSame,
    NotYourself,
    PersonChangedSince,
    QueueNotHere,
)
from contact_center.directory.people.ports import PeoplePorts
from contact_center.kernel.contracts.interactions import UserChanged
from contact_center.kernel.ids import UserId
from contact_center.kernel.names import seen
from contact_center.platform.unit_of_work import Reader, UnitOfWork

LOCALES = ("en", "zh-Hant")
TAKES_WORK = frozenset({Role.AGENT.value, Role.SUPERVISOR.value})
_COLUMNS = ("name", "login", "email", "role", "title", "team", "phone", "locale")


# --- reading


async def listed(
    reader: Reader, tenant: UUID, wanted: PeopleFilter, limit: int, after: UUID | None = None
) -> list[PersonAccount]:
    """By name; `after` the last one of the page before."""
    last = (await store.several(reader, tenant, [after]))[:1] if after else []
    return await store.listed(reader, tenant, wanted, limit, (last[0].name, last[0].id) if last else None)


async def person(reader: Reader, tenant: UUID, id: UUID) -> PersonAccount:
    """Raises `NoSuchUser`."""
    found = await store.several(reader, tenant, [id])
    if not found:
        raise NoSuchUser(id)
    return found[0]


async def teams(reader: Reader, tenant: UUID) -> list[Team]:
    return await store.teams(reader, tenant)


async def imports(reader: Reader, tenant: UUID, limit: int = 10) -> list[PeopleAct]:
    return await store.acts(reader, tenant, ActKind.IMPORT, limit)


async def leaving(reader: Reader, ports: PeoplePorts, tenant: UUID, id: UUID) -> Leaving:
    """What somebody has in hand, before they leave."""
    who = await person(reader, tenant, id)
    held = [Holding(one.kind, await one.count(reader, tenant, id)) for one in ports.held]
    return Leaving(who, tuple(held), len(await sessions.of_user(reader, tenant, id)))


# --- coming


async def invite(work: UnitOfWork, ports: PeoplePorts, new: NewPerson) -> tuple[PersonAccount, str]:
    """With the secret of the link by which they choose a password; it is shown this once. Raises what `add` does."""
    user = await add(work, ports, new)
    secret = await keys.make(work, user, KeyPurpose.INVITATION)
    return await person(work, work.tenant_id, user), secret


async def add(work: UnitOfWork, ports: PeoplePorts, new: NewPerson, *, password: str | None = None) -> UserId:
    """Raises what `create_user` does, `NotALanguage`, `NobodyToTakeOver`, `QueueNotHere`, `NotACard`."""
    _check_locale(new.locale)
    card = cards.checked(title=new.title, team=new.team, phone=new.phone)
    if new.like is not None:
        await _colleague(work, new.like, "like")
    await _check_queues(work, ports, new.queues)
    user = await directory.create_user(
        work, login=new.login, name=new.name, email=new.email, role=new.role, password=password, locale=new.locale
    )
    if any(card.values()):
        await directory_store.set_card(work, user, **card)
    await ports.served.begin(work, user, new.role, like=new.like, queues=new.queues)
    await directory.audit(work, "user added", f"user:{user}", role=new.role.value)
    return user


async def link(work: UnitOfWork, id: UUID) -> tuple[PersonAccount, str, KeyPurpose]:
    """An invitation for who has not come yet, else a reset; an older link is good no more."""
    who = await person(work, work.tenant_id, id)
    if not who.active:
        raise NoSuchUser(id)
    purpose = KeyPurpose.INVITATION if who.invited else KeyPurpose.RESET
    return who, await keys.make(work, id, purpose), purpose


# --- changing


@dataclass(frozen=True, slots=True)
class DoneChange:
    act: UUID | None
    """By which it can be taken back; None: nothing was changed."""
    person: PersonAccount


async def change(work: UnitOfWork, ports: PeoplePorts, id: UUID, edit: PersonEdit, *, by: UUID) -> DoneChange:
    """Raises what `create_user` does, `LastAdministrator`, `QueueNotHere`, `NotALevel`, `NotACard`."""
    now = await _locked(work, id)
    before = await _apply(work, ports, now, edit)
    act = await store.add_act(work, ActKind.CHANGE, id, before) if before else None
    return DoneChange(act, await person(work, work.tenant_id, id))


async def apply(work: UnitOfWork, ports: PeoplePorts, id: UUID, edit: PersonEdit) -> dict[str, Any]:
    """As `change`, for many at once; what is needed to take it back."""
    return await _apply(work, ports, await _locked(work, id), edit)


async def _apply(work: UnitOfWork, ports: PeoplePorts, now: PersonAccount, edit: PersonEdit) -> dict[str, Any]:
    """What was there before of all that is otherwise now, beside what it was set to."""
    values = await _values(work, now, edit)
    before: dict[str, Any] = {name: [getattr(now, name), value] for name, value in values.items()}
    if "role" in values:
        await _check_admins(work, now, values["role"])
    if values and not await store.change(work, now.id, values):
        raise LoginTaken(values["login"], field="login")
    if "role" in values:
        await _role_changed(work, ports, now, Role(values["role"]))
    if "login" in values:
        await ports.served.renamed(work, now.id)
    serves = await _serves(work, ports, now.id, edit)
    if serves is not None:
        had, has = serves
        await ports.served.set(work, now.id, has)
        before["serves"] = [_plain(had), _plain(has)]
    if before:
        work.record(UserChanged(user_id=UserId(now.id)))
        await directory.audit(work, "user changed", f"user:{now.id}", fields=sorted(before))
    return before


async def _values(work: UnitOfWork, now: PersonAccount, edit: PersonEdit) -> dict[str, Any]:
    """The columns that become otherwise, checked."""
    given = {field.name: getattr(edit, field.name) for field in fields(edit) if field.name in _COLUMNS}
    wanted = {name: value for name, value in given.items() if value is not None}
    if "name" in wanted:
        wanted["name"] = " ".join(wanted["name"].split())
    if "email" in wanted:
        wanted["email"] = directory.spelled(wanted["email"]) or None
    if "login" in wanted:
        wanted["login"] = directory.spelled(wanted["login"]) or wanted.get("email", now.email) or ""
    if "role" in wanted:
        wanted["role"] = Role(wanted["role"]).value
    _check_locale(wanted.get("locale", "en"))
    card = {name: wanted.pop(name) for name in ("title", "team", "phone") if name in wanted}
    wanted |= cards.checked(**card)
    changed = {name: value for name, value in wanted.items() if value != getattr(now, name)}
    for name in ("name", "login"):
        if name in changed and (not seen(changed[name]) or len(changed[name]) > directory.LONGEST_NAME):
            raise BlankName(field=name)
    if any(c.isspace() for c in changed.get("login", "")):
        raise NotALogin(field="login")
    email = changed.get("email")
    if email and ("@" not in email or len(email) > directory.LONGEST_NAME or any(c.isspace() for c in email)):
        raise NotALogin(field="email")
    if email and await store.has_email(work, email, now.id):
        raise EmailTaken(email, field="email")
    return changed


async def _role_changed(work: UnitOfWork, ports: PeoplePorts, was: PersonAccount, role: Role) -> None:
    """Who no longer takes work gives back what they have; who begins to, has queues and places."""
    if role.value in TAKES_WORK:
        await ports.served.begin(work, was.id, role, like=None, queues=None)
        return
    for one in ports.held:
        await one.hand_over(work, was.id, None)


async def _serves(work: UnitOfWork, ports: PeoplePorts, id: UUID, edit: PersonEdit) -> tuple[WorkOf, WorkOf] | None:
    """What they served and what they shall, if that is otherwise."""
    if edit.queues is None and edit.skills is None:
        return None
    had = (await ports.served.of(work, work.tenant_id, [id])).get(id, WorkOf())
    await _check_queues(work, ports, edit.queues)
    if edit.skills is not None:
        known = set(await ports.served.skills(work, work.tenant_id)) | set(had.skills)
        if not set(edit.skills) <= known or any(not 0 <= level <= MOST_LEVEL for level in edit.skills.values()):
            raise NotALevel(field="skills")
    has = WorkOf(
        had.queues if edit.queues is None else edit.queues, had.skills if edit.skills is None else dict(edit.skills)
    )
    return None if (has.queues, dict(has.skills)) == (had.queues, dict(had.skills)) else (had, has)


# --- leaving and coming back


async def leave(work: UnitOfWork, ports: PeoplePorts, id: UUID, *, by: UUID | None, to: UUID | None) -> UUID:
    """Signed out everywhere at once; open work, tasks and cases go to a colleague, or to their teams.

    Raises `NotYourself`, `LastAdministrator`, `NobodyToTakeOver`, `NotTheSame`.
    """
    if id == by:
        raise NotYourself
    if id == to:
        raise NotTheSame(field="to")
    now = await _locked(work, id)
    if not now.active:
        raise NoSuchUser(id)
    await _check_admins(work, now, None)
    if to is not None and Role((await _colleague(work, to, "to")).role).value not in TAKES_WORK:
        raise NobodyToTakeOver(field="to")
    handed = {one.kind: [str(each) for each in await one.hand_over(work, id, to)] for one in ports.held}
    await directory.set_active(work, id, False)
    await directory_store.spend_keys(work, id)
    counts = {kind: len(ids) for kind, ids in handed.items()}
    await directory.audit(work, "user switched off", f"user:{id}", agent=str(to) if to else None, handed_over=counts)
    return await store.add_act(work, ActKind.LEAVE, id, {"to": str(to) if to else None, "handed": handed})


async def come_back(work: UnitOfWork, id: UUID) -> None:
    await directory.set_active(work, id, True)
    await directory.audit(work, "user switched on", f"user:{id}")


async def end_sessions(work: UnitOfWork, id: UUID) -> int:
    """Signed out everywhere, by an administrator."""
    await person(work, work.tenant_id, id)
    ended = await sessions.end_all(work, id)
    await directory.audit(work, "sessions ended", f"user:{id}", count=ended)
    return ended


# --- taking back


async def undo(work: UnitOfWork, ports: PeoplePorts, act: UUID, *, by: UUID) -> PeopleAct:
    """Raises `NoSuchAct`, `PersonChangedSince`."""
    done = await store.lock_act(work, act)
    if done is None or not done.undoable(work.now):
        raise NoSuchAct(act)
    match ActKind(done.kind):
        case ActKind.CHANGE if done.user_id is not None:
            await _put_back(work, ports, done.user_id, done.before)
        case ActKind.LEAVE if done.user_id is not None:
            await _unleave(work, ports, done.user_id, done.before)
        case ActKind.IMPORT:
            await _unimport(work, ports, done.before, by)
    await store.set_undone(work, act)
    await directory.audit(work, "people act undone", f"user:{done.user_id}" if done.user_id else f"act:{act}")
    return done


async def _put_back(work: UnitOfWork, ports: PeoplePorts, id: UUID, before: Mapping[str, Any]) -> None:
    now = await _locked(work, id)
    columns = {name: pair for name, pair in before.items() if name in _COLUMNS}
    if any(getattr(now, name) != pair[1] for name, pair in columns.items()):
        raise PersonChangedSince
    had = {name: pair[0] if pair[0] is not None else "" for name, pair in columns.items()}
    edit: dict[str, Any] = dict(had)
    if "serves" in before:
        was, became = (_serves_of(one) for one in before["serves"])
        serves = (await ports.served.of(work, work.tenant_id, [id])).get(id, WorkOf())
        if (serves.queues, dict(serves.skills)) != (became.queues, dict(became.skills)):
            raise PersonChangedSince
        there = set(await ports.served.queues(work, work.tenant_id))
        edit |= {"queues": frozenset(was.queues & there), "skills": dict(was.skills)}
    await _apply(work, ports, now, PersonEdit(**edit))


async def _unleave(work: UnitOfWork, ports: PeoplePorts, id: UUID, before: Mapping[str, Any]) -> None:
    if not (await _locked(work, id)).active:
        await directory.set_active(work, id, True)
    to = UUID(before["to"]) if before["to"] else None
    for one in ports.held:
        await one.hand_back(work, [UUID(each) for each in before["handed"].get(one.kind, ())], id, to)


async def _unimport(work: UnitOfWork, ports: PeoplePorts, before: Mapping[str, Any], by: UUID) -> None:
    """Who came by it and has not signed in yet leaves; who was changed is as before, unless changed again."""
    for id in map(UUID, before["new"]):
        who = await _locked(work, id)
        if who.active and who.invited:
            await leave(work, ports, id, by=by, to=None)
    for one in before["changed"]:
        with suppress(PersonChangedSince):  # raised before anything is written
            await _put_back(work, ports, UUID(one["user"]), one["before"])


# --- shared


async def _locked(work: UnitOfWork, id: UUID) -> PersonAccount:
    found = await store.lock(work, id)
    if found is None:
        raise NoSuchUser(id)
    return found


async def _check_admins(work: UnitOfWork, now: PersonAccount, role: str | None) -> None:
    """`role`: their next; None: they leave."""
    if now.role == Role.ADMIN and now.active and role != Role.ADMIN:
        others = [one for one in await store.administrators(work) if one != now.id]
        if not others:
            raise LastAdministrator(field="role")


async def _colleague(work: UnitOfWork, id: UUID, field: str) -> PersonAccount:
    found = await store.several(work, work.tenant_id, [id])
    if not found or not found[0].active:
        raise NobodyToTakeOver(field=field)
    return found[0]


async def _check_queues(work: UnitOfWork, ports: PeoplePorts, queues: frozenset[UUID] | None) -> None:
    if queues and not queues <= set(await ports.served.queues(work, work.tenant_id)):
        raise QueueNotHere(field="queues")


def _check_locale(locale: str) -> None:
    if locale not in LOCALES:
        raise NotALanguage(field="locale")


def _plain(serves: WorkOf) -> dict[str, Any]:
    return {"queues": sorted(str(one) for one in serves.queues), "skills": dict(serves.skills)}


def _serves_of(plain: Mapping[str, Any]) -> WorkOf:
    return WorkOf(frozenset(UUID(one) for one in plain["queues"]), dict(plain["skills"]))
