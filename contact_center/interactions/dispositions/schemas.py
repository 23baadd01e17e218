"""Codes by which work is closed, as JSON."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contact_center.interactions.dispositions.domain import (
    LONGEST_NAME,
    DispositionEdit,
    DispositionNode,
    DispositionTree,
)

Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
DispositionName = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
DispositionCode = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class DispositionBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[dict[Language, DispositionName], Field(min_length=1, max_length=20)]
    """By language."""
    parent: DispositionCode | None = None
    """The code it is put under."""
    queues: Annotated[list[UUID], Field(max_length=200)] = []
    """Where it is offered; none: wherever its branch is."""
    case_type: DispositionCode | None = None
    """The type of the case that is opened with it."""

    def edit(self) -> DispositionEdit:
        return DispositionEdit(self.name, self.parent, self.queues, self.case_type)


class DispositionOut(BaseModel):
    code: str
    name: dict[str, str]
    parent: str | None
    path: list[str]
    """Codes from the first branch to this one."""
    queues: list[UUID]
    case_type: str | None
    active: bool
    choosable: bool
    """Agents can choose it: it is in use and nothing in use is below it."""

    @classmethod
    def of(cls, tree: DispositionTree, one: DispositionNode, offered: frozenset[str]) -> Self:
        return cls(
            code=one.code, name=one.name, parent=one.parent, path=tree.path(one.code), queues=one.queues,
            case_type=one.case_type, active=one.active, choosable=one.code in offered,
        )  # fmt: skip


class DispositionList(BaseModel):
    dispositions: list[DispositionOut]
    """Each after its branch, in the order in which agents see them."""
