"""People from a file: read, judged row by row, taken over whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.domain import Role
from contact_center.directory.people import service, store
from contact_center.directory.people.domain import ActKind, NewPerson, PersonAccount, PersonEdit
from contact_center.directory.people.errors import ImportHasErrors, NoNameColumn, NotAPeopleFile, RowRefused
from contact_center.directory.people.ports import PeoplePorts
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.unit_of_work import Reader, UnitOfWork

MOST_ROWS: Final = 500
LONGEST_FILE: Final = 500_000
"""Characters."""
LONGEST_CELL: Final = 1000
BETWEEN: Final = ";|"
"""Between several queues in a cell."""
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "full name", "姓名", "名稱"),
    "login": ("login", "sign-in name", "user", "username", "帳號", "登入名稱"),
    "email": ("email", "e-mail", "mail", "電子郵件", "電子信箱", "信箱"),
    "role": ("role", "角色"),
    "title": ("title", "job", "職稱"),
    "team": ("team", "group", "團隊", "組別"),
    "phone": ("phone", "telephone", "電話", "分機"),
    "locale": ("language", "locale", "語言"),
    "queues": ("queues", "queue", "佇列"),
    "like": ("like", "template", "same as", "比照"),
}
ROLES: Final[Mapping[str, Role]] = {
    "agent": Role.AGENT, "supervisor": Role.SUPERVISOR, "admin": Role.ADMIN, "administrator": Role.ADMIN,
    "客服人員": Role.AGENT, "客服": Role.AGENT, "主管": Role.SUPERVISOR, "管理員": Role.ADMIN, "": Role.AGENT,
}  # fmt: skip
LOCALES: Final[Mapping[str, str]] = {
    "": "en", "en": "en", "english": "en", "英文": "en", "zh-hant": "zh-Hant", "zh-tw": "zh-Hant", "zh": "zh-Hant",
    "中文": "zh-Hant", "繁體中文": "zh-Hant",
}  # fmt: skip


class PersonOutcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    """Somebody of this sign-in name or address is here and becomes as the row says."""
    SAME = "same"
    WRONG = "wrong"


class RowTrouble(StrEnum):
    """What keeps a row from being used, beside the codes of errors."""

    TWICE = "twice"
    """An earlier row is about the same person."""
    ROLE_UNKNOWN = "role_unknown"
    LANGUAGE_UNKNOWN = "language_unknown"
    QUEUE_UNKNOWN = "queue_unknown"
    LIKE_UNKNOWN = "like_unknown"
    NO_NAME = "no_name"
    NO_LOGIN = "no_login"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """A row as it was judged. `number` as a spreadsheet counts, the heading being 1."""

    number: int
    outcome: PersonOutcome
    name: str
    login: str
    field: str = ""
    trouble: RowTrouble | None = None
    said: str = ""
    """What the cell says that is not understood."""
    changes: tuple[str, ...] = ()
    new: NewPerson | None = None
    user: UUID | None = None
    edit: PersonEdit | None = None


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    person: PersonAccount
    secret: str


@dataclass(frozen=True, slots=True)
class Imported:
    act: UUID
    invited: tuple[InvitedPerson, ...]
    changed: int


def read(text: str) -> list[dict[str, str]]:
    """Rows by the names of `HEADINGS`, empty ones left out. Raises `NotAPeopleFile`, `NoNameColumn`."""
    plain = text.removeprefix("\ufeff").strip("\r\n")
    if not plain.strip() or len(text) > LONGEST_FILE or "\0" in text:
        raise NotAPeopleFile(field="file")
    head = plain.splitlines()[0]
    delimiter = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(plain), delimiter=delimiter, strict=True))
    except csv.Error as broken:
        raise NotAPeopleFile(field="file") from broken
    known = {heading: name for name, headings in HEADINGS.items() for heading in headings}
    columns = [known.get(" ".join(one.lower().split()), "") for one in lines[0]]
    if "name" not in columns or not {"email", "login"} & set(columns):
        raise NoNameColumn(field="file")
    rows = [
        {"row": str(number), **{name: cell.strip() for name, cell in zip(columns, line, strict=False) if name}}
        for number, line in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in line)
    ]
    if not 1 <= len(rows) <= MOST_ROWS:
        raise NotAPeopleFile(field="file")
    return rows


async def judge(reader: Reader, ports: PeoplePorts, tenant: UUID, rows: Sequence[Mapping[str, str]]) -> list[PeopleRow]:
    """What each row would do; nothing is written."""
    queues = {name.casefold(): id for id, name in (await ports.served.queues(reader, tenant)).items()}
    spelled = [directory.spelled(row.get(name, "")) for row in rows for name in ("login", "email", "like")]
    people = await store.known_as(reader, tenant, {one for one in spelled if one})
    by_login = {one.login: one for one in people}
    known = {one.email: one for one in people if one.email} | by_login
    serves = await ports.served.of(reader, tenant, [one.id for one in people])
    found: list[PeopleRow] = []
    seen: set[str] = set()
    for row in rows:
        one = _judged(row, queues, known)
        keys = {directory.spelled(row.get(name, "")) for name in ("login", "email")} - {""}
        if one.outcome is not PersonOutcome.WRONG and keys & seen:
            one = _wrong(row, "login", RowTrouble.TWICE, one.login)
        seen |= keys
        if one.edit is not None and one.user is not None:
            had = serves[one.user].queues if one.user in serves else None
            one = _changes(one, next(p for p in people if p.id == one.user), had)
        found.append(one)
    return found


def _judged(row: Mapping[str, str], queues: Mapping[str, UUID], known: Mapping[str, PersonAccount]) -> PeopleRow:
    name = " ".join(row.get("name", "").split())
    login, email = directory.spelled(row.get("login", "")), directory.spelled(row.get("email", ""))
    long = next((field for field, cell in row.items() if len(cell) > LONGEST_CELL), None)
    if long is not None:
        return _wrong(row, long, RowTrouble.TOO_LONG, "")
    if not name:
        return _wrong(row, "name", RowTrouble.NO_NAME, "")
    if not (login or email):
        return _wrong(row, "login", RowTrouble.NO_LOGIN, "")
    role = ROLES.get(row.get("role", "").casefold())
    if role is None:
        return _wrong(row, "role", RowTrouble.ROLE_UNKNOWN, row["role"])
    locale = LOCALES.get(row.get("locale", "").casefold())
    if locale is None:
        return _wrong(row, "locale", RowTrouble.LANGUAGE_UNKNOWN, row["locale"])
    served: frozenset[UUID] | None = None
    if row.get("queues"):
        names = [one.strip() for one in row["queues"].replace("|", ";").split(";") if one.strip()]
        lost = next((one for one in names if one.casefold() not in queues), None)
        if lost is not None:
            return _wrong(row, "queues", RowTrouble.QUEUE_UNKNOWN, lost)
        served = frozenset(queues[one.casefold()] for one in names)
    like = known.get(directory.spelled(row["like"])) if row.get("like") else None
    if row.get("like") and (like is None or not like.active):
        return _wrong(row, "like", RowTrouble.LIKE_UNKNOWN, row["like"])
    card = {field: row.get(field, "") for field in ("title", "team", "phone")}
    number, who = int(row["row"]), known.get(login or email) or (known.get(email) if email else None)
    if who is None:
        new = NewPerson(
            name=name, role=role, login=login, email=email, locale=locale, like=like.id if like else None,
            queues=served, **card,
        )  # fmt: skip
        return PeopleRow(number, PersonOutcome.NEW, name, login or email, new=new)
    edit = PersonEdit(
        name=name, email=email or None, role=role if row.get("role") else None, queues=served,
        locale=locale if row.get("locale") else None, title=card["title"] or None, team=card["team"] or None,
        phone=card["phone"] or None,
    )  # fmt: skip
    return PeopleRow(number, PersonOutcome.CHANGED, name, login or email, user=who.id, edit=edit)


def _changes(row: PeopleRow, now: PersonAccount, queues: frozenset[UUID] | None) -> PeopleRow:
    """Which fields become otherwise; nothing: the row is the same as what is here."""
    edit = row.edit
    assert edit is not None
    names = ("name", "email", "role", "title", "team", "phone", "locale")
    changed = [name for name in names if getattr(edit, name) not in (None, getattr(now, name))]
    if edit.queues is not None and edit.queues != queues:
        changed.append("queues")
    if not now.active:
        changed.append("active")
    outcome = PersonOutcome.CHANGED if changed else PersonOutcome.SAME
    return PeopleRow(row.number, outcome, row.name, row.login, changes=tuple(changed), user=row.user, edit=edit)


def _wrong(row: Mapping[str, str], field: str, trouble: RowTrouble, said: str) -> PeopleRow:
    login = row.get("login") or row.get("email", "")
    return PeopleRow(
        int(row["row"]), PersonOutcome.WRONG, row.get("name", "")[:100], login[:100],
        field=field, trouble=trouble, said=said[:100],
    )  # fmt: skip


async def run(work: UnitOfWork, ports: PeoplePorts, rows: Sequence[Mapping[str, str]], *, by: UUID) -> Imported:
    """All rows, or none. Raises `ImportHasErrors`, or what a row is refused for, as `RowRefused` with its number."""
    judged = await judge(work, ports, work.tenant_id, rows)
    if any(one.outcome is PersonOutcome.WRONG for one in judged):
        raise ImportHasErrors(field="file")
    invited: list[InvitedPerson] = []
    changed: list[dict[str, Any]] = []
    for one in judged:
        try:
            if one.new is not None:
                invited.append(InvitedPerson(*await service.invite(work, ports, one.new)))
            elif one.outcome is PersonOutcome.CHANGED and one.user is not None and one.edit is not None:
                changed.append({"user": str(one.user), "before": await _take(work, ports, one.user, one.edit)})
        except ContactCenterError as refused:
            raise RowRefused(refused.code, row=one.number, field=str(refused.fields.get("field", "file"))) from refused
    before = {"new": [str(one.person.id) for one in invited], "changed": changed}
    act = await store.add_act(work, ActKind.IMPORT, None, before)
    await directory.audit(work, "people imported", f"act:{act}", new=len(invited), changed=len(changed))
    return Imported(act, tuple(invited), len(changed))


async def _take(work: UnitOfWork, ports: PeoplePorts, id: UUID, edit: PersonEdit) -> dict[str, Any]:
    if not (await service.person(work, work.tenant_id, id)).active:
        await service.come_back(work, id)
    return await service.apply(work, ports, id, edit)
