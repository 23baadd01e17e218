"""Drafts: what agents are writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class DraftKind(StrEnum):
    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Draft:
    kind: str
    text: str
    base_position: int
    """The last message of the conversation that its writer had seen."""
    updated_at: datetime
    client_key: str
    writing: UUID
    copies: list[str] | None = None
    """To whom the answer was to go as well; None where nobody has chosen."""
    unsigned: bool = False
    """Without the signature of its queue."""


@dataclass(frozen=True, slots=True)
class WrittenDraft:
    """A draft as one window has it."""

    kind: DraftKind
    text: str
    base_position: int
    client_key: str
    writing: UUID
    """This state of it."""
    knew: UUID | None
    """The state it was made from; None: there was none."""
    copies: tuple[str, ...] | None = None
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class NewDraftContent:
    """All that stands on the page on which a conversation begins; ids as text, empty where nothing is chosen."""

    to: str = ""
    to_name: str = ""
    customer: str = ""
    account: str = ""
    queue: str = ""
    purpose: str = ""
    subject: str = ""
    text: str = ""
    cc: str = ""
    bcc: str = ""
    case: str = ""
    signed: bool = True
    """The queue's signature goes below it."""

    @property
    def is_empty(self) -> bool:
        return not any(one.strip() for one in (self.text, self.subject, self.cc, self.bcc))


@dataclass(frozen=True, slots=True)
class NewDraft:
    content: NewDraftContent
    client_key: str
    writing: UUID
    kept_at: datetime
