"""What looking after people needs of other rooms; `contact_center.bootstrap.joins.people` ties them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.directory.people.domain import WorkOf
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class Served(Protocol):
    """Who gets work of what, answered by routing."""

    async def queues(self, reader: Reader, tenant: UUID) -> Mapping[UUID, str]: ...

    async def skills(self, reader: Reader, tenant: UUID) -> Sequence[str]: ...

    async def of(self, reader: Reader, tenant: UUID, users: Sequence[UUID]) -> Mapping[UUID, WorkOf]: ...

    async def begin(
        self, work: UnitOfWork, user: UUID, role: Role, *, like: UUID | None, queues: frozenset[UUID] | None
    ) -> None:
        """Somebody new, or of another role: queues, skills and places, where the role has any and they have none."""
        ...

    async def set(self, work: UnitOfWork, user: UUID, serves: WorkOf) -> None: ...

    async def renamed(self, work: UnitOfWork, user: UUID) -> None:
        """They sign in by another name, by which policies call them."""
        ...


class HeldWork(Protocol):
    """What people have in hand in one room, for who leaves."""

    @property
    def kind(self) -> str: ...

    async def count(self, reader: Reader, tenant: UUID, user: UUID) -> int: ...

    async def hand_over(self, work: UnitOfWork, user: UUID, to: UUID | None) -> Sequence[UUID]:
        """To a colleague, or to their team; what was handed over and could be handed back."""
        ...

    async def hand_back(self, work: UnitOfWork, ids: Sequence[UUID], user: UUID, given_to: UUID | None) -> int:
        """What is still as `hand_over` left it; how many."""
        ...


@dataclass(frozen=True, slots=True)
class PeoplePorts:
    served: Served
    held: Sequence[HeldWork] = ()
