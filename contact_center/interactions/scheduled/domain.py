"""A message that waits in its outbox for its time, and what becomes of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contact_center.interactions.domain import Interaction
from contact_center.interactions.scheduled.errors import NotSoLong, NotThen
from contact_center.kernel.contracts.channels import Capabilities

UNDO_SECONDS: Final = 10
"""Of an organisation that has chosen nothing else."""
LONGEST_UNDO: Final = 60
"""Seconds."""
LONGEST_PLAN: Final = timedelta(days=60)


class WasBefore(StrEnum):
    """Where the work was when the message was written."""

    IN_HAND = "in_hand"
    WAITING = "waiting"
    NOT_BEGUN = "not_begun"
    """The message began it."""


@dataclass(frozen=True, slots=True)
class SendTime:
    """When a message may leave its outbox."""

    until: datetime
    planned: bool = False
    """Its writer chose the time; else it waits some seconds in which it can be taken back."""


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A message that has not left, as stored."""

    id: UUID
    conversation_id: UUID
    interaction_id: UUID
    author_id: UUID
    at: datetime
    """When it was written."""
    text: str
    recipients: dict[str, Any] | None
    goes_at: datetime
    held: dict[str, Any]

    @property
    def planned(self) -> bool:
        return bool(self.held["planned"])

    @property
    def was(self) -> WasBefore:
        return WasBefore(self.held["was"])

    @property
    def signed(self) -> bool:
        """Whether its writer wanted the signature below it."""
        return bool(self.held.get("signed", True))

    def time(self, name: str) -> datetime | None:
        """Of the work before: a column of `Interaction`."""
        said = self.held.get(name)
        return datetime.fromisoformat(said) if said else None


def before(row: Interaction, was: WasBefore, hold: SendTime) -> dict[str, Any]:
    """What is kept with a held message: the work as it was, to be put back."""
    times = {
        "first_replied_at": row.first_replied_at, "next_reply_due_at": row.next_reply_due_at,
        "waiting_since": row.waiting_since, "parked_until": row.parked_until,
    }  # fmt: skip
    return {
        "planned": hold.planned,
        "was": was.value,
        "parked_why": row.parked_why,
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }


def seconds(said: int) -> int:
    """Raises `NotSoLong`."""
    if not 0 <= said <= LONGEST_UNDO:
        raise NotSoLong(said, field="seconds")
    return said


def hold_of(capabilities: Capabilities, undo_seconds: int, now: datetime, at: datetime | None) -> SendTime | None:
    """How long a person's message waits. In a chat somebody sits at the other end: nothing waits there.

    Raises `NotThen` for a time in the past, beyond `LONGEST_PLAN`, or where nothing waits.
    """
    if at is not None:
        if capabilities.session or not now < at <= now + LONGEST_PLAN:
            raise NotThen(at.isoformat(), field="send_at")
        return SendTime(at, planned=True)
    if capabilities.session or not undo_seconds:
        return None
    return SendTime(now + timedelta(seconds=undo_seconds))
