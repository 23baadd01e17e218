"""The published words of the cases' room."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import ConversationId, CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    """Something happened to a case; `case_id` is its id."""

    case_id: UUID


@event_type("case.opened")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseEvent):
    """A matter of a customer has a number."""

    number: int
    case_type: str
    """Code of its type."""
    customer_id: CustomerId | None


@event_type("case.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChanged(CaseEvent):
    """Something about it is different; its history says what."""

    change: str
    """Code of the change, such as `edited`, `waits`, `resolved`, `reopened`."""
    state: str
    """How it stands now: `new`, `open`, `waiting`, `resolved`, `closed`."""
    owner_id: UUID | None


@event_type("case.type_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTypeChanged(Event):
    """A type of case was made, changed or retired; its history says what."""

    case_type: str
    """Its code."""
    active: bool
    """Whether new cases can have it."""


@event_type("case.linked")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLinked(CaseEvent):
    """A conversation or a thing belongs to it from now on."""

    kind: str
    """`conversation`, `order`, `invoice`, `delivery`, `product`, `serial`, `lot`, `article`, `case`."""
    conversation_id: ConversationId | None = None


@event_type("case.unlinked")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnlinked(CaseEvent):
    """A conversation or a thing no longer belongs to it."""

    kind: str
    conversation_id: ConversationId | None = None


@event_type("case.merged")
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMerged(CaseEvent):
    """It went into another case, which has all that was its own."""

    into_id: UUID
