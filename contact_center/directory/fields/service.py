"""Which custom fields an organisation has. Retiring one hides it; what was written in it stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from contact_center.directory.fields import store
from contact_center.directory.fields.domain import FieldDefinition, FieldKind, FieldSubject, code_of
from contact_center.directory.fields.errors import ChoicesWrong, FieldNameWrong, NoSuchCustomField, TooManyFields
from contact_center.directory.service import audit
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

MOST = 60
LONGEST_NAME = 60
MOST_CHOICES = 40


async def definitions(reader: Reader, tenant: UUID, subject: FieldSubject) -> Mapping[str, FieldDefinition]:
    """By code, in the order in which they are shown."""
    return {one.code: one for one in await store.definitions(reader, tenant, subject)}


async def define(
    work: UnitOfWork, subject: FieldSubject, name: str, kind: FieldKind, choices: Sequence[str] = ()
) -> FieldDefinition:
    known = await store.definitions(work, work.tenant_id, subject)
    if len(known) >= MOST:
        raise TooManyFields
    code = code_of(_name(name), await store.codes(work, work.tenant_id, subject))
    made = FieldDefinition(
        new_id(), subject, code, _name(name), kind, _choices(kind, choices),
        max((one.position for one in known), default=0) + 1,
    )  # fmt: skip
    await store.add(work, made)
    await audit(work, "field defined", f"field:{made.id}", code=code, kind=kind.value)
    return made


async def change(work: UnitOfWork, subject: FieldSubject, id: UUID, name: str, choices: Sequence[str] = ()) -> None:
    """Its name and choices; what kind it is never changes. Raises `NoSuchCustomField`."""
    known = {one.id: one for one in await store.definitions(work, work.tenant_id, subject)}
    if id not in known:
        raise NoSuchCustomField(id)
    await store.change(work, id, _name(name), _choices(FieldKind(known[id].kind), choices))
    await audit(work, "field changed", f"field:{id}", code=known[id].code)


async def retire(work: UnitOfWork, id: UUID, *, retired: bool = True) -> None:
    if not await store.retire(work, id, retired):
        raise NoSuchCustomField(id)
    await audit(work, "field retired" if retired else "field used again", f"field:{id}")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise FieldNameWrong(field="name")
    return name


def _choices(kind: FieldKind, given: Sequence[str]) -> list[str]:
    if kind is not FieldKind.CHOICE:
        return []
    choices = list(dict.fromkeys(" ".join(one.split()) for one in given if one.strip()))
    if not 2 <= len(choices) <= MOST_CHOICES or any(len(one) > LONGEST_NAME for one in choices):
        raise ChoicesWrong(field="choices")
    return choices
