"""What the API answers about macros."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from crm_core.macros.domain import Macro, MacroAct, MacroActKind
from crm_core.macros.running import RanMacro


class MacroActOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    kind: MacroActKind
    value: str
    """The tag, the code of a disposition, minutes, the id of a queue, or the text with its variables."""
    why: str | None
    """The code of the reason why it was not done; null where it was."""

    @classmethod
    def of(cls, one: MacroAct) -> MacroActOut:
        return cls(kind=one.kind, value=one.value, why=one.why)


class MacroOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    name: str
    language: str | None
    """BCP 47; null: for every language."""
    queue: UUID | None
    """null: for every queue."""
    acts: list[MacroActOut]

    @classmethod
    def of(cls, one: Macro, acts: list[MacroAct]) -> MacroOut:
        return cls(
            id=one.id, name=one.name, language=one.language, queue=one.queue_id,
            acts=[MacroActOut.of(each) for each in acts],
        )  # fmt: skip


class RanMacroOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    done: list[MacroActOut]
    left: list[MacroActOut]
    """What could not be done, each with its reason."""
    undo: UUID | None
    """By which it is taken back for some seconds; null where nothing was done."""

    @classmethod
    def of(cls, ran: RanMacro, undo: UUID | None) -> RanMacroOut:
        done, left = ([MacroActOut.of(one) for one in each] for each in (ran.done, ran.left))
        return cls(done=done, left=left, undo=undo)
